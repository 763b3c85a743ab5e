"""Micro-areas and the city's outline from boundary files, checked before anything is counted in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyproj
import shapely
from pyproj.exceptions import CRSError

from hotspot.errors import ConfigError, InputError
from hotspot.read.areas.columns import Labels, as_text, find_labels
from hotspot.read.areas.overlaps import overlap_findings
from hotspot.read.areas.question import AreaQuestion
from hotspot.read.areas.residents import Residents, residents_of
from hotspot.read.areas.shapes import in_equal_area, size_findings, sound_shapes
from hotspot.read.ogr import read_layer_of
from hotspot.read.personal import personal_findings
from hotspot.read.table import FIRST_ROWS
from hotspot.read.vector import source_of
from hotspot.schema import AREA_COLUMNS, Areas, Finding, Source

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.read.features import Features, Shapes

__all__ = ["AreaQuestion", "read_areas", "read_boundary", "shapes_without_crs"]

HALF_TURN, QUARTER_TURN = 180.0, 90.0  # degrees of longitude and latitude
OTHER_FORM = "add the .prj, or save it as GeoPackage or GeoJSON"
OF_AREAS = (
    "add the .prj, or pass --set areas.crs={crs} if its numbers are {unit};"
    " 'hotspot init INCIDENTS AREAS' looks for one that fits the incidents"
)


def read_areas(path: str, question: AreaQuestion) -> Areas:
    """Read the micro-areas of a boundary file, in its own CRS, with ids, names and residents.

    What the question leaves open is found out and recorded as a Choice; what is odd but usable becomes a
    Finding. Areas that share id and name are parts of one area. Raises one InputError for all faults of the
    shapes together, for ids that name two areas, and for ground that belongs to two areas.
    """
    features = _layer_of(path, question)
    if not features.geometric or not len(features.shapes):
        what = "this is a table without geometry" if not features.geometric else "there is no area in it"
        raise InputError(path, what, "give a file of polygons")
    question.allowed.check_areas(len(features.shapes), path)
    question.allowed.check_vertices(features.shapes, path)
    crs, overridden = _crs_of(features, question.crs, to_do=_advice(features.shapes))
    labels = find_labels(features.frame, question, path)
    sound = sound_shapes(features, crs, list(labels.name))
    residents = residents_of(features, labels, question)
    frame = _frame(labels, residents, sound.shapes, crs)[sound.kept].reset_index(drop=True)
    frame, merged = _merged(frame, path)
    metric = in_equal_area(frame.geometry.to_numpy(), crs)
    names = list(frame["name"])
    return Areas(
        frame=frame,
        sources=(_source(features, labels), *residents.sources),
        groups=tuple(residents.groups),
        findings=(
            *features.findings,
            *overridden,
            *labels.findings,
            *_personal(features, labels),
            *sound.findings,
            *merged,
            *residents.findings,
            *size_findings(shapely.area(metric), names),
            *overlap_findings(metric, names, path, allowed=question.allow_overlap),
        ),
        choices=(*labels.choices, *residents.choices),
    )


def read_boundary(path: str, layer: str = "") -> gpd.GeoDataFrame:
    """Read the outline of a city: one row, all polygons of the layer made one, in the CRS of the file.

    Raises InputError as `read_areas` does for shapes that cannot be used.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy, and only for the result

    features = read_layer_of(path, layer, to_do="save the one you mean as a file of its own")
    if not features.geometric or not len(features.shapes):
        raise InputError(path, "there is no polygon in it", "give a file with the city's outline")
    crs, _ = _crs_of(features, "", to_do=OTHER_FORM)
    names = [str(number + 1) for number in range(len(features.shapes))]
    sound = sound_shapes(features, crs, names)
    return gpd.GeoDataFrame(geometry=[shapely.union_all(sound.shapes[sound.kept])], crs=crs)


def shapes_without_crs(path: str, question: AreaQuestion) -> Shapes | None:
    """Return the shapes (n,) of a boundary file that does not say its CRS; None where it says one, or has
    none."""
    features = _layer_of(path, question)
    return features.shapes if features.crs is None and features.geometric else None


def _layer_of(path: str, question: AreaQuestion) -> Features:
    to_do = "name one with --set areas.layer=NAME"
    return read_layer_of(path, question.layer, to_do=to_do, encoding=question.encoding)


