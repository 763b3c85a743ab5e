"""The water of the invented city: a small river beside the main street that winds, and ponds in the parks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Polygon

from sample.plan import NORTH_SOUTH_STREETS, RIVER_COLUMN, Name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample.ground import Area, Coords, Street

RIVER = Name(kk="Үлгі өзені", ru="река Образцовая", en="Sample River")
POND = Name(kk="Тоған", ru="Пруд", en="Pond")
FROM_STREET_M = 34.0
BEYOND_CITY_M = 700.0
POND_RADII_M = (55.0, 38.0, 28.0)  # of the ponds of each park
FROM_PATH_M = 12.0
TRIES = 400


@dataclass(frozen=True, kw_only=True)
class Water:
    """A river as a line or a pond as a polygon, in metres; `kind` as OpenStreetMap calls it."""

    name: Name
    kind: str
    shape: LineString | Polygon


def river(streets: Sequence[Street], rng: np.random.Generator) -> Water:
    """Return the river: it follows its street from north to south and goes on beyond the city."""
    beside = NORTH_SOUTH_STREETS[RIVER_COLUMN][2]
    bends = np.vstack([np.asarray(street.line.coords) for street in streets if street.name.en == beside])
    bends = bends[np.argsort(-bends[:, 1], kind="stable")]
    bends = bends[np.r_[True, np.hypot(*np.diff(bends, axis=0).T) > 1.0]]
    along = np.gradient(bends, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    line = bends + across * (FROM_STREET_M + rng.uniform(-6, 6, len(bends)))[:, None]
    ends = (line[0] - BEYOND_CITY_M * along[0], line[-1] + BEYOND_CITY_M * along[-1])
    line = _rounded(_rounded(np.vstack([ends[0], line, ends[1]])))
    return Water(name=RIVER, kind="river", shape=LineString(np.round(line, 2)))


def _rounded(line: Coords) -> Coords:
    """Return the line with each corner cut at a quarter of its sides (Chaikin 1974), ends kept."""
    early, late = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
    return np.vstack([line[:1], np.stack([early, late], axis=1).reshape(-1, 2), line[-1:]])


def ponds(areas: Sequence[Area], streets: Sequence[Street], rng: np.random.Generator) -> list[Water]:
    """Return the ponds of the parks, each clear of paths, of the park's border and of the other ponds."""
    lines = shapely.union_all([street.line for street in streets])
    found: list[Water] = []
    for park in (area for area in areas if area.kind == "park"):
        dry = park.polygon.difference(lines.buffer(FROM_PATH_M))
        for radius_m in POND_RADII_M:
            pond = _pond(dry, radius_m, rng)
            if pond is not None:
                found.append(Water(name=POND, kind="water", shape=pond))
                dry = dry.difference(pond.buffer(FROM_PATH_M))
    return found


def _pond(dry: shapely.Geometry, radius_m: float, rng: np.random.Generator) -> Polygon | None:
    """Return an uneven round pond on dry ground, None where none of many places has room for it."""
    west, south, east, north = dry.bounds
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    for _ in range(TRIES):
        turn = rng.uniform(0, 2 * np.pi, 2)
        reach = radius_m * (1 + 0.2 * np.sin(2 * angle + turn[0]) + 0.1 * np.sin(3 * angle + turn[1]))
        x, y = rng.uniform((west, south), (east, north))
        ring = np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)])
        pond = Polygon(np.round(ring, 2))
        if dry.contains(pond):
            return pond
    return None
