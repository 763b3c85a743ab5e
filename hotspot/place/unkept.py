"""Why no choice of posts keeps the rules, said so that the next request can be met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting import least_posts, reachable
from hotspot.place.posts import rules_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.siting import Reach
    from hotspot.place.posts import Ask, Sites
    from hotspot.schema.placed import Demand

SECONDS = 30.0


def unkept(ask: Ask, demand: Demand, sites: Sites, reach: Reach, *, names: Sequence[str]) -> tuple[str, str]:
    """Return what cannot be kept and what to do; `names` are those of the areas."""
    if ask.floor > 0:
        share = reachable(reach, demand.area)
        worst = int(np.argmin(share))
        if share[worst] < ask.floor:
            few = int((share < ask.floor).sum())
            what = (
                f"all candidate sites together reach {share[worst]:.1%} of '{names[worst]}', "
                f"less than the floor of {ask.floor:.1%} (areas short of it: {few})"
            )
            return (
                what,
                f"ask for --floor {np.floor(1000 * share[worst]) / 1000:g} at most, or a longer --reach",
            )
        least = least_posts(reach, rules_of(ask, demand, sites), seconds=SECONDS)
        if least > ask.posts:
            what = f"a floor of {ask.floor:.1%} in each area takes {least} posts or more"
            return what, f"ask for -n {least} or more, or lower --floor"
    return "no choice of sites keeps all the rules", "ask for more posts, or relax a rule"
