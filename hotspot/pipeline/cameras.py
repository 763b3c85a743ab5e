"""Cameras for a finished run: what those that stand see, what nobody sees, and where the next ones go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot import place, read, render
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.posts import reach_metres, trial
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.place import cameras as watching
from hotspot.place.described import names_in, numbered
from hotspot.schema import Choice, Finding
from hotspot.schema.cameras import Watched
from hotspot.write import cameras as write

if TYPE_CHECKING:
    from hotspot.place.network import Shapes
    from hotspot.schema import Floats, Language, Result
    from hotspot.schema.placed import Demand, DemandUnit

STEPS = ("take_up", "streets", "views", "site", "doubt", "write")
FOLDER = "cameras"
RANGE, STEP = "60m", "25m"
NEAREST_M, FARTHEST_M = 5.0, 1_000.0  # that a new camera may be asked to see
LEAST_STEP_M = 5.0


@dataclass(frozen=True, kw_only=True)
class CameraQuestion:
    """What was asked of the cameras; "" stands for what the run has.

    `cameras` is how many new ones, None for none; `range` and `angle_deg` hold for these and for existing
    ones that say nothing else ("" and None: 60 m, all around); `step` is the distance of poles along the
    streets; `per_pole` how many may hang on one pole, 0 for any number; `hours` such as (20, 6) count these
    hours only; `exclude` names polygon files where no camera may stand.
    """

    cameras: int | None = None
    range: str = ""
    angle_deg: float | None = None
    step: str = STEP
    per_pole: int = 1
    hours: tuple[int, int] | None = None
    by: DemandUnit | None = None
    streets: str = ""
    buildings: str = ""
    existing: str = ""
    exclude: tuple[str, ...] = ()
    draws: int = 50
    seconds: float = 10.0
    language: Language | None = None
    out: str = ""

    @property
    def range_m(self) -> float:
        """How far a new camera sees."""
        return reach_metres(self.range or RANGE, option="--range")

    @property
    def step_m(self) -> float:
        """How far poles lie apart along the streets."""
        return reach_metres(self.step, option="--step")

    @property
    def wide_deg(self) -> float:
        """How wide a new camera sees."""
        return 360.0 if self.angle_deg is None else self.angle_deg


def place_cameras(
    folder: str, asked: CameraQuestion, *, step: Progress = unsaid
) -> tuple[Watched, Result, tuple[Path, ...]]:
    """Find what cameras see in the run in `folder` and where new ones go, write the files, return all three.

    Raises ConfigError for a request that makes no sense, InputError for a file that cannot be used,
    OutputError where nothing can be written.
    """
    step("take_up")
    _check(asked)
    result = read.read_run(folder)
    result = replace(result, language=asked.language or result.language)
    out = write.check_cameras_folder(asked.out or str(Path(folder) / FOLDER))
    given = _gathered(result, asked)
    step("streets")
    poles, choice, barred = _poles(result, asked, given)
    step("views")
    seen = _views(result, asked, given, poles)
    step("site")
    watched = _chosen(result, asked, given, seen, step)
    watched = replace(
        watched, choices=(*watched.choices, choice), findings=(*watched.findings, *barred), poles=len(poles)
    )
    step("write")
    shown = _drawn(result, watched, given.existing)
    files = write.write_cameras(
        watched, result, out, page=lambda: render.map_page(shown), asked=asked_text(asked)
    )
    return watched, result, files


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What the answer is made from, in the metric CRS of the run; `buildings` None where none are known."""

    demand: Demand
    existing: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame | None
    buildings: Shapes | None
    barred: gpd.GeoSeries
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]


def _check(asked: CameraQuestion) -> None:
    """Raise ConfigError for a request that makes no sense."""
    if not NEAREST_M <= asked.range_m <= FARTHEST_M:
        what = f"no street camera sees {asked.range_m:g} m far"
        raise ConfigError("--range", what, f"give {NEAREST_M:g} to {FARTHEST_M:g} m; 60m is usual")
    if not 0 < asked.wide_deg <= 360:
        what = f"there is no angle of view of {asked.wide_deg:g} degrees"
        raise ConfigError("--angle", what, "give more than 0 and up to 360; 360 looks all around")
    if asked.step_m < LEAST_STEP_M:
        what = f"poles every {asked.step_m:g} m are more than can be tried"
        raise ConfigError("--step", what, f"give {LEAST_STEP_M:g} m or more; 25m is usual")


