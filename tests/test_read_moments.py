"""The time of an incident from several columns."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from hotspot.errors import InputError
from hotspot.read.moments import Moments, read_moments


def read(**columns: list[str]) -> Moments:
    return read_moments("a.csv", pd.DataFrame(columns), {name: name for name in columns}, day_first=None)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("20:30", dt.time(20, 30)),
        ("8:30:15 PM", dt.time(20, 30, 15)),
        ("2030", dt.time(20, 30)),
        ("0005", dt.time(0, 5)),
        ("0.5", dt.time(12)),
        ("1899-12-30 20:30:00", dt.time(20, 30)),
    ],
)
def test_a_time_column_adds_the_hour_to_the_day(text: str, time: dt.time) -> None:
    found = read(date=["2025-01-13"], time=[text])

    assert found.start.tolist() == [dt.datetime.combine(dt.date(2025, 1, 13), time)]
    assert found.hour_known.tolist() == [True]


def test_a_time_column_of_small_numbers_holds_hours() -> None:
    found = read(date=["2025-01-13", "2025-01-13"], time=["5", "23"])

    assert [time.hour for time in found.start.tolist()] == [5, 23]


def test_a_time_of_its_own_in_the_date_wins_over_the_time_column() -> None:
    found = read(date=["2025-01-13 20:30"], time=["11:00"])

    assert found.start.tolist() == [dt.datetime(2025, 1, 13, 20, 30)]


def test_midnight_in_every_date_gives_way_to_the_time_column() -> None:
    found = read(date=["2025-01-13T00:00:00", "2025-01-14T00:00:00"], time=["11:00", ""])

    assert found.start.tolist() == [dt.datetime(2025, 1, 13, 11), dt.datetime(2025, 1, 14)]
    assert found.hour_known.tolist() == [True, False]


def test_a_bare_spreadsheet_day_is_a_lost_hour_and_a_word_is_a_mistake() -> None:
    found = read(date=["2025-01-13"] * 3, time=["1899-12-30", "evening", "20:30"])

    assert found.hour_known.tolist() == [False, False, True]
    assert [finding.code for finding in found.findings] == ["time_unreadable"]


def test_times_that_cannot_be_read_count_as_often_as_they_were_there() -> None:
    frame = pd.DataFrame({"date": ["2025-01-01"] * 3, "time": ["10:00", "noon", "night"]})

    read = read_moments(
        "a.csv", frame, {"date": "date", "time": "time"}, day_first=None, times=np.array([4, 5, 2])
    )

    assert [finding.values["rows"] for finding in read.findings] == [7]  # noqa: PD011 - of a Finding


def test_year_month_and_day_make_a_date_and_a_missing_hour_stays_unknown() -> None:
    found = read(
        year=["2016", "2016"], month=["5", "2"], day=["20", "30"], hour=["18", ""], minute=["30", ""]
    )

    assert found.start.tolist() == [dt.datetime(2016, 5, 20, 18, 30), None]
    assert found.hour_known.tolist() == [True, False]
    assert found.text_bad.tolist() == [False, True]


def test_year_and_month_without_a_day_are_months() -> None:
    found = read(year=["2016"], month=["5"], hour=["18"])

    assert found.month_only
    assert found.start.tolist() == [dt.datetime(2016, 5, 1)]
    assert not found.hour_known.any()


def test_years_that_are_no_years_are_refused() -> None:
    with pytest.raises(InputError, match="make no date in any row; year is 'MMXVI'"):
        read(year=["MMXVI"], month=["V"], day=["1"])


def test_an_hour_column_with_times_in_it_is_refused() -> None:
    with pytest.raises(InputError, match="values above 24: 2030"):
        read(year=["2016"], month=["5"], day=["1"], hour=["2030"])


def test_the_end_of_a_window_is_read_in_the_order_of_its_beginning() -> None:
    found = read(date=["01/13/2025"], date_end=["01/02/2025"], time_end=["20:30"])

    assert found.end.tolist() == [dt.datetime(2025, 1, 2, 20, 30)]


def test_a_table_without_dates_is_not_dated() -> None:
    found = read_moments("a.csv", pd.DataFrame({"x": ["1"]}), {}, day_first=None)

    assert not found.dated
    assert np.isnat(found.start).all()


def test_a_date_column_that_is_empty_from_top_to_bottom_is_no_date_and_that_is_said() -> None:
    found = read(date=["", "n/a", ""])

    assert not found.dated
    assert not found.text_bad.any()
    assert [finding.code for finding in found.findings] == ["date_column_empty"]


def test_a_date_column_with_one_word_in_it_is_no_empty_one() -> None:
    with pytest.raises(InputError, match="'soon'"):
        read(date=["", "soon", ""])


def test_a_window_that_ends_on_a_day_without_an_hour_lasts_to_the_end_of_that_day() -> None:
    found = read(date=["2025-01-13 20:30", "2025-01-13 20:30"], date_end=["2025-01-13", "2025-01-14 06:15"])

    assert found.end.tolist() == [dt.datetime(2025, 1, 14), dt.datetime(2025, 1, 14, 6, 15)]


def test_whole_moments_beside_days_give_their_hour_in_whatever_form_they_are_written() -> None:
    found = read(date=["13.01.2025", "14.01.2025"], time=["13.01.2025 20:30", "14.01.2025 6:15"])

    assert found.start.tolist() == [dt.datetime(2025, 1, 13, 20, 30), dt.datetime(2025, 1, 14, 6, 15)]
    assert found.hour_known.all()


def test_whole_moments_follow_the_order_of_the_dates_where_their_own_is_not_known() -> None:
    found = read(date=["01/02/2025", "01/13/2025"], time=["01/02/2025 20:30", "01/03/2025 20:30"])

    assert found.hour_known.tolist() == [True, False]


def test_the_hour_of_another_day_is_left_out_and_counted() -> None:
    found = read(date=["2025-01-13", "2025-01-14"], time=["2025-01-13 20:30", "2025-01-15 01:00"])

    assert found.start.tolist() == [dt.datetime(2025, 1, 13, 20, 30), dt.datetime(2025, 1, 14)]
    assert found.hour_known.tolist() == [True, False]
    (said,) = found.findings
    assert (said.code, dict(said.values)) == (
        "time_of_other_day",
        {"file": "a.csv", "column": "time", "rows": 1},
    )
