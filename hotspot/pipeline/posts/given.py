"""What posts are chosen from: demand, posts that stand, streets, barred ground, sites that people chose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot import place, read
from hotspot.errors import InputError
from hotspot.pipeline.demand import FLAG, Counted, demand_asked
from hotspot.pipeline.streets import network_of, streets_asked
from hotspot.schema import Choice, Finding
from hotspot.schema.placed import Demand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.pipeline.posts.question import PostQuestion
    from hotspot.schema import Floats, Result


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the choice is made from, in the metric CRS of the run, and what was left out or decided on the
    way; `walking` is None where reach is a straight line."""

    demand: Demand
    existing: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame | None
    barred: gpd.GeoSeries
    reviewed: gpd.GeoDataFrame | None
    choices: tuple[Choice, ...]
    findings: tuple[Finding, ...]
    walking: place.Walking | None = None


def gathered(result: Result, asked: PostQuestion) -> Given:
    """Read what is asked for, or take it from the run. Raises ConfigError and InputError."""
    if asked.demand:
        counted = _own_demand(result, asked.demand)
    else:
        counted = demand_asked(result, by=asked.by, hours=asked.hours, name="posts")
    existing, of_existing = points_of(result, asked.existing, "posts")
    streets, of_streets = streets_asked(result, asked.streets)
    barred, of_barred = barred_ground(result, asked.exclude)
    reviewed, of_reviewed = points_of(result, asked.review, "review") if asked.review else (None, ())
    return Given(
        demand=counted.demand,
        existing=existing,
        streets=streets,
        barred=barred,
        reviewed=reviewed,
        choices=(counted.choice,),
        findings=(*counted.findings, *of_existing, *of_streets, *of_barred, *of_reviewed),
    )


def walking_of(given: Given, asked: PostQuestion) -> place.Walking | None:
    """Return the ways on foot; None where no streets are given, or none are wanted."""
    if given.streets is None or asked.straight:
        return None
    return place.Walking(network_of(given.streets, asked.streets))


def points_of(result: Result, path: str, kind: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the points of a file, or of the run's layer, and what was left out of the file; what is not a
    point counts as its middle."""
    findings: tuple[Finding, ...] = ()
    frame = result.layers.get(kind)
    if path:
        frame, findings = read.read_brought(path, kind=kind, crs=result.crs)
    if frame is None:
        return gpd.GeoDataFrame({"name": []}, geometry=[], crs=result.crs), ()
    return frame.set_geometry(frame.geometry.representative_point()).reset_index(drop=True), findings


def xy_of(points: gpd.GeoDataFrame) -> Floats:
    """Return the places of points (n, 2)."""
    return np.column_stack([points.geometry.x, points.geometry.y]).reshape(-1, 2)


def barred_ground(result: Result, paths: Sequence[str]) -> tuple[gpd.GeoSeries, tuple[Finding, ...]]:
    """Return the polygons where nothing may stand, and what was left out of their files.

    Raises InputError for a file without polygons.
    """
    found: list[gpd.GeoSeries] = []
    findings: list[Finding] = []
    for path in paths:
        layer, left_out = read.read_brought(path, kind="exclude", crs=result.crs)
        ground = layer.geometry[shapely.get_dimensions(layer.geometry.to_numpy()) == 2]
        if ground.empty:
            raise InputError(path, "there is no polygon in it", "give outlines of the ground that is barred")
        if not ground.intersects(shapely.box(*result.areas.frame.total_bounds)).any():
            findings.append(
                Finding(code="posts_bars_nothing", level="warning", values={"file": Path(path).name})
            )
        found.append(ground)
        findings += left_out
    return gpd.GeoSeries(pd.concat(found) if found else [], crs=result.crs), tuple(findings)


def _own_demand(result: Result, path: str) -> Counted:
    """Return the points of a file as demand, each counting 1, or as much as its column `weight` says."""
    shapes, weight, findings = read.read_demand(path, crs=result.crs)
    points = shapely.point_on_surface(shapes)
    xy = shapely.get_coordinates(points)
    area = place.rows_at(result.areas, xy)
    outside = int((area < 0).sum())
    if outside == len(xy):
        raise InputError(path, "all of its points lie outside the city", "check its CRS")
    if outside:
        values: dict[str, str | int | float] = {"file": Path(path).name, "count": outside, "all": len(xy)}
        findings = (*findings, Finding(code="posts_demand_outside", level="warning", values=values))
    return Counted(
        demand=Demand(xy=xy, weight=weight, incidents=np.zeros(len(xy)), area=area, unit="given"),
        choice=Choice(name="posts.demand", value="given", why="demand_given", flag=FLAG),
        findings=findings,
    )
