"""Map furniture: the locator of the city, the scale bar, the arrow to true north, signs and legend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.patches import Polygon

from hotspot.render.brief.paper import INK, RULE, SOFT, Box, block, put, stroke
from hotspot.render.brief.shapes import draw_lines, draw_surface
from hotspot.render.brief.type import fitting, width_mm
from hotspot.render.warp import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from hotspot.render.brief.scene import Scene
    from hotspot.schema import Floats
    from hotspot.words import Words

SPOT, POST, CAMERA, STREET, WATER = "#8c0d26", "#08306b", "#08519c", "#9a9a9a", "#cfe3ef"
SHADE_ALPHA = 0.5  # of the density, so that lines and letters over it stay clear
INSET_MM, EDGE_MM, SHADE_MM, SIGN_MM = 25.0, 1.5, 3.0, 5.0
SCALE_SHARE = 0.3  # of the map's width that the scale bar may take
LABEL = 6.0  # points


def locator_box(scene: Scene) -> Box:
    """Return the place of the locator, in the upper left corner of the map."""
    west, south, east, north = scene.city.bounds
    scale = _locator_scale(scene)
    return Box(
        left=0.0,
        top=0.0,
        width=(east - west) / scale + 2 * EDGE_MM,
        height=(north - south) / scale + 2 * EDGE_MM,
    )


def draw_locator(axes: Axes, scene: Scene) -> None:
    """Draw the city small, the area in it black, and the frame of the map."""
    box, scale = locator_box(scene), _locator_scale(scene)
    west, _, _, north = scene.city.bounds

    def small(xy: Floats) -> Floats:
        return np.column_stack([xy[:, 0] - west, north - xy[:, 1]]) / scale + EDGE_MM

    block(axes, box, facecolor="white", edgecolor=SOFT, linewidth=0.8)
    draw_surface(
        axes, shapely.transform(scene.city, small), facecolor="#e3e3e3", edgecolor=SOFT, linewidth=0.4
    )
    draw_surface(axes, shapely.transform(scene.area, small), facecolor=INK, edgecolor=INK, linewidth=0.8)
    frame = shapely.box(scene.west, scene.north - scene.height_m, scene.west + scene.width_m, scene.north)
    visible = shapely.transform(frame, small).intersection(shapely.box(0, 0, box.width, box.height))
    draw_lines(axes, visible.boundary, colour=INK, width=0.6)


def _locator_scale(scene: Scene) -> float:
    west, south, east, north = scene.city.bounds
    return float(max(east - west, north - south)) / (INSET_MM - 2 * EDGE_MM)


def scale_box(frame: Box, scale: float) -> Box:
    """Return the place of the scale bar, in the lower left corner; `scale` is metres per millimetre."""
    long = round_length(frame.width * SCALE_SHARE * scale) / scale
    return Box(left=1.0, top=frame.bottom - 7.6, width=long + 16.0, height=6.6)


def draw_scale(axes: Axes, frame: Box, scale: float, words: Words) -> None:
    """Draw the scale bar: a round length, halved."""
    box, metres = scale_box(frame, scale), round_length(frame.width * SCALE_SHARE * scale)
    half = metres / scale / 2
    block(axes, box, facecolor="white", alpha=0.85)
    for i, colour in enumerate((INK, "white")):
        bar = Box(left=box.left + 3.0 + i * half, top=box.bottom - 2.0, width=half, height=1.2)
        block(axes, bar, facecolor=colour, edgecolor=INK, linewidth=0.6)
    y = box.top + 2.2
    put(axes, "0", box.left + 3.0, y, size=LABEL, align="center")
    put(axes, words.number(metres / 2), box.left + 3.0 + half, y, size=LABEL, align="center")
    put(axes, f"{words.number(metres)} {words('map.m')}", box.left + 2.0 + 2 * half, y, size=LABEL)


def round_length(longest_m: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20, 50 … metres that is no longer than `longest_m`.

    >>> [round_length(longest) for longest in (99.0, 340.0, 5_000.0)]
    [50.0, 200.0, 5000.0]
    """
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m)


