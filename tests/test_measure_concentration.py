"""Concentration: shares, Gini, what chance alone gives, exact intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hotspot.measure.concentration import (
    binomial_at_least,
    by_chance,
    curve_at,
    even_share,
    gini,
    held_out,
    sparse_gini,
    top_share,
    worst_count,
)

COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=40).filter(any)


def test_the_worst_fifth_of_ten_venues_are_the_two_with_most_incidents() -> None:
    counts = np.array([1.0, 0, 8, 2, 0, 5, 1, 0, 2, 1])

    share = top_share(counts, worst_count(10, 0.2))

    assert float(share) == 13 / 20


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_venues_does_not_matter(counts: list[int], chance: object) -> None:
    mixed = list(counts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = (np.array(one, dtype=np.float64) for one in (counts, mixed))

    assert top_share(first, 1) == top_share(second, 1)
    assert gini(first) == pytest.approx(float(gini(second)))


@given(COUNTS)
def test_the_curve_rises_to_one_ever_more_slowly(counts: list[int]) -> None:
    amounts = np.array(counts, dtype=np.float64)

    curve = curve_at(amounts, np.arange(1, len(counts) + 1))
    steps = np.diff(curve, prepend=0.0)

    assert curve[-1] == pytest.approx(1.0)
    assert (np.diff(steps) <= 1e-12).all()


@given(COUNTS)
def test_the_gini_for_sparse_counts_is_the_plain_one_where_incidents_outnumber_venues(
    counts: list[int],
) -> None:
    amounts = np.array(counts, dtype=np.float64) + 1

    assert sparse_gini(amounts) == pytest.approx(float(gini(amounts)))


def test_the_gini_for_sparse_counts_is_zero_where_no_venue_has_two() -> None:
    counts = np.array([1.0] * 4 + [0.0] * 16)

    assert sparse_gini(counts) == pytest.approx(0.0)
    assert float(gini(counts)) == pytest.approx(0.8)


@pytest.mark.parametrize("mean", [0.4, 2.0, 7.5])
def test_the_share_that_equal_venues_show_by_formula_is_that_of_the_draws(mean: float) -> None:
    venues = 2_000

    drawn = by_chance(np.ones(venues), int(mean * venues), worst=400, at=np.array([400]), seed=1)

    assert drawn.share.mean() == pytest.approx(even_share(mean, 0.2), abs=0.004)
    assert drawn.none.mean() == pytest.approx(venues * np.exp(-mean), rel=0.03)


def test_four_hundred_calls_at_two_hundred_equal_cafes_look_like_a_j_curve() -> None:
    drawn = by_chance(np.ones(200), 400, worst=40, at=np.array([40]), seed=7)

    low, high = np.quantile(drawn.share, [0.025, 0.975])
    assert drawn.share.mean() == pytest.approx(0.409, abs=0.003)
    assert (round(low, 2), round(high, 2)) == (0.38, 0.44)
    assert drawn.none.mean() == pytest.approx(27, abs=0.5)


def test_draws_with_bursts_vary_as_much_as_was_asked_for_and_keep_the_sum() -> None:
    at = np.arange(1, 101)

    drawn = by_chance(np.ones(100), 1_000, worst=20, at=at, dispersion=4.0, seed=3)
    plain = by_chance(np.ones(100), 1_000, worst=20, at=at, seed=3)

    # The top fifth of counts with mean 10 lies 1.4 standard deviations up; these are twice as large.
    assert (drawn.share.mean() - 0.2) / (plain.share.mean() - 0.2) == pytest.approx(2.0, abs=0.2)
    assert np.allclose(drawn.curve[0][-1], 1.0)


def test_venues_that_follow_their_size_are_uneven_without_being_worse() -> None:
    size = np.r_[np.full(20, 10.0), np.ones(80)]

    drawn = by_chance(size, 5_600, worst=20, at=np.array([20]), seed=1)

    assert drawn.share.mean() == pytest.approx(200 / 280, abs=0.01)


def test_ties_at_the_edge_of_the_worst_are_taken_by_lot() -> None:
    chosen_by = np.array([3.0, 1.0, 1.0, 1.0, 0.0])

    assert held_out(chosen_by, np.array([5.0, 3.0, 0.0, 0.0, 9.0]), 2) == pytest.approx(6.0)


def test_so_many_hits_or_more_are_as_likely_as_the_binomial_distribution_says() -> None:
    assert binomial_at_least(35, 93, 0.2) == pytest.approx(stats.binom.sf(34, 93, 0.2))
