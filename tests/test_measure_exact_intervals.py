"""Exact intervals of counts and shares: SciPy's, what the bounds mean, and what a dispersion does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hotspot.measure.exact_intervals import poisson_interval, share_interval


@given(st.integers(0, 5_000))
def test_the_bounds_of_a_count_leave_a_fortieth_beyond_either(count: int) -> None:
    low, high = poisson_interval(float(count))

    assert stats.poisson.cdf(count, high) == pytest.approx(0.025)
    assert low == 0 if count == 0 else stats.poisson.sf(count - 1, low) == pytest.approx(0.025)


def test_counts_that_vary_four_times_as_much_are_as_sure_as_a_quarter_of_them() -> None:
    low, high = poisson_interval(np.array([40.0, 0.0]), dispersion=4.0)

    quarter = poisson_interval(np.array([10.0, 0.0]))
    assert low.tolist() == (4 * quarter[0]).tolist()
    assert high.tolist() == (4 * quarter[1]).tolist()


def test_a_smaller_tail_makes_a_wider_interval() -> None:
    low, high = poisson_interval(10.0, tail=0.005)

    assert (float(low), float(high)) == pytest.approx((3.7169, 21.3978), abs=1e-4)


@given(st.data())
def test_the_bounds_of_a_share_are_scipys(data: st.DataObject) -> None:
    whole = data.draw(st.integers(1, 2_000))
    part = data.draw(st.integers(0, whole))

    low, high = share_interval(float(part), float(whole))

    exact = stats.binomtest(part, whole).proportion_ci(method="exact")
    assert (float(low), float(high)) == pytest.approx((exact.low, exact.high), rel=1e-6, abs=1e-12)


def test_the_share_of_nothing_is_unknown() -> None:
    low, high = share_interval(np.array([0.0, 1.0]), np.array([0.0, 1.0]))

    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == (pytest.approx(0.025), 1.0)
