"""Draw the outline of each hot spot: discs around its core places, joined, and cut at the city's border."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled.outline import rims

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from hotspot.schema import Floats, Ints

    Polygonal: TypeAlias = Polygon | MultiPolygon

Geometries: TypeAlias = NDArray[np.object_]
_QUAD_SEGS = 8  # corners of a quarter circle


def outlines(core_xy: Floats, label: Ints, *, radius_m: float) -> Geometries:
    """Return one polygon for each label 0 … k-1: all within `radius_m` metres of its core sites.

    `core_xy` is (n, 2) easting and northing, `label` (n,). With half of DBSCAN's radius, polygons of
    different clusters never overlap. Holes smaller than one disc are filled.
    """
    if not len(label):
        return np.empty(0, dtype=object)
    drawn = _walked(core_xy, label, radius_m=radius_m)
    missing = shapely.is_missing(drawn)
    rest = np.flatnonzero(missing[label])
    drawn[missing] = _overlaid(core_xy[rest], label[rest], radius_m=radius_m)
    return drawn


def _overlaid(core_xy: Floats, label: Ints, *, radius_m: float) -> Geometries:
    """Return one polygon for each label that occurs, from all discs laid one over another."""
    order = np.argsort(label, kind="stable")
    discs = np.asarray(shapely.buffer(shapely.points(core_xy[order]), radius_m, quad_segs=_QUAD_SEGS))
    parts = np.split(discs, np.flatnonzero(np.diff(label[order])) + 1)
    joined = [
        _filled(shapely.union_all(part), smallest_m2=np.pi * radius_m**2) for part in parts if len(part)
    ]
    return np.array(joined, dtype=object)


def _walked(core_xy: Floats, label: Ints, *, radius_m: float) -> Geometries:
    """Return one polygon for each label, walked around rim by rim; None where that is not one sound polygon.

    Such are clusters with a gap between two discs, and those where more than two rims cross in one point.
    """
    drawn = np.full(int(label.max()) + 1, None, dtype=object)
    if not COMPILED:
        return drawn
    disc = shapely.buffer(shapely.Point(0, 0), radius_m, quad_segs=_QUAD_SEGS)
    corner_xy = shapely.get_coordinates(disc)[
        :0:-1
    ]  # counter-clockwise from the east, as GEOS closes it there
    xy, ring_of, label_of, broken = rims(
        np.ascontiguousarray(core_xy), np.ascontiguousarray(label), np.ascontiguousarray(corner_xy), radius_m
    )
    rings = np.asarray(shapely.linearrings(xy, indices=ring_of), dtype=object)
    shapes = np.asarray(shapely.polygons(rings), dtype=object)
    outer = shapely.is_ccw(rings)
    sound = ~broken & (np.bincount(label_of[outer], minlength=len(drawn)) == 1)
    whole = outer & sound[label_of]
    drawn[label_of[whole]] = shapes[whole]
    wide = ~outer & sound[label_of] & (shapely.area(shapes) >= np.pi * radius_m**2)
    for number in np.unique(label_of[wide]):
        holes = rings[wide & (label_of == number)]
        drawn[number] = shapely.Polygon(drawn[number].exterior, list(holes))
    drawn[~shapely.is_valid(drawn)] = None
    return drawn


def _filled(shape: shapely.Geometry, *, smallest_m2: float) -> Polygonal:
    """Return the shape without the holes that are smaller than `smallest_m2`."""
    parts = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if _area(hole) >= smallest_m2])
        for part in shapely.get_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _area(ring: shapely.LinearRing) -> float:
    return shapely.Polygon(ring).area


def clipped(shapes: Geometries, study: Polygonal) -> Geometries:
    """Return the shapes cut at the border of the study area, as polygons with a fixed order of corners.

    A shape that lies wholly outside stays as it is.
    """
    shapely.prepare(study)
    kept = [
        shape if study.contains_properly(shape) else _surfaces(shapely.intersection(shape, study)) or shape
        for shape in shapes
    ]
    return np.array([shapely.normalize(shape) for shape in kept], dtype=object)


def _surfaces(shape: shapely.Geometry) -> Polygonal | None:
    """Return what is polygon in a shape, without touching lines and points; None where nothing is."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon) and part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
