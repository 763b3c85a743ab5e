"""Which incident belongs to which venue: the nearest one within the reach, and to no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.schema.venued import Account, Joining

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Bools, Floats, Ints, Result
    from hotspot.venues.used import Used

EQUAL_M = 1e-6  # distances closer than this are equal


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """For each site (s,): the row of its venue, -1 for none, the distance in metres, whether another venue is
    within reach as well, and whether one of them is as near."""

    venue: Ints
    distance_m: Floats
    shared: Bools
    tied: Bools


@dataclass(frozen=True, kw_only=True)
class Joined:
    """For each incident of the run (m,): the row of its venue, -1 for none, with what `Nearest` says of it;
    `counts` (n,) are the incidents of each venue."""

    venue: Ints
    distance_m: Floats
    shared: Bools
    counts: Floats
    joining: Joining


def nearest_venue(places: Floats, venues: gpd.GeoDataFrame, *, reach_m: float) -> Nearest:
    """Return the nearest venue of each of the `places` (s, 2), easting and northing, up to `reach_m` metres.

    The distance is that to the point or the footprint, 0 inside it. Of venues that are as near, the one with
    the nearer centre is taken, then the first in the frame.
    """
    shapes = np.asarray(venues.geometry.array, dtype=object)
    points = np.asarray(shapely.points(places.reshape(-1, 2)), dtype=object)
    place, venue = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=reach_m)
    far = np.asarray(shapely.distance(points[place], shapes[venue]), dtype=np.float64)
    centre = np.asarray(shapely.distance(points[place], shapely.centroid(shapes[venue])), dtype=np.float64)
    steps = np.round(far / EQUAL_M)
    order = np.lexsort((venue, np.round(centre / EQUAL_M), steps, place))
    place, venue, far, steps = place[order], venue[order], far[order], steps[order]
    n = len(points)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    found = np.full(n, -1, dtype=np.int64)
    distance, shared, tied = np.full(n, np.nan), np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    found[place[first]], distance[place[first]] = venue[first], far[first]
    second = first[first + 1 < len(place)]
    second = second[place[second + 1] == place[second]]
    shared[place[second]] = True
    tied[place[second]] = steps[second + 1] == steps[second]
    return Nearest(venue=found, distance_m=distance, shared=shared, tied=tied)


def joined(result: Result, venues: gpd.GeoDataFrame, used: Used, *, reach_m: float) -> Joined:
    """Join the used incidents of the run to the venues; the account says where all the others went."""
    site = result.incidents["site"].to_numpy()
    near = nearest_venue(result.sites.xy, venues, reach_m=reach_m)
    venue = np.where(used.mine, near.venue[site], -1)
    mine = venue >= 0
    distance = near.distance_m[site]
    account = Account(
        incidents=len(site),
        joined=int(mine.sum()),
        beyond_reach=int((used.mine & ~mine).sum()),
        other_types=used.other_types,
        other_hours=used.other_hours,
        hour_unknown=used.hour_unknown,
    )
    return Joined(
        venue=venue,
        distance_m=distance,
        shared=near.shared[site] & mine,
        counts=np.bincount(venue[mine], minlength=len(venues)).astype(np.float64),
        joining=Joining(
            reach_m=reach_m,
            account=account,
            shared=int((near.shared[site] & mine).sum()),
            tied=int((near.tied[site] & mine).sum()),
            median_m=float(np.median(distance[mine])) if mine.any() else float("nan"),
        ),
    )
