"""Dates as people write them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read.dates import read_dates

if TYPE_CHECKING:
    from hotspot.read.dated import Dates

STYLES = {
    "YYYY-MM-DD": "%Y-%m-%d %H:%M:%S",
    "DD.MM.YYYY": "%d.%m.%Y %H:%M:%S",
    "DD/MM/YYYY": "%d/%m/%Y %H:%M:%S",
    "MM/DD/YYYY": "%m/%d/%Y %I:%M:%S %p",
    "DD-MM-YYYY": "%d-%m-%Y %H:%M:%S",
    "YYYYMMDD": "%Y%m%d%H%M%S",
}
moments = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2099, 12, 31)).map(
    lambda t: t.replace(microsecond=0)
)


def read(*cells: str, day_first: bool | None = None) -> Dates:
    return read_dates("a.csv", pd.Series(cells), day_first=day_first)


@given(times=st.lists(moments, min_size=1, max_size=20), style=st.sampled_from(sorted(STYLES)))
def test_dates_in_any_one_style_are_read_back(times: list[dt.datetime], style: str) -> None:
    telling = dt.datetime(2025, 1, 31, 20, 30)  # a day above 12 settles the order
    texts = [time.strftime(STYLES[style]) for time in (telling, *times)]

    dates = read(*texts)

    assert dates.style == style
    assert dates.start.tolist() == [telling, *times]
    assert dates.hour_known.all()


@given(times=st.lists(moments, min_size=1))
@pytest.mark.parametrize(("style", "scale"), [("epoch seconds", 1), ("epoch milliseconds", 1000)])
def test_epochs_are_the_clock_time_that_they_would_be_in_utc(
    times: list[dt.datetime], style: str, scale: int
) -> None:
    since_1980 = [time for time in times if time.year >= 1980] or [dt.datetime(2020, 2, 8, 20, 30)]
    texts = [str(int(time.replace(tzinfo=dt.UTC).timestamp()) * scale) for time in since_1980]

    dates = read(*texts)

    assert dates.style == style
    assert dates.start.tolist() == since_1980


def test_the_kazakh_epoch_is_the_time_that_its_text_says() -> None:
    from_number, from_text = read("1581193800000"), read("08.02.2020 20:30")

    assert from_number.start == from_text.start == np.datetime64("2020-02-08T20:30:00")


def test_a_number_of_no_kind_is_no_date_and_alone_is_refused() -> None:
    dates = read("1581193800000", "096900000")

    assert dates.text_bad.tolist() == [False, True]
    with pytest.raises(InputError, match="no dates that can be read: '096900000'"):
        read("096900000")


def test_an_impossible_date_is_bad_and_an_empty_one_is_not() -> None:
    dates = read("31.02.2025", "", "13.01.2025", "nan", "13.01.2025 25:00", "29.02.2024", "29.02.2023")

    assert dates.text_bad.tolist() == [True, False, False, False, True, False, True]
    assert np.isnat(dates.start).tolist() == [True, True, False, True, True, False, True]


def test_the_hour_is_known_only_where_it_is_written() -> None:
    dates = read("2025-01-13", "2025-01-13 00:00", "2025-01-13T20:30:15.250")

    assert dates.hour_known.tolist() == [False, True, True]
    assert dates.start[2] == np.datetime64("2025-01-13T20:30:15")


def test_noon_and_midnight_of_the_twelve_hour_clock() -> None:
    dates = read(
        "01/31/2025 12:00:00 AM", "01/31/2025 12:00 PM", "01/31/2025 11:59 p.m.", "01/31/2025 13:00 PM"
    )

    hours = dates.start[:3].astype("datetime64[h]").astype(int) % 24

    assert hours.tolist() == [0, 12, 23]
    assert dates.text_bad.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("cells", "told", "style", "basis"),
    [
        (("01/02/2025",), None, "DD/MM/YYYY", "assumed"),
        (("01/02/2025",), False, "MM/DD/YYYY", "told"),
        (("01/02/2025", "01/13/2025"), None, "MM/DD/YYYY", "by_values"),
        (("01.02.2025", "13.01.2025"), None, "DD.MM.YYYY", "by_values"),
        (("2025-01-02",), None, "YYYY-MM-DD", ""),
    ],
)
def test_the_order_of_day_and_month_and_how_it_is_known(
    cells: tuple[str, ...], told: bool | None, style: str, basis: str
) -> None:
    dates = read(*cells, day_first=told)

    assert (dates.style, dates.basis) == (style, basis)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("2025-01-13", "13.01.2025"), "more than one way"),
        (("13.01.2025", "13/01/2025"), "more than one way"),
        (("13/01/2025", "01/13/2025"), "the day stands first in some rows"),
        (("2025-01-13T10:00Z", "2025-01-13T10:00+05:00"), "more than one time zone"),
        (("2025-01-13T10:00Z", "2025-01-13T10:00"), "more than one time zone"),
        (("1581193800", "1581193800000"), "numbers of more than one kind"),
        (("soon", "later"), "no dates that can be read: 'soon', 'later'"),
        (("soon", "later", "13.01.2025"), "no dates that can be read: 'soon', 'later'"),
    ],
)
def test_a_column_with_two_readings_is_refused_with_examples(cells: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(*cells)


def test_one_zone_for_all_keeps_the_clock_as_written() -> None:
    dates = read("2025-01-13T10:00+05:00", "2025-01-13T11:00:00+0500")

    assert dates.zone == "+0500"
    assert dates.start.tolist() == [dt.datetime(2025, 1, 13, 10), dt.datetime(2025, 1, 13, 11)]


def test_months_are_their_first_day_with_the_hour_unknown() -> None:
    dates = read("2018-10", "2018-13", "2018-11")

    assert dates.month_only
    assert dates.start[0] == np.datetime64("2018-10-01T00:00:00")
    assert dates.text_bad.tolist() == [False, True, False]
    assert not dates.hour_known.any()


def test_a_spreadsheets_day_numbers_are_dates() -> None:
    dates = read("45670.5", "45671,25", "25569")

    assert dates.start.tolist() == [
        dt.datetime(2025, 1, 13, 12),
        dt.datetime(2025, 1, 14, 6),
        dt.datetime(1970, 1, 1),
    ]


def test_typed_dates_that_are_all_at_midnight_have_no_hour() -> None:
    days = pd.Series(pd.to_datetime(["2025-01-13", "2025-01-14"]))

    only_days = read_dates("a.parquet", days, day_first=None)
    with_one_hour = read_dates("a.parquet", days + pd.to_timedelta([0, 3600], unit="s"), day_first=None)

    assert not only_days.hour_known.any()
    assert with_one_hour.hour_known.all()


def test_typed_dates_with_a_zone_keep_their_own_clock() -> None:
    column = pd.Series(pd.to_datetime(["2025-01-13 10:00"])).dt.tz_localize("Asia/Almaty")

    dates = read_dates("a.parquet", column, day_first=None)

    assert dates.start.tolist() == [dt.datetime(2025, 1, 13, 10)]
    assert dates.zone == "Asia/Almaty"


@pytest.mark.parametrize(
    ("zero", "date"),
    [
        ("0", "1704120000000"),
        ("0000000000000", "1704120000000"),
        ("0.0", "1704120000"),
        ("0", "45292.5"),
        ("00000000", "20240101"),
        ("0000-00-00", "2024-01-01"),
        ("0000-00-00 00:00:00", "2024-01-01 15:00:00"),
        ("00.00.0000", "31.01.2024"),
        ("0", "2024-01-01"),
    ],
)
@pytest.mark.parametrize("times", [1, 5_000])  # few are read as texts, many by their digits
def test_zeros_are_no_date_and_no_mistake(zero: str, date: str, times: int) -> None:
    found = read_dates("a.csv", pd.Series([date, zero, ""] * times), day_first=None)

    assert np.isnat(found.start).tolist() == [False, True, True] * times
    assert not found.text_bad.any()


@pytest.mark.parametrize("odd", ["12/31/2024", "2024-03", "45000", "1581193800"])
@pytest.mark.parametrize("count", [100, 20_000])
def test_a_slip_in_few_rows_is_counted_and_shown_and_the_column_is_read(odd: str, count: int) -> None:
    cells = [f"{1 + i % 28:02}.{1 + i % 12:02}.2024 10:{i % 60:02}" for i in range(count)]
    cells[70] = odd

    found = read_dates("a.csv", pd.Series(cells, index=range(1, count + 1), dtype="str"), day_first=None)

    assert np.flatnonzero(found.text_bad).tolist() == [70]
    assert found.others is not None
    assert (found.others.rows, found.others.such, found.others.first) == (1, odd, 71)


@pytest.mark.parametrize("count", [100, 20_000])
def test_a_column_in_two_ways_is_refused_with_how_many_rows_differ_and_where(count: int) -> None:
    cells = [f"{1 + i % 28:02}.{1 + i % 12:02}.2024" for i in range(count)]
    cells[-count // 10 :] = ["12/31/2024"] * (count // 10)

    said = f"rows that differ from most: {count // 10:,}, the first in row {count - count // 10 + 1:,}"
    with pytest.raises(InputError, match=said):
        read_dates("a.csv", pd.Series(cells, index=range(1, count + 1), dtype="str"), day_first=None)


@pytest.mark.parametrize("form", ["{0:02}.{1:02}.2024 10:30", "{1:02}/{0:02}/2024"])
@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("count", [200, 20_000])
def test_day_and_month_that_changed_places_in_few_rows_are_counted_and_shown(
    form: str, told: bool, count: int
) -> None:
    cells = [form.format(1 + i % 28, 1 + i % 12) for i in range(count)]
    cells[70], cells[150] = form.format(7, 13), form.format(2, 28)
    day_first = form.startswith("{0") if told else None

    found = read_dates("a.csv", pd.Series(cells, index=range(1, count + 1), dtype="str"), day_first=day_first)

    assert np.flatnonzero(found.text_bad).tolist() == [70, 150]
    assert found.others is not None
    assert (found.others.rows, found.others.such, found.others.first) == (2, cells[70], 71)


@pytest.mark.parametrize("count", [100, 20_000])
def test_day_and_month_that_changed_places_in_many_rows_are_refused_with_their_number(count: int) -> None:
    cells = [f"{1 + i % 28:02}/{1 + i % 12:02}/2024" for i in range(count)]
    cells[-count // 10 :] = ["12/31/2024"] * (count // 10)

    said = f"rows that differ from most: {count // 10:,}, the first in row {count - count // 10 + 1:,}"
    with pytest.raises(InputError, match=said):
        read_dates("a.csv", pd.Series(cells, index=range(1, count + 1), dtype="str"), day_first=None)
