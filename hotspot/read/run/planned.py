"""Cameras, patrols and beats of a finished run, put together again from their records.

What the map does not show stays empty: findings, choices, ways leg by leg, what nobody sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd

from hotspot.read.run.features import read_drawn
from hotspot.read.run.placed import columns_of, gain_of, hold_out_of
from hotspot.schema.beats import BEAT_COLUMNS, MEMBER_COLUMNS, Beats
from hotspot.schema.cameras import CAMERA_COLUMNS, LOCAL_CAMERA_COLUMNS, UNSEEN_COLUMNS, Watched
from hotspot.schema.patrolled import LEG_COLUMNS, LOCAL_PATROL_COLUMNS, PATROL_COLUMNS, Patrolled
from hotspot.schema.placed import DemandUnit

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.parts import FoundPart

NAMES = ("name_en", "name_ru", "name_kk")
UNITS: tuple[DemandUnit, ...] = get_args(DemandUnit)


def read_watched(part: FoundPart, *, crs: pyproj.CRS) -> Watched:
    """Return the cameras as the map draws and tells them; InputError for what no version writes."""
    said = part.said
    low, high = (one.number() for one in _pair(said.at("incidents_seen_share_interval")))
    knee, trial = said.at("knee"), said.at("hold_out")
    return Watched(
        unit=said.at("demand").one_of(UNITS),
        cameras=with_local(
            part,
            _frame(
                part,
                "cameras.geojson",
                CAMERA_COLUMNS,
                texts=("camera_id", "area_id", "area", "street", "nearest_camera", *NAMES),
                crs=crs,
            ),
            LOCAL_CAMERA_COLUMNS,
        ),
        views=read_drawn(part, "views.geojson", crs=crs, texts=("view_id", "state")),
        unseen=pd.DataFrame(columns=list(UNSEEN_COLUMNS)),
        total=said.at("total").number(),
        before=said.at("seen_before").number(),
        value=said.at("seen").number(),
        bound=said.at("bound").number(),
        incidents=said.at("incidents").whole(),
        incidents_seen=said.at("incidents_seen").whole(),
        incidents_seen_interval=(low, high),
        existing=said.at("existing").whole(),
        poles=said.at("poles").whole(),
        candidates=said.at("candidates").whole(),
        range_m=said.at("range_m").number(),
        angle_deg=said.at("angle_deg").number(),
        same_m=said.at("range_m").number() / 2,
        buildings=said.at("buildings").whole(),
        draws=0,
        gains=tuple(gain_of(one) for one in said.at("gains").each()),
        knee=0 if knee.value is None else knee.whole(),
        hold_out=None if trial.value is None else hold_out_of(trial),
    )


def read_patrolled(part: FoundPart, *, crs: pyproj.CRS) -> Patrolled:
    """Return the patrols as the map draws and tells them; InputError for what no version writes."""
    said = part.said
    texts = ("patrol_id", "post", "hotspots", "streets", *NAMES)
    frame = _frame(part, "patrols.geojson", PATROL_COLUMNS, texts=texts, crs=crs)
    return Patrolled(
        unit=said.at("demand").one_of(UNITS),
        patrols=with_local(part, frame, LOCAL_PATROL_COLUMNS),
        legs=pd.DataFrame(columns=list(LEG_COLUMNS)),
        total=said.at("total").number(),
        value=said.at("value").number(),
        bound=said.at("bound").number(),
        budget=said.at("budget").number(),
        budget_unit="m" if said.at("budget_unit").one_of(("m", "min")) == "m" else "min",
        dwell_min=said.at("dwell_min").number(),
        posts=said.at("posts_tried").whole(),
    )


def read_beats(part: FoundPart, *, crs: pyproj.CRS) -> Beats:
    """Return the beats as the map draws and tells them; InputError for what no version writes."""
    said = part.said
    members = columns_of(list(said.at("members").each()), MEMBER_COLUMNS)
    return Beats(
        unit=said.at("workload").one_of(UNITS),
        beats=_frame(part, "beats.geojson", BEAT_COLUMNS, texts=("beat_id", "centre", *NAMES), crs=crs),
        members=pd.DataFrame(members),
        total=said.at("total").number(),
        value=said.at("mean_m").number(),
        bound=said.at("bound_m").number(),
        band=said.at("band").number(),
        along_streets=said.at("along_streets").flag(),
    )


def _frame(
    part: FoundPart, file: str, names: tuple[str, ...], *, texts: tuple[str, ...], crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Return the things of a file with all their columns, in its order."""
    numbers = [name for name in names if name not in {*texts, "geometry"}]
    return read_drawn(part, file, crs=crs, texts=texts, numbers=numbers)


def with_local(part: FoundPart, frame: gpd.GeoDataFrame, names: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Return the things with what they are called in each language; records of earlier versions know one."""
    if "local_names" not in part.said.plain():
        return frame.assign(**{name: frame[name[:-3]] for name in names})
    rows = list(part.said.at("local_names").each())
    if len(rows) != len(frame):
        raise part.said.at("local_names").wrong("do not fit the things")
    return frame.assign(**{name: [row.at(name).text() for row in rows] for name in names})


def _pair(said: Entry) -> list[Entry]:
    both = list(said.each())
    if len(both) != 2:
        raise said.wrong("is no interval")
    return both
