"""The type of the printed page: one font with Kazakh letters, how wide a text is, where its lines break.

DejaVu Sans comes with matplotlib, so that a sheet looks alike on every computer. Sizes are in points, widths
in millimetres.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

from hotspot.words.phrases import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

POINT_MM = 25.4 / 72
ELLIPSIS = "…"
UNITS = 2048  # per em, in DejaVu Sans


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the font at a size in points."""
    return FontProperties(fname=str(_file(bold)), size=size)


def drawable(text: str) -> str:
    """Return a text in one line, with U+FFFD for each letter that the font cannot draw or that hides.

    >>> drawable("Көктем\\n2 🚓")
    'Көктем 2 �'
    """
    known, flat = _advances(bold=False), re.sub(r"[ \t\r\n]+", " ", text).strip()
    return "".join(letter if letter in known else "\N{REPLACEMENT CHARACTER}" for letter in visible(flat))


def width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is."""
    advances = _advances(bold=bold)
    widest = advances["W"]
    return sum(advances.get(letter, widest) for letter in text) / UNITS * size * POINT_MM


def wrapped(text: str, room_mm: float, size: float, *, bold: bool = False, most: int = 99) -> list[str]:
    """Break a text into at most `most` lines no wider than `room_mm`; what does not fit ends in an ellipsis.

    A word that is wider than a line is broken where the line ends.
    """
    lines: list[str] = []
    rest = drawable(text).split(" ")
    while rest and len(lines) < most:
        line, rest = _first_line(rest, room_mm, size, bold=bold)
        lines.append(line)
    if rest:
        lines[-1] = fitting(f"{lines[-1]} {' '.join(rest)}", room_mm, size, bold=bold)
    return lines


def fitting(text: str, room_mm: float, size: float, *, bold: bool = False) -> str:
    """Return as much of a text as one line holds, with an ellipsis where something is left out."""
    text = drawable(text)
    if width_mm(text, size, bold=bold) <= room_mm:
        return text
    while text and width_mm(text + ELLIPSIS, size, bold=bold) > room_mm:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def _first_line(words: list[str], room_mm: float, size: float, *, bold: bool) -> tuple[str, list[str]]:
    count = 1
    while count < len(words) and width_mm(" ".join(words[: count + 1]), size, bold=bold) <= room_mm:
        count += 1
    if count > 1 or width_mm(words[0], size, bold=bold) <= room_mm:
        return " ".join(words[:count]), words[count:]
    cut = len(words[0])
    while cut > 1 and width_mm(words[0][:cut], size, bold=bold) > room_mm:
        cut -= 1
    return words[0][:cut], [words[0][cut:], *words[1:]]


def _file(bold: bool) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def _advances(*, bold: bool) -> Mapping[str, int]:
    """Return the width of every letter of the font, in font units."""
    face = FT2Font(str(_file(bold)))
    return {
        chr(code): int(face.load_glyph(glyph, LoadFlags.NO_SCALE).horiAdvance)
        for code, glyph in face.get_charmap().items()
    }
