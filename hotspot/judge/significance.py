"""Is a hot spot more than the city's usual unevenness? Cities that could have been, searched in the same way.

Each simulated city has about as many incidents as the real one, spread as usual; the same rules find its
clusters and circles, and the strongest one is kept. A hot spot's p value is the share of cities whose
strongest is at least as strong. Tested at 5 %: no more of the cities without any hot spot get one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.judge.baseline import deviations_m, lay_out
from hotspot.judge.simulated import (
    LEVEL,
    NOTHING,
    Question,
    clusters_in,
    held_against,
    rimmed,
    search_of,
    sequential_p,
    strongest,
    without,
)
from hotspot.measure.circles import circles
from hotspot.schema import KM2, Circles

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import MultiPolygon, Polygon

    from hotspot.judge.baseline import Baseline, Lattice
    from hotspot.judge.simulated import Search
    from hotspot.measure.circles import Found
    from hotspot.schema import Bools, Floats, HotSpots, Ints, Sites

FIRST_LOOK = 39  # simulated cities that tell the overwhelming hot spots …
OVERWHELMING = 3.0  # … which are so much stronger: chance does that in about one city of a thousand
TWICE = 2.0  # as many as expected, at least, in a circle of the second chance
CIRCLES_SHARE = 0.01  # of the study area, for all circles of the second chance together


def against_chance(
    hotspots: HotSpots,
    sites: Sites,
    *,
    study: Polygon | MultiPolygon,
    areas: gpd.GeoDataFrame,
    baseline: Baseline = "intensity",
    largest_km2: float,
    least: int,
    simulations: int = 199,
    seed: int,
) -> tuple[HotSpots, Circles]:
    """Return the hot spots with `usual`, `p_value` and `significant` (family-wise; `LEVEL`), and the
    circles of the second chance: places without a cluster that pass the same test.

    Usual is, by `baseline`, the incidents themselves smoothed ("intensity"), the residents of the `areas`
    ("population"; unknown ones as the mean), or the same everywhere in the `study` area ("uniform"). A
    circle is at most `largest_km2` large, holds at least `least` incidents and twice as many as expected.
    `study`, `areas` and sites are in one metric CRS.
    """
    lattice = lay_out(sites, study=study, areas=areas, baseline=baseline, eps_m=hotspots.eps_m)
    widths_m = deviations_m(lattice) if baseline == "intensity" else (np.inf, np.inf)
    asked = _question(hotspots, widths_m, largest_km2=largest_km2, least=least)
    region = _regions(hotspots, sites, lattice)
    cells = np.flatnonzero(region)
    cluster = region.ravel()[cells] - 1
    search = search_of(lattice, asked)
    if baseline == "intensity" and region.any():
        clusters = held_against(clusters_in(lattice.counts, cells, cluster, search), lattice.counts, search)
        apart = _overwhelming(clusters, search, region, seed=seed)
        search = without(search, rimmed(apart, search), lattice, asked) if apart.any() else search
    free = lattice.of(np.where(hotspots.label < 0, sites.weight, 0.0), sites)
    clusters, others = (
        held_against(places, lattice.counts, search)
        for places in (clusters_in(lattice.counts, cells, cluster, search), circles(free, search.looks))
    )
    of_clusters, p = _chances(clusters, others, search, simulations=simulations, seed=seed + 1)
    frame = hotspots.frame.assign(
        usual=clusters.expected, p_value=of_clusters, significant=of_clusters <= LEVEL
    )
    number, rows = _second_chance(others, p, region, lattice)
    label = np.where(hotspots.label < 0, number[lattice.cells(sites.xy)], 0) - 1
    return replace(hotspots, frame=frame), Circles(
        label=label, expected=others.expected[rows], p_value=p[rows]
    )


def _chances(
    clusters: Found, others: Found, search: Search, *, simulations: int, seed: int
) -> tuple[Floats, Floats]:
    """Return the p values of the clusters and of the circles, both held against the same simulated cities."""
    most = max(part.strength.max(initial=NOTHING) for part in (clusters, others))
    best = strongest(search, simulations=simulations, seed=seed, than=most)
    return (
        sequential_p(clusters.strength, best, simulations=simulations),
        sequential_p(others.strength, best, simulations=simulations),
    )


def _question(
    hotspots: HotSpots, widths_m: tuple[float, float], *, largest_km2: float, least: int
) -> Question:
    """Return what is looked for, where the usual and what lies around a place are smoothed by `widths_m`."""
    usual_m, around_m = widths_m
    return Question(
        eps_m=hotspots.eps_m,
        min_samples=hotspots.min_samples,
        usual_m=usual_m,
        around_m=around_m,
        largest_m=max(float(np.sqrt(largest_km2 * KM2 / np.pi)), hotspots.eps_m),
        least=least,
    )


def _overwhelming(clusters: Found, search: Search, region: Ints, *, seed: int) -> Bools:
    """Return the cells (rows, columns) of clusters so strong that a first look at chance settles them."""
    best = strongest(search, simulations=FIRST_LOOK, seed=seed)
    rows = np.flatnonzero(clusters.strength >= best.max() + OVERWHELMING)
    return np.asarray(np.isin(region, rows + 1))


def _regions(hotspots: HotSpots, sites: Sites, lattice: Lattice) -> Ints:
    """Return the row of the hot spot, counted from 1, that holds each cell (rows, columns), 0 for none."""
    region = lattice.burnt(list(hotspots.frame.geometry))
    member = np.flatnonzero(hotspots.label >= 0)
    member = member[np.argsort(sites.weight[member], kind="stable")]
    heaviest = np.full(len(hotspots.frame), -1, dtype=np.int64)
    heaviest[hotspots.label[member]] = member  # the last one stays
    row, column = lattice.cells(sites.xy[heaviest])  # a small outline may miss its cell's centre
    region[row, column] = np.arange(1, len(heaviest) + 1)
    return region


def _second_chance(found: Found, p: Floats, region: Ints, lattice: Lattice) -> tuple[Ints, Ints]:
    """Return the significant circles that hold twice the expected and touch no other hot spot, best first.

    As cells (rows, columns) with the number of the circle from 1, 0 for none, and as rows of those found.
    """
    places = found.places
    left = CIRCLES_SHARE * float(lattice.inside.sum())
    number = np.zeros(region.shape, dtype=np.int64)
    kept: list[int] = []
    middle = tuple(  # a cell that each circle holds; those of coarse blocks may reach beyond the rim
        np.minimum(along.astype(np.int64), length - 1)
        for along, length in zip((places.row, places.column), region.shape, strict=True)
    )
    good = np.flatnonzero((p <= LEVEL) & (places.held >= TWICE * found.expected) & (region[middle] == 0))
    for i in good[np.argsort(-found.strength[good], kind="stable")].tolist():
        if number[middle[0][i], middle[1][i]] > 0:
            continue
        disc = _disc(places.row[i], places.column[i], places.radius[i], region.shape)
        size = len(disc[0])
        if size <= left and not region[disc].any() and not number[disc].any():
            kept.append(i)
            number[disc] = len(kept)
            left -= size
    return number, np.array(kept, dtype=np.int64)


def _disc(row: float, column: float, radius: float, shape: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Return the cells whose centres lie within the radius."""
    rows, columns = (
        np.arange(max(int(middle - radius) - 1, 0), min(int(middle + radius) + 2, end))
        for middle, end in zip((row, column), shape, strict=True)
    )
    near = (rows[:, None] + 0.5 - row) ** 2 + (columns[None, :] + 0.5 - column) ** 2 <= radius**2
    found = np.nonzero(near)
    return rows[found[0]], columns[found[1]]
