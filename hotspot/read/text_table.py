"""How a table kept as text begins: what separates its columns, what they are called, where the rows start."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.delimiter import find_delimiter
from hotspot.read.header import looks_like_data, refuse_title
from hotspot.read.table import FIRST_ROWS
from hotspot.read.text_file import LONGEST, TextFile

if TYPE_CHECKING:
    from hotspot.read.allowed import Allowed

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


def text_table_of(name: str, text: TextFile, allowed: Allowed) -> TextTable:
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
    allowed.check_columns(len(cells), name)
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


def first_cells(table: TextTable) -> dict[str, list[str]]:
    """Return the cells of the first rows by column; a row that cannot be read ends them."""
    text = table.text.head[table.body : table.body + FIRST_BYTES].decode(errors="replace")
    lines = text.splitlines(keepends=True)[:-1] or [text]
    cells: dict[str, list[str]] = {column: [] for column in table.columns}
    with suppress(csv.Error):
        for row in islice(csv.reader(lines, delimiter=table.delimiter), FIRST_ROWS):
            for column, cell in zip(table.columns, row, strict=False):
                cells[column].append(cell)
    return cells
