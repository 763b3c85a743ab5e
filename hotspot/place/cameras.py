"""Cameras: what those that stand see, what nobody sees, and from where new ones would see most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import hstack
from scipy.spatial import cKDTree

from hotspot.measure.siting import Quota, QuotaCovering, Reach, Rules, maximal_cover
from hotspot.measure.siting.table import of_columns, table
from hotspot.place.candidates import grid
from hotspot.place.posts import Chosen, Sites, in_order
from hotspot.place.sight import FULL_CIRCLE, Views, sees

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.place.network import Shapes, StreetNetwork
    from hotspot.place.posts import Ask
    from hotspot.schema import Floats, Ints
    from hotspot.schema.placed import Demand

TURN_DEG = 45.0  # between the directions that a new camera may look in


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
