"""Small bars: upright over the period, lying for types; the highest, or each of them, says its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.render.brief.paper import INK, RULE, SOFT, Box, block, put, stroke
from hotspot.render.brief.type import fitting, width_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

FILL, HIGHEST = "#9ecae1", "#08519c"
NUMBERS_MM, NAMES_MM = 4.0, 4.0
LABEL, SMALL, ROW = 5.5, 4.8, 6.5  # points


def draw_columns(
    axes: Axes, box: Box, counts: Sequence[int], *, names: Sequence[str], cut: Sequence[bool]
) -> None:
    """Draw a bar for each piece of the period; the highest are dark, those `cut` by its ends are hatched."""
    foot, peak = box.bottom - NAMES_MM, max(*counts, 1)
    step, tall = box.width / len(counts), (box.height - NUMBERS_MM - NAMES_MM) / peak
    is_roomy = step >= max(width_mm(str(count), SMALL) for count in counts) + 0.4
    for i, (count, is_cut) in enumerate(zip(counts, cut, strict=True)):
        left = box.left + (i + 0.1) * step
        bar = Box(left=left, top=foot - count * tall, width=0.8 * step, height=count * tall)
        _column(axes, bar, is_peak=count == peak, is_cut=is_cut)
        if is_roomy or count == peak:
            middle = min(max(left + 0.4 * step, box.left + 2.0), box.right - 2.0)
            size = LABEL if count == peak else SMALL
            put(axes, str(count), middle, bar.top - 1.5, size=size, bold=count == peak, align="center")
    stroke(axes, (box.left, box.right), (foot, foot), colour=SOFT, width=0.5)
    _feet(axes, box, foot, names)


def draw_rows(
    axes: Axes, box: Box, counts: Sequence[int], *, names: Sequence[str], texts: Sequence[str]
) -> None:
    """Draw a lying bar for each name, with its text to the right."""
    names_mm = min(max(width_mm(name, ROW) for name in names) + 2.0, 0.42 * box.width)
    longest = box.width - names_mm - max(width_mm(text, ROW) for text in texts) - 1.5
    row_mm = box.height / len(counts)
    for i, (count, name, text) in enumerate(zip(counts, names, texts, strict=True)):
        left, middle = box.left + names_mm, box.top + (i + 0.5) * row_mm
        wide = longest * count / max(*counts, 1)
        put(axes, fitting(name, names_mm - 1.5, ROW), box.left, middle, size=ROW)
        block(
            axes, Box(left=left, top=middle - 0.3 * row_mm, width=wide, height=0.6 * row_mm), facecolor=FILL
        )
        put(axes, text, left + wide + 1.5, middle, size=ROW, colour=INK)


def _column(axes: Axes, bar: Box, *, is_peak: bool, is_cut: bool) -> None:
    colour = HIGHEST if is_peak else FILL
    if is_cut:
        edge = HIGHEST if is_peak else SOFT
        block(axes, bar, facecolor="white", edgecolor=edge, hatch="////", linewidth=0.4)
    else:
        block(axes, bar, facecolor=colour)


def _feet(axes: Axes, box: Box, foot: float, names: Sequence[str]) -> None:
    """Write as many names under the bars as there is room for."""
    free_from = box.left
    for i, name in enumerate(names):
        left, wide = box.left + i * box.width / len(names), width_mm(name, LABEL)
        if left >= free_from and left + wide <= box.right:
            stroke(axes, (left, left), (foot, foot + 1.2), colour=RULE, width=0.5)
            put(axes, name, left, foot + 2.6, size=LABEL, colour=SOFT)
            free_from = left + wide + 2.5
