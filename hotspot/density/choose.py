"""The bandwidth: chosen by what would have found later incidents, and shown beside the rules of the books."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
    snapped_spacing,
)
from hotspot.measure.hit_rate import USUAL_KEPT, USUAL_SIDES, Hits, forward_hits, windows_of
from hotspot.measure.kernel import KERNELS, KernelName, as_wide, bandwidth_for, mass_inside
from hotspot.measure.pairs import pairs_within
from hotspot.schema import Choice, Floats, Ints, Sites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely import MultiPolygon, Polygon

# Bandwidths below are radii of the quartic kernel; other kernels get those that spread as far.
SEARCH_CELL_M = 100.0  # of the cells whose hits are counted; wider where there would be too many
SEARCH_CELLS = 1_000_000
NARROWEST_M = 50.0  # that the tool chooses: below half a search cell the hits change no more
# Quartic radii that usually keep 97 % of the most hits: where nothing can be tested, no rule goes beyond.
USUAL_M = tuple(
    SEARCH_CELL_M * side for side, kept in zip(USUAL_SIDES, USUAL_KEPT, strict=True) if kept >= 0.97
)
FROM_M, TO_M = 10.0, 1000.0  # that the rules of the books are tried on
ENOUGH_HITS = 100  # with fewer, chance moves the hit rate by more than a tenth: what is usual decides
SAMPLE = 1000  # incidents, or sites, that the rules of the books look at; fewer where they are packed
BACKGROUND = 0.01  # of the incidents are taken as spread evenly: one in a lonely place must not decide
MASS_CELL_M, MASS_CELLS = 25.0, 1_000_000  # raster on which these rules see the border
LEAST_MASS = 0.1  # of a kernel inside the study area; less is a flaw of that raster
RADII = 512  # steps of Ripley's K


def choose_bandwidth(
    sites: Sites,
    study: Polygon | MultiPolygon,
    *,
    days: Ints | None,
    weight: Ints | None = None,
    windows: Sequence[tuple[int, int]] | None = None,
    kernel: KernelName,
    geocoding_error_m: float,
    area_share: float,
    seed: int,
) -> Choice:
    """Choose the bandwidth in metres, never below the geocoding error.

    `days` is the day number of each incident (aligned with `sites.site_of`, -1 unknown), or of `weight` of
    them; where these are days on which a whole stretch of time is counted, `windows` (`windows_of` the true
    days) begin on some of them. Dated incidents decide by forward-chained hits in the densest `area_share` of
    `study` (see `forward_hits`), weighed with what is usual elsewhere. Undated ones go by likelihood cross-
    validation, kept within the bandwidths that usually hold most later incidents: by itself that rule loses a
    third of them. Rules made for a Gaussian are given as the bandwidth at which `kernel` spreads as far.
    Scott's rule and the spacing of snapped points are shown, never used. At least one incident is needed.
    """
    wide = as_wide(kernel, as_of="quartic")
    usual_m = wide * USUAL_M[0], wide * USUAL_M[-1]
    with ThreadPoolExecutor(1) as beside:
        to_come = beside.submit(_rules_of_the_books, sites, study, kernel=kernel, seed=seed)
        spacing_m = wide * snapped_spacing(sites.xy, sites.weight)
        hits = _hits(
            sites,
            study,
            days=days,
            weight=weight,
            windows=windows,
            kernel=kernel,
            floor_m=geocoding_error_m,
            area_share=area_share,
        )
        rules = to_come.result()
    best_m, why = _best(hits, rules["likelihood cross-validation"], usual_m=usual_m)
    if hits is not None:
        rules = {"forward-chained hit rate": best_m, **rules}
    rules |= {"spacing of snapped points (not used)": spacing_m, "floor: geocoding error": geocoding_error_m}
    return Choice(
        name="density.bandwidth_m",
        value=round(max(best_m, geocoding_error_m), 1),
        unit="m",
        why="bandwidth_points" if best_m <= geocoding_error_m else why,
        flag="--set density.bandwidth_m=…",
        values={
            "geocoding_error_m": geocoding_error_m,
            "area_percent": 100 * area_share,
            "least_m": round(usual_m[0]),
            "most_m": round(usual_m[1]),
            **_told(hits),
        },
        alternatives=tuple((rule, round(value, 1)) for rule, value in rules.items()),
        curve=_curve(hits),
    )


def _best(hits: Hits | None, likely_m: float, *, usual_m: tuple[float, float]) -> tuple[float, str]:
    """Return the bandwidth in metres and why: by later incidents, else by likelihood within the usual."""
    if hits is None:
        return float(np.clip(likely_m, *usual_m)), "bandwidth_likelihood"
    return hits.best(), "bandwidth_hits" if hits.hits.max() >= ENOUGH_HITS else "bandwidth_usual"


def _hits(
    sites: Sites,
    study: Polygon | MultiPolygon,
    *,
    days: Ints | None,
    weight: Ints | None,
    windows: Sequence[tuple[int, int]] | None,
    kernel: KernelName,
    floor_m: float,
    area_share: float,
) -> Hits | None:
    """Count forward-chained hits for each bandwidth from the floor upwards; None without dates to test on."""
    if days is None or not (windows := windows_of(days) if windows is None else windows):
        return None
    west, south, east, north = study.bounds
    cell_m = max(SEARCH_CELL_M, sqrt((east - west) * (north - south) / SEARCH_CELLS))
    grid, inside = study_grid(study, cell_m=cell_m)
    wide = as_wide(kernel, as_of="quartic")
    return forward_hits(
        sites.xy,
        sites.site_of,
        days,
        inside,
        weight=weight,
        windows=windows,
        west=grid.west,
        north=grid.north,
        cell_m=grid.cell_m,
        bandwidths_m=ladder(max(floor_m, wide * NARROWEST_M), wide * TO_M, kernel=kernel),
        kernel=kernel,
        area_share=area_share,
    )


def _told(hits: Hits | None) -> Mapping[str, str | int]:
    """Return the figures of the search."""
    if hits is None:
        return {}
    return {
        "hits": int(hits.hits[hits.bandwidths_m == hits.best()][0]),
        "tested": hits.tested,
        "windows": hits.windows,
    }


def _curve(hits: Hits | None) -> tuple[tuple[float, float], ...]:
    """Return the bandwidths tried, in metres, each with its hits."""
    if hits is None:
        return ()
    return tuple(zip(hits.bandwidths_m.round(1).tolist(), hits.hits.tolist(), strict=True))


def _rules_of_the_books(
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
    grid, inside = study_grid(study, cell_m=max(SEARCH_CELL_M, max(east - west, north - south) / 500))
    shared = np.maximum(set_covariance(inside, cell_m=grid.cell_m, lags_m=distance_m), grid.cell_m**2)
    radii_m = np.linspace(0, reach_m, RADII)
    pairs_per_m2 = int(pairs.place.max() + 1) * (len(places) - 1) / study.area
    whole = float(inside.sum()) * grid.cell_m**2
    k = k_function(distance_m, whole / shared, radii_m, pairs_per_m2=pairs_per_m2)
    return float(radii_m[np.argmin(berman_diggle(radii_m, k, intensity=intensity))]) / 2
