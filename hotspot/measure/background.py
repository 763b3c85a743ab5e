"""What lies around each place of a city: incidents and ground, the near ones weighing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from hotspot.compiled import COMPILED
from hotspot.measure.lattice import coarser

if COMPILED:
    from hotspot.compiled import lattice as compiled

if TYPE_CHECKING:
    from hotspot.measure.lattice import Numbers
    from hotspot.schema import Floats

REACH = 3.0  # standard deviations at which the kernel of the surroundings ends
BLOCKS = 2  # blocks of cells to a standard deviation, at least: the surroundings change slowly
LEAST = 1e-9


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Incidents `held` and `ground` around each block of `times` by `times` cells (rows, columns), as sums
    with Gaussian weights, 1 at the middle and of standard deviation `deviation` in cells.

    The ground is weighted with `level`, how busy each block is by the same kernel: towards the middle of a
    busy quarter more is to be expected than around it.
    """

    held: Floats
    ground: Floats
    level: Floats
    times: int
    deviation: float

    def at(self, row: Floats, column: Floats) -> tuple[Floats, Floats, Floats]:
        """Return held, ground and level at the points (k,), given in cells from the outer corner."""
        where = np.stack([row, column]) / self.times - 0.5
        held, ground, level = (
            np.asarray(map_coordinates(values, where, order=1, mode="nearest"))
            for values in (self.held, self.ground, self.level)
        )
        return held, ground, level


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The `blocks` of ground, `times` by `times` cells each, that surroundings are taken from, and the same
    `around` each block (rows, columns), as sums with Gaussian weights whose standard deviation is `sigma`
    blocks."""

    blocks: Floats
    around: Floats
    times: int
    sigma: float


def ground_of(ground: Floats, *, deviation: float, blocks: int = BLOCKS) -> Ground:
    """Return the ground (rows, columns) that surroundings are taken from; `deviation` of their kernel in
    cells, at least so many `blocks` long.

    An infinite deviation takes the whole city for the surroundings of each of its places.
    """
    if np.isinf(deviation):
        whole = np.full((1, 1), float(ground.sum()))
        return Ground(blocks=whole, around=whole, times=max(ground.shape), sigma=np.inf)
    times = max(int(deviation / blocks), 1)
    coarse, sigma = coarser(ground, times=times), deviation / times
    return Ground(blocks=coarse, around=spread(coarse, sigma=sigma), times=times, sigma=sigma)


def surroundings(counts: Numbers, ground: Ground) -> Surroundings:
    """Return the incidents and the ground (rows, columns) around each place."""
    held = spread(coarser(counts, times=ground.times), sigma=ground.sigma)
    level = _over(held, ground.around)
    level = np.maximum(level / max(float(level.max()), LEAST), LEAST)
    return Surroundings(
        held=held,
        ground=spread(ground.blocks * level, sigma=ground.sigma),
        level=level,
        times=ground.times,
        deviation=ground.sigma * ground.times,
    )


def rate(counts: Numbers, ground: Ground) -> Floats:
    """Return incidents per ground (rows, columns of blocks), both spread; 0 off the ground."""
    return _over(spread(counts, sigma=ground.sigma), ground.around)


def spread(values: Numbers, *, sigma: float) -> Floats:
    """Return the sums with Gaussian weights, 1 at the middle; `sigma` in cells, infinite for a single one."""
    values = np.ascontiguousarray(values, dtype=np.float64)
    if np.isinf(sigma):
        return values
    if COMPILED:
        weights = np.exp(-0.5 * (np.arange(int(REACH * sigma + 0.5) + 1) / sigma) ** 2)
        weights *= np.sqrt(2 * np.pi) * sigma / (2 * weights.sum() - weights[0])
        return compiled.spread(values, weights)
    mean = gaussian_filter(values, sigma, mode="constant", truncate=REACH)
    return np.asarray(mean * (2 * np.pi * sigma**2))


def _over(counts: Floats, ground: Floats) -> Floats:
    near = ground > LEAST * max(float(ground.max()), LEAST)
    return np.divide(counts, ground, out=np.zeros(counts.shape), where=near)
