"""Ranks: intervals that hold as often as they say, exact sets, groups, and adjusted p-values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.gamma_poisson import Posterior, fit_prior, posterior
from hotspot.measure.ranks import first_areas, groups, p_adjust, p_higher, rank_intervals, rank_sets

COUNTS = np.array([60.0, 45, 44, 30, 22, 21, 12, 9, 5, 2])
# Benjamini's example of 25 p-values (total calories, olive oil, …), as adjusted by R's p.adjust.
FOODS = np.array(
    [
        *(0.001, 0.008, 0.039, 0.041, 0.042, 0.060, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269),
        *(0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986),
    ]
)


def _posterior(counts):
    y = np.asarray(counts, dtype=float)
    return posterior(y, np.ones(len(y)), fit_prior(y, np.ones(len(y)), None))


def test_the_exact_sets_are_those_of_the_reference_implementation():
    low, high = rank_sets(COUNTS)
    low_each, high_each = rank_sets(COUNTS, simultaneous=False)

    assert low.tolist() == [1, 1, 1, 1, 2, 2, 4, 5, 5, 7]
    assert high.tolist() == [4, 6, 6, 7, 9, 9, 10, 10, 10, 10]
    assert low_each.tolist() == [1, 1, 1, 2, 2, 4, 4, 5, 7, 7]
    assert high_each.tolist() == [3, 4, 5, 7, 8, 8, 10, 10, 10, 10]


def test_an_exposure_twice_as_large_makes_twice_the_count_the_same_rate():
    low, high = rank_sets(np.array([200.0, 100, 5]), np.array([2.0, 1, 1]))

    assert low.tolist() == [1, 1, 3]
    assert high.tolist() == [2, 2, 3]


def test_areas_without_incidents_cannot_be_told_apart_by_the_exact_sets():
    low, high = rank_sets(np.zeros(4))

    assert low.tolist() == [1] * 4
    assert high.tolist() == [4] * 4


def test_an_area_is_surely_among_the_first_where_its_worst_rank_is_and_may_be_where_its_best_is():
    sure, maybe = first_areas(COUNTS, top=4)

    assert np.flatnonzero(sure).tolist() == [0]
    assert np.flatnonzero(maybe).tolist() == [1, 2, 3, 4, 5, 6]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12), st.integers(1, 12))
def test_no_more_areas_are_sure_than_there_are_first_places_and_enough_may_be(counts, top):
    sure, maybe = first_areas(np.array(counts, dtype=float), top=top)

    assert sure.sum() <= top
    assert sure.sum() + maybe.sum() >= min(top, len(counts))
    assert not (sure & maybe).any()


def test_with_near_ties_the_rank_intervals_hold_where_the_bootstrap_fails():
    rng = np.random.default_rng(3)
    share = 1 + 0.002 * np.arange(20)[::-1]
    share /= share.sum()
    ours, bootstrap = [], []
    for seed in range(20):
        counts = rng.multinomial(200, share)
        drawn = rank_intervals(_posterior(counts), top=5, seed=seed)
        ours.append((drawn.low <= np.arange(1, 21)) & (np.arange(1, 21) <= drawn.high))
        again = (
            np.argsort(
                np.argsort(-rng.multinomial(200, counts / 200, size=500), axis=1, kind="stable"), axis=1
            )
            + 1
        )
        low, high = np.quantile(again, [0.025, 0.975], axis=0)
        bootstrap.append((low <= np.arange(1, 21)) & (np.arange(1, 21) <= high))

    assert np.mean(ours) >= 0.93
    assert np.mean(bootstrap) <= 0.88


def test_clearly_different_areas_have_ranks_without_doubt():
    drawn = rank_intervals(_posterior([4000, 2000, 1000, 500, 250]), top=2, seed=1)

    assert drawn.low.tolist() == drawn.high.tolist() == [1, 2, 3, 4, 5]
    assert drawn.p_top.tolist() == [1, 1, 0, 0, 0]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.integers(1, 12))
def test_the_chances_to_be_among_the_first_add_up_to_their_number(counts, top):
    drawn = rank_intervals(_posterior(counts), top=top, seed=1)

    assert drawn.p_top.sum() == pytest.approx(min(top, len(counts)))
    assert np.all((drawn.low >= 1) & (drawn.low <= drawn.high) & (drawn.high <= len(counts)))


def test_many_areas_get_fewer_draws_so_that_memory_stays_bounded_but_never_too_few(monkeypatch):
    monkeypatch.setattr("hotspot.measure.ranks.RANKS_KEPT", 20_000)

    draws = [
        rank_intervals(Posterior(shape=np.ones(n), rate=np.ones(n)), top=5, seed=1).draws
        for n in (4, 40, 400)
    ]

    assert draws == [4000, 500, 400]


def test_drawing_in_parts_gives_what_drawing_at_once_gives(monkeypatch):
    rates = _posterior([9, 8, 7, 3, 2])
    at_once = rank_intervals(rates, top=2, seed=7)

    monkeypatch.setattr("hotspot.measure.ranks.CHUNK", 35)
    in_parts = rank_intervals(rates, top=2, seed=7)

    assert in_parts.p_top.tolist() == at_once.p_top.tolist()
    assert in_parts.low.tolist() == at_once.low.tolist()


def test_the_chance_to_be_higher_is_one_half_among_equals_and_known_for_exponentials():
    one = Posterior(shape=np.ones(1), rate=np.ones(1))
    others = Posterior(shape=np.array([1.0, 1.0, 2.0]), rate=np.array([1.0, 3.0, 1.0]))

    higher = p_higher(one, others)

    assert higher == pytest.approx([0.5, 0.75, 0.25])


def test_a_group_ends_at_the_first_area_that_is_clearly_below_the_groups_first():
    rates = Posterior(shape=np.array([1000.0, 990, 980, 500, 495, 20]), rate=np.ones(6))

    assert groups(rates).tolist() == [1, 1, 1, 2, 2, 3]


def test_a_group_can_be_longer_than_the_first_stretches_looked_at():
    rates = Posterior(shape=np.append(np.linspace(101, 99, 300), [1.0, 1.0]), rate=np.ones(302))

    assert groups(rates).tolist() == [1] * 300 + [2, 2]


def test_adjusted_p_values_are_those_of_r():
    assert p_adjust(FOODS, "by")[:3] == pytest.approx([0.095399, 0.381596, 0.801351], abs=5e-7)
    assert p_adjust(FOODS, "holm")[:3] == pytest.approx([0.025, 0.192, 0.897])


@given(st.lists(st.floats(0, 1), max_size=20), st.sampled_from(["holm", "by"]), st.randoms())
def test_adjusting_never_lowers_a_p_value_and_does_not_depend_on_the_order(p, method, random):
    shuffled = list(range(len(p)))
    random.shuffle(shuffled)
    values = np.array(p)

    adjusted = p_adjust(values, method)

    assert np.all((adjusted >= values - 1e-12) & (adjusted <= 1))
    assert p_adjust(values[shuffled], method) == pytest.approx(adjusted[shuffled])
