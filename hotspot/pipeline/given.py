"""Everything that the settings name, read from its files, each in its own CRS."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

import numpy as np
import pyproj
import shapely

from hotspot.config import Settings, is_recipe
from hotspot.errors import ConfigError, InputError
from hotspot.measure.weighted import median, quantiles
from hotspot.pipeline.reader import reader
from hotspot.read import (
    GROUND,
    Allowed,
    AreaQuestion,
    IncidentQuestion,
    file_source,
    holds_polygons,
    read_areas,
    read_basemap,
    read_boundary,
    read_features,
    read_layer_noted,
)
from hotspot.read.gate import regular_file
from hotspot.schema import Finding, weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hotspot.read.basemap import BaseMap
    from hotspot.read.grouped import Ledger
    from hotspot.schema import Areas, Floats, Incidents, Source

BASE_MARGIN = 0.3  # of the longer side of the place: more than the map page shows around it
Box: TypeAlias = tuple[float, float, float, float]
WORLD = (-180.0, -90.0, 180.0, 90.0)
MOST, AROUND = (0.05, 0.95), 3.0  # of the incidents; what lies further off than 3 of their widths is a stray


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was read; `areas` is None where they are to be made, `streets` where they are not made of them.

    Of more incidents than memory holds `incidents` are the different places, and the `ledger` knows the rest.
    """

    incidents: Incidents
    areas: Areas | None
    boundary: gpd.GeoDataFrame | None
    streets: gpd.GeoDataFrame | None
    layers: Mapping[str, gpd.GeoDataFrame]
    sources: Mapping[str, tuple[Source, ...]]
    findings: tuple[Finding, ...] = field(default=())
    ledger: Ledger | None = None


def read_given(settings: Settings, *, today: date | None = None) -> Given:
    """Read the files that the settings name; InputError or ConfigError for what cannot be used.

    An engine has to know which dates lie after `today`, by default the day of the run.
    """
    paths = incident_paths(settings)
    allowed = _allowed(settings)
    _refuse_large_files(settings, allowed)
    read = reader(settings, paths, incident_question(settings), today or date.today())
    _refuse_without_areas(settings)
    recipe = settings.areas.file if is_recipe(settings.areas.file) else ""
    areas = None if recipe else read_areas(settings.areas.file, area_question(settings))
    street_file = recipe.removeprefix("blocks:") if recipe.startswith("blocks:") else ""
    named = {kind: path for kind, path in settings.layers.model_dump(exclude={"basemap"}).items() if path}
    noted = {kind: read_layer_noted(path, kind=kind) for kind, path in named.items()}
    layers = {kind: layer for kind, (layer, _) in noted.items()}
    boundary = read_boundary(settings.boundary) if settings.boundary else None
    streets = _streets(street_file) if street_file else None
    drawn = {named[kind]: layer for kind, layer in layers.items()}
    _refuse_large_shapes(allowed, {**drawn, settings.boundary: boundary, street_file: streets})
    there = boundary if boundary is not None else areas.frame if areas else None
    incidents, ledger = read(_around(there))  # last: it takes longest
    files = {"boundary": settings.boundary, "streets": street_file}
    files |= {f"layers.{kind}": path for kind, path in named.items()}
    sources = {"incidents": incidents.sources, "areas": areas.sources if areas else ()}
    sources |= {name: (file_source(path),) for name, path in files.items() if path}
    findings = [finding for _, said in noted.values() for finding in said]
    findings += [_tiles_asked(settings.map.tiles)] if settings.map.tiles else []
    if settings.layers.basemap:
        place = boundary if boundary is not None else areas.frame if areas else None
        base = _basemap(settings, place, incidents, wanted=set(GROUND) - set(named))
        layers |= base.layers
        sources["layers.basemap"] = (base.source,)
        findings += base.findings
    return Given(
        incidents=incidents,
        areas=areas,
        boundary=boundary,
        streets=streets,
        layers=layers,
        sources=sources,
        findings=tuple(findings),
        ledger=ledger,
    )


def _allowed(settings: Settings) -> Allowed:
    """Return what a file may hold at most."""
    return Allowed(**settings.limits.model_dump(exclude={"cells"}))


def _refuse_large_files(settings: Settings, allowed: Allowed) -> None:
    """Refuse, before any is read, a file that is larger than allowed; what is missing is said by its reader.

    What an engine counts is never loaded, and may be of any size.
    """
    counted = incident_paths(settings) if settings.incidents.engine else ()
    for path in inputs(settings):
        if path in counted:
            continue
        with suppress(OSError):
            allowed.check_bytes(Path(path).stat().st_size, path)


