"""How many incidents lie within a given distance of each place, counted exactly and within bounded memory."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.compiled import COMPILED
from hotspot.measure.threads import cpus

if COMPILED:
    from hotspot.compiled import kth_nearest
    from hotspot.compiled import neighbours as compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema import Floats, Ints

_BANDS = 4  # horizontal bands per eps
_CELLS = 1024  # cells per eps along a band; one cell is the safety margin against rounding
_ROWS = 16  # of cells, done by one thread at a time
_WORTH_THREADS = 20_000  # sites; fewer are done before threads have started
_PAIRS = 4_000_000  # pairs of sites held in memory at a time


def neighbour_weight(xy: Floats, weight: Floats, *, eps_m: float) -> Floats:
    """Return the weight within `eps_m` of each site, its own included; a site at exactly `eps_m` counts.

    `xy` is (n, 2) easting and northing in metres, `weight` (n,). Distances are compared squared, as
    scikit-learn compares them. Exact for weights that are whole numbers.

    What surely lies within reach is never measured: by square cells where the loop is compiled, else by bands
    with running totals. Memory grows with the sites only, however many of them are neighbours.

    >>> xy = np.array([[0.0, 0.0], [30.0, 40.0], [90.0, 0.0]])
    >>> neighbour_weight(xy, np.array([2.0, 3.0, 1.0]), eps_m=50)
    array([5., 5., 1.])
    """
    if not len(xy):
        return np.zeros(0)
    if COMPILED:
        return weight_reaching(xy, weight, eps_m=eps_m, least=math.inf)
    total = np.zeros(len(xy))
    bands = _banded(xy, weight, eps_m)
    for rows in np.array_split(bands.order, len(xy) // 65_536 + 1):  # neighbours look at the same memory
        for step in range(-_BANDS - 1, _BANDS + 2):
            total[rows] += bands.within(rows, step)
    return total


def weight_reaching(xy: Floats, weight: Floats, *, eps_m: float, least: float) -> Floats:
    """Return the weight within `eps_m` of each of the sites (n, 2), as far as it takes to tell whether that
    reaches `least`; only where the loops are compiled."""
    xy, weight = np.ascontiguousarray(xy), np.ascontiguousarray(weight, dtype=float)
    if not math.isfinite(least):
        return _weighed(xy, weight, eps_m=eps_m, least=least)
    total = np.zeros(len(xy))
    some = compiled.near_crowds(xy, weight, eps_m, least)
    if len(some):
        total[some] = _weighed(xy[some], weight[some], eps_m=eps_m, least=least)
    return total


def _weighed(xy: Floats, weight: Floats, *, eps_m: float, least: float) -> Floats:
    near, total = compiled.WeightNear(xy, weight, eps_m), np.empty(len(xy))
    if len(xy) < _WORTH_THREADS:
        near.within(total, least, 0, near.rows)
        return total

    def weigh(first: int) -> None:
        near.within(total, least, first, min(first + _ROWS, near.rows))

    with ThreadPoolExecutor(cpus()) as threads:
        list(threads.map(weigh, range(0, near.rows, _ROWS)))
    return total


@dataclass(frozen=True, kw_only=True)
class _Bands:
    """Sites by band (south to north), then cell along the band (west to east), with running totals."""

    xy: Floats
    eps_m: float
    corner_xy: Floats  # metres from the south-west corner
    cells: int  # in each band
    order: Ints
    key: Ints  # band and cell of the sites in `order`
    weight: Floats  # in `order`
    running: Floats

    @property
    def height(self) -> float:
        """Height of a band in metres."""
        return self.eps_m / _BANDS

    @property
    def width(self) -> float:
        """Width of a cell in metres."""
        return self.eps_m / _CELLS

    def within(self, rows: Ints, step: int) -> Floats:
        """Return the weight within reach of each row in the band `step` bands north of its own."""
        band = (self.corner_xy[rows, 1] // self.height).astype(np.int64) + step
        south = self.corner_xy[rows, 1] - band * self.height
        north = self.height - south
        margin = self.width
        nearest = np.maximum(np.maximum(-south, -north) - margin, 0.0)
        farthest = np.maximum(south, north) + margin
        inner_west, inner_east = self._cells_within(rows, farthest, band, -2)
        outer_west, outer_east = self._cells_within(rows, nearest, band, +2)
        inner_east = np.maximum(inner_east, inner_west)
        outer_west, outer_east = np.minimum(outer_west, inner_west), np.maximum(outer_east, inner_east)
        start = np.concatenate([outer_west, inner_east])
        stop = np.concatenate([inner_west, outer_east])
        rim = self._measured(np.tile(rows, 2), start, stop)
        sure: Floats = self.running[inner_east] - self.running[inner_west]
        return sure + rim[: len(rows)] + rim[len(rows) :]

    def _cells_within(self, rows: Ints, apart: Floats, band: Ints, spare: int) -> tuple[Ints, Ints]:
        """Return first and end of the sites that a chord at `apart` metres spans, wider by `spare` cells."""
        half = np.sqrt(np.maximum(self.eps_m**2 - apart**2, 0.0))
        west = np.floor((self.corner_xy[rows, 0] - half) / self.width).astype(np.int64) - spare
        east = np.ceil((self.corner_xy[rows, 0] + half) / self.width).astype(np.int64) + spare
        out = apart > self.eps_m
        east[out] = west[out]
        low, high = (band * self.cells + np.clip(side, 0, self.cells) for side in (west, east))
        return np.searchsorted(self.key, low), np.searchsorted(self.key, high)

    def _measured(self, rows: Ints, start: Ints, stop: Ints) -> Floats:
        """Return the weight among sites start … stop (sorted) that truly lies within reach of each row."""
        found = np.zeros(len(rows))
        for part in pieces(stop - start, _PAIRS):
            count = stop[part] - start[part]
            pair = np.repeat(np.arange(len(count)), count)
            first = np.cumsum(count) - count
            other = np.arange(len(pair)) - first[pair] + start[part][pair]
            apart = self.xy[rows[part][pair]] - self.xy[self.order[other]]
            near = apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1] <= self.eps_m * self.eps_m
            found[part] = np.bincount(pair, weights=self.weight[other] * near, minlength=len(count))
        return found


def _banded(xy: Floats, weight: Floats, eps_m: float) -> _Bands:
    """Sort sites by band and cell."""
    corner_xy = xy - xy.min(axis=0)
    cell = (corner_xy[:, 0] // (eps_m / _CELLS)).astype(np.int64)
    cells = int(cell.max()) + 1
    key = (corner_xy[:, 1] // (eps_m / _BANDS)).astype(np.int64) * cells + cell
    order = np.argsort(key, kind="stable")
    return _Bands(
        xy=xy,
        eps_m=eps_m,
        corner_xy=corner_xy,
        cells=cells,
        order=order,
        key=key[order],
        weight=weight[order],
        running=np.concatenate([[0.0], np.cumsum(weight[order])]),
    )


def pieces(size: Ints, budget: int) -> Iterator[slice]:
    """Cut a row of sizes into slices that hold about `budget` each (one row may hold more)."""
    running = np.cumsum(size)
    whole = int(running[-1]) if len(running) else 0
    cuts = np.searchsorted(running, np.arange(budget, whole, budget), side="right")
    edges = np.unique(np.concatenate([[0], cuts, [len(size)]]))
    for first, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        yield slice(first, end)


def k_distances(xy: Floats, *, k: int) -> Floats:
    """Return the distance in metres from each site (n, 2) to its `k`-th nearest other, sorted upwards."""
    if COMPILED:
        easting, northing = _strips(xy, size=math.isqrt(len(xy) * k))
        distance = kth_nearest.kth_distance(easting, northing, k)[np.isfinite(northing)]
    else:
        from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while, and the loop does without

        distance = np.asarray(cKDTree(xy).query(xy, k=[k + 1])[0])[:, 0]
    return np.sort(distance)


def _strips(xy: Floats, *, size: int) -> tuple[Floats, Floats]:
    """Return eastings and northings in strips from west to east of `size` sites each, from south to north.

    The last strip is filled up with places infinitely far north.
    """
    order = np.argsort(xy[:, 0], kind="stable")
    strips = -(-len(xy) // size)
    placed = np.full((2, strips * size), np.inf)
    placed[0] = xy[order[-1], 0]
    placed[:, : len(xy)] = xy[order].T
    easting, northing = placed.reshape(2, strips, size)
    up = np.argsort(northing, axis=1)
    return np.take_along_axis(easting, up, axis=1), np.take_along_axis(northing, up, axis=1)


def knee(curve: Floats) -> float:
    """Return the value of a rising `curve` (n,) where it bends most: farthest below the chord of its ends.

    Satopaa, Albrecht, Irwin, Raghavan (2011), "Kneedle", without its smoothing.

    >>> knee(np.array([0.0, 1.0, 2.0, 3.0, 40.0, 80.0]))
    3.0
    """
    chord = np.linspace(curve[0], curve[-1], len(curve))
    return float(curve[np.argmax(chord - curve)])
