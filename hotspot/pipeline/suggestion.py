"""Settings for files that nobody has described yet."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hotspot import project
from hotspot.config import Settings, is_recipe, path_keys
from hotspot.errors import InputError
from hotspot.pipeline.beside import found_beside
from hotspot.pipeline.given import area_question, incident_question
from hotspot.pipeline.limits import check_recipe
from hotspot.read import holds_polygons, read_areas, read_incidents, shapes_without_crs
from hotspot.schema import Choice, Finding, Incidents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import pyproj

    from hotspot.read.features import Shapes
    from hotspot.schema import Floats, Language

OF_INCIDENTS = (0.01, 0.99)  # what lies further out is a stray
SAMPLE = 2_000  # places that are tried in each CRS
FLAG = "--set areas.crs=EPSG:…"
GEOMETRY = "geometry"  # what the reader calls the place of a row that brings its own


def told_apart(files: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return which of the files hold incidents and which the micro-areas ("" where none does).

    The last file, or recipe such as square:250, is the areas if it says so or holds polygons.
    """
    if len(files) > 1 and (is_recipe(files[-1]) or holds_polygons(files[-1])):
        return tuple(files[:-1]), files[-1]
    return tuple(files), ""


def suggest(
    incidents: Sequence[str],
    areas: str,
    *,
    folder: Path,
    language: Language = "en",
    asked: Settings | None = None,
) -> tuple[Settings, tuple[Choice, ...], tuple[Finding, ...]]:
    """Look at the files and return settings that work for them, with what was chosen and why, and what was
    noticed: above all columns that were not found.

    Columns are named as they were found. Coordinates whose CRS the file does not tell are fitted into the
    areas, and areas around the incidents. Without `areas`, squares of 250 m are suggested. What lies beside
    the incidents under a well-known name (streets, posts, boundary …) is taken as such, and said. What the
    user `asked` for is heeded and kept. Paths are written as seen from `folder`, where the config file will
    lie. `language` is that of the runs to come.
    """
    check_recipe(areas)
    told = asked or Settings()
    tree = _asked(told, folder)
    found, fitted = _looked_at(incidents, areas, told)
    paths = tuple(_from(path, folder) for path in incidents)
    columns = {role: name for role, name in found.columns.items() if name != GEOMETRY}
    _put(tree, "incidents.columns", columns)
    _put(tree, "incidents.file", paths[0] if len(paths) == 1 else paths)
    _put(tree, "areas.file", _from(areas, folder) if areas else "square:250")
    tree.setdefault("language", language)
    beside = {name: path for name, path in _beside(incidents, areas).items() if not _is_there(tree, name)}
    taken = [
        Choice(name=name, value=Path(path).name, why="found_beside", flag=f"--set {name}=")
        for name, path in beside.items()
    ]
    for name, value in [(one.name, one.value) for one in fitted]:
        _put(tree, name, str(value))
    for name, path in beside.items():
        _put(tree, name, _from(path, folder))
    return Settings.model_validate(tree), (*found.choices, *fitted, *taken), _noticed(found)


def _asked(asked: Settings, folder: Path) -> dict[str, Any]:
    """Return the settings that the user gave, by section, with their paths as seen from `folder`."""
    tree = asked.model_dump(exclude_unset=True)
    for section, key in path_keys():
        place = tree.get(section, {}) if section else tree
        if isinstance(place.get(key), str) and place[key]:
            place[key] = _from(place[key], folder)
    return tree


def _put(tree: dict[str, Any], name: str, value: Any) -> None:
    """Set what is called `name`, such as "incidents.crs"."""
    section, _, key = name.rpartition(".")
    (tree.setdefault(section, {}) if section else tree)[key] = value


def _is_there(tree: Mapping[str, Any], name: str) -> bool:
    section, _, key = name.rpartition(".")
    return key in (tree.get(section, {}) if section else tree)


