"""Ranking and hot spots as an Excel workbook: text stays text, numbers stay numbers, nothing is a formula."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hotspot.schema import WHOLE_COLUMNS
from hotspot.words import Words
from hotspot.words.phrases import column_text, kind_text, local_name, rows_of, score_unit_text
from hotspot.words.windowed import trend_text
from hotspot.write.report import facts
from hotspot.write.tables import P_VALUES, SMALL_P, agreement_rows, hotspot_rows, ranking_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from hotspot.schema import Ranking, Result

THE_DAY = datetime(2000, 1, 1)  # in place of the clock, so that equal results have equal bytes
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MANY = 10_000  # areas: their sheets are written row by row through the folder of results, not held in memory
LONGEST_CELL = 32_767
WIDEST = 42
SHARES = frozenset({"p_top", "p_top_reporting", "hotspot_share", "share", "cumulative_share"})
FINE = frozenset({"area_km2", "stability"})  # their third decimal counts


def write_spreadsheet(result: Result, path: Path) -> None:
    """Write three sheets in the language of the result: the ranking, the hot spots, the method and data."""
    words = Words(language=result.language)
    content = io.BytesIO()
    many = len(result.ranking.frame) > MANY
    kept = {"constant_memory": True, "tmpdir": str(path.parent)} if many else {"in_memory": True}
    with xlsxwriter.Workbook(content, {**OPTIONS, **kept}) as book:
        book.set_properties({"title": result.title[:255], "created": THE_DAY})
        ranking, spots = ranking_rows(result), hotspot_rows(result)
        ranking["name"] = [local_name(row, words) for row in rows_of(ranking)]
        ranking[_sure_beforehand(result.ranking)] = None
        ranking["trend"] = [trend_text(trend, words) for trend in ranking["trend"]]
        spots["kind"] = [kind_text(row, words) for row in rows_of(spots)]
        spots.insert(3, "inside", spots.pop("inside"))  # before the members: it sets the order
        _table(book, words("sheet.ranking"), _headed(ranking, result, words), frozen_columns=3)
        _table(book, words("sheet.hotspots"), _headed(spots, result, words), frozen_columns=1)
        if result.agreement is not None:
            agreed = agreement_rows(result)
            agreed["name"] = [local_name(row, words) for row in rows_of(agreed)]
            for column in ("best_by", "worst_by"):
                agreed[column] = [words(f"agreement.by.{method}") for method in agreed[column]]
            _table(book, words("sheet.agreement"), _headed(agreed, result, words), frozen_columns=3)
        _facts(book, result, words)
        if result.synthetic:
            for sheet in book.worksheets():
                sheet.set_header(f"&C&B{words('table.synthetic')}")
    path.write_bytes(content.getvalue())


def _sure_beforehand(ranking: Ranking) -> list[str]:
    """Return the columns that say nothing here: the chance to be among the first k of no more than k areas,
    the ranks that the only area can take."""
    chances = ["p_top", "p_top_reporting"] if ranking.ranked <= ranking.top else []
    return [*chances, *(["rank_low", "rank_high"] if ranking.ranked == 1 else [])]


def _headed(rows: pd.DataFrame, result: Result, words: Words) -> list[tuple[str, str, list[Any]]]:
    """Return each column as its number format, its heading and its values."""
    heads = {"score": words("map.fact.score", unit=score_unit_text(result, words))}
    if "inside" in rows:
        heads["incidents"] = words("column.members")
    dated = result.period is not None
    return [
        (
            _number_format(name, words),
            heads.get(name) or column_text(name, words, dated=dated),
            _shown(rows[name], words),
        )
        for name in rows.columns
    ]


def _shown(values: pd.Series[Any], words: Words) -> list[Any]:
    return [
        words(f"flag.{'yes' if value else 'no'}") if isinstance(value, bool) else value for value in values
    ]


def _number_format(column: str, words: Words) -> str:
    """Return how a cell shows its number; a p value is never shown as 0."""
    if column in P_VALUES:
        return f'[<{SMALL_P}]"<{words.number(SMALL_P, 3)}";0.000'
    if column in WHOLE_COLUMNS:
        return "#,##0"
    return "0.0%" if column in SHARES else "0.000" if column in FINE else "#,##0.0"


def _table(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[tuple[str, str, list[Any]]],
    *,
    frozen_columns: int,
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {form: book.add_format({"num_format": form}) for form in sorted({form for form, *_ in columns})}
    text = book.add_format({"num_format": "@"})
    count = max(len(values) for *_, values in columns)
    sheet.freeze_panes(1, frozen_columns)
    sheet.set_row(0, 45)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    for i, (_, _, values) in enumerate(columns):
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        sheet.set_column(i, i, min(max(longest, 11), WIDEST) + 1)
    for row, i in _places(count + 1, len(columns), by_row=book.constant_memory):
        form, heading, values = columns[i]
        value = values[row - 1] if row else heading
        if isinstance(value, str):
            sheet.write_string(row, i, value[:LONGEST_CELL], text if row else head)
        elif value is not None:
            sheet.write_number(row, i, value, formats[form])


def _places(rows: int, columns: int, *, by_row: bool) -> Iterable[tuple[int, int]]:
    """Return row and column of all cells; a sheet that is not held in memory takes them row by row."""
    if by_row:
        return product(range(rows), range(columns))
    return ((row, column) for column, row in product(range(columns), range(rows)))


def _facts(book: xlsxwriter.Workbook, result: Result, words: Words) -> None:
    sheet = book.add_worksheet(words("sheet.method"))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (name, value) in enumerate(facts(result, words)):
        sheet.write_string(row, 0, name[:LONGEST_CELL], bold)
        sheet.write_string(row, 1, value[:LONGEST_CELL], wrapped)
