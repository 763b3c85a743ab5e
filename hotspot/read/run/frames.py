"""Ranking, hot spots and given layers of a finished run, from its GeoPackage."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from hotspot.errors import InputError
from hotspot.read.ogr import FAILURES
from hotspot.read.run.entry import AGAIN
from hotspot.schema import FLAG_COLUMNS, STANDING_COLUMNS, TEXT_COLUMNS, WHOLE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyproj

    from hotspot.read.features import Shapes
    from hotspot.schema import Bools

GEOPACKAGE = "hotspot.gpkg"
POLYGONS = (3, 6)  # GEOS: polygon, multipolygon
FURTHEST_M = 1e8  # from the origin of any map projection
UNNAMED = "File /vsimem/.* has GPKG application_id"  # bytes have no name that could end in .gpkg
UNKNOWN = frozenset({"population"})  # whole numbers that may be missing
_FAILURES = (*FAILURES, UnicodeDecodeError, shapely.errors.GEOSException)


def typed_columns(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns (but for geometry) with the types of the schema: text, whole numbers, yes and no,
    measures.

    Unknown text is "", an unknown measure NaN; an area has a rank if and only if it has a score. Raises
    ValueError for a column of another kind.
    """
    shown = [column for column in columns if column != "geometry"]
    apart = rows["score"].isna().to_numpy() if "score" in shown else np.zeros(len(rows), dtype=np.bool_)
    return pd.DataFrame({name: _typed(rows[name], apart) for name in shown}, columns=shown)


def _typed(values: pd.Series, apart: Bools) -> pd.Series:
    if values.name in TEXT_COLUMNS:
        if not all(isinstance(value, str) for value in values[values.notna()]):
            raise ValueError(f"'{values.name}' is no text")
        return values.astype(object).where(values.notna(), "").astype("str")
    if values.name in FLAG_COLUMNS:
        if not values.isin([True, False]).all():
            raise ValueError(f"'{values.name}' is neither yes nor no")
        return values.astype(np.bool_)
    numbers = pd.Series(pd.to_numeric(values), dtype=np.float64)
    if np.isinf(numbers).any():
        raise ValueError(f"'{values.name}' is infinite")
    if values.name not in WHOLE_COLUMNS - UNKNOWN:
        return numbers
    stands = values.name in STANDING_COLUMNS and apart.any()
    if not (numbers == np.floor(numbers))[~apart if stands else slice(None)].all():
        raise ValueError(f"'{values.name}' is no whole number")
    if not stands:
        return numbers.astype(np.int64)
    if numbers[apart].notna().any():
        raise ValueError(f"'{values.name}' is given to an area without a score")
    return numbers


def single_parts(shapes: Shapes) -> Shapes:
    """Return the shapes with a collection of one part as that part."""
    alone = (shapely.get_type_id(shapes) == POLYGONS[1]) & (shapely.get_num_geometries(shapes) == 1)
    return np.where(alone, shapely.get_geometry(shapes, 0), shapes)


def read_found(
    content: bytes, file: str, table: str, *, columns: Sequence[str], crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Return the polygons of a table of the GeoPackage `content` with `columns`, in the CRS of the run."""
    rows, shapes = _layer(content, file, table)
    if missing := [name for name in columns if name != "geometry" and name not in rows]:
        raise InputError(file, f"its table '{table}' has no column '{missing[0]}'", AGAIN)
    if not np.isin(shapely.get_type_id(shapes), POLYGONS).all():
        raise InputError(file, f"its table '{table}' holds something else than areas", AGAIN)
    try:
        typed = typed_columns(rows, columns)
    except (ValueError, TypeError) as error:
        raise InputError(file, f"its table '{table}' cannot be used: {error}", AGAIN) from None
    return gpd.GeoDataFrame(typed, geometry=single_parts(shapes), crs=crs)[list(columns)]


def read_given(
    content: bytes, file: str, table: str, *, columns: Sequence[str], crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Return a layer that the user gave to be drawn, with those of `columns` that it has."""
    rows, shapes = _layer(content, file, table)
    try:
        typed = typed_columns(rows, [name for name in columns if name in rows])
    except (ValueError, TypeError) as error:
        raise InputError(file, f"its table '{table}' cannot be used: {error}", AGAIN) from None
    return gpd.GeoDataFrame(typed, geometry=shapes, crs=crs)


def _layer(content: bytes, file: str, table: str) -> tuple[pd.DataFrame, Shapes]:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=UNNAMED, category=RuntimeWarning)
            meta, rows = pyogrio.read_arrow(content, layer=table)
        shapes = shapely.from_wkb(rows.column(meta["geometry_name"]).to_numpy(zero_copy_only=False))
    except (*_FAILURES, KeyError) as error:
        why = " ".join(str(error).split())[:200]
        raise InputError(file, f"its table '{table}' cannot be read: {why}", AGAIN) from None
    if shapely.is_missing(shapes).any():
        raise InputError(file, f"its table '{table}' has a row without a shape", AGAIN)
    if not (np.abs(shapely.get_coordinates(shapes)) < FURTHEST_M).all():
        raise InputError(file, f"its table '{table}' has a place that is nowhere on Earth", AGAIN)
    return rows.drop_columns([meta["geometry_name"]]).to_pandas(), shapes
