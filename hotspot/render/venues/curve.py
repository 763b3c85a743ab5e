"""The J-curve as a drawing: how the incidents pile up on the first venues, over what chance would do."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from hotspot.words.phrases import percent

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Floats
    from hotspot.words import Words

WIDTH, HEIGHT, LEFT, BOTTOM, EDGE = 640.0, 320.0, 56.0, 44.0, 22.0
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def curve_svg(curve: pd.DataFrame, words: Words) -> str:
    """Return the curve as SVG without a script or a style of its own; its classes are those of the page."""
    across = _from_zero(curve["share_of_venues"].to_numpy(np.float64))
    lines = {
        name: _from_zero(curve[name].to_numpy(np.float64))
        for name in ("share_of_incidents", "by_chance", "by_chance_low", "by_chance_high", "after_shrinkage")
    }
    band = [*_points(across, lines["by_chance_high"]), *_points(across, lines["by_chance_low"])[::-1]]
    parts = [
        *(_tick(at, words) for at in TICKS),
        f'<polygon class="band" points="{" ".join(band)}"/>',
        _line("chance", across, lines["by_chance"]),
        _line("true", across, lines["after_shrinkage"]),
        _line("seen", across, lines["share_of_incidents"]),
        _text(words("venues.page.across"), (LEFT + WIDTH - EDGE) / 2, HEIGHT - 6, anchor="middle"),
        _text(words("venues.page.up"), LEFT, EDGE + 2, anchor="start"),
    ]
    title = escape(words("venues.page.curve"))
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{title}">'
        f"<title>{title}</title>{''.join(parts)}</svg>"
    )


def _from_zero(values: Floats) -> Floats:
    return np.concatenate([[0.0], values])


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - EDGE)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - EDGE - 10)


def _points(across: Floats, up: Floats) -> list[str]:
    return [f"{_x(x):.1f},{_y(y):.1f}" for x, y in zip(across.tolist(), up.tolist(), strict=True)]


def _line(name: str, across: Floats, up: Floats) -> str:
    return f'<polyline class="{name}" points="{" ".join(_points(across, up))}"/>'


def _tick(at: float, words: Words) -> str:
    share = percent(at, words)
    return (
        f'<line class="grid" x1="{_x(0):.1f}" x2="{_x(1):.1f}" y1="{_y(at):.1f}" y2="{_y(at):.1f}"/>'
        + _text(share, LEFT - 6, _y(at) + 4, anchor="end")
        + _text(share, _x(at), HEIGHT - BOTTOM + 16, anchor="middle")
    )


def _text(text: str, x: float, y: float, *, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
