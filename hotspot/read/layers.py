"""Layers that are only drawn: posts, cameras, venues, streets …; only their names and classes are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.read.areas.columns import as_text, first_named
from hotspot.read.areas.known import LANGUAGE_NAMES, NAMES
from hotspot.read.columns import key, listed
from hotspot.read.coordinates import read_numbers
from hotspot.read.features import WGS84
from hotspot.read.ground import GROUND, kinds_of
from hotspot.read.names import DEGREES, PLANE
from hotspot.read.ogr import VECTOR_SUFFIXES
from hotspot.read.opening import open_source
from hotspot.read.personal import name_findings, personal_findings, without_persons
from hotspot.read.table import FIRST_ROWS
from hotspot.read.vector import read_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    import pyproj

    from hotspot.read.features import Shapes
    from hotspot.schema import Finding

LAYER_COLUMNS = ("name", "name_en", "name_ru", "name_kk", "kind", "geometry")
_LABELS = (*NAMES, "intersection", "street", "streetname", "улица", "көше")


def read_layer(path: str, *, kind: str, layer: str = "") -> gpd.GeoDataFrame:
    """Read what is to be drawn, in its own CRS, with `LAYER_COLUMNS`; `kind` is posts, cameras, venues …

    Takes vector files with a CRS, and tables with longitude and latitude in columns of well-known names. All
    other columns are left behind, since the map page shows what it holds. Features without geometry cannot be
    drawn and are left out. Raises InputError where there is nothing to draw, or no telling where.
    """
    return drawn_frame(*read_shapes(path, layer), kind)


def read_layer_noted(path: str, *, kind: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the layer as `read_layer` does, and which of its columns and names are about persons."""
    frame, shapes, crs = read_shapes(path)
    drawn, used, emptied = _drawn(frame, shapes, crs, kind)
    names = [str(column) for column in frame.columns]
    first = {name: list(as_text(frame[name].head(FIRST_ROWS))) for name in names}
    return drawn, (
        *personal_findings(path, names, first, used=used),
        *name_findings(path, emptied),
    )


def read_shapes(path: str, layer: str = "") -> tuple[pd.DataFrame, Shapes, pyproj.CRS]:
    """Return what can be drawn of a vector file or a table: its columns, its shapes (n,) and their CRS.

    Raises InputError where there is nothing to draw, or no telling where.
    """
    frame, shapes, crs = read_every_shape(path, layer)
    drawn = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not drawn.any():
        raise InputError(
            path, "there is nothing in it that could be drawn", "leave it out, or export it again"
        )
    return frame[drawn], shapes[drawn], crs


def read_every_shape(path: str, layer: str = "") -> tuple[pd.DataFrame, Shapes, pyproj.CRS]:
    """Return columns, shapes (n,) and CRS as `read_shapes` does, with the rows that have no shape.

    Raises InputError where there is no telling where the shapes are.
    """
    if path.lower().endswith(tuple(VECTOR_SUFFIXES - {".parquet"})):
        features = read_features(path, layer)
        frame, shapes, crs = features.drop(columns="geometry"), features.geometry.to_numpy(), features.crs
    else:
        frame, shapes, crs = _from_table(path, layer)
    if crs is None:
        raise InputError(path, "it does not say its CRS", "add its .prj, or save it as GeoPackage or GeoJSON")
    return frame, shapes, crs


def drawn_frame(frame: pd.DataFrame, shapes: Shapes, crs: pyproj.CRS, kind: str) -> gpd.GeoDataFrame:
    """Return what may be drawn of a layer: its shapes, names, and as `kind` the class of streets and water.

    Of water, buildings and other ground no name is kept; names that belong to a person are emptied.
    """
    return _drawn(frame, shapes, crs, kind)[0]


def _drawn(
    frame: pd.DataFrame, shapes: Shapes, crs: pyproj.CRS, kind: str
) -> tuple[gpd.GeoDataFrame, list[str], dict[str, int]]:
    """Return what may be drawn, the columns it comes from, and how many of their names were emptied.

    Streets are called after persons, and their names are public.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy

    nameless = kind in GROUND and kind != "streets"
    texts = {} if nameless else {str(column): as_text(frame[column]) for column in frame.columns}
    known: dict[str, Sequence[str]] = {"name": _LABELS}
    known |= {f"name_{language}": names for language, names in LANGUAGE_NAMES.items()}
    columns: dict[str, Sequence[str]] = {}
    emptied: dict[str, int] = {}
    for column, names in known.items():
        found = first_named(texts, names)
        columns[column] = list(texts[found]) if found else [""] * len(shapes)
        if found and kind not in GROUND:
            columns[column], emptied[found] = without_persons(columns[column])
    columns["kind"] = kinds_of(kind, frame).tolist()
    drawn = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)[list(LAYER_COLUMNS)]
    return drawn, list(emptied), emptied


def _from_table(path: str, sheet: str) -> tuple[pd.DataFrame, Shapes, pyproj.CRS | None]:
    """Return the columns, the points (None without coordinates) and the CRS of a table."""
    table = open_source(path, layer=sheet, query="")
    rows = table.load(list(dict.fromkeys(table.columns)))
    if rows.x is not None and rows.y is not None:
        x, y, crs = rows.x, rows.y, rows.crs
    else:
        by_key = {key(column): column for column in reversed(table.columns)}
        pair = next((pair for pair in (*DEGREES, *PLANE) if pair[0] in by_key and pair[1] in by_key), None)
        if pair is None:
            what = f"no columns of longitude and latitude; it has {listed(table.columns)}"
            raise InputError(path, what, "call them lon and lat")
        east, north = (by_key[one] for one in pair)
        x = read_numbers(f"{path}, column '{east}'", rows.frame[east], degrees=pair in DEGREES).found
        y = read_numbers(f"{path}, column '{north}'", rows.frame[north], degrees=pair in DEGREES).found
        crs = WGS84
        strange = (abs(x) > 180) | (abs(y) > 90)
        if strange.any():
            what = f"'{east}' and '{north}' hold {x[strange][0]:g}, {y[strange][0]:g}, which are no degrees"
            raise InputError(path, what, "give longitude and latitude, or a GeoPackage, which says its CRS")
    points = np.asarray(shapely.points(x, y))
    points[~(abs(x) + abs(y) < float("inf"))] = None
    return rows.frame, points, crs
