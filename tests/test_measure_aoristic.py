"""Windows of time are shared out over the hours of the week, to the second."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.aoristic import HOURS, aoristic_hours

MONDAY = np.datetime64("2025-01-06T00:00:00", "s")


def hours(*windows: tuple[str, str]) -> np.ndarray:
    """Return the clock of windows "10:55" to "11:55" of a Monday; "" for an unknown end."""
    start = np.array([f"2025-01-06T{first}" for first, _ in windows], dtype="datetime64[s]")
    end = np.array([f"2025-01-0{last}" if last else "NaT" for _, last in windows], dtype="datetime64[s]")
    return aoristic_hours(start, end)[0]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (("10:55", "6T11:55"), {10: 0.0833, 11: 0.9167}),
        (("01:00", "6T02:30"), {1: 0.6667, 2: 0.3333}),
        (("01:50", "6T02:10"), {1: 0.5, 2: 0.5}),
        (("23:30", "7T01:15"), {23: 0.2857, 24: 0.5714, 25: 0.1429}),
        (("22:00", "7T02:00"), {22: 0.25, 23: 0.25, 24: 0.25, 25: 0.25}),
        (("10:55", ""), {10: 1.0}),
        (("10:55", "6T09:00"), {10: 1.0}),
        (("10:55", "6T10:55"), {10: 1.0}),
    ],
)
def test_each_hour_gets_its_part_of_the_window(window: tuple[str, str], expected: dict[int, float]) -> None:
    clock = hours(window)

    assert {int(hour): round(float(clock[hour]), 4) for hour in np.flatnonzero(clock)} == expected


def test_a_window_longer_than_a_week_says_nothing() -> None:
    start = np.array(["2025-01-06T00:00"], dtype="datetime64[s]")

    clock = aoristic_hours(start, start + np.timedelta64(168 * 3600 + 1, "s"))[0]

    assert clock == pytest.approx(np.full(HOURS, 1 / 168))


def test_a_window_over_the_end_of_the_week_begins_the_next_one() -> None:
    start = np.array(["2025-01-12T23:00"], dtype="datetime64[s]")

    clock = aoristic_hours(start, start + np.timedelta64(7200, "s"))[0]

    assert (clock[167], clock[0]) == (0.5, 0.5)


@given(
    st.lists(
        st.tuples(st.integers(0, 10**8), st.integers(-7200, 10**6), st.integers(0, 3)),
        min_size=1,
        max_size=30,
    )
)
def test_the_clock_holds_every_incident_once_in_its_own_group(rows: list[tuple[int, int, int]]) -> None:
    first, span, group = (np.array(column) for column in zip(*rows, strict=True))
    start = MONDAY + first.astype("timedelta64[s]")

    clock = aoristic_hours(start, start + span.astype("timedelta64[s]"), group=group, groups=4)

    assert clock.sum(axis=1) == pytest.approx(np.bincount(group, minlength=4))
