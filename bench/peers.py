"""How fast the three heavy steps are, each beside a peer in the same run: same question, same answer, ratio.

    python bench/peers.py [--incidents 100000] [--repeats 3]

The city is made here: seeded, two-level clusters, repeat counts as in real files (about a fifth of the
coordinates distinct). Answers are compared before anything is timed; a peer that disagrees stops the run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sklearn.cluster import DBSCAN
from sklearn.neighbors import KernelDensity

from hotspot.measure.dbscan import dbscan
from hotspot.measure.kernel import density_on_grid
from hotspot.project import collapse
from hotspot.rank import area_of_sites
from hotspot.schema import Areas, Floats

SIDE_M = 20_000.0
EPS_M, MIN_SAMPLES = 100.0, 50
BANDWIDTH_M, CELL_M = 100.0, 100.0


def main() -> None:
    """Make the city, check the answers, time both sides in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    xy = made_city(asked.incidents)
    print(f"{len(xy):,} incidents on {len(collapse(xy).xy):,} places\n")
    print("| step | ours, s | peer | peer, s | ratio |")
    print("|---|---:|---|---:|---:|")
    for name, peer, ours, theirs in (clusters(xy), density(xy), areas(xy)):
        seconds = [(timed(ours), timed(theirs)) for _ in range(asked.repeats)]
        our_s, their_s = (float(np.median(side)) for side in zip(*seconds, strict=True))
        print(f"| {name} | {our_s:.3f} | {peer} | {their_s:.3f} | {their_s / our_s:.1f} |")


def made_city(n: int, seed: int = 1) -> Floats:
    """Return the places (n, 2) of incidents in metres, many of them at the same address."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (40, 2))
    addresses = towns[rng.integers(0, 40, n // 5)] + rng.normal(0, 900, (n // 5, 2))
    popularity = rng.pareto(1.5, n // 5) + 0.2
    chosen = rng.choice(len(addresses), n, p=popularity / popularity.sum())
    return np.asarray(np.clip(addresses[chosen], 0, SIDE_M).round(1))


Comparison = tuple[str, str, Callable[[], Any], Callable[[], Any]]


def clusters(xy: Floats) -> Comparison:
    """DBSCAN, from rows to core places; the peer is scikit-learn on weighted places."""
    sites = collapse(xy)

    def ours() -> Any:
        return dbscan(sites.xy, sites.weight, eps_m=EPS_M, min_samples=MIN_SAMPLES)

    def theirs() -> Any:
        return DBSCAN(eps=EPS_M, min_samples=MIN_SAMPLES, algorithm="kd_tree").fit(
            sites.xy, sample_weight=sites.weight
        )

    core = np.zeros(len(sites.xy), dtype=bool)
    core[theirs().core_sample_indices_] = True
    if not np.array_equal(ours().core, core):
        raise SystemExit("DBSCAN: the core places differ")
    return "DBSCAN, weighted places", "scikit-learn", ours, theirs


def density(xy: Floats) -> Comparison:
    """Epanechnikov density on a raster; the peer is scikit-learn's tree, at a tenth of the cells."""
    sites = collapse(xy)
    cells = int(SIDE_M / CELL_M)
    inside = np.ones((cells, cells), dtype=bool)
    centre = (np.arange(cells) + 0.5) * CELL_M
    sample = np.column_stack([np.tile(centre, cells // 10), np.repeat(SIDE_M - centre[::10], cells)])

    def ours() -> Any:
        return density_on_grid(
            sites.xy, sites.weight, inside, west=0.0, north=SIDE_M, cell_m=CELL_M,
            bandwidth_m=BANDWIDTH_M, kernel="epanechnikov", edge_corrected=False,
        )  # fmt: skip

    def theirs() -> Any:
        tree = KernelDensity(kernel="epanechnikov", bandwidth=BANDWIDTH_M)
        return np.exp(tree.fit(xy).score_samples(sample)) * len(xy)

    if not np.allclose(ours()[::10].ravel(), theirs(), rtol=1e-6, atol=1e-12):
        raise SystemExit("density: the values differ")
    return "density, exact, all cells", "scikit-learn, a tenth of the cells", ours, theirs


def areas(xy: Floats) -> Comparison:
    """Which of 400 areas each incident lies in; the peer is geopandas.sjoin on the rows."""
    step = SIDE_M / 20
    boxes = [
        shapely.box(e, n, e + step, n + step)
        for e in np.arange(0, SIDE_M, step)
        for n in np.arange(0, SIDE_M, step)
    ]
    frame = gpd.GeoDataFrame(geometry=boxes, crs=32643)

    def ours() -> Any:
        sites = collapse(xy)
        return area_of_sites(Areas(frame=frame, sources=()), sites.xy)[sites.site_of]

    def theirs() -> Any:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=32643)
        joined = points.sjoin(frame, predicate="intersects")["index_right"]
        return joined.groupby(level=0).min().to_numpy()  # on an outline: the lowest row, as ours

    if not np.array_equal(ours(), theirs()):
        raise SystemExit("areas: the answers differ")
    return "incident → area", "geopandas.sjoin", ours, theirs


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds that one call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
