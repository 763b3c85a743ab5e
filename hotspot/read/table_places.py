"""Where the rows of a table beside the incidents lie: venues, posts or cameras with a place in each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.read.cell_places import ORDER_USUAL, read_cells
from hotspot.read.columns import key, listed
from hotspot.read.coordinates import read_numbers
from hotspot.read.features import WGS84
from hotspot.read.names import DEGREES, PLANE
from hotspot.read.one_cell import column_of_places
from hotspot.read.opening import open_source
from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyproj

    from hotspot.read.features import Shapes
    from hotspot.read.table import PointTable
    from hotspot.schema import Floats


@dataclass(frozen=True, kw_only=True)
class PlacedRows:
    """The rows of a table with their `points` (n,), None where a row has no place; `crs` is None where
    nothing tells it; `findings` are those of the reader, as for incidents."""

    frame: pd.DataFrame
    points: Shapes
    crs: pyproj.CRS | None
    findings: tuple[Finding, ...]


def placed_rows(path: str, sheet: str) -> PlacedRows:
    """Read a table with all its columns, and find the place of each row.

    Places are those the rows bring, else of two columns of longitude and latitude, else of the column whose
    cells hold both, as `"43.25, 76.95"`, `POINT (76.95 43.25)`, WKB in hexadecimal, or with letters of the
    compass. Raises InputError where there is no telling where they are.
    """
    table = open_source(path, layer=sheet, query="")
    rows = table.load(list(dict.fromkeys(table.columns)))
    by_key = {key(column): column for column in reversed(table.columns)}
    pair = next((pair for pair in (*DEGREES, *PLANE) if pair[0] in by_key and pair[1] in by_key), None)
    if rows.x is not None and rows.y is not None:
        return _placed(rows, rows.x, rows.y, rows.crs)
    if pair is not None:
        x, y = _degrees(path, rows, pair, by_key)
        return _placed(rows, x, y, WGS84)
    to_do = "keep one of them, or call the right one location"
    column = column_of_places(path, table.first(), by_key, to_do=to_do)
    if not column:
        what = f"no columns of longitude and latitude; it has {listed(table.columns)}"
        to_do = (
            "call them lon and lat, or Долгота and Широта; where there are only addresses, geocode them first"
        )
        raise InputError(path, what, to_do)
    return _of_cells(path, rows, column)


def _degrees(
    path: str, rows: PointTable, pair: tuple[str, str], by_key: Mapping[str, str]
) -> tuple[Floats, Floats]:
    """Return longitude and latitude (n,) of two columns. Raises InputError for what is no degrees."""
    east, north = (by_key[one] for one in pair)
    x = read_numbers(f"{path}, column '{east}'", rows.frame[east], degrees=pair in DEGREES).found
    y = read_numbers(f"{path}, column '{north}'", rows.frame[north], degrees=pair in DEGREES).found
    strange = (abs(x) > 180) | (abs(y) > 90)
    if strange.any():
        what = f"'{east}' and '{north}' hold {x[strange][0]:g}, {y[strange][0]:g}, which are no degrees"
        raise InputError(path, what, "give longitude and latitude, or a GeoPackage, which says its CRS")
    return x, y


def _of_cells(path: str, rows: PointTable, column: str) -> PlacedRows:
    """Return the rows with the places of a column whose cells hold both coordinates, and say in which order a
    pair was taken where nothing tells it."""
    where = f"{path}, column '{column}'"
    cells = read_cells(where, rows.frame[column], crs="", swap=False, around=None)
    said: tuple[Finding, ...] = ()
    if cells.order and cells.order.why == ORDER_USUAL:
        values = {"file": path, "column": column}
        said = (Finding(code="layer_pairs_usual", level="info", values=values),)
    crs = cells.crs or (WGS84 if cells.degrees else None)
    return _placed(rows, cells.x, cells.y, crs, *said)


def _placed(rows: PointTable, x: Floats, y: Floats, crs: pyproj.CRS | None, *said: Finding) -> PlacedRows:
    points = np.asarray(shapely.points(x, y))
    points[~np.isfinite(x + y)] = None
    return PlacedRows(frame=rows.frame, points=points, crs=crs, findings=(*rows.findings, *said))