def _refuse_without_areas(settings: Settings) -> None:
    """Refuse settings without areas; where they stand among the incidents, say which file they are."""
    if not settings.areas.file:
        for path in incident_paths(settings):
            if not is_recipe(path) and "://" not in path:
                regular_file(path)  # the last one may be meant as the areas, and not be there
            if is_recipe(path) or holds_polygons(path):
                what = "these are micro-areas, and stand among the incidents"
                raise InputError(path, what, f"name it last, or give it with --areas: --areas {path}")
        to_do = "give --areas FILE, or let them be made: --areas square:250"
        raise ConfigError("areas", "no micro-areas are named", to_do)


def _refuse_large_shapes(allowed: Allowed, drawn: Mapping[str, gpd.GeoDataFrame | None]) -> None:
    """Refuse a layer, by its path, with more corners than allowed."""
    for path, frame in drawn.items():
        if frame is not None:
            allowed.check_vertices(frame.geometry.to_numpy(), path)


def _basemap(
    settings: Settings, place: gpd.GeoDataFrame | None, incidents: Incidents, *, wanted: set[str]
) -> BaseMap:
    """Return the `wanted` layers of the base map around the place, or around where the incidents are."""
    return read_basemap(settings.layers.basemap, box=_box(place, incidents), wanted=wanted)


def _around(place: gpd.GeoDataFrame | None) -> Box | None:
    """Return west, south, east, north of the place; None where it is not known."""
    if place is None or place.crs is None or not np.isfinite(place.total_bounds).all():
        return None
    west, south, east, north = (float(side) for side in place.to_crs("EPSG:4326").total_bounds)
    return west, south, east, north


def _box(place: gpd.GeoDataFrame | None, incidents: Incidents) -> Box:
    """Return west, south, east, north of the areas, or of where the incidents are, with a margin."""
    if place is not None:
        crs, bounds = place.crs, np.asarray(place.total_bounds)
    else:
        crs, bounds = incidents.crs, _where_most_are(incidents)
    margin = BASE_MARGIN * float(max(bounds[2] - bounds[0], bounds[3] - bounds[1]))
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*(bounds + margin * np.array([-1, -1, 1, 1])))
    if not np.isfinite([west, south, east, north]).all():
        return WORLD
    return west, south, east, north


def _where_most_are(incidents: Incidents) -> Floats:
    """Return the least and greatest x and y of the incidents that lie together; NaN for none."""
    xy, weight = incidents.frame[["x", "y"]].to_numpy(float), weights(incidents.frame)
    known = np.isfinite(xy).all(axis=1)
    xy, weight = xy[known], None if weight is None else weight[known]
    if not len(xy):
        return np.full(4, np.nan)
    low, high = np.column_stack([quantiles(along, MOST, weight) for along in xy.T])
    middle = np.array([median(along, weight) for along in xy.T])
    together = xy[(abs(xy - middle) <= AROUND * (high - low)).all(axis=1)]
    return np.concatenate([together.min(axis=0), together.max(axis=0)])


def _tiles_asked(address: str) -> Finding:
    """Warn that whoever opens the map tells the tile server which place is looked at."""
    host = urlsplit(address).hostname or address
    return Finding(code="tiles_asked", level="warning", values={"host": host})


def _streets(path: str) -> gpd.GeoDataFrame:
    """Read the lines that cut the ground into blocks; InputError for a file that holds none."""
    streets = read_features(path)
    if streets.crs is None:
        raise InputError(path, "it does not say its CRS", "add the .prj, or save it as GeoPackage or GeoJSON")
    if not (shapely.get_dimensions(streets.geometry.to_numpy()) == 1).any():
        kinds = ", ".join(dict.fromkeys(streets.geom_type.dropna())) or "nothing"
        raise InputError(path, f"there are no lines in it, but {kinds}", "give streets: blocks:streets.gpkg")
    return streets


def inputs(settings: Settings) -> tuple[str, ...]:
    """Return every file that the settings name, so that no result is written over one."""
    recipe = settings.areas.file.removeprefix("blocks:") if is_recipe(settings.areas.file) else ""
    named = (settings.areas.file if not is_recipe(settings.areas.file) else recipe, settings.areas.join)
    layers = settings.layers.model_dump().values()
    paths = (*incident_paths(settings), *named, settings.boundary, *layers)
    return tuple(path for path in paths if path and "\0" not in path)  # no file has such a name


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
        allowed=_allowed(settings),
    )


def area_question(settings: Settings) -> AreaQuestion:
    """Return what the user said about the micro-areas, as the reader takes it."""
    return AreaQuestion(**settings.areas.model_dump(exclude={"file"}), allowed=_allowed(settings))
