"""Circles of several sizes all over a city: where fall more incidents than what lies around would suggest?

Kulldorff's ratio, held not against the whole city but against the surroundings: a busy quarter as such is no
hot spot, a busy corner in it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from hotspot.compiled import COMPILED
from hotspot.measure.lattice import coarser, disc_sums, discs_above, lowest, running
from hotspot.measure.scan import log_likelihood_ratio

if COMPILED:
    from hotspot.compiled import lattice as compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.lattice import Numbers, Running
    from hotspot.schema import Bools, Floats, Ints

REACH = 3.0  # standard deviations at which the kernel of the surroundings ends
BLOCKS = 2  # blocks of cells to a standard deviation, at least: the surroundings change slowly
SUBCELLS = 4  # cells to a radius, at least: centres lie a quarter of a radius apart
PER_DOUBLING = 4  # radii from one to twice as large: each holds 1.4 times the ground of the one before
LEAST = 1e-9
NEVER = np.iinfo(np.int32).max

Levels: TypeAlias = "dict[int, Running]"  # running sums of the blocks of 1, 2, 4, … cells


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


@dataclass(frozen=True, kw_only=True)
class Size:
    """Circles around the middles of blocks of `times` by `times` cells; their `radius` is in blocks."""

    radius: float
    times: int


@dataclass(frozen=True, kw_only=True)
class Look:
    """The `ground` in each circle of one `size` and the `gate`, the number of incidents above which it is
    worth a look (rows, columns of its blocks); `coarse_gate` is the lowest of each 2 by 2."""

    size: Size
    ground: Floats
    gate: Numbers
    coarse_gate: Numbers


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
    radii = [smallest_cells * ratio ** (step / max(steps, 1)) for step in range(steps + 1)]
    times = [2 ** max(int(np.log2(radius / SUBCELLS) + LEAST), 0) for radius in radii]
    return tuple(Size(radius=radii[i] / times[i], times=times[i]) for i in range(len(radii)))


def looks(sizes: Sequence[Size], ground: Floats, usual: Floats, *, least: int) -> tuple[Look, ...]:
    """Return what circles of each size are held against: those worth a look hold at least `least`, and more
    than e + √(2 e t) + t / 3, of their `usual` e and t = ln(whole ground / theirs).

    From about there on the strength against surroundings that are as usual is above 0.
    """
    whole, found = float(ground.sum()), []
    for size in sizes:
        own, due = (
            disc_sums(coarser(values, times=size.times), radii_cells=[size.radius])[0]
            for values in (ground, usual)
        )
        scarce = np.log(whole / np.maximum(own, LEAST))
        gate = np.maximum(due + np.sqrt(2 * np.maximum(due * scarce, 0)) + scarce / 3, least - 1)
        gate = np.where(own > LEAST, gate, NEVER).astype(np.int32)
        found.append(Look(size=size, ground=own, gate=gate, coarse_gate=lowest(gate)))
    return tuple(found)


def dense(ground: Floats, *, radius_cells: float, least: float) -> Look:
    """Return the look for cells with at least `least` incidents within the radius: those of dense places."""
    gate = np.full(ground.shape, np.ceil(least) - 1, dtype=np.int32)
    size = Size(radius=radius_cells, times=1)
    return Look(size=size, ground=ground, gate=gate, coarse_gate=lowest(gate))


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


def levels_of(counts: Numbers, sizes: Sequence[Size]) -> Levels:
    """Return the running sums that circles of these sizes need; `counts` (rows, columns) are whole
    incidents."""
    reach = max(int(size.radius) for size in sizes) + 1
    values, times, found = counts.astype(np.int32, copy=False), 1, {}
    while times <= 2 * max(size.times for size in sizes):
        found[times] = running(values, reach=reach)
        values, times = coarser(values, times=2), 2 * times
    return found


def circles(levels: Levels, around: Surroundings, looks: Sequence[Look], *, whole: float) -> Found:
    """Return the circles that hold more than their gate, with their strength against their surroundings.

    `levels` are of the incidents, for the sizes of all `looks`; `whole` is the ground of the city.
    """
    parts = [np.empty((5, 0))]
    for look in looks:
        size = look.size
        block, held = above(levels, look)
        if len(block):
            row, column = ((along + 0.5) * size.times for along in np.divmod(block, look.gate.shape[1]))
            radius = np.full(len(block), size.radius * size.times)
            parts.append(np.stack([row, column, radius, held, look.ground.ravel()[block]]))
    row, column, radius, held, ground = np.concatenate(parts, axis=1)
    places = Places(row=row, column=column, radius=radius, held=held, ground=ground)
    return strength(places, around, whole=whole)


def above(levels: Levels, look: Look) -> tuple[Ints, Numbers]:
    """Return the blocks (k,), as flat indices, whose circles hold more than their gate, and what each
    holds."""
    return discs_above(
        levels[look.size.times],
        levels[2 * look.size.times],
        radius_cells=look.size.radius,
        gate=look.gate,
        coarse_gate=look.coarse_gate,
    )


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