def _looked_at(incidents: Sequence[str], areas: str, asked: Settings) -> tuple[Incidents, tuple[Choice, ...]]:
    """Return the incidents, and the CRS that had to be fitted: theirs, or that of the areas."""
    question = area_question(asked)
    if not areas or is_recipe(areas):
        return read_incidents(incidents, incident_question(asked)), ()
    shapes = None if question.crs else shapes_without_crs(areas, question)
    if shapes is None:
        return _read_whatever_the_crs(incidents, read_areas(areas, question).frame, asked)
    found = read_incidents(incidents, incident_question(asked))
    crs = _crs_around(shapes, found)
    values = {"name": crs.name} if crs else {}
    told = replace(question, crs=crs.to_string()) if crs else question
    read_areas(areas, told)  # refuses them, too, where no CRS fits
    return found, (
        Choice(name="areas.crs", value=told.crs, why="areas_crs_fitted", values=values, flag=FLAG),
    )


def _crs_around(shapes: Shapes, found: Incidents) -> pyproj.CRS | None:
    """Return the CRS in which most incidents lie in the shapes of areas; None where there is none."""
    places = project.to_crs(_sample(found), found.crs, project.WGS84)
    if not len(places):
        return None
    inside = _inside(shapes)
    if inside(places) > project.FITTING:
        return project.WGS84
    (west, south), (east, north) = np.quantile(places, OF_INCIDENTS, axis=0).tolist()
    return project.guess_crs(
        (west, south, east, north), lambda crs: inside(project.to_crs(places, project.WGS84, crs))
    )


def _sample(found: Incidents) -> Floats:
    """Return places (n, 2) of incidents, not too many."""
    xy = found.frame[["x", "y"]].to_numpy(float)
    known = xy[np.isfinite(xy).all(axis=1) & (xy != 0).any(axis=1)]
    return np.asarray(known[:: max(len(known) // SAMPLE, 1)])


def _inside(shapes: Shapes) -> Callable[[Floats], float]:
    """Return what tells which share of places (n, 2) lies in one of the shapes."""
    tree = shapely.STRtree(shapely.make_valid(shapes))

    def share(places: Floats) -> float:
        held, _ = tree.query(shapely.points(places[np.isfinite(places).all(axis=1)]), predicate="intersects")
        return len(np.unique(held)) / max(len(places), 1)

    return share


def _noticed(found: Incidents) -> tuple[Finding, ...]:
    """Return what was noticed while reading, and that there is no column of dates or of types."""
    lacking = {"no_dates": {"date", "year"}, "no_types": {"type"}}
    none = [code for code, roles in lacking.items() if not roles & found.columns.keys()]
    return (*found.findings, *(Finding(code=code, level="warning") for code in none))


def _beside(incidents: Sequence[str], areas: str) -> Mapping[str, str]:
    """Return the settings and files for what lies beside the first file of incidents; none for a database."""
    first = Path(incidents[0])
    if "://" in incidents[0] or not first.is_file():
        return {}
    given = frozenset(Path(path).resolve() for path in (*incidents, areas) if path)
    return {name: str(path) for name, path in found_beside(first.parent, besides=given)}


def _from(path: str, folder: Path) -> str:
    """Return the path as seen from `folder`; absolute paths, addresses and recipes as they are."""
    if is_recipe(path) or "://" in path or Path(path).is_absolute():
        return path
    return Path(os.path.relpath(path, folder)).as_posix()


def _read_whatever_the_crs(
    paths: Sequence[str], areas: gpd.GeoDataFrame, asked: Settings
) -> tuple[Incidents, tuple[Choice, ...]]:
    around, question = _box(areas), incident_question(asked)
    try:
        return read_incidents(paths, replace(question, around=around)), ()
    except InputError:
        if question.crs:
            raise
        west, south, east, north = around
        metric, _ = project.metric_crs((west + east) / 2, (south + north) / 2)
        anyhow = read_incidents(paths, replace(question, crs=metric.to_string()))
        places, inside = _sample(anyhow), _inside(areas.to_crs(project.WGS84).geometry.to_numpy())
        crs = project.guess_crs(around, lambda crs: inside(project.to_crs(places, crs, project.WGS84)))
        if crs is None:
            raise
    fitted = Choice(name="incidents.crs", value=crs.to_string(), why="crs_fitted", values={"name": crs.name})
    return read_incidents(paths, replace(question, crs=crs.to_string())), (fitted,)


def _box(areas: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the areas in degrees."""
    west, south, east, north = (float(bound) for bound in areas.to_crs(project.WGS84).total_bounds)
    return west, south, east, north
