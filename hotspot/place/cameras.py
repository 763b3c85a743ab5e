"""Cameras: what those that stand see, what nobody sees, and from where new ones would see most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import hstack
from scipy.spatial import cKDTree
from scipy.special import betaincinv

from hotspot.measure.siting import Quota, QuotaCovering, Reach, Rules, maximal_cover
from hotspot.measure.siting.table import of_columns, table
from hotspot.place.candidates import grid
from hotspot.place.described import SURE, described, names_in, numbered, poisson_interval
from hotspot.place.posts import Chosen, Sites, in_order
from hotspot.place.sight import FULL_CIRCLE, Views, seen, sees
from hotspot.schema.cameras import CAMERA_COLUMNS, UNSEEN_COLUMNS, VIEW_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.place.network import Shapes, StreetNetwork
    from hotspot.place.posts import Ask
    from hotspot.schema import Areas, Bools, Floats, Ints, Language
    from hotspot.schema.placed import Demand

TURN_DEG = 45.0  # between the directions that a new camera may look in
RENAMED = {
    "post_id": "camera_id",
    "within_reach": "seen",
    "reach_m": "range_m",
    "nearest_post": "nearest_camera",
    "nearest_post_m": "nearest_camera_m",
}


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Views that new cameras may have and those of cameras that stand: `views`, candidates first, of which
    the last `standing` stand; the number of the `pole` of each (n,), -1 for those that stand; the row of the
    areas that each stands in (n,), -1 for none; and what each sees of the demand, `reach`."""

    views: Views
    standing: int
    pole: Ints
    area: Ints
    reach: Reach

    @property
    def sites(self) -> Sites:
        """The same as sites of posts."""
        split = len(self.views.xy) - self.standing
        return Sites(candidates=self.views.xy[:split], existing=self.views.xy[split:], area=self.area)


def poles(streets: StreetNetwork | None, demand: Floats, *, step_m: float, range_m: float) -> Floats:
    """Return where cameras may hang (p, 2): street corners and points at most `step_m` apart along the
    streets, else the middles of a grid, with any of the demand (d, 2) within range."""
    if streets is None:
        return grid(demand, step_m=step_m, reach_m=range_m)
    pieces = np.maximum(np.ceil(streets.length_m / step_m), 1).astype(np.int64)
    line = np.repeat(np.arange(len(pieces)), pieces - 1)
    number = np.concatenate([np.arange(1, count) for count in pieces])
    along = shapely.line_interpolate_point(streets.lines[line], number / pieces[line], normalized=True)
    found = np.concatenate([streets.nodes[streets.junctions], shapely.get_coordinates(along)])
    near = cKDTree(demand).query(found, distance_upper_bound=range_m)[0]
    return np.unique(found[np.isfinite(near)], axis=0)


def views_from(xy: Floats, *, range_m: float, angle_deg: float) -> tuple[Views, Ints]:
    """Return the views from each pole (p, 2), one every 45 degrees, and the pole of each view; a camera that
    looks everywhere has one."""
    turns = np.zeros(1) if angle_deg >= FULL_CIRCLE else np.arange(0.0, FULL_CIRCLE, TURN_DEG)
    pole = np.repeat(np.arange(len(xy)), len(turns))
    views = Views(
        xy=xy[pole],
        range_m=np.full(len(pole), range_m),
        direction_deg=np.tile(turns, len(xy)),
        angle_deg=np.full(len(pole), min(angle_deg, FULL_CIRCLE)),
    )
    return views, pole


def standing_views(cameras: gpd.GeoDataFrame, *, range_m: float, angle_deg: float) -> Views:
    """Return the views of cameras that stand: as their columns range_m, direction_deg and angle_deg say,
    where these are unknown as given; one of unknown direction is taken to look everywhere."""
    direction = cameras["direction_deg"].to_numpy(float)
    angle = cameras["angle_deg"].fillna(angle_deg).to_numpy(float)
    return Views(
        xy=np.column_stack([cameras.geometry.x, cameras.geometry.y]).reshape(-1, 2),
        range_m=cameras["range_m"].fillna(range_m).to_numpy(float),
        direction_deg=np.nan_to_num(direction),
        angle_deg=np.where(np.isnan(direction), FULL_CIRCLE, angle),
    )


def watch(
    candidates: Views, pole: Ints, standing: Views, demand: Demand, *, areas: Ints, buildings: Shapes | None
) -> Watch:
    """Return what all views see of the demand; candidates that see none of it are left out.

    `areas` (c + s,) is the row of the areas that each view stands in.
    """
    could, do = (sees(views, demand.xy, buildings) for views in (candidates, standing))
    some = np.flatnonzero(of_columns(could) > 0)
    reach = Reach(served=table(hstack([could[:, some], do])), weight=demand.weight)
    return Watch(
        views=candidates.of(some).before(standing),
        standing=len(standing.xy),
        pole=np.concatenate([pole[some], np.full(len(standing.xy), -1)]),
        area=np.concatenate([areas[some], areas[len(pole) :]]),
        reach=reach,
    )


def quota_of(watched: Watch, *, per_pole: int | None) -> Quota | None:
    """Return the rule of so many cameras on one pole; None where it says nothing."""
    hung = watched.pole[watched.pole >= 0]
    if per_pole is None or len(np.unique(hung)) == len(hung):
        return None
    return Quota(group=watched.pole, most=per_pole)


