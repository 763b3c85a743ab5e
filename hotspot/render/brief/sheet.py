"""The brief as a PDF: one A4 page, laid out from the top and from the bottom, with room for notes between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.render.brief.bars import draw_columns, draw_rows
from hotspot.render.brief.charts import clock_notes, draw_when, spots_notes, times_notes
from hotspot.render.brief.furniture import draw_legend
from hotspot.render.brief.map import draw_map
from hotspot.render.brief.paper import (
    INK,
    LEADING,
    RULE,
    SOFT,
    Box,
    axes_at,
    blank,
    block,
    house_style,
    put,
    put_lines,
    saved,
    stroke,
)
from hotspot.render.brief.type import POINT_MM, fitting, width_mm, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hotspot.render.brief.contents import Brief

PAGE = Box(left=0.0, top=0.0, width=210.0, height=297.0)
LEFT, TOP, WIDTH, BOTTOM = 13.0, 9.0, 184.0, 288.0
RIGHT = LEFT + WIDTH
MAP_MM, GUTTER, LEGEND_MM = 96.0, 5.0, 8.0
CLOCK_MM, TIMES_MM, ROW_MM = 32.0, 18.0, 4.3
HEAD_MM, GAP_MM = 4.2, 3.0
NOTES_MM, LEAST_MAP_MM = 14.0, 80.0  # two lines for handwriting, for which a crowded page has a lower map
HEAD_LINES = 5  # of the headings of hot spots: none is cut in any language
HEAD, TEXT, NOTE, SMALL = 8.0, 7.0, 6.2, 5.8  # points
SPOT_SHARES = (0.08, 0.14, 0.13, 0.09, 0.15, 0.11, 0.30)


def brief_pdf(brief: Brief) -> bytes:
    """Return the page as a file; the same brief gives the same bytes."""
    with house_style():
        return saved(sheet_of(brief), "pdf", title=brief.words("brief.one", name=brief.name))


def sheet_of(brief: Brief) -> Figure:
    """Return the page as it is drawn; where too little is left for notes, the map is lower."""
    figure, left_mm = _drawn(brief, MAP_MM)
    if left_mm < NOTES_MM:
        figure, _ = _drawn(brief, max(MAP_MM - (NOTES_MM - left_mm), LEAST_MAP_MM))
    return figure


def _drawn(brief: Brief, map_mm: float) -> tuple[Figure, float]:
    """Return the page with a map of that height, and the height left for notes (mm)."""
    figure = blank(PAGE.width, PAGE.height)
    axes = axes_at(figure, PAGE)
    y = _title(axes, brief)
    y = _map_and_facts(figure, axes, brief, y, map_mm)
    y = _charts(axes, brief, y)
    y = _spots(axes, brief, y)
    return figure, _notes(axes, brief, y, _small_print(axes, brief))


def _title(axes: Axes, brief: Brief) -> float:
    y = TOP
    if brief.synthetic:
        block(axes, Box(left=LEFT, top=y, width=WIDTH, height=5.4), facecolor=INK)
        text = fitting(brief.synthetic, WIDTH - 4, 7.5, bold=True)
        put(axes, text, LEFT + 2, y + 2.7, size=7.5, bold=True, colour="white")
        y += 8.0
    put(axes, brief.heading, LEFT, y + 1.5, size=9, bold=True, colour=SOFT)
    room = WIDTH - width_mm(brief.heading, 9, bold=True) - 6
    put(axes, fitting(brief.title, room, 9), RIGHT, y + 1.5, size=9, colour=SOFT, align="right")
    y += 4.5
    size = next((size for size in (20.0, 16.0) if width_mm(brief.name, size, bold=True) <= WIDTH), 12.0)
    y = put_lines(axes, wrapped(brief.name, WIDTH, size, bold=True, most=2), LEFT, y, size, bold=True)
    y = put_lines(
        axes, wrapped(" · ".join(brief.about), WIDTH, TEXT, most=3), LEFT, y + 0.6, TEXT, colour=SOFT
    )
    stroke(axes, (LEFT, RIGHT), (y + 1.2, y + 1.2), colour=INK, width=1.0)
    return y + 3.4


def _map_and_facts(figure: Figure, axes: Axes, brief: Brief, y: float, map_mm: float) -> float:
    words = brief.words
    draw_map(figure, Box(left=LEFT, top=y, width=MAP_MM, height=map_mm), brief.scene, words)
    legend = Box(left=LEFT, top=y + map_mm + 1.0, width=MAP_MM, height=LEGEND_MM)
    draw_legend(axes, legend, brief.scene, words, shades=brief.shades)
    box = Box(left=LEFT + MAP_MM + GUTTER, top=y, width=WIDTH - MAP_MM - GUTTER, height=map_mm + LEGEND_MM)
    below = _standing(axes, brief, box)
    _facts(axes, brief, Box(left=box.left, top=below, width=box.width, height=box.bottom - below))
    return legend.bottom + 3.5


def _standing(axes: Axes, brief: Brief, box: Box) -> float:
    wide = max(width_mm(brief.rank, 26, bold=True), width_mm(brief.of, 6.5)) + 4.0
    room = box.width - wide
    lines = [line for sentence in brief.sentences for line in wrapped(sentence, room, TEXT, most=5)]
    tall = max(17.0, len(lines) * TEXT * POINT_MM * LEADING + 1.0)
    put(axes, brief.rank, box.left, box.top + 5.5, size=26, bold=True)
    put(axes, brief.of, box.left, box.top + 12.5, size=6.5, colour=SOFT)
    put_lines(axes, lines, box.left + wide, box.top, TEXT)
    return box.top + tall


def _facts(axes: Axes, brief: Brief, box: Box) -> None:
    """Write the facts as large as the box allows, each what to the left and how much to the right."""
    for size in (7.0, 6.6, 6.2, 5.8, 5.4):
        room = (0.47 * box.width - 2.0, 0.53 * box.width)
        rows = [
            (wrapped(what, room[0], size, most=3), wrapped(much, room[1], size, bold=True, most=3))
            for what, much in brief.facts
        ]
        line = size * POINT_MM * LEADING
        tall = [max(len(what), len(much)) * line + 1.3 for what, much in rows]
        if sum(tall) <= box.height:
            break
    y = box.top
    for (what, much), height in zip(rows, tall, strict=True):
        stroke(axes, (box.left, box.right), (y, y), colour=RULE, width=0.4)
        put_lines(axes, what, box.left, y + 0.6, size, colour=SOFT)
        put_lines(axes, much, box.left + 0.47 * box.width, y + 0.6, size, bold=True)
        y += height


def _charts(axes: Axes, brief: Brief, y: float) -> float:
    """Draw the clock with the types beside it, and the columns of the period under both."""
    left = LEFT + MAP_MM + GUTTER if brief.clock else LEFT
    beside = Box(left=left, top=y, width=RIGHT - left, height=0.0)
    return _times(axes, brief, max(_clock(axes, brief, y), _kinds(axes, brief, beside)))


def _clock(axes: Axes, brief: Brief, y: float) -> float:
    if not brief.clock:
        return y
    box = Box(left=LEFT, top=y + HEAD_MM, width=MAP_MM, height=CLOCK_MM)
    _head(axes, box, *clock_notes(brief.clock, brief.words))
    draw_when(axes, box, brief.clock, brief.words)
    return box.bottom + GAP_MM


def _kinds(axes: Axes, brief: Brief, at: Box) -> float:
    if not brief.kinds:
        return at.top
    counts, tall = brief.kinds.counts, ROW_MM * len(brief.kinds.counts)
    box = Box(left=at.left, top=at.top + HEAD_MM, width=at.width, height=tall)
    _head(axes, box, brief.words("brief.kinds"))
    draw_rows(axes, box, counts, names=brief.kinds.names, texts=brief.kinds.texts)
    return box.bottom + GAP_MM


def _times(axes: Axes, brief: Brief, y: float) -> float:
    if not brief.times:
        return y
    box = Box(left=LEFT, top=y + HEAD_MM, width=WIDTH, height=TIMES_MM)
    _head(axes, box, *times_notes(brief.times, brief.words))
    draw_columns(axes, box, brief.times.counts, names=brief.times.names, cut=brief.times.cut)
    return box.bottom + GAP_MM


def _spots(axes: Axes, brief: Brief, y: float) -> float:
    box = Box(left=LEFT, top=y + HEAD_MM, width=WIDTH, height=0.0)
    _head(axes, box, *spots_notes(brief))
    y = box.top
    if brief.spots:
        y = _row(axes, brief.spots_head, y, colour=SOFT, most=HEAD_LINES)
    for cells in brief.spots:
        stroke(axes, (LEFT, RIGHT), (y, y), colour=RULE, width=0.4)
        *figures, types = cells
        whole = _whole_parts(types, SPOT_SHARES[-1] * WIDTH - 2.0)
        y = _row(axes, [*figures, whole], y + 0.5, colour=INK, most=1)
    return y + 2.0


def _whole_parts(text: str, room_mm: float) -> str:
    """Return as many of the parts of "theft 60 %; robbery 12 %" as one line holds, the first in any case."""
    parts = text.split("; ")
    while len(parts) > 1 and width_mm("; ".join(parts), NOTE) > room_mm:
        parts.pop()
    return "; ".join(parts)


def _row(axes: Axes, cells: Sequence[str], y: float, *, colour: str, most: int) -> float:
    x, below = LEFT, y
    for cell, share in zip(cells, SPOT_SHARES, strict=True):
        lines = wrapped(cell, share * WIDTH - 2.0, NOTE, most=most)
        below = max(below, put_lines(axes, lines, x, y, NOTE, colour=colour))
        x += share * WIDTH
    return below + 0.4


def _small_print(axes: Axes, brief: Brief) -> float:
    """Write limits and sources at the foot of the page; returns where they begin."""
    words = brief.words
    texts = (
        f"{words('brief.limits')}: {' '.join(brief.caveats)}",
        f"{words('brief.sources')}: {' · '.join(brief.sources)}",
    )
    limits, sources = (
        wrapped(text, WIDTH, SMALL, most=most) for text, most in zip(texts, (9, 3), strict=True)
    )
    lines = [*limits, *sources]
    y = BOTTOM - len(lines) * SMALL * POINT_MM * LEADING
    stroke(axes, (LEFT, RIGHT), (y - 1.2, y - 1.2), colour=INK, width=0.6)
    put_lines(axes, lines, LEFT, y, SMALL, colour=SOFT)
    return y - 1.2


def _notes(axes: Axes, brief: Brief, top: float, bottom: float) -> float:
    """Rule what is left of the page for handwriting; returns its height."""
    tall = bottom - 2.0 - top
    block(axes, Box(left=LEFT, top=top, width=WIDTH, height=tall), fill=False, edgecolor=SOFT, linewidth=0.8)
    put(axes, brief.words("brief.notes"), LEFT + 2, top + 2.6, size=SMALL + 1, bold=True, colour=SOFT)
    y = top + 8.5
    while y < top + tall - 1.0:
        stroke(axes, (LEFT + 2, RIGHT - 2), (y, y), colour=RULE, width=0.5)
        y += 6.8
    return tall


def _head(axes: Axes, box: Box, text: str, note: str = "") -> None:
    """Write a heading over a box, and a note at its right end."""
    y = box.top - HEAD_MM + 1.4
    text = fitting(text, box.width, HEAD, bold=True)
    put(axes, text, box.left, y, size=HEAD, bold=True)
    room = box.width - width_mm(text, HEAD, bold=True) - 3.0
    if note and room > 0:
        put(axes, fitting(note, room, NOTE), box.right, y, size=NOTE, colour=SOFT, align="right")
