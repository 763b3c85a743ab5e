"""Covering: most demand with so many posts, fewest posts for so much demand, most demand served twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from hotspot.measure.siting.capacity import limited_cover, most_served
from hotspot.measure.siting.free import MOST_ENTRIES, FreeCovering
from hotspot.measure.siting.greedy import greedy_order
from hotspot.measure.siting.model import CoverModel
from hotspot.measure.siting.rules import FREE, Rules
from hotspot.measure.siting.solver import PROVED, Infeasible, OutOfTime, Siting, solve
from hotspot.measure.siting.table import table

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach

FEWEST_ENTRIES = 200_000  # of demand by candidates, up to which one number of posts is tried exactly
CAPACITY_ENTRIES = 10_000  # of demand by candidates, up to which the search with a capacity is exact
SPARE = 1e-6  # of all demand; HiGHS has been seen to err where a sum leaves less room than its tolerance


def maximal_cover(
    reach: Reach, *, posts: int, rules: Rules = FREE, entries: int = MOST_ENTRIES, seconds: float = 60.0
) -> Siting:
    """Return at most `posts` candidates that together serve most demand, keeping the rules.

    Church & ReVelle (1974), Papers of the Regional Science Association 32, 101-118. `value` and `bound` are
    the demand served, that of fixed posts included. Fewer than `posts` are placed where no further one adds
    anything. Without rules the exact search is for at most so many `entries` of demand by candidates. Raises
    Infeasible where no choice keeps the rules, and OutOfTime where there are rules and no choice was found.
    """
    free = FreeCovering.of(reach, fixed=rules.fixed).best(posts, entries=entries, seconds=seconds)
    if not rules.bind or _kept(reach, free, rules):
        return free
    known = None
    if rules.is_capacity and rules.capacity is not None:
        known = limited_cover(reach, free, posts=posts, capacity=rules.capacity, fixed=rules.fixed)
        if known.proved or reach.merged()[0].served.nnz > CAPACITY_ENTRIES:
            return known
    return _ruled(reach, posts, rules, free.bound, known, seconds=seconds)


def _ruled(
    reach: Reach, posts: int, rules: Rules, bound: float, known: Siting | None, *, seconds: float
) -> Siting:
    """Search exactly under the rules; a choice that is `known` stands where none better is found."""
    model = CoverModel.of(reach, rules)
    try:
        found = solve(model.program(-model.served, [model.at_most(posts)]), seconds=seconds)
    except OutOfTime as limits:
        if known is None:
            raise
        return replace(known, cut_short=limits.by_clock)
    chosen, value = model.placed(found.values), -found.cost
    if rules.capacity is None:  # then what is served follows from the sites, without rounding
        value = reach.covered_weight(np.concatenate([chosen, rules.fixed]))
    if known is not None and known.value > value:
        chosen, value = known.chosen, known.value
    bound = max(min(-found.bound, bound if known is None else known.bound), value)
    return Siting(chosen=chosen, value=value, bound=bound, cut_short=found.cut_short)


def _kept(reach: Reach, free: Siting, rules: Rules) -> bool:
    """Say whether what is proved best without rules keeps them: then it is best with them."""
    if rules.floored or not free.proved or not rules.kept(free.chosen):
        return False
    if rules.capacity is None:
        return True
    every = np.concatenate([free.chosen, rules.fixed])
    return most_served(reach, every, capacity=rules.capacity) >= free.value * (1 - PROVED)


def fewest(reach: Reach, *, share: float = 1.0, rules: Rules = FREE, seconds: float = 60.0) -> Siting:
    """Return the smallest set of candidates that serves at least `share` of all demand, keeping the rules.

    With a share of 1 this is the location set covering problem of Toregas et al. (1971), Operations Research
    19, 1363-1373. `value` and `bound` are numbers of posts, fixed ones not counted. Raises Infeasible where
    even all candidates together serve less, and OutOfTime where no set was found.
    """
    need = (share - SPARE) * reach.total
    if share < 1.0 and not rules.bind:
        return _fewest_free(reach, need, rules, seconds=seconds)
    if share < 1.0 and rules.is_capacity:
        return _fewest_limited(reach, need, rules, seconds=seconds)
    model = CoverModel.of(reach, rules)
    if model.weight.sum() < need:
        raise Infeasible
    all_of_it = share == 1.0 and rules.capacity is None
    enough = model.all_served() if all_of_it else model.at_least(need)
    cost = np.zeros(len(model.served))
    cost[: model.sites] = 1.0
    found = solve(model.program(cost, [enough]), seconds=seconds)
    chosen = model.placed(found.values)
    bound = float(np.ceil(found.bound - 1e-6) - len(rules.fixed))
    return Siting(chosen=chosen, value=float(len(chosen)), bound=bound, cut_short=found.cut_short)


def _fewest_free(reach: Reach, need: float, rules: Rules, *, seconds: float) -> Siting:
    """Return the greedy set, made smaller one by one as long as the most that fewer serve is enough.

    A number of posts is too small where the bound of the maximal cover says so; where neither is known the
    search for sets ends, and that for the bound goes on.
    """
    every = np.setdiff1d(np.arange(reach.served.shape[1]), rules.fixed)
    if reach.covered_weight(np.concatenate([every, rules.fixed])) < need:
        raise Infeasible
    standing = reach.covered(rules.fixed)
    left = replace(reach, weight=np.where(standing, 0.0, reach.weight))
    order, gains = greedy_order(left, posts=len(every))
    so_far = reach.total - left.total + np.concatenate([[0.0], np.cumsum(gains)])
    count = int(np.argmax(so_far >= need))
    found = Siting(chosen=np.sort(order[:count]), value=float(count), bound=0.0)
    covering, sure = FreeCovering.of(reach, fixed=rules.fixed), False
    for fewer in range(count - 1, -1, -1):
        best = covering.best(fewer, entries=0)
        if best.bound >= need > best.value and not sure:
            best = covering.best(fewer, entries=FEWEST_ENTRIES, seconds=seconds)
        if best.bound < need:
            return replace(found, bound=float(fewer + 1))
        if best.value >= need:
            found = replace(found, chosen=best.chosen, value=float(len(best.chosen)))
        else:
            sure = True
            found = replace(found, cut_short=found.cut_short or best.cut_short)
    return found


def _fewest_limited(reach: Reach, need: float, rules: Rules, *, seconds: float) -> Siting:
    """Return the first number of posts that serve enough under a capacity, from the fewest that could."""
    capacity = rules.capacity or 0.0
    every = np.arange(reach.served.shape[1])
    if most_served(reach, every, capacity=capacity) < need:
        raise Infeasible
    short = need - most_served(reach, rules.fixed, capacity=capacity)
    least, cut_short = max(int(np.ceil(short / capacity)), 0), False
    for posts in range(least, len(every) + 1):
        best = maximal_cover(reach, posts=posts, rules=rules, entries=FEWEST_ENTRIES, seconds=seconds)
        cut_short |= best.cut_short
        if best.value >= need:
            value = float(len(best.chosen))
            return Siting(
                chosen=best.chosen, value=value, bound=min(float(least), value), cut_short=cut_short
            )
        if best.bound < need and least == posts:
            least = posts + 1
    raise OutOfTime(by_clock=cut_short)


def backup_cover(
    reach: Reach, *, posts: int, least: float = 0.0, rules: Rules = FREE, seconds: float = 60.0
) -> Siting:
    """Return at most `posts` candidates that serve at least the demand `least`, and most of it twice.

    Hogan & ReVelle (1986), Management Science 32, 1434-1444, with single cover as the first aim. `value` and
    `bound` are the demand within reach of two posts or more. Rules of capacity do not fit it. Raises
    Infeasible and OutOfTime.
    """
    model = CoverModel.of(reach, replace(rules, capacity=None))
    demands, each = model.demands, eye_array(model.demands)
    up_to = np.full(demands, -np.inf)
    twice = table(hstack([-model.served_by, each, each])), up_to, np.zeros(demands)
    second = table(hstack([csr_array((demands, model.sites)), -each, each])), up_to, np.zeros(demands)
    cost = np.concatenate([np.zeros(len(model.served)), -model.weight])
    spare = SPARE * reach.total
    parts = [model.at_most(posts), model.at_least(least - spare), twice, second]
    found = solve(model.program(cost, parts), seconds=seconds)
    chosen = model.placed(found.values)
    value = float(reach.weight[reach.covered(np.concatenate([chosen, rules.fixed]), times=2)].sum())
    bound = value if -found.bound <= value + 2 * spare else -found.bound
    return Siting(chosen=chosen, value=value, bound=bound, cut_short=found.cut_short)
