"""Maximal covering without rules: made small once, sites looked at by what they can be paid, exchanges."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.siting import FreeCovering, Quota, Reach, Rules, maximal_cover, swapped
from hotspot.measure.siting.prices import _best_paid, _Ranked
from hotspot.measure.siting.table import table, times


def made_reach(seed: int, *, demands: int = 30, sites: int = 12) -> Reach:
    draw = np.random.default_rng(seed)
    served = draw.random((demands, sites)) < 0.25
    return Reach(served=table(served), weight=draw.integers(0, 9, demands).astype(np.float64))


def test_one_covering_answers_for_every_number_of_posts_as_if_it_were_made_for_it():
    reach, fixed = made_reach(4), np.array([3, 7])
    free = FreeCovering.of(reach, fixed=fixed)

    found = [free.best(posts) for posts in range(6)]

    for posts, best in enumerate(found):
        alone = maximal_cover(reach, posts=posts, rules=Rules(fixed=fixed))
        assert (best.value, best.bound, best.chosen.tolist()) == (
            alone.value,
            alone.bound,
            alone.chosen.tolist(),
        )
    assert found[0].value == reach.covered_weight(fixed)


@given(seed=st.integers(0, 10_000), posts=st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_what_free_covering_finds_no_choice_beats(seed: int, posts: int):
    reach = made_reach(seed, demands=15, sites=7)

    best = FreeCovering.of(reach, fixed=np.empty(0, dtype=np.int64)).best(posts)

    every = [reach.covered_weight(np.array(each)) for each in combinations(range(7), posts)]
    assert best.value == max(every)
    assert best.bound == pytest.approx(max(every))


@given(seed=st.integers(0, 10_000), posts=st.integers(1, 4), grouped=st.booleans())
@settings(max_examples=50, deadline=None)
def test_sites_that_cannot_be_paid_enough_are_not_needed_to_know_the_best_paid(
    seed: int, posts: int, grouped: bool
):
    reach = made_reach(seed)
    quota = Quota(group=np.arange(12) % 3 - 1, most=1) if grouped else None
    ranked = _Ranked.of(reach, posts=posts, quota=quota)
    shares = np.random.default_rng(seed).random((5, 30))

    for share in shares:
        top, paid, _ = ranked.best_paid(share * reach.weight, 1)

        every = times(reach.of_sites, share * reach.weight)
        assert top.tolist() == _best_paid(every, posts, quota).tolist()
        assert paid.tolist() == every[top].tolist()


def test_few_sites_are_summed_where_few_could_be_among_the_best_paid():
    weight = np.repeat([100.0, 1.0], [3, 500])
    reach = Reach(served=table(np.eye(503)), weight=weight)
    ranked = _Ranked.of(reach, posts=2, quota=None)

    _, _, near = ranked.best_paid(weight, 1)

    assert near == 3


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_after_exchanges_no_single_one_serves_more(seed: int):
    reach = made_reach(seed)

    chosen = swapped(reach, np.array([0, 1, 2]))

    others = np.setdiff1d(np.arange(12), chosen)
    once = [
        reach.covered_weight(np.append(np.delete(chosen, out), site)) for out in range(3) for site in others
    ]
    assert max(once) <= reach.covered_weight(chosen)


def test_another_demand_is_served_by_the_same_sites():
    reach = made_reach(1)

    other = reach.weighing(np.ones(30))

    assert other.of_sites is reach.of_sites
    assert other.covered_weight(np.array([2])) == reach.served[:, [2]].sum()
