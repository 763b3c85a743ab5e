"""Shapefiles: the parts that lie beside the .shp, their lengths, and the alphabet of the table."""

from __future__ import annotations

import codecs
import re
import struct
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError, InputError
from hotspot.read.encoding import as_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RECORDS_LOOKED_AT = 20_000
_HEADING_BYTES = 11  # of a field's name, with the zero that ends it
UNKNOWN_LETTERS = (
    "export the layer as GeoPackage, which is always UTF-8;"
    " the encoding of areas can be named: --set areas.encoding=koi8-r"
)
_PYTHON_NAMES = {"kz-1048": "kz1048"}


def check_parts(shape: Path, name: str) -> None:
    """Refuse a shapefile whose .shx or .dbf is missing, cut short, or counts other features than the .shp."""
    for ending in (".shx", ".dbf"):
        if beside(shape, ending) is None:
            to_do = "copy all parts of the shapefile (.shp, .shx, .dbf, .prj) together"
            raise InputError(name, f"the file '{shape.stem}{ending}' is missing beside it", to_do)
    for part in (shape, beside(shape, ".shx")):
        if part is not None and part.stat().st_size < _declared_bytes(part):
            raise InputError(name, f"'{part.name}' is cut short", "copy or export it again")
    table = _table(shape)
    header, record, records = _dbf_header(table)
    if record == 0 or table.stat().st_size < header + record * records:
        raise InputError(name, f"'{table.name}' is cut short", "copy or export it again")
    index = beside(shape, ".shx")
    features = (index.stat().st_size - 100) // 8 if index else 0
    if features != records:
        what = f"it has {features} shapes, but '{table.name}' has {records} rows"
        raise InputError(name, what, "copy all its parts from the same export")


def table_encoding(shape: Path, name: str) -> tuple[str, str]:
    """Return the encoding of the .dbf as Python calls it, judged by its letters, and the one it declares.

    The declaration (.cpg) is often wrong, since tools write their own default; it is returned for what it
    says ("" where there is none), and does not decide.
    """
    part = beside(shape, ".cpg")
    declared = part.read_text(encoding="ascii", errors="replace").strip()[:40] if part else ""
    sample = b"\n".join((*_headings_beyond_ascii(_table(shape)), *_cells_beyond_ascii(_table(shape))))
    if not sample:
        return "utf-8", ""
    try:
        found = as_utf8(name, sample).encoding
    except InputError:
        what = f"the letters in '{_table(shape).name}' are of no known alphabet, or of two"
        raise InputError(name, what, UNKNOWN_LETTERS) from None
    return _PYTHON_NAMES.get(found, found), declared


def told_encoding(told: str) -> str:
    """Return the encoding that the user names, as Python calls it. Raises ConfigError for none of text.

    >>> told_encoding("KOI8-R"), told_encoding("1251")
    ('koi8-r', 'cp1251')
    """
    name = f"cp{told}" if told.isdigit() else told.strip()
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        what = f"'{told[:40]}' is no encoding of text"
        raise ConfigError(
            "areas.encoding", what, "write one such as cp1251, cp866, koi8-r or utf-8"
        ) from None


def same_encoding(declared: str, encoding: str) -> bool:
    """Tell whether a .cpg means this encoding: they write UTF-8, utf8, 1251, CP1251, "ANSI 1251" …

    >>> same_encoding("ANSI 1251", "cp1251"), same_encoding("ISO-8859-1", "cp1251")
    (True, False)
    """
    number = re.sub(r"\D", "", declared)
    return {"88591": "1252", "65001": "8"}.get(number, number) == re.sub(r"\D", "", encoding)


def beside(shape: Path, ending: str) -> Path | None:
    """Return the part of the shapefile with this ending, in whatever case it is written; None if missing."""
    for candidate in (shape.with_suffix(ending), shape.with_suffix(ending.upper())):
        if candidate.is_file():
            return candidate
    return None


def _table(shape: Path) -> Path:
    return beside(shape, ".dbf") or shape.with_suffix(".dbf")


def _declared_bytes(part: Path) -> int:
    """Return the length that the header of a .shp or .shx gives, in bytes (it counts 16-bit words)."""
    with part.open("rb") as file:
        header = file.read(28)
    return 2 * int(struct.unpack(">i", header[24:28])[0]) if len(header) == 28 else 100


def _dbf_header(table: Path) -> tuple[int, int, int]:
    """Return the bytes of the header, the bytes of one record, and the number of records."""
    with table.open("rb") as file:
        start = file.read(12)
    if len(start) < 12:
        return 0, 0, 0
    records, header, record = struct.unpack("<IHH", start[4:12])
    return header, record, records


def _headings_beyond_ascii(table: Path) -> Iterator[bytes]:
    """Give the names of the fields that hold a byte above 127, without a letter cut in two."""
    header, _, _ = _dbf_header(table)
    with table.open("rb") as file:
        fields = file.read(header)[32:]
    for at in range(0, len(fields) - 31, 32):
        field = fields[at : at + _HEADING_BYTES].split(b"\0")[0]
        if not field.isascii():
            yield _whole_letters(field, full=len(field) >= _HEADING_BYTES - 1)


def _cells_beyond_ascii(table: Path) -> Iterator[bytes]:
    """Give the text cells of the first records that hold a byte above 127, without a letter cut in two."""
    header, record, records = _dbf_header(table)
    with table.open("rb") as file:
        fields = file.read(header)[32:]
        widths = [fields[at + 16] for at in range(0, len(fields) - 31, 32)]
        for _ in range(min(records, _RECORDS_LOOKED_AT)):
            row = file.read(record)
            at = 1  # the first byte of a record says whether it is deleted
            for width in widths if not row.isascii() else ():
                cell, at = row[at : at + width], at + width
                if not cell.isascii():
                    yield _whole_letters(cell.rstrip(b" \0"), full=len(cell.rstrip(b" \0")) == width)


def _whole_letters(cell: bytes, *, full: bool) -> bytes:
    """Return a cell without the half of a UTF-8 letter that the field was too short for."""
    try:
        cell.decode("utf-8")
    except UnicodeDecodeError as error:
        return cell[: error.start] if full and error.reason == "unexpected end of data" else cell
    return cell
