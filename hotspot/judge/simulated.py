"""Cities that could have been, drawn over the usual pattern of this one and searched by its rules.

What is kept of each is the strength of its strongest find: what chance can do anywhere in a city.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from heapq import heappushpop
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from hotspot.judge.baseline import usual
from hotspot.measure.background import ground_of, surroundings
from hotspot.measure.circles import Places, above, circles, dense, discs_of, look_at, sizes_between, strength
from hotspot.measure.lattice import chains, disc_sums
from hotspot.measure.poisson_process import pattern_of
from hotspot.measure.threads import cpus

if TYPE_CHECKING:
    from hotspot.judge.baseline import Lattice
    from hotspot.measure.background import Ground
    from hotspot.measure.circles import Found, Look
    from hotspot.measure.lattice import Numbers
    from hotspot.measure.poisson_process import Pattern
    from hotspot.schema import Bools, Floats, Ints

LEVEL = 0.05  # of cities without any hot spot, at most so many get one
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
    as its `looks` say.

    `whole` ground has the city; `kept` (rows, columns) is 0 in the cells of hot spots known to be
    overwhelming, which are no one's surroundings, and 1 in all others, whose ground is `rest`; `usual` is how
    simulated cities are drawn.
    """

    ground: Floats
    whole: float
    kept: Numbers
    rest: Ground
    usual: Pattern
    dense: Look
    looks: tuple[Look, ...]


def search_of(lattice: Lattice, asked: Question) -> Search:
    """Return how the cities like this one are searched."""
    cell_m, whole = lattice.cell_m, float(lattice.ground.sum())
    expected = usual(lattice, None, deviation=asked.usual_m / cell_m)
    sizes = sizes_between(asked.eps_m / cell_m, asked.largest_m / cell_m)
    discs = discs_of(sizes, lattice.ground)
    return Search(
        ground=lattice.ground,
        whole=whole,
        kept=np.ones(lattice.counts.shape, dtype=np.int32),
        rest=ground_of(lattice.ground, deviation=asked.around_m / cell_m),
        usual=pattern_of(expected),
        dense=dense(lattice.ground, expected, radius_cells=asked.eps_m / cell_m, least=asked.min_samples),
        looks=tuple(look_at(each, expected, whole=whole, least=asked.least) for each in discs),
    )


def without(search: Search, apart: Bools, lattice: Lattice, asked: Question) -> Search:
    """Return the search in which the cells `apart` (rows, columns) are left out of the usual pattern and of
    all surroundings."""
    expected = usual(lattice, apart, deviation=asked.usual_m / lattice.cell_m)
    return replace(
        search,
        kept=(~apart).astype(np.int32),
        rest=ground_of(lattice.ground * ~apart, deviation=asked.around_m / lattice.cell_m),
        usual=pattern_of(expected),
        looks=tuple(
            look_at(look.discs, expected, whole=search.whole, least=asked.least) for look in search.looks
        ),
    )


def strongest(search: Search, *, simulations: int, seed: int, than: float = np.inf) -> Floats:
    """Return the strength of the strongest cluster or circle of each simulated city (simulations,).

    Fewer of them where that many have been at least as strong as `than` that it cannot be significant. Each
    city has a seed of its own, so that the answer does not depend on how many are searched at once.
    """
    seeds = np.random.SeedSequence(seed).spawn(simulations)
    enough, best = _enough(simulations), np.empty(0)
    with ThreadPoolExecutor(cpus()) as pool:
        for first in range(0, simulations, BATCH):
            batch = seeds[first : first + BATCH]
            best = np.append(best, list(pool.map(lambda one: _strongest(search, one), batch)))
            if (best >= than).sum() >= enough:
                break
    return best


def _strongest(search: Search, seed: np.random.SeedSequence) -> float:
    """Return the strength of the strongest cluster or circle of one simulated city."""
    counts = search.usual.drawn(seed)
    core = above(counts, search.dense)[0]
    core = core[counts.ravel()[core] > 0]
    if len(core):
        cells, chain = chains(core, counts.shape, eps_cells=search.dense.discs.radii_cells[0])
        left = counts.copy()
        left.ravel()[cells] = 0
        places = clusters_in(counts, cells, chain, search) + circles(left, search.looks)
    else:
        places = circles(counts, search.looks)
    if not len(places.held):
        return NOTHING
    return float(held_against(places, counts, search).strength.max())


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


def held_against(places: Places, counts: Numbers, search: Search) -> Found:
    """Return the places of a city with these `counts` (rows, columns), held against what lies around them."""
    return strength(places, surroundings(counts * search.kept, search.rest), whole=search.whole)


def clusters_in(counts: Numbers, cells: Ints, cluster: Ints, search: Search) -> Places:
    """Return the clusters, each as a circle of its size in its middle: `cluster` (k,), counted from 0, holds
    each of these `cells`, given as flat indices."""
    row, column = np.divmod(cells, counts.shape[1])
    number = int(cluster.max(initial=-1)) + 1

    def summed(values: Numbers) -> Floats:
        return np.asarray(np.bincount(cluster, values, minlength=number), dtype=np.float64)

    size = np.maximum(np.bincount(cluster, minlength=number), 1)
    return Places(
        row=summed(row + 0.5) / size,
        column=summed(column + 0.5) / size,
        radius=np.sqrt(size / np.pi),
        held=summed(counts.ravel()[cells]),
        ground=summed(search.ground.ravel()[cells]),
        included=summed(search.kept.ravel()[cells]) == summed(np.ones(len(cells))),
    )


def rimmed(cells: Bools, search: Search) -> Bools:
    """Return the cells (rows, columns) with all others within eps of them."""
    return np.asarray(disc_sums(cells.astype(np.int32), radii_cells=search.dense.discs.radii_cells)[0] > 0)
