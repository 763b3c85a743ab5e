"""GeoPackages: what has to be true of the SQLite file inside before GDAL may open it."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from hotspot.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_AGAIN = "copy or export it again"


def check_geopackage(path: Path, name: str) -> None:
    """Refuse a GeoPackage that is cut short, or whose layers are views: a view is a program in the file."""
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100:
        raise InputError(name, "the file is cut short", _AGAIN)
    page, pages = struct.unpack(">H", header[16:18])[0], struct.unpack(">I", header[28:32])[0]
    if path.stat().st_size < (65536 if page == 1 else page) * pages:
        raise InputError(name, "the file is cut short", _AGAIN)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda text: text.decode(errors="replace")
            rows = database.execute(
                "SELECT c.table_name, m.type, m.sql FROM gpkg_contents c"
                " LEFT JOIN sqlite_master m ON m.name = c.table_name WHERE c.data_type = 'features'"
            ).fetchall()
    except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:  # broken bytes ask for any memory
        what = str(error) or "its pages are damaged"
        raise InputError(name, f"it cannot be read as a GeoPackage: {what}", _AGAIN) from None
    for layer, kind, sql in rows:
        if kind != "table" or str(sql).upper().startswith("CREATE VIRTUAL"):
            what = (
                f"layer '{layer}' is not a plain table but {'missing' if kind is None else 'a ' + str(kind)}"
            )
            raise InputError(name, what, "export the layer as a table, for instance in QGIS")
