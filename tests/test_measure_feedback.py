"""The urn of two places against the published parameters for Oakland (Ensign et al. 2018)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.feedback import share_of_first

TOP_TWO = ((609, 379), (3.68511, 2.816466))  # counts before the first day, true incidents a day
TOP_AND_RANDOM = ((609, 7), (3.68511, 2.35592))
TRUE_SHARE = 0.5668


def test_what_patrols_find_runs_away_from_a_share_of_57_to_70_per_cent_in_a_thousand_days() -> None:
    share = share_of_first(*TOP_TWO, days=1_000, counted="found")

    assert TOP_TWO[1][0] / sum(TOP_TWO[1]) == pytest.approx(TRUE_SHARE, abs=5e-5)
    assert share.mean() == pytest.approx(0.70, abs=0.005)


def test_found_incidents_weighted_by_the_patrols_come_back_to_the_true_share() -> None:
    share = share_of_first(*TOP_TWO, days=1_000, counted="weighted")

    assert share.mean() == pytest.approx(TRUE_SHARE, abs=0.03)


def test_incidents_that_people_report_come_to_the_true_share_wherever_patrols_go() -> None:
    share = share_of_first(*TOP_TWO, days=1_000, counted="reported")

    assert share.mean() == pytest.approx(TRUE_SHARE, abs=0.01)
    assert share.std() < 0.01


def test_from_an_uneven_start_all_patrols_go_to_one_place_and_weighting_is_slow_to_mend_it() -> None:
    found = share_of_first(*TOP_AND_RANDOM, days=1_000, counted="found")
    weighted = share_of_first(*TOP_AND_RANDOM, days=1_000, counted="weighted")

    assert found.mean() == pytest.approx(0.994, abs=0.002)
    assert weighted.mean() == pytest.approx(0.859, abs=0.01)  # true: 0.610


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rate=st.floats(0.5, 5))
def test_where_both_places_are_alike_neither_is_first_on_average(seed: int, rate: float) -> None:
    share = share_of_first((20, 20), (rate, rate), days=30, counted="weighted", runs=400, seed=seed)

    assert share.mean() == pytest.approx(0.5, abs=0.03)


def test_the_same_seed_draws_the_same_patrols() -> None:
    first, again = (share_of_first(*TOP_TWO, days=50, counted="found", seed=7) for _ in range(2))

    assert np.array_equal(first, again)
