"""What the answer on cameras is made from: demand, cameras that stand, streets, walls, barred ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hotspot import place, read
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.demand import demand_asked
from hotspot.pipeline.posts.given import barred_ground
from hotspot.pipeline.streets import network_of, streets_asked
from hotspot.place import cameras as watching
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    from hotspot.pipeline.cameras.question import CameraQuestion
    from hotspot.place.network import Shapes
    from hotspot.schema import Floats, Result
    from hotspot.schema.placed import Demand


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the answer is made from, in the metric CRS of the run; `buildings` None where none are known."""

    demand: Demand
    existing: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame | None
    buildings: Shapes | None
    barred: gpd.GeoSeries
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Poles:
    """Where new cameras may hang (p, 2), how these places were found, and what was left out."""

    xy: Floats
    choice: Choice
    findings: tuple[Finding, ...]


def gathered(result: Result, asked: CameraQuestion) -> Given:
    """Read what is asked for, or take it from the run. Raises ConfigError and InputError."""
    counted = demand_asked(result, by=asked.by, hours=asked.hours, name="cameras")
    existing, of_existing = _existing(result, asked)
    buildings, of_buildings = _buildings(result, asked.buildings)
    barred, of_barred = barred_ground(result, asked.exclude)
    streets, of_streets = streets_asked(result, asked.streets)
    return Given(
        demand=counted.demand,
        existing=existing,
        streets=streets,
        buildings=buildings,
        barred=barred,
        findings=(*counted.findings, *of_existing, *of_buildings, *of_barred, *of_streets),
        choices=(counted.choice, *_looks(asked, existing)),
    )


def _existing(result: Result, asked: CameraQuestion) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the cameras that stand, as points with what is known of their views, and what was noticed."""
    findings: tuple[Finding, ...] = ()
    if asked.existing:
        cameras, unread = read.read_cameras(asked.existing)
        cameras, left_out = read.in_metres(cameras, crs=result.crs, path=asked.existing)
        findings = (*unread, *left_out)
    else:
        cameras = _of_run(result)
    cameras = cameras.set_geometry(cameras.geometry.representative_point()).reset_index(drop=True)
    if asked.cameras is None and cameras.empty:
        to_do = "give -n 5 for new cameras, or those that stand with --existing FILE"
        raise ConfigError("cameras", "the run has no cameras, and no new ones are asked for", to_do)
    narrow = cameras["angle_deg"].fillna(asked.wide_deg) < 360
    blind = int((cameras["direction_deg"].isna() & narrow).sum())
    if blind:
        noticed = Finding(code="cameras_no_direction", level="warning", values={"count": blind})
        findings = (*findings, noticed)
    return cameras, findings


def _of_run(result: Result) -> gpd.GeoDataFrame:
    """Return the cameras of the run, of whose views nothing is known."""
    cameras = result.layers.get("cameras")
    if cameras is None:
        columns = ("name", "name_en", "name_ru", "name_kk", "kind")
        cameras = gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=result.crs)
    return cameras.assign(range_m=np.nan, direction_deg=np.nan, angle_deg=np.nan)


def _buildings(result: Result, path: str) -> tuple[Shapes | None, tuple[Finding, ...]]:
    """Return the polygons that hide what is behind them, None where no buildings are given, and what was
    noticed."""
    findings: tuple[Finding, ...] = ()
    frame = result.layers.get("buildings")
    if path:
        frame, findings = read.read_brought(path, kind="buildings", crs=result.crs)
    if frame is None:
        return None, (Finding(code="cameras_no_walls", level="warning"),)
    parts: Shapes = shapely.get_parts(shapely.make_valid(np.asarray(frame.geometry.array, dtype=object)))
    walls: Shapes = parts[shapely.get_dimensions(parts) == 2]
    if not len(walls):
        raise InputError(path or "buildings", "there is no polygon in it", "give outlines of buildings")
    return shapely.get_parts(walls), findings


def _looks(asked: CameraQuestion, existing: gpd.GeoDataFrame) -> tuple[Choice, Choice]:
    """Say how far and how wide cameras see that say nothing else."""
    turned = existing["direction_deg"].notna() | (asked.wide_deg >= 360)
    far, wide = existing["range_m"].isna(), existing["angle_deg"].isna() & turned
    found = []
    for name, value, given, silent, why, flag in (
        ("range_m", asked.range_m, bool(asked.range), far, "cameras_range", "--range 60m"),
        ("angle_deg", asked.wide_deg, asked.angle_deg is not None, wide, "cameras_angle", "--angle 90"),
    ):
        values = {"count": int(silent.sum()), "all": len(existing)}
        reason = "cameras_asked" if given else why
        found.append(Choice(name=f"cameras.{name}", value=value, why=reason, values=values, flag=flag))
    return found[0], found[1]


def poles_of(result: Result, asked: CameraQuestion, given: Given) -> Poles:
    """Return where new cameras may hang, none where none are asked for."""
    network = None if given.streets is None else network_of(given.streets, asked.streets)
    choice = Choice(
        name="cameras.step_m",
        value=asked.step_m,
        why="cameras_grid" if network is None else "cameras_streets",
        values={"step": asked.step_m},
        flag="--step 25m",
    )
    if not asked.cameras:
        return Poles(xy=np.empty((0, 2)), choice=choice, findings=())
    found = watching.poles(network, given.demand.xy, step_m=asked.step_m, range_m=asked.range_m)
    free = place.allowed(found, given.barred)
    if given.buildings is not None:
        free &= place.allowed(found, gpd.GeoSeries(given.buildings, crs=result.crs))
    values = {"count": int((~free).sum())}
    barred = Finding(code="cameras_barred", level="info", values=values)
    findings = network.findings if network is not None else ()
    return Poles(xy=found[free], choice=choice, findings=findings if free.all() else (*findings, barred))
