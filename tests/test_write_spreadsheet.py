"""The workbook: text cells, number cells, and no formula."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES, RANKING_COLUMNS
from hotspot.write.spreadsheet import write_spreadsheet
from hotspot.write.tables import published

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_four_sheets_with_a_frozen_header(tmp_path: Path, language: Language) -> None:
    write_spreadsheet(made_result(language=language), tmp_path / "ranking.xlsx")

    book = openpyxl.load_workbook(tmp_path / "ranking.xlsx")

    ranking, hotspots, agreement, _ = book.worksheets
    assert [sheet.freeze_panes for sheet in (ranking, hotspots, agreement)] == ["D2", "B2", "D2"]
    assert [sheet.max_row for sheet in (ranking, hotspots, agreement)] == [13, 4, 13]


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
    assert (
        first["Rank"],
        first["Incidents"],
        first["Score, incidents per km² per year"],
        first["Residents"],
    ) == (1, 150, 148.148, None)


def test_the_name_comes_in_the_language_of_the_result(tmp_path: Path) -> None:
    write_spreadsheet(made_result(language="kk"), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]

    assert [sheet.cell(row, 3).value for row in (4, 13)] == ["Көктем", "Жолшы"]


def test_every_number_has_the_format_of_its_kind(tmp_path: Path) -> None:
    write_spreadsheet(made_result(), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]

    formats = {head.value: cell.number_format for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert formats["Incidents"] == formats["Best rank (95 %)"] == "#,##0"
    assert formats["Score, incidents per km² per year"] == formats["Density, mean"] == "#,##0.0"
    assert formats["Share of all incidents"] == formats["Share inside hot spots"] == "0.0%"


def test_hot_spots_show_the_count_that_orders_them_before_their_members(tmp_path: Path) -> None:
    write_spreadsheet(made_result(), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[1]

    heads = [cell.value for cell in sheet[1]]
    assert heads[3:5] == ["Incidents inside the outline", "Incidents that form the cluster"]
    assert [cell.value for cell in sheet[2]][3:5] == [84, 80]


def test_without_dates_no_heading_says_per_year(tmp_path: Path) -> None:
    result = made_result()
    undated = replace(result, period=None, ranking=replace(result.ranking, score_unit="per_km2"))
    write_spreadsheet(undated, tmp_path / "ranking.xlsx")

    book = openpyxl.load_workbook(tmp_path / "ranking.xlsx")

    heads = [str(cell.value) for sheet in book.worksheets[:2] for cell in sheet[1]]
    assert [head for head in heads if "year" in head] == []
    assert "Incidents per 1,000 residents in the period" in heads


def test_the_last_sheet_says_synthetic_period_and_what_it_is_not_for(tmp_path: Path) -> None:
    write_spreadsheet(made_result(), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[-1]

    text = "\n".join(f"{name}: {value}" for name, value in sheet.iter_rows(values_only=True))
    assert "SYNTHETIC DATA" in text
    assert "Period: 1 Jan 2025 – 31 Dec 2025 (365 days)" in text
    assert "It must not be used to suspect, stop or score anyone." in text


def test_a_workbook_of_very_many_areas_says_the_same_and_leaves_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_spreadsheet(made_result(), tmp_path / "held.xlsx")
    monkeypatch.setattr("hotspot.write.spreadsheet.MANY", 11)

    write_spreadsheet(made_result(), tmp_path / "through.xlsx")
    write_spreadsheet(made_result(), tmp_path / "again.xlsx")

    held, through = (openpyxl.load_workbook(tmp_path / f"{name}.xlsx") for name in ("held", "through"))
    for one, other in zip(held.worksheets, through.worksheets, strict=True):
        assert list(one.values) == list(other.values)
        assert one.freeze_panes == other.freeze_panes
    assert (tmp_path / "through.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.xlsx", "held.xlsx", "through.xlsx"]


@pytest.mark.parametrize(("count", "empty"), [(12, set()), (5, {"p_top"}), (1, {"p_top", "ranks"})])
def test_what_is_sure_beforehand_stands_in_no_cell(tmp_path: Path, count: int, empty: set[str]) -> None:
    result = made_result()
    ranking = replace(result.ranking, frame=result.ranking.frame.head(count), top=5)
    write_spreadsheet(replace(result, ranking=ranking), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]

    of_column = dict(zip(published(ranking.frame, RANKING_COLUMNS).columns, sheet[2], strict=True))
    names = {"p_top": ["p_top", "p_top_reporting"], "ranks": ["rank_low", "rank_high"]}
    shown = {name: [of_column[column].value is None for column in columns] for name, columns in names.items()}
    assert shown == {name: [name in empty] * 2 for name in names}


@pytest.mark.parametrize(("language", "shown"), [("en", "<0.001"), ("ru", "<0,001"), ("kk", "<0,001")])
def test_a_p_value_is_never_shown_or_written_as_zero(tmp_path: Path, language: Language, shown: str) -> None:
    result = made_result(language=language)
    values = [0.0, 3.21e-9, *([0.5] * (len(result.ranking.frame) - 2))]
    ranking = replace(result.ranking, frame=result.ranking.frame.assign(trend_p=values))
    write_spreadsheet(replace(result, ranking=ranking), tmp_path / "ranking.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "ranking.xlsx").worksheets[0]

    column = RANKING_COLUMNS.index("trend_p")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.value > 0 for cell in cells)
    assert {cell.number_format for cell in cells} == {f'[<0.001]"{shown}";0.000'}
