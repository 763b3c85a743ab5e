"""The ground of the invented city: main streets that bend a little, and micro-areas between them.

All lengths and coordinates are metres (easting, northing) in EPSG:32643, kept to the centimetre, so that what
meets in a point meets exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import LineString, Point, Polygon

from sample.plan import (
    COLUMN_WIDTHS_M,
    LAYOUT,
    NORTH_SOUTH_STREETS,
    NORTH_WEST_LONLAT,
    RIVER_COLUMN,
    ROW_HEIGHTS_M,
    TURN_DEG,
    WEST_EAST_STREETS,
    Kind,
    Name,
    district,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Coords: TypeAlias = NDArray[np.float64]  # (n, 2)
Corners: TypeAlias = NDArray[np.float64]  # (rows + 1, columns + 1, 2): where main streets cross
Side: TypeAlias = tuple[int, int, bool]  # row, column of a corner; True: south from it, False: east

CRS = "EPSG:32643"


@dataclass(frozen=True, kw_only=True)
class Area:
    """A micro-area: its polygon is in metres, anticlockwise."""

    area_id: str
    name: Name
    kind: Kind
    polygon: Polygon

    @property
    def km2(self) -> float:
        """Its size."""
        return float(self.polygon.area) / 1e6


@dataclass(frozen=True, kw_only=True)
class Street:
    """A street or a piece of it, in metres."""

    name: Name
    road_class: str
    line: LineString


def to_lonlat(xy: Coords) -> Coords:
    """Return `xy` (n, 2), metres, as longitude and latitude kept to 6 decimals (about 0.1 m)."""
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(xy[:, 0], xy[:, 1])
    return np.round(np.column_stack([lon, lat]), 6)


def to_metres(lonlat: Coords) -> Coords:
    """Return longitude and latitude (n, 2) as easting and northing."""
    transformer = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))


def corners(rng: np.random.Generator) -> Corners:
    """Return where the main streets cross, row 0 in the north and column 0 in the west."""
    east, south = np.meshgrid(np.cumsum((0, *COLUMN_WIDTHS_M)), np.cumsum((0, *ROW_HEIGHTS_M)))
    east = east + 130 * np.sin(south / 950 + 0.7) + rng.uniform(-45, 45, east.shape)
    south = south + 100 * np.sin(east / 1150 + 1.1) + rng.uniform(-45, 45, east.shape)
    turn = np.radians(TURN_DEG)
    x0, y0 = to_metres(np.array([NORTH_WEST_LONLAT]))[0]
    x = x0 + east * np.cos(turn) + south * np.sin(turn)
    y = y0 + east * np.sin(turn) - south * np.cos(turn)
    return np.round(np.stack([x, y], axis=-1), 2)


def main_streets(corner: Corners, rng: np.random.Generator) -> list[Street]:
    """Return the streets that bound micro-areas; each side of a block comes as two halves."""
    sides = {side: _side(side, corner, rng) for side in _block_sides()}
    streets = []
    for (row, column, down), line in sides.items():
        kk, ru, en, road_class = NORTH_SOUTH_STREETS[column] if down else WEST_EAST_STREETS[row]
        streets += _halves(Name(kk=kk, ru=ru, en=en), road_class, line)
    return [*streets, *_dividing_streets(sides, rng)]


def _block_sides() -> Iterator[Side]:
    """Yield the north and the west side of each block of the plan where an area or the city ends."""
    rows, columns = len(LAYOUT), len(LAYOUT[0])

    def area(row: int, column: int) -> str:
        return LAYOUT[row][column] if 0 <= row < rows and 0 <= column < columns else "."

    for row in range(rows + 1):
        for column in range(columns + 1):
            if area(row, column) != area(row - 1, column):
                yield row, column, False
            if area(row, column) != area(row, column - 1):
                yield row, column, True


def _side(side: Side, corner: Corners, rng: np.random.Generator) -> Coords:
    """Return one side of a block from corner to corner, bent; along the river it winds."""
    row, column, down = side
    end = corner[row + 1, column] if down else corner[row, column + 1]
    return bent(corner[row, column], end, rng, winding_m=45.0 if down and column == RIVER_COLUMN else 0.0)


def bent(start: Coords, end: Coords, rng: np.random.Generator, *, winding_m: float = 0.0) -> Coords:
    """Return a line from `start` to `end` that bends to one side by up to 3 % of its length.

    It has an odd number of points, so that one is the middle.
    """
    share = np.linspace(0, 1, 9 if winding_m else 5)
    along = end - start
    bend_m = rng.uniform(-0.03, 0.03) * np.hypot(*along) * np.sin(np.pi * share)
    bend_m += winding_m * np.sin(2 * np.pi * share) + winding_m / 3 * np.sin(6 * np.pi * share)
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    line: Coords = np.round(start + share[:, None] * along + bend_m[:, None] * across, 2)
    return line


def _halves(name: Name, road_class: str, line: Coords) -> list[Street]:
    """Return the two halves of `line` as streets."""
    middle = len(line) // 2
    return [
        Street(name=name, road_class=road_class, line=LineString(half))
        for half in (line[: middle + 1], line[middle:])
    ]


def _dividing_streets(sides: Mapping[Side, Coords], rng: np.random.Generator) -> list[Street]:
    """Return the boulevards that divide a block into two areas, from the middle of a side to the opposite."""
    streets = []
    for row, cells in enumerate(LAYOUT):
        for column, cell in enumerate(cells):
            (first, *_), *second = parts(cell) or (("",),)
            if not second:
                continue
            down = "|" in cell
            opposite = (row + 1, column, False) if down else (row, column + 1, True)
            ends = [line[len(line) // 2] for line in (sides[row, column, not down], sides[opposite])]
            name, _ = district(first)
            boulevard = Name(kk=f"{name.kk} бульвары", ru=f"бульвар {name.ru}", en=f"{name.en} Boulevard")
            line = LineString(bent(ends[0], ends[1], rng))
            streets.append(Street(name=boulevard, road_class="tertiary", line=line))
    return streets


def micro_areas(corner: Corners, streets: Iterable[Street]) -> list[Area]:
    """Return the areas between the main streets, numbered M01 … from north-west to south-east."""
    polygons = shapely.polygonize([street.line for street in streets]).geoms
    areas: dict[str, Area] = {}
    for row, cells in enumerate(LAYOUT):
        for column, cell in enumerate(cells):
            for english, east, south in parts(cell):
                if english in areas:
                    continue
                north_side = corner[row, column] * (1 - east) + corner[row, column + 1] * east
                south_side = corner[row + 1, column] * (1 - east) + corner[row + 1, column + 1] * east
                middle = Point(north_side * (1 - south) + south_side * south)
                (polygon,) = (polygon for polygon in polygons if polygon.contains(middle))
                name, kind = district(english)
                area_id = f"M{len(areas) + 1:02d}"
                areas[english] = Area(area_id=area_id, name=name, kind=kind, polygon=from_west(polygon))
    return list(areas.values())


def from_west(polygon: shapely.Geometry) -> Polygon:
    """Return a polygon without holes anticlockwise and from its westernmost point, whatever made it."""
    ring = shapely.get_coordinates(polygon)[:-1]
    if not shapely.is_ccw(shapely.linearrings(ring)):
        ring = ring[::-1]
    return Polygon(np.roll(ring, -int(np.lexsort((ring[:, 1], ring[:, 0]))[0]), axis=0))
