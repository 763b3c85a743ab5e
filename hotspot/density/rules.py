"""Bandwidths by the rules of the books, from places alone: shown beside the one that is chosen."""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from hotspot.density.surface import study_grid
from hotspot.measure.bandwidth import (
    berman_diggle,
    cronie_van_lieshout,
    densities_at_own_place,
    k_function,
    ladder,
    log_likelihood,
    scott,
    set_covariance,
)
from hotspot.measure.kernel import KERNELS, KernelName, as_wide, bandwidth_for, mass_inside
from hotspot.measure.pairs import pairs_within

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from hotspot.schema import Floats, Sites

FROM_M, TO_M = 10.0, 1000.0  # radii of the quartic kernel that are tried; other kernels: as wide as these
SAMPLE = 1000  # incidents, or sites, that the rules look at; fewer where they are packed
BACKGROUND = 0.01  # of the incidents are taken as spread evenly: one in a lonely place must not decide
MASS_CELL_M, MASS_CELLS = 25.0, 1_000_000  # raster on which these rules see the border
DIGGLE_CELL_M = 100.0  # raster on which his rule sees the study area; wider in a large one
LEAST_MASS = 0.1  # of a kernel inside the study area; less is a flaw of that raster
RADII = 512  # steps of Ripley's K


def rules_of_the_books(
    sites: Sites, study: Polygon | MultiPolygon, *, kernel: KernelName, seed: int
) -> dict[str, float]:
    """Return the bandwidth in metres by each rule, from a seeded sample where there are many incidents."""
    random = np.random.default_rng(seed)
    likely_m, cronie_m = _by_density(sites, study, kernel=kernel, random=random)
    return {
        "likelihood cross-validation": likely_m,
        "Diggle's MSE": bandwidth_for(_diggle(sites.xy, study, random=random), kernel=kernel),
        "Cronie & van Lieshout": cronie_m,
        "Scott (not used)": bandwidth_for(float(scott(sites.xy, sites.weight).mean()), kernel=kernel),
    }


def _by_density(
    sites: Sites, study: Polygon | MultiPolygon, *, kernel: KernelName, random: np.random.Generator
) -> tuple[float, float]:
    """Return the bandwidths of likelihood cross-validation and of Cronie and van Lieshout, in metres."""
    upto = np.cumsum(sites.weight)  # incident k, in the order of places, lies at the first that goes beyond k
    chosen = np.searchsorted(upto, random.permutation(round(upto[-1]))[:SAMPLE], side="right")
    wide = as_wide(kernel, as_of="quartic")
    tried = ladder(wide * FROM_M, wide * TO_M, kernel=kernel)
    widest = float(tried[-1]) * KERNELS[kernel].reach
    pairs = next(pairs_within(sites.xy, sites.xy[chosen], reach_m=widest))
    chosen = chosen[: int(pairs.place.max()) + 1]
    others, all_of_them = densities_at_own_place(
        pairs, sites.weight, sites.weight[chosen], bandwidths_m=tried, kernel=kernel
    )
    total, ones = sites.weight.sum(), np.ones(len(chosen))
    predicted = (1 - BACKGROUND) * others / _masses(sites.xy[chosen], study, tried, kernel)
    likely = [log_likelihood(row + BACKGROUND * total / study.area, ones) for row in predicted]
    each = ones * total / len(chosen)
    cronie = [cronie_van_lieshout(row, each, area_m2=study.area) for row in all_of_them]
    return float(tried[np.argmax(likely)]), float(tried[np.argmin(cronie)])


def _masses(
    places: Floats, study: Polygon | MultiPolygon, bandwidths_m: Floats, kernel: KernelName
) -> Floats:
    """Return the share of the kernel at each place that lies in the study area, one row per bandwidth."""
    west, south, east, north = study.bounds
    cell_m = max(MASS_CELL_M, sqrt((east - west) * (north - south) / MASS_CELLS))
    grid, inside = study_grid(study, cell_m=cell_m)
    masses = [
        mass_inside(
            places,
            inside,
            west=grid.west,
            north=grid.north,
            cell_m=cell_m,
            bandwidth_m=bandwidth_m,
            kernel=kernel,
        )
        for bandwidth_m in bandwidths_m.tolist()
    ]
    return np.maximum(masses, LEAST_MASS)


def _diggle(places: Floats, study: Polygon | MultiPolygon, *, random: np.random.Generator) -> float:
    """Return Diggle's bandwidth as a Gaussian's standard deviation in metres; 0 for fewer than two places.

    It looks at the places, each once: with several incidents at one place the rule would answer 0. Radii
    reach to a quarter of the study area's shorter side, or as far as about 1,000 other places.
    """
    if len(places) < 2:
        return 0.0
    intensity = len(places) / study.area
    west, south, east, north = study.bounds
    reach_m = min(east - west, north - south, 4 * sqrt(1000 / (pi * intensity))) / 4
    chosen = random.permutation(len(places))[:SAMPLE]
    pairs = next(pairs_within(places, places[chosen], reach_m=reach_m))
    distance_m = pairs.distance_m[pairs.distance_m > 0]
    grid, inside = study_grid(study, cell_m=max(DIGGLE_CELL_M, max(east - west, north - south) / 500))
    shared = np.maximum(set_covariance(inside, cell_m=grid.cell_m, lags_m=distance_m), grid.cell_m**2)
    radii_m = np.linspace(0, reach_m, RADII)
    pairs_per_m2 = int(pairs.place.max() + 1) * (len(places) - 1) / study.area
    whole = float(inside.sum()) * grid.cell_m**2
    k = k_function(distance_m, whole / shared, radii_m, pairs_per_m2=pairs_per_m2)
    return float(radii_m[np.argmin(berman_diggle(radii_m, k, intensity=intensity))]) / 2
