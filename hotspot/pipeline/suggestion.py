"""Settings for files that nobody has described yet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspot import project
from hotspot.config import Settings, is_recipe
from hotspot.errors import InputError
from hotspot.pipeline.beside import found_beside
from hotspot.pipeline.limits import check_recipe
from hotspot.read import AreaQuestion, IncidentQuestion, holds_polygons, read_areas, read_incidents
from hotspot.schema import Choice, Finding, Incidents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hotspot.schema import Language


GEOMETRY = "geometry"  # what the reader calls the place of a row that brings its own


def told_apart(files: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return which of the files hold incidents and which the micro-areas ("" where none does).

    The last file, or recipe such as square:250, is the areas if it says so or holds polygons.
    """
    if len(files) > 1 and (is_recipe(files[-1]) or holds_polygons(files[-1])):
        return tuple(files[:-1]), files[-1]
    return tuple(files), ""


def suggest(
    incidents: Sequence[str], areas: str, *, folder: Path, language: Language = "en"
) -> tuple[Settings, tuple[Choice, ...], tuple[Finding, ...]]:
    """Look at the files and return settings that work for them, with what was chosen and why, and what was
    noticed: above all columns that were not found.

    Columns are named as they were found. Coordinates whose CRS the file does not tell are fitted into the
    areas. Without `areas`, squares of 250 m are suggested. What lies beside the incidents under a well-known
    name (streets, posts, boundary …) is taken as such, and said. Paths are written as seen from `folder`,
    where the config file will lie. `language` is that of the runs to come.
    """
    check_recipe(areas)
    frame = read_areas(areas, AreaQuestion()).frame if areas and not is_recipe(areas) else None
    found, fitted = _read_whatever_the_crs(incidents, frame)
    paths = tuple(_from(path, folder) for path in incidents)
    beside = _beside(incidents, areas)
    tree: dict[str, Any] = {
        "incidents": {
            "file": paths[0] if len(paths) == 1 else paths,
            "crs": str(fitted[0].value) if fitted else "",
            "columns": {role: name for role, name in found.columns.items() if name != GEOMETRY},
        },
        "areas": {"file": _from(areas, folder) if areas else "square:250"},
        "layers": {},
        "language": language,
    }
    for setting, path in beside.items():
        section, _, key = setting.rpartition(".")
        (tree[section] if section else tree)[key] = _from(path, folder)
    taken = [
        Choice(name=name, value=Path(path).name, why="found_beside", flag=f"--set {name}=")
        for name, path in beside.items()
    ]
    return Settings.model_validate(tree), (*found.choices, *fitted, *taken), _noticed(found)


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
    paths: Sequence[str], areas: gpd.GeoDataFrame | None
) -> tuple[Incidents, tuple[Choice, ...]]:
    around = None if areas is None else _box(areas)
    try:
        return read_incidents(paths, IncidentQuestion(around=around)), ()
    except InputError:
        if around is None:
            raise
        west, south, east, north = around
        metric, _ = project.metric_crs((west + east) / 2, (south + north) / 2)
        anyhow = read_incidents(paths, IncidentQuestion(crs=metric.to_string()))
        crs = project.guess_crs(anyhow.frame[["x", "y"]].to_numpy(float), around)
        if crs is None:
            raise
    fitted = Choice(name="incidents.crs", value=crs.to_string(), why="crs_fitted", values={"name": crs.name})
    return read_incidents(paths, IncidentQuestion(crs=crs.to_string())), (fitted,)


def _box(areas: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the areas in degrees."""
    west, south, east, north = (float(bound) for bound in areas.to_crs(project.WGS84).total_bounds)
    return west, south, east, north
