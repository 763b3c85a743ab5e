"""Most demand with so many posts and no further rule: quick bounds settle most sites, the rest exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.greedy import greedy_order, swapped
from hotspot.measure.siting.model import CoverModel
from hotspot.measure.siting.prices import priced_cover
from hotspot.measure.siting.rules import FREE
from hotspot.measure.siting.solver import PROVED, OutOfTime, Siting, relaxed, solve
from hotspot.measure.siting.table import table

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.schema import Ints

MOST_ENTRIES = 1_000_000  # of demand by candidates that prices left over, up to which the search is exact
AT_ONCE = 10_000  # of them, up to which the search needs no relaxation before
MARGIN = 1e-7  # of the value, for the solver's tolerances


@dataclass(frozen=True, kw_only=True)
class FreeCovering:
    """Maximal covering without a rule, made small once for every number of posts: the `reach` of the
    candidates `sites` that are needed, and the demand that is served `before` any is chosen."""

    reach: Reach
    sites: Ints
    before: float = 0.0

    @classmethod
    def of(cls, reach: Reach, *, fixed: Ints) -> FreeCovering:
        """Merge equal demands and leave out needless candidates; `fixed` ones stand already."""
        standing = reach.covered(fixed)
        small, sites = compact(replace(reach, weight=np.where(standing, 0.0, reach.weight)))
        return cls(reach=small, sites=sites, before=float(reach.weight[standing].sum()))

    def best(self, posts: int, *, entries: int = MOST_ENTRIES, seconds: float = 60.0) -> Siting:
        """Return at most `posts` candidates that together serve most demand.

        Greedy choice and exchanges; a bound by prices on demand, which leave out what no better choice can
        hold; then, where at most `entries` of demand by candidates are left, the relaxation and the exact
        search.
        """
        small = self.reach
        order, _ = greedy_order(small, posts=posts)
        best = swapped(small, order)
        found = Siting(chosen=best, value=small.covered_weight(best), bound=small.total if posts else 0.0)
        if len(order) == posts and not _settled(found):
            priced = priced_cover(small, posts=posts, known=best)
            found = Siting(chosen=priced.chosen, value=priced.value, bound=priced.bound)
            if not _settled(found):
                found = _searched(small, found, priced.open, posts, entries=entries, seconds=seconds)
        return replace(
            found,
            chosen=np.sort(self.sites[found.chosen]),
            value=found.value + self.before,
            bound=max(found.bound, found.value) + self.before,
        )


def compact(reach: Reach) -> tuple[Reach, Ints]:
    """Return the reach with equal demands merged and needless candidates left out, and those that stay."""
    merged, _ = reach.merged()
    some = merged.weight > 0
    merged = replace(merged, served=table(merged.served[some]), weight=merged.weight[some])
    sites = merged.undominated()
    if len(sites) == merged.served.shape[1]:  # then no demands have become equal
        return merged, sites
    small, _ = replace(merged, served=table(merged.served[:, sites])).merged()
    return small, sites


def _settled(found: Siting) -> bool:
    return found.bound <= found.value * (1 + PROVED)


def _searched(
    reach: Reach, known: Siting, among: Ints, posts: int, *, entries: int, seconds: float
) -> Siting:
    """Return the best of the sites `among`, which hold every choice better than the `known` one."""
    rest, sites = _part(reach, among)
    try:
        if AT_ONCE < rest.served.nnz <= entries:
            known, sites = _narrowed(reach, rest, sites, known, posts, seconds=seconds)
            rest, sites = _part(reach, sites)
        if rest.served.nnz > entries or _settled(known):
            return known
        model = CoverModel.of(rest, FREE)
        found = solve(model.program(-model.served, [model.at_most(posts)]), seconds=seconds)
    except OutOfTime as limits:
        return replace(known, cut_short=limits.by_clock)
    better = _better(reach, known, sites[model.placed(found.values)])
    return replace(better, bound=min(known.bound, -found.bound), cut_short=found.cut_short)


def _narrowed(
    reach: Reach, rest: Reach, sites: Ints, known: Siting, posts: int, *, seconds: float
) -> tuple[Siting, Ints]:
    """Return what the relaxation finds and proves, and of the `sites` of the rest those that a better choice
    may hold: a site that would raise the cost above what is known cannot be part of one."""
    model = CoverModel.of(rest, FREE)
    easier = relaxed(model.program(-model.served, [model.at_most(posts)]), seconds=seconds)
    likely = np.sort(np.argsort(-easier.values[: model.sites], kind="stable")[:posts])
    better = _better(reach, known, sites[swapped(rest, likely)])
    room = -easier.bound - better.value + MARGIN * better.value
    kept = sites[easier.rises[: model.sites] <= room]
    bound = max(min(known.bound, -easier.bound), better.value)
    return replace(better, bound=bound), np.union1d(kept, better.chosen)


def _part(reach: Reach, among: Ints) -> tuple[Reach, Ints]:
    """Return the reach of some of the candidates, made small, and which of all they are."""
    rest, sites = compact(replace(reach, served=table(reach.served[:, among])))
    return rest, among[sites]


def _better(reach: Reach, known: Siting, chosen: Ints) -> Siting:
    value = reach.covered_weight(chosen)
    return replace(known, chosen=chosen, value=value) if value > known.value else known
