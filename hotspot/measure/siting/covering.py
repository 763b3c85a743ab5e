"""Covering: most demand with so many posts, fewest posts for so much demand, most demand served twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from hotspot.measure.siting.greedy import greedy_order, swapped
from hotspot.measure.siting.model import CoverModel
from hotspot.measure.siting.prices import priced_cover
from hotspot.measure.siting.rules import FREE, Rules
from hotspot.measure.siting.solver import PROVED, Infeasible, OutOfTime, Siting, solve
from hotspot.measure.siting.table import table

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.schema import Ints


SPARE = 1e-6  # of all demand; HiGHS has been seen to err where a sum leaves less room than its tolerance


def maximal_cover(reach: Reach, *, posts: int, rules: Rules = FREE, seconds: float = 60.0) -> Siting:
    """Return at most `posts` candidates that together serve most demand, keeping the rules.

    Church & ReVelle (1974), Papers of the Regional Science Association 32, 101-118. `value` and `bound` are
    the demand served, that of fixed posts included. Fewer than `posts` are placed where no further one adds
    anything. Raises Infeasible where no choice keeps the rules, and OutOfTime where there are rules and no
    choice was found within the seconds.
    """
    if rules.bind:
        model = CoverModel.of(reach, rules)
        found = solve(model.program(-model.served, [model.at_most(posts)]), seconds=seconds)
        chosen = model.placed(found.values)
        value = -found.cost
        if rules.capacity is None:  # then what is served follows from the sites, without rounding
            value = reach.covered_weight(np.concatenate([chosen, rules.fixed]))
        return Siting(chosen=chosen, value=value, bound=max(-found.bound, value))
    standing = reach.covered(rules.fixed)
    before = float(reach.weight[standing].sum())
    free = _free_cover(replace(reach, weight=np.where(standing, 0.0, reach.weight)), posts, seconds)
    return replace(free, value=free.value + before, bound=free.bound + before)


def _free_cover(reach: Reach, posts: int, seconds: float) -> Siting:
    """Solve without rules: prices first, which settle most candidates; then what is left exactly."""
    small, sites = _compact(reach)
    order, _ = greedy_order(small, posts=posts)
    best = swapped(small, order)
    value, bound = small.covered_weight(best), small.total
    if len(order) == posts and value < bound * (1 - PROVED):
        priced = priced_cover(small, posts=posts, known=best)
        best, value, bound = priced.chosen, priced.value, priced.bound
        if bound > value * (1 + PROVED):
            rest, among = _compact(replace(small, served=table(small.served[:, priced.open])))
            model = CoverModel.of(rest, FREE)
            with suppress(OutOfTime):  # then the choice and the bound of the prices stand
                found = solve(model.program(-model.served, [model.at_most(posts)]), seconds=seconds)
                exact = priced.open[among[model.placed(found.values)]]
                best = exact if small.covered_weight(exact) > value else best
                value = small.covered_weight(best)
                bound = min(bound, -found.bound)
    return Siting(chosen=np.sort(sites[best]), value=value, bound=max(bound, value))


def _compact(reach: Reach) -> tuple[Reach, Ints]:
    """Return the reach with equal demands merged and needless candidates left out, and those that stay."""
    merged, _ = reach.merged()
    some = merged.weight > 0
    merged = replace(merged, served=table(merged.served[some]), weight=merged.weight[some])
    sites = merged.undominated()
    small, _ = replace(merged, served=table(merged.served[:, sites])).merged()
    return small, sites


def fewest(reach: Reach, *, share: float = 1.0, rules: Rules = FREE, seconds: float = 60.0) -> Siting:
    """Return the smallest set of candidates that serves at least `share` of all demand, keeping the rules.

    With a share of 1 this is the location set covering problem of Toregas et al. (1971), Operations Research
    19, 1363-1373. `value` and `bound` are numbers of posts, fixed ones not counted. Raises Infeasible where
    even all candidates together serve less, and OutOfTime where no set was found within the seconds.
    """
    model = CoverModel.of(reach, rules)
    need = (share - SPARE) * reach.total
    if model.weight.sum() < need:
        raise Infeasible
    all_of_it = share == 1.0 and rules.capacity is None
    enough = model.all_served() if all_of_it else model.at_least(need)
    cost = np.zeros(len(model.served))
    cost[: model.sites] = 1.0
    found = solve(model.program(cost, [enough]), seconds=seconds)
    chosen = model.placed(found.values)
    bound = np.ceil(found.bound - 1e-6) - len(rules.fixed)
    return Siting(chosen=chosen, value=float(len(chosen)), bound=float(bound))


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
    return Siting(chosen=chosen, value=value, bound=bound)
