"""The sheets of a workbook that are one table together, such as a month on each: same columns on all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hotspot.read.columns import key
from hotspot.read.header import line_of_names, looks_like_data
from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
REPEATED = 0.9  # of the rows of a sheet that stand on others, from which on it is a copy or their sum


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of a workbook: the names of its `columns` (column_1 … where it is `headless`), and its rows."""

    name: str
    columns: tuple[str, ...]
    body: list[list[Cell]]
    headless: bool

    def positions(self, columns: Sequence[str]) -> list[int]:
        """Return where the columns stand, which another sheet of the same columns may spell otherwise."""
        by_key = {key(column): at for at, column in reversed(list(enumerate(self.columns)))}
        return [
            self.columns.index(column) if column in self.columns else by_key[key(column)]
            for column in columns
        ]


@dataclass(frozen=True, kw_only=True)
class Together:
    """The sheets that are read as one table, and by name those left out: `others` have other columns, and
    rows; `copies` have the rows of sheets before them."""

    sheets: tuple[Sheet, ...]
    others: tuple[str, ...]
    copies: tuple[str, ...]


def sheet_of(name: str, rows: list[list[Cell]]) -> Sheet | None:
    """Return the sheet below its title; None where nothing on it could be the names of columns."""
    title = line_of_names(texts(rows))
    if title is None:
        title = next((at for at, row in enumerate(rows) if sum(cell != "" for cell in row) >= 2), None)
    if title is None:
        return None
    names = tuple(text_of(cell) for cell in rows[title])
    if not looks_like_data(names):
        return Sheet(name=name, columns=names, body=rows[title + 1 :], headless=False)
    names = tuple(f"column_{at}" for at in range(1, len(names) + 1))
    return Sheet(name=name, columns=names, body=rows[title:], headless=True)


def together(first: Sheet, book: Mapping[str, list[list[Cell]]]) -> Together:
    """Return the sheets of a workbook that have the columns of the `first`, in any order.

    A sheet nearly all of whose rows stand on those before it, such as the year beside its months, would count
    its incidents twice, and is left out.
    """
    alike, others = [], []
    for name, rows in book.items():
        sheet = first if name == first.name else sheet_of(name, rows)
        if sheet and _keys(sheet) == _keys(first):
            alike.append(sheet)
        elif len(rows) > 1:
            others.append(name)
    copies = _copies(alike, [column for column in first.columns if column]) if len(alike) > 1 else ()
    taken = tuple(sheet for sheet in alike if sheet.name not in copies)
    return Together(sheets=taken, others=tuple(others), copies=copies)


def _copies(sheets: Sequence[Sheet], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the sheets nearly all of whose rows stand on those before them."""
    copies: list[str] = []
    seen: set[tuple[Cell, ...]] = set()
    for sheet in sheets:
        at = sheet.positions(columns)
        rows = [tuple(row[i] for i in at) for row in sheet.body]
        if rows and sum(row in seen for row in rows) >= REPEATED * len(rows):
            copies.append(sheet.name)
        seen.update(rows)
    return tuple(copies)


def _keys(sheet: Sheet) -> Counter[str]:
    """Return the names of the columns without case and blanks; those of empty columns say nothing."""
    return Counter(key(column) for column in sheet.columns if column)


def sheets_findings(name: str, found: Together, book: Mapping[str, list[list[Cell]]]) -> tuple[Finding, ...]:
    """Say which of several sheets were read, how many rows each has, and which were left out for what reason;
    a warning where one of those left out names coordinates, too."""
    said: list[Finding] = []
    first = found.sheets[0].name
    values: dict[str, str | int | float]
    if len(found.sheets) > 1:
        rows = "; ".join(f"{one.name} – {len(one.body)}" for one in found.sheets)
        values = {"file": name, "count": len(found.sheets), "sheets": rows}
        said.append(Finding(code="sheets_together", level="info", values=values))
    if found.copies:
        values = {"file": name, "others": ", ".join(found.copies)}
        said.append(Finding(code="sheets_copied", level="warning", values=values))
    if found.others:
        placed = any(line_of_names(texts(book[other])) is not None for other in found.others)
        code = "sheets_of_others" if len(found.sheets) > 1 else "first_sheet"
        values = {"file": name, "sheet": first, "others": ", ".join(found.others)}
        said.append(Finding(code=code, level="warning" if placed else "info", values=values))
    return tuple(said)


def texts(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """Return the cells of each row as text."""
    return ([text_of(cell) for cell in row] for row in rows)


def text_of(cell: Cell, *, timed: bool = False) -> str:
    """Return one cell as text: dates as ISO, whole numbers without a point; `timed` gives days midnight."""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
