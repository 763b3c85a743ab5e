"""What is said of cameras: the new ones in order, the ground in view of each, what nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspot.measure.exact_intervals import poisson_interval, share_interval
from hotspot.measure.siting.table import table
from hotspot.place.names import CAMERAS
from hotspot.place.post_tables import described
from hotspot.place.sight import FULL_CIRCLE, seen
from hotspot.schema import LANGUAGES
from hotspot.schema.cameras import CAMERA_COLUMNS, LOCAL_CAMERA_COLUMNS, UNSEEN_COLUMNS, VIEW_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.place.cameras import Watch
    from hotspot.place.names import Surroundings
    from hotspot.place.network import Shapes
    from hotspot.place.posts import Chosen
    from hotspot.schema import Areas, Bools, Floats, Ints
    from hotspot.schema.placed import Demand

RENAMED = {
    "post_id": "camera_id",
    "within_reach": "seen",
    "reach_m": "range_m",
    "nearest_post": "nearest_camera",
    "nearest_post_m": "nearest_camera_m",
    **{f"nearest_post_{each}": f"nearest_camera_{each}" for each in LANGUAGES},
}


def camera_frame(
    chosen: Chosen, stable: Floats, *, watched: Watch, demand: Demand, among: Surroundings
) -> gpd.GeoDataFrame:
    """Return the new cameras in order with `CAMERA_COLUMNS` and `LOCAL_CAMERA_COLUMNS`; what is `standing`
    around them are cameras."""
    frame = described(
        chosen.sites,
        chosen.gain,
        stable,
        sites=watched.sites,
        demand=demand,
        reach=watched.reach,
        reach_m=0.0,
        among=among,
        naming=CAMERAS,
    ).rename(columns=RENAMED)
    views = watched.views.of(chosen.sites)
    turned = np.where(views.angle_deg < FULL_CIRCLE, views.direction_deg, np.nan)
    looks = {"range_m": views.range_m, "direction_deg": turned, "angle_deg": views.angle_deg}
    return frame.assign(**looks)[[*CAMERA_COLUMNS, *LOCAL_CAMERA_COLUMNS]]


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
            "view_id": [f"E{i}" for i in range(1, watched.standing + 1)] + [f"V{i + 1}" for i in range(new)],
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
