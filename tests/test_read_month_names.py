"""Dates with the name of a month."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from hotspot.errors import InputError
from hotspot.read.dates import read_dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("01-JAN-24", dt.datetime(2024, 1, 1)),
        ("01-JAN-24 02.05.00.000000 PM", dt.datetime(2024, 1, 1, 14, 5)),
        ("1 января 2024 г.", dt.datetime(2024, 1, 1)),
        ("31 дек. 2024, 23:59", dt.datetime(2024, 12, 31, 23, 59)),
        ("5 наурыз 2024", dt.datetime(2024, 3, 5)),
        ("Sept 5, 2024 2:05 PM", dt.datetime(2024, 9, 5, 14, 5)),
        ("05 May 2024", dt.datetime(2024, 5, 5)),
    ],
)
@pytest.mark.parametrize("times", [1, 10_000])
def test_a_month_may_be_a_word(text: str, moment: dt.datetime, times: int) -> None:
    found = read_dates("a.csv", pd.Series([text, ""] * times), day_first=None)

    assert found.start.tolist() == [moment, None] * times
    assert (found.style, found.text_bad.any()) == ("DD MONTH YYYY", False)


def test_a_day_that_its_month_does_not_have_is_impossible() -> None:
    found = read_dates("a.csv", pd.Series(["30 Feb 2024", "28 Feb 2024"]), day_first=None)

    assert found.text_bad.tolist() == [True, False]


def test_another_word_is_no_month() -> None:
    with pytest.raises(InputError, match="no dates that can be read: '01-XYZ-24'"):
        read_dates("a.csv", pd.Series(["01-XYZ-24"]), day_first=None)
