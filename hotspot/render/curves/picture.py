"""A capture curve as a picture in the page: share of the incidents found by share of the units flagged."""

from __future__ import annotations

from html import escape
from math import ceil, isnan
from typing import TYPE_CHECKING

from hotspot.schema.judged import BASELINE, OURS
from hotspot.words.judged import share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.judged import Curve
    from hotspot.words import Words

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 10, 38
# Those that are told apart at sight; the numbers of all methods stand in the tables.
DRAWN = (OURS, BASELINE, "kde-400", "gi-star", "dbscan", "random", "oracle")
STEPS = (0.05, 0.1, 0.2, 0.25, 0.5)  # between the lines of the scale, the first with at most six of them


def draw_curves(curves: Sequence[Curve], words: Words, *, said: str) -> str:
    """Return the curves of one unit and horizon as SVG; `said` is what a reader who does not see it hears.

    Every line has a class of its own, `line-hotspot` and so on; the page's style gives it colour and dashes.
    """
    shown = sorted((one for one in curves if one.method in DRAWN), key=lambda one: -DRAWN.index(one.method))
    widest = _rounded_up(max((one.shares[-1] for one in shown), default=1.0))
    drawn = [one for one in shown if not any(map(isnan, one.hit_rates))]  # without any incident: no line
    highest = _rounded_up(max((max(one.hit_rates) for one in drawn), default=1.0) or 1.0)
    parts = [*_scale(widest, words, upright=False), *_scale(highest, words, upright=True)]
    for one in drawn:
        pairs = zip(one.shares, one.hit_rates, strict=True)
        points = " ".join(f"{_x(share / widest):.1f},{_y(rate / highest):.1f}" for share, rate in pairs)
        parts.append(f'<polyline class="line line-{one.method}" points="{points}"/>')
    parts.append(_label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, words("judge.axis.units"), "middle"))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">{"".join(parts)}</svg>'
    )


def draw_key(method: str) -> str:
    """Return a stroke of a method's line, for the legend."""
    return (
        '<svg class="key" viewBox="0 0 30 8" aria-hidden="true">'
        f'<polyline class="line line-{method}" points="0,4 30,4"/></svg>'
    )


def _scale(most: float, words: Words, *, upright: bool) -> list[str]:
    step = _step(most)
    parts = []
    for mark in range(round(most / step) + 1):
        share, text = mark * step / most, share_text(mark * step, words)
        if upright:
            y = _y(share)
            parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
            parts.append(_label(LEFT - 5, y + 4, text, "end"))
        else:
            parts.append(_label(_x(share), HEIGHT - BOTTOM + 14, text, "middle"))
    return parts


def _step(most: float) -> float:
    return next((step for step in STEPS if most / step <= 6), STEPS[-1])


def _rounded_up(most: float) -> float:
    """Return where the scale ends: at a line of its own, so that every curve lies below one."""
    step = _step(most)
    return ceil(most / step - 1e-9) * step


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
