"""Dates by their digits: a long column says the same as its texts would one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read import alike, dates
from hotspot.read.alike import EMPTY, NO_CLOCK, NO_TIME, ODD, by_digits
from hotspot.read.date_forms import DAYS_BY_DIGITS
from hotspot.read.dates import read_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from hotspot.read.dated import Dates

number = st.integers(0, 99)
clocks = st.sampled_from(
    ["", " {}:30", "T{:02}:05:59", " {:02}:00 PM", " {}:30 am", "T{:02}:00Z", " {:02}:00+05:00"]
)
layouts = st.sampled_from(["{:04}-{:02}-{:02}", "{2}/{1}/{0}", "{2:02}.{1:02}.{0}", "{1:02}-{2:02}-{3:02}"])
others = st.sampled_from(
    ["", "NULL", "unknown", " 2020-01-02 ", "05.02.2025 г.", "20250131", "2025-02", "43831"]
)


@st.composite
def columns(draw: st.DrawFn) -> list[str]:
    layout, clock = draw(layouts), draw(clocks)
    parts = st.tuples(
        st.integers(1990, 2030), st.integers(0, 13), st.integers(0, 32), number, st.integers(0, 25)
    )
    cells = [
        layout.format(*part) + clock.format(part[4])
        for part in draw(st.lists(parts, min_size=1, max_size=30))
    ]
    return draw(st.permutations(cells + draw(st.lists(others, max_size=2))))


def said(cells: Sequence[str], day_first: bool | None) -> tuple[object, ...]:
    try:
        found: Dates = read_dates("a.csv", pd.Series(cells, dtype="str"), day_first=day_first)
    except InputError as error:
        return ("refused", error.what.split(":")[0])
    known = (found.start.astype(np.int64).tolist(), found.hour_known.tolist(), found.text_bad.tolist())
    return (*known, found.style, found.basis, found.zone)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=columns(), day_first=st.sampled_from([None, True, False]))
def test_a_column_says_the_same_by_its_digits_as_by_its_texts(
    monkeypatch: pytest.MonkeyPatch, cells: list[str], day_first: bool | None
) -> None:
    monkeypatch.setattr(dates, "MANY", 1_000)
    by_texts = said(cells, day_first)

    monkeypatch.setattr(dates, "MANY", 1)

    assert said(cells, day_first) == by_texts


def test_digits_are_numbers_and_what_is_no_date_is_odd() -> None:
    column = pa.chunked_array(
        [["01/31/2022 07:12:00 AM", "12/01/2020 12:00:05 PM"], ["", "?", "1/2/20 13:00 PM"]]
    )

    found = by_digits(column, DAYS_BY_DIGITS)

    assert found is not None
    assert found.day.tolist() == [20220131, 20201201, EMPTY, ODD, 20200102]
    assert found.second.tolist() == [7 * 3600 + 12 * 60, 12 * 3600 + 5, NO_CLOCK, NO_CLOCK, NO_TIME]
    assert "?" in found.texts.to_pylist()


def test_a_day_above_twelve_anywhere_settles_the_order_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = ["01/02/2025 10:00"] * 5_000 + ["01/13/2025 10:00"] + ["01/02/2025 10:00"] * 5_000

    found = read_dates("a.csv", pd.Series(cells, dtype="str"), day_first=None)

    assert (found.style, found.basis) == ("MM/DD/YYYY", "by_values")
    assert found.start[0] == np.datetime64("2025-01-02T10:00")


def test_too_many_ways_of_writing_are_left_to_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "MOST_LAYOUTS", 1)
    column = pa.chunked_array([["2025-01-31", "2025-01-31 10:00"]])

    found = by_digits(column, DAYS_BY_DIGITS)

    assert found is None
