"""The map of a brief: the area stands out, its surroundings stay pale; readable in colour and in grey."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.render.brief.furniture import (
    SHADE_ALPHA,
    SPOT,
    STREET,
    WATER,
    draw_locator,
    draw_north,
    draw_scale,
    draw_sign,
    locator_box,
    north_box,
    scale_box,
)
from hotspot.render.brief.paper import INK, SOFT, Box, axes_at, block, put
from hotspot.render.brief.shapes import draw_lines, draw_surface
from hotspot.render.brief.type import fitting, width_mm
from hotspot.render.warp import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from shapely.geometry.base import BaseGeometry

    from hotspot.render.brief.scene import Scene, Spot
    from hotspot.schema import Floats
    from hotspot.words import Words

BUILDING, NEIGHBOUR = "#e6e6e6", "#6f6f6f"
VEIL = 0.6  # of white over what lies outside the area
NAME, SPOT_NAME = 5.5, 7.0  # points
LEAST_NAMED_MM2 = 90.0  # of a neighbour's part within the frame
EDGE_MM = 0.6  # between a name and the frame


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The places of the map `frame` that hold a text or a sign already."""

    frame: Box
    boxes: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> bool:
        """Take a place if it is free and lies on the map."""
        frame = self.frame
        on_map = (
            frame.left + EDGE_MM < box.left
            and box.right < frame.right - EDGE_MM
            and frame.top < box.top
            and box.bottom < frame.bottom
        )
        if on_map and not any(_meet(box, other) for other in self.boxes):
            self.boxes.append(box)
            return True
        return False


def draw_map(figure: Figure, box: Box, scene: Scene, words: Words) -> None:
    """Draw the scene into a box of its aspect, with north arrow, scale bar and a locator of the city."""
    axes = axes_at(figure, box)
    frame = Box(left=0.0, top=0.0, width=box.width, height=box.height)
    scale = scene.width_m / box.width
    taken = Taken(frame=frame, boxes=[locator_box(scene), scale_box(frame, scale), north_box(frame)])
    _density(axes, scene, scale)
    _ground(axes, scene, scale)
    _outlines(axes, frame, scene, scale)
    _points(axes, scene, scale, taken)
    _spots(axes, scene, scale, taken)
    _names(axes, scene, scale, taken)
    draw_locator(axes, scene)
    draw_scale(axes, frame, scale, words)
    draw_north(axes, frame, scene.north_degrees, words)
    block(axes, frame, fill=False, edgecolor=SOFT, linewidth=0.8, clip_on=False)


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _on_paper(shape: BaseGeometry, scene: Scene, scale: float) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: _millimetres(xy, scene, scale))


def _millimetres(xy: Floats, scene: Scene, scale: float) -> Floats:
    return np.column_stack([(xy[:, 0] - scene.west) / scale, (scene.north - xy[:, 1]) / scale])


def _density(axes: Axes, scene: Scene, scale: float) -> None:
    if min(scene.density.shape) < 2 or scene.density.max() <= scene.limits[0]:
        return
    xy = ((scene.easting - scene.west) / scale, (scene.north - scene.northing) / scale)
    levels = [*scene.limits[:-1], math.inf]
    limits = axes.axis()
    axes.contourf(*xy, scene.density, levels=levels, colors=COLOURS, alpha=SHADE_ALPHA)
    axes.axis(limits)


def _ground(axes: Axes, scene: Scene, scale: float) -> None:
    for name, colour in (("water", WATER), ("buildings", BUILDING)):
        if name in scene.ground:
            shape = _on_paper(scene.ground[name], scene, scale)
            draw_surface(axes, shape, facecolor=colour)
            draw_lines(axes, shape, colour=colour, width=1.5)
    if "streets" in scene.ground:
        draw_lines(axes, _on_paper(scene.ground["streets"], scene, scale), colour=STREET, width=0.5)


def _outlines(axes: Axes, frame: Box, scene: Scene, scale: float) -> None:
    area = _on_paper(scene.area, scene, scale)
    outside = shapely.box(-1, -1, frame.right + 1, frame.bottom + 1).difference(area)
    draw_surface(axes, outside, facecolor="white", alpha=VEIL)
    for shape, _ in scene.neighbours:
        draw_lines(axes, _on_paper(shape, scene, scale).boundary, colour=NEIGHBOUR, width=0.6)
    draw_lines(axes, area.boundary, colour="white", width=4.0)
    draw_lines(axes, area.boundary, colour=INK, width=2.0)


def _points(axes: Axes, scene: Scene, scale: float, taken: Taken) -> None:
    for name, places in reversed(list(scene.points.items())):
        for x, y in _millimetres(places, scene, scale).tolist():
            draw_sign(axes, name, x, y)
            taken.boxes.append(Box(left=x - 1.4, top=y - 1.4, width=2.8, height=2.8))


def _spots(axes: Axes, scene: Scene, scale: float, taken: Taken) -> None:
    """Draw the hot spots; those of the area get their names first."""
    for spot in sorted(scene.spots, key=lambda spot: not spot.shape.intersects(scene.area)):
        shape = _on_paper(spot.shape, scene, scale)
        draw_lines(axes, shape.boundary, colour=SPOT, width=1.3, dashed=spot.is_single)
        _spot_name(axes, spot, shape.bounds, taken)


def _spot_name(axes: Axes, spot: Spot, bounds: tuple[float, float, float, float], taken: Taken) -> None:
    """Write the name on a plate in the middle of a hot spot, or above, below or beside it."""
    left, top, right, bottom = bounds
    x, y = (left + right) / 2, (top + bottom) / 2
    wide, tall = width_mm(spot.name, SPOT_NAME, bold=True) + 1.4, 3.2
    for at in ((x, y), (x, top - 1.8), (x, bottom + 1.8), (right + wide / 2, y), (left - wide / 2, y)):
        plate = Box(left=at[0] - wide / 2, top=at[1] - tall / 2, width=wide, height=tall)
        if taken.take(plate):
            block(axes, plate, facecolor="white", edgecolor=SPOT, linewidth=0.5)
            put(axes, spot.name, *at, size=SPOT_NAME, bold=True, colour=SPOT, align="center")
            return


def _names(axes: Axes, scene: Scene, scale: float, taken: Taken) -> None:
    """Write the neighbours' names where there is room, the largest first."""
    shapes = [(_on_paper(shape, scene, scale), name) for shape, name in scene.neighbours]
    for shape, name in sorted(shapes, key=lambda one: (-one[0].area, one[1])):
        if shape.area < LEAST_NAMED_MM2:
            continue
        text = fitting(name, max(shape.bounds[2] - shape.bounds[0] - 2.0, 10.0), NAME)
        wide = width_mm(text, NAME)
        x, y = shapely.get_coordinates(shape.representative_point())[0].tolist()
        if taken.take(Box(left=x - wide / 2 - 0.5, top=y - 1.2, width=wide + 1.0, height=2.4)):
            put(axes, text, x, y, size=NAME, colour=SOFT, align="center")
