"""Tables kept as text: CSV, TSV and their relatives, also gzipped, with whatever separates the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.errors import InputError
from hotspot.read.alike import Digits, is_settled
from hotspot.read.allowed import ALLOWED, Allowed
from hotspot.read.blocks import (
    As,
    Block,
    Form,
    OtherwiseError,
    Ragged,
    Signs,
    TangledError,
    parse,
    read_blocks,
)
from hotspot.read.delimiter import spoken
from hotspot.read.gather import Column, growing_for
from hotspot.read.table import NOT_PLAIN, OpenTable, Plain, PointTable
from hotspot.read.text_file import open_text
from hotspot.read.text_table import TextTable, first_cells, text_table_of
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

RAGGED_SHARE = 0.01


def open_delimited(path: Path, name: str, *, allowed: Allowed = ALLOWED) -> OpenTable:
    """Read the header of a CSV-like file; the rows are read later, and only the columns asked for.

    `name` is the path as the user gave it. Raises InputError for a file that is empty, has only a header, is
    no text, is in two encodings, has a line of more than a megabyte, or more than is `allowed`.
    """
    table = text_table_of(name, open_text(path, name, allowed), allowed)

    def load(columns: Sequence[str], plain: Plain = NOT_PLAIN) -> PointTable:
        return _load(table, columns, plain)

    def first() -> dict[str, list[str]]:
        return first_cells(table)

    return OpenTable(name=name, columns=table.columns, load=load, first=first)


def _load(table: TextTable, columns: Sequence[str], plain: Plain) -> PointTable:
    """Read the rows, but only these columns."""
    places = {name: table.columns.index(name) for name in columns}
    wanted = {at: _wanted(name, plain) for name, at in places.items()}
    rows = _rows(table, wanted)
    table.text.check_unchanged()
    pa.default_memory_pool().release_unused()
    read = rows.count + len(rows.ragged)
    _refuse_ragged(table, rows.ragged, read)
    index = pd.Index(_positions(read, rows.ragged)) if rows.ragged else pd.RangeIndex(read)
    cells = {name: rows.columns[at] for name, at in places.items()}
    series = {name: column.set_axis(index) for name, column in cells.items() if isinstance(column, pd.Series)}
    return PointTable(
        name=table.name,
        frame=pd.DataFrame(series, index, copy=False),
        digits={name: column for name, column in cells.items() if isinstance(column, Digits)},
        rows=Rows(read=read).drop("ragged_row", len(rows.ragged)),
        source=Source(path=table.name, sha256=table.text.sha256, facts=_facts(table)),
        findings=tuple(_findings(table, rows.ragged, read)),
    )


def _wanted(name: str, plain: Plain) -> As:
    return As.NUMBERS if name in plain.numbers else As.DATES if name in plain.dates else As.TEXT


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """All rows but the ragged ones: the cells of each column, by its position."""

    count: int
    columns: Mapping[int, pd.Series | Digits]
    ragged: Sequence[Ragged]


def _rows(table: TextTable, wanted: Mapping[int, As]) -> _Rows:
    """Read the rows block by block; in one piece where quotes leave open which rows a block holds."""
    form = Form(delimiter=table.delimiter, width=len(table.columns))
    try:
        with table.text.open() as file:
            file.read(table.body)
            rows, signs = _gathered(_few(read_blocks(file, form, wanted), table))
        _refuse_unsettled(rows)
    except OtherwiseError as found:
        return _rows(table, {**wanted, found.column: As.TEXT})
    except (TangledError, pa.ArrowInvalid):
        return _in_one_piece(table, form, wanted)
    if signs.quotes and (signs.quotes % 2 or signs.lines > rows.count + len(rows.ragged) or rows.ragged):
        del rows
        return _in_one_piece(table, form, wanted)
    return rows


def _few(blocks: Iterable[Block], table: TextTable) -> Iterator[Block]:
    """Give the blocks as they come, until there are more rows than are allowed."""
    count = 0
    for block in blocks:
        count += block.rows
        table.allowed.check_rows(count, table.name)
        yield block


def _refuse_unsettled(rows: _Rows) -> None:
    """Raise where dates, taken all together, are not settled by their digits, or where no number is one."""
    for at, column in rows.columns.items():
        if isinstance(column, Digits):
            settled = is_settled(column)
        else:
            settled = column.dtype != np.float64 or np.isfinite(column).any() or not np.isinf(column).any()
        if not settled:
            raise OtherwiseError(at)


def _gathered(blocks: Iterable[Block]) -> tuple[_Rows, Signs]:
    """Put the blocks together, and count the signs in them for lines and quotes."""
    growing: dict[int, Column] = {}
    ragged: list[Ragged] = []
    count = lines = quotes = 0
    for block in blocks:
        for at, cells in block.columns.items():
            growing.setdefault(at, growing_for(cells)).add(cells)
        ragged += block.ragged
        count, lines, quotes = count + block.rows, lines + block.signs.lines, quotes + block.signs.quotes
    columns = {at: growing.pop(at).whole() for at in list(growing)}
    return _Rows(count=count, columns=columns, ragged=ragged), Signs(lines=lines, quotes=quotes)


def _in_one_piece(table: TextTable, form: Form, wanted: Mapping[int, As]) -> _Rows:
    """Read all rows at once, every cell as text, and raise where a quote swallows some of them."""
    with table.text.open() as file:
        data = file.read()
    _refuse_open_quotes(table, data)
    try:
        block = parse(memoryview(data)[table.body :], form, dict.fromkeys(wanted, As.TEXT))
    except pa.ArrowInvalid as error:
        what = f"not readable as a table with columns separated by {spoken(table.delimiter)} ({error})"
        raise InputError(table.name, what, "export the table again as CSV in UTF-8") from error
    return _gathered([block])[0]


def _refuse_open_quotes(table: TextTable, data: bytes) -> None:
    """Raise where a quote is never closed, or closed in the middle of a later line: it swallows rows."""
    sign = re.escape(table.delimiter.encode())
    quoted = re.compile(
        rb'(?:\A|(?<=[\r\n])|(?<=%b))"((?:[^"]|"")*+)("(?=\s*(?:%b|[\r\n]|\Z)))?' % (sign, sign)
    )
    for cell in quoted.finditer(data, table.body):
        if cell[2] is None and (b"\n" in cell[1] or b"\r" in cell[1] or cell.end() == len(data)):
            line = data.count(b"\n", 0, cell.start()) + 1
            what = f'a quote (") that opens in line {line:,} is not closed where the cell ends'
            raise InputError(table.name, what, "close or remove that quote, then run again")


def _refuse_ragged(table: TextTable, ragged: Sequence[Ragged], read: int) -> None:
    """Raise where more than 1 % of the rows do not have as many columns as the header."""
    if len(ragged) <= RAGGED_SHARE * read:
        return
    number, columns = ragged[0].number, ragged[0].columns
    what = (
        f"rows with another number of columns than the header: {len(ragged):,} of {read:,}; "
        f"the first is row {number:,} with {columns} instead of {len(table.columns)}"
    )
    to_do = f"export again, with quotes around cells that hold the delimiter ({spoken(table.delimiter)})"
    if columns < len(table.columns):
        to_do = "take out lines that are no records, such as totals and remarks, or export again"
    raise InputError(table.name, what, to_do)


def _positions(read: int, ragged: Sequence[Ragged]) -> list[int]:
    """Return the positions, from 0, of the rows that were kept."""
    dropped = {row.number - 1 for row in ragged}
    return [position for position in range(read) if position not in dropped]


def _facts(table: TextTable) -> dict[str, str]:
    """Return what the run's record keeps about the file."""
    return {
        "format": "text",
        "encoding": table.text.encoding,
        "encoding_guessed": "yes" if table.text.guessed else "no",
        "delimiter": spoken(table.delimiter),
        "bytes": str(table.text.size),
    }


def _findings(table: TextTable, ragged: Sequence[Ragged], read: int) -> list[Finding]:
    """Return what was noticed while reading the file."""
    seen = []
    if table.header == "none":
        seen.append(Finding(code="no_header", level="warning", values={"file": table.name}))
    if ragged:
        count, first = len(ragged), ragged[0].number
        values: dict[str, str | int] = {"file": table.name, "rows": count, "read": read, "first": first}
        seen.append(Finding(code="ragged_rows", level="warning", values=values))
    return seen
