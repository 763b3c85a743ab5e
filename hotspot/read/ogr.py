"""One layer of a vector file as GDAL or Arrow reads it: a table, shapes, a CRS, and what was odd about it."""

from __future__ import annotations

import json
import warnings
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio import errors as ogr_errors

from hotspot.errors import InputError
from hotspot.read.columns import listed, nearest
from hotspot.read.features import WGS84, Features, crs_of, frame_of, shapes_of
from hotspot.read.gate import checked_path, unchanged
from hotspot.read.geojson import check_geojson
from hotspot.read.geopackage import check_geopackage
from hotspot.read.shapefile import check_parts, same_encoding, table_encoding, told_encoding
from hotspot.read.unzip import unpacked_shapefile
from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VECTOR_SUFFIXES = frozenset({".geojson", ".json", ".gpkg", ".shp", ".zip", ".parquet", ".geoparquet"})
# What GDAL says in its own words; whoever reads through it says it in ours.
FAILURES = (
    ogr_errors.DataSourceError,
    ogr_errors.DataLayerError,
    ogr_errors.FeatureError,
    ogr_errors.FieldError,
    ogr_errors.GeometryError,
    ogr_errors.CRSError,
)
# Said by GDAL about feature numbers that nobody uses, and about rings that are refused with their number.
_NOISE = ("Several features with id", "Non closed ring detected")
_AGAIN = "copy or export it again"


def read_layer_of(path: str, layer: str, *, to_do: str, encoding: str = "") -> Features:
    """Read the layer called `layer` ("" if there is only one); `to_do` says how the user can name it.

    `encoding` is that of a shapefile's table, "" to judge it by its letters.

    Shapes are 2-D. Raises InputError for everything that `checked_path` refuses, for damaged files, for a
    layer that is missing or not named, and for what only looks like one of these formats.
    """
    found = checked_path(path, suffixes=VECTOR_SUFFIXES)
    ending = found.suffix.lower()
    with unchanged(found, path) as sha256:
        if ending in {".parquet", ".geoparquet"}:
            features = _read_parquet(found, path)
        elif ending == ".zip":
            with unpacked_shapefile(found, path) as shape:
                features = _read_shapefile(shape, path, layer, to_do, encoding)
        elif ending == ".shp":
            features = _read_shapefile(found, path, layer, to_do, encoding)
        elif ending == ".gpkg":
            check_geopackage(found, path)
            features = _read_gdal(found, path, layer, to_do)
        else:
            check_geojson(found, path)
            features = _said_crs(_read_gdal(found, path, layer, to_do))
    return replace(features, sha256=sha256.result())


def _read_shapefile(shape: Path, name: str, layer: str, to_do: str, told: str) -> Features:
    check_parts(shape, name)
    encoding, declared = (told_encoding(told), "") if told else table_encoding(shape, name)
    features = _read_gdal(shape, name, layer, to_do, encoding="ISO-8859-1")  # byte for byte
    frame = features.frame.rename(columns=lambda column: _decoded(column, encoding))
    for column in frame.columns[[kind.kind in "OTU" for kind in frame.dtypes]]:
        frame[column] = frame[column].map(lambda cell: _decoded(cell, encoding), na_action="ignore")
    noted = () if told else _encoding_noted(encoding, declared)
    return replace(features, frame=frame, findings=(*features.findings, *noted))


def _encoding_noted(encoding: str, declared: str) -> tuple[Finding, ...]:
    """Return that the letters of a table say something else than is declared, or that they alone say it."""
    values = {"found": encoding.upper()}
    if declared and not same_encoding(declared, encoding):
        return (Finding(code="dbf_encoding", level="info", values=values | {"declared": declared}),)
    if not declared and encoding != "utf-8":
        return (Finding(code="dbf_guessed", level="info", values=values),)
    return ()


def _decoded(cell: Any, encoding: str) -> Any:
    """Return text whose bytes were read as Latin-1 in its true encoding; anything else as it is."""
    return cell.encode("latin-1").decode(encoding, errors="replace") if isinstance(cell, str) else cell


def _said_crs(features: Features) -> Features:
    """Say it aloud when a GeoJSON file is not in WGS 84, which today's standard wants."""
    if features.crs is None or features.crs == WGS84:
        return features
    found = Finding(code="geojson_crs", level="info", values={"crs": features.crs.name})
    return replace(features, findings=(*features.findings, found))


def _read_gdal(path: Path, name: str, layer: str, to_do: str, encoding: str | None = None) -> Features:
    with _translated(name):
        chosen = _the_layer(path, name, layer, to_do)
    return replace(read_asked(path, name, layer=chosen, encoding=encoding), layer=chosen)


