"""Tables kept in Parquet with coordinates in columns; one with a geometry is read as a vector file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from hotspot.errors import InputError
from hotspot.read.allowed import ALLOWED, Allowed
from hotspot.read.gate import unchanged
from hotspot.read.hexadecimal import hex_of
from hotspot.read.table import FIRST_ROWS, NOT_PLAIN, OpenTable, Plain, PointTable
from hotspot.schema import Rows, Source

FEW = 0.25  # distinct texts among the rows, up to which a column is kept by its kinds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def has_geometry(path: Path, name: str) -> bool:
    """Tell whether the file says of itself that it is GeoParquet."""
    return b"geo" in (_schema(path, name).metadata or {})


def open_parquet(path: Path, name: str, *, allowed: Allowed = ALLOWED) -> OpenTable:
    """Read the header of a Parquet file; the rows are read later, and only the columns asked for.

    `name` is the path as the user gave it. Raises InputError for a damaged file, for one without
    rows, and for more rows than are `allowed`.
    """
    columns = tuple(_schema(path, name).names)
    count = parquet.read_metadata(path).num_rows
    allowed.check_rows(count, name)
    if not count:
        raise InputError(name, "the file has columns but no rows", "check that the export finished")

    def load(columns: Sequence[str], _: Plain = NOT_PLAIN) -> PointTable:
        try:
            with unchanged(path, name) as sha256:
                frame = _frame(path, columns)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _damaged(name, error) from error
        source = Source(path=name, sha256=sha256.result(), facts={"format": "parquet"})
        return PointTable(name=name, frame=frame, rows=Rows(read=len(frame)), source=source)

    def first() -> dict[str, list[str]]:
        try:
            with parquet.ParquetFile(path) as file:
                batch = next(file.iter_batches(batch_size=FIRST_ROWS), None)
            if batch is None:
                raise pa.ArrowInvalid("it says that it has rows, and has none")
            batch.validate(full=True)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(name, error) from error
        cells = zip(batch.schema.names, pa.Table.from_batches([batch]).columns, strict=True)
        return {
            name: [str(cell) for cell in hex_of(values).drop_null().to_pylist()] for name, values in cells
        }

    return OpenTable(name=name, columns=columns, load=load, first=first)


def _frame(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return these columns; texts that the file keeps by their kinds become categories."""
    schema = parquet.read_schema(path)
    texts = [name for name in columns if pa.types.is_string(schema.field(name).type)]
    rows = parquet.read_table(path, columns=list(columns), read_dictionary=texts)
    rows.validate(full=True)  # texts that are none would be found only when somebody asks for them
    for at, name in enumerate(rows.column_names):
        few = sum(len(chunk.dictionary) for chunk in rows[name].chunks) if name in texts else 0
        cells = rows[name].cast(pa.string()) if few > FEW * len(rows) else hex_of(rows[name])
        rows = rows.set_column(at, name, cells)
    plain = rows.replace_schema_metadata(None)  # what pandas once left there may be broken
    frame: pd.DataFrame = plain.to_pandas(types_mapper={pa.string(): pd.ArrowDtype(pa.string())}.get)
    return frame


def _schema(path: Path, name: str) -> pa.Schema:
    """Return names and types of the columns as Arrow has them."""
    try:
        schema = parquet.read_schema(path)
        _ = schema.names  # decoded only now
        return schema
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> InputError:
    """Return the error for a file that is not what its name says."""
    what = f"not a Parquet file that can be read: {str(error).splitlines()[0][:200]}"
    return InputError(name, what, "copy or export it again")
