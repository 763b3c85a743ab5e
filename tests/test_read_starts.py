"""Headings such as "start" and "from" are the date where nothing better is there and their cells are days."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hotspot.read.columns import key
from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.read.roles import find_columns
from hotspot.read.starts import STARTS

if TYPE_CHECKING:
    from pathlib import Path

DAYS, MOMENTS = ["2024-03-01", ""], ["", "01.03.2024 14:05"]


def roles(given: dict[str, str] | None = None, **cells: list[str]) -> dict[str, str]:
    columns = ("x", "y", *cells)
    found = find_columns(
        "a.csv", columns, given=given or {}, known={}, never=(), placed=False, first=lambda: cells
    )
    return dict(found.roles)


def test_headings_are_in_the_form_in_which_they_are_compared() -> None:
    names = [*STARTS, *(end for ends in STARTS.values() for end in ends)]

    assert [key(name) for name in names] == names


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("start", "end"),
        ("From", "To"),
        ("begin", "end"),
        ("start_time", "end_time"),
        ("Начало", "Окончание"),
        ("Басталуы", "Аяқталуы"),
    ],
)
@pytest.mark.parametrize("cells", [DAYS, MOMENTS])
def test_a_beginning_that_holds_days_is_the_date_and_its_end_the_end(
    start: str, end: str, cells: list[str]
) -> None:
    assert roles(**{start: cells, end: cells}) == {"date": start, "date_end": end}


def test_a_beginning_keeps_the_hour_beside_it_and_the_day_of_report() -> None:
    found = roles(start=DAYS, time=["14:05"], reported_date=DAYS)

    assert found == {"date": "start", "time": "time", "reported": "reported_date"}


@pytest.mark.parametrize(
    ("given", "cells", "expected"),
    [
        ({}, {"from": ["Abay Ave"], "to": ["Satpaev St"]}, {}),
        ({}, {"start": ["1", "2"], "end": ["2", "3"]}, {}),
        ({}, {"start": ["", ""]}, {}),
        ({}, {"start": DAYS, "end": ["5 km", ""]}, {"date": "start"}),
        ({}, {"end": DAYS}, {}),
        ({}, {"date": DAYS, "start": DAYS, "end": DAYS}, {"date": "date"}),
        ({}, {"Start": DAYS, "start": DAYS}, {}),
        ({}, {"year": ["2024"], "month": ["3"], "start": DAYS}, {"year": "year", "month": "month"}),
        ({"date": "mine"}, {"mine": DAYS, "start": DAYS}, {"date": "mine"}),
        ({"date": ""}, {"start": DAYS}, {}),
        ({}, {"start_time": ["14:05"], "end_time": ["15:00"]}, {}),
    ],
)
def test_what_is_better_known_or_no_day_is_left_as_it_is(
    given: dict[str, str], cells: dict[str, list[str]], expected: dict[str, str]
) -> None:
    assert roles(given, **cells) == expected


def test_a_file_with_a_start_is_dated_and_says_by_which_column(tmp_path: Path) -> None:
    rows = "".join(f"76.9{day},43.2{day},2024-03-{day} 10:30,2024-03-{day} 12:00\n" for day in range(10, 30))
    (tmp_path / "a.csv").write_text(f"lon,lat,start,end\n{rows}")

    found = read_incidents([str(tmp_path / "a.csv")], IncidentQuestion())

    assert str(found.frame["start"].iloc[0]) == "2024-03-10 10:30:00"
    assert str(found.frame["end"].iloc[0]) == "2024-03-10 12:00:00"
    assert ("incidents.columns.date", "start", "column_by_start") in [
        (choice.name, choice.value, choice.why) for choice in found.choices
    ]


def test_a_sheet_whose_cells_are_dates_is_read_by_its_beginning(tmp_path: Path) -> None:
    rows = [[76.9 + day / 1000, 43.2, datetime(2024, 3, day, 10, 30)] for day in range(10, 30)]
    path = tmp_path / "a.xlsx"
    pd.DataFrame(rows, columns=["lon", "lat", "Начало"]).to_excel(path, index=False, engine="xlsxwriter")

    found = read_incidents([str(path)], IncidentQuestion())

    assert str(found.frame["start"].iloc[0]) == "2024-03-10 10:30:00"
