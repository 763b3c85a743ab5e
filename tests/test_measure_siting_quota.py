"""Covering with a quota of candidates from each group: against brute force."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.siting import Quota, QuotaCovering, Reach, greedy_order
from hotspot.measure.siting.table import table

NONE = np.empty(0, dtype=np.int64)


def made(seed, candidates=8):
    draw = np.random.default_rng(seed)
    reach = Reach(
        served=table(draw.random((14, candidates)) < 0.3), weight=draw.integers(0, 9, 14).astype(float)
    )
    return reach, Quota(group=np.arange(candidates) // 3, most=1)


@given(seed=st.integers(0, 10_000), posts=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_no_choice_that_keeps_the_quota_serves_more(seed, posts):
    reach, quota = made(seed)
    choices = [np.array(each) for k in range(1, posts + 1) for each in combinations(range(8), k)]
    best = max(reach.covered_weight(each) for each in choices if quota.kept(each))

    found = QuotaCovering.of(reach, quota, fixed=NONE).best(posts, seconds=10.0)

    assert quota.kept(found.chosen)
    assert len(found.chosen) <= posts
    assert found.value == pytest.approx(best)
    assert found.proved


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_without_the_exact_search_the_bound_still_holds(seed):
    reach, quota = made(seed)

    quick = QuotaCovering.of(reach, quota, fixed=NONE).best(3)
    best = QuotaCovering.of(reach, quota, fixed=NONE).best(3, seconds=10.0)

    assert quick.value <= best.value + 1e-9 <= quick.bound + 1e-6


def test_what_stands_is_outside_of_the_quota_and_counts_in_the_value():
    served = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    reach = Reach(served=table(served), weight=np.array([5.0, 4.0, 3.0]))
    quota = Quota(group=np.array([0, 0, -1]), most=1)

    found = QuotaCovering.of(reach, quota, fixed=np.array([2])).best(2, seconds=10.0)

    assert found.chosen.tolist() == [0]
    assert found.value == 8.0


def test_the_greedy_order_passes_over_a_group_that_is_full():
    reach = Reach(served=table(np.eye(4)), weight=np.array([9.0, 8.0, 7.0, 1.0]))
    quota = Quota(group=np.array([0, 0, 1, -1]), most=1)

    order, gains = greedy_order(reach, posts=4, quota=quota)

    assert order.tolist() == [0, 2, 3]
    assert gains.tolist() == [9.0, 7.0, 1.0]
