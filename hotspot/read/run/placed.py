"""Posts that `hotspot posts` has placed for a finished run, put together again from its record."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

import geopandas as gpd
import shapely

from hotspot.read.run.features import read_drawn
from hotspot.schema.placed import (
    EXISTING_COLUMNS,
    LOCAL_COLUMNS,
    POST_COLUMNS,
    DemandUnit,
    Gain,
    HoldOut,
    Placed,
    SitingModel,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyproj

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.parts import FoundPart

TEXTS = {"post_id", "area_id", "area", "street", "nearest_post", "name", "name_en", "name_ru", "name_kk"}
TEXTS |= {*LOCAL_COLUMNS, "beat_id"}


def read_placed(part: FoundPart, *, crs: pyproj.CRS) -> Placed:
    """Return the posts as the map draws and tells them; InputError for a record that no version writes.

    What the map does not show stays empty: findings, choices, and the places of existing posts.
    """
    said = part.said
    posts = _sites(said.at("posts"), crs=crs)
    local = list(said.at("local_names").each())
    if len(local) != len(posts):
        raise said.at("local_names").wrong("do not fit the posts")
    reviewed = said.at("reviewed")
    capacity, knee, trial = said.at("capacity"), said.at("knee"), said.at("hold_out")
    return Placed(
        model=said.at("model").one_of(get_args(SitingModel)),
        unit=said.at("demand").one_of(get_args(DemandUnit)),
        posts=posts.assign(**columns_of(local, LOCAL_COLUMNS)),
        existing=gpd.GeoDataFrame(
            columns_of(list(said.at("existing_posts").each()), EXISTING_COLUMNS),
            geometry=[None] * len(list(said.at("existing_posts").each())),
            crs=crs,
        ),
        catchments=read_drawn(part, "catchments.geojson", crs=crs, texts=["post_id"]),
        total=said.at("total").number(),
        before=said.at("covered_before").number(),
        covered=said.at("covered").number(),
        value=said.at("value").number(),
        bound=said.at("bound").number(),
        candidates=said.at("candidates").whole(),
        reach_m=said.at("reach_m").number(),
        on_streets=said.at("along_streets").flag(),
        draws=said.at("draws").whole(),
        incidents=said.at("incidents").whole(),
        capacity=None if capacity.value is None else capacity.number(),
        reached=said.at("reached").number(),
        gathered_m=said.at("gathered_m").number(),
        gains=tuple(gain_of(one) for one in said.at("gains").each()),
        knee=0 if knee.value is None else knee.whole(),
        hold_out=None if trial.value is None else hold_out_of(trial),
        reviewed=None if reviewed.value is None else _sites(reviewed, crs=crs),
    )


def _sites(said: Entry, *, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    rows = list(said.each())
    points = shapely.points([[_number(row.at(key)) for key in ("lon", "lat")] for row in rows])
    frame = gpd.GeoDataFrame(columns_of(rows, POST_COLUMNS), geometry=list(points), crs="EPSG:4326")
    return frame.to_crs(crs)


def columns_of(rows: Sequence[Entry], names: Sequence[str]) -> dict[str, list[str | float]]:
    """Return the columns `names` of records but their geometry: texts, or numbers, NaN for an unknown one."""
    shown = [name for name in names if name != "geometry"]
    return {
        name: [row.at(name).text() if name in TEXTS else _number(row.at(name)) for row in rows]
        for name in shown
    }


def _number(said: Entry) -> float:
    return math.nan if said.value is None else said.number()


def gain_of(said: Entry) -> Gain:
    """Return a point of the curve of gains."""
    return Gain(
        posts=said.at("posts").whole(),
        greedy=_number(said.at("greedy")),
        value=said.at("value").number(),
        bound=said.at("bound").number(),
        cut_short=said.at("cut_short").flag(),
    )


def hold_out_of(said: Entry) -> HoldOut:
    """Return the trial on the past."""
    return HoldOut(
        cutoff=said.at("cutoff").text(),
        incidents=said.at("incidents").whole(),
        covered=said.at("covered").whole(),
        naive=said.at("naive").whole(),
        posts=said.at("posts").whole(),
        cut_short=said.at("cut_short").flag(),
    )
