"""The clock of the week: a square for each hour, darker with more incidents; unknown hours stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import PolyCollection

from hotspot.render.brief.paper import INK, RULE, SOFT, Box, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from hotspot.measure.clock import Clock

# ColorBrewer Blues: rises in darkness, readable in grey print.
SHADES = ("#ffffff", "#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
DARK_FROM = 5  # shades on which the number is white
LEAST_FULL = 6  # incidents of the darkest square: below it, single incidents would look like a pattern
DAYS_MM, UNKNOWN_MM, HOURS_MM, GAP_MM = 9.0, 9.0, 4.0, 2.0
DAY, HOUR, NUMBER = 6.5, 5.5, 5.0  # points


def draw_clock(axes: Axes, box: Box, clock: Clock, *, days: Sequence[str], unknown: str) -> None:
    """Draw the counts (7, 24) and, to the right, those of unknown hour under the heading `unknown`."""
    side = (box.width - DAYS_MM - GAP_MM - UNKNOWN_MM) / 24
    tall = (box.height - HOURS_MM) / 7
    left, top = box.left + DAYS_MM, box.top + HOURS_MM
    full = max(LEAST_FULL, int(clock.hours.max()))
    for hour in range(0, 24, 3):
        put(axes, f"{hour:02d}", left + hour * side, box.top + 1.7, size=HOUR, colour=SOFT)
    put(axes, unknown, box.right, box.top + 1.7, size=HOUR, colour=SOFT, align="right")
    for day, name in enumerate(days):
        put(axes, name, box.left, top + (day + 0.5) * tall, size=DAY)
    hours = [
        (Box(left=left + hour * side, top=top + day * tall, width=side, height=tall), int(count))
        for (day, hour), count in np.ndenumerate(clock.hours)
    ]
    apart = [
        (Box(left=box.right - UNKNOWN_MM, top=top + day * tall, width=UNKNOWN_MM, height=tall), int(count))
        for day, count in enumerate(clock.hour_unknown)
    ]
    _squares(axes, [square for square, _ in hours], [shade_of(count, full) for _, count in hours])
    _squares(axes, [square for square, _ in apart], [0] * len(apart))
    for square, count in hours:
        _number(axes, square, count, shade_of(count, full))
    for square, count in apart:
        _number(axes, square, count, 0)


def shade_of(count: int, full: int) -> int:
    """Return the shade of a count in equal steps: 0 for none, the last for `full`.

    >>> [shade_of(count, 12) for count in (0, 1, 2, 3, 11, 12)]
    [0, 1, 1, 2, 6, 6]
    """
    return -(-count * (len(SHADES) - 1) // full)


def _squares(axes: Axes, boxes: Sequence[Box], shades: Sequence[int]) -> None:
    corners = [
        [(one.left, one.top), (one.right, one.top), (one.right, one.bottom), (one.left, one.bottom)]
        for one in boxes
    ]
    colours = [SHADES[shade] for shade in shades]
    axes.add_artist(PolyCollection(corners, facecolors=colours, edgecolors=RULE, linewidths=0.3))


def _number(axes: Axes, square: Box, count: int, shade: int) -> None:
    if count:
        x, y = square.left + square.width / 2, square.top + square.height / 2
        size = NUMBER if count < 1_000 else NUMBER - 1
        put(axes, str(count), x, y, size=size, colour="white" if shade >= DARK_FROM else INK, align="center")
