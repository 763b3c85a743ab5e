"""Circles of several sizes all over a city: where fall more incidents than what lies around would suggest?

Kulldorff's ratio, held not against the whole city but against the surroundings: a busy quarter as such is no
hot spot, a busy corner in it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.compiled import COMPILED
from hotspot.measure.background import LEAST, Surroundings
from hotspot.measure.lattice import chords, coarser, disc_sums, discs_above, lowest
from hotspot.measure.scan import log_likelihood_ratio

if COMPILED:
    pass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.lattice import Numbers
    from hotspot.schema import Bools, Floats, Ints

SUBCELLS = 4  # cells to a radius, at least: centres lie a quarter of a radius apart
PER_DOUBLING = 4  # radii from one to twice as large: each holds 1.4 times the ground of the one before
FEW = 30_000  # incidents, expected in the whole city, that 16 bits hold whatever chance adds


@dataclass(frozen=True, kw_only=True)
class Size:
    """Circles around the middles of blocks of `times` by `times` cells; their `radius` is in blocks."""

    radius: float
    times: int


@dataclass(frozen=True, kw_only=True)
class Discs:
    """Circles around the middles of all blocks of `times` by `times` cells, with the `ground` (k, rows,
    columns) in each; `radii` (k), in blocks, are lists of those that hold the same blocks."""

    radii: tuple[tuple[float, ...], ...]
    times: int
    ground: Floats

    @property
    def radii_cells(self) -> list[float]:
        """One radius (k,) for each list."""
        return [alike[0] for alike in self.radii]


@dataclass(frozen=True, kw_only=True)
class Look:
    """Circles and the `gate` (k, rows, columns), the number of incidents above which each is worth a look;
    `least` are the lowest gates, as `discs_above` takes them."""

    discs: Discs
    gate: Numbers
    least: Numbers


@dataclass(frozen=True, kw_only=True)
class Places:
    """Places (k,) that hold so many incidents on so much ground: `row` and `column` of the middle, in cells
    from the outer corner, and the `radius` of a circle as large, in cells; `included` are those whose
    incidents and ground are among the surroundings."""

    row: Floats
    column: Floats
    radius: Floats
    held: Floats
    ground: Floats
    included: Bools

    def __add__(self, other: Places) -> Places:
        """Return these places, then the others."""
        return Places(
            row=np.append(self.row, other.row),
            column=np.append(self.column, other.column),
            radius=np.append(self.radius, other.radius),
            held=np.append(self.held, other.held),
            ground=np.append(self.ground, other.ground),
            included=np.append(self.included, other.included),
        )


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


def discs_of(sizes: Sequence[Size], ground: Floats) -> tuple[Discs, ...]:
    """Return the circles of these sizes (rising) all over the `ground` (rows, columns), by their blocks."""
    found = []
    for times, same in groupby(sizes, key=attrgetter("times")):
        by_chords = groupby((size.radius for size in same), key=lambda radius: chords(radius).tolist())
        radii = tuple(tuple(alike) for _, alike in by_chords)
        own = disc_sums(coarser(ground, times=times), radii_cells=[alike[0] for alike in radii])
        found.append(Discs(radii=radii, times=times, ground=np.stack(own)))
    return tuple(found)


def look_at(discs: Discs, usual: Floats, *, whole: float, least: int) -> Look:
    """Return what circles are held against: those worth a look hold at least `least`, and more than
    e + √(2 e t) + t / 3, of their `usual` e and t = ln(`whole` ground / theirs).

    From about there on the strength against surroundings that are as usual is above 0.
    """
    never = _most(usual)
    gate = np.full(discs.ground.shape, never)
    sums = disc_sums(coarser(usual, times=discs.times), radii_cells=discs.radii_cells)
    for own, due, into in zip(discs.ground, sums, gate, strict=True):
        there = np.flatnonzero(own > LEAST)
        expected, scarce = due.ravel()[there], np.log(whole / own.ravel()[there])
        above = expected + np.sqrt(2 * np.maximum(expected * scarce, 0)) + scarce / 3
        into.ravel()[there] = np.clip(above, least - 1, never)
    return Look(discs=discs, gate=gate, least=lowest(gate))


def dense(ground: Floats, usual: Floats, *, radius_cells: float, least: float) -> Look:
    """Return the look for cells on the ground with at least `least` incidents within the radius: those of
    dense places."""
    never = _most(usual)
    gate = np.where(ground > 0, np.minimum(np.ceil(least) - 1, never), never).astype(never.dtype)[None]
    discs = Discs(radii=((radius_cells,),), times=1, ground=ground[None])
    return Look(discs=discs, gate=gate, least=lowest(gate))


def _most(usual: Floats) -> np.integer[Any]:
    """Return a gate that no circle passes, of the smallest type in which the city's incidents can be
    summed: half as long numbers are summed twice as fast."""
    kind = np.int16 if usual.sum() <= FEW else np.int32
    return kind(np.iinfo(kind).max)


def circles(counts: Numbers, looks: Sequence[Look]) -> Places:
    """Return the circles that hold more than their gate; `counts` (rows, columns) are whole incidents.

    They come by their size, and then from north to south and west to east.
    """
    values, times, parts = counts, 1, [np.empty((5, 0))]
    for look in looks:
        discs = look.discs
        values, times = coarser(values, times=discs.times // times), discs.times
        found, held = above(values, look)
        size, row, column = np.unravel_index(found, look.gate.shape)
        ground = discs.ground.ravel()[found]
        first = np.searchsorted(size, np.arange(len(discs.radii) + 1)).tolist()
        for i, alike in enumerate(discs.radii):
            of = slice(first[i], first[i + 1])
            for radius in alike if first[i] < first[i + 1] else ():
                part = np.empty((5, first[i + 1] - first[i]))
                part[0], part[1] = (row[of] + 0.5) * times, (column[of] + 0.5) * times
                part[2], part[3], part[4] = radius * times, held[of], ground[of]
                parts.append(part)
    row, column, radius, held, ground = np.concatenate(parts, axis=1)
    included = np.ones(len(row), dtype=np.bool_)
    return Places(row=row, column=column, radius=radius, held=held, ground=ground, included=included)


def above(blocks: Numbers, look: Look) -> tuple[Ints, Numbers]:
    """Return the circles (k,), as flat indices of the gate, that hold more than their gate, and what each
    holds; `blocks` (rows, columns) are the incidents in each block of the look."""
    return discs_above(blocks, radii_cells=look.discs.radii_cells, gate=look.gate, least=look.least)


def strength(places: Places, around: Surroundings, *, whole: float) -> Found:
    """Return the places with the incidents expected there and the strength of the difference.

    What a place holds itself is taken out of its surroundings, at the kernel's mean weight over a circle,
    where it is included in them. The strength is Kulldorff's log-likelihood ratio less ln(whole / ground),
    with the `whole` ground of the city: there are so many more small places than large ones that, without
    it, only small ones would decide what chance can do. Walther (2010), Annals of Statistics 38, 1010-1033.
    """
    total, room, level = around.at(places.row, places.column)
    own = places.ground * level
    scaled = np.maximum(0.5 * (places.radius / around.deviation) ** 2, LEAST)
    weight = np.where(places.included, -np.expm1(-scaled) / scaled, 0.0)
    outside = np.maximum(total - weight * places.held, 0.0)
    beyond = np.maximum(room - weight * own, LEAST)
    both = places.held + outside
    ratio = log_likelihood_ratio(places.held, both * own / (own + beyond), both)
    share = np.maximum(places.ground, LEAST) / whole
    return Found(places=places, expected=outside * own / beyond, strength=ratio + np.log(share))
