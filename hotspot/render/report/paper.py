"""The document as a PDF: A4, on each page the title, the period, the run and its number."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    PageTemplate,
    Spacer,
)

from hotspot.render.report.flow import (
    FONT,
    GREY,
    ROOM,
    SMALL,
    Beside,
    FileRow,
    drawable,
    load_fonts,
    paragraph,
    shortened,
    style,
    table,
)
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema.reported import Report, Section, Shown

LEFT, BOTTOM, TOP = 18 * mm, 16 * mm, 18 * mm
LEAST = 32 * mm  # of a page that a heading needs below it


def report_pdf(report: Report) -> bytes:
    """Return the PDF; the same document gives the same bytes."""
    load_fonts()
    words, file = Words(language=report.language), io.BytesIO()
    high = A4[1] - BOTTOM - TOP
    frame = Frame(LEFT, BOTTOM, ROOM, high, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        invariant=1,
        title=drawable(report.title),
        author="hotspot",
        subject=drawable(report.period),
        lang=report.language,
        pageTemplates=[PageTemplate(frames=[frame])],
    )
    document.build(list(_flow(report, words)), canvasmaker=_numbered(report, words))
    return file.getvalue()


def _flow(report: Report, words: Words) -> Iterator[Flowable]:
    yield paragraph(report.title, style(17, bold=True))
    if report.synthetic:
        yield paragraph(report.synthetic, style(10, bold=True, before=2))
    for one in report.about:
        yield Beside(paragraph(f"{one.name}: {one.text}", style(9)), one.file)
    yield Spacer(ROOM, 3 * mm)
    yield Image(io.BytesIO(report.picture.png), report.picture.width_mm * mm, report.picture.height_mm * mm)
    yield paragraph(words("meeting.head.gist"), style(11, bold=True, before=3))
    for told in report.gist:
        yield Beside(paragraph(told.text, style(8.5)), told.file)
    yield paragraph(words("meeting.source"), style(7.5, colour=GREY, before=2))
    for section in report.sections:
        yield from _section(section, words)


def _section(section: Section, words: Words) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield _Heading(section)
    if section.files:
        yield FileRow(f"{words('meeting.files')}:", section.files)
    for told in section.told:
        yield Beside(paragraph(told.text, style(9)), told.file)
    for shown in section.tables:
        yield CondPageBreak(LEAST)
        yield from _table(shown)
    for head, items in section.lists:
        yield CondPageBreak(LEAST / 2)
        yield paragraph(head, style(9, bold=True, before=3))
        for told in items:
            yield Beside(paragraph(told.text, style(8)), told.file)


def _table(shown: Shown) -> Iterator[Flowable]:
    yield Beside(paragraph(shown.title, style(9, bold=True, before=3)), shown.file)
    yield table(shown)


class _Heading(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The heading of a section: a line above it, an entry in the outline of the PDF."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section, self.text = section, paragraph(section.title, style(13, bold=True))
        self.spaceBefore = 6 * mm

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, tall = self.text.wrap(width, height)
        self.tall = tall
        return width, tall + 2 * mm

    def draw(self) -> None:
        self.canv.setLineWidth(1)
        self.canv.line(0, self.tall + 1.5 * mm, ROOM, self.tall + 1.5 * mm)
        self.text.drawOn(self.canv, 0, 0)
        self.canv.bookmarkPage(self.section.key)
        self.canv.addOutlineEntry(drawable(self.section.title), self.section.key, level=0)


def _numbered(report: Report, words: Words) -> type[Canvas]:
    """Return a canvas that writes head and foot of each page when it knows how many there are."""

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **{**named, "initialFontName": FONT})
            self.pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self.pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page in self.pages:
                self.__dict__.update(page)
                _frame_page(self, report, words, len(self.pages))
                super().showPage()
            super().save()

    return Numbered


def _frame_page(canvas: Canvas, report: Report, words: Words, pages: int) -> None:
    """Write the title and the period above the text, the run and the number of the page below it."""
    canvas.setFillColor(GREY)
    canvas.setFont(FONT, SMALL)
    right = LEFT + ROOM
    page = words("meeting.page", page=canvas.getPageNumber(), pages=pages)
    invented = [words("table.synthetic")] if report.synthetic else []
    period = drawable(" · ".join([*invented, report.period]))
    title = shortened(report.title, FONT, SMALL, ROOM - stringWidth(period, FONT, SMALL) - 5 * mm)
    top, foot = A4[1] - TOP + 5 * mm, BOTTOM - 7 * mm
    canvas.drawString(LEFT, top, title)
    canvas.drawRightString(right, top, period)
    canvas.drawString(LEFT, foot, drawable(words("run.id", id=report.run_id)))
    canvas.drawRightString(right, foot, drawable(page))
