"""The addresses of the invented city: points beside its streets, where all incidents are recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from sample.ground import Area, Street, to_lonlat, to_metres

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACING_M = 92.0
BESIDE_STREET_M = (8.0, 16.0)

Coords: TypeAlias = NDArray[np.float64]  # (n, 2)


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Places as they are written to the file: `lonlat` (n, 2) kept to 6 decimals, `xy` the same in metres,
    `area` (n,) the place of each one's micro-area in the list of areas, `main` (n,) True on a main street."""

    lonlat: Coords
    xy: Coords
    area: NDArray[np.int64]
    main: NDArray[np.bool_]


def lonlat_polygons(areas: Sequence[Area]) -> list[shapely.Polygon]:
    """Return the areas as they are written to the file."""
    return [shapely.Polygon(to_lonlat(np.asarray(area.polygon.exterior.coords))) for area in areas]


def area_of(lonlat: Coords, areas: Sequence[Area]) -> NDArray[np.int64]:
    """Return which of the areas each point lies in, -1 for none."""
    found = np.full(len(lonlat), -1)
    for number, polygon in enumerate(lonlat_polygons(areas)):
        found[shapely.contains_xy(polygon, lonlat)] = number
    return found


def placed(xy: Coords, main: NDArray[np.bool_], areas: Sequence[Area]) -> Addresses:
    """Return the points that lie in the city as addresses, each place once."""
    lonlat, first = np.unique(to_lonlat(xy), axis=0, return_index=True)
    area = area_of(lonlat, areas)
    inside = area >= 0
    return Addresses(
        lonlat=lonlat[inside],
        xy=to_metres(lonlat[inside]),
        area=area[inside],
        main=main[first][inside],
    )


def along_streets(streets: Sequence[Street], areas: Sequence[Area], rng: np.random.Generator) -> Addresses:
    """Return addresses about every 92 m along all streets, a few metres beside them on either side."""
    points, main = [], []
    for street in streets:
        count = int(street.line.length // SPACING_M)
        at = (np.arange(count) + rng.uniform(0.2, 0.8, count)) * SPACING_M
        here = shapely.get_coordinates(shapely.line_interpolate_point(street.line, at))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(street.line, at + 1.0))
        east, north = (ahead - here).T
        length_m = np.maximum(np.hypot(east, north), 0.01)
        beside_m = rng.uniform(*BESIDE_STREET_M, count) * np.where(rng.random(count) < 0.5, -1, 1)
        points.append(here + (beside_m / length_m)[:, None] * np.column_stack([-north, east]))
        main.append(np.full(count, street.road_class in {"primary", "secondary"}))
    return placed(np.concatenate(points), np.concatenate(main), areas)
