"""The files of the invented city as text: GeoJSON with one feature a line, CSV, and the truth as JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from sample.addresses import lonlat_polygons
from sample.ground import Area, Street, from_west, to_lonlat
from sample.places import Place, names
from sample.plan import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sample.incidents import Row
    from sample.water import Water

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json]"

NOTE = (
    "SYNTHETIC: shapes, streets, people, places and incidents are invented by data/make_sample.py; "
    "only the names of microdistricts and main streets are real names of Almaty."
)
CITY = Name(kk="Ойдан шығарылған қала", ru="Вымышленный город", en="Invented city")
RU_EVERY = 24  # the Russian file holds every 24th row
RU_TYPES = {
    "theft": ("Кража", "188"),
    "theft from vehicle": ("Кража из автомобиля", "188"),
    "burglary": ("Кража из жилища", "188"),
    "robbery": ("Грабёж", "191"),
    "hooliganism": ("Хулиганство", "293"),
    "vandalism": ("Вандализм", "294"),
    "assault": ("Причинение вреда здоровью", "107"),
}


def microdistricts(areas: Sequence[Area]) -> str:
    """Return the micro-areas as GeoJSON."""
    return _geojson(
        "microdistricts",
        (
            ({"area_id": area.area_id, **names(area.name), "kind": area.kind}, "Polygon", [_ring(polygon)])
            for area, polygon in zip(areas, lonlat_polygons(areas), strict=True)
        ),
    )


def boundary(areas: Sequence[Area]) -> str:
    """Return the outline of all micro-areas as GeoJSON."""
    outline = from_west(shapely.union_all(lonlat_polygons(areas)))
    return _geojson("boundary", [(names(CITY), "Polygon", [_ring(outline)])])


def street_lines(streets: Sequence[Street]) -> str:
    """Return the streets as GeoJSON; lines that meet share the point where they do."""
    return _geojson(
        "streets",
        (
            (
                {"street_id": f"S{number:03d}", **names(street.name), "class": street.road_class},
                "LineString",
                to_lonlat(np.asarray(street.line.coords)).tolist(),
            )
            for number, street in enumerate(streets, start=1)
        ),
    )


def waters(waters: Sequence[Water]) -> str:
    """Return the river and the ponds as GeoJSON."""
    return _geojson(
        "water",
        (
            ({"water_id": f"W{number:02d}", **names(one.name), "class": one.kind}, *_shape(one.shape))
            for number, one in enumerate(waters, start=1)
        ),
    )


def _shape(shape: shapely.Geometry) -> tuple[str, Json]:
    """Return the type and the coordinates of a line or of a polygon without holes, in degrees."""
    line: list[list[float]] = to_lonlat(shapely.get_coordinates(shape)).tolist()
    return ("Polygon", [line]) if shape.geom_type == "Polygon" else ("LineString", line)


def points(title: str, id_column: str, places: Sequence[Place]) -> str:
    """Return places as GeoJSON."""
    return _geojson(title, (({id_column: p.place_id, **p.about}, "Point", [p.lon, p.lat]) for p in places))


def camera_table(places: Sequence[Place]) -> str:
    """Return cameras as CSV."""
    rows = ([p.place_id, f"{p.lon:.6f}", f"{p.lat:.6f}", *p.about.values(), "yes"] for p in places)
    return _csv(["camera_id", "lon", "lat", *places[0].about, "synthetic"], rows)


def population_table(areas: Sequence[Area], residents: np.ndarray) -> str:
    """Return residents and dwellings as CSV."""
    return _csv(
        ["area_id", "population", "dwellings", "synthetic"],
        (
            [area.area_id, people, round(people / (2.6 if area.kind in {"panel", "new"} else 3.4)), "yes"]
            for area, people in zip(areas, residents.tolist(), strict=True)
        ),
    )


def incident_table(rows: Sequence[Row]) -> str:
    """Return the incidents as CSV with English headers."""
    return _csv(
        ["id", "occurred", "type", "source", "lon", "lat", "synthetic"],
        ([row.id, row.occurred, row.type, row.source, row.lon, row.lat, "yes"] for row in rows),
    )


def russian_incident_table(rows: Sequence[Row]) -> bytes:
    """Return every 24th incident as a Russian spreadsheet saves it: cp1251, semicolons, decimal commas."""
    table = _csv(
        ["id", "дата совершения", "вид преступления", "статья", "долгота", "широта", "вымышлено"],
        (
            [
                row.id,
                f"{row.occurred[8:10]}.{row.occurred[5:7]}.{row.occurred[:4]}{row.occurred[10:]}",
                *RU_TYPES[row.type],
                row.lon.replace(".", ","),
                row.lat.replace(".", ","),
                "да",
            ]
            for row in rows[::RU_EVERY]
        ),
        delimiter=";",
        line_end="\r\n",
    )
    return table.encode("cp1251")


def as_json(value: Json) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _csv(
    header: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    *,
    delimiter: str = ",",
    line_end: str = "\n",
) -> str:
    """Return a table as text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _geojson(title: str, features: Iterable[tuple[Mapping[str, Json], str, Json]]) -> str:
    """Return features (properties, geometry type, coordinates) as GeoJSON, each marked as synthetic."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {**properties, "synthetic": True},
                "geometry": {"type": kind, "coordinates": coordinates},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, kind, coordinates in features
    ]
    head = json.dumps({"type": "FeatureCollection", "name": title, "synthetic": True, "note": NOTE})
    return head[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _ring(polygon: shapely.Polygon) -> list[list[float]]:
    """Return the outer ring."""
    ring: list[list[float]] = shapely.get_coordinates(polygon).tolist()
    return ring
