"""Workbooks that keep one table on several sheets: which are read together, and which are left out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from hotspot.read import IncidentQuestion, read_incidents
from hotspot.read.excel import open_excel
from hotspot.words import Words

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["lon", "lat", "date"]
JANUARY = [[76.90, 43.20, "2025-01-05"], [76.91, 43.21, "2025-01-06"]]
FEBRUARY = [[76.92, 43.22, "2025-02-07"]]


def workbook(path: Path, **sheets: list[list[Any]]) -> str:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


def test_months_on_sheets_of_the_same_columns_are_read_as_one_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", jan=[HEAD, *JANUARY], feb=[HEAD, *FEBRUARY], mar=[HEAD])

    incidents = read_incidents([path], IncidentQuestion())

    assert incidents.rows.read == 3
    assert incidents.frame["x"].tolist() == [76.90, 76.91, 76.92]
    assert incidents.frame.index.tolist() == [1, 2, 3]
    assert incidents.sources[0].facts["sheet"] == "jan, feb, mar"
    found = next(one for one in incidents.findings if one.code == "sheets_together")
    assert (found.level, found.values["count"]) == ("info", 3)
    assert found.values["sheets"] == "jan – 2; feb – 1; mar – 0"


def test_the_order_and_case_of_columns_may_differ_from_sheet_to_sheet(tmp_path: Path) -> None:
    other = [["A title"], ["DATE", "Lat ", "lon"], *[row[::-1] for row in FEBRUARY]]
    path = workbook(tmp_path / "a.xlsx", jan=[HEAD, *JANUARY], feb=other)

    incidents = read_incidents([path], IncidentQuestion())

    assert incidents.frame[["x", "y"]].to_numpy().tolist()[2] == [76.92, 43.22]
    assert str(incidents.frame["start"].iloc[2])[:10] == "2025-02-07"


@pytest.mark.parametrize("first", ["year", "months"])
def test_a_sheet_that_holds_the_rows_of_others_counts_no_incident_twice(tmp_path: Path, first: str) -> None:
    months = {"jan": [HEAD, *JANUARY], "feb": [HEAD, *FEBRUARY]}
    year = {"year": [HEAD, *JANUARY, *FEBRUARY]}
    path = workbook(tmp_path / "a.xlsx", **(year | months if first == "year" else months | year))

    table = open_excel(tmp_path / "a.xlsx", path).load(HEAD)

    assert table.rows.read == 3
    copied = next(one for one in table.findings if one.code == "sheets_copied")
    assert (copied.level, copied.values["others"]) == ("warning", "jan, feb" if first == "year" else "year")


def test_sheets_of_other_columns_are_named_and_left_out(tmp_path: Path) -> None:
    patrols = [["lon", "lat", "car"], [76.9, 43.2, "7"]]
    notes = [["Codes"], ["a", "b"], ["1", "2"]]
    path = workbook(
        tmp_path / "a.xlsx", jan=[HEAD, *JANUARY], feb=[HEAD, *FEBRUARY], cars=patrols, codes=notes
    )

    table = open_excel(tmp_path / "a.xlsx", path).load(HEAD)

    assert table.rows.read == 3
    left = next(one for one in table.findings if one.code == "sheets_of_others")
    assert (left.level, left.values["others"]) == ("warning", "cars, codes")
    for language in ("en", "ru", "kk"):
        assert "cars, codes" in Words(language=language).finding(left)[0]


def test_one_sheet_can_be_chosen_among_those_of_the_same_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", jan=[HEAD, *JANUARY], feb=[HEAD, *FEBRUARY])

    incidents = read_incidents([path], IncidentQuestion(layer="feb"))

    assert incidents.frame["x"].tolist() == [76.92]
    assert not [one for one in incidents.findings if one.code.startswith("sheets")]


def test_days_beside_moments_of_another_sheet_are_midnight_in_one_column(tmp_path: Path) -> None:

    moment = [[76.93, 43.23, dt.datetime(2025, 3, 1, 14, 5)]]
    day = [[76.94, 43.24, dt.date(2025, 4, 2)]]
    path = workbook(tmp_path / "a.xlsx", mar=[HEAD, *moment], apr=[HEAD, *day])

    table = open_excel(tmp_path / "a.xlsx", path).load(["date"])

    assert table.frame["date"].tolist() == ["2025-03-01 14:05:00", "2025-04-02 00:00:00"]
