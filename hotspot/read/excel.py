"""Tables kept in an Excel workbook: the first sheet that has rows, or the sheet that is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
import python_calamine

from hotspot.errors import InputError
from hotspot.read.columns import nearest
from hotspot.read.gate import unchanged
from hotspot.read.header import line_of_names, looks_like_data
from hotspot.read.table import FIRST_ROWS, NOT_PLAIN, OpenTable, Plain, PointTable
from hotspot.read.workbook import check_workbook
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def open_excel(path: Path, name: str, sheet: str = "") -> OpenTable:
    """Read a workbook (.xlsx); dates become ISO text, whichever of Excel's two calendars they were kept in.

    `name` is the path as the user gave it; `sheet` is the sheet's name, "" for the first one that names
    coordinates, else the first that has rows. Lines above the header, such as a title, are skipped. Raises
    InputError for a workbook that cannot be opened or is too large, an unknown sheet, or one without rows.
    """
    check_workbook(path, name)
    with unchanged(path, name) as sha256:
        sheets = _sheets(path, name)
    chosen = _choose(name, sheets, sheet)
    rows = sheets[chosen]
    title = _line_of_names(rows)
    if title is None or title + 1 == len(rows):
        what = f"the sheet '{chosen}' is empty" if title is None else f"the sheet '{chosen}' has no rows"
        raise InputError(name, what, "check the file, or name another sheet under incidents.layer")
    names, begin, noted = _names(name, rows, title)
    source = Source(path=name, sha256=sha256, facts={"format": "xlsx", "sheet": chosen})
    findings = (*noted, *([] if sheet else _first_sheet(name, chosen, sheets)))

    def load(columns: Sequence[str], _: Plain = NOT_PLAIN) -> PointTable:
        body = rows[begin:]
        cells = {column: _column([row[names.index(column)] for row in body]) for column in columns}
        frame = pd.DataFrame(cells, dtype="str")
        return PointTable(name=name, frame=frame, rows=Rows(read=len(body)), source=source, findings=findings)

    def first() -> dict[str, list[str]]:
        body = rows[begin : begin + FIRST_ROWS]
        return {column: _column([row[at] for row in body]) for at, column in enumerate(names)}

    return OpenTable(name=name, columns=names, load=load, first=first)


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


def _choose(name: str, sheets: dict[str, list[list[Cell]]], sheet: str) -> str:
    """Return the sheet asked for, or the first that names coordinates, or that has more than a header."""
    if sheet and sheet not in sheets:
        what = f"no sheet '{sheet}'{nearest(sheet, tuple(sheets), 'did you mean')}"
        raise InputError(name, what, f"set incidents.layer to one of {', '.join(sheets)}")
    full = [other for other, rows in sheets.items() if len(rows) > 1]
    placed = [other for other in full if line_of_names(_texts(sheets[other])) is not None]
    return sheet or (placed or full or list(sheets))[0]


def _line_of_names(rows: list[list[Cell]]) -> int | None:
    """Return the row, from 0, that names coordinates, else the first with two cells; None where none has."""
    known = line_of_names(_texts(rows))
    if known is not None:
        return known
    return next((i for i, row in enumerate(rows) if sum(cell != "" for cell in row) >= 2), None)


def _texts(rows: list[list[Cell]]) -> Iterator[list[str]]:
    return ([_text(cell) for cell in row] for row in rows)


def _names(name: str, rows: list[list[Cell]], title: int) -> tuple[tuple[str, ...], int, list[Finding]]:
    """Return the columns' names, the row where the records begin, and what was noticed about the names."""
    names = tuple(_text(cell) for cell in rows[title])
    if not looks_like_data(names):
        return names, title + 1, []
    noted = Finding(code="no_header", level="warning", values={"file": name})
    return tuple(f"column_{i}" for i in range(1, len(names) + 1)), title, [noted]


def _first_sheet(name: str, chosen: str, sheets: dict[str, list[list[Cell]]]) -> list[Finding]:
    """Say that only one of several sheets was read; a warning where others name coordinates too."""
    others = [other for other, rows in sheets.items() if other != chosen and len(rows) > 1]
    if not others:
        return []
    placed = any(line_of_names(_texts(sheets[other])) is not None for other in others)
    values = {"file": name, "sheet": chosen, "others": ", ".join(others)}
    return [Finding(code="first_sheet", level="warning" if placed else "info", values=values)]


def _column(cells: Sequence[Cell]) -> list[str]:
    """Return a column as text; where one cell has a clock time, midnight is a time in the others too."""
    timed = any(isinstance(cell, dt.datetime) for cell in cells)
    return [_text(cell, timed=timed) for cell in cells]


def _text(cell: Cell, *, timed: bool = False) -> str:
    """Return one cell as text: dates as ISO, whole numbers without a point."""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
