"""Reading, cleaning and projecting: what comes before any density, cluster or rank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from hotspot import clean, project, rank, tessellate
from hotspot.config import Configuration, Settings, is_recipe
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.limits import cell_size, check_settings
from hotspot.read import (
    AreaQuestion,
    IncidentQuestion,
    file_source,
    read_areas,
    read_boundary,
    read_features,
    read_incidents,
    read_layer,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pyproj
    from shapely import MultiPolygon, Polygon

    from hotspot.schema import Areas, Bools, Choice, Finding, Floats, Incidents, Period, Sites, Source

Step: TypeAlias = Callable[[str], None]
STEPS = ("read", "clean", "density", "clusters", "rank", "write")
WIDEST_M = 1_000_000.0  # of a study area; further off, lengths in a UTM zone are wrong by 0.2 % and more
STREET_REACH_M = 300.0  # from an incident to where others could be, where no boundary is given


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Cleaned incidents in metres with the areas they lie in: what `check` reports on and `rank` begins with.

    `incidents.frame` has easting, northing, `area` (row of the areas, -1: none) and `site`.
    """

    settings: Settings
    incidents: Incidents
    areas: Areas
    study: Polygon | MultiPolygon
    crs: pyproj.CRS
    sites: Sites
    period: Period | None
    layers: Mapping[str, gpd.GeoDataFrame]
    sources: Mapping[str, tuple[Source, ...]]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]


def prepare(
    configuration: Configuration, *, today: date | None = None, step: Step = lambda _: None
) -> Prepared:
    """Read what the settings name, clean it, and put all of it into one metric CRS.

    Dates after `today` (by default the day of the run) are counted as dates in the future.
    """
    settings = configuration.settings
    check_settings(settings)
    step("read")
    given = _read(settings)
    step("clean")
    incidents = clean.drop_unusable(given.incidents)
    crs, chosen = _metric_crs(settings, given, incidents)
    incidents = project.project_incidents(incidents, crs)
    areas = project.project_areas(given.areas, crs) if given.areas else None
    outline = project.project_frame(given.boundary, crs) if given.boundary is not None else None
    _refuse_countries(settings, areas, outline)
    boundary = _one_shape(outline) if outline is not None else None
    if areas is not None and boundary is not None:
        areas = tessellate.within(areas, boundary)
        boundary = _one_shape(areas.frame)
    incidents = _inside(incidents, areas, boundary, crs)
    incidents, period, chosen_period = _in_period(settings, incidents, today or date.today())
    incidents = clean.without_free_text(clean.drop_repeated_ids(incidents))
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
        findings=(
            *incidents.findings,
            *clean.look_at_account(incidents.rows),
            *clean.look_at(incidents, sites),
            *areas.findings,
        ),
        choices=(*incidents.choices, *areas.choices, chosen, *chosen_period),
    )


def check(
    configuration: Configuration, *, today: date | None = None, step: Step = lambda _: None
) -> Prepared:
    """Read and clean as for a ranking, and stop there; without areas, only the main town is looked at."""
    settings = configuration.settings
    if not settings.areas.file:
        areas = settings.areas.model_copy(update={"file": "square:500"})
        settings = settings.model_copy(update={"areas": areas})
    return prepare(Configuration(settings=settings, origin=configuration.origin), today=today, step=step)


def inputs(settings: Settings) -> tuple[str, ...]:
    """Return every file that the settings name, so that no result is written over one."""
    recipe = settings.areas.file.removeprefix("blocks:") if is_recipe(settings.areas.file) else ""
    named = (settings.areas.file if not is_recipe(settings.areas.file) else recipe, settings.areas.join)
    layers = settings.layers.model_dump().values()
    paths = (*incident_paths(settings), *named, settings.boundary, *layers)
    return tuple(path for path in paths if path and "\0" not in path)  # no file has such a name


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
    recipe = settings.areas.file if is_recipe(settings.areas.file) else ""
    areas = None if recipe else read_areas(settings.areas.file, _area_question(settings))
    street_file = recipe.removeprefix("blocks:") if recipe.startswith("blocks:") else ""
    named = {kind: path for kind, path in settings.layers.model_dump().items() if path}
    layers = {kind: read_layer(path, kind=kind) for kind, path in named.items()}
    boundary = read_boundary(settings.boundary) if settings.boundary else None
    streets = _streets(street_file) if street_file else None
    incidents = read_incidents(paths, incident_question(settings))  # last: it takes longest
    files = {"boundary": settings.boundary, "streets": street_file}
    files |= {f"layers.{kind}": path for kind, path in named.items()}
    sources = {"incidents": incidents.sources, "areas": areas.sources if areas else ()}
    sources |= {name: (file_source(path),) for name, path in files.items() if path}
    return _Given(
        incidents=incidents,
        areas=areas,
        boundary=boundary,
        streets=streets,
        layers=layers,
        sources=sources,
    )


