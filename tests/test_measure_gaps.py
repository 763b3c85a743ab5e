"""Holes of a record are told from calm, and a forecast does not take them for a fall or a rise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.city_level import city_level
from hotspot.measure.gaps import filled, stretches, unrecorded
from hotspot.measure.history import History


def record(*, usual: float, days: int = 730, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(usual, days).astype(float)


@settings(max_examples=60)
@given(st.floats(0.05, 50.0), st.integers(0, 10_000))
def test_a_calm_city_has_no_holes_however_small_it_is(usual: float, seed: int) -> None:
    assert not unrecorded(record(usual=usual, seed=seed)).any()


@pytest.mark.parametrize(("first", "last"), [(305, 365), (0, 40), (700, 729), (400, 415)])
def test_a_hole_is_found_to_the_day(first: int, last: int) -> None:
    by_day = record(usual=14)
    by_day[first : last + 1] = 0

    assert stretches(unrecorded(by_day)) == [(first, last)]


def test_a_thin_beginning_is_a_hole_and_one_day_of_default_dates_does_not_hide_one() -> None:
    thin = np.concatenate([record(usual=0.1, days=300), record(usual=30)])
    default = np.concatenate([[4_000.0], np.zeros(27_000), record(usual=10)])

    assert stretches(unrecorded(thin)) == [(0, 299)]
    ((first, last),) = stretches(unrecorded(default))
    assert first == 1
    assert 27_000 <= last <= 27_002  # a quiet day beside the hole may fall into it


def test_a_record_of_months_has_no_holes_between_their_first_days() -> None:
    by_day = np.zeros(1_000)
    by_day[::30] = 300.0

    assert not unrecorded(by_day).any()


def test_half_a_year_at_half_the_usual_is_no_hole() -> None:
    assert not unrecorded(np.concatenate([record(usual=12), record(usual=6, days=180)])).any()


def test_what_is_expected_of_a_city_does_not_hang_on_a_hole() -> None:
    whole = record(usual=14)
    holes = []
    for first, last in [(305, 365), (335, 365), (700, 729)]:
        by_day = whole.copy()
        by_day[first : last + 1] = 0
        holes.append(city_level(by_day, days=365)[0])

    assert holes == pytest.approx([14 * 365] * 3, rel=0.05)
    assert filled(whole) is whole


def test_a_history_without_its_hole_is_that_of_the_days_before_and_after() -> None:
    day = np.repeat(np.delete(np.arange(730), np.arange(300, 360)), 5)
    history = History(unit=day % 3, day=day, size=np.ones(3), first_day=0)

    told = history.recorded(730)

    assert told.first_day == 60
    assert (told.by_day(730) == 5.0).all()
    assert told.unit.tolist() == history.unit.tolist()
    assert told.recorded(730) is told
