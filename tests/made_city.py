"""A town of nine squares with a few hundred incidents, as files that a whole run reads in a second."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEST, SOUTH, SIDE = 76.90, 43.22, 0.01  # degrees
TYPES = ("theft", "theft", "theft", "robbery", "fraud")


def made_city(folder: Path, *, extra: Mapping[str, str] | None = None, count: int = 400) -> Path:
    """Write incidents.csv, areas.geojson, posts.csv, streets.geojson and config.yaml; return the config.

    `extra` are columns (name: cell) that every file has besides those that are needed.
    """
    more = dict(extra or {})
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{**row, **more} for row in _incidents(count)]
    _table(folder / "incidents.csv", rows)
    _table(folder / "posts.csv", [{"name": "Post 1", "lon": WEST + SIDE, "lat": SOUTH + SIDE, **more}])
    squares = [
        _feature("Polygon", [_square(i)], {"area_id": f"A{i}", "name": f"Area {i}", **more}) for i in range(9)
    ]
    _features(folder / "areas.geojson", squares)
    street = [[WEST, SOUTH + SIDE], [WEST + 3 * SIDE, SOUTH + SIDE]]
    _features(folder / "streets.geojson", [_feature("LineString", street, {"name": "Street 1", **more})])
    (folder / "config.yaml").write_text(
        "city: Made town\nsynthetic: true\nincidents: {file: incidents.csv}\nareas: {file: areas.geojson}\n"
        "layers: {posts: posts.csv, streets: streets.geojson}\n",
        encoding="utf-8",
    )
    return folder / "config.yaml"


def _incidents(count: int) -> list[dict[str, object]]:
    draw = np.random.default_rng(11)
    hot = draw.random(count) < 0.5
    lon = WEST + np.where(hot, 0.35 * SIDE + draw.normal(0, 0.0004, count), draw.uniform(0, 3 * SIDE, count))
    lat = SOUTH + np.where(hot, 0.35 * SIDE + draw.normal(0, 0.0004, count), draw.uniform(0, 3 * SIDE, count))
    day = draw.integers(0, 365, count)
    minute = draw.integers(1, 1440, count)
    start = datetime(2025, 1, 1)
    return [
        {
            "id": f"N{i}",
            "type": TYPES[i % len(TYPES)],
            "occurred": str(start + timedelta(days=int(day[i]), minutes=int(minute[i]))),
            "lon": f"{lon[i]:.6f}",
            "lat": f"{lat[i]:.6f}",
        }
        for i in range(count)
    ]


def _square(i: int) -> list[list[float]]:
    west, south = WEST + SIDE * (i % 3), SOUTH + SIDE * (i // 3)
    east, north = west + SIDE, south + SIDE
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _feature(kind: str, coordinates: object, properties: dict[str, str]) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _features(path: Path, features: list[dict[str, object]]) -> None:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
