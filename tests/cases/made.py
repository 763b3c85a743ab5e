"""A small good table of incidents to spoil, and a grid of areas around them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WEST, SOUTH, SIDE = 76.88, 43.22, 0.01  # degrees
COUNT = 60


def incidents(count: int = COUNT, **cells: str) -> list[dict[str, str]]:
    """Return `count` incidents at as many places; `cells` are put over those of every row."""
    start = datetime(2025, 1, 1, 8, 30)
    return [
        {
            "lon": f"{WEST + 0.0005 + SIDE * 2.9 * (i * 0.618 % 1):.6f}",
            "lat": f"{SOUTH + 0.0005 + SIDE * 2.9 * (i * 0.414 % 1):.6f}",
            "date": f"{start + timedelta(days=i, minutes=i):%Y-%m-%d %H:%M}",
            "type": ("theft", "robbery", "car theft")[i % 3],
            **cells,
        }
        for i in range(count)
    ]


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    """Return the rows as CSV with their names above."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def good_csv(folder: Path, name: str = "a.csv", **cells: str) -> Path:
    """Write the good table; return its path."""
    (folder / name).write_text(as_csv(incidents(**cells)), encoding="utf-8")
    return folder / name


def areas(side: int = 3, **columns: Any) -> list[dict[str, Any]]:
    """Return side × side square features over the incidents, with an id and a name each."""
    width = 3 * SIDE / side
    features = []
    for i in range(side * side):
        west, east = (round(WEST + width * (i % side + step), 9) for step in (0, 1))
        south, north = (round(SOUTH + width * (i // side + step), 9) for step in (0, 1))
        ring = [[west, south], [east, south], [east, north], [west, north]]
        given = {name: value[i] if isinstance(value, list) else value for name, value in columns.items()}
        features.append(feature("Polygon", [[*ring, ring[0]]], area_id=f"A{i}", **{"name": f"N{i}", **given}))
    return features


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    """Return one GeoJSON feature."""
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_features(path: Path, features: list[dict[str, Any]], **members: Any) -> Path:
    """Write a GeoJSON file."""
    path.write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8"
    )
    return path
