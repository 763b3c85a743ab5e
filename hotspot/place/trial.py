"""A trial on the city's own past: do posts placed by what happened before reach what happens next?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting import QuotaCovering, maximal_cover
from hotspot.measure.siting.rules import Rules
from hotspot.measure.siting.table import table, times
from hotspot.schema.placed import HoldOut

if TYPE_CHECKING:
    from datetime import date

    from hotspot.measure.siting import Quota, Reach
    from hotspot.place.posts import Ask, Sites
    from hotspot.schema import Floats, Ints


def hold_out(
    ask: Ask,
    reach: Reach,
    sites: Sites,
    *,
    before: Floats,
    after: Floats,
    cutoff: date,
    quota: Quota | None = None,
) -> HoldOut:
    """Return how much of the incidents `after` the cut-off (d,) posts reach that the incidents `before` (d,)
    have placed, existing posts included; beside it, as many posts each at the site that reached most. Both
    keep the quota."""
    past = replace(reach, weight=before)
    if quota is None:
        best = maximal_cover(past, posts=ask.posts, rules=Rules(fixed=sites.fixed), seconds=ask.seconds)
    else:
        best = QuotaCovering.of(past, quota, fixed=sites.fixed).best(ask.posts)
    alone = times(table(reach.served.T), before)
    alone[sites.fixed] = -1.0
    busiest = _first(np.argsort(-alone, kind="stable"), ask.posts, quota)
    future = replace(reach, weight=after)
    covered, naive = (
        future.covered_weight(np.concatenate([each, sites.fixed])) for each in (best.chosen, busiest)
    )
    return HoldOut(
        cutoff=cutoff.isoformat(), incidents=round(after.sum()), covered=round(covered), naive=round(naive)
    )


def _first(order: Ints, posts: int, quota: Quota | None) -> Ints:
    """Return the first sites in the order that keep the quota."""
    if quota is None:
        return order[:posts]
    taken: list[int] = []
    for site in order:
        if len(taken) == posts:
            break
        if quota.open(taken)[site]:
            taken.append(int(site))
    return np.array(taken, dtype=np.int64)
