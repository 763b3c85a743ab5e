"""Tables kept as text: CSV, TSV and their relatives, also gzipped, with whatever separates the columns."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

from hotspot.errors import InputError
from hotspot.read.delimiter import find_delimiter, spoken
from hotspot.read.encoding import Text, as_utf8
from hotspot.read.gate import unchanged
from hotspot.read.header import looks_like_data, refuse_title
from hotspot.read.table import OpenTable, PointTable
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONGEST = 1_000_000  # bytes in one cell or line
RAGGED_SHARE = 0.01


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A text table whose first line has been read: `body` is where its rows begin, in bytes.

    `header` is "found", or "none" where the first line is data already.
    """

    name: str
    text: Text
    sha256: str
    delimiter: str
    columns: tuple[str, ...]
    body: int
    header: str


def open_delimited(path: Path, name: str) -> OpenTable:
    """Read the header of a CSV-like file; the rows are read later, and only the columns asked for.

    `name` is the path as the user gave it. Raises InputError for a file that is empty, has only a header, is
    no text, is in two encodings, or has a line of more than a megabyte.
    """
    with unchanged(path, name) as sha256:
        raw = path.read_bytes()
    table = _look(name, raw, sha256)
    return OpenTable(name=name, columns=table.columns, load=lambda columns: _load(table, columns))


def _look(name: str, raw: bytes, sha256: str) -> TextTable:
    """Find out encoding, delimiter and column names from the bytes of the file."""
    text = as_utf8(name, _unpacked(name, raw))
    _refuse_long_lines(name, text.data)
    start = len(text.data) - len(text.data.lstrip())
    if start == len(text.data):
        raise InputError(name, "the file is empty", "check that the export finished, then run again")
    said = re.match(
        rb"sep=(.)\r?\n", text.data[start : start + 10]
    )  # a line that Excel writes and understands
    start += said.end() if said else 0
    body = _first_record_end(text.data, start)
    line = text.data[start:body].decode()
    delimiter = said[1].decode() if said else find_delimiter(line, text.data[body : body + 65536])
    cells = tuple(cell.strip("\ufeff") for cell in next(csv.reader([line], delimiter=delimiter)))
    refuse_title(name, text.data, cells)
    found = not looks_like_data(cells)
    if found and not text.data[body:].strip():
        raise InputError(name, "the file has a header but no rows", "check that the export finished")
    return TextTable(
        name=name,
        text=text,
        sha256=sha256,
        delimiter=delimiter,
        columns=cells if found else tuple(f"column_{i}" for i in range(1, len(cells) + 1)),
        body=body if found else start,
        header="found" if found else "none",
    )


