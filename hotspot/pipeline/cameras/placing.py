"""Cameras for a finished run, step by step: what is given, what is seen, the choice, and the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot import place, render
from hotspot.errors import ConfigError, InputError
from hotspot.measure.exact_intervals import share_interval
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.cameras.given import gathered, poles_of
from hotspot.pipeline.cameras.question import check
from hotspot.pipeline.drawn import with_cameras
from hotspot.pipeline.progress import Progress, counting, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.trial import trial
from hotspot.place import cameras as watching
from hotspot.place.camera_tables import camera_frame, unseen_frame, view_frame
from hotspot.schema import Finding
from hotspot.schema.cameras import Watched
from hotspot.schema.drawn import DrawnFinds
from hotspot.write import cameras as write

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.measure.siting import Quota
    from hotspot.pipeline.cameras.given import Given, Poles
    from hotspot.pipeline.cameras.question import CameraQuestion
    from hotspot.schema import Floats, Result
    from hotspot.schema.placed import Gain, HoldOut

STEPS = ("take_up", "streets", "views", "site", "curve", "trial", "doubt", "write")
FOLDER = "cameras"


def place_cameras(
    folder: str, asked: CameraQuestion, *, step: Progress = unsaid
) -> tuple[Watched, Result, tuple[Path, ...]]:
    """Find what cameras see in the run in `folder` and where new ones go, write the files, return all three.

    Raises ConfigError for a request that makes no sense, InputError for a file that cannot be used,
    OutputError where nothing can be written.
    """
    step("take_up")
    check(asked)
    result = take_up(folder, asked.language)
    out = write.CAMERAS.folder(asked.out or str(Path(folder) / FOLDER))
    given = gathered(result, asked)
    step("streets")
    poles = poles_of(result, asked, given)
    step("views")
    seen = _views(result, asked, given, poles.xy)
    step("site")
    watched = _watched(result, asked, given, poles=poles, seen=seen, step=step)
    step("write")
    existing = given.existing.drop(columns=["range_m", "direction_deg", "angle_deg"])
    shown = with_cameras(result, watched.views, existing)

    def page() -> str:
        return render.map_page(shown, DrawnFinds(cameras=watched), of="cameras")

    files = write.CAMERAS.write(watched, result, out, page=page, asked=asked_text(asked))
    return watched, result, files


def _views(result: Result, asked: CameraQuestion, given: Given, poles: Floats) -> watching.Watch:
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


@dataclass(frozen=True, kw_only=True)
class _Choice:
    """The views that were chosen, and what says how sure that is."""

    chosen: place.Chosen
    gains: tuple[Gain, ...]
    stability: Floats
    hold_out: HoldOut | None
    same_m: float

    @property
    def cut_short(self) -> bool:
        """Say whether the clock ended any of the searches."""
        tried = self.hold_out is not None and self.hold_out.cut_short
        return self.chosen.cut_short or tried or any(gain.cut_short for gain in self.gains)


def _chosen(
    result: Result, asked: CameraQuestion, given: Given, seen: watching.Watch, step: Progress
) -> _Choice:
    """Choose the views, and try the choice."""
    ask = place.Ask(
        posts=asked.cameras or 0,
        reach_m=asked.range_m,
        seconds=asked.seconds,
        draws=asked.draws,
        seed=result.seed,
    )
    quota = watching.quota_of(seen, per_pole=asked.per_pole or None)
    chosen = watching.choose_views(ask, seen, quota)
    sites, reach, same_m = seen.sites, seen.reach, asked.range_m / 2
    posts, brief = len(chosen.sites), ask.briefly
    gains: tuple[Gain, ...] = ()
    tried = None
    if posts:
        step("curve")
        gains = place.gain_curve(brief, given.demand, sites, reach, posts=posts, quota=quota)
        step("trial")
        tried = _trial(result, replace(brief, posts=posts), asked, given, seen=seen, quota=quota)
    step("doubt")
    told = counting(step, "doubt", of=ask.draws)
    stable = place.stability(
        ask, given.demand, reach, sites, chosen.sites, same_m=same_m, quota=quota, told=told
    )
    return _Choice(chosen=chosen, gains=gains, stability=stable, hold_out=tried, same_m=same_m)


def _trial(
    result: Result,
    ask: place.Ask,
    asked: CameraQuestion,
    given: Given,
    *,
    seen: watching.Watch,
    quota: Quota | None,
) -> HoldOut | None:
    """Let the past alone choose as many views."""

    def chosen_by(weight: Floats) -> place.Chosen:
        past = replace(seen, reach=replace(seen.reach, weight=weight))
        return watching.choose_views(ask, past, quota, exact=False)

    return trial(result, chosen_by, given.demand, seen.reach, seen.sites, hours=asked.hours, quota=quota)


def _watched(
    result: Result,
    asked: CameraQuestion,
    given: Given,
    *,
    poles: Poles,
    seen: watching.Watch,
    step: Progress,
) -> Watched:
    """Put together what is known of the cameras, those that stand and those that are chosen."""
    choice = _chosen(result, asked, given, seen, step)
    chosen, reach, fixed = choice.chosen, seen.reach, seen.sites.fixed
    cameras, demand, buildings = _cameras(result, given, seen, choice), given.demand, given.buildings
    standing = place.numbered(place.names_in(given.existing, result.language))
    names = [*standing, *cameras[f"name_{result.language}"]]
    before, counted = reach.covered_weight(fixed), int(demand.incidents.sum())
    seen_now = int(demand.incidents[reach.covered(fixed)].sum())
    return Watched(
        unit=demand.unit,
        cameras=cameras,
        views=view_frame(seen, chosen.sites, names=names, demand=demand, buildings=buildings, crs=result.crs),
        unseen=unseen_frame(seen, chosen.sites, demand=demand, areas=result.areas),
        total=reach.total,
        before=before,
        value=chosen.value if len(cameras) else before,
        bound=chosen.bound if len(cameras) else before,
        incidents=counted,
        incidents_seen=seen_now,
        incidents_seen_interval=_between(seen_now, counted),
        existing=seen.standing,
        poles=len(poles.xy),
        candidates=chosen.candidates,
        range_m=asked.range_m,
        angle_deg=asked.wide_deg,
        same_m=choice.same_m,
        buildings=0 if buildings is None else len(buildings),
        draws=asked.draws,
        gains=choice.gains,
        knee=place.knee(choice.gains, before),
        hold_out=choice.hold_out,
        findings=(*given.findings, *_noticed(given, seen, asked, choice), *poles.findings),
        choices=(*given.choices, poles.choice),
    )


def _between(some: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    low, high = share_interval(np.array([some]), np.array([whole]))
    return float(low[0]), float(high[0])


def _cameras(result: Result, given: Given, seen: watching.Watch, choice: _Choice) -> gpd.GeoDataFrame:
    among = place.Surroundings(
        areas=result.areas, streets=given.streets, standing=given.existing, language=result.language
    )
    return camera_frame(choice.chosen, choice.stability, watched=seen, demand=given.demand, among=among)


def _noticed(given: Given, seen: watching.Watch, asked: CameraQuestion, choice: _Choice) -> list[Finding]:
    """Return what a reader should know of this answer."""
    found = []
    number = len(choice.chosen.sites)
    outside = int((seen.area[len(seen.area) - seen.standing :] < 0).sum())
    if outside:
        found.append(Finding(code="cameras_outside", level="warning", values={"count": outside}))
    if number < (asked.cameras or 0):
        found.append(Finding(code="cameras_fewer", level="info", values={"count": number}))
    if choice.cut_short:
        found.append(Finding(code="search_clock", level="warning", values={"seconds": asked.seconds}))
    if given.buildings is not None:
        places = shapely.points(given.demand.xy)
        indoors = shapely.STRtree(given.buildings).query(places, predicate="intersects")[0]
        values = {"count": len(np.unique(indoors)), "all": len(given.demand.xy)}
        found.append(Finding(code="cameras_indoors", level="info", values=values))
    return found
