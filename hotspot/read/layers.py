"""Layers that are only drawn: posts, cameras, venues, streets …; only their names and classes are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from hotspot.errors import InputError
from hotspot.read.areas.columns import as_text, first_named
from hotspot.read.areas.known import LANGUAGE_NAMES, NAMES
from hotspot.read.ground import GROUND, kinds_of
from hotspot.read.ogr import VECTOR_SUFFIXES
from hotspot.read.personal import name_findings, personal_findings, without_persons
from hotspot.read.table import FIRST_ROWS
from hotspot.read.table_places import placed_rows
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
_CAMERA_NUMBERS = ("cameraid", "id", "number", "no", "номер", "номеркамеры", "№", "нөмірі", "камеранөмірі")


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """What a vector file or a table holds: its columns, the shape of each row (n,), their CRS, and what was
    noticed while it was read."""

    frame: pd.DataFrame
    shapes: Shapes
    crs: pyproj.CRS
    findings: tuple[Finding, ...]


def read_layer(path: str, *, kind: str, layer: str = "") -> gpd.GeoDataFrame:
    """Read what is to be drawn, in its own CRS, with `LAYER_COLUMNS`; `kind` is posts, cameras, venues …

    Takes vector files with a CRS, and tables with longitude and latitude in columns of well-known names. All
    other columns are left behind, since the map page shows what it holds. Features without geometry cannot be
    drawn and are left out. Raises InputError where there is nothing to draw, or no telling where.
    """
    found = read_shapes(path, layer)
    return drawn_frame(found.frame, found.shapes, found.crs, kind)


def read_layer_noted(path: str, *, kind: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the layer as `read_layer` does, what was noticed while it was read, and which of its columns and
    names are about persons."""
    found = read_shapes(path)
    drawn, used, emptied = _drawn(found.frame, found.shapes, found.crs, kind)
    names = [str(column) for column in found.frame.columns]
    first = {name: list(as_text(found.frame[name].head(FIRST_ROWS))) for name in names}
    return drawn, (
        *found.findings,
        *personal_findings(path, names, first, used=used),
        *name_findings(path, emptied),
    )


def read_shapes(path: str, layer: str = "") -> Shaped:
    """Return what can be drawn of a vector file or a table.

    Raises InputError where there is nothing to draw, or no telling where.
    """
    found = read_every_shape(path, layer)
    drawn = ~(shapely.is_missing(found.shapes) | shapely.is_empty(found.shapes))
    if not drawn.any():
        raise InputError(
            path, "there is nothing in it that could be drawn", "leave it out, or export it again"
        )
    return replace(found, frame=found.frame[drawn], shapes=found.shapes[drawn])


def read_every_shape(path: str, layer: str = "") -> Shaped:
    """Return what `read_shapes` does, with the rows that have no shape.

    The places of a table are found as those of incidents are. Raises InputError where there is no telling
    where the shapes are.
    """
    findings: tuple[Finding, ...] = ()
    if path.lower().endswith(tuple(VECTOR_SUFFIXES - {".parquet"})):
        features = read_features(path, layer)
        frame, shapes, crs = features.drop(columns="geometry"), features.geometry.to_numpy(), features.crs
    else:
        rows = placed_rows(path, layer)
        frame, shapes, crs, findings = rows.frame, rows.points, rows.crs, rows.findings
    if crs is None:
        raise InputError(path, "it does not say its CRS", "add the .prj, or save it as GeoPackage or GeoJSON")
    return Shaped(frame=frame, shapes=shapes, crs=crs, findings=findings)


def drawn_frame(frame: pd.DataFrame, shapes: Shapes, crs: pyproj.CRS, kind: str) -> gpd.GeoDataFrame:
    """Return what may be drawn of a layer: its shapes, names, and as `kind` the class of streets and water.

    Cameras without a name are called by their number. Of water, buildings and other ground no name is kept;
    names that belong to a person are emptied.
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
    known: dict[str, Sequence[str]] = {"name": (*_LABELS, *_CAMERA_NUMBERS) if kind == "cameras" else _LABELS}
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