def read_asked(path: Path, name: str, **asked: Any) -> Features:
    """Read what GDAL is asked for (layer, sql, bbox …) of a file that has passed the gate; no hash is taken.

    Raises InputError with `name` for what GDAL refuses.
    """
    with _translated(name) as heard:
        meta, table = pyogrio.read_arrow(path, **asked)
        table.validate(full=True)  # text that is no UTF-8 would be met later, cell by cell
    if len(set(table.column_names)) < len(table.column_names):
        raise InputError(name, "two columns have the same name", _AGAIN)
    geometry = meta["geometry_name"] or "wkb_geometry"
    geometric = geometry in table.column_names
    shapes, broken = shapes_of(table.column(geometry)) if geometric else (np.empty(0, dtype=object), ())
    return Features(
        name=name,
        frame=frame_of(table.drop_columns([geometry]) if geometric else table),
        shapes=shapes,
        crs=crs_of(meta["crs"], name),
        layer="",
        sha256="",
        broken=broken,
        geometric=geometric,
        findings=_aloud(heard),
    )


def _the_layer(path: Path, name: str, layer: str, to_do: str) -> str:
    """Return the layer that is asked for, or the only one with geometry, or the only one at all."""
    layers = pyogrio.list_layers(path)
    names = [str(row[0]) for row in layers]
    if layer:
        if layer in names:
            return layer
        what = f"no layer '{layer}'{nearest(layer, names, 'did you mean')}; it has {listed(names)}"
        raise InputError(name, what.replace("?;", "?"), to_do)
    with_geometry = [str(row[0]) for row in layers if row[1]]
    candidates = with_geometry or names
    if not candidates:
        raise InputError(name, "there is no layer in the file", _AGAIN)
    if len(candidates) > 1:
        raise InputError(name, f"it has several layers: {listed(candidates)}", to_do)
    return candidates[0]


@contextmanager
def _translated(name: str) -> Iterator[list[warnings.WarningMessage]]:
    """Turn GDAL's errors into one InputError, and give the warnings it would have printed."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            yield heard
        except (*FAILURES, UnicodeDecodeError, OSError, pa.ArrowException) as error:
            why = " ".join(str(error).removeprefix("Failed to read GeoJSON data; ").split(";")[0].split())
            raise InputError(name, f"the file is damaged or not what it seems: {why[:200]}", _AGAIN) from None
        except UnboundLocalError:  # pyogrio's own slip, where GDAL gives no text for a CRS
            raise InputError(name, "its coordinate system cannot be read", _AGAIN) from None


def _aloud(heard: list[warnings.WarningMessage]) -> tuple[Finding, ...]:
    """Return what was said about the file; a thread that loads libraries meanwhile may be heard as well."""
    own = [warning for warning in heard if issubclass(warning.category, (RuntimeWarning, UserWarning))]
    texts = dict.fromkeys(" ".join(str(warning.message).split()) for warning in own)
    return tuple(
        Finding(code="file_warning", level="warning", values={"text": text[:200]})
        for text in texts
        if not text.startswith(_NOISE)
    )


def _read_parquet(path: Path, name: str) -> Features:
    """Read GeoParquet with geometry as WKB (the usual kind), or a Parquet table without geometry."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import, and few layers are Parquet

    try:
        table = pq.read_table(path)
        geometry, said = _geometry_said(json.loads((table.schema.metadata or {}).get(b"geo", b"{}")))
    except (pa.ArrowException, OSError, ValueError, RecursionError) as error:
        why = str(error).split("\n", maxsplit=1)[0][:200]
        raise InputError(name, f"the Parquet file is damaged: {why}", _AGAIN) from None
    layer = path.stem
    if geometry not in table.column_names:
        nothing = np.empty(0, dtype=object)
        return Features(
            name=name,
            frame=frame_of(table),
            shapes=nothing,
            crs=None,
            layer=layer,
            sha256="",
            geometric=False,
        )
    kind = table.schema.field(geometry).type
    if said.get("encoding") != "WKB" or not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        what = f"its geometry '{geometry}' is encoded as {said.get('encoding')} in {kind}, not as WKB"
        raise InputError(name, what, "write it again as GeoParquet with WKB")
    shapes, broken = shapes_of(table.column(geometry))
    crs = crs_of(said["crs"], name) if "crs" in said else WGS84  # the default of the standard
    frame = frame_of(table.drop_columns([geometry]))
    return Features(name=name, frame=frame, shapes=shapes, crs=crs, layer=layer, sha256="", broken=broken)


def _geometry_said(geo: object) -> tuple[str, Mapping[str, Any]]:
    """Return the geometry column that GeoParquet's own record names, and what it says about it."""
    record = geo if isinstance(geo, dict) else {}
    name, columns = record.get("primary_column"), record.get("columns")
    if not isinstance(name, str) or not isinstance(columns, dict):
        return "", {}
    said = columns.get(name)
    return name, said if isinstance(said, dict) else {}
