"""The workbook: text cells, number cells, and no formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES
from hotspot.write.spreadsheet import write_spreadsheet

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_three_sheets_with_a_frozen_header(tmp_path: Path, language: Language) -> None:
    write_spreadsheet(made_result(language=language), tmp_path / "ranking.xlsx")

    book = openpyxl.load_workbook(tmp_path / "ranking.xlsx")

    ranking, hotspots, _ = book.worksheets
    assert (ranking.freeze_panes, hotspots.freeze_panes) == ("D2", "B2")
    assert (ranking.max_row, hotspots.max_row) == (13, 4)


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "http://x.example", "007", "{=SUM(1)}", "+7 700"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    write_spreadsheet(made_result(names=[text], kind=text), tmp_path / "ranking.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]["C2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_numbers_stay_numbers_and_the_unknown_is_empty(tmp_path: Path) -> None:
    write_spreadsheet(made_result(), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]

    heads = [cell.value for cell in sheet[1]]
    first = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert (first["Rank"], first["Incidents"], first["Score"], first["Residents"]) == (1, 150, 148.148, None)


def test_the_last_sheet_says_synthetic_period_and_what_it_is_not_for(tmp_path: Path) -> None:
    write_spreadsheet(made_result(), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[2]

    text = "\n".join(f"{name}: {value}" for name, value in sheet.iter_rows(values_only=True))
    assert "SYNTHETIC DATA" in text
    assert "Period: 2025-01-01 to 2025-12-31 (days: 365)" in text
    assert "It must not be used to suspect, stop or score anyone." in text
