"""Where incidents can be, when nobody gave the city's outline: within reach of those that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from scipy import ndimage
from shapely import Polygon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from hotspot.schema import Bools, Floats, Ints
    from hotspot.tessellate.areas import Polygonal, Shapes

_STEPS = 4  # cells to a reach: the outline is as fine as a quarter of it
_HOLE_REACHES = 20.0
_TILE = 16 * _STEPS  # cells; towns with an empty tile between them are too far apart to grow together


def study_area(xy: Floats, *, reach_m: float) -> Polygonal:
    """Return the ground within about `reach_m` metres of an incident, with the gaps between closed.

    `xy` is (n, 2) easting and northing in metres; places that are not finite are passed over. Gaps narrower
    than four reaches are closed (a morphological closing: out by two reaches, back by one), and holes
    smaller than a square of 20 reaches are filled. The outline follows cells of a quarter of the reach that
    hang on the origin of the CRS: the same incidents give the same outline, in whatever order they come.
    Raises ValueError where no place is finite.
    """
    places = xy[np.isfinite(xy).all(axis=1)]
    if not len(places):
        raise ValueError("no place to build a study area from")
    cell_m = reach_m / _STEPS
    cells = np.floor(places / cell_m).astype(np.int64)
    _, first = np.unique((cells[:, 0] << 32) + cells[:, 1], return_index=True)
    occupied = cells[first]
    strips = [_strips(_grown(town), corner, cell_m) for town, corner in _towns(occupied)]
    outline = shapely.union_all(np.concatenate(strips))
    return _without_holes(outline, smaller_than_m2=(_HOLE_REACHES * reach_m) ** 2)


def _towns(occupied: Ints) -> Iterator[tuple[Bools, Ints]]:
    """Give a raster (x, y) of the occupied cells (n, 2) of each town, with room to grow, and its corner.

    Town by town, so that one incident in another province does not make a raster of the whole country.
    """
    tiles = occupied // _TILE
    first = tiles.min(axis=0)
    map_of_tiles = np.zeros(tuple(tiles.max(axis=0) - first + 1), dtype=bool)
    map_of_tiles[tuple((tiles - first).T)] = True
    towns, count = ndimage.label(map_of_tiles, structure=np.ones((3, 3)))
    town_of = towns[tuple((tiles - first).T)]
    room = 2 * _STEPS + 1
    for town in range(1, count + 1):
        cells = occupied[town_of == town]
        corner = cells.min(axis=0) - room
        raster = np.zeros(tuple(cells.max(axis=0) - corner + room + 1), dtype=bool)
        raster[tuple((cells - corner).T)] = True
        yield raster, corner


def _grown(raster: Bools) -> Bools:
    """Return the raster grown by two reaches and shrunk by one, in circles."""
    wide = ndimage.distance_transform_edt(~raster) <= 2 * _STEPS
    grown: Bools = ndimage.distance_transform_edt(wide) > _STEPS
    return grown


def _strips(raster: Bools, corner: Ints, cell_m: float) -> Shapes:
    """Return the cells of a raster (x, y) as rectangles, those that touch in one column as one."""
    edges = np.diff(np.pad(raster.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    column, first = np.nonzero(edges == 1)
    _, last = np.nonzero(edges == -1)
    west = (corner[0] + column) * cell_m
    east = (corner[0] + column + 1) * cell_m
    boxes: Shapes = shapely.box(west, (corner[1] + first) * cell_m, east, (corner[1] + last) * cell_m)
    return boxes


def _without_holes(outline: BaseGeometry, *, smaller_than_m2: float) -> Polygonal:
    parts = []
    for part in shapely.get_parts(outline):
        holes = [ring for ring in part.interiors if Polygon(ring).area >= smaller_than_m2]
        parts.append(Polygon(part.exterior, holes))
    return cast("Polygonal", shapely.union_all(parts))  # one, for a filled hole may have held an island
