"""The hot spots of a city: dense clusters, then circles that stand out among what lies around, all tested."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hotspot import clean, cluster, judge
from hotspot.schema import KM2, Choice, Finding

if TYPE_CHECKING:
    from hotspot.pipeline.prepared import Prepared
    from hotspot.schema import HotSpots
    from hotspot.schema.hotspots import Circles


def find_hot_spots(ready: Prepared, *, bandwidth_m: float, years: float | None) -> HotSpots:
    """Return the hot spots with their test; `bandwidth_m` is that of the density surface.

    Where `min_samples` is given by hand, clusters of so many incidents are wanted, and no circles are looked
    for.
    """
    settings = ready.settings.clusters
    eps_m, min_samples, chosen = _neighbourhood(ready, bandwidth_m, years)
    found = cluster.hot_spots(
        ready.sites,
        study=ready.study,
        crs=ready.crs,
        method=settings.method,
        eps_m=eps_m,
        min_samples=min_samples,
        min_places=settings.min_places,
        years=years,
    )
    found = replace(found, choices=(*chosen, *found.choices))
    if not settings.simulations:
        found = replace(found, findings=(*found.findings, Finding(code="hot_spots_untested", level="info")))
        return _with_contents(found, ready)
    found, circles = _tested(ready, found, years)
    if settings.min_samples == "auto":
        found = cluster.with_circles(
            found,
            circles,
            ready.sites,
            study=ready.study,
            min_places=settings.min_places,
            years=years,
        )
    return cluster.note_chance(_with_contents(found, ready))


def _with_contents(found: HotSpots, ready: Prepared) -> HotSpots:
    """Return the hot spots with their months and types."""
    held = ready.told.in_hot_spots(found.label)
    month_index = clean.month_index(replace(ready.incidents, frame=held.months))
    return cluster.with_contents(found, held, month_index=month_index)


def _tested(ready: Prepared, found: HotSpots, years: float | None) -> tuple[HotSpots, Circles]:
    """Return the hot spots with their p values, and the circles that stand out as well."""
    settings = ready.settings.clusters
    return judge.against_chance(
        found,
        ready.sites,
        study=ready.study,
        areas=ready.areas.frame,
        baseline=settings.baseline,
        largest_km2=settings.max_hotspot_km2,
        least=cluster.least_incidents(years * 12 if years else None),
        simulations=settings.simulations,
        seed=ready.settings.seed,
    )


def _neighbourhood(
    ready: Prepared, bandwidth_m: float, years: float | None
) -> tuple[float, float, tuple[Choice, ...]]:
    """Return radius in metres and number of incidents that make a cluster, and which of them were chosen."""
    settings = ready.settings.clusters
    eps_m, min_samples = settings.eps_m, settings.min_samples
    chosen: list[Choice] = []
    if eps_m == "auto":
        chosen.append(
            cluster.choose_eps(
                ready.sites,
                bandwidth_m=bandwidth_m,
                geocoding_error_m=ready.settings.incidents.geocoding_error_m,
                max_hotspot_km2=settings.max_hotspot_km2,
            )
        )
        eps_m = float(chosen[-1].value)
    if min_samples == "auto":
        chosen.append(
            cluster.choose_min_samples(
                ready.sites,
                eps_m=eps_m,
                study_km2=ready.study.area / KM2,
                months=years * 12 if years else None,
                max_hotspot_km2=settings.max_hotspot_km2,
            )
        )
        min_samples = float(chosen[-1].value)
    return eps_m, min_samples, tuple(chosen)
