"""Whether the boundaries can carry a ranking: closed, with an area, not twice on the same ground."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError

from hotspot.errors import InputError
from hotspot.schema import Bools, Finding, Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from hotspot.read.features import Features, Shapes
    from hotspot.schema.said import Level

    Problem: TypeAlias = tuple[str, str]  # what is wrong, what to do

REPAIR_MOST = 0.001  # share of an area that a repair may change
NO_AREA_M2 = 1.0
TINY_M2 = 10_000.0  # one hectare
_FIX = "correct the file ('fix geometries' in QGIS helps)"
_SAY_CRS = "set areas.crs to the CRS in which the file was made"
_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7  # shapely's type ids


@dataclass(frozen=True, kw_only=True)
class Sound:
    """Polygons (n,) that are valid, in the CRS of the file; `kept` (n,) is False where one cannot be used."""

    shapes: Shapes
    kept: Bools
    findings: tuple[Finding, ...]


def sound_shapes(features: Features, crs: pyproj.CRS, names: Sequence[str]) -> Sound:
    """Return the polygons of the features, repaired where that changes less than 0.1 % of their area.

    Features without geometry or without an area are left out and counted. Raises one InputError that names
    every other fault: rings that are not closed, lines or points, coordinates that are no degrees or cross
    180°, and rings that cross themselves.
    """
    features = replace(features, shapes=_without_collections(features.shapes))
    _refuse(features.name, [*_written_wrongly(features), *_placed_wrongly(features, crs)])
    shapes, repaired, failed = _repaired(features.shapes, crs)
    area = equal_area(shapes, crs)
    drawn = ~(shapely.is_missing(features.shapes) | shapely.is_empty(features.shapes))
    flat = drawn & (area < NO_AREA_M2)
    kept = drawn & ~flat
    _refuse(features.name, _drawn_wrongly(features.shapes, failed, kept, crs))
    findings = [
        _counted("areas_repaired", "info", repaired, names),
        _counted("area_without_shape", "warning", np.flatnonzero(~drawn), names),
        _counted("area_without_ground", "warning", np.flatnonzero(flat), names),
    ]
    return Sound(shapes=shapes, kept=kept, findings=tuple(f for f in findings if f is not None))


def equal_area(shapes: Shapes, crs: pyproj.CRS) -> Floats:
    """Return the true area of each shape, (n,) in square metres, 0 where there is none."""
    area = shapely.area(in_equal_area(shapes, crs))
    return np.asarray(np.nan_to_num(area), dtype=float)


def in_equal_area(shapes: Shapes, crs: pyproj.CRS) -> Shapes:
    """Return the shapes in metres of a Lambert azimuthal equal-area projection about their own middle."""
    west, south, east, north = shapely.total_bounds(shapes)
    if not np.isfinite([west, south, east, north]).all():
        return shapes
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform((west + east) / 2, (south + north) / 2)
    local = pyproj.CRS.from_dict({"proj": "laea", "lon_0": lon, "lat_0": lat, "units": "m"})
    there = pyproj.Transformer.from_crs(crs, local, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))


def size_findings(area_m2: Floats, names: Sequence[str]) -> tuple[Finding, ...]:
    """Say it where there is nothing to rank, and where areas are smaller than a hectare."""
    findings = [_counted("area_tiny", "warning", np.flatnonzero(area_m2 < TINY_M2), names)]
    if len(area_m2) == 1:
        findings.append(Finding(code="area_single", level="warning", values={"name": names[0]}))
    return tuple(f for f in findings if f is not None)


def _without_collections(shapes: Shapes) -> Shapes:
    """Return collections that hold polygons alone as what they are; cutting layers in a GIS makes such."""
    whole = shapes.copy()
    for at in np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(shapes[at]))
        if len(parts) and (shapely.get_type_id(parts) == _POLYGON).all():
            whole[at] = shapely.union_all(parts)
    return whole


def _written_wrongly(features: Features) -> list[Problem]:
    problems = []
    if features.broken:
        what = f"the ring of {_numbers(features.broken)} is not closed, or has too few corners"
        problems.append((what, _FIX))
    kinds = shapely.get_type_id(features.shapes)
    drawn = ~(shapely.is_missing(features.shapes) | shapely.is_empty(features.shapes))
    other = np.flatnonzero(drawn & ~np.isin(kinds, (_POLYGON, _MULTIPOLYGON)))
    if len(other):
        kind = features.shapes[other[0]].geom_type
        to_do = "give polygons; streets can be made into blocks with --areas blocks:FILE"
        said = f"is a {kind}, not a polygon" if len(other) == 1 else f"are no polygons (the first: {kind})"
        problems.append((f"{_numbers(other + 1)} {said}", to_do))
    unusable = drawn & ~np.isfinite(shapely.bounds(features.shapes)).all(axis=1)
    if unusable.any():
        what = f"{_numbers(np.flatnonzero(unusable) + 1)} has coordinates that are no numbers"
        problems.append((what, _FIX))
    return problems


def _placed_wrongly(features: Features, crs: pyproj.CRS) -> list[Problem]:
    west, south, east, north = shapely.total_bounds(features.shapes)
    if not np.isfinite([west, south, east, north]).all():
        return []
    if crs.is_projected and max(abs(west), abs(east), 2 * abs(south), 2 * abs(north)) <= 180:
        what = f"coordinates such as {east:.6g}, {north:.6g} are degrees, but {crs.name} counts in lengths"
        return [(what, _SAY_CRS)]
    if crs.is_geographic and max(abs(west), abs(east), 4 * abs(south), 4 * abs(north)) > 360:
        return [(f"coordinates such as {east:.6g}, {north:.6g} are no degrees ({crs.name})", _SAY_CRS)]
    if crs.is_geographic and (east > 180 or west < -180 or east - west > 180):
        to_do = "bring it to a CRS in metres for this place, for instance in QGIS"
        return [(f"it crosses 180° (longitudes {west:.6g} to {east:.6g})", to_do)]
    try:
        pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(west, south, errcheck=True)
    except ProjError:
        return [(f"coordinates such as {west:.6g}, {south:.6g} do not fit its CRS, {crs.name}", _SAY_CRS)]
    return []


def _repaired(shapes: Shapes, crs: pyproj.CRS) -> tuple[Shapes, list[int], list[int]]:
    """Return valid shapes, the positions of those repaired, and of those that a repair would change."""
    invalid = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    if not len(invalid):
        return shapes, [], []
    valid = shapes.copy()
    valid[invalid] = [_polygonal(one) for one in shapely.make_valid(shapes[invalid])]
    metric = in_equal_area(np.concatenate([shapes[invalid], valid[invalid]]), crs)
    before, after = np.split(np.nan_to_num(shapely.area(metric)), 2)
    changed = np.abs(after - before) >= np.maximum(REPAIR_MOST * after, NO_AREA_M2)
    changed &= after > 0  # a polygon that is but a line is no area; it is left out later
    return valid, [int(at) for at in invalid[~changed]], [int(at) for at in invalid[changed]]


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a repaired shape; the lines and points that a repair leaves have no area."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[shapely.get_type_id(parts) == _POLYGON]
    whole: BaseGeometry = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return whole


def _drawn_wrongly(shapes: Shapes, failed: Sequence[int], kept: Bools, crs: pyproj.CRS) -> list[Problem]:
    if not failed and kept.any():
        return []
    corners = shapely.get_coordinates(shapes)
    if crs.is_geographic and len(corners) and (corners == np.rint(corners)).all():
        what = "every corner lies on a whole degree: the coordinates were rounded, the shapes are lost"
        return [(what, "download the boundaries again, with all decimals")]
    if failed:
        why = shapely.is_valid_reason(shapes[failed[0]])
        what = f"{_numbers([at + 1 for at in failed])} crosses itself ({why}); a repair would change its area"
        return [(what, _FIX)]
    return [("no feature has an area", "give a file of polygons")]


def _numbers(numbers: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.intp]]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"feature {shown}" + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")


def _counted(
    code: str,
    level: Level,
    at: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.intp]],
    names: Sequence[str],
) -> Finding | None:
    """Return the finding that so many areas, and first these, are of a kind; None where there is none."""
    if not len(at):
        return None
    first = ", ".join(names[one] for one in at[:3]) + (" …" if len(at) > 3 else "")
    values: dict[str, str | int | float] = {"count": len(at), "first": first}
    return Finding(code=code, level=level, values=values)


def _refuse(where: str, problems: Sequence[Problem]) -> None:
    """Raise one error for all the problems, with what to do about each kind of them."""
    if problems:
        to_dos = dict.fromkeys(to_do for _, to_do in problems)
        raise InputError(where, "; ".join(what for what, _ in problems), "; ".join(to_dos))
