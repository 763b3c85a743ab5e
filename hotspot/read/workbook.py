"""Excel workbooks: what has to be true of the zip archive inside before its sheets are unpacked in memory."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.unzip import DAMAGED

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1 << 30  # expanded, all sheets together
MOST_RATIO = 200  # expanded bytes for each stored byte; sheets with many equal rows reach 100
MOST_CELLS = 40_000_000  # of the rectangle from A1 to the last cell: a full sheet of 38 columns
_SMALL = 50 << 20  # below this many expanded bytes no ratio does harm
_CHUNK = 4 << 20
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')


def check_workbook(path: Path, name: str) -> None:
    """Refuse a workbook that would not fit into memory: a zip bomb, or one stray cell far from all others.

    A sheet is read as one rectangle, so that a single entry in XFD1048576 would ask for 17 billion cells.
    """
    to_do = "copy the table into a new workbook, or save it as CSV"
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            expanded = sum(member.file_size for member in members)
            stored = sum(member.compress_size for member in members)
            if expanded > MOST_BYTES or (expanded > _SMALL and expanded > MOST_RATIO * stored):
                raise InputError(name, f"it would grow from {stored:,} to {expanded:,} bytes", to_do)
            for member in members:
                if re.search(r"worksheets/[^/]*\.xml$", member.filename, re.IGNORECASE):
                    column, row = _last_cell(archive, member)
                    if column * row > MOST_CELLS:
                        what = f"a sheet reaches to row {row:,} and column {column:,}, mostly empty"
                        raise InputError(name, what, f"delete the cells far from the table, or {to_do}")
    except DAMAGED as error:
        raise InputError(
            name, f"not a workbook that can be read ({error})", "save it again as .xlsx"
        ) from None


def _last_cell(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last column and row, from 1, that hold a cell with content."""
    column, row, rest = b"A", 1, b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            text = rest + chunk
            for letters, number in _CELL.findall(text):
                column = max(column, letters, key=lambda cell: (len(cell), cell))
                row = max(row, int(number))
            rest = text[text.rfind(b"<") :] if text.rfind(b"<") > text.rfind(b">") else b""
            rest = rest[-1000:]
    return _number(column), row


def _number(letters: bytes) -> int:
    """Return the number of a column.

    >>> _number(b"A"), _number(b"AA"), _number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