def _advice(shapes: Shapes) -> str:
    """Return what to do about shapes in an unknown CRS, as their numbers have it."""
    x, y = abs(shapely.get_coordinates(shapes)).max(axis=0, initial=0.0)
    degrees = x <= HALF_TURN and y <= QUARTER_TURN
    crs, unit = ("EPSG:4326", "degrees") if degrees else ("EPSG:32643", "metres of UTM zone 43N")
    return OF_AREAS.format(crs=crs, unit=unit)


def _crs_of(features: Features, wanted: str, *, to_do: str) -> tuple[pyproj.CRS, tuple[Finding, ...]]:
    """Return the CRS that the user gives, else that of the file; refuse to guess one."""
    if not wanted:
        if features.crs is None:
            raise InputError(
                features.name,
                "it does not say its CRS (a shapefile says it in its .prj)",
                to_do,
            )
        return features.crs, ()
    try:
        crs = pyproj.CRS.from_user_input(wanted)
    except CRSError:
        raise ConfigError(
            "areas.crs", f"'{wanted}' is not a CRS", "write a code such as EPSG:32643"
        ) from None
    if not (crs.is_geographic or crs.is_projected):
        what = f"{wanted} ({crs.name}) is no system of places on a map"
        raise ConfigError("areas.crs", what, "write a code such as EPSG:32643")
    if features.crs is None or features.crs == crs:
        return crs, ()
    values = {"file": features.crs.name, "given": crs.name}
    return crs, (Finding(code="crs_overridden", level="warning", values=values),)


def _frame(labels: Labels, residents: Residents, shapes: Shapes, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - heavy

    texts = {"area_id": labels.area_id, "name": labels.name}
    texts |= {f"name_{language}": names for language, names in labels.by_language.items()}
    columns = {**texts, "population": residents.population, **residents.groups}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    return frame[[*AREA_COLUMNS, *residents.groups]]


def _merged(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Make one area of those that share id and name, and refuse those that share only the id."""
    findings = []
    names = frame.drop_duplicates("area_id")["name"]
    repeats = frame["area_id"].duplicated(keep=False)
    if repeats.any():
        groups = frame[repeats].groupby("area_id", sort=False)
        unlike = groups["name"].nunique()
        unlike = unlike[unlike > 1]
        if len(unlike):
            shown = list(groups.get_group(unlike.index[0])["name"])
            what = (
                f"id '{unlike.index[0]}' names several areas: {', '.join(shown[:3])}; such ids: {len(unlike)}"
            )
            raise InputError(where, what, "set areas.id to a column in which every area has its own value")
        first = ", ".join(str(one) for one in list(groups.groups)[:3])
        merged = Finding(
            code="areas_merged",
            level="info",
            values={"count": int(groups.ngroups), "parts": int(repeats.sum()), "first": first},
        )
        findings.append(merged)
        frame = _dissolved(frame)
        names = frame["name"]
    same = names[names.duplicated(keep=False)]
    if len(same):
        first = str(same.iloc[0])
        repeated = Finding(
            code="area_names_repeat", level="warning", values={"count": len(same), "first": first}
        )
        findings.append(repeated)
    return frame, tuple(findings)


def _dissolved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each id, in the order of first appearance; residents of the parts are added up.

    Residents that are the same number in every part are taken for those of the whole area.
    """
    groups = frame.groupby("area_id", sort=False)
    once = frame.drop_duplicates("area_id").reset_index(drop=True)
    shapes = [shapely.union_all(group.to_numpy()) for _, group in groups["geometry"]]
    counts = frame.columns.drop([*AREA_COLUMNS]).union(["population"], sort=False)
    for name in counts:
        of_parts = groups[name]
        total = of_parts.sum(min_count=1).where(of_parts.min() != of_parts.max(), of_parts.first())
        once[name] = total.to_numpy(float)
    return once.set_geometry(shapes, crs=frame.crs)


def _personal(features: Features, labels: Labels) -> tuple[Finding, ...]:
    """Say which columns besides those of ids and names are about persons."""
    names = [str(column) for column in features.frame.columns]
    first = {name: list(as_text(features.frame[name].head(FIRST_ROWS))) for name in names}
    return personal_findings(features.name, names, first, used=labels.columns.values())


def _source(features: Features, labels: Labels) -> Source:
    source = source_of(features)
    return replace(source, facts={**source.facts, **labels.columns})