def _streets(path: str) -> gpd.GeoDataFrame:
    """Read the lines that cut the ground into blocks; InputError for a file that holds none."""
    streets = read_features(path)
    if streets.crs is None:
        raise InputError(path, "it does not say its CRS", "add its .prj, or save it as GeoPackage or GeoJSON")
    if not (shapely.get_dimensions(streets.geometry.to_numpy()) == 1).any():
        kinds = ", ".join(dict.fromkeys(streets.geom_type.dropna())) or "nothing"
        raise InputError(path, f"there are no lines in it, but {kinds}", "give streets: blocks:streets.gpkg")
    return streets


def _refuse_countries(settings: Settings, areas: Areas | None, outline: gpd.GeoDataFrame | None) -> None:
    """Raise where the study area is too wide for distances in one map projection."""
    frame = outline if outline is not None else areas.frame if areas else None
    if frame is None:
        return
    west, south, east, north = frame.total_bounds
    widest = max(east - west, north - south)
    if not widest <= WIDEST_M:
        far = f"{widest / 1000:,.0f} km" if np.isfinite(widest) else "the globe"
        what = f"it stretches over {far}, and distances are taken for one city or province"
        to_do = "give the areas of one place, or its outline with --boundary"
        raise InputError(settings.boundary or settings.areas.file, what, to_do)


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
    incidents: Incidents, areas: Areas | None, boundary: Polygon | MultiPolygon | None, crs: pyproj.CRS
) -> Incidents:
    """Drop the incidents outside the areas and the boundary; without either, outside the main town."""
    if areas is None and boundary is None:
        body = clean.main_body(_places(incidents))
        return clean.drop_outside(incidents, body, is_inside=lambda xy: np.zeros(len(xy), dtype=bool))

    def is_inside(metres: Floats) -> Bools:
        sites = project.collapse(metres)
        inside: Bools = np.asarray(np.isfinite(sites.xy).all(axis=1))
        if areas is not None:
            inside &= rank.area_of_sites(areas, sites.xy) >= 0
        if boundary is not None:
            inside &= shapely.intersects_xy(boundary, sites.xy[:, 0], sites.xy[:, 1])
        return np.asarray(inside[sites.site_of])

    return clean.drop_outside(
        incidents,
        is_inside(_places(incidents)),
        is_inside=lambda xy: is_inside(project.to_crs(xy, incidents.crs, crs)),
    )


def _in_period(
    settings: Settings, incidents: Incidents, today: date
) -> tuple[Incidents, Period | None, list[Choice]]:
    incidents = clean.drop_undated(incidents, today=today)
    asked = settings.period
    period, chosen, noted = clean.period_of(incidents, first=asked.start, last=asked.end)
    incidents = replace(incidents, findings=(*incidents.findings, *noted))
    return clean.drop_outside_period(incidents, period), period, chosen


def _made_areas(
    settings: Settings,
    sites: Sites,
    boundary: Polygon | MultiPolygon | None,
    streets: gpd.GeoDataFrame | None,
    crs: pyproj.CRS,
) -> Areas:
    """Make the micro-areas that the recipe asks for, over the boundary or over where incidents can be."""
    kind = settings.areas.file.partition(":")[0]
    if kind == "blocks" and streets is not None:
        streets = project.project_frame(streets, crs)
        study = boundary if boundary is not None else tessellate.study_area(sites.xy, reach_m=STREET_REACH_M)
        return tessellate.blocks(streets, study, crs)
    size_m = cell_size(settings.areas.file)
    study = boundary if boundary is not None else tessellate.study_area(sites.xy, reach_m=max(size_m, 200.0))
    make = tessellate.squares if kind == "square" else tessellate.hexagons
    return make(study, size_m, crs)


def _one_shape(frame: gpd.GeoDataFrame) -> Polygon | MultiPolygon:
    shape: Polygon | MultiPolygon = frame.geometry.union_all()
    return shape


def _places(incidents: Incidents) -> Floats:
    return incidents.frame[["easting", "northing"]].to_numpy(float)


def _located(incidents: Incidents, areas: Areas, sites: Sites) -> Incidents:
    area = rank.area_of_sites(areas, sites.xy)[sites.site_of]
    return replace(incidents, frame=incidents.frame.assign(area=area, site=sites.site_of))
