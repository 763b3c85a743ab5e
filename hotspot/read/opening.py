"""Which reader an incidents source needs: told by the ending of its name, or by :// for a database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.allowed import ALLOWED, Allowed
from hotspot.read.gate import checked_path
from hotspot.read.table import FIRST_ROWS, NOT_PLAIN, OpenTable, Plain, PointTable

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".gz")
EXCEL = (".xlsx", ".xlsm")
PARQUET = (".parquet", ".geoparquet")
VECTOR = (".geojson", ".json", ".gpkg", ".shp", ".zip")
NO_DATABASE = {"http", "https", "ftp", "ftps", "sftp", "file", "s3", "gs", "az", "abfs", "hdfs", "wfs"}
ENDINGS = (*TEXT, *EXCEL, *PARQUET, *VECTOR)


def open_source(path: str, *, layer: str, query: str, allowed: Allowed = ALLOWED) -> OpenTable:
    """Open one incidents source and read its header.

    `layer` is the layer of a vector file or the sheet of a workbook, `query` the SQL for a database URL.
    Raises InputError for a source that is missing, of an unknown kind (with the kinds there are), damaged, or
    with more than is `allowed`.
    """
    table = _open(path, layer=layer, query=query, allowed=allowed)
    allowed.check_columns(len(table.columns), table.name)
    return table


def _open(path: str, *, layer: str, query: str, allowed: Allowed) -> OpenTable:
    """Open it with its own reader, imported here: each brings a heavy library that the others do not need."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", path)
    if scheme and scheme[1].lower() in NO_DATABASE:
        what = "this is an address, not a file or a database"
        raise InputError(f"{scheme[1]}://…", what, "download it and give the file's path")
    if scheme:
        from hotspot.read.database import read_query_table  # noqa: PLC0415 - only the reader that is asked for

        return _opened(read_query_table(path, query, allowed=allowed))
    real = checked_path(path, suffixes=ENDINGS)
    allowed.check_bytes(real.stat().st_size, path)
    name = real.name.lower()
    if name.endswith(TEXT):
        from hotspot.read.delimited import open_delimited  # noqa: PLC0415

        return open_delimited(real, path, allowed=allowed)
    if name.endswith(EXCEL):
        from hotspot.read.excel import open_excel  # noqa: PLC0415

        return open_excel(real, path, layer)
    if name.endswith(PARQUET):
        from hotspot.read.parquet import has_geometry, open_parquet  # noqa: PLC0415

        if not has_geometry(real, path):
            return open_parquet(real, path, allowed=allowed)
    from hotspot.read.vector import read_points_table  # noqa: PLC0415

    return _opened(read_points_table(path, layer))


def _opened(table: PointTable) -> OpenTable:
    """Return a source that is in memory already as one of which columns can be asked for."""

    def load(columns: Sequence[str], _: Plain = NOT_PLAIN) -> PointTable:
        return PointTable(
            name=table.name,
            frame=table.frame[list(columns)],
            rows=table.rows,
            source=table.source,
            x=table.x,
            y=table.y,
            crs=table.crs,
            findings=table.findings,
        )

    def first() -> dict[str, list[str]]:
        return {
            str(name): [str(cell) for cell in cells.dropna()]
            for name, cells in table.frame.head(FIRST_ROWS).items()
        }

    columns = tuple(str(column) for column in table.frame.columns)
    return OpenTable(name=table.name, columns=columns, load=load, first=first, placed=table.x is not None)
