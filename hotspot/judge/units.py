"""What a forecast is made for: squares of 100 and 200 m over the study area, and the user's micro-areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter
from scipy.sparse import coo_array, csr_array

from hotspot.measure.surroundings import spreads_between
from hotspot.schema import KM2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.intensity import Spread
    from hotspot.schema import Bools, Floats, Ints

GROUND_M = 100.0  # squares that density and clusters are worked out on
SPREADS_M = (75.0, 150.0, 300.0, 800.0)  # standard deviations of the kernels around a square
REACH = 3.0  # standard deviations, where a kernel ends


@dataclass(frozen=True, kw_only=True)
class Places:
    """Squares of `cell_m` metres: `inside` (rows, columns) says which belong to the study area, row 0 in the
    south; `west`, `south` is the outer corner. They are numbered (c,) row by row, those inside only."""

    west: float
    south: float
    cell_m: float
    inside: Bools

    def of(self, xy: Floats) -> Ints:
        """Return the number of the square that each place (m, 2) lies in, -1 for none."""
        rows, columns = self.inside.shape
        column = np.floor((xy[:, 0] - self.west) / self.cell_m).astype(np.int64)
        row = np.floor((xy[:, 1] - self.south) / self.cell_m).astype(np.int64)
        known = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        number = np.full(self.inside.shape, -1, dtype=np.int64)
        number[self.inside] = np.arange(int(self.inside.sum()))
        return np.where(known, number[np.where(known, row, 0), np.where(known, column, 0)], -1)

    def centres(self) -> Floats:
        """Return easting and northing (c, 2) of the middle of each square."""
        row, column = np.nonzero(self.inside)
        return np.column_stack(
            [self.west + (column + 0.5) * self.cell_m, self.south + (row + 0.5) * self.cell_m]
        )

    def blurred(self, values: Floats, deviation_m: float | tuple[float, float]) -> Floats:
        """Return `values` (c,) spread by a Gaussian; its deviation in metres, or (northing, easting)."""
        grid = np.zeros(self.inside.shape)
        grid[self.inside] = values
        sigma = np.asarray(deviation_m) / self.cell_m
        return np.asarray(gaussian_filter(grid, sigma, mode="constant", truncate=REACH)[self.inside])


@dataclass(frozen=True, kw_only=True)
class Units:
    """The units (n,) of one kind, named square:100, square:200 or areas.

    `of_incident` (m,) is the unit of each incident (-1: none), `of_square` (c,) that of each square of the
    ground, `km2` (n,) their size; `spreads` sum a field around each unit with kernels of several widths, and
    `around` (n, n) is 1 for a unit and those that touch it.
    """

    name: str
    of_incident: Ints
    of_square: Ints
    km2: Floats
    spreads: tuple[Spread, ...]
    around: csr_array

    def summed(self, values: Floats) -> Floats:
        """Return the sum (n,) over each unit of values (c,) on the squares of the ground."""
        held = self.of_square >= 0
        return np.bincount(self.of_square[held], values[held], minlength=len(self.km2)).astype(np.float64)


def ground_of(
    study: shapely.Polygon | shapely.MultiPolygon, xy: Floats, *, cell_m: float = GROUND_M
) -> Places:
    """Lay squares over the study area: those whose centre lies in it, and those that hold one of the places.

    `xy` (m, 2) are the incidents' places in metres. The squares hang on the south-west corner of the study
    area, rounded down to 200 m, so that four of 100 m make one of 200 m.
    """
    west, south, east, north = study.bounds
    west, south = (np.floor(corner / (2 * GROUND_M)) * 2 * GROUND_M for corner in (west, south))
    columns, rows = (
        int(np.ceil((end - start) / cell_m)) + 1 for start, end in ((west, east), (south, north))
    )
    easting, northing = np.meshgrid(
        west + (np.arange(columns) + 0.5) * cell_m, south + (np.arange(rows) + 0.5) * cell_m
    )
    shapely.prepare(study)
    inside = shapely.contains_xy(study, easting.ravel(), northing.ravel()).reshape(rows, columns)
    column, row = (
        np.floor((xy[:, axis] - start) / cell_m).astype(np.int64) for axis, start in ((0, west), (1, south))
    )
    known = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    inside[row[known], column[known]] = True
    return Places(west=float(west), south=float(south), cell_m=cell_m, inside=inside)


def square_units(squares: Places, ground: Places, xy: Floats) -> Units:
    """Return the squares as units; `xy` (m, 2) are the incidents' places."""
    return Units(
        name=f"square:{squares.cell_m:g}",
        of_incident=squares.of(xy),
        of_square=squares.of(ground.centres()),
        km2=np.full(int(squares.inside.sum()), squares.cell_m**2 / KM2),
        spreads=tuple(_blur(squares, deviation_m) for deviation_m in SPREADS_M),
        around=_touching(squares.inside),
    )


def area_units(shapes: Sequence[shapely.Geometry], of_incident: Ints, ground: Places) -> Units:
    """Return micro-areas as units; `of_incident` (m,) is the row of the area that each incident lies in."""
    polygons = np.asarray(shapes, dtype=object)
    points = shapely.get_coordinates(shapely.point_on_surface(polygons))
    tree = shapely.STRtree(polygons)
    centres = ground.centres()
    found = tree.query(shapely.points(centres), predicate="intersects")
    of_square = np.full(len(centres), -1, dtype=np.int64)
    of_square[found[0][::-1]] = found[1][::-1]
    without = np.setdiff1d(np.arange(len(polygons)), of_square)
    nearest = ground.of(points[without])  # an area smaller than a square has the square at its point
    of_square[nearest[nearest >= 0]] = without[nearest >= 0]
    touching = tree.query(polygons, predicate="intersects")
    around = coo_array((np.ones(touching.shape[1]), (touching[0], touching[1])), shape=(len(polygons),) * 2)
    return Units(
        name="areas",
        of_incident=of_incident,
        of_square=of_square,
        km2=shapely.area(polygons) / KM2,
        spreads=spreads_between(points),
        around=csr_array(around),
    )


def _blur(squares: Places, deviation_m: float) -> Spread:
    return lambda field: squares.blurred(field, deviation_m)


def _touching(inside: Bools) -> csr_array:
    """Return 1 for each square and the up to eight around it, itself included."""
    rows, columns = inside.shape
    number = np.full((rows + 2, columns + 2), -1, dtype=np.int64)
    number[1:-1, 1:-1][inside] = np.arange(int(inside.sum()))
    own = number[1:-1, 1:-1][inside]
    pairs = []
    for down in range(3):
        for right in range(3):
            other = number[down : down + rows, right : right + columns][inside]
            pairs.append(np.column_stack([own, other])[other >= 0])
    i, j = np.concatenate(pairs).T
    return csr_array(coo_array((np.ones(len(i)), (i, j)), shape=(len(own), len(own))))
