"""From raw files to a ranking: the stages in order, as the method section of a paper would tell them.

Read and clean, project, collapse equal places, estimate the density, find the clusters, rank the areas.
Each stage is told its settings one by one and knows nothing of the others; they meet here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from hotspot import __version__, clean, cluster, density, project, rank, tessellate
from hotspot.config import Configuration, Settings, as_tree, is_recipe
from hotspot.errors import ConfigError
from hotspot.read import (
    AreaQuestion,
    IncidentQuestion,
    read_areas,
    read_boundary,
    read_incidents,
    read_layer,
    read_streets,
)
from hotspot.schema import (
    Areas,
    Bools,
    Choice,
    Finding,
    Floats,
    Incidents,
    Ints,
    Period,
    Result,
    Sites,
    Source,
)

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    import pyproj
    from shapely import Geometry

Step: TypeAlias = Callable[[str], None]
STREET_REACH_M = 300.0  # from an incident to where others could be, where no boundary is given
STEPS = ("read", "clean", "density", "clusters", "rank", "write")


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Cleaned incidents in metres with the areas they lie in: what `check` reports on and `rank` begins with.

    `incidents.frame` has easting, northing, `area` (row of the areas, -1: none) and `site`.
    """

    settings: Settings
    incidents: Incidents
    areas: Areas
    study: Geometry
    crs: pyproj.CRS
    sites: Sites
    period: Period | None
    layers: Mapping[str, gpd.GeoDataFrame]
    sources: Mapping[str, tuple[Source, ...]]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]


def prepare(configuration: Configuration, *, step: Step = lambda _: None) -> Prepared:
    """Read what the settings name, clean it, and put all of it into one metric CRS."""
    settings = configuration.settings
    step("read")
    given = _read(settings)
    step("clean")
    incidents = clean.drop_unusable(given.incidents)
    crs, chosen = _metric_crs(settings, given, incidents)
    incidents = project.project_incidents(incidents, crs)
    areas = project.project_areas(given.areas, crs) if given.areas else None
    boundary = _one_shape(project.project_frame(given.boundary, crs)) if given.boundary is not None else None
    incidents = _inside(incidents, areas, boundary, crs)
    incidents, period, noted = _in_period(settings, incidents)
    incidents = clean.drop_repeated_ids(incidents)
    sites = project.collapse(_places(incidents))
    if areas is None:
        areas = _made_areas(settings, sites, boundary, given.streets, crs)
    study = boundary if boundary is not None else _one_shape(areas.frame)
    incidents = _located(incidents, areas, sites)
    return Prepared(
        settings=settings,
        incidents=incidents,
        areas=areas,
        study=study,
        crs=crs,
        sites=sites,
        period=period,
        layers={kind: project.project_frame(layer, crs) for kind, layer in given.layers.items()},
        sources=given.sources,
        findings=(*incidents.findings, *noted, *clean.look_at(incidents, sites), *areas.findings),
        choices=(*incidents.choices, *areas.choices, chosen),
    )


