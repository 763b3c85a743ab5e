"""Kernel density from the rows to a raster of 1,500 × 1,500 cells of 20 m, bandwidth 300 m.

Ours begins with the rows: finding equal places is part of its work. LibKDV is given the distinct places with
their weights, for nothing; KDEpy and SciPy bin the rows, which is their way to the same saving. No edge
correction: no peer has it.
"""

# ruff: noqa: PLC0415 - each side imports its own packages, in its own interpreter

from __future__ import annotations

import os
from math import pi, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from speed.city import CELL_M, CELLS, SIDE_M, SOUTH_M, WEST_M
from speed.comparison import Calls, Goal, Prepared, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hotspot.measure.kernel import KernelName
    from hotspot.schema import Floats

BANDWIDTH_M = 300.0
NORTH_M = SOUTH_M + SIDE_M
SAMPLE = 60  # cells whose value is also summed row by row
GOALS = {10**6: (15, 100), 5 * 10**6: (5, 60)}  # incidents: how many times faster than KDEpy, than LibKDV
EXACT, BINNED, TEXT = (
    1e-9,
    2e-2,
    1e-3,
)  # largest error: ours, relative; of binning and of LibKDV, over the peak

HILLS: dict[str, Callable[[Floats], Floats]] = {  # value in 1 / bandwidth², given (distance / bandwidth)²
    "quartic": lambda u2: 3 / pi * np.square(np.maximum(1 - u2, 0)),
    "epanechnikov": lambda u2: 2 / pi * np.maximum(1 - u2, 0),
    "gaussian": lambda u2: np.exp(-u2 / 2) / (2 * pi),
}


def comparisons(rows: int) -> Iterator[Calls]:
    """Yield the comparisons on a city of so many incidents."""
    than_kdepy, than_libkdv = GOALS.get(rows, (0, 0))
    name = "S1" if rows in GOALS else ""
    kdepy_goal, libkdv_goal = Goal(name, faster=than_kdepy), Goal(name, faster=than_libkdv)
    flat = "density, quartic"
    yield Calls(flat, rows, quartic, "KDEpy FFTKDE", kdepy, near_enough("quartic", BINNED), kdepy_goal)
    linear = "SciPy, linear binning + fftconvolve"
    yield Calls(flat, rows, quartic, linear, scipy_quartic, near_enough("quartic", BINNED))
    scaled = near_enough("epanechnikov", TEXT, to_peak=True)
    what, peer = "density, Epanechnikov", "LibKDV, distinct places given"
    yield Calls(what, rows, epanechnikov, peer, libkdv, scaled, libkdv_goal)
    what = "density, Gaussian"
    yield Calls(what, rows, gaussian, linear, scipy_gaussian, near_enough("gaussian", BINNED, ours=1e-5))


def quartic(city: Path) -> Prepared:
    """Prepare Hotspot's quartic density."""
    return _ours(city, "quartic")


def epanechnikov(city: Path) -> Prepared:
    """Prepare Hotspot's Epanechnikov density."""
    return _ours(city, "epanechnikov")


def gaussian(city: Path) -> Prepared:
    """Prepare Hotspot's Gaussian density."""
    return _ours(city, "gaussian")


def _ours(city: Path, kernel: KernelName) -> Prepared:
    from hotspot.measure.kernel import density_on_grid
    from hotspot.project import collapse

    xy = np.load(city / "places.npy")
    inside = np.ones((CELLS, CELLS), dtype=bool)

    def run() -> Floats:
        sites = collapse(xy)
        return density_on_grid(
            sites.xy, sites.weight, inside, west=WEST_M, north=NORTH_M, cell_m=CELL_M,
            bandwidth_m=BANDWIDTH_M, kernel=kernel, edge_corrected=False,
        )  # fmt: skip

    return Prepared(run, np.asarray)


def kdepy(city: Path) -> Prepared:
    """Prepare KDEpy's binned quartic; its bandwidth is the standard deviation in one dimension."""
    from KDEpy import FFTKDE

    xy = np.load(city / "places.npy")
    east, north = centres()
    grid = np.column_stack([np.repeat(east, CELLS), np.tile(north, CELLS)])

    def run() -> Any:
        return FFTKDE(kernel="biweight", bw=BANDWIDTH_M * sqrt(1 / 7), norm=2).fit(xy).evaluate(grid) * len(
            xy
        )

    return Prepared(run, lambda found: found.reshape(CELLS, CELLS).T[::-1])