def _unpacked(name: str, raw: bytes) -> bytes:
    """Return the bytes, unpacked where they are gzip (told by their first two bytes, not by the name)."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(name, f"a damaged gzip file ({error})", "copy or download the file again") from error


def _refuse_long_lines(name: str, data: bytes) -> None:
    """Raise where a line is longer than a megabyte: such a line holds half a megabyte without a line end."""
    step = LONGEST // 2
    for start in range(0, len(data) - step, step):
        if data.find(b"\n", start, start + step) >= 0 or data.find(b"\r", start, start + step) >= 0:
            continue
        begin, end = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", start)
        length = (len(data) if end < 0 else end) - begin
        if length > LONGEST:
            line = data.count(b"\n", 0, begin) + 1
            what = f"line {line:,} is {length:,} bytes long; the limit for a cell or line is {LONGEST:,}"
            raise InputError(name, what, "remove the oversized cell, or leave its column out of the export")


def _first_record_end(data: bytes, start: int) -> int:
    """Return where the first record ends: at the first line end outside quotes."""
    for line_end in re.finditer(rb"\r\n|\n|\r", data[start : start + LONGEST]):
        if data.count(b'"', start, start + line_end.start()) % 2 == 0:
            return start + line_end.end()
    return min(len(data), start + LONGEST)


def _load(table: TextTable, columns: Sequence[str]) -> PointTable:
    """Read the rows, but only these columns, every cell as text."""
    data = table.text.data
    wanted = {name: str(table.columns.index(name)) for name in columns}
    ragged: list[tuple[int, int, str]] = []
    frame = _parse(table, list(wanted.values()), ragged, numbered=False)
    _refuse_open_quotes(table, frame.num_rows + len(ragged), ragged)
    if ragged:  # only a single thread knows the numbers of the rows
        ragged.clear()
        frame = _parse(table, list(wanted.values()), ragged, numbered=True)
    read = frame.num_rows + len(ragged)
    _refuse_ragged(table, ragged, read)
    cells = frame.select(list(wanted.values())).rename_columns(list(wanted)).to_pandas()
    cells.index = cells.index if not ragged else _positions(read, ragged)
    return PointTable(
        name=table.name,
        frame=cells,
        rows=Rows(read=read).drop("ragged_row", len(ragged)),
        source=Source(path=table.name, sha256=table.sha256, facts=_facts(table, len(data))),
        findings=tuple(_findings(table, ragged, read)),
    )


def _parse(
    table: TextTable, wanted: list[str], ragged: list[tuple[int, int, str]], *, numbered: bool
) -> pa.Table:
    """Parse the rows with columns named by position; rows of another length go to `ragged`."""

    def keep(row: arrow_csv.InvalidRow) -> str:
        ragged.append((row.number or 0, row.actual_columns, row.text))
        return "skip"

    data = memoryview(table.text.data)[table.body :]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            read_options=arrow_csv.ReadOptions(
                column_names=[str(i) for i in range(len(table.columns))],
                block_size=4 * LONGEST,
                use_threads=not numbered,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=table.delimiter,
                newlines_in_values=b'"' in table.text.data,
                invalid_row_handler=keep,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=wanted,
                column_types={name: pa.string() for name in wanted},
                strings_can_be_null=False,
                check_utf8=False,  # checked when the encoding was found
            ),
        )
    except pa.ArrowInvalid as error:
        _refuse_open_quotes(table, 0, ragged)
        what = f"not readable as a table with columns separated by {spoken(table.delimiter)} ({error})"
        raise InputError(table.name, what, "export the table again as CSV in UTF-8") from error


def _refuse_open_quotes(table: TextTable, rows: int, ragged: Sequence[tuple[int, int, str]]) -> None:
    """Raise where a quote is never closed, or closed in the middle of a later line: it swallows rows."""
    data, body = table.text.data, table.body
    quotes = data.count(b'"', body)
    lines = max(data.count(b"\n", body), data.count(b"\r", body))
    if not quotes or (quotes % 2 == 0 and lines <= rows and not ragged):
        return
    sign = re.escape(table.delimiter.encode())
    quoted = re.compile(
        rb'(?:\A|(?<=[\r\n])|(?<=%b))"((?:[^"]|"")*+)("(?=\s*(?:%b|[\r\n]|\Z)))?' % (sign, sign)
    )
    for cell in quoted.finditer(data, body):
        if cell[2] is None and (b"\n" in cell[1] or b"\r" in cell[1] or cell.end() == len(data)):
            line = data.count(b"\n", 0, cell.start()) + 1
            what = f'a quote (") that opens in line {line:,} is not closed where the cell ends'
            raise InputError(table.name, what, "close or remove that quote, then run again")


def _refuse_ragged(table: TextTable, ragged: Sequence[tuple[int, int, str]], read: int) -> None:
    """Raise where more than 1 % of the rows do not have as many columns as the header."""
    if len(ragged) <= RAGGED_SHARE * read:
        return
    number, columns, _ = ragged[0]
    what = (
        f"rows with another number of columns than the header: {len(ragged):,} of {read:,}; "
        f"the first is row {number:,} with {columns} instead of {len(table.columns)}"
    )
    to_do = f"export again, with quotes around cells that hold the delimiter ({spoken(table.delimiter)})"
    if columns < len(table.columns):
        to_do = "take out lines that are no records, such as totals and remarks, or export again"
    raise InputError(table.name, what, to_do)


def _positions(read: int, ragged: Sequence[tuple[int, int, str]]) -> list[int]:
    """Return the positions, from 0, of the rows that were kept."""
    dropped = {number - 1 for number, _, _ in ragged}
    return [position for position in range(read) if position not in dropped]


def _facts(table: TextTable, size: int) -> dict[str, str]:
    """Return what the run's record keeps about the file."""
    return {
        "format": "text",
        "encoding": table.text.encoding,
        "encoding_guessed": "yes" if table.text.guessed else "no",
        "delimiter": spoken(table.delimiter),
        "bytes": str(size),
    }


def _findings(table: TextTable, ragged: Sequence[tuple[int, int, str]], read: int) -> list[Finding]:
    """Return what was noticed while reading the file."""
    seen = []
    if table.header == "none":
        seen.append(Finding(code="no_header", level="warning", values={"file": table.name}))
    if ragged:
        count, first = len(ragged), ragged[0][0]
        values: dict[str, str | int] = {"file": table.name, "rows": count, "read": read, "first": first}
        seen.append(Finding(code="ragged_rows", level="warning", values=values))
    return seen
