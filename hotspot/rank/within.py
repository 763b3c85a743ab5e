"""Which places lie in which polygons, a place on an outline included: GEOS's answer, only sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled.within import pairs_within

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints

MISSING, POLYGON, MULTIPOLYGON = -1, 3, 6  # type numbers of shapely


def places_in(polygons: NDArray[Any], xy: Floats) -> tuple[Ints, Ints]:
    """Return the pairs polygon, place (k,) where the place intersects the polygon, polygon by polygon.

    `polygons` (p,) are valid geometries of any kind, in the CRS of `xy` (n, 2), easting and northing; a
    missing or empty one holds nothing, and a place that is not finite lies nowhere. Polygons may overlap.
    """
    polygons = np.atleast_1d(np.asarray(polygons, dtype=object))
    if COMPILED and np.isin(shapely.get_type_id(polygons), (MISSING, POLYGON, MULTIPOLYGON)).all():
        corners, ring, first = _rings(polygons)
        if np.isfinite(corners).all():
            places = np.ascontiguousarray(xy, dtype=float)
            found = pairs_within(corners, ring, first, shapely.bounds(polygons), places)
            return _settled(*found, polygons, xy)
    return _by_tree(polygons, xy)


def _rings(polygons: NDArray[Any]) -> tuple[Floats, Ints, Ints]:
    """Return the corners (m, 2) of all outlines, holes too, the ring (m,) of each, and the first corner of
    each polygon (p + 1,)."""
    parts, polygon_of_part = shapely.get_parts(polygons, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    first_ring = np.searchsorted(polygon_of_part[part_of_ring], np.arange(len(polygons) + 1))
    return corners, ring, np.searchsorted(ring, first_ring)


def _settled(
    polygon: Ints, place: Ints, sure: Bools, polygons: NDArray[Any], xy: Floats
) -> tuple[Ints, Ints]:
    """Ask GEOS about the pairs that rounding leaves open, and keep those that intersect."""
    unsure = np.flatnonzero(~sure)
    if not len(unsure):
        return polygon, place
    shapely.prepare(polygons[np.unique(polygon[unsure])])
    sure[unsure] = shapely.intersects(polygons[polygon[unsure]], shapely.points(xy[place[unsure]]))
    return polygon[sure], place[sure]


def _by_tree(polygons: NDArray[Any], xy: Floats) -> tuple[Ints, Ints]:
    # One place without numbers, and the tree loses others.
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    places = np.atleast_1d(np.asarray(shapely.points(xy[known]), dtype=object))
    polygon, place = shapely.STRtree(places).query(polygons, predicate="intersects")
    order = np.argsort(polygon, kind="stable")
    return polygon[order], known[place[order]]
