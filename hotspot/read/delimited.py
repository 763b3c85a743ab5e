"""Tables kept as text: CSV, TSV and their relatives, also gzipped, with whatever separates the columns."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
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
from hotspot.read.delimiter import find_delimiter, spoken
from hotspot.read.gather import Column, growing_for
from hotspot.read.header import looks_like_data, refuse_title
from hotspot.read.table import FIRST_ROWS, NOT_PLAIN, OpenTable, Plain, PointTable
from hotspot.read.text_file import LONGEST, TextFile, open_text
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

RAGGED_SHARE = 0.01
FIRST_BYTES = 1 << 17  # in which the first rows are looked for


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A text table whose first line has been read: `body` is where its rows begin, in bytes.

    `header` is "found", or "none" where the first line is data already.
    """

    name: str
    text: TextFile
    delimiter: str
    columns: tuple[str, ...]
    body: int
    header: str
    allowed: Allowed


def open_delimited(path: Path, name: str, *, allowed: Allowed = ALLOWED) -> OpenTable:
    """Read the header of a CSV-like file; the rows are read later, and only the columns asked for.

    `name` is the path as the user gave it. Raises InputError for a file that is empty, has only a header, is
    no text, is in two encodings, has a line of more than a megabyte, or more than is `allowed`.
    """
    table = _look(name, open_text(path, name, allowed), allowed)

    def load(columns: Sequence[str], plain: Plain = NOT_PLAIN) -> PointTable:
        return _load(table, columns, plain)

    def first() -> dict[str, list[str]]:
        return _first_cells(table)

    return OpenTable(name=name, columns=table.columns, load=load, first=first)


def _look(name: str, text: TextFile, allowed: Allowed) -> TextTable:
    """Find out delimiter and column names from how the text begins."""
    head = text.head
    start = len(head) - len(head.lstrip())
    if start == len(head):
        raise InputError(name, "the file is empty", "check that the export finished, then run again")
    said = re.match(rb"sep=(.)\r?\n", head[start : start + 10])  # a line that Excel writes and understands
    start += said.end() if said else 0
    body = _first_record_end(head, start)
    line = head[start:body].decode()
    delimiter = said[1].decode() if said else find_delimiter(line, head[body : body + 65536])
    cells = _header_cells(line, delimiter, name)
    refuse_title(name, head, cells)
    found = not looks_like_data(cells)
    if found and text.size == len(head) and not head[body:].strip():
        raise InputError(name, "the file has a header but no rows", "check that the export finished")
    return TextTable(
        name=name,
        text=text,
        delimiter=delimiter,
        columns=cells if found else tuple(f"column_{i}" for i in range(1, len(cells) + 1)),
        body=body if found else start,
        header="found" if found else "none",
        allowed=allowed,
    )


def _header_cells(line: str, delimiter: str, name: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip("\ufeff") for cell in next(csv.reader([line], delimiter=delimiter)))
    except csv.Error as error:
        what = f"the line with the names of the columns cannot be read ({error})"
        raise InputError(name, what, "check its quotes, or export the table again") from None


def _first_record_end(data: bytes, start: int) -> int:
    """Return where the first record ends: at the first line end outside quotes."""
    for line_end in re.finditer(rb"\r\n|\n|\r", data[start : start + LONGEST]):
        if data.count(b'"', start, start + line_end.start()) % 2 == 0:
            return start + line_end.end()
    return min(len(data), start + LONGEST)


def _first_cells(table: TextTable) -> dict[str, list[str]]:
    """Return the cells of the first rows by column; a row that cannot be read ends them."""
    text = table.text.head[table.body : table.body + FIRST_BYTES].decode(errors="replace")
    lines = text.splitlines(keepends=True)[:-1] or [text]
    cells: dict[str, list[str]] = {column: [] for column in table.columns}
    with suppress(csv.Error):
        for row in islice(csv.reader(lines, delimiter=table.delimiter), FIRST_ROWS):
            for column, cell in zip(table.columns, row, strict=False):
                cells[column].append(cell)
    return cells


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
