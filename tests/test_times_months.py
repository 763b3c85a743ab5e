"""Whole months of a record, and the incidents in them."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspot.schema import Period
from hotspot.times.months import by_year, whole_months

DAYS = np.arange("2024-01-15", "2025-03-10", dtype="datetime64[D]")


def test_only_months_from_their_first_to_their_last_day_count() -> None:
    months = whole_months(DAYS, Period(first=date(2024, 1, 15), last=date(2025, 3, 9)))

    assert months.first.astype(str).tolist()[0] == "2024-02-01"
    assert months.first.astype(str).tolist()[-1] == "2025-02-01"
    assert months.days.tolist() == [29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28]
    assert months.counts(np.ones(len(DAYS), dtype=bool)).tolist() == months.days.tolist()
    assert (months.month == -1).sum() == 17 + 9


def test_an_incident_without_a_day_is_in_no_month() -> None:
    start = np.array(["2024-02-03", "NaT"], dtype="datetime64[s]")

    months = whole_months(start, Period(first=date(2024, 2, 1), last=date(2024, 2, 29)))

    assert months.month.tolist() == [0, -1]


def test_without_a_period_there_are_no_months() -> None:
    months = whole_months(DAYS, None)

    assert len(months.first) == 0
    assert (months.month == -1).all()


@given(st.dates(date(2020, 1, 1), date(2024, 12, 31)), st.integers(0, 800), st.integers(0, 2**32 - 1))
def test_counts_are_those_of_the_incidents_within_the_whole_months(first: date, more: int, seed: int) -> None:
    last = date.fromordinal(first.toordinal() + more)
    start = np.datetime64(first) + np.random.default_rng(seed).integers(-40, more + 40, 200)

    months = whole_months(start.astype("datetime64[s]"), Period(first=first, last=last))

    counts = months.counts(np.ones(200, dtype=bool))
    if len(months.first):
        end = months.first[-1] + months.days[-1].astype("timedelta64[D]")
        assert months.first[0] >= np.datetime64(first)
        assert end <= np.datetime64(last) + np.timedelta64(1, "D")
        assert counts.sum() == ((start >= months.first[0]) & (start < end)).sum()
    else:
        assert counts.sum() == 0


def test_a_year_begins_in_january_whenever_the_record_does() -> None:
    period = Period(first=date(2023, 4, 1), last=date(2025, 5, 31))
    months = whole_months(DAYS, period)
    numbers = months.first.astype("datetime64[M]").astype(int) % 12 + 1.0

    table, days = by_year(numbers, months) or (None, None)

    assert table is not None
    assert table.tolist() == [list(range(1, 13))] * 2
    assert days is not None
    assert days[:, 0].tolist() == [31, 31]


def test_less_than_two_years_tell_no_season() -> None:
    months = whole_months(DAYS, Period(first=date(2023, 1, 1), last=date(2024, 11, 30)))

    assert by_year(np.ones(len(months.first)), months) is None
