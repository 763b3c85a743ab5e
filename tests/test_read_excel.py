"""Workbooks: sheets, titles, dates in both calendars, and what Excel does to numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from hotspot.errors import InputError
from hotspot.read.excel import open_excel

if TYPE_CHECKING:
    from pathlib import Path


def workbook(path: Path, epoch: dt.datetime = CALENDAR_WINDOWS_1900, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_dates_are_the_same_in_either_of_excels_calendars(tmp_path: Path, epoch: dt.datetime) -> None:
    moments = [dt.datetime(2025, 1, 13, 20, 30), dt.datetime(2025, 1, 14)]
    path = workbook(tmp_path / "a.xlsx", epoch, crimes=[["date", "n"], *([moment, 1] for moment in moments)])

    table = open_excel(path, "a.xlsx").load(["date"])

    assert table.frame["date"].tolist() == ["2025-01-13 20:30:00", "2025-01-14 00:00:00"]


def test_days_without_any_time_stay_days(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", crimes=[["date", "n"], [dt.date(2025, 1, 13), 1]])

    table = open_excel(path, "a.xlsx").load(["date"])

    assert table.frame["date"].tolist() == ["2025-01-13"]


def test_codes_stay_text_and_whole_numbers_lose_their_point(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", crimes=[["id", "n", "x"], ["007", 5.0, 43.25], [None, 6.5, "=1+1"]])

    table = open_excel(path, "a.xlsx").load(["id", "n"])

    assert table.frame.to_numpy().tolist() == [["007", "5"], ["", "6.5"]]


def test_a_title_above_the_header_is_skipped(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", crimes=[["Crimes of 2025"], [], ["x", "y"], [1, 2]])

    table = open_excel(path, "a.xlsx")

    assert table.columns == ("x", "y")
    assert table.load(["x"]).rows.read == 1


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    rows = [["x", "y"], [1, 2]]
    more = [["x", "y", "n"], [1, 2, 3]]
    path = workbook(tmp_path / "a.xlsx", notes=[["only a note"]], crimes=rows, more=more)

    table = open_excel(path, "a.xlsx").load(["x"])
    told = open_excel(path, "a.xlsx", "more").load(["x"])

    assert table.source.facts["sheet"] == "crimes"
    assert [(one.code, one.level, one.values["others"]) for one in table.findings] == [
        ("first_sheet", "warning", "more")
    ]
    assert told.source.facts["sheet"] == "more"
    assert not told.findings


def test_a_sheet_that_is_not_there_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", crimes=[["x", "y"], [1, 2]])

    with pytest.raises(InputError, match="no sheet 'crime'; did you mean 'crimes'"):
        open_excel(path, "a.xlsx", "crime")


@pytest.mark.parametrize(("rows", "what"), [([], "is empty"), ([["x", "y"]], "has no rows")])
def test_a_sheet_without_rows_is_refused(tmp_path: Path, rows: list[list[Any]], what: str) -> None:
    path = workbook(tmp_path / "a.xlsx", crimes=rows)

    with pytest.raises(InputError, match=f"the sheet 'crimes' {what}"):
        open_excel(path, "a.xlsx")


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")

    with pytest.raises(InputError, match="not a workbook"):
        open_excel(path, "a.xlsx")
