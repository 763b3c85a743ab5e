"""Counting by hour of the week and by piece of the period: every incident once, the unknown apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hotspot.measure.clock import clock_counts, only_months, piece_counts

SECONDS = st.integers(-2_000_000_000, 4_000_000_000)


def moments(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[s]")


def test_a_sunday_night_counts_on_sunday_and_a_day_without_hour_beside_its_weekday() -> None:
    start = moments("2024-12-29T23:59:59", "2024-12-30T00:00:00", "2024-12-31", "NaT")

    clock = clock_counts(start, np.array([True, True, False, True]))

    assert clock.hours[6, 23] == clock.hours[0, 0] == 1
    assert clock.hours.sum() == 2
    assert clock.hour_unknown.tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert clock.undated == 1


@given(arrays(np.int64, st.integers(0, 40), elements=SECONDS), st.data())
def test_every_incident_is_counted_once(seconds: np.ndarray, data: st.DataObject) -> None:
    known = data.draw(arrays(np.bool_, len(seconds)))
    undated = data.draw(arrays(np.bool_, len(seconds)))
    start = np.where(undated, np.datetime64("NaT", "s"), seconds.astype("datetime64[s]"))

    clock = clock_counts(start, known)

    assert clock.hours.sum() == (known & ~undated).sum()
    assert clock.hour_unknown.sum() == (~known & ~undated).sum()
    assert clock.undated == undated.sum()


@given(arrays(np.int64, st.integers(1, 40), elements=SECONDS))
def test_the_weekday_is_that_of_the_calendar(seconds: np.ndarray) -> None:
    start = seconds.astype("datetime64[s]")

    clock = clock_counts(start, np.ones(len(start), dtype=bool))

    days = [moment.isoweekday() - 1 for moment in start.tolist()]
    assert clock.hours.sum(axis=1).tolist() == np.bincount(days, minlength=7).tolist()


def test_the_first_and_the_last_moment_of_a_piece_belong_to_it() -> None:
    first = np.array(["2025-01-10", "2025-02-01", "2025-03-01"], dtype="datetime64[D]")
    start = moments("2025-01-10T00:00", "2025-01-31T23:59", "2025-02-01T00:00", "2025-03-09T12:00", "NaT")

    assert piece_counts(start, first).tolist() == [2, 1, 1]


def test_dates_are_whole_months_only_where_all_are_first_days_without_an_hour() -> None:
    months = moments("2025-01-01", "2025-03-01", "NaT")

    assert only_months(months, np.zeros(3, dtype=bool))
    assert not only_months(months, np.array([True, False, False]))
    assert not only_months(moments("2025-01-01", "2025-03-02"), np.zeros(2, dtype=bool))
    assert not only_months(moments("NaT"), np.zeros(1, dtype=bool))