def rank_city(configuration: Configuration, *, step: Step = lambda _: None) -> Result:
    """Return everything that one run finds: ranking, hot spots, surface, and how they came about."""
    ready = prepare(configuration, step=step)
    settings, sites, period = ready.settings, ready.sites, ready.period
    frame = ready.incidents.frame
    years = period.years if period else None
    step("density")
    surface = _surface(ready, years)
    step("clusters")
    hotspots = _hotspots(ready, surface.bandwidth_m, years)
    step("rank")
    ranking = rank.rank_areas(
        ready.areas,
        _with_harm(frame, settings),
        surface=surface,
        hotspots=hotspots,
        sites=sites,
        period=period,
        by=settings.ranking.by,
        top=settings.ranking.top,
        seed=settings.seed,
    )
    return Result(
        title=settings.title,
        city=settings.city,
        synthetic=settings.synthetic,
        period=period,
        crs=ready.crs,
        rows=ready.incidents.rows,
        incidents=frame,
        areas=ready.areas,
        sites=sites,
        surface=surface,
        hotspots=hotspots,
        ranking=ranking,
        layers=ready.layers,
        sources=ready.sources,
        findings=(*ready.findings, *surface.findings, *hotspots.findings, *ranking.findings),
        choices=(*ready.choices, *surface.choices, *hotspots.choices, *ranking.choices),
        config={"settings": as_tree(settings), "origin": dict(configuration.origin)},
        versions=versions(),
        seed=settings.seed,
        language=settings.language,
    )


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What was read, each in its own CRS."""

    incidents: Incidents
    areas: Areas | None
    boundary: gpd.GeoDataFrame | None
    streets: gpd.GeoDataFrame | None
    layers: Mapping[str, gpd.GeoDataFrame]
    sources: Mapping[str, tuple[Source, ...]]


def _read(settings: Settings) -> _Given:
    paths = incident_paths(settings)
    if not settings.areas.file:
        raise ConfigError(
            "areas", "no micro-areas are named", "give --areas FILE, or let them be made: --areas square:250"
        )
    incidents = read_incidents(paths, incident_question(settings))
    recipe = settings.areas.file if is_recipe(settings.areas.file) else ""
    areas = None if recipe else read_areas(settings.areas.file, _area_question(settings))
    street_file = recipe.removeprefix("blocks:") if recipe.startswith("blocks:") else ""
    named = {kind: path for kind, path in settings.layers.model_dump().items() if path}
    layers = {kind: read_layer(path, kind=kind) for kind, path in named.items()}
    sources = {"incidents": incidents.sources, "areas": areas.sources if areas else ()}
    return _Given(
        incidents=incidents,
        areas=areas,
        boundary=read_boundary(settings.boundary) if settings.boundary else None,
        streets=read_streets(street_file) if street_file else None,
        layers=layers,
        sources=sources,
    )


def incident_paths(settings: Settings) -> Sequence[str]:
    """Return the incident files that the settings name; ConfigError where there is none."""
    file = settings.incidents.file
    paths = (file,) if isinstance(file, str) else file
    if not paths or not all(paths):
        raise ConfigError("incidents", "no file is named", "give one: hotspot rank INCIDENTS --areas AREAS")
    return paths


def incident_question(settings: Settings) -> IncidentQuestion:
    """Return what the user said about the incidents, as the reader takes it."""
    told = settings.incidents
    return IncidentQuestion(
        preset=told.preset,
        crs=told.crs,
        layer=told.layer,
        query=told.query,
        columns=told.columns,
        day_first=told.day_first,
        where=told.where,
        swap_xy=told.swap_xy,
    )


def _area_question(settings: Settings) -> AreaQuestion:
    return AreaQuestion(**settings.areas.model_dump(exclude={"file"}))


def _metric_crs(settings: Settings, given: _Given, incidents: Incidents) -> tuple[pyproj.CRS, Choice]:
    """Choose the CRS from the middle of the boundary or the areas, else from that of the incidents."""
    frame = given.boundary if given.boundary is not None else given.areas.frame if given.areas else None
    if frame is not None:
        west, south, east, north = frame.total_bounds
        lon, lat = project.middle(np.array([[(west + east) / 2, (south + north) / 2]]), frame.crs)
    else:
        lon, lat = project.middle(incidents.frame[["x", "y"]].to_numpy(float), incidents.crs)
    return project.metric_crs(lon, lat, wanted=settings.crs)


def _inside(
    incidents: Incidents, areas: Areas | None, boundary: Geometry | None, crs: pyproj.CRS
) -> Incidents:
    """Drop the incidents outside the areas and the boundary; without either, outside the main town."""
    if areas is None and boundary is None:
        body = clean.main_body(_places(incidents))
        return clean.drop_outside(incidents, body, is_inside=lambda xy: np.zeros(len(xy), dtype=bool))

    def is_inside(metres: Floats) -> Bools:
        sites = project.collapse(metres)
        inside = np.isfinite(sites.xy).all(axis=1)
        if areas is not None:
            inside &= rank.area_of_sites(areas, sites.xy) >= 0
        if boundary is not None:
            inside &= tessellate.covers(boundary, sites.xy)
        return np.asarray(inside[sites.site_of])

    return clean.drop_outside(
        incidents,
        is_inside(_places(incidents)),
        is_inside=lambda xy: is_inside(project.to_crs(xy, incidents.crs, crs)),
    )


def _in_period(settings: Settings, incidents: Incidents) -> tuple[Incidents, Period | None, list[Finding]]:
    incidents = clean.drop_undated(incidents, today=date.today())
    period, noted = clean.period_of(incidents, first=settings.period.start, last=settings.period.end)
    return clean.drop_outside_period(incidents, period), period, noted


def _made_areas(
    settings: Settings,
    sites: Sites,
    boundary: Geometry | None,
    streets: gpd.GeoDataFrame | None,
    crs: pyproj.CRS,
) -> Areas:
    """Make the micro-areas that the recipe asks for, over the boundary or over where incidents can be."""
    kind, _, rest = settings.areas.file.partition(":")
    if kind == "blocks" and streets is not None:
        streets = project.project_frame(streets, crs)
        study = boundary if boundary is not None else tessellate.study_area(sites.xy, reach_m=STREET_REACH_M)
        return tessellate.blocks(streets, study, crs)
    try:
        size_m = float(rest)
    except ValueError:
        raise ConfigError(
            "areas", f"'{rest}' is not a size", "write square:200 or hex:250, in metres"
        ) from None
    study = boundary if boundary is not None else tessellate.study_area(sites.xy, reach_m=max(size_m, 200.0))
    make = tessellate.squares if kind == "square" else tessellate.hexagons
    return make(study, size_m, crs)


def _one_shape(frame: gpd.GeoDataFrame) -> Geometry:
    return frame.geometry.union_all()


def _places(incidents: Incidents) -> Floats:
    return incidents.frame[["easting", "northing"]].to_numpy(float)


def _located(incidents: Incidents, areas: Areas, sites: Sites) -> Incidents:
    area = rank.area_of_sites(areas, sites.xy)[sites.site_of]
    return replace(incidents, frame=incidents.frame.assign(area=area, site=sites.site_of))


def _surface(ready: Prepared, years: float | None) -> density.Surface:
    settings = ready.settings.density
    chosen: tuple[Choice, ...] = ()
    bandwidth_m = settings.bandwidth_m
    if bandwidth_m == "auto":
        choice = density.choose_bandwidth(
            ready.sites,
            ready.study,
            days=_days(ready),
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
    )
    return replace(surface, choices=(*chosen, *surface.choices))


def _days(ready: Prepared) -> Ints | None:
    """Return the day of each incident, counted from the first of the period; None without dates."""
    if ready.period is None:
        return None
    first = np.datetime64(ready.period.first, "D")
    start = ready.incidents.frame["start"].to_numpy().astype("datetime64[D]")
    return np.asarray((start - first).astype(np.int64))


def _hotspots(ready: Prepared, bandwidth_m: float, years: float | None) -> cluster.HotSpots:
    settings, sites = ready.settings.clusters, ready.sites
    chosen: list[Choice] = []
    eps_m, min_samples = settings.eps_m, settings.min_samples
    if eps_m == "auto":
        geocoding_error_m = ready.settings.incidents.geocoding_error_m
        chosen.append(cluster.choose_eps(sites, bandwidth_m=bandwidth_m, geocoding_error_m=geocoding_error_m))
        eps_m = float(chosen[-1].value)
    if min_samples == "auto":
        chosen.append(
            cluster.choose_min_samples(
                sites,
                eps_m=eps_m,
                study_km2=ready.study.area / 1e6,
                months=years * 12 if years else None,
                max_hotspot_km2=settings.max_hotspot_km2,
            )
        )
        min_samples = float(chosen[-1].value)
    found = cluster.hot_spots(
        sites,
        types=ready.incidents.frame["type"],
        month_index=clean.month_index(ready.incidents),
        study=ready.study,
        crs=ready.crs,
        method=settings.method,
        eps_m=eps_m,
        min_samples=min_samples,
        min_places=settings.min_places,
        years=years,
    )
    return replace(found, choices=(*chosen, *found.choices))


def _with_harm(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Add the harm of each incident from the weights by type; types without a weight count nothing."""
    if not settings.harm:
        if settings.ranking.by == "harm":
            raise ConfigError(
                "harm", "no weights are given", "write 'harm:' in the config, a weight for each type"
            )
        return frame
    return frame.assign(harm=frame["type"].map(settings.harm).fillna(0.0).astype(float))


