"""The bandwidth: chosen by what would have found later incidents, and shown beside the rules of the books."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from hotspot.density.rules import rules_of_the_books
from hotspot.density.surface import study_grid
from hotspot.measure.bandwidth import ladder, snapped_spacing
from hotspot.measure.hit_rate import USUAL_KEPT, USUAL_SIDES, Hits, forward_hits, windows_of
from hotspot.measure.kernel import KernelName, as_wide
from hotspot.schema import Choice, Ints, Sites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely import MultiPolygon, Polygon

# Bandwidths below are radii of the quartic kernel; other kernels get those that spread as far.
SEARCH_CELL_M = 100.0  # of the cells whose hits are counted; wider where there would be too many
SEARCH_CELLS = 1_000_000
NARROWEST_M = 50.0  # that the tool chooses: below half a search cell the hits change no more
WIDEST_M = 1000.0  # that is tried
# Quartic radii that usually keep 97 % of the most hits: where nothing can be tested, no rule goes beyond.
USUAL_M = tuple(
    SEARCH_CELL_M * side for side, kept in zip(USUAL_SIDES, USUAL_KEPT, strict=True) if kept >= 0.97
)
ENOUGH_HITS = 100  # with fewer, chance moves the hit rate by more than a tenth: what is usual decides


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
        to_come = beside.submit(rules_of_the_books, sites, study, kernel=kernel, seed=seed)
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
    return _choice(
        hits, rules, spacing_m=spacing_m, floor_m=geocoding_error_m, usual_m=usual_m, area_share=area_share
    )


def _choice(
    hits: Hits | None,
    rules: Mapping[str, float],
    *,
    spacing_m: float,
    floor_m: float,
    usual_m: tuple[float, float],
    area_share: float,
) -> Choice:
    """Return the choice with its reason, the figures of the search, and what each rule would have chosen."""
    best_m, why = _best(hits, rules["likelihood cross-validation"], usual_m=usual_m)
    beside = {
        **({} if hits is None else {"forward-chained hit rate": best_m}),
        **rules,
        "spacing of snapped points (not used)": spacing_m,
        "floor: geocoding error": floor_m,
    }
    return Choice(
        name="density.bandwidth_m",
        value=round(max(best_m, floor_m), 1),
        unit="m",
        why="bandwidth_points" if best_m <= floor_m else why,
        flag="--set density.bandwidth_m=…",
        values={
            "geocoding_error_m": floor_m,
            "area_percent": 100 * area_share,
            "least_m": round(usual_m[0]),
            "most_m": round(usual_m[1]),
            **_told(hits),
        },
        alternatives=tuple((rule, round(value, 1)) for rule, value in beside.items()),
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
        bandwidths_m=ladder(max(floor_m, wide * NARROWEST_M), wide * WIDEST_M, kernel=kernel),
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
