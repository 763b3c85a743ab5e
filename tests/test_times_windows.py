"""Which days are compared with which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotspot.errors import ConfigError
from hotspot.schema import Period
from hotspot.times.windows import TwoPeriods, month_periods, two_periods

RECORD = Period(first=date(2023, 1, 1), last=date(2025, 12, 31))
days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def compared(record: Period = RECORD, **asked: object) -> TwoPeriods:
    return two_periods(record, **{"first": None, "last": None, "against": None, **asked})  # type: ignore[arg-type]


def test_without_a_word_the_last_three_months_meet_those_of_the_year_before() -> None:
    found = compared()

    assert found.now == Period(first=date(2025, 10, 1), last=date(2025, 12, 31))
    assert found.past == Period(first=date(2024, 10, 1), last=date(2024, 12, 31))
    assert (found.same_season, found.chosen) == (True, "year")


def test_a_month_that_has_begun_is_left_out_of_the_last_whole_ones() -> None:
    found = compared(last=date(2025, 8, 20))

    assert found.now == Period(first=date(2025, 5, 1), last=date(2025, 7, 31))


def test_a_february_meets_the_whole_february_of_a_leap_year() -> None:
    found = compared(first=date(2025, 2, 1), last=date(2025, 2, 28))

    assert found.past == Period(first=date(2024, 2, 1), last=date(2024, 2, 29))
    assert found.same_season


def test_where_the_year_before_is_not_recorded_the_months_before_are_taken_and_the_season_differs() -> None:
    short = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))

    found = compared(short)

    assert found.past == Period(first=date(2025, 7, 1), last=date(2025, 9, 30))
    assert (found.same_season, found.chosen) == (False, "before")


def test_days_of_lag_leave_out_the_same_days_of_both_periods() -> None:
    found = compared(first=date(2025, 10, 1), lag_days=10)

    assert found.now.last == date(2025, 12, 21)
    assert found.past.last == date(2024, 12, 21)


def test_a_lag_that_leaves_no_day_is_refused() -> None:
    with pytest.raises(ConfigError, match="--lag: 999999999 days are all of the record, which has 1096"):
        compared(lag_days=999_999_999)


def test_two_periods_with_a_day_in_common_are_refused() -> None:
    with pytest.raises(ConfigError, match="overlaps with"):
        compared(
            first=date(2025, 3, 1), last=date(2025, 4, 30), against=(date(2025, 4, 30), date(2025, 5, 31))
        )


@given(begins=days, ends=days, first=st.none() | days, last=st.none() | days, lag_days=st.integers(0, 400))
def test_whatever_is_asked_both_periods_have_days_of_the_record_and_none_in_common(
    begins: date, ends: date, first: date | None, last: date | None, lag_days: int
) -> None:
    assume(begins <= ends)
    record = Period(first=begins, last=ends)

    try:
        found = compared(record, first=first, last=last, lag_days=lag_days)
    except ConfigError:
        return

    assert record.first <= found.past.first <= found.past.last < found.now.first <= found.now.last
    assert found.now.last <= record.last - timedelta(days=lag_days)


@given(days, st.integers(0, 200))
def test_the_same_days_a_year_before_are_as_many_give_or_take_a_leap_day(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    record = Period(first=date(2010, 1, 1), last=date(2030, 12, 31))

    found = compared(record, first=first, last=last)

    assert abs(found.now.days - found.past.days) <= 1
    assert found.same_season


FIVE_MONTHS = Period(first=date(2018, 10, 1), last=date(2019, 2, 28))


def by_month(record: Period = FIVE_MONTHS, **asked: object) -> TwoPeriods:
    return month_periods(record, **{"first": None, "last": None, "against": None, **asked})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "now", "past", "cut"),
    [
        ({}, ("2019-01-01", "2019-02-28"), ("2018-11-01", "2018-12-31"), False),
        ({"lag_days": 14}, ("2018-12-01", "2019-01-31"), ("2018-10-01", "2018-11-30"), False),
        ({"lag_days": 30}, ("2018-12-01", "2018-12-31"), ("2018-11-01", "2018-11-30"), False),
        ({"first": date(2019, 2, 1)}, ("2019-02-01", "2019-02-28"), ("2019-01-01", "2019-01-31"), False),
        ({"first": date(2019, 1, 10)}, ("2019-02-01", "2019-02-28"), ("2019-01-01", "2019-01-31"), True),
        ({"last": date(2019, 1, 20)}, ("2018-12-01", "2018-12-31"), ("2018-11-01", "2018-11-30"), True),
        (
            {"first": date(2019, 2, 1), "against": (date(2018, 10, 2), date(2018, 12, 31))},
            *(("2019-02-01", "2019-02-28"), ("2018-11-01", "2018-12-31"), True),
        ),
    ],
)
def test_where_dates_are_months_whole_months_are_compared(
    asked: dict[str, object], now: tuple[str, str], past: tuple[str, str], cut: bool
) -> None:
    found = by_month(**asked)

    assert (str(found.now.first), str(found.now.last)) == now
    assert (str(found.past.first), str(found.past.last)) == past
    assert (found.by_month, found.cut) == (True, cut)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"first": date(9999, 12, 31)}, "--start: 9999-12-31 to 2019-02-28 holds no day"),
        ({"last": date(1, 1, 5)}, "--start: 2018-10-01 to 0001-01-05 holds no day"),
        ({"lag_days": 999_999_999}, "--lag: 999999999 days are all of the record, which has 151"),
        ({"first": date(2018, 9, 5)}, "--start: 2018-09-05 to 2019-02-28 is not within the record"),
        ({"against": (date(9999, 12, 2), date(9999, 12, 31))}, "--against: 9999-12-02 to 9999-12-31 is not"),
    ],
)
def test_days_far_away_are_refused_where_dates_are_months(asked: dict[str, object], what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        by_month(**asked)


def test_a_single_month_is_compared_with_nothing() -> None:
    with pytest.raises(ConfigError, match="there is one, with nothing to compare"):
        by_month(last=date(2018, 10, 31))


def test_the_first_of_a_month_stands_for_the_whole_of_it_where_dates_are_months() -> None:
    found = by_month(Period(first=date(2018, 10, 1), last=date(2019, 2, 1)))

    assert found.now.last == date(2019, 2, 28)
    assert not found.cut


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"first": date(2019, 2, 10)}, "--start"),
        ({"first": date(2019, 2, 1), "against": (date(2018, 11, 5), date(2018, 12, 5))}, "--against"),
        ({"lag_days": 140}, "--start"),
    ],
)
def test_days_without_a_whole_month_are_refused_where_dates_are_months(
    asked: dict[str, object], where: str
) -> None:
    with pytest.raises(ConfigError, match=f"{where}: the run's dates are whole months, and none lies in"):
        by_month(**asked)


@given(begins=days, ends=days, first=st.none() | days, last=st.none() | days, lag_days=st.integers(0, 400))
def test_no_month_is_ever_counted_in_part_where_dates_are_months(
    begins: date, ends: date, first: date | None, last: date | None, lag_days: int
) -> None:
    assume(begins <= ends)

    try:
        found = by_month(Period(first=begins, last=ends), first=first, last=last, lag_days=lag_days)
    except ConfigError:
        return

    for period in (found.now, found.past):
        assert period.first.day == (period.last + timedelta(days=1)).day == 1
    assert begins <= found.past.first <= found.past.last < found.now.first <= found.now.last
