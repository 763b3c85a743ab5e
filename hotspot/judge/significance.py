"""Is a hot spot more than the city's usual unevenness? Cities that could have been, searched in the same way.

Each simulated city has about as many incidents as the real one, spread as usual; the same rules find its
clusters and circles, and the strongest one is kept. A hot spot's p value is the share of cities whose
strongest is at least as strong: in a city without any true hot spot, the chance of calling anything
significant is the level of the test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.judge.baseline import deviations_m, lay_out, usual
from hotspot.measure.circles import Found, Places, Size, circles, sizes_between, strength, surroundings
from hotspot.measure.lattice import chains, disc_sums
from hotspot.measure.scan import family_wise_p
from hotspot.schema import KM2, Circles

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import MultiPolygon, Polygon

    from hotspot.judge.baseline import Baseline, Lattice
    from hotspot.measure.circles import Surroundings
    from hotspot.measure.lattice import Numbers
    from hotspot.schema import Bools, Floats, HotSpots, Ints, Sites

LEVEL = 0.05
GATE = 2.5  # standard deviations above the usual from which a circle is looked at
FIRST_LOOK = 39  # simulated cities that tell the overwhelming hot spots: the fewest that allow p = 0.05 twice
TWICE = 2.0  # as many as expected, at least, in a circle of the second chance
CIRCLES_SHARE = 0.01  # of the study area, for all circles of the second chance together
NOTHING = -np.inf


@dataclass(frozen=True, kw_only=True)
class Search:
    """How a city is searched: by clusters of `min_samples` incidents within `eps_cells`, and by circles of
    the `sizes`, each on so much of the `ground` and worth a look above its gate.

    `apart` are the cells of hot spots known to be overwhelming, which are no one's surroundings; `usual` is
    what simulated cities expect in each cell; `deviation`, in cells, that of the surroundings' kernel.
    """

    ground: Floats
    apart: Bools
    usual: Floats
    eps_cells: float
    min_samples: float
    deviation: float
    sizes: tuple[Size, ...]
    grounds: tuple[list[Floats], ...]
    gates: tuple[list[Numbers], ...]


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
    """Return the hot spots with `usual`, `p_value` and `significant` (at 5 %, family-wise), and the
    circles of the second chance: places without a cluster that pass the same test.

    Usual is, by `baseline`, the incidents themselves smoothed ("intensity"), the residents of the `areas`
    ("population"; unknown ones as the mean), or the same everywhere in the `study` area ("uniform"). A
    circle is at most `largest_km2` large, holds at least `least` incidents and twice as many as expected.
    `study`, `areas` and sites are in one metric CRS.
    """
    lattice = lay_out(sites, study=study, areas=areas, baseline=baseline, eps_m=hotspots.eps_m)
    region = _regions(hotspots, sites, lattice)
    apart = np.zeros(region.shape, dtype=np.bool_)
    usual_m, around_m = deviations_m(lattice) if baseline == "intensity" else (np.inf, np.inf)
    largest_m = max(float(np.sqrt(largest_km2 * KM2 / np.pi)), hotspots.eps_m)
    prepared = {
        "eps_m": hotspots.eps_m,
        "min_samples": hotspots.min_samples,
        "usual_m": usual_m,
        "around_m": around_m,
        "largest_m": largest_m,
        "least": float(least),
    }
    if baseline == "intensity" and region.any():
        search = search_of(lattice, apart, **prepared)
        clusters, _ = look(lattice.counts, region, lattice.counts, search)
        best = strongest(search, simulations=FIRST_LOOK, seed=seed)
        apart = _overwhelming(clusters, best, region, search)
    search = search_of(lattice, apart, **prepared)
    free = lattice.of(np.where(hotspots.label < 0, sites.weight, 0.0), sites)
    clusters, others = look(lattice.counts, region, free, search)
    best = strongest(search, simulations=simulations, seed=seed + 1)
    p = family_wise_p(clusters.strength, best)
    frame = hotspots.frame.assign(usual=clusters.expected, p_value=p, significant=p <= LEVEL)
    number, rows = _second_chance(others, family_wise_p(others.strength, best), region, lattice)
    label = np.where(hotspots.label < 0, number[lattice.cells(sites.xy)], 0) - 1
    p = family_wise_p(others.strength[rows], best)
    return replace(hotspots, frame=frame), Circles(label=label, expected=others.expected[rows], p_value=p)


def search_of(
    lattice: Lattice,
    apart: Bools,
    *,
    eps_m: float,
    min_samples: float,
    usual_m: float,
    around_m: float,
    largest_m: float,
    least: float,
) -> Search:
    """Return how the cities like this one are searched; all lengths in metres."""
    expected = usual(lattice, ~apart, deviation=usual_m / lattice.cell_m)
    sizes = sizes_between(eps_m / lattice.cell_m, largest_m / lattice.cell_m)
    due = [size.sums(expected) for size in sizes]
    return Search(
        ground=lattice.ground,
        apart=apart,
        usual=expected,
        eps_cells=eps_m / lattice.cell_m,
        min_samples=min_samples,
        deviation=around_m / lattice.cell_m,
        sizes=sizes,
        grounds=tuple(size.sums(lattice.ground) for size in sizes),
        gates=tuple(
            [np.maximum(usually + GATE * np.sqrt(usually), least - 1).astype(np.int32) for usually in each]
            for each in due
        ),
    )


def strongest(search: Search, *, simulations: int, seed: int) -> Floats:
    """Return the strength of the strongest cluster or circle of each simulated city (simulations,)."""
    draw = np.random.default_rng(seed)
    best = np.empty(simulations)
    settled = search.usual > 0
    for i in range(simulations):
        counts = np.zeros(search.ground.shape, dtype=np.int32)
        counts[settled] = draw.poisson(search.usual[settled])
        region = clusters_of(counts, search)
        clusters, others = look(counts, region, counts * (region == 0), search)
        best[i] = max(part.strength.max(initial=NOTHING) for part in (clusters, others))
    return best


def clusters_of(counts: Numbers, search: Search) -> Ints:
    """Return the cluster, counted from 1, of each cell (rows, columns), 0 for none."""
    near = disc_sums(counts, radii_cells=[search.eps_cells])[0]
    core = (near >= search.min_samples) & (counts > 0)
    if not core.any():
        return np.zeros(counts.shape, dtype=np.int64)
    return chains(core, eps_cells=search.eps_cells)


def look(counts: Numbers, region: Ints, free: Numbers, search: Search) -> tuple[Found, Found]:
    """Return the clusters, whose cells are numbered from 1 in `region`, and the circles of what is `free`.

    `counts` and `free` (rows, columns) are the incidents, and those in no cluster.
    """
    rest = ~search.apart
    around = surroundings(counts * rest, search.ground * rest, deviation=search.deviation)
    clusters = _clusters(counts, region, search, around)
    others = circles(
        free,
        around,
        search.sizes,
        grounds=search.grounds,
        gates=search.gates,
        whole=float(search.ground.sum()),
    )
    return clusters, others


def _clusters(counts: Numbers, region: Ints, search: Search, around: Surroundings) -> Found:
    """Return the clusters, each held against what lies around a circle of its size in its middle."""
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
    included = summed(search.apart[row, column]) == 0
    return strength(places, around, whole=float(search.ground.sum()), included=included)


def _regions(hotspots: HotSpots, sites: Sites, lattice: Lattice) -> Ints:
    """Return the row of the hot spot, counted from 1, that holds each cell (rows, columns), 0 for none."""
    region = lattice.burnt(list(hotspots.frame.geometry))
    member = np.flatnonzero(hotspots.label >= 0)
    member = member[np.argsort(sites.weight[member], kind="stable")]
    heaviest = np.full(len(hotspots.frame), -1, dtype=np.int64)
    heaviest[hotspots.label[member]] = (
        member  # the last one stays; a small outline may miss its cell's centre
    )
    row, column = lattice.cells(sites.xy[heaviest])
    region[row, column] = np.arange(1, len(heaviest) + 1)
    return region


def _overwhelming(clusters: Found, best: Floats, region: Ints, search: Search) -> Bools:
    """Return the cells (rows, columns) of clusters that are significant at a first look, and their rims."""
    cells = np.isin(region, 1 + np.flatnonzero(family_wise_p(clusters.strength, best) <= LEVEL))
    return disc_sums(cells.astype(np.int32), radii_cells=[search.eps_cells])[0] > 0


def _second_chance(found: Found, p: Floats, region: Ints, lattice: Lattice) -> tuple[Ints, Ints]:
    """Return the significant circles that hold twice the expected and touch no other hot spot, best first.

    As cells (rows, columns) with the number of the circle from 1, 0 for none, and as rows of those found.
    """
    places = found.places
    left = CIRCLES_SHARE * float(lattice.inside.sum())
    number = np.zeros(region.shape, dtype=np.int64)
    kept: list[int] = []
    good = np.flatnonzero((p <= LEVEL) & (places.held >= TWICE * found.expected))
    for i in good[np.argsort(-found.strength[good], kind="stable")].tolist():
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