def _gathered(result: Result, asked: CameraQuestion) -> _Given:
    """Read what is asked for, or take it from the run."""
    unit = asked.by or ("expected" if place.has_forecast(result) else "incidents")
    demand = place.demand_of(result, unit=unit, hours=asked.hours)
    existing, findings = _existing(result, asked)
    buildings = _buildings(result, asked)
    if buildings is None:
        findings = (*findings, Finding(code="cameras_no_walls", level="warning"))
    barred = [read.read_layer(path, kind="exclude").to_crs(result.crs).geometry for path in asked.exclude]
    streets = result.layers.get("streets")
    if asked.streets:
        streets = read.read_layer(asked.streets, kind="streets").to_crs(result.crs)
    return _Given(
        demand=demand,
        existing=existing,
        streets=streets,
        buildings=buildings,
        barred=gpd.GeoSeries(pd.concat(barred) if barred else [], crs=result.crs),
        findings=findings,
        choices=(
            Choice(name="cameras.demand", value=unit, why=f"posts_{unit}", flag="--by expected|incidents"),
            *_looks(asked, existing),
        ),
    )


def _existing(result: Result, asked: CameraQuestion) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the cameras that stand, as points with what is known of their views, and what was noticed."""
    findings: tuple[Finding, ...] = ()
    if asked.existing:
        cameras, findings = read.read_cameras(asked.existing)
        cameras = cameras.to_crs(result.crs)
    else:
        cameras = result.layers.get("cameras")
        if cameras is None:
            columns = ("name", "name_en", "name_ru", "name_kk", "kind")
            cameras = gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=result.crs)
        cameras = cameras.assign(range_m=np.nan, direction_deg=np.nan, angle_deg=np.nan)
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


def _buildings(result: Result, asked: CameraQuestion) -> Shapes | None:
    """Return the polygons that hide what is behind them; None where no buildings are given."""
    frame = result.layers.get("buildings")
    if asked.buildings:
        frame = read.read_layer(asked.buildings, kind="buildings").to_crs(result.crs)
    if frame is None:
        return None
    parts: Shapes = shapely.get_parts(shapely.make_valid(np.asarray(frame.geometry.array, dtype=object)))
    walls: Shapes = parts[shapely.get_dimensions(parts) == 2]
    if not len(walls):
        raise InputError(
            asked.buildings or "buildings", "there is no polygon in it", "give outlines of buildings"
        )
    return shapely.get_parts(walls)


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


def _poles(
    result: Result, asked: CameraQuestion, given: _Given
) -> tuple[Floats, Choice, tuple[Finding, ...]]:
    """Return where new cameras may hang, how these places were found, and what was left out."""
    network = None
    if given.streets is not None:
        network = place.street_network(np.asarray(given.streets.geometry.array, dtype=object))
        if not len(network.lines):
            raise InputError(
                asked.streets or "streets", "there is no street in it", "give lines: --streets FILE"
            )
    choice = Choice(
        name="cameras.step_m",
        value=asked.step_m,
        why="cameras_grid" if network is None else "cameras_streets",
        values={"step": asked.step_m},
        flag="--step 25m",
    )
    if not asked.cameras:
        return np.empty((0, 2)), choice, ()
    found = watching.poles(network, given.demand.xy, step_m=asked.step_m, range_m=asked.range_m)
    free = place.allowed(found, given.barred)
    if given.buildings is not None:
        free &= place.allowed(found, gpd.GeoSeries(given.buildings, crs=result.crs))
    values = {"count": int((~free).sum())}
    barred = Finding(code="cameras_barred", level="info", values=values)
    findings = network.findings if network is not None else ()
    return found[free], choice, findings if free.all() else (*findings, barred)


def _views(result: Result, asked: CameraQuestion, given: _Given, poles: Floats) -> watching.Watch:
    """Return what cameras would see from the poles, and what those that stand see. Raises ConfigError."""
    wanted = asked.cameras or 0
    candidates, pole = watching.views_from(poles, range_m=asked.range_m, angle_deg=asked.wide_deg)
    standing = watching.standing_views(given.existing, range_m=asked.range_m, angle_deg=asked.wide_deg)
    at_pole = place.rows_at(result.areas, poles) if len(poles) else np.empty(0, dtype=np.int64)
    areas = np.concatenate([at_pole[pole], place.rows_at(result.areas, standing.xy)])
    seen = watching.watch(candidates, pole, standing, given.demand, areas=areas, buildings=given.buildings)
    room = len(np.unique(seen.pole[seen.pole >= 0]))
    if room < wanted:
        what = f"there are {room} poles from which anything can be seen, for {wanted} cameras"
        raise ConfigError("-n", what, "ask for fewer cameras, a shorter --step or a longer --range")
    if len(standing.xy) and (areas[len(pole) :] < 0).all() and not seen.reach.covered(seen.sites.fixed).any():
        where = asked.existing or "cameras"
        raise InputError(where, "all of its cameras lie outside the city", "check their CRS")
    return seen


def _chosen(
    result: Result, asked: CameraQuestion, given: _Given, seen: watching.Watch, step: Progress
) -> Watched:
    """Choose the views, try the choice, and put together what is known of them."""
    wanted = asked.cameras or 0
    ask = place.Ask(
        posts=wanted, reach_m=asked.range_m, seconds=asked.seconds, draws=asked.draws, seed=result.seed
    )
    quota = watching.quota_of(seen, per_pole=asked.per_pole or None)
    chosen = watching.choose_views(ask, seen, quota)
    step("doubt")
    sites, reach, same_m = seen.sites, seen.reach, asked.range_m / 2
    number = len(chosen.sites)
    gains = place.gain_curve(ask, reach, sites, posts=number, quota=quota) if number else ()
    stable = place.stability(ask, given.demand, reach, sites, chosen.sites, same_m=same_m, quota=quota)
    cameras = watching.camera_frame(
        chosen,
        stable,
        watched=seen,
        existing=given.existing,
        demand=given.demand,
        areas=result.areas,
        streets=given.streets,
        language=result.language,
    )
    names = [*numbered(names_in(given.existing, result.language)), *cameras[f"name_{result.language}"]]
    before = reach.covered_weight(sites.fixed)
    in_view = int(given.demand.incidents[reach.covered(sites.fixed)].sum())
    incidents = int(given.demand.incidents.sum())
    low, high = watching.share_interval(np.array([float(in_view)]), np.array([float(incidents)]))
    return Watched(
        unit=given.demand.unit,
        cameras=cameras,
        views=watching.view_frame(
            seen,
            chosen.sites,
            names=names,
            demand=given.demand,
            buildings=given.buildings,
            crs=result.crs,
        ),
        unseen=watching.unseen_frame(seen, chosen.sites, demand=given.demand, areas=result.areas),
        total=reach.total,
        before=before,
        value=chosen.value if number else before,
        bound=chosen.bound if number else before,
        incidents=incidents,
        incidents_seen=in_view,
        incidents_seen_interval=(float(low[0]), float(high[0])),
        existing=seen.standing,
        poles=0,
        candidates=len(sites.candidates),
        range_m=asked.range_m,
        angle_deg=asked.wide_deg,
        same_m=same_m,
        buildings=0 if given.buildings is None else len(given.buildings),
        draws=asked.draws,
        gains=gains,
        knee=place.knee(gains, before),
        hold_out=trial(result, replace(ask, posts=number), given.demand, reach, sites, quota=quota),
        findings=(*given.findings, *_noticed(given, seen, asked, number)),
        choices=given.choices,
    )


def _noticed(given: _Given, seen: watching.Watch, asked: CameraQuestion, number: int) -> list[Finding]:
    """Return what a reader should know of this answer."""
    found = []
    outside = int((seen.area[len(seen.area) - seen.standing :] < 0).sum())
    if outside:
        found.append(Finding(code="cameras_outside", level="warning", values={"count": outside}))
    if number < (asked.cameras or 0):
        found.append(Finding(code="cameras_fewer", level="info", values={"count": number}))
    if given.buildings is not None:
        places = shapely.points(given.demand.xy)
        indoors = shapely.STRtree(given.buildings).query(places, predicate="intersects")[0]
        values = {"count": len(np.unique(indoors)), "all": len(given.demand.xy)}
        found.append(Finding(code="cameras_indoors", level="info", values=values))
    return found


def _drawn(result: Result, watched: Watched, existing: gpd.GeoDataFrame) -> Result:
    """Return the run with the cameras, and the rims of what they see, as further layers of its map."""
    rims = watched.views.set_geometry(watched.views.geometry.boundary)[["state", "geometry"]]
    new = watched.cameras[["name_en", "name_ru", "name_kk", "geometry"]]
    blank = dict.fromkeys(("name", "name_en", "name_ru", "name_kk"), "")
    planned = pd.concat(
        [
            new.assign(name=new[f"name_{result.language}"], kind="camera"),
            rims[rims["state"] == "new"][["geometry"]].assign(**blank, kind="view"),
        ]
    )
    views = rims[rims["state"] == "existing"][["geometry"]].assign(**blank, kind="view")
    layers = {
        **result.layers,
        "cameras": existing.drop(columns=["range_m", "direction_deg", "angle_deg"]),
        "camera_views": gpd.GeoDataFrame(views, crs=result.crs),
        "planned_cameras": gpd.GeoDataFrame(planned, crs=result.crs),
    }
    return replace(result, layers={name: frame for name, frame in layers.items() if len(frame)})
