"""Tables kept in an Excel workbook: the first sheet that has rows, or the sheet that is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
import python_calamine

from hotspot.errors import InputError
from hotspot.read.columns import nearest
from hotspot.read.gate import unchanged
from hotspot.read.table import OpenTable, PointTable
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def open_excel(path: Path, name: str, sheet: str = "") -> OpenTable:
    """Read a workbook (.xlsx); dates become ISO text, whichever of Excel's two calendars they were kept in.

    `name` is the path as the user gave it; `sheet` is the sheet's name, "" for the first one that has rows.
    Lines above the header with fewer than two cells, such as a title, are skipped. Raises InputError for a
    workbook that cannot be opened, an unknown sheet, or one without rows.
    """
    with unchanged(path, name) as sha256:
        sheets = _sheets(path, name)
    chosen = _choose(name, sheets, sheet)
    rows = sheets[chosen]
    title = next((i for i, row in enumerate(rows) if sum(cell != "" for cell in row) >= 2), None)
    if title is None or title + 1 == len(rows):
        what = f"the sheet '{chosen}' is empty" if title is None else f"the sheet '{chosen}' has no rows"
        raise InputError(name, what, "check the file, or name another sheet under incidents.layer")
    names = tuple(_text(cell) for cell in rows[title])
    source = Source(path=name, sha256=sha256, facts={"format": "xlsx", "sheet": chosen})
    others = [other for other, cells in sheets.items() if other != chosen and len(cells) > 1]
    findings = (_first_sheet(name, chosen, others),) if others and not sheet else ()

    def load(columns: Sequence[str]) -> PointTable:
        body = rows[title + 1 :]
        cells = {column: _column([row[names.index(column)] for row in body]) for column in columns}
        frame = pd.DataFrame(cells, dtype="str")
        return PointTable(name=name, frame=frame, rows=Rows(read=len(body)), source=source, findings=findings)

    return OpenTable(name=name, columns=names, load=load)


def _sheets(path: Path, name: str) -> dict[str, list[list[Cell]]]:
    """Return the cells of every sheet, without the empty rows at its end."""
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(
            name, f"not a workbook that can be read ({error})", "save it again as .xlsx"
        ) from error


def _choose(name: str, sheets: dict[str, list[list[Cell]]], sheet: str) -> str:
    """Return the sheet that was asked for, or the first one that has more than a header."""
    if sheet and sheet not in sheets:
        what = f"no sheet '{sheet}'{nearest(sheet, tuple(sheets), 'did you mean')}"
        raise InputError(name, what, f"set incidents.layer to one of {', '.join(sheets)}")
    full = [other for other, rows in sheets.items() if len(rows) > 1]
    return sheet or (full or list(sheets))[0]


def _first_sheet(name: str, chosen: str, others: list[str]) -> Finding:
    """Say that only one of several sheets was read."""
    values = {"file": name, "sheet": chosen, "others": ", ".join(others)}
    return Finding(code="first_sheet", level="info", values=values)


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