def choose_views(ask: Ask, watched: Watch, quota: Quota | None, *, exact: bool = True) -> Chosen:
    """Return the views for the new cameras, in the order in which each adds most; where it need not be
    `exact`, a quota is kept by a quick search alone."""
    fixed = watched.sites.fixed
    if quota is None:
        rules = Rules(fixed=fixed)
        found = maximal_cover(
            watched.reach, posts=ask.posts, rules=rules, entries=ask.entries, seconds=ask.seconds
        )
    else:
        covering = QuotaCovering.of(watched.reach, quota, fixed=fixed)
        found = covering.best(ask.posts, entries=ask.entries, seconds=ask.seconds if exact else 0.0)
    chosen, gain = in_order(watched.reach, found.chosen, fixed)
    return Chosen(
        sites=chosen,
        gain=gain,
        value=found.value,
        bound=found.bound,
        candidates=len(watched.sites.candidates),
        cut_short=found.cut_short,
    )


def camera_frame(
    chosen: Chosen,
    stable: Floats,
    *,
    watched: Watch,
    existing: gpd.GeoDataFrame,
    demand: Demand,
    areas: Areas,
    streets: gpd.GeoDataFrame | None,
    language: Language = "en",
) -> gpd.GeoDataFrame:
    """Return the new cameras in order with `CAMERA_COLUMNS`; streets and the `existing` cameras are called as
    in the `language`."""
    frame = described(
        chosen.sites,
        chosen.gain,
        stable,
        sites=watched.sites,
        names=numbered(names_in(existing, language)),
        demand=demand,
        reach=watched.reach,
        areas=areas,
        streets=streets,
        reach_m=0.0,
        prefix="C",
        called=("cameras.named", "cameras.numbered"),
        language=language,
    ).rename(columns=RENAMED)
    views = watched.views.of(chosen.sites)
    turned = np.where(views.angle_deg < FULL_CIRCLE, views.direction_deg, np.nan)
    looks = {"range_m": views.range_m, "direction_deg": turned, "angle_deg": views.angle_deg}
    return frame.assign(**looks)[list(CAMERA_COLUMNS)]


def view_frame(
    watched: Watch,
    chosen: Ints,
    *,
    names: Sequence[str],
    demand: Demand,
    buildings: Shapes | None,
    crs: object,
) -> gpd.GeoDataFrame:
    """Return the ground in view of each camera, existing and new, with `VIEW_COLUMNS`; `names` are those of
    the existing ones, then of the new ones."""
    every = np.concatenate([watched.sites.fixed, chosen])
    views, new = watched.views.of(every), len(chosen)
    rows = table(watched.reach.served[:, every].T)
    counted = np.asarray(rows @ demand.incidents)
    low, high = poisson_interval(counted)
    frame = pd.DataFrame(
        {
            "view_id": [f"E{i}" for i in range(1, watched.standing + 1)] + [f"C{i + 1}" for i in range(new)],
            "state": ["existing"] * watched.standing + ["new"] * new,
            "name": list(names),
            "range_m": views.range_m,
            "direction_deg": np.where(views.angle_deg < FULL_CIRCLE, views.direction_deg, np.nan),
            "angle_deg": views.angle_deg,
            "seen": np.asarray(rows @ demand.weight),
            "incidents": counted,
            "incidents_low": low,
            "incidents_high": high,
        }
    )
    return gpd.GeoDataFrame(frame, geometry=seen(views, buildings), crs=crs)[list(VIEW_COLUMNS)]


def unseen_frame(watched: Watch, chosen: Ints, *, demand: Demand, areas: Areas) -> pd.DataFrame:
    """Return how much of each micro-area's demand is in view, with `UNSEEN_COLUMNS`."""
    now = watched.reach.covered(watched.sites.fixed)
    then = now | watched.reach.covered(chosen)
    every = np.ones(len(now), dtype=bool)

    def summed(values: Floats, where: Bools) -> Floats:
        inside = where & (demand.area >= 0)
        sums = np.bincount(demand.area[inside], values[inside], minlength=len(areas.frame))
        return sums.astype(np.float64)

    weight, seen_now, seen_then = (summed(demand.weight, where) for where in (every, now, then))
    incidents, incidents_seen = (summed(demand.incidents, where) for where in (every, now))
    low, high = share_interval(incidents_seen, incidents)
    known = np.where(weight > 0, weight, np.nan)
    frame = pd.DataFrame(
        {
            "expected": weight,
            "seen": seen_now,
            "share_seen": seen_now / known,
            "share_seen_low": low,
            "share_seen_high": high,
            "unseen": weight - seen_now,
            "seen_with_new": seen_then,
            "share_seen_with_new": seen_then / known,
            "incidents": incidents.astype(np.int64),
            "incidents_seen": incidents_seen.astype(np.int64),
        }
    )
    called = areas.frame[["area_id", "name", "name_en", "name_ru", "name_kk"]].reset_index(drop=True)
    whole: pd.DataFrame = pd.concat([called.rename(columns={"name": "area"}), frame], axis=1)
    whole = whole[list(UNSEEN_COLUMNS)]
    return whole.sort_values(["unseen", "area_id"], ascending=[False, True], kind="stable", ignore_index=True)


def share_interval(part: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Return the exact 95 % interval of each share part / whole (n,), unknown where whole is 0.

    Clopper & Pearson (1934), Biometrika 26, 404-413.

    >>> low, high = share_interval(np.array([0.0, 5.0]), np.array([10.0, 10.0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.187], [0.308, 0.813])
    """
    tail = (1 - SURE) / 2
    some = np.maximum(whole, 1.0)
    low = np.where(part > 0, betaincinv(np.maximum(part, 1e-9), some - part + 1, tail), 0.0)
    high = np.where(part < some, betaincinv(part + 1, np.maximum(some - part, 1e-9), 1 - tail), 1.0)
    unknown = whole == 0
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)
