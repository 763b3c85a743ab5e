"""Posts by the ways to the nearest of them: least way in all, or the longest way shortest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting import Siting, greedy_order, p_center, p_median
from hotspot.measure.siting.table import table, times
from hotspot.place.ways import metres_between

if TYPE_CHECKING:
    from hotspot.measure.siting import Reach
    from hotspot.place.posts import Ask, Sites
    from hotspot.place.walking import Walking
    from hotspot.schema import Floats, Ints
    from hotspot.schema.placed import Demand

MOST_PAIRS = 2_000_000  # of demand and sites, the way between each of which is known
GATHERED_M = 150.0  # wide are the squares whose demand is taken as one where there are more pairs


def by_ways(
    ask: Ask, demand: Demand, sites: Sites, reach: Reach, *, walking: Walking | None
) -> tuple[Siting, int, float]:
    """Return the choice of the p-median or the p-center, how many candidates it was made among, and how wide
    the squares are whose demand was taken as one, 0 where each place counts by itself."""
    some = demand.weight > 0
    xy, weight, gathered_m = demand.xy[some], demand.weight[some], 0.0
    if len(xy) * len(sites.candidates) > MOST_PAIRS:
        xy, weight = gathered(xy, weight)
        gathered_m = GATHERED_M
    among = _offered(sites, reach, most=max(MOST_PAIRS // len(xy), ask.posts))
    metres = metres_between(sites.xy[among], xy, walking=walking)
    if len(sites.existing):
        standing = metres_between(sites.existing, xy, walking=walking).min(axis=1)
        metres = np.minimum(metres, standing[:, None])
    posts = min(ask.posts, len(among))
    if ask.model == "median":
        found = p_median(metres, weight, posts=posts, seconds=ask.seconds)
    else:
        found = p_center(metres, posts=posts, seconds=ask.seconds)
    return replace(found, chosen=among[found.chosen]), len(among), gathered_m


def gathered(xy: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the middle, weighted, and the sum of the demand in each square; every weight is above 0."""
    cell = np.floor(xy / GATHERED_M).astype(np.int64)
    _, of = np.unique(cell, axis=0, return_inverse=True)
    total = np.bincount(of.ravel(), weight).astype(np.float64)
    middle = [np.bincount(of.ravel(), weight * side) / total for side in xy.T]
    return np.column_stack(middle), total


def _offered(sites: Sites, reach: Reach, *, most: int) -> Ints:
    """Return the candidates to choose among, sorted: all, or those that reach most one after the other, and
    where these reach all there is, those that reach most by themselves."""
    count = len(sites.candidates)
    if count <= most:
        return np.arange(count)
    left = replace(
        reach,
        served=table(reach.served[:, :count]),
        weight=np.where(reach.covered(sites.fixed), 0.0, reach.weight),
    )
    order, _ = greedy_order(left, posts=most)
    alone = np.argsort(-times(table(left.served.T), reach.weight), kind="stable")
    further = alone[~np.isin(alone, order)]
    return np.sort(np.concatenate([order, further])[:most])
