"""Are incidents denser close to venues than a little further off, and up to how many metres?

Each incident counts once, in the ring of its distance to the nearest venue; rings of neighbours do not
overlap. The ground of a ring is its surface inside the study area, or the length of its streets where the
run has streets: venues stand on streets, and so does crime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.measure.rings import ring_ratios, step
from hotspot.schema.numbers import Estimate
from hotspot.schema.venue_rings import RING_BIN_M, Ring, Rings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Ints, Result
    from hotspot.schema.venue_rings import RingUnit
    from hotspot.venues.used import Used

EDGES_M = (0.0, 50.0, 100.0, 200.0, 400.0)
FARTHEST_M = EDGES_M[-1]
BINS_M = np.arange(0.0, FARTHEST_M + RING_BIN_M, RING_BIN_M)
STEP_M = 10.0  # between the points that stand for the ground
MOST_POINTS = 1_000_000
DRAWS = 999
FEWEST_OF_A_KIND = 10
MOST_KINDS = 3


def rings_around(result: Result, places: gpd.GeoDataFrame, used: Used) -> tuple[Rings, ...]:
    """Return the rings around all venues, then around those of the commonest kinds, if there are several.

    `places` come from `venue_places`; their areas are the groups that share surroundings.
    """
    unit, ground, each = _ground(result, places)
    sites = result.sites.xy
    held = np.bincount(result.incidents["site"].to_numpy()[used.mine], minlength=len(sites))
    at, times = sites[held > 0], held[held > 0].astype(np.float64)
    group = np.unique(places["area_id"].to_numpy().astype(str), return_inverse=True)[1]
    shapes = np.asarray(places.geometry.array, dtype=object)

    def around(kind: str, mine: NDArray[np.bool_]) -> Rings:
        own, groups = shapes[mine], np.unique(group[mine], return_inverse=True)[1]
        counts = _by_distance(at, times, own, groups)
        wide = _by_distance(ground, np.full(len(ground), each), own, groups)
        return _rings(kind, len(own), counts, wide, unit=unit, seed=result.seed)

    kinds = places["kind"].to_numpy().astype(str)
    everywhere = np.ones(len(places), dtype=np.bool_)
    return (around("", everywhere), *(around(kind, kinds == kind) for kind in _common(kinds)))


def _rings(kind: str, venues: int, counts: Floats, wide: Floats, *, unit: RingUnit, seed: int) -> Rings:
    """Return what incidents, `counts` (g, b), and ground, `wide` (g, b), of each group and bin come to."""
    first = np.searchsorted(BINS_M, EDGES_M[:-1])
    held, ground = (np.add.reduceat(one, first, axis=1) for one in (counts, wide))
    found = ring_ratios(held, ground)
    each = zip(found.ratio.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    ratios = [Estimate(value=ratio, low=low, high=high) if ratio >= 0 else None for ratio, low, high in each]
    of_rings = zip(held.sum(axis=0), ground.sum(axis=0), [*ratios, None], strict=True)
    edge = step(counts, wide, draws=DRAWS, seed=seed)
    return Rings(
        kind=kind,
        venues=venues,
        groups=len(counts),
        unit=unit,
        rings=tuple(
            Ring(from_m=low, to_m=high, incidents=int(incidents), ground=float(area), ratio=ratio)
            for low, high, (incidents, area, ratio) in zip(EDGES_M[:-1], EDGES_M[1:], of_rings, strict=True)
        ),
        edge_m=None
        if edge is None
        else Estimate(value=edge.bins * RING_BIN_M, low=edge.low * RING_BIN_M, high=edge.high * RING_BIN_M),
    )


def _by_distance(points: Floats, weight: Floats, venues: NDArray[np.object_], group: Ints) -> Floats:
    """Return how much of the points (m, 2) lies in each bin of distance to the nearest venue by group."""
    shapes = np.asarray(shapely.points(points.reshape(-1, 2)), dtype=object)
    (which, venue), metres = shapely.STRtree(venues).query_nearest(
        shapes, max_distance=FARTHEST_M, return_distance=True
    )
    order = np.lexsort((venue, which))  # of venues as near, the first
    first = order[np.flatnonzero(np.diff(which[order], prepend=-1))]
    first = first[metres[first] < FARTHEST_M]
    bins, groups = len(BINS_M) - 1, int(group.max()) + 1
    cell = group[venue[first]] * bins + np.searchsorted(BINS_M, metres[first], side="right") - 1
    held = np.bincount(cell, weights=weight[which[first]], minlength=groups * bins)
    return held.astype(np.float64).reshape(groups, bins)


def _ground(result: Result, places: gpd.GeoDataFrame) -> tuple[RingUnit, Floats, float]:
    """Return the unit of the ground, points (p, 2) that stand for it, and how much each stands for."""
    near = shapely.union_all(shapely.buffer(shapely.centroid(_shapes(places)), FARTHEST_M, quad_segs=4))
    streets = result.layers.get("streets")
    if streets is not None and len(streets):
        lines = shapely.intersection(_shapes(streets), near)
        found = _along(lines[~shapely.is_empty(lines)])
        if len(found):
            return "km of street", found, STEP_M / 1e3
    west, south, east, north = near.bounds
    step_m = max(STEP_M, ((east - west) * (north - south) / MOST_POINTS) ** 0.5)
    x = np.arange(west + step_m / 2, east, step_m)
    y = np.arange(south + step_m / 2, north, step_m)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    city = shapely.union_all(_shapes(result.areas.frame))
    shapely.prepare(city)
    inside = shapely.contains_xy(city, points[:, 0], points[:, 1])
    return "km2", points[inside], step_m**2 / 1e6


def _along(lines: NDArray[np.object_]) -> Floats:
    """Return points on the lines, `STEP_M` apart, the first half a step from the beginning of each."""
    parts = np.asarray(shapely.get_parts(lines), dtype=object)
    length = shapely.length(parts)
    many = np.maximum(np.round(length / STEP_M).astype(np.int64), 0)
    part = np.repeat(np.arange(len(parts)), many)
    place = np.arange(len(part)) - np.repeat(np.cumsum(many) - many, many)
    points = shapely.line_interpolate_point(parts[part], (place + 0.5) / many[part], normalized=True)
    return np.asarray(shapely.get_coordinates(points), dtype=np.float64)


def _common(kinds: NDArray[np.str_]) -> Sequence[str]:
    """Return the commonest kinds, where there are several; those without a name are none."""
    names, times = np.unique(kinds, return_counts=True)
    if len(names) < 2:
        return ()
    order = np.lexsort((names, -times))
    found = [str(names[i]) for i in order if times[i] >= FEWEST_OF_A_KIND and len(str(names[i])) > 1]
    return found[:MOST_KINDS]


def _shapes(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    return np.asarray(frame.geometry.array, dtype=object)
