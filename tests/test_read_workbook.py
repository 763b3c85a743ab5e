"""Workbooks that would not fit into memory are refused before they are unpacked."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from hotspot.errors import InputError
from hotspot.read.excel import open_excel
from hotspot.read.workbook import check_workbook


def saved(path: Path, **cells: object) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["lon", "lat"], [76.9, 43.2], [76.91, 43.21]):
        sheet.append(row)
    for place, value in cells.items():
        sheet[place].font = Font(bold=True)
        sheet[place] = value
    book.save(path)
    return path


def test_one_entry_in_the_last_cell_of_a_sheet_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", XFD1048576="x")

    with pytest.raises(InputError, match=r"row 1,048,576 and column 16,384.*delete the cells"):
        open_excel(path, "a.xlsx")


def test_a_format_without_an_entry_is_no_cell(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", XFD1048576=None)

    assert open_excel(path, "a.xlsx").columns == ("lon", "lat")


def test_a_long_narrow_table_is_no_mistake(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", B200000=43.2)

    check_workbook(path, "a.xlsx")

    assert open_excel(path, "a.xlsx").load(["lat"]).rows.read == 199_999


def test_a_cell_is_found_where_two_chunks_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a.xlsx", XFD1048576="x")

    for chunk in (64, 65, 66, 67, 97):
        monkeypatch.setattr("hotspot.read.workbook._CHUNK", chunk)
        with pytest.raises(InputError, match="column 16,384"):
            check_workbook(path, "a.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)

    with pytest.raises(InputError, match="would grow from"):
        check_workbook(path, "a.xlsx")


def test_a_workbook_with_macros_is_read_like_any_other(tmp_path: Path) -> None:
    from hotspot.read.opening import open_source

    path = saved(tmp_path / "a.xlsm")

    assert open_source(str(path), layer="", query="").columns == ("lon", "lat")


def test_the_sheet_with_coordinates_is_taken_before_a_summary(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    summary = book.active
    assert summary is not None
    summary.append(["total", 2])
    summary.append(["open", 1])
    table = book.create_sheet("crimes")
    for row in (["Printed", "2025"], ["lon", "lat"], [76.9, 43.2]):
        table.append(row)
    book.save(tmp_path / "a.xlsx")

    opened = open_excel(tmp_path / "a.xlsx", "a.xlsx")

    assert opened.columns == ("lon", "lat")
    assert [finding.code for finding in opened.load(["lon"]).findings] == ["first_sheet"]


def test_a_sheet_without_names_gets_numbered_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([76.9, 43.2], [76.91, 43.21]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")

    opened = open_excel(tmp_path / "a.xlsx", "a.xlsx")
    table = opened.load(["column_1"])

    assert opened.columns == ("column_1", "column_2")
    assert table.rows.read == 2
    assert [finding.code for finding in table.findings] == ["no_header"]
