"""All layers in one GeoPackage, in the metric CRS of the run, with styles that QGIS shows at once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from hotspot.schema import FLAG_COLUMNS, LAYER_COLUMNS, TEXT_COLUMNS, WHOLE_COLUMNS
from hotspot.words import Words, catalogue
from hotspot.words.apart import apart_legend
from hotspot.words.phrases import order_text, period_text, span, title_text
from hotspot.write.limits import drawn_limits
from hotspot.write.styles import Kind, graduated, outlined, single
from hotspot.write.tables import hotspot_rows, ranking_file_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from hotspot.schema import Language, Result

RESULTS = ("ranking", "hotspots")  # tables of what was found
OLDEST = "1.2"  # the version of GeoPackage that every QGIS and ArcGIS Pro in use reads without a warning
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


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One table: its rows with shapes (`typed`), what it says of itself, and how QGIS shows it (`styles`)."""

    name: str
    frame: gpd.GeoDataFrame
    geometry_type: Literal["Point", "MultiLineString", "MultiPolygon", "Unknown"]
    about: str
    style: str


def write_geopackage(result: Result, path: Path) -> None:
    """Write the layers `ranking`, `hotspots` and one for each layer that the user gave to be drawn.

    Columns keep the names that scripts know, and QGIS shows them by their headings in the language of the
    result. What is unknown is NULL.
    """
    words = Words(language=result.language)
    layers = [_ranking(result, words), _hotspots(result, words)]
    for name, table in layer_tables(result).items():
        layers.append(_given(name, table, result.layers[name].to_crs(result.crs), words))
    write_layers(layers, path)


def write_layers(layers: Sequence[Layer], path: Path) -> None:
    """Write the layers, one table each, into a new GeoPackage; equal layers have equal bytes."""
    with _settings():
        for layer in layers:
            _write(layer, path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute(STYLE_TABLE)
        database.execute(CONTENT_ROW, (THE_DAY,))
        database.executemany(STYLE_ROW, [(layer.name, layer.style, THE_DAY) for layer in layers])


def layer_tables(result: Result) -> Mapping[str, str]:
    """Return the table of each layer that the user gave: letters, digits and _, unlike any other table."""
    tables: dict[str, str] = {}
    for name in result.layers:
        tables[name] = _layer_name(name, taken={*RESULTS, *tables.values()})
    return tables


def published_layer(shapes: gpd.GeoDataFrame, language: Language) -> gpd.GeoDataFrame:
    """Return a given layer as the file holds it: `LAYER_COLUMNS` as text, and shapes. A thing without a plain
    name gets the one in `language`."""
    columns = {name: _texts(shapes[name]) for name in LAYER_COLUMNS if name in shapes.columns}
    local = columns.get(f"name_{language}")
    if local is not None and "name" in columns:
        columns["name"] = columns["name"].where(columns["name"] != "", local)
    return gpd.GeoDataFrame(columns, geometry=np.asarray(shapes.geometry.array, dtype=object), crs=shapes.crs)


def _texts(values: pd.Series[Any]) -> pd.Series[str]:
    return pd.Series([value if isinstance(value, str) else "" for value in values], dtype="str")


def _ranking(result: Result, words: Words) -> Layer:
    areas = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    frame = typed(ranking_file_rows(result), areas, texts={*TEXT_COLUMNS, "intervals"})
    limits = drawn_limits(result)
    style = graduated(
        "score",
        limits,
        labels=[span(low, high, words) for low, high in pairwise(limits)],
        number="rank",
        headings=_headings(frame, words),
        unknown=apart_legend(words) if frame["score"].isna().any() else "",
    )
    about = _about(result, words)
    return Layer(name="ranking", frame=frame, geometry_type="MultiPolygon", about=about, style=style)


def _hotspots(result: Result, words: Words) -> Layer:
    spots = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    frame = typed(hotspot_rows(result), spots)
    labels = {kind: words(f"kind.{kind}") for kind in ("area", "single_address")}
    style = outlined("kind", labels, dashed="single_address", headings=_headings(frame, words))
    about = _about(result, words)
    return Layer(name="hotspots", frame=frame, geometry_type="MultiPolygon", about=about, style=style)


def _given(name: str, table: str, shapes: gpd.GeoDataFrame, words: Words) -> Layer:
    frame = published_layer(shapes, words.language)
    known = f"map.layer.{name}"
    return Layer(
        name=table,
        frame=typed(pd.DataFrame(frame.drop(columns="geometry")), frame),
        geometry_type="Unknown",
        about=words(known) if known in catalogue() else name,
        style=single(_kind(frame), name),
    )


def _about(result: Result, words: Words) -> str:
    """Return what the results say of themselves: title, order with its unit, period, run, if synthetic."""
    parts = [title_text(result), order_text(result, words), period_text(result, words)]
    parts += [words("run.id", id=result.run_id)] if result.run_id else []
    return " · ".join([*parts, *([words("table.synthetic")] if result.synthetic else [])])


def _headings(frame: gpd.GeoDataFrame, words: Words) -> Mapping[str, str]:
    return {column: words(f"column.{column}") for column in frame.columns if column != "geometry"}


@contextmanager
def _settings() -> Iterator[None]:
    """Let GDAL write a fixed day, and not wait for the disk after each layer: who publishes the file does."""
    ours = {"OGR_CURRENT_DATE": THE_DAY, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    before = {name: pyogrio.get_gdal_config_option(name) for name in ours}
    pyogrio.set_gdal_config_options(ours)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def typed(
    rows: pd.DataFrame,
    shapes: gpd.GeoDataFrame,
    *,
    texts: Collection[str] = TEXT_COLUMNS,
    whole: Collection[str] = WHOLE_COLUMNS,
) -> gpd.GeoDataFrame:
    """Return rows with their shapes; each column has its type even where all of it is unknown: that of
    `texts`, of `whole` numbers, of yes and no (`FLAG_COLUMNS`), else of measures."""
    columns = {name: _column(rows[name].reset_index(drop=True), texts, whole) for name in rows.columns}
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))
    return gpd.GeoDataFrame(table, geometry=np.asarray(shapes.geometry.array, dtype=object), crs=shapes.crs)


def _column(values: pd.Series, texts: Collection[str], whole: Collection[str]) -> pd.Series:
    if values.name in texts:
        return pd.Series(
            [value if isinstance(value, str) and value else None for value in values], dtype=object
        )
    if values.name in FLAG_COLUMNS:
        return values.astype(np.bool_)
    is_whole = values.name in whole and not any(isinstance(value, float) for value in values)
    return values.astype("Int64" if is_whole else "float64")


def _write(layer: Layer, path: Path) -> None:
    pyogrio.write_dataframe(
        layer.frame,
        path,
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.geometry_type,
        promote_to_multi=layer.geometry_type.startswith("Multi"),
        append=path.exists(),
        dataset_options={} if path.exists() else {"VERSION": OLDEST},
        layer_options={"GEOMETRY_NAME": "geom", "FID": "fid", "DESCRIPTION": layer.about},
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
