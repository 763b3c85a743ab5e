"""Whether a share owed to every district can be kept at all, and how many posts that takes at least."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.solver import PROVED, OutOfTime, Program, solve
from hotspot.measure.siting.table import entries

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.measure.siting.rules import Rules
    from hotspot.schema import Floats, Ints

ROUNDED = 1e-6  # of a post: what rounding may add to a bound
TINY = 1e-300


def reachable(reach: Reach, district: Ints) -> Floats:
    """Return the share of each district's demand (districts,) that all candidates together reach; 1 where
    there is no demand. `district` (demands,) is -1 for demand in none."""
    within = district >= 0
    served = reach.weight * reach.covered(np.arange(reach.served.shape[1]))
    whole = np.bincount(district[within], reach.weight[within])
    share = np.bincount(district[within], served[within]) / np.where(whole > 0, whole, 1.0)
    return np.where(whole > 0, share, 1.0)


def least_posts(reach: Reach, rules: Rules, *, seconds: float) -> int:
    """Return a number of posts below which none keeps the floor, those that stand not counted.

    An easier question, so its answer can only be too low: as if no demand were served twice, and with no rule
    but the floor. A post that alone gives a district its share counts there as just that, which is as true of
    whole posts and leaves less to parts of them. 0 where the `seconds` do not suffice.
    """
    district = rules.district if rules.district is not None else np.empty(0, dtype=np.int64)
    within = np.flatnonzero(district >= 0)
    owed = rules.floor * np.bincount(district[within], reach.weight[within])
    member = entries(district[within], within, reach.weight[within], shape=(len(owed), len(reach.weight)))
    gives = (member @ reach.served).tocoo()
    at = np.stack(gives.coords).astype(np.int64)
    share = np.minimum(gives.data / np.maximum(owed[gives.row], TINY), 1.0)
    sites = reach.served.shape[1]
    stand = np.isin(np.arange(sites), rules.fixed).astype(np.float64)
    program = Program(
        cost=np.ones(sites),
        matrix=entries(at[0], at[1], share, shape=(len(owed), sites)),
        low=np.where(owed > 0, 1.0 - PROVED, 0.0),
        high=np.full(len(owed), np.inf),
        whole=np.ones(sites, dtype=bool),
        least=stand,
        most=np.ones(sites),
    )
    try:
        bound = solve(program, seconds=seconds).bound
    except OutOfTime:
        return 0
    return max(ceil(bound - ROUNDED) - len(rules.fixed), 0)
