"""All layers in one GeoPackage, in the metric CRS of the run, with styles that QGIS shows at once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from hotspot.measure.classes import class_limits
from hotspot.write.styles import Kind, graduated, single
from hotspot.write.tables import hotspot_rows, ranking_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from hotspot.schema import Result

LAYER_COLUMNS = ("name", "name_en", "name_ru", "name_kk", "kind")  # of given layers, nothing else leaves
THE_DAY = "2000-01-01T00:00:00.000Z"  # in place of the clock, so that equal results have equal bytes
STYLE_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)"""
STYLE_ROW = "INSERT INTO layer_styles VALUES (NULL, '', '', ?, 'geom', 'hotspot', ?, '', 1, '', '', NULL, ?)"
CONTENT_ROW = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
    "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)"
)


def write_geopackage(result: Result, path: Path) -> None:
    """Write the layers `ranking`, `hotspots` and one for each layer that the user gave to be drawn."""
    areas = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    spots = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    styles = {
        "ranking": graduated("score", class_limits(areas["score"].to_numpy(np.float64))),
        "hotspots": single("fill"),
    }
    with _fixed_day():
        _write(_layer(ranking_rows(result), areas), path, "ranking", "MultiPolygon", result.title)
        _write(_layer(hotspot_rows(result), spots), path, "hotspots", "MultiPolygon", result.title)
        for name, frame in result.layers.items():
            layer = _layer_name(name, taken=set(styles))
            kind = _kind(frame)
            columns = [column for column in LAYER_COLUMNS if column in frame.columns]
            rows = frame[columns].astype(str) if columns else frame[[]]
            _write(_layer(rows, frame.to_crs(result.crs)), path, layer, "Unknown", name)
            styles[layer] = single(kind)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(STYLE_TABLE)
        database.execute(CONTENT_ROW, (THE_DAY,))
        database.executemany(STYLE_ROW, [(layer, style, THE_DAY) for layer, style in styles.items()])


@contextmanager
def _fixed_day() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": THE_DAY})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _layer(rows: pd.DataFrame, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = rows.reset_index(drop=True).infer_objects()
    return gpd.GeoDataFrame(table, geometry=np.asarray(shapes.geometry.array, dtype=object), crs=shapes.crs)


def _write(frame: gpd.GeoDataFrame, path: Path, layer: str, geometry_type: str, about: str) -> None:
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type,
        promote_to_multi=geometry_type != "Unknown",
        append=path.exists(),
        layer_options={"GEOMETRY_NAME": "geom", "FID": "fid", "DESCRIPTION": about},
    )


def _layer_name(name: str, *, taken: set[str]) -> str:
    """Return a table name made of letters, digits and _, unlike those `taken`."""
    plain = re.sub(r"\W+", "_", name.lower()).strip("_") or "layer"
    while plain in taken or plain.startswith(("gpkg_", "rtree_", "sqlite_")) or plain == "layer_styles":
        plain = f"given_{plain}"
    return plain


def _kind(frame: gpd.GeoDataFrame) -> Kind:
    dimensions = shapely.get_dimensions(np.asarray(frame.geometry.array, dtype=object))
    kinds: tuple[Kind, ...] = ("marker", "line", "fill")
    return kinds[max(0, int(max(dimensions, default=0)))]
