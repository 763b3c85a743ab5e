"""Ranking and hot spots as an Excel workbook: text stays text, numbers stay numbers, nothing is a formula."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from hotspot.words import Words
from hotspot.words.phrases import trend_text
from hotspot.write.report import facts
from hotspot.write.tables import FEW_DECIMALS, hotspot_rows, ranking_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hotspot.schema import Result

THE_DAY = datetime(2000, 1, 1)  # in place of the clock, so that equal results have equal bytes
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_CELL = 32_767
WIDEST = 42


def write_spreadsheet(result: Result, path: Path) -> None:
    """Write three sheets in the language of the result: the ranking, the hot spots, the method and data."""
    words = Words(language=result.language)
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        book.set_properties({"title": result.title[:255], "created": THE_DAY})
        ranking, spots = ranking_rows(result), hotspot_rows(result)
        ranking["trend"] = [trend_text(trend, words) for trend in ranking["trend"]]
        spots["kind"] = [words(f"kind.{kind}") for kind in spots["kind"]]
        _table(book, words("sheet.ranking"), ranking, words, frozen_columns=3)
        _table(book, words("sheet.hotspots"), spots, words, frozen_columns=1)
        _facts(book, result, words)


def _table(
    book: xlsxwriter.Workbook, name: str, rows: pd.DataFrame, words: Words, *, frozen_columns: int
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    share, measure = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "#,##0.##"})
    whole, text = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, frozen_columns)
    sheet.set_row(0, 45)
    sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    for i, column in enumerate(rows.columns):
        values = rows[column].tolist()
        sheet.write_string(0, i, words(f"column.{column}"), head)
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        sheet.set_column(i, i, min(max(longest, 11), WIDEST) + 1)
        for row, value in enumerate(values, start=1):
            if isinstance(value, str):
                sheet.write_string(row, i, value[:LONGEST_CELL], text)
            elif value is not None:
                is_share = column in FEW_DECIMALS - {"trend_p", "stability"}
                sheet.write_number(
                    row, i, value, share if is_share else whole if isinstance(value, int) else measure
                )


def _facts(book: xlsxwriter.Workbook, result: Result, words: Words) -> None:
    sheet = book.add_worksheet(words("sheet.method"))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (name, value) in enumerate(facts(result, words)):
        sheet.write_string(row, 0, name[:LONGEST_CELL], bold)
        sheet.write_string(row, 1, value[:LONGEST_CELL], wrapped)
