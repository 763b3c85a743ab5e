"""Covering with a quota: most demand with so many cameras, of which only so many may hang on one pole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.covering import maximal_cover
from hotspot.measure.siting.free import MOST_ENTRIES, FreeCovering
from hotspot.measure.siting.greedy import Quota, greedy_order, swapped
from hotspot.measure.siting.prices import priced_cover
from hotspot.measure.siting.rules import Rules
from hotspot.measure.siting.solver import PROVED, OutOfTime, Siting
from hotspot.measure.siting.table import table

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.schema import Ints


@dataclass(frozen=True, kw_only=True)
class QuotaCovering:
    """Maximal covering of which every choice keeps a quota, made small: the `reach` of the candidates `sites`
    that their own group needs, their `quota`, the demand that is served `before` any is chosen, and the same
    without the quota."""

    reach: Reach
    sites: Ints
    quota: Quota
    before: float
    free: FreeCovering

    @classmethod
    def of(cls, reach: Reach, quota: Quota, *, fixed: Ints) -> QuotaCovering:
        """Merge equal demands and leave out needless candidates; `fixed` ones stand already, outside of the
        quota."""
        left = np.where(reach.covered(fixed), 0.0, reach.weight)
        some = left > 0
        merged, _ = replace(reach, served=table(reach.served[some]), weight=left[some]).merged()
        sites = np.setdiff1d(merged.undominated(quota.group), fixed)
        small = replace(merged, served=table(merged.served[:, sites]))
        return cls(
            reach=small,
            sites=sites,
            quota=replace(quota, group=quota.group[sites]),
            before=reach.total - float(left.sum()),
            free=FreeCovering.of(small, fixed=np.empty(0, dtype=np.int64)),
        )

    def best(self, posts: int, *, entries: int = MOST_ENTRIES, seconds: float = 0.0) -> Siting:
        """Return at most `posts` candidates that together serve most demand and keep the quota.

        What is best without the quota is best with it, where it keeps it. Otherwise the greedy choice,
        improved by exchanges, stands against the bound of prices on demand, and `seconds` above 0 let the
        exact search settle what is left between the two. It is for at most so many `entries` of demand by
        candidates.
        """
        posts = min(posts, len(self.sites))
        free = self.free.best(posts, entries=entries)
        found = free if self.quota.kept(free.chosen) else self._kept(posts, free.bound, entries, seconds)
        return replace(
            found,
            chosen=np.sort(self.sites[found.chosen]),
            value=found.value + self.before,
            bound=max(found.bound, found.value) + self.before,
            cut_short=found.cut_short or free.cut_short,
        )

    def _kept(self, posts: int, bound: float, entries: int, seconds: float) -> Siting:
        order, _ = greedy_order(self.reach, posts=posts, quota=self.quota)
        known = swapped(self.reach, order, quota=self.quota)
        priced = priced_cover(self.reach, posts=posts, known=known, quota=self.quota)
        found = Siting(chosen=priced.chosen, value=priced.value, bound=min(bound, priced.bound))
        if not seconds or found.value >= found.bound * (1 - PROVED):
            return found
        rest = replace(self.reach, served=table(self.reach.served[:, priced.open]))
        if rest.served.nnz > entries:
            return found
        rules = Rules(group=self.quota.group[priced.open], group_most=self.quota.most)
        try:
            exact = maximal_cover(rest, posts=posts, rules=rules, seconds=seconds)
        except OutOfTime as limits:
            return replace(found, cut_short=limits.by_clock)
        if exact.value > found.value:
            found = replace(found, chosen=priced.open[exact.chosen], value=exact.value)
        bound = max(min(found.bound, exact.bound), found.value)
        return replace(found, bound=bound, cut_short=exact.cut_short)