def inputs(settings: Settings) -> tuple[str, ...]:
    """Return every file that the settings name, so that no result is written over one."""
    recipe = settings.areas.file.removeprefix("blocks:") if is_recipe(settings.areas.file) else ""
    named = (settings.areas.file if not is_recipe(settings.areas.file) else recipe, settings.areas.join)
    layers = settings.layers.model_dump().values()
    return tuple(path for path in (*incident_paths(settings), *named, settings.boundary, *layers) if path)


def save(result: Result, folder: Path, *, started: str, step: Step = lambda _: None) -> tuple[Path, ...]:
    """Draw the map and write all results into the folder; returns the files. `started` is an ISO time."""
    from hotspot import render, write

    step("write")
    return write.write_all(result, folder, page=render.map_page(result), started=started)


def check(configuration: Configuration, *, step: Step = lambda _: None) -> Prepared:
    """Read and clean as for a ranking, and stop there; without areas, places are only held to the main town."""
    settings = configuration.settings
    if not settings.areas.file:
        areas = settings.areas.model_copy(update={"file": "square:500"})
        settings = settings.model_copy(update={"areas": areas})
    return prepare(Configuration(settings=settings, origin=configuration.origin), step=step)


def suggest(incidents: Sequence[str], areas: str, *, output: str = "maps") -> tuple[Settings, tuple[Choice, ...]]:
    """Look at the files and return settings that work for them, with what was chosen and why.

    Columns are named as they were found. Coordinates whose CRS the file does not tell are fitted into the
    areas. Without `areas`, squares of 250 m are suggested.
    """
    frame = read_areas(areas, AreaQuestion()).frame if areas and not is_recipe(areas) else None
    question = IncidentQuestion()
    chosen: tuple[Choice, ...] = ()
    if frame is not None:
        xy = unreferenced_places(incidents, question)
        if xy is not None:
            crs = project.guess_crs(xy, tuple(frame.to_crs(project.WGS84).total_bounds))
            if crs is not None:
                question = IncidentQuestion(crs=crs.to_string())
                chosen = (Choice(name="incidents.crs", value=crs.to_string(), why="crs_fitted", values={"name": crs.name}),)
    found = read_incidents(incidents, question)
    tree = {
        "output": output,
        "incidents": {
            "file": incidents[0] if len(incidents) == 1 else tuple(incidents),
            "crs": question.crs,
            "columns": dict(found.columns),
        },
        "areas": {"file": areas or "square:250"},
    }
    return Settings.model_validate(tree), (*found.choices, *chosen)


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    import pyogrio
    import pyproj

    packages = ("numpy", "scipy", "pandas", "geopandas", "shapely", "scikit-learn", "rasterio", "folium")
    return {
        "hotspot": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        **{name: version(name) for name in packages},
        "gdal": ".".join(map(str, pyogrio.__gdal_version__)),
        "proj": pyproj.proj_version_str,
    }
