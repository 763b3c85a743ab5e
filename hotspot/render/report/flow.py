"""What the printed document is made of: a paragraph with its file in the margin, a row of files, a table."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, LongTable, Paragraph, TableStyle

from hotspot.words.phrases import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.reported import Link, Shown

FONT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
ROOM = 178 * mm  # between the margins of an A4 sheet
BESIDE = 34 * mm  # of it for the names of files
GAP = 4 * mm
INK, GREY, BLUE = HexColor("#111111"), HexColor("#4a4a4a"), HexColor("#0b4f8a")
SMALL = 6.5
MANY_COLUMNS = 16  # from which a table needs the smallest letters
ELLIPSIS = "…"


@cache
def load_fonts() -> None:
    """Make DejaVu Sans known, which comes with matplotlib and has the letters of Kazakh."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib", name="matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    for name in (FONT, BOLD):
        registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def style(size: float, *, bold: bool = False, colour: HexColor = INK, before: float = 1.0) -> ParagraphStyle:
    """Return the style of a paragraph; `size` in points, `before` is room above it in millimetres."""
    return ParagraphStyle(
        f"{size}{bold}",
        fontName=BOLD if bold else FONT,
        fontSize=size,
        leading=1.3 * size,
        textColor=colour,
        spaceBefore=before * mm,
    )


def paragraph(text: str, look: ParagraphStyle) -> Paragraph:
    """Return a paragraph of plain text: nothing in it is markup."""
    return Paragraph(escape(drawable(text)), look)


def drawable(text: str) -> str:
    """Return the text with U+FFFD for each letter that the font cannot draw or that hides."""
    load_fonts()
    known = getFont(FONT).face.charToGlyph
    flat = " ".join(visible(text.replace("\n", " ").replace("\t", " ")).split(" "))
    return "".join(letter if ord(letter) in known else "\N{REPLACEMENT CHARACTER}" for letter in flat)


def shortened(text: str, font: str, size: float, room: float) -> str:
    """Return the text, cut with an ellipsis where it is wider than `room` points."""
    text = drawable(text)
    if stringWidth(text, font, size) <= room:
        return text
    while text and stringWidth(text + ELLIPSIS, font, size) > room:
        text = text[:-1]
    return text + ELLIPSIS


class Beside(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A paragraph with the name of a file to its right, which is a link."""

    def __init__(self, text: Paragraph, file: Link | None) -> None:
        """Put `file`, if there is one, beside the `text`."""
        super().__init__()
        self.text, self.file = text, file

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Return the room above."""
        return float(self.text.style.spaceBefore)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size that is taken."""
        _, tall = self.text.wrap(width - BESIDE - GAP, height)
        return width, tall

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return the part that fits and the rest; the file stands beside the first."""
        parts = self.text.split(width - BESIDE - GAP, height)
        return [Beside(part, self.file if i == 0 else None) for i, part in enumerate(parts)]

    def draw(self) -> None:
        """Draw the text, and the link beside its first line."""
        self.text.drawOn(self.canv, 0, 0)
        if self.file:
            name = shortened(self.file.name, FONT, SMALL, BESIDE)
            wide = stringWidth(name, FONT, SMALL)
            line = self.text.height - self.text.style.fontSize
            draw_link(self.canv, self.file, name, (ROOM - wide, line))


class FileRow(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The names of files one after the other, each a link, behind a word."""

    def __init__(self, head: str, files: Sequence[Link]) -> None:
        """Put the `files` behind the word `head`."""
        super().__init__()
        self.head, self.files = drawable(head), files
        self.spaceBefore = 1.5 * mm

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002 - reportlab's signature
        """Return the size that is taken."""
        self.places = self._placed(width)
        self.height = (1 + max(line for _, line in self.places)) * 1.4 * SMALL
        return width, self.height

    def draw(self) -> None:
        """Draw the word and the links."""
        self.canv.setFont(FONT, SMALL)
        self.canv.setFillColor(GREY)
        self.canv.drawString(0, self.height - SMALL, self.head)
        for file, (left, line) in zip(self.files, self.places, strict=True):
            up = self.height - SMALL - line * 1.4 * SMALL
            draw_link(self.canv, file, shortened(file.name, FONT, SMALL, ROOM / 2), (left, up))

    def _placed(self, width: float) -> list[tuple[float, int]]:
        """Return where each name begins: points from the left, and in which line."""
        left, line, places = stringWidth(self.head, FONT, SMALL) + GAP / 2, 0, []
        for file in self.files:
            wide = stringWidth(shortened(file.name, FONT, SMALL, ROOM / 2), FONT, SMALL)
            if left + wide > width:
                left, line = 0.0, line + 1
            places.append((left, line))
            left += wide + GAP
        return places


def draw_link(canvas: Flowable, file: Link, name: str, at: tuple[float, float]) -> None:
    """Draw the name of a file as a link; its way is relative to where the document lies."""
    left, up = at
    canvas.setFont(FONT, SMALL)
    canvas.setFillColor(BLUE)
    canvas.drawString(left, up, name)
    box = (left, up - 1.5, left + stringWidth(name, FONT, SMALL), up + SMALL)
    canvas.linkURL(file.href, box, relative=1, kind="URI")


def table(shown: Shown) -> LongTable:
    """Return a table as wide as its cells need, at most as the sheet; each page has its headings."""
    size = 5.2 if len(shown.heads) >= MANY_COLUMNS else SMALL
    head, cell = style(size, colour=GREY), style(size)
    rows = [[paragraph(text, head) for text in shown.heads]]
    rows += [[paragraph(text, cell) for text in row] for row in shown.rows]
    look = [
        ("FONTNAME", (0, 0), (-1, -1), FONT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -2), 0.25, HexColor("#b5b5b5")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), _padding(shown)),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8),
    ]
    return LongTable(
        rows,
        colWidths=_widths(shown, size),
        style=TableStyle(look),
        repeatRows=1,
        splitInRow=1,
        hAlign="LEFT",
        spaceBefore=1.2 * mm,
    )


def _padding(shown: Shown) -> float:
    return 3.0 if len(shown.heads) >= MANY_COLUMNS else 6.0


def _widths(shown: Shown, size: float) -> list[float]:
    """Return the widths of the columns: each line whole where there is room, else at least each word."""
    columns = list(zip(shown.heads, *shown.rows, strict=True))
    beside = _padding(shown) + 0.5

    def widest(texts: Sequence[str]) -> float:
        return max((stringWidth(text, FONT, size) for text in texts), default=0.0) + beside

    whole = [widest([drawable(cell) for cell in column]) for column in columns]
    if sum(whole) <= ROOM:
        return whole
    least = [widest([word for cell in column for word in drawable(cell).split(" ")]) for column in columns]
    if sum(least) >= ROOM:
        return _capped(least)
    room = (ROOM - sum(least)) / (sum(whole) - sum(least))
    return [low + room * (high - low) for low, high in zip(least, whole, strict=True)]


def _capped(wanted: Sequence[float]) -> list[float]:
    """Return widths that fill the sheet: those that want most get the same, all others what they want.

    >>> [round(wide) for wide in _capped([20.0, 900.0, 700.0])]
    [20, 242, 242]
    """
    room = ROOM
    for i, wide in enumerate(sorted(wanted)):
        most = room / (len(wanted) - i)
        if wide > most:
            return [min(wide, most) for wide in wanted]
        room -= wide
    return list(wanted)
