"""What is found in a city that is read and clean: density, clusters, ranks, each stage told its settings."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pyproj

from hotspot import __version__, density, judge, rank
from hotspot.config import Configuration, as_tree
from hotspot.pipeline.at_places import among_all, at_places, with_others
from hotspot.pipeline.discreet import noted
from hotspot.pipeline.hot_spots import find_hot_spots
from hotspot.pipeline.memory import give_back
from hotspot.pipeline.pinned import pinned
from hotspot.pipeline.published import published
from hotspot.pipeline.ranked import rank_prepared
from hotspot.schema import Choice, Drawing, Ints, Result, Surface, Tallies, incidents_in, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.pipeline.prepared import Prepared
    from hotspot.pipeline.progress import Progress
    from hotspot.read import Limits
    from hotspot.schema import Finding, HotSpots, Ranking


def analysed(
    configuration: Configuration, ready: Prepared, *, limits: Limits | None, step: Progress
) -> Result:
    """Return everything that is found in the prepared city, as its files hold it; `limits` are the classes of
    an earlier map, which this one keeps."""
    rows = incidents_in(ready.incidents.frame)
    years = ready.period.years if ready.period else None
    step("density", rows=rows)
    held = at_places(ready)
    surface = with_others(_surface(held.ready, years), held, years=years)
    give_back()
    step("clusters", rows=rows)
    hotspots = find_hot_spots(held.ready, bandwidth_m=surface.bandwidth_m, years=years)
    hotspots = among_all(hotspots, held, ready.sites)
    give_back()
    step("rank", rows=rows)
    tallies = ready.told.tallies()
    ranking, weighing = rank_prepared(ready, tallies, surface=surface, hotspots=hotspots)
    drawing = pinned(Drawing(**ready.settings.map.model_dump(exclude={"limits_from"})), limits, ranking)
    result = _put_together(
        configuration,
        ready,
        tallies,
        surface=surface,
        hotspots=hotspots,
        ranking=ranking,
        weighing=weighing,
        drawing=drawing,
    )
    give_back()
    return published(result)


def _put_together(
    configuration: Configuration,
    ready: Prepared,
    tallies: Tallies,
    *,
    surface: Surface,
    hotspots: HotSpots,
    ranking: Ranking,
    weighing: Sequence[Finding],
    drawing: Drawing,
) -> Result:
    """Return all that was found, with what was noticed and chosen in the order of the stages."""
    settings, frame = ready.settings, ready.incidents.frame
    audit = rank.audit(ready.areas, ranking, tested=hotspots.is_tested)
    return Result(
        title=settings.title,
        city=settings.city,
        synthetic=settings.synthetic,
        period=ready.period,
        crs=ready.crs,
        rows=ready.incidents.rows,
        incidents=frame if ready.single else frame.iloc[:0],
        tallies=None if ready.single else tallies,
        areas=ready.areas,
        sites=ready.sites,
        surface=surface,
        hotspots=hotspots,
        ranking=ranking,
        agreement=judge.agreement(ranking, seed=settings.seed),
        audit=audit,
        layers=ready.layers,
        drawing=drawing,
        sources=ready.sources,
        findings=(
            *(*ready.findings, *surface.findings, *hotspots.findings, *weighing, *_noted(ready, tallies)),
            *(*ranking.findings, *(audit.findings if audit else ())),
        ),
        choices=(*ready.choices, *surface.choices, *hotspots.choices, *ranking.choices),
        config={"settings": as_tree(settings), "origin": dict(configuration.origin)},
        versions=versions(),
        seed=settings.seed,
        language=settings.language,
    )


def _noted(ready: Prepared, tallies: Tallies) -> tuple[Finding, ...]:
    """Return what is noticed about sensitive types: where they count, and what an order by harm tells."""
    tree = as_tree(ready.settings)
    counted = noted(tallies.types, tree, code="sensitive_by_area" if ready.single else "sensitive_counted")
    by_harm = ready.settings.ranking.by == "harm"
    return (*counted, *(noted(tallies.types, tree, code="harm_sensitive") if by_harm else ()))


def _surface(ready: Prepared, years: float | None) -> Surface:
    settings = ready.settings.density
    chosen: tuple[Choice, ...] = ()
    bandwidth_m = settings.bandwidth_m
    if bandwidth_m == "auto":
        choice = density.choose_bandwidth(
            ready.sites,
            ready.study,
            days=_days(ready),
            weight=weights(ready.incidents.frame),
            windows=ready.windows,
            kernel=settings.kernel,
            geocoding_error_m=ready.settings.incidents.geocoding_error_m,
            area_share=settings.area_share,
            seed=ready.settings.seed,
        )
        bandwidth_m, chosen = float(choice.value), (choice,)
    surface = density.density_surface(
        ready.sites,
        ready.study,
        kernel=settings.kernel,
        bandwidth_m=bandwidth_m,
        cell_m=None if settings.cell_m == "auto" else settings.cell_m,
        years=years,
        most_cells=ready.settings.limits.cells,
    )
    return replace(surface, choices=(*chosen, *surface.choices))


def _days(ready: Prepared) -> Ints | None:
    """Return the day of each incident, counted from the first of the period; None without dates."""
    if ready.period is None:
        return None
    first = np.datetime64(ready.period.first, "D")
    start = ready.incidents.frame["start"].to_numpy().astype("datetime64[D]")
    return np.asarray((start - first).astype(np.int64))


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    packages = ("numpy", "scipy", "pandas", "geopandas", "shapely", "scikit-learn", "rasterio", "folium")
    return {
        "hotspot": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        **{name: version(name) for name in packages},
        "gdal": ".".join(map(str, pyogrio.__gdal_version__)),
        "proj": pyproj.proj_version_str,
    }
