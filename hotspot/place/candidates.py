"""Where a post may stand: street corners, hot spots, a grid, a list of plots; never on what is barred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.place.network import StreetNetwork
    from hotspot.schema import Areas, Bools, Floats, HotSpots, Ints, Sites


def corners(streets: StreetNetwork, demand: Floats, *, reach_m: float) -> Floats:
    """Return the street corners (c, 2) with demand (d, 2) within reach in a straight line."""
    found = streets.nodes[streets.junctions]
    near = cKDTree(demand).query(found, distance_upper_bound=reach_m)[0]
    return found[np.isfinite(near)]


def medoids(hotspots: HotSpots, sites: Sites) -> Floats:
    """Return of each hot spot (h, 2) the member place from which all its incidents are nearest in all.

    Kaufman & Rousseeuw (1990), Finding Groups in Data, chapter 2: a centre that is one of the places.
    """
    found = []
    for row in range(len(hotspots.frame)):
        member = np.flatnonzero(hotspots.label == row)
        xy = sites.xy[member]
        apart = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
        found.append(xy[np.argmin(apart @ sites.weight[member])])
    return np.array(found).reshape(-1, 2)


def grid(demand: Floats, *, step_m: float, reach_m: float) -> Floats:
    """Return the middles of the squares of a grid (c, 2) with demand (d, 2) within reach."""
    west, south = np.floor(demand.min(axis=0) / step_m)
    east, north = np.floor(demand.max(axis=0) / step_m)
    easting, northing = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    found = (np.column_stack([easting.ravel(), northing.ravel()]) + 0.5) * step_m
    near = cKDTree(demand).query(found, distance_upper_bound=reach_m)[0]
    return np.asarray(found[np.isfinite(near)])


def allowed(candidates: Floats, barred: gpd.GeoSeries) -> Bools:
    """Return which candidates (c,) lie neither inside nor on the rim of what is barred, such as water."""
    if barred.empty:
        return np.ones(len(candidates), dtype=bool)
    hit = shapely.STRtree(barred.to_numpy()).query(shapely.points(candidates), predicate="intersects")[0]
    free = np.ones(len(candidates), dtype=bool)
    free[hit] = False
    return free


def too_near(candidates: Floats, *, spacing_m: float) -> Ints:
    """Return the pairs of candidates (k, 2) that lie nearer to each other than `spacing_m`."""
    pairs = cKDTree(candidates).query_pairs(spacing_m * (1 - 1e-12), output_type="ndarray")
    return np.asarray(pairs, dtype=np.int64)


def rows_at(areas: Areas, xy: Floats) -> Ints:
    """Return the row of the areas frame that each place (n, 2) lies in, the first of several; -1 for none."""
    row = np.full(len(xy), -1, dtype=np.int64)
    tree = shapely.STRtree(np.asarray(areas.frame.geometry.array, dtype=object))
    place, area = tree.query(shapely.points(xy), predicate="intersects")
    order = np.lexsort((area, place))[::-1]
    row[place[order]] = area[order]
    return row


def rows_of(every: Floats, some: Floats) -> Ints:
    """Return the row of `every` (n, 2) place at which each of `some` (k, 2) of them stands."""
    return np.asarray(cKDTree(every).query(some)[1], dtype=np.int64)
