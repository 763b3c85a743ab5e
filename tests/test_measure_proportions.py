"""Shares and differences of shares: the published intervals, and what noise does to them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from hotspot.measure.proportions import share_difference, share_dispersion, share_p_value, wilson


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe (1998), table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_have_the_published_intervals(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    now, past = ((np.array([float(yes)]), np.array([float(of)])) for yes, of in (first, second))

    _, found_low, found_high = share_difference(now, past)

    assert (found_low[0], found_high[0]) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
def test_a_difference_is_significant_where_its_interval_leaves_0_out(dispersion: float) -> None:
    draw = np.random.default_rng(3)
    now, past = ((draw.integers(0, 41, 400).astype(float), np.full(400, 40.0)) for _ in range(2))

    p = share_p_value(now, past, dispersion=dispersion)
    _, low, high = share_difference(now, past, dispersion=dispersion)

    assert ((p < 0.05) == ((low > 0) | (high < 0))).all()
    assert p[now[0] == past[0]].tolist() == [1.0] * int((now[0] == past[0]).sum())
    assert np.isnan(share_p_value((np.zeros(1), np.zeros(1)), (np.ones(1), np.ones(1)))).all()


@pytest.mark.parametrize(("yes", "of"), [(0, 12), (3, 12), (12, 12), (450, 4_000)])
def test_bounds_of_a_share_are_wilsons(yes: int, of: int) -> None:
    exact = binomtest(yes, of).proportion_ci(0.95, method="wilson")

    share, low, high = wilson(np.array([float(yes)]), np.array([float(of)]))

    assert share[0] == yes / of
    assert (low[0], high[0]) == (pytest.approx(exact.low, abs=1e-12), pytest.approx(exact.high))


def test_more_noise_widens_and_nothing_known_is_not_a_number() -> None:
    now, past = (np.array([30.0, 0.0]), np.array([90.0, 0.0])), (np.array([20.0, 4.0]), np.array([90.0, 9.0]))

    _, low, high = share_difference(now, past)
    _, wide_low, wide_high = share_difference(now, past, dispersion=3.0)

    assert wide_low[0] < low[0] < high[0] < wide_high[0]
    assert np.isnan([low[1], high[1]]).all()


def test_arrests_that_clear_several_incidents_at_once_are_seen_as_noise() -> None:
    draw = np.random.default_rng(2)
    of = np.full((1, 400), 60.0)
    alone, together = draw.binomial(60, 0.2, (1, 400)), 5 * draw.binomial(12, 0.2, (1, 400))

    assert share_dispersion(alone.astype(float), of) == pytest.approx(1.0, abs=0.2)
    assert share_dispersion(together.astype(float), of) == pytest.approx(5.0, abs=1.0)
    assert share_dispersion(np.ones((1, 4)), np.full((1, 4), 9.0)) == 1.0
