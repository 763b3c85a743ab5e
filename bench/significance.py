"""How often the test of hot spots errs: in made cities without any, and in those with one planted.

    python bench/significance.py [--cities 1000] [--first 20000] [--simulations 199] [--workers 1] [NAME …]

Prints a Markdown table. Each city has 100 km² and two years. "even": incidents anywhere alike. "uneven":
three broad quarters with a standard deviation of 1.5 km hold three quarters of them. "snapped": uneven, and
every place moved to the corners of squares of 150 m. "rolling": broad hills and hollows everywhere, a third
of the ground twice or half as busy as most. "planted": even, but somewhere, where 10 incidents would
fall, fall 30. The whole rule is run on each, with the automatic thresholds; what is counted is any hot spot
called significant, and with one planted, whether one of them touches it. A city takes some tenths of a
second, with 300,000 incidents some seconds.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from scipy.ndimage import gaussian_filter

from hotspot import cluster, judge
from hotspot.project import collapse

if TYPE_CHECKING:
    from hotspot.schema import Floats, HotSpots

CRS = pyproj.CRS.from_epsg(32643)
WEST, SOUTH, SIDE = 500_000.0, 4_790_000.0, 10_000.0
CORNER = np.array([WEST, SOUTH])
STUDY = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
AREAS = gpd.GeoDataFrame({"population": [np.nan]}, geometry=[STUDY], crs=CRS)
QUARTERS = np.array([[3_000.0, 3_000.0], [7_000.0, 6_000.0], [4_000.0, 8_000.0]])
SPREAD_M, SNAP_M = 1_500.0, 150.0
HILL_M, HILL_HEIGHT, HILL_CELL_M = 1_000.0, 0.7, 10.0
USUAL, PLANTED = 10, 30
YEARS = 2.0


class Case(NamedTuple):
    """How the cities of one line are made."""

    incidents: int
    uneven: bool = False
    snapped: bool = False
    rolling: bool = False
    planted: bool = False
    baseline: str = "intensity"


CASES = {
    "even 3,000": Case(3_000),
    "even 3,000, uniform baseline": Case(3_000, baseline="uniform"),
    "even 20,000": Case(20_000),
    "uneven 3,000": Case(3_000, uneven=True),
    "uneven 20,000": Case(20_000, uneven=True),
    "snapped 3,000": Case(3_000, uneven=True, snapped=True),
    "snapped 20,000": Case(20_000, uneven=True, snapped=True),
    "rolling 300,000": Case(300_000, rolling=True),
    "planted 3,000": Case(3_000, planted=True),
    "planted 3,000, uniform baseline": Case(3_000, planted=True, baseline="uniform"),
    "planted 10,000": Case(10_000, planted=True),
    "planted 20,000": Case(20_000, planted=True),
}


def main() -> None:
    """Make and test the cities of the cases that were named (all by default) and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--cities", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=20_000, help="seed of the first city")
    parser.add_argument("--simulations", type=int, default=199)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    print("| cities | any significant | planted one found |\n| --- | --- | --- |")
    for name, case in CASES.items():
        if asked.names and name not in asked.names:
            continue
        run = partial(one_city, case=case, simulations=asked.simulations)
        with ProcessPoolExecutor(asked.workers) as pool:
            found = np.array(
                list(pool.map(run, range(asked.first, asked.first + asked.cities), chunksize=10))
            )
        shown = [rate(found[:, 0]), rate(found[:, 1]) if case.planted else "–"]
        print(f"| {name} | {' | '.join(shown)} |", flush=True)


def rate(happened: Floats) -> str:
    """Return a share with its standard error."""
    share = float(happened.mean())
    return f"{share:.3f} ± {sqrt(share * (1 - share) / len(happened)):.3f}"


def one_city(seed: int, *, case: Case, simulations: int) -> tuple[bool, bool]:
    """Return whether anything in one city was called significant, and whether at the planted place."""
    places, planted = make_city(np.random.default_rng(seed), case)
    found = hot_spots(places, case.baseline, simulations=simulations, seed=seed)
    called = found.frame[found.frame["significant"].astype(bool)]
    return len(called) > 0, bool(called.intersects(planted).any())


def make_city(draw: np.random.Generator, case: Case) -> tuple[Floats, shapely.Polygon]:
    """Return the incidents (n, 2) of one city, and the planted circle (empty where there is none)."""
    places = rolling(draw, case.incidents) if case.rolling else draw.uniform(0, SIDE, (case.incidents, 2))
    if case.uneven:
        quarter = draw.integers(0, len(QUARTERS) + 1, case.incidents)
        inside = quarter < len(QUARTERS)
        places[inside] = draw.normal(QUARTERS[quarter[inside]], SPREAD_M)
        places = places[((places >= 0) & (places < SIDE)).all(axis=1)]
    circle = shapely.Polygon()
    if case.planted:
        middle = draw.uniform(1_000, SIDE - 1_000, 2)
        radius = SIDE * sqrt(USUAL / case.incidents / np.pi)
        outside = np.hypot(*(places - middle).T) >= radius
        angle, share = draw.uniform(0, 2 * np.pi, PLANTED), draw.uniform(0, 1, PLANTED)
        ring = radius * np.sqrt(share)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        places = np.concatenate([places[outside], middle + ring])
        circle = shapely.Point(middle + CORNER).buffer(radius)
    if case.snapped:
        places = np.round(places / SNAP_M) * SNAP_M
    return places + CORNER, circle


def rolling(draw: np.random.Generator, incidents: int) -> Floats:
    """Return incidents (n, 2) over hills: the exponential of a Gaussian field with standard deviation 0.7,
    whose correlation is exp(-(d / 1 km)² / 2)."""
    cells, rim = int(SIDE / HILL_CELL_M), int(4 * HILL_M / HILL_CELL_M)
    noise = draw.normal(size=(cells + 2 * rim, cells + 2 * rim))
    field = gaussian_filter(noise, HILL_M / sqrt(2) / HILL_CELL_M)[rim:-rim, rim:-rim]
    busy = np.exp(HILL_HEIGHT * field / field.std()).ravel()
    row, column = np.divmod(draw.choice(len(busy), incidents, p=busy / busy.sum()), cells)
    return (np.column_stack([column, row]) + draw.uniform(size=(incidents, 2))) * HILL_CELL_M


def hot_spots(places: Floats, baseline: str, *, simulations: int, seed: int) -> HotSpots:
    """Run the rule as `hotspot rank` does."""
    sites = collapse(places)
    eps_m = float(cluster.choose_eps(sites, bandwidth_m=200.0, geocoding_error_m=25.0).value)
    threshold = cluster.choose_min_samples(
        sites, eps_m=eps_m, study_km2=SIDE**2 / 1e6, months=12 * YEARS, max_hotspot_km2=0.5
    )
    found = cluster.hot_spots(
        sites,
        study=STUDY,
        crs=CRS,
        eps_m=eps_m,
        min_samples=float(threshold.value),
        years=YEARS,
    )
    tested, circles = judge.against_chance(
        found,
        sites,
        study=STUDY,
        areas=AREAS,
        baseline="uniform" if baseline == "uniform" else "intensity",
        largest_km2=0.5,
        least=cluster.least_incidents(12 * YEARS),
        simulations=simulations,
        seed=seed,
    )
    return cluster.with_circles(tested, circles, sites, study=STUDY, years=YEARS)


if __name__ == "__main__":
    main()
