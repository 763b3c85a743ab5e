"""Points in a column of WKB, as PostGIS and other databases give them: as bytes or as hexadecimal text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from pyproj.exceptions import CRSError

from hotspot.errors import InputError
from hotspot.read.vector import point_coordinates

if TYPE_CHECKING:
    from hotspot.read.features import Shapes
    from hotspot.schema import Floats, Ints

_USUAL = ("geom", "geometry", "the_geom", "wkb_geometry", "way", "shape", "geog", "location")
_HEX = re.compile(r"0[01](?:[0-9a-fA-F]{2}){20,}")
_POINT = 0  # shapely's number of the type; -1 stands for no geometry
_AT_ONCE = 50_000  # geometries in memory


def geometry_column(table: pa.Table) -> str:
    """Return the first column whose values are WKB, those with a usual name before others; "" if none."""
    names: list[str] = table.column_names
    for name in sorted(names, key=lambda name: name.lower() not in _USUAL):
        kind = table.schema.field(name).type
        if pa.types.is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
            known = table.column(name).drop_null()
            if len(known) and _is_wkb(known[0].as_py()):
                return name
    return ""


def read_points(column: pa.ChunkedArray, name: str) -> tuple[Floats, Floats, pyproj.CRS | None]:
    """Return x and y (n,), NaN where there is no geometry, and the CRS of the SRID (None where it says none).

    `name` is the source, for messages. Raises InputError for broken WKB with its row, for geometry that is
    no point, for several SRIDs in one column and for an SRID that is no EPSG code.
    """
    parts = [_part(column, at, name) for at in range(0, len(column), _AT_ONCE)]
    x, y, srid = (np.concatenate(part) for part in zip(*parts, strict=True))
    srids = np.unique(srid[srid >= 0]).tolist()
    if len(srids) > 1:
        what = f"its geometries are in several CRS: SRID {', '.join(map(str, srids))}"
        raise InputError(name, what, "bring them together in the query: ST_Transform(geom, 4326) AS geom")
    return x, y, _crs(srids[0], name) if srids and srids[0] else None


def _is_wkb(value: str | bytes) -> bool:
    if isinstance(value, str) and not _HEX.fullmatch(value):
        return False
    return shapely.from_wkb(value, on_invalid="ignore") is not None


def _part(column: pa.ChunkedArray, start: int, name: str) -> tuple[Floats, Floats, Ints]:
    """Return x, y and SRID (-1: no geometry) of the next rows."""
    rows = column.slice(start, _AT_ONCE)
    shapes, known = _shapes(rows), rows.is_valid().to_numpy()
    broken = np.flatnonzero(shapely.is_missing(shapes) & known)
    if len(broken):
        what = f"row {start + broken[0] + 1} holds no geometry in WKB"
        raise InputError(name, what, "leave the row out with WHERE")
    if (shapely.get_type_id(shapes) > _POINT).any():
        point_coordinates(_shapes(column), name)  # all at once: its message counts from the first row
    x, y = point_coordinates(shapes, name)
    return x, y, np.where(known, shapely.get_srid(shapes), -1)


def _shapes(column: pa.ChunkedArray) -> Shapes:
    """Return the shapes (n,), None where there is none or where the WKB is broken."""
    shapes: Shapes = shapely.from_wkb(column.to_numpy(), on_invalid="ignore")
    return shapes


def _crs(srid: int, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(srid)
    except CRSError:
        raise InputError(name, f"SRID {srid} is no EPSG code", "use ST_Transform(geom, 4326)") from None
