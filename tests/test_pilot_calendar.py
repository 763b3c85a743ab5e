"""The days of a pilot: months from any day, windows of the past, records that are too short."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import ConfigError
from hotspot.pilot.calendar import calendar_of, months_after, whole_months, windows_before
from hotspot.schema import Period

RECORD = Period(first=date(2023, 1, 1), last=date(2025, 12, 31))
DAY = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1))


def test_a_pilot_follows_the_record_and_its_baseline_ends_with_it() -> None:
    found = calendar_of(RECORD, months=6, start=None, design="pairs")

    assert found.pilot == Period(first=date(2026, 1, 1), last=date(2026, 6, 30))
    assert found.baseline == Period(first=date(2025, 7, 1), last=date(2025, 12, 31))
    assert found.selection == RECORD
    assert (found.window_months, len(found.windows), found.history) == (6, 6, 36)


def test_with_a_baseline_apart_the_choice_ends_before_it_begins() -> None:
    found = calendar_of(RECORD, months=6, start=None, design="baseline")

    assert found.selection == Period(first=date(2023, 1, 1), last=date(2025, 6, 30))


def test_a_pilot_in_the_past_sees_nothing_of_what_came_later() -> None:
    found = calendar_of(RECORD, months=6, start=date(2025, 3, 15), design="pairs")

    assert found.selection.last == found.baseline.last == date(2025, 3, 14)
    assert max(window.last for window in found.windows) == date(2025, 3, 14)
    assert found.pilot == Period(first=date(2025, 3, 15), last=date(2025, 9, 14))


def test_a_short_record_is_seen_in_shorter_windows() -> None:
    year = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))

    found = calendar_of(year, months=6, start=None, design="pairs")

    assert (found.window_months, len(found.windows)) == (3, 4)


@pytest.mark.parametrize(("months", "design"), [(13, "pairs"), (7, "baseline")])
def test_a_record_too_short_is_refused(months: int, design: str) -> None:
    year = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))

    with pytest.raises(ConfigError, match="before 2026-01-01: 12"):
        calendar_of(year, months=months, start=None, design=design)


@given(DAY, st.integers(min_value=1, max_value=40), st.integers(min_value=1, max_value=7))
def test_windows_follow_each_other_without_a_gap_and_lie_in_the_record(
    after: date, months: int, window: int
) -> None:
    first = months_after(after, -months)

    windows = windows_before(after, first=first, months=window)

    assert len(windows) == whole_months(first, after) // window
    ends = [first, *(one.last + timedelta(days=1) for one in windows)]
    assert [one.first for one in windows] == [*[one.first for one in windows[:1]], *ends[1:-1]]
    assert all(one.first >= first for one in windows)
    assert not windows or windows[-1].last + timedelta(days=1) == after
