"""Circles of several sizes all over a city: where fall more incidents than what lies around would suggest?

Kulldorff's ratio, held not against the whole city but against the surroundings: a busy quarter as such is no
hot spot, a busy corner in it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from hotspot.measure.lattice import coarser, disc_sums
from hotspot.measure.scan import log_likelihood_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.lattice import Numbers
    from hotspot.schema import Bools, Floats

REACH = 3.0  # standard deviations at which the kernel of the surroundings ends
BLOCKS = 3  # blocks of cells to a standard deviation: the surroundings change slowly
SUBCELLS = 3  # cells to a radius, at least: centres lie a third of a radius apart
PER_DOUBLING = 4  # radii from one to twice as large: each holds 1.4 times the ground of the one before
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
class Size:
    """Circles around the middles of blocks of `times` by `times` cells; their `radii` are in blocks."""

    radii: tuple[float, ...]
    times: int

    def sums(self, values: Numbers) -> list[Numbers]:
        """Return, for each radius, the sum of `values` (rows, columns) in the circle around each block."""
        return disc_sums(coarser(values, times=self.times), radii_cells=self.radii)


@dataclass(frozen=True, kw_only=True)
class Places:
    """Places (k,) that hold so many incidents on so much ground: `row` and `column` of the middle, in cells
    from the outer corner, and the `radius` of a circle as large, in cells."""

    row: Floats
    column: Floats
    radius: Floats
    held: Floats
    ground: Floats


@dataclass(frozen=True, kw_only=True)
class Found:
    """Places with the incidents `expected` (k,) by what lies around, and the `strength` of the difference."""

    places: Places
    expected: Floats
    strength: Floats


def sizes_between(smallest_cells: float, largest_cells: float) -> tuple[Size, ...]:
    """Return the sizes from the smallest to the largest radius in cells, four to each doubling."""
    ratio = max(largest_cells / smallest_cells, 1.0)
    steps = round(np.log2(ratio) * PER_DOUBLING)
    radii: dict[int, list[float]] = {}
    for step in range(steps + 1):
        radius = smallest_cells * ratio ** (step / max(steps, 1))
        times = 2 ** max(int(np.log2(radius / SUBCELLS) + LEAST), 0)
        radii.setdefault(times, []).append(radius / times)
    return tuple(Size(radii=tuple(found), times=times) for times, found in radii.items())


def surroundings(counts: Numbers, ground: Floats, *, deviation: float) -> Surroundings:
    """Return incidents and ground (rows, columns) around each place; `deviation` of the kernel, in cells.

    An infinite deviation takes the whole city for the surroundings of each of its places.
    """
    if np.isinf(deviation):
        held, whole = (np.full((1, 1), float(values.sum())) for values in (counts, ground))
        level, times = np.ones((1, 1)), max(counts.shape)
        return Surroundings(held=held, ground=whole, level=level, times=times, deviation=deviation)
    times = max(int(deviation / BLOCKS), 1)
    sigma = deviation / times
    held, room = coarser(counts, times=times), coarser(ground, times=times)
    level = rate(held, room, sigma=sigma)
    level = np.maximum(level / max(float(level.max()), LEAST), LEAST)
    return Surroundings(
        held=spread(held, sigma=sigma),
        ground=spread(room * level, sigma=sigma),
        level=level,
        times=times,
        deviation=deviation,
    )


def rate(counts: Numbers, ground: Floats, *, sigma: float) -> Floats:
    """Return incidents per ground (rows, columns), both spread by a Gaussian of `sigma` cells; 0 off it."""
    around = spread(ground, sigma=sigma)
    near = around > LEAST * max(float(around.max()), LEAST)
    return np.divide(spread(counts, sigma=sigma), around, out=np.zeros(counts.shape), where=near)


def spread(values: Numbers, *, sigma: float) -> Floats:
    """Return the sums with Gaussian weights, 1 at the middle; `sigma` in cells."""
    mean = gaussian_filter(values.astype(np.float64), sigma, mode="constant", truncate=REACH)
    return np.asarray(mean * (2 * np.pi * sigma**2))


def circles(
    counts: Numbers,
    around: Surroundings,
    sizes: Sequence[Size],
    *,
    grounds: Sequence[Sequence[Floats]],
    gates: Sequence[Sequence[Numbers]],
    whole: float,
) -> Found:
    """Return the circles that hold more than their gate, with their strength against their surroundings.

    `counts` (rows, columns) are incidents; for each radius of each of the `sizes`, `grounds` is the ground in
    each circle and `gates` the number of incidents above which it is worth a look (rows, columns of its
    blocks); `whole` is the ground of the city.
    """
    parts = [np.empty((5, 0))]
    for size, ground, gate in zip(sizes, grounds, gates, strict=True):
        for i, held in enumerate(size.sums(counts)):
            block = np.flatnonzero(held.ravel() > gate[i].ravel())
            row, column = ((along + 0.5) * size.times for along in np.divmod(block, held.shape[1]))
            radius = np.full(len(row), size.radii[i] * size.times)
            parts.append(np.stack([row, column, radius, held.ravel()[block], ground[i].ravel()[block]]))
    row, column, radius, held, own = np.concatenate(parts, axis=1)
    places = Places(row=row, column=column, radius=radius, held=held, ground=own)
    return strength(places, around, whole=whole)


def strength(places: Places, around: Surroundings, *, whole: float, included: Bools | bool = True) -> Found:
    """Return the places with the incidents expected there and the strength of the difference.

    What a place holds itself is taken out of its surroundings, at the kernel's mean weight over a circle,
    where it is `included` in them. The strength is Kulldorff's log-likelihood ratio less ln(whole / ground),
    with the `whole` ground of the city: there are so many more small places than large ones that, without
    it, only small ones would decide what chance can do. Walther (2010), Annals of Statistics 38, 1010-1033.
    """
    total, room, level = around.at(places.row, places.column)
    own = places.ground * level
    scaled = np.maximum(0.5 * (places.radius / around.deviation) ** 2, LEAST)
    weight = np.where(included, -np.expm1(-scaled) / scaled, 0.0)
    outside = np.maximum(total - weight * places.held, 0.0)
    beyond = np.maximum(room - weight * own, LEAST)
    both = places.held + outside
    ratio = log_likelihood_ratio(places.held, both * own / (own + beyond), both)
    share = np.maximum(places.ground, LEAST) / whole
    return Found(places=places, expected=outside * own / beyond, strength=ratio + np.log(share))
