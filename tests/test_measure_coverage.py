"""Intervals against the past: as they are where they held often enough, wider where they did not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.coverage import LADDER, share_held, widening


def _counts(seed, *, excess, of=400, mean=30.0):
    """Draw counts with variance mean (1 + excess)."""
    rng = np.random.default_rng(seed)
    return np.full(of, mean), rng.poisson(rng.gamma(mean / excess, excess, of)).astype(float)


def test_intervals_that_held_as_often_as_they_should_stay_as_they_are():
    mean, followed = _counts(1, excess=1.0)

    assert share_held(mean, followed, 1.3, 0.0) >= 0.9
    assert widening(mean, followed, 1.3, 0.0) == 1.0


def test_intervals_that_held_too_often_are_not_made_narrower():
    mean, followed = _counts(2, excess=0.5)

    assert widening(mean, followed, 5.0, 0.1) == 1.0


def test_counts_that_scatter_twice_as_much_beyond_chance_ask_for_about_twice_as_much():
    mean, followed = _counts(3, excess=4.0, of=4_000)

    assert widening(mean, followed, 2.0, 0.0) == pytest.approx(2.0, rel=0.13)


def test_where_nothing_helps_the_end_of_the_ladder_is_taken():
    assert widening(np.full(10, 5.0), np.full(10, 500.0), 0.1, 0.0) == LADDER[-1]


@given(st.integers(0, 2**31 - 1), st.floats(0.05, 3.0), st.floats(0.0, 0.2))
@settings(max_examples=20, deadline=None)
def test_the_widened_intervals_hold_nine_in_ten_unless_the_ladder_ends(seed, bursts, drift):
    mean, followed = _counts(seed, excess=2.0, of=60)

    factor = widening(mean, followed, bursts, drift)

    held = share_held(mean, followed, factor * bursts, factor * drift)
    assert held >= 0.9 or factor == LADDER[-1]
