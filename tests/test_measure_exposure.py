"""Who lives in the flagged areas, against all others."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.exposure import exposure

CITY = (
    np.array([300.0, 250.0, 200.0, 50.0, 100.0, 60.0, 40.0]),
    np.array([200.0, 250.0, 400.0, 450.0, 500.0, 540.0, 660.0]),
    np.array([True, True, True, False, False, False, False]),
)
residents = st.lists(st.floats(1, 1e5), min_size=8, max_size=8).map(np.array)


def test_three_quarters_of_a_group_against_28_per_cent_of_all_others_are_an_exposure_of_2_6() -> None:
    found = exposure(*CITY)

    assert (found.group, round(found.others, 4), round(found.ratio, 4)) == (0.75, 0.2833, 2.6471)
    assert (round(found.low, 3), round(found.high, 3)) == (1.403, 4.993)


@given(group=residents, others=residents)
def test_the_interval_holds_the_ratio_and_that_of_the_others_is_its_inverse(
    group: np.ndarray, others: np.ndarray
) -> None:
    flagged = np.arange(8) < 3

    one, other = exposure(group, others, flagged), exposure(others, group, flagged)

    assert one.low <= one.ratio * (1 + 1e-9)
    assert one.ratio <= one.high * (1 + 1e-9)
    assert one.ratio * other.ratio == pytest.approx(1)
    assert one.low * other.high == pytest.approx(1)


@given(group=residents, factor=st.floats(0.01, 100))
def test_a_group_that_lives_where_all_others_live_is_exposed_as_they_are(
    group: np.ndarray, factor: float
) -> None:
    found = exposure(group, factor * group, np.arange(8) < 3)

    assert found.ratio == pytest.approx(1)
    assert (found.low, found.high) == pytest.approx((1, 1), abs=1e-6)


def test_with_fewer_than_three_flagged_areas_there_is_a_ratio_and_no_interval() -> None:
    found = exposure(CITY[0], CITY[1], np.arange(7) < 2)

    assert found.ratio > 1
    assert isnan(found.low)
    assert isnan(found.high)


def test_a_group_of_nobody_has_no_exposure_and_one_outside_all_flagged_areas_has_none_at_all() -> None:
    nobody = exposure(np.zeros(7), CITY[1], CITY[2])
    elsewhere = exposure(CITY[0] * ~CITY[2], CITY[1], CITY[2])

    assert isnan(nobody.ratio)
    assert elsewhere.ratio == 0
    assert isnan(elsewhere.low)


def test_the_interval_holds_the_true_ratio_in_about_95_of_100_made_cities() -> None:
    draw, held, cities = np.random.default_rng(1), 0, 400
    flagged = np.arange(60) < 5
    true = (5 * 0.375 / (5 * 0.375 + 55 * 0.2)) / (5 * 0.625 / (5 * 0.625 + 55 * 0.8))
    for _ in range(cities):
        people = draw.lognormal(7, 0.5, 60)
        part = np.where(flagged, draw.beta(3, 5, 60), draw.beta(2, 8, 60))
        found = exposure(people * part, people * (1 - part), flagged)
        held += found.low <= true <= found.high

    assert 0.90 <= held / cities <= 0.98
