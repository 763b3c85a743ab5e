"""The city as it usually is: where incidents could fall, and how many of them around each place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from scipy.ndimage import map_coordinates

from hotspot.measure.background import LEAST, ground_of, rate, spread
from hotspot.measure.lattice import coarser
from hotspot.measure.nearest_ground import nearest_ground
from hotspot.schema.geojson import geojson_shapes

if TYPE_CHECKING:
    import geopandas as gpd
    from affine import Affine
    from shapely import MultiPolygon, Polygon

    from hotspot.measure.lattice import Numbers
    from hotspot.schema import Bools, Floats, Ints, Sites

Baseline: TypeAlias = Literal["intensity", "population", "uniform"]

AROUND = 500.0  # incidents that the surroundings of a place hold on average: their rate is then known well
AROUND_M = (600.0, 1_000.0)  # but within these standard deviations, at first
WIDTHS = (0.55, 0.75, 1.0, 1.41, 2.0)  # times as wide: what is tried for the usual pattern of the city
PASSES_MORE = 9.0  # smoothing the usual pattern, for every tenfold of these incidents
BLOCK_M = 200.0
FINE = 4  # blocks to a standard deviation of the usual pattern: coarser ones would flatten its peaks
SHARED = 1.1  # incidents to a place, on average, from which on they are taken to lie on a list of places
CELLS_PER_EPS = 4
REACH_EPS = 2.0  # times eps: ground further from any place than that is not lived on
MOST_CELLS = 250_000


@dataclass(frozen=True, kw_only=True)
class Lattice:
    """Small square cells over the study area, row 0 north: `counts` of incidents, the `ground` that they
    could have fallen on and which cells lie `inside` (rows, columns); `cell_m` and the `corner` (west,
    north) in metres."""

    counts: Numbers
    ground: Floats
    inside: Bools
    cell_m: float
    corner: tuple[float, float]

    def cells(self, xy: Floats) -> tuple[Ints, Ints]:
        """Return row and column of places (n, 2) in easting and northing."""
        column = ((xy[:, 0] - self.corner[0]) / self.cell_m).astype(np.int64)
        return ((self.corner[1] - xy[:, 1]) / self.cell_m).astype(np.int64), column

    def of(self, weight: Floats, sites: Sites) -> Numbers:
        """Return the incidents in each cell (rows, columns); `weight` (n,) are those of each site."""
        row, column = self.cells(sites.xy)
        rows, columns = self.inside.shape
        held = np.bincount(row * columns + column, weight, minlength=rows * columns)
        return np.rint(held).astype(np.int32).reshape(rows, columns)

    def middles(self, sites: Sites) -> Floats:
        """Return where the sites of each cell lie on average (rows, columns, 2), southwards and eastwards in
        cells from the corner; NaN where there are none."""
        row, column = self.cells(sites.xy)
        rows, columns = self.inside.shape
        cell, size = row * columns + column, rows * columns
        east, north = ((sites.xy - self.corner) / self.cell_m).T
        held = np.bincount(cell, minlength=size).astype(np.float64)
        held[held == 0] = np.nan
        summed = [np.bincount(cell, along, minlength=size) for along in (-north, east)]
        return np.asarray((np.column_stack(summed) / held[:, None]).reshape(rows, columns, 2))

    def burnt(self, shapes: list[Polygon | MultiPolygon]) -> Ints:
        """Return which shape, counted from 1, holds the centre of each cell (rows, columns); 0 for none."""
        from affine import Affine  # noqa: PLC0415 - comes with rasterio, which is slow to import
        from rasterio.features import rasterize  # noqa: PLC0415

        transform: Affine = Affine(self.cell_m, 0.0, self.corner[0], 0.0, -self.cell_m, self.corner[1])
        known = [i for i, shape in enumerate(shapes) if not shape.is_empty]
        if not known:
            return np.zeros(self.counts.shape, dtype=np.int64)
        burning = geojson_shapes([shapes[i] for i in known])
        numbered = [(shape, i + 1) for shape, i in zip(burning, known, strict=True)]
        burnt = rasterize(numbered, out_shape=self.counts.shape, transform=transform, fill=0, dtype="int32")
        return np.asarray(burnt, dtype=np.int64)


def lay_out(
    sites: Sites,
    *,
    study: Polygon | MultiPolygon,
    areas: gpd.GeoDataFrame,
    baseline: Baseline,
    eps_m: float,
) -> Lattice:
    """Return incidents and ground on cells of a quarter of `eps_m` (larger where there would be too many).

    The ground is the study area, for "population" its residents; where incidents lie on a list of places
    (1.1 or more to a place on average), what lies within twice `eps_m` of one is brought to the nearest.
    """
    west, south, east, north = study.bounds
    (west, south), (east, north) = (
        np.minimum((west, south), sites.xy.min(axis=0)),
        np.maximum((east, north), sites.xy.max(axis=0)),
    )
    cell_m = max(eps_m / CELLS_PER_EPS, float(np.sqrt((east - west) * (north - south) / MOST_CELLS)))
    shape = int((north - south) / cell_m) + 1, int((east - west) / cell_m) + 1
    empty = Lattice(
        counts=np.zeros(shape, dtype=np.int32),
        ground=np.zeros(shape),
        inside=np.zeros(shape, dtype=np.bool_),
        cell_m=cell_m,
        corner=(float(west), float(north)),
    )
    counts = empty.of(sites.weight, sites)
    inside = (empty.burnt([study]) > 0) | (counts > 0)
    ground = inside.astype(np.float64)
    if baseline == "population":
        ground *= _residents(areas, empty)
    if sites.weight.sum() >= SHARED * len(sites.xy):
        ground = nearest_ground(empty.middles(sites), ground, reach=REACH_EPS * eps_m / cell_m)
    return replace(empty, counts=counts, ground=ground, inside=inside)


def deviations_m(lattice: Lattice) -> tuple[float, float]:
    """Return two standard deviations in metres: of the city's usual pattern, and of a place's surroundings.

    Surroundings are so wide that they hold 500 incidents on average, but between 600 and 1,000 m, and never
    narrower than the usual pattern. That is from 0.55 to 2 times as wide, by the likelihood of the incidents
    in each block of 200 m given those in all other blocks.
    """
    low, high = AROUND_M
    per_m2 = lattice.counts.sum() / ((lattice.ground > 0).sum() * lattice.cell_m**2)
    around = float(np.clip(np.sqrt(AROUND / (2 * np.pi * per_m2)), low, high))
    times = max(round(BLOCK_M / lattice.cell_m), 1)
    held, room = coarser(lattice.counts, times=times), coarser(lattice.ground, times=times)

    def likelihood(width: float) -> float:
        sigma = width * around / (lattice.cell_m * times)
        others = np.maximum(spread(room, sigma=sigma) - room, LEAST)
        rates = np.maximum((spread(held, sigma=sigma) - held) / others, LEAST)
        return float((held * np.log(rates)).sum() - held.sum() * np.log((rates * room).sum()))

    width = max(WIDTHS, key=likelihood)
    return width * around, max(width, 1.0) * around


def usual(lattice: Lattice, apart: Bools | None, *, deviation: float) -> Floats:
    """Return the incidents that each cell (rows, columns) usually has, as many together as there are.

    The rate of the incidents on their ground, but in the cells `apart`, smoothed with a Gaussian of this
    standard deviation in cells, two or more times (`_passes`): each pass puts back what those before it
    flattened. Jones, Linton & Nielsen (1995), Biometrika 82, 327-338. An infinite deviation gives one rate to
    the whole city.
    """
    if np.isinf(deviation):
        return np.asarray(lattice.ground * (lattice.counts.sum() / lattice.ground.sum()))
    rest = 1 if apart is None else ~apart
    ground = ground_of(lattice.ground * rest, deviation=deviation, blocks=FINE)
    held, times = coarser(lattice.counts * rest, times=ground.times), ground.times
    found = rate(held, ground)
    for _ in range(1, _passes(lattice)):
        even = np.divide(held, found, out=np.zeros(held.shape), where=found > 0)
        found = found * rate(even, ground)
    rows, columns = ((np.arange(length) + 0.5) / times - 0.5 for length in lattice.counts.shape)
    where = np.stack(np.meshgrid(rows, columns, indexing="ij"))
    fine = lattice.ground * np.asarray(map_coordinates(found, where, order=1, mode="nearest"))
    return np.asarray(fine * (lattice.counts.sum() / fine.sum()))


def _passes(lattice: Lattice) -> int:
    """Return how often the usual pattern is smoothed: twice while the narrowest surroundings hold 500
    incidents on average, nine times more for every tenfold of them.

    What smoothing flattens stays the same however many incidents there are, while chance shrinks with their
    root: among 300,000 the flattened peak of a quarter would make a hot spot of the true one.
    """
    per_m2 = lattice.counts.sum() / (lattice.inside.sum() * lattice.cell_m**2)
    held = 2 * np.pi * AROUND_M[0] ** 2 * per_m2
    return 2 + max(round(PASSES_MORE * log10(held / AROUND)), 0)


def _residents(areas: gpd.GeoDataFrame, lattice: Lattice) -> Floats:
    """Return residents per cell, spread evenly over each area; unknown ones as the mean of the others."""
    population = areas["population"].to_numpy(dtype=np.float64)
    km2 = areas.geometry.area.to_numpy() / 1e6
    known = np.isfinite(population)
    mean = population[known].sum() / km2[known].sum() if known.any() else 1.0
    per_km2 = np.where(known, population / km2, mean)
    row = lattice.burnt(list(areas.geometry))
    return np.where(row > 0, per_km2[np.maximum(row, 1) - 1], 0.0)
