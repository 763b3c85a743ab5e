"""The ground that is ranked: areas and boundary in one metric CRS, and the incidents that lie there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot import clean, project, rank, tessellate
from hotspot.errors import InputError
from hotspot.pipeline.limits import cell_size
from hotspot.schema import Sites, weights, with_columns

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    import pyproj
    from shapely import MultiPolygon, Polygon

    from hotspot.config import Settings
    from hotspot.pipeline.given import Given
    from hotspot.schema import Areas, Bools, Choice, Floats, Incidents, Ints, Period

WIDEST_M = 1_000_000.0  # of a study area; further off, lengths in a UTM zone are wrong by 0.2 % and more
STREET_REACH_M = 300.0  # from an incident to where others could be, where no boundary is given


def metric_crs(settings: Settings, given: Given, incidents: Incidents) -> tuple[pyproj.CRS, Choice]:
    """Choose the CRS from the middle of the boundary or the areas, else from that of the incidents."""
    frame = given.boundary if given.boundary is not None else given.areas.frame if given.areas else None
    if frame is not None:
        west, south, east, north = frame.total_bounds
        lon, lat = project.middle(np.array([[(west + east) / 2, (south + north) / 2]]), frame.crs)
    else:
        xy = incidents.frame[["x", "y"]].to_numpy(float)
        lon, lat = project.middle(xy, incidents.crs, weights(incidents.frame))
    return project.metric_crs(lon, lat, wanted=settings.crs)


def given_ground(
    settings: Settings, given: Given, crs: pyproj.CRS
) -> tuple[Areas | None, Polygon | MultiPolygon | None]:
    """Return the given areas cut to the boundary, and what is then left of it; None for what is not given."""
    areas = project.project_areas(given.areas, crs) if given.areas else None
    outline = project.project_frame(given.boundary, crs) if given.boundary is not None else None
    _refuse_countries(settings, areas, outline)
    if outline is None:
        return areas, None
    boundary = one_shape(outline)
    if areas is None:
        return None, boundary
    areas = tessellate.within(areas, boundary)
    return areas, one_shape(areas.frame)


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


def inside_of(
    incidents: Incidents,
    everywhere: Sites,
    areas: Areas | None,
    boundary: Polygon | MultiPolygon | None,
    crs: pyproj.CRS,
) -> tuple[Incidents, Ints | None]:
    """Drop the incidents outside the areas and the boundary; without either, outside the main town.

    `everywhere` are the places of all of them; returns the area of each of these places (None without areas).
    """
    if areas is None and boundary is None:
        body = clean.main_body(everywhere.xy, everywhere.weight)[everywhere.site_of]
        around = incidents.frame.loc[body, ["x", "y"]].to_numpy(float)
        return clean.drop_outside(incidents, body, is_inside=_in_the_box(around), bounded=False), None

    def is_inside(xy: Floats) -> Bools:
        sites = project.collapse(project.to_crs(xy, incidents.crs, crs))
        return _on_the_ground(sites.xy, areas, boundary)[1][sites.site_of]

    area, inside = _on_the_ground(everywhere.xy, areas, boundary)
    kept = clean.drop_outside(incidents, inside[everywhere.site_of], is_inside=is_inside)
    return kept, area


def _in_the_box(around: Floats) -> Callable[[Floats], Bools]:
    """Return what tells which places (n, 2) lie in the box of the places `around`."""
    low, high = around.min(axis=0, initial=np.inf), around.max(axis=0, initial=-np.inf)
    return lambda xy: ((xy >= low) & (xy <= high)).all(axis=1)


def _on_the_ground(
    xy: Floats, areas: Areas | None, boundary: Polygon | MultiPolygon | None
) -> tuple[Ints | None, Bools]:
    """Return the area of each place (n,), None without areas, and which places lie in one and inside the
    boundary."""
    area = rank.area_of_sites(areas, xy) if areas is not None else None
    inside: Bools = area >= 0 if area is not None else np.ones(len(xy), dtype=bool)
    if boundary is not None:
        inside = inside & rank.is_within(boundary, xy)
    return area, inside


def in_period(
    settings: Settings, incidents: Incidents, today: date
) -> tuple[Incidents, Period | None, list[Choice]]:
    """Drop the incidents without a date or outside the period; return it with what was chosen about it."""
    incidents = clean.drop_undated(incidents, today=today)
    asked = settings.period
    period, chosen, noted = clean.period_of(incidents, first=asked.start, last=asked.end)
    incidents = replace(incidents, findings=(*incidents.findings, *noted))
    return clean.drop_outside_period(incidents, period), period, chosen


def remaining(everywhere: Sites, frame: pd.DataFrame) -> tuple[Sites, Ints]:
    """Return the sites of the incidents that are left, and which places of `everywhere` they are.

    Each of those incidents is at place `site` of `everywhere`, a column of the frame.
    """
    site = frame["site"].to_numpy()
    weight = np.bincount(site, weights(frame), minlength=len(everywhere.xy))
    kept = np.flatnonzero(weight)
    if len(kept) < len(weight):
        site = (np.cumsum(weight > 0) - 1)[site]
    return Sites(xy=everywhere.xy[kept], weight=weight[kept].astype(float), site_of=site), kept


def made_areas(
    settings: Settings,
    sites: Sites,
    boundary: Polygon | MultiPolygon | None,
    given: Given,
    crs: pyproj.CRS,
) -> Areas:
    """Make the micro-areas that the recipe asks for, over the boundary or over where incidents can be; cells
    are called after the streets that are drawn."""
    kind = settings.areas.file.partition(":")[0]
    drawn = given.streets if given.streets is not None else given.layers.get("streets")
    streets = None if drawn is None else project.project_frame(drawn, crs)
    if kind == "blocks" and streets is not None:
        study = boundary if boundary is not None else tessellate.study_area(sites.xy, reach_m=STREET_REACH_M)
        return tessellate.blocks(streets, study, crs)
    size_m = cell_size(settings.areas.file)
    study = boundary if boundary is not None else tessellate.study_area(sites.xy, reach_m=max(size_m, 200.0))
    make = tessellate.squares if kind == "square" else tessellate.hexagons
    return make(study, size_m, crs, streets)


def located(incidents: Incidents, area: Ints, sites: Sites) -> Incidents:
    """Return the incidents with the site of each, and the `area` of that site."""
    located = with_columns(incidents.frame, area=area[sites.site_of], site=sites.site_of)
    return replace(incidents, frame=located)


def one_shape(frame: gpd.GeoDataFrame) -> Polygon | MultiPolygon:
    """Return all shapes of a frame as one."""
    shape: Polygon | MultiPolygon = frame.geometry.union_all()
    return shape
