"""A layer of an ArcGIS server, row by row: first all object ids, then the rows in ranges of ids.

Ranges of ids are steadier than offsets: a row that is added or taken away meanwhile shifts no other. See the
ArcGIS REST API, Query (Feature Service/Layer): returnIdsOnly, maxRecordCount, exceededTransferLimit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotspot.errors import ConfigError
from hotspot.fetch.answers import reader
from hotspot.schema.fetched import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from hotspot.fetch.line import Line
    from hotspot.schema.fetched import Cell

MOST_AT_ONCE = 1000  # rows, where the server allows more
FEW = 50  # ids that fit into an address
POINT = "esriGeometryPoint"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What a layer says of itself: its `name`, path on the server, column of ids, all columns, those that
    hold dates, rows at once, and whether its rows are points."""

    name: str
    path: str
    id_column: str
    columns: tuple[str, ...]
    dates: tuple[str, ...]
    at_once: int
    points: bool


def open_layer(line: Line) -> Layer:
    """Ask the layer at the line's address what it is. Raises InputError, and ConfigError for shapes."""
    path = line.address.path.rstrip("/").removesuffix("/query")
    told = line.ask(path, {"f": "json"}, reader(line, dict))
    fields = [field for field in told.get("fields") or [] if isinstance(field, dict) and field.get("name")]
    if not fields:
        below = [str(one.get("id")) for one in told.get("layers") or [] if isinstance(one, dict)]
        hint = f", such as {path}/{below[0]}" if below else ", which ends in /FeatureServer/0 or the like"
        raise line.refused("there is no layer with rows at this address", f"give that of a layer{hint}")
    shape = told.get("geometryType")
    if shape not in {None, "", POINT}:
        what = f"the layer '{told.get('name')}' holds shapes ({shape}), not incidents"
        raise ConfigError(line.host, what, "give the address of a layer of points")
    of_id = [field["name"] for field in fields if field.get("type") == "esriFieldTypeOID"]
    at_once = told.get("maxRecordCount")
    return Layer(
        name=str(told.get("name") or ""),
        path=path,
        id_column=str(told.get("objectIdField") or (of_id[0] if of_id else "OBJECTID")),
        columns=tuple(str(field["name"]) for field in fields if field.get("type") != "esriFieldTypeGeometry"),
        dates=tuple(str(field["name"]) for field in fields if field.get("type") == "esriFieldTypeDate"),
        at_once=min(at_once if isinstance(at_once, int) and at_once > 0 else MOST_AT_ONCE, MOST_AT_ONCE),
        points=shape == POINT,
    )


def count_objects(line: Line, layer: Layer, *, where: str) -> int:
    """Ask how many rows there are."""
    asked = {"where": where, "returnCountOnly": "true", "f": "json"}
    told = line.ask(f"{layer.path}/query", asked, reader(line, dict)).get("count")
    if not isinstance(told, int):
        raise line.refused("it does not say how many rows it has", "check that the layer allows queries")
    return told


def object_ids(line: Line, layer: Layer, *, where: str) -> list[int]:
    """Ask for the ids of all rows; each once, in order."""
    asked = {"where": where, "returnIdsOnly": "true", "f": "json"}
    told = line.ask(f"{layer.path}/query", asked, reader(line, dict)).get("objectIds")
    return sorted({one for one in told or [] if isinstance(one, int)})


def arcgis_pages(
    line: Line, layer: Layer, ids: Sequence[int], *, where: str, columns: Collection[str]
) -> Iterator[Page]:
    """Fetch the rows with these ids, which are in order; each page holds a range of them.

    Rows that come twice are left out and counted, as are ids that do not come even when asked for by name.
    """
    for batch in _batches(ids, layer.at_once):
        yield from _range(line, layer, batch, where=where, columns=columns)


def _range(
    line: Line, layer: Layer, ids: Sequence[int], *, where: str, columns: Collection[str]
) -> Iterator[Page]:
    """Fetch one range; where the server sends less than it has, in two halves."""
    within = f"({where}) AND {layer.id_column} >= {ids[0]} AND {layer.id_column} <= {ids[-1]}"
    told = _query(line, layer, {"where": within, "orderByFields": layer.id_column}, columns)
    if told.get("exceededTransferLimit") and len(ids) > 1 and len(told["features"]) < len(ids):
        half = len(ids) // 2
        yield from _range(line, layer, ids[:half], where=where, columns=columns)
        yield from _range(line, layer, ids[half:], where=where, columns=columns)
        return
    rows, repeated = _by_id(told["features"], layer, set(ids))
    for few in _batches([one for one in ids if one not in rows], FEW):
        told = _query(line, layer, {"objectIds": ",".join(map(str, few))}, columns)
        rows |= _by_id(told["features"], layer, set(few))[0]
    yield Page(
        key=f"{ids[0]}-{ids[-1]}",
        rows=tuple(rows[one] for one in sorted(rows)),
        repeated=repeated,
        gone=len(ids) - len(rows),
    )


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + size] for start in range(0, len(ids), size))


def _query(line: Line, layer: Layer, asked: Mapping[str, str], columns: Collection[str]) -> dict[str, Any]:
    names = ",".join(dict.fromkeys((layer.id_column, *columns)))
    shape = {"returnGeometry": "true", "outSR": "4326"} if layer.points else {"returnGeometry": "false"}
    told: dict[str, Any] = line.ask(
        f"{layer.path}/query", {**asked, "outFields": names, **shape, "f": "json"}, reader(line, dict)
    )
    if not isinstance(told.get("features"), list):
        raise line.refused("it answers without rows", "check that the layer allows queries")
    return told


def _by_id(
    features: Sequence[Any], layer: Layer, wanted: set[int]
) -> tuple[dict[int, Mapping[str, Cell]], int]:
    """Return the rows that were asked for by id, and how many came more than once."""
    rows: dict[int, Mapping[str, Cell]] = {}
    repeated = 0
    for feature in features:
        values = feature.get("attributes") if isinstance(feature, dict) else None
        if not isinstance(values, dict) or values.get(layer.id_column) not in wanted:
            continue
        one = values[layer.id_column]
        repeated += one in rows
        rows.setdefault(one, _row(values, feature.get("geometry"), layer))
    return rows, repeated


def _row(values: Mapping[str, Any], geometry: Any, layer: Layer) -> Mapping[str, Cell]:
    """Return plain values, with longitude and latitude as x and y where the layer has points."""
    row: dict[str, Cell] = {
        name: value if value is None or isinstance(value, (str, int, float, bool)) else None
        for name, value in values.items()
        if not (layer.points and name.casefold() in {"x", "y"})
    }
    if layer.points:
        place = geometry if isinstance(geometry, dict) else {}
        row |= {axis: _finite(place.get(axis)) for axis in ("x", "y")}
    return row


def _finite(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