def libkdv(city: Path) -> Prepared:
    """Prepare LibKDV through its Python front, with weights on the distinct places.

    The front passes twice the bandwidth on, hence the half; it knows a table by its module, which has another
    name since pandas 3.
    """
    import pandas as pd
    from libkdv import kdv

    class Table(pd.DataFrame):
        pass

    Table.__module__ = "pandas.core.frame"
    made = np.load(city / "distinct.npz")
    x, y = made["xy"].T
    data = Table({"x": x, "y": y, "w": made["weight"]})
    east, north = centres()
    # it moves the places to their least x and y, but not the bounds: its first and last pixels
    bounds = [north[0] - y.min(), north[-1] - y.min(), east[0] - x.min(), east[-1] - x.min()]

    def run() -> Any:
        front = kdv(
            data, GPS=False, bound=bounds, bandwidth=BANDWIDTH_M / 2, num_threads=os.cpu_count() or 1,
            row_pixels=CELLS, col_pixels=CELLS,
        )  # fmt: skip
        return front.compute()

    def raster(found: pd.DataFrame) -> Floats:
        values = np.zeros((CELLS, CELLS))
        column = np.rint((found["x"] - east[0]) / CELL_M).astype(int)
        row = CELLS - 1 - np.rint((found["y"] - north[0]) / CELL_M).astype(int)
        values[row, column] = found["val"]
        return values

    return Prepared(run, raster)


def scipy_quartic(city: Path) -> Prepared:
    """Prepare linear binning and a convolution with the quartic."""
    return _scipy(city, "quartic", reach_m=BANDWIDTH_M)


def scipy_gaussian(city: Path) -> Prepared:
    """Prepare linear binning and a convolution with the Gaussian, cut at six standard deviations."""
    return _scipy(city, "gaussian", reach_m=6 * BANDWIDTH_M)


def _scipy(city: Path, kernel: str, *, reach_m: float) -> Prepared:
    from scipy.signal import fftconvolve

    xy = np.load(city / "places.npy")
    reach = int(reach_m / CELL_M)
    step = np.arange(-reach, reach + 1) * CELL_M
    hill = HILLS[kernel]((step[:, None] ** 2 + step**2) / BANDWIDTH_M**2) / BANDWIDTH_M**2

    def run() -> Floats:
        column, right = np.divmod((xy[:, 0] - WEST_M) / CELL_M - 0.5, 1)
        row, up = np.divmod((xy[:, 1] - SOUTH_M) / CELL_M - 0.5, 1)
        cell = (row * CELLS + column).astype(np.int64)
        counts = np.zeros(CELLS * CELLS)
        for above, to_row in ((0, 1 - up), (1, up)):
            for beside, to_column in ((0, 1 - right), (1, right)):
                shifted = cell + above * CELLS + beside
                counts += np.bincount(shifted, to_row * to_column, minlength=CELLS * CELLS)
        return np.asarray(fftconvolve(counts.reshape(CELLS, CELLS), hill, mode="same"))

    return Prepared(run, lambda found: found[::-1])


def centres() -> tuple[Floats, Floats]:
    """Return the easting of the columns' centres and the northing of the rows', from the south."""
    step = (np.arange(CELLS) + 0.5) * CELL_M
    return np.asarray(WEST_M + step), np.asarray(SOUTH_M + step)


def near_enough(
    kernel: str, allowed: float, *, ours: float = EXACT, to_peak: bool = False
) -> Callable[[Path, Path, Path], str]:
    """Return the check: our cells against a sum over all rows, the peer's raster against ours.

    `to_peak` is for a peer whose raster has no unit: it is scaled so that the largest values agree.
    """

    def check(city: Path, our_answer: Path, peer_answer: Path) -> str:
        our, peer = np.load(our_answer), np.load(peer_answer)
        error = sampled_error(city, our, kernel)
        require(error <= ours, f"ours is off by {error:.1e} of the sum over all rows")
        peak = our.max()
        apart = np.abs(peer * (peak / peer.max()) - our if to_peak else peer - our).max() / peak
        require(apart <= allowed, f"the peer's raster is off by {apart:.1e} of the peak")
        return f"ours {error:.0e}; peer {apart:.0e} of the peak"

    return check


def sampled_error(city: Path, raster: Floats, kernel: str) -> float:
    """Return the largest relative error at cells where incidents were, against the sum over all rows."""
    xy = np.load(city / "places.npy")
    at = xy[np.random.default_rng(5).integers(0, len(xy), SAMPLE)]
    column = ((at[:, 0] - WEST_M) // CELL_M).astype(int)
    row = CELLS - 1 - ((at[:, 1] - SOUTH_M) // CELL_M).astype(int)
    worst = 0.0
    for i, j in zip(row, column, strict=True):
        centre = (WEST_M + (j + 0.5) * CELL_M, NORTH_M - (i + 0.5) * CELL_M)
        true = HILLS[kernel](np.square((xy - centre) / BANDWIDTH_M).sum(axis=1)).sum() / BANDWIDTH_M**2
        worst = max(worst, abs(float(raster[i, j] / true - 1)))
    return worst
