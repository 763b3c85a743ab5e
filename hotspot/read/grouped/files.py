"""Which files are counted together: a file, a folder or a pattern, all of one kind with the same columns."""

from __future__ import annotations

import csv
import glob
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
from pyarrow import parquet

from hotspot.errors import InputError
from hotspot.read.delimiter import find_delimiter
from hotspot.read.gate import checked_path
from hotspot.read.header import looks_like_data, refuse_title
from hotspot.read.parquet import has_geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

PARQUET, TEXT = (".parquet",), (".csv", ".tsv", ".txt", ".csv.gz")
HEAD = 1_000_000  # bytes of a text file that are looked at for names and delimiter
GZIP, BOM = b"\x1f\x8b", b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Files:
    """Files of one kind: `paths` to open, `names` as the user gave them, `schema` with the Arrow type of each
    column (text for all columns of a text table, whose `delimiter` is known)."""

    kind: Literal["parquet", "csv"]
    paths: tuple[str, ...]
    names: tuple[str, ...]
    schema: pa.Schema
    delimiter: str = ","

    @property
    def where(self) -> str:
        """The files in a message."""
        return self.names[0] if len(self.names) == 1 else f"{self.names[0]} and {len(self.names) - 1} more"

    def of_columns(self, columns: Sequence[str]) -> pa.Schema:
        """Return the types of the columns in use; InputError where a file differs in one."""
        wanted = pa.schema([self.schema.field(column) for column in columns])
        for path, name in zip(self.paths[1:], self.names[1:], strict=True):
            schema = _header(path, name)[0]
            for field in wanted:
                if field.name not in schema.names:
                    raise _unlike(name, f"no column {field.name}, which {self.names[0]} has")
                if schema.field(field.name).type != field.type:
                    raise _unlike(name, f"column {field.name} is of another type than in {self.names[0]}")
        return wanted


def is_text(kind: pa.DataType) -> bool:
    """Tell whether the cells of a column of this type are text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def find_files(given: Sequence[str]) -> Files:
    """Return the files that are `given` by name, as a folder or as a pattern such as crimes/2024-*.parquet.

    InputError where there are none, where kinds are mixed, and for files that cannot be counted by an engine.
    """
    names = [name for one in given for name in _named(one)]
    if not names:
        raise InputError(
            ", ".join(given) or "incidents", "there are no files", "give one, a folder or a pattern"
        )
    paths = [str(checked_path(name, suffixes=(*PARQUET, *TEXT))) for name in names]
    kinds = {path.lower().endswith(PARQUET) for path in paths}
    if len(kinds) > 1:
        raise _unlike(names[0], "Parquet and text tables together")
    schema, delimiter = _header(paths[0], names[0])
    kind: Literal["parquet", "csv"] = "parquet" if kinds == {True} else "csv"
    return Files(kind=kind, paths=tuple(paths), names=tuple(names), schema=schema, delimiter=delimiter)


def _named(given: str) -> list[str]:
    """Return the names of the files behind a name, a folder or a pattern, in the order of the alphabet."""
    if Path(given).is_dir():
        inside = sorted(str(path) for path in Path(given).iterdir() if path.is_file())
        return [path for path in inside if path.lower().endswith((*PARQUET, *TEXT))]
    if glob.has_magic(given) and not Path(given).exists():
        return sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - a pattern may begin with a disk or /
    return [given]


def _header(path: str, name: str) -> tuple[pa.Schema, str]:
    """Return columns and types of a file, and the delimiter of a text table."""
    if not path.lower().endswith(PARQUET):
        return _text_header(path, name)
    if has_geometry(Path(path), name):
        raise InputError(
            name, "the places are geometries", "give lon and lat as columns, or read it without an engine"
        )
    schema = parquet.read_schema(path)
    for field in schema:
        if pa.types.is_timestamp(field.type) and field.type.tz:
            what = f"the column {field.name} has times of the zone {field.type.tz}"
            raise InputError(name, what, "save local times without a zone, or read it without an engine")
    return schema.remove_metadata(), ","


def _text_header(path: str, name: str) -> tuple[pa.Schema, str]:
    """Read names and delimiter from the beginning of a text table in UTF-8."""
    text = head_of(path, name)
    line, _, body = text.partition("\n")
    delimiter = find_delimiter(line.rstrip("\r"), body.encode())
    cells = next(islice(csv.reader([line.rstrip("\r")], delimiter=delimiter), 1), [])
    refuse_title(name, text.encode(), cells)
    if looks_like_data(cells):
        raise InputError(name, "the first line is data, not names", "write the names of the columns into it")
    return pa.schema([(cell, pa.string()) for cell in cells]), delimiter


def head_of(path: str, name: str) -> str:
    """Return how a text table begins, unpacked and in whole lines; InputError where that is no UTF-8."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(GZIP):
        import gzip  # noqa: PLC0415 - few tables are packed

        with gzip.open(path) as packed:
            head = packed.read(HEAD)
    head = head.removeprefix(BOM)
    try:
        return head.decode() if len(head) < HEAD else head[: head.rfind(b"\n")].decode()
    except UnicodeDecodeError as error:
        to_do = "save it as CSV in UTF-8, or read it without an engine"
        raise InputError(name, "not in UTF-8", to_do) from error


def _unlike(name: str, what: str) -> InputError:
    return InputError(name, what, "give only files of one kind with the same columns, or run once for each")
