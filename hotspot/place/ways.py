"""Which demand a post would reach: along the streets where they are given, else in a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from hotspot.measure.siting import Reach
from hotspot.measure.siting.table import table

if TYPE_CHECKING:
    from hotspot.place.walking import Walking
    from hotspot.schema import Floats


def reach_of(
    sites: Floats, demand: Floats, weight: Floats, *, walking: Walking | None, reach_m: float
) -> Reach:
    """Return which `demand` (d, 2) with `weight` (d,) each of the `sites` (s, 2) has within `reach_m`."""
    if walking is None:
        near = cKDTree(sites).sparse_distance_matrix(cKDTree(demand), reach_m, output_type="ndarray")
        # Four bytes are enough, and a table keeps numbers as wide as they are given.
        which = near["j"].astype(np.int32), near["i"].astype(np.int32)
        pairs = np.ones(len(near)), which
        del near
        served = csr_array(pairs, shape=(len(demand), len(sites)))
    else:
        metres = walking.distances(walking.places(sites), walking.places(demand), reach_m=reach_m)
        served = csr_array(metres.T > 0)
    return Reach(served=table(served), weight=weight)


def metres_between(sites: Floats, demand: Floats, *, walking: Walking | None) -> Floats:
    """Return the metres from each demand to each site (d, s)."""
    if walking is None:
        return np.asarray(np.hypot(*(demand[:, None, :] - sites[None, :, :]).transpose(2, 0, 1)))
    ways = walking.distances(walking.places(sites), walking.places(demand), reach_m=np.inf)
    return np.asarray(ways.toarray().T)