def north_box(frame: Box) -> Box:
    """Return the place of the arrow, in the upper right corner."""
    return Box(left=frame.right - 10.0, top=1.0, width=9.0, height=14.5)


def draw_north(axes: Axes, frame: Box, degrees: float, words: Words) -> None:
    """Draw an arrow to true north, `degrees` clockwise from up: the grid of a map turns by one or two."""
    box, turn = north_box(frame), math.radians(degrees)
    x = box.left + box.width / 2
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    block(axes, box, facecolor="white", alpha=0.85)
    for side, colour in ((-2.2, INK), (2.2, "white")):
        half = np.array([[0.0, -3.2], [side, 4.8], [0.0, 3.0]]) @ rotation + [x, box.top + 8.4]
        axes.add_artist(Polygon(half, facecolor=colour, edgecolor=INK, linewidth=0.6))
    put(axes, words("map.north"), x, box.top + 2.2, size=8, bold=True, align="center")


def draw_sign(axes: Axes, name: str, x: float, y: float) -> None:
    """Draw the sign of a layer around a place."""
    if name == "posts":
        block(axes, _around(x, y, 2.4, 2.4), facecolor=POST, edgecolor="white", linewidth=0.7)
    elif name == "cameras":
        corners = [(x - 1.1, y + 0.9), (x + 1.1, y + 0.9), (x, y - 1.1)]
        axes.add_artist(Polygon(corners, facecolor="white", edgecolor=CAMERA, linewidth=0.8))
    elif name == "water":
        block(axes, _around(x, y, 4.0, 2.0), facecolor=WATER, edgecolor=RULE, linewidth=0.4)
    elif name == "hotspots":
        block(axes, _around(x, y, 3.8, 2.2), fill=False, edgecolor=SPOT, linewidth=1.3)
    else:
        stroke(axes, (x - 2.0, x + 2.0), (y, y), colour=STREET, width=0.8)


def draw_legend(axes: Axes, box: Box, scene: Scene, words: Words, *, shades: Sequence[str]) -> None:
    """Explain the signs that the map shows, in two lines; `shades` are what the colours mean, the lowest
    value and the highest."""
    shown = [(name, words(f"map.layer.{name}")) for name in _shown(scene)]
    for size in (LABEL, 5.5, 5.0, 4.5, 4.0):
        needed = sum(SIGN_MM + width_mm(text, size) for _, text in shown)
        gap = min((box.width - needed) / max(len(shown) - 1, 1), 5.0)
        if gap >= 1.5:
            break
    y, x = box.top + box.height * 0.25, box.left
    for name, text in shown:
        draw_sign(axes, name, x + 2.0, y)
        put(axes, text, x + SIGN_MM, y, size=size)
        x += SIGN_MM + width_mm(text, size) + gap
    _ramp(axes, box, box.top + box.height * 0.75, shades)


def _ramp(axes: Axes, box: Box, y: float, shades: Sequence[str]) -> None:
    meaning, low, high = shades
    put(axes, low, box.left, y, size=LABEL)
    left = box.left + width_mm(low, LABEL) + 1.2
    whole = Box(left=left, top=y - 1.2, width=SHADE_MM * len(COLOURS), height=2.4)
    for i, colour in enumerate(COLOURS):
        shade = Box(left=left + SHADE_MM * i, top=y - 1.2, width=SHADE_MM, height=2.4)
        block(axes, shade, facecolor=colour, alpha=SHADE_ALPHA)
    block(axes, whole, fill=False, edgecolor=RULE, linewidth=0.4)
    put(axes, high, whole.right + 1.2, y, size=LABEL)
    left = whole.right + width_mm(high, LABEL) + 4.0
    put(axes, fitting(meaning, box.right - left, LABEL), left, y, size=LABEL)


def _shown(scene: Scene) -> list[str]:
    """Return the layers that have anything within the frame."""
    points = [name for name, places in scene.points.items() if len(places)]
    ground = [
        name for name in ("streets", "water") if name in scene.ground and not scene.ground[name].is_empty
    ]
    return [*(["hotspots"] if scene.spots else []), *points, *ground]


def _around(x: float, y: float, width: float, height: float) -> Box:
    return Box(left=x - width / 2, top=y - height / 2, width=width, height=height)
