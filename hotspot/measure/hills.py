"""The hills that a kernel density is made of: one on each incident, measured and added up on the city's grid.

A hill is 1 high where its site is. Coordinates are easting and northing in metres. Each cell adds up the
hills row by row of the grid, and those of a row in the order given: the last digit of a sum does not depend
on how many threads there are.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from hotspot.compiled import COMPILED
from hotspot.measure.cells import CellsAround
from hotspot.measure.threads import cpus

if COMPILED:
    from hotspot.compiled import kernel_sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.measure.kernel import Kernel
    from hotspot.schema import Bools, Floats, Ints

BAND_ROWS = 64  # of the grid, added up by one thread at a time
SITES_AT_ONCE = 2048  # measured by one thread at a time
WORTH_THREADS = 1_000_000  # heights; fewer are done before threads have started


class _Frame(TypedDict):
    west: float
    north: float
    cell_m: float
    bandwidth_m: float
    reach_m: float
    kernel: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Sites (n, 2) sorted by `row` (n,) of the grid, their `column` (n,), and the `order` that sorts them."""

    order: Ints
    sites: Floats
    row: Ints
    column: Ints

    @property
    def in_grid(self) -> tuple[Floats, Ints, Ints]:
        """Sites, rows and columns, as the loops take them."""
        return self.sites, self.row, self.column


@dataclass(frozen=True, kw_only=True)
class Hills:
    """Hills of one shape on the grid `study` (rows, columns), whose outer corner is at `west`, `north`."""

    study: Bools
    west: float
    north: float
    cell_m: float
    bandwidth_m: float
    kernel: Kernel

    def placed(self, sites: Floats) -> Placed:
        """Return the sites (n, 2) in the order in which they are added up: by row of the grid."""
        if COMPILED:
            rows, columns = self.study.shape
            frame = rows, columns, self.west, self.north, self.cell_m
            order, sites, row, column = kernel_sums.placed(np.ascontiguousarray(sites, dtype=float), *frame)
            return Placed(order=order, sites=sites, row=row, column=column)
        row, column = self.around.row_column(sites)
        short = np.min_scalar_type(len(self.study))  # sorted by counting, not by comparing
        order = np.argsort(row.astype(short), kind="stable")
        sites = np.ascontiguousarray(sites[order], dtype=float)
        return Placed(order=order, sites=sites, row=row[order], column=column[order])

    def masses(self, placed: Placed, *, ground: Floats | Bools) -> Floats:
        """Return the sum of each hill's heights in the cells (n,), times their `ground` (rows, columns)."""
        if not COMPILED:
            return self._masses(placed.sites, ground)
        mass = np.empty(len(placed.sites))
        margin, columns = self.around.margin, ground.shape[1]
        wider = np.zeros((len(ground), columns + 2 * margin + kernel_sums.ROOM))
        wider[:, margin : margin + columns] = ground

        def measure(first: int) -> None:
            stop = min(first + SITES_AT_ONCE, len(mass))
            kernel_sums.masses(*placed.in_grid, wider, self.around.chord, mass, first, stop, **self._frame)

        self._each(measure, range(0, len(mass), SITES_AT_ONCE), hills=len(mass))
        return mass

    def whole_masses(self, placed: Placed) -> Floats:
        """Return the sum of each hill's heights (n,) over all cells, also those beyond the grid."""
        reach = int(self.around.reach_m / self.cell_m) + 1
        side = 2 * reach + 1
        everywhere = replace(
            self, study=np.ones((side, side), dtype=np.bool_), west=0.0, north=side * self.cell_m
        )
        in_cell = (placed.sites - (self.west, self.north)) % self.cell_m
        order = everywhere.placed(in_cell + reach * self.cell_m)
        mass = np.empty(len(placed.sites))
        mass[order.order] = everywhere.masses(order, ground=np.ones((side, side)))
        return mass

    def added(self, placed: Placed, share: Floats) -> Floats:
        """Return all hills, each times its `share` (n, k), added up in the cells (k, rows, columns)."""
        if not COMPILED:
            return self._added(placed.sites, share)
        share = np.ascontiguousarray(share)
        surfaces = np.empty((share.shape[1], *self.study.shape))
        margin = self.around.margin

        def add(low: int) -> None:
            high = min(low + BAND_ROWS, len(self.study))
            first, stop = np.searchsorted(placed.row, [low - margin, high + margin]).tolist()
            kernel_sums.add(
                *placed.in_grid, share, self.around.chord, surfaces, first, stop, low, high, **self._frame
            )

        self._each(add, range(0, len(self.study), BAND_ROWS), hills=share.size)
        return surfaces

    @cached_property
    def around(self) -> CellsAround:
        """The cells within a hill's reach."""
        return CellsAround(
            study=self.study,
            west=self.west,
            north=self.north,
            cell_m=self.cell_m,
            reach_m=self.bandwidth_m * self.kernel.reach,
        )

    def _masses(self, sites: Floats, ground: Floats | Bools) -> Floats:
        mass = np.zeros(len(sites))
        counts = np.pad(ground, self.around.margin).ravel().astype(np.float64)
        for members, cell, distance2 in self.around.blocks(sites):
            mass[members] = (self.kernel.height(distance2 / self.bandwidth_m**2) * counts[cell]).sum(axis=1)
        return mass

    def _added(self, sites: Floats, share: Floats) -> Floats:
        padded = np.pad(self.study, self.around.margin)
        surfaces = np.zeros((share.shape[1], padded.size))
        for members, cell, distance2 in self.around.blocks(sites):
            height = self.kernel.height(distance2 / self.bandwidth_m**2)
            first = int(cell.min())
            for surface, factor in zip(surfaces, share[members].T, strict=True):
                added = np.bincount((cell - first).ravel(), (height * factor[:, None]).ravel())
                surface[first : first + len(added)] += added
        return np.ascontiguousarray(self.around.cropped(surfaces))

    @cached_property
    def _frame(self) -> _Frame:
        return {
            "west": self.west,
            "north": self.north,
            "cell_m": self.cell_m,
            "bandwidth_m": self.bandwidth_m,
            "reach_m": self.around.reach_m,
            "kernel": self.kernel.name,
        }

    def _each(self, work: Callable[[int], None], starts: range, *, hills: int) -> None:
        """Do the work from each start, several at once where it takes longer than starting the threads."""
        side_by_side = cpus()
        if hills * len(self.around.chord) ** 2 < WORTH_THREADS:
            side_by_side = 1
        with ThreadPoolExecutor(side_by_side) as threads:
            list(threads.map(work, starts))
