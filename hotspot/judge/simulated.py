"""Cities that could have been, drawn over the usual pattern of this one and searched by its rules.

What is kept of each is the strength of its strongest find: what chance can do anywhere in a city.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from heapq import heappushpop
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from hotspot.judge.baseline import usual
from hotspot.measure.circles import (
    Places,
    above,
    circles,
    dense,
    ground_of,
    levels_of,
    looks,
    sizes_between,
    strength,
    surroundings,
)
from hotspot.measure.lattice import chains, disc_sums
from hotspot.measure.poisson_process import pattern_of

if TYPE_CHECKING:
    from hotspot.judge.baseline import Lattice
    from hotspot.measure.circles import Found, Ground, Look, Size, Surroundings
    from hotspot.measure.lattice import Numbers
    from hotspot.measure.poisson_process import Pattern
    from hotspot.schema import Bools, Floats, Ints

LEVEL = 0.04  # of the 5 % that are promised: the usual pattern is itself estimated, which costs the rest
BATCH = 20  # simulated cities between two looks at whether more of them are needed
NOTHING = -np.inf
EQUAL = 1e-9  # a difference in strength that rounding can make


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a city: clusters of `min_samples` within `eps_m`, circles of at most `largest_m` with
    at least `least` incidents, against a usual pattern and surroundings smoothed with the standard deviations
    `usual_m` and `around_m`; all lengths in metres."""

    eps_m: float
    min_samples: float
    usual_m: float
    around_m: float
    largest_m: float
    least: int


@dataclass(frozen=True, kw_only=True)
class Search:
    """How a city is searched: by clusters, whose cores have a `dense` circle around them, and by circles,
    each as its `looks` say.

    `whole` ground has the city; `apart` are the cells of hot spots known to be overwhelming, which are no
    one's surroundings, and `rest` the ground of all others; `usual` is how simulated cities are drawn.
    """

    ground: Floats
    whole: float
    apart: Bools | None
    rest: Ground
    usual: Pattern
    dense: Look
    looks: tuple[Look, ...]

    @property
    def sizes(self) -> list[Size]:
        """The sizes of all circles that are summed."""
        return [look.size for look in (self.dense, *self.looks)]


def search_of(lattice: Lattice, asked: Question, *, apart: Bools | None = None) -> Search:
    """Return how the cities like this one are searched; what lies `apart` (rows, columns) is left out of the
    usual pattern and of all surroundings."""
    cell_m = lattice.cell_m
    rest = lattice.ground if apart is None else lattice.ground * ~apart
    expected = usual(lattice, apart, deviation=asked.usual_m / cell_m)
    sizes = sizes_between(asked.eps_m / cell_m, asked.largest_m / cell_m)
    return Search(
        ground=lattice.ground,
        whole=float(lattice.ground.sum()),
        apart=apart,
        rest=ground_of(rest, deviation=asked.around_m / cell_m),
        usual=pattern_of(expected),
        dense=dense(lattice.ground, radius_cells=asked.eps_m / cell_m, least=asked.min_samples),
        looks=looks(sizes, lattice.ground, expected, least=asked.least),
    )


def strongest(search: Search, *, simulations: int, seed: int, than: float = np.inf) -> Floats:
    """Return the strength of the strongest cluster or circle of each simulated city (simulations,).

    Fewer of them where that many have been at least as strong as `than` that it cannot be significant. Each
    city has a seed of its own, so that the answer does not depend on how many are searched at once.
    """
    seeds = np.random.SeedSequence(seed).spawn(simulations)
    enough, best = _enough(simulations), np.empty(0)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for first in range(0, simulations, BATCH):
            batch = seeds[first : first + BATCH]
            best = np.append(best, list(pool.map(lambda one: _strongest(search, one), batch)))
            if (best >= than).sum() >= enough:
                break
    return best


def _strongest(search: Search, seed: np.random.SeedSequence) -> float:
    """Return the strength of the strongest cluster or circle of one simulated city."""
    counts = search.usual.drawn(seed)
    levels = levels_of(counts, search.sizes)
    around = around_places(counts, search)
    best = NOTHING
    dense = above(levels, search.dense)[0]
    core = dense[counts.ravel()[dense] > 0]
    if len(core):
        region = chains(core, counts.shape, eps_cells=search.dense.size.radius)
        best = float(clusters_in(counts, region, search, around).strength.max())
        levels = levels_of(np.where(region == 0, counts, 0), search.sizes)
    others = circles(levels, around, search.looks, whole=search.whole)
    return max(best, float(others.strength.max(initial=NOTHING)))


def sequential_p(strength: Floats, best: Floats, *, simulations: int) -> Floats:
    """Return the p value of each strength (k,), given the `best` of each simulated city in turn.

    Where so many cities, h, have been at least as strong after the l-th that it cannot be significant any
    more: h / l. Else (1 + those at least as strong) / (1 + `simulations`). Besag & Clifford (1991),
    Biometrika 78, 301-304.

    >>> sequential_p(np.array([38.5, 20.0]), np.arange(39.0), simulations=39).round(3).tolist()
    [0.025, 0.091]
    """
    enough, strength = _enough(simulations), strength - EQUAL
    reached = len(best) - np.searchsorted(np.sort(best), strength)
    ended = enough + np.searchsorted(_strong_enough(best, enough), strength)
    return np.asarray(np.where(reached >= enough, enough / ended, (1 + reached) / (1 + simulations)))


def _enough(simulations: int) -> int:
    """Return how many cities at least as strong make significance impossible."""
    return ceil(LEVEL * (1 + simulations) - EQUAL)


def _strong_enough(best: Floats, enough: int) -> list[float]:
    """Return the strength that `enough` cities have reached after each, from that many cities on."""
    top = sorted(best[:enough].tolist())
    levels = top[:1] if len(top) == enough else []
    for one in best[enough:].tolist():
        heappushpop(top, one)
        levels.append(top[0])
    return levels


def around_places(counts: Numbers, search: Search) -> Surroundings:
    """Return what lies around each place of a city with these `counts` (rows, columns)."""
    return surroundings(counts if search.apart is None else counts * ~search.apart, search.rest)


def clusters_in(counts: Numbers, region: Ints, search: Search, around: Surroundings) -> Found:
    """Return the clusters, each held against what lies around a circle of its size in its middle.

    `region` (rows, columns) holds the number of each cell's cluster, from 1.
    """
    row, column = np.nonzero(region)
    of, number = region[row, column] - 1, int(region.max())

    def summed(values: Numbers) -> Floats:
        return np.asarray(np.bincount(of, values, minlength=number), dtype=np.float64)

    cells = np.maximum(np.bincount(of, minlength=number), 1)
    places = Places(
        row=summed(row + 0.5) / cells,
        column=summed(column + 0.5) / cells,
        radius=np.sqrt(cells / np.pi),
        held=summed(counts[row, column]),
        ground=summed(search.ground[row, column]),
    )
    included = True if search.apart is None else summed(search.apart[row, column]) == 0
    return strength(places, around, whole=search.whole, included=included)


def rimmed(cells: Bools, search: Search) -> Bools:
    """Return the cells (rows, columns) with all others within eps of them."""
    return np.asarray(disc_sums(cells.astype(np.int32), radii_cells=[search.dense.size.radius])[0] > 0)
