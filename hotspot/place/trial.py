"""A trial on the city's own past: do posts placed by what happened before reach what happens next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.table import times
from hotspot.schema.placed import HoldOut

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from hotspot.measure.siting import Quota, Reach
    from hotspot.place.posts import Chosen, Sites
    from hotspot.schema import Floats, Ints


def hold_out(
    chosen_by: Callable[[Floats], Chosen | None],
    reach: Reach,
    sites: Sites,
    *,
    before: Floats,
    after: Floats,
    cutoff: date,
    quota: Quota | None = None,
) -> HoldOut | None:
    """Return how much of the incidents `after` the cut-off (d,) posts reach that the demand `before` it (d,)
    has placed, existing posts included; beside it, as many posts each at the site that reached most.

    `chosen_by` asks the same question of another demand (d,); None where nothing answers it. A `quota` holds
    for the busiest sites, too.
    """
    chosen = chosen_by(before)
    if chosen is None:
        return None
    alone = times(reach.of_sites, before)
    alone[sites.fixed] = -1.0
    busiest = _first(np.argsort(-alone, kind="stable"), len(chosen.sites), quota)
    future = reach.weighing(after)
    covered, naive = (
        future.covered_weight(np.concatenate([each, sites.fixed])) for each in (chosen.sites, busiest)
    )
    return HoldOut(
        cutoff=cutoff.isoformat(),
        incidents=round(after.sum()),
        covered=round(covered),
        naive=round(naive),
        posts=len(chosen.sites),
        cut_short=chosen.cut_short,
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
