"""Tables kept in an Excel workbook: the sheets that are one table together, or the sheet that is named."""

from __future__ import annotations

import datetime as dt
from itertools import chain, islice
from typing import TYPE_CHECKING

import pandas as pd
import python_calamine

from hotspot.errors import InputError
from hotspot.read.columns import nearest
from hotspot.read.gate import unchanged
from hotspot.read.header import line_of_names
from hotspot.read.sheets import Sheet, Together, sheet_of, sheets_findings, text_of, texts, together
from hotspot.read.table import FIRST_ROWS, NOT_PLAIN, OpenTable, Plain, PointTable
from hotspot.read.workbook import check_workbook
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hotspot.read.sheets import Cell


def open_excel(path: Path, name: str, sheet: str = "") -> OpenTable:
    """Read a workbook (.xlsx); dates become ISO text, whichever of Excel's two calendars they were kept in.

    `name` is the path as the user gave it; `sheet` is the sheet's name, "" for the first one that names
    coordinates, else the first that has rows, with all others of the same columns, one below the other. Lines
    above the header, such as a title, are skipped. Raises InputError for a workbook that cannot be opened or
    is too large, an unknown sheet, or one without rows.
    """
    check_workbook(path, name)
    with unchanged(path, name) as sha256:
        book = _sheets(path, name)
    first = _choose(name, book, sheet)
    found = Together(sheets=(first,), others=(), copies=()) if sheet else together(first, book)
    if not any(one.body for one in found.sheets):
        raise _nothing(name, f"the sheet '{first.name}' has no rows")
    said = Finding(code="no_header", level="warning", values={"file": name})
    findings = (*((said,) if first.headless else ()), *sheets_findings(name, found, book))
    facts = {"format": "xlsx", "sheet": ", ".join(one.name for one in found.sheets)}
    source = Source(path=name, sha256=sha256.result(), facts=facts)

    def load(columns: Sequence[str], _: Plain = NOT_PLAIN) -> PointTable:
        frame = pd.DataFrame(_columns(found.sheets, columns), dtype="str")
        rows = Rows(read=sum(len(one.body) for one in found.sheets))
        return PointTable(name=name, frame=frame, rows=rows, source=source, findings=findings)

    def first_cells() -> dict[str, list[str]]:
        return _columns(found.sheets, first.columns, most=FIRST_ROWS)

    return OpenTable(name=name, columns=first.columns, load=load, first=first_cells)


def _sheets(path: Path, name: str) -> dict[str, list[list[Cell]]]:
    """Return the cells of every sheet, without the empty rows at its end."""
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            sheets = {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(
            name, f"not a workbook that can be read ({error})", "save it again as .xlsx"
        ) from error
    if not sheets:
        raise InputError(name, "the workbook has no sheet", "save it again as .xlsx")
    return sheets


def _choose(name: str, book: dict[str, list[list[Cell]]], sheet: str) -> Sheet:
    """Return the sheet asked for, or the first that names coordinates, or that has more than a header."""
    if sheet and sheet not in book:
        what = f"no sheet '{sheet}'{nearest(sheet, tuple(book), 'did you mean')}"
        raise InputError(name, what, f"set incidents.layer to one of {', '.join(book)}")
    full = [other for other, rows in book.items() if len(rows) > 1]
    placed = [other for other in full if line_of_names(texts(book[other])) is not None]
    chosen = sheet or (placed or full or list(book))[0]
    found = sheet_of(chosen, book[chosen])
    if found is None:
        raise _nothing(name, f"the sheet '{chosen}' is empty")
    return found


def _nothing(name: str, what: str) -> InputError:
    return InputError(name, what, "check the file, or name another sheet under incidents.layer")


def _columns(
    sheets: Iterable[Sheet], columns: Sequence[str], most: int | None = None
) -> dict[str, list[str]]:
    """Return the cells of these columns as text, of all sheets or of their first rows."""
    bodies = [(one.body, one.positions(columns)) for one in sheets]
    return {
        column: _texts(islice(chain.from_iterable((row[at[i]] for row in body) for body, at in bodies), most))
        for i, column in enumerate(columns)
    }


def _texts(cells: Iterable[Cell]) -> list[str]:
    """Return a column as text; where one cell has a clock time, midnight is a time in the others too."""
    known = list(cells)
    timed = any(isinstance(cell, dt.datetime) for cell in known)
    return [text_of(cell, timed=timed) for cell in known]
