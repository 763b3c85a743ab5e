"""The cells around a place: which squares of the city's grid lie within reach of each incident."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import binary_erosion
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema import Bools, Floats, Ints

CELLS_AT_ONCE = 200_000  # bounds the memory, and keeps the working arrays in the processor's cache


@dataclass(frozen=True, kw_only=True)
class CellsAround:
    """The cells within `reach_m` of a site; a grid with a margin that wide, numbered as one flat array.

    `study` (rows, columns) says which cells belong to the study area; row 0 is the north row, and `west`,
    `north` is the grid's outer corner.
    """

    study: Bools
    west: float
    north: float
    cell_m: float
    reach_m: float

    def blocks(self, sites: Floats) -> Iterator[tuple[Ints, Ints, Floats]]:
        """Yield site numbers (b,), the cells around each (b, s), and their squared distances in m² (b, s).

        Sites come sorted by cell, so that a block of them touches only a band of the grid.
        """
        order = np.argsort(self._flat(*self.row_column(sites)), kind="stable")
        step = np.arange(-self.margin, self.margin + 1)
        around = (step[:, None] * self.width + step).ravel()
        at_once = max(1, CELLS_AT_ONCE // len(around))
        for start in range(0, len(sites), at_once):
            members = order[start : start + at_once]
            row, column = self.row_column(sites[members])
            easting, northing = self._centre(row[:, None] + step, column[:, None] + step)
            east2 = np.square(easting - sites[members, :1])
            north2 = np.square(northing - sites[members, 1:])
            distance2 = (north2[:, :, None] + east2[:, None, :]).reshape(len(members), -1)
            yield members, self._flat(row, column)[:, None] + around, distance2

    def row_column(self, sites: Floats) -> tuple[Ints, Ints]:
        """Return row and column of the cell that each site lies in, or of the nearest one in the grid."""
        rows, columns = self.study.shape
        column = np.floor((sites[:, 0] - self.west) / self.cell_m).astype(np.int64)
        row = np.floor((self.north - sites[:, 1]) / self.cell_m).astype(np.int64)
        return np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)

    def nearest(self, sites: Floats) -> Ints:
        """Return the cell inside the study area nearest to each site, as its number in `study`, flat."""
        row, column = self.row_column(sites)
        astray = ~self.study[row, column]
        if astray.any():
            border_row, border_column, tree = self._border
            found = tree.query(sites[astray])[1]
            row[astray], column[astray] = border_row[found], border_column[found]
        return np.asarray(row * self.study.shape[1] + column)

    def cropped(self, values: Floats) -> Floats:
        """Return flat `values` (k, cells) as (k, rows, columns) without the margin."""
        rows, columns = self.study.shape
        box = values.reshape(len(values), -1, self.width)
        return box[:, self.margin : self.margin + rows, self.margin : self.margin + columns]

    @cached_property
    def margin(self) -> int:
        """Cells that a kernel reaches beyond a site's own, but never more than the grid has."""
        rows, columns = self.study.shape
        return min(int(self.reach_m / self.cell_m + 0.5), int(max(rows, columns)))

    @cached_property
    def width(self) -> int:
        """Columns with the margin on both sides."""
        return int(self.study.shape[1]) + 2 * self.margin

    @cached_property
    def chord(self) -> Ints:
        """How many columns beyond a site's own a circle of `reach_m` can cover, in each row north to south.

        `margin` rows on both sides of the site's own; wherever in its cell, or off the grid, the site lies.
        """
        rows_off = np.abs(np.arange(-self.margin, self.margin + 1))
        nearest_m = np.maximum(rows_off - 0.5, 0) * self.cell_m
        half_m = np.sqrt(np.maximum(self.reach_m**2 - nearest_m**2, 0))
        return np.minimum(half_m / self.cell_m + 0.5 + 1e-6, self.margin).astype(np.int64)

    @cached_property
    def _border(self) -> tuple[Ints, Ints, cKDTree]:
        row, column = np.nonzero(self.study & ~binary_erosion(self.study))
        return row, column, cKDTree(np.column_stack(self._centre(row, column)))

    def _centre(self, row: Ints, column: Ints) -> tuple[Floats, Floats]:
        easting, northing = column.astype(np.float64), row.astype(np.float64)
        return self.west + (easting + 0.5) * self.cell_m, self.north - (northing + 0.5) * self.cell_m

    def _flat(self, row: Ints, column: Ints) -> Ints:
        return (row + self.margin) * self.width + column + self.margin
