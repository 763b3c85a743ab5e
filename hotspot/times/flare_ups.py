"""The flare-ups of the week: where incidents came close together, and what came of earlier lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot.measure.bursts import bursts, counts_within, in_window, shuffled_bursts
from hotspot.measure.rare_bursts import surer_shares
from hotspot.schema.repeated import ALERT_COLUMNS, SURE, Followed
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hotspot.schema import Floats, Ints, Result
    from hotspot.times.near import Series

WEEK = 7
PAST_WEEKS = 26
ALERT_DRAWS = 199


@dataclass(frozen=True, kw_only=True)
class FlareUp:
    """What is called a flare-up: at least `least` incidents within `reach_m` of one of them in the last
    `window_days` days."""

    reach_m: float
    window_days: int
    least: int


def week_alerts(
    series: Series, rule: FlareUp, *, as_of: date, first: date, seed: int
) -> tuple[pd.DataFrame, Followed]:
    """Return this week's flare-ups of a type, strongest first, and what came of the lists of the past half
    year; the frame has type, x, y, row of the centre, incidents, first and last day, usual, p_value."""
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    recorded = today - int(np.datetime64(first, "D").astype(np.int64)) + 1
    groups = _groups(series, rule, today)
    groups = [rows for rows in groups if series.day[rows].max() > today - WEEK]
    centres = series.xy[[rows[0] for rows in groups]].reshape(-1, 2)
    size = np.array([len(rows) for rows in groups], dtype=np.int64)
    p, by_chance = _by_chance(series, rule, centres, size, today=today, seed=seed)
    before = recorded - rule.window_days
    held = counts_within(series.xy, centres, reach_m=rule.reach_m)
    usual = (held - size) / max(before, 1) * rule.window_days
    frame = pd.DataFrame(
        {
            "type": series.type,
            "x": centres[:, 0],
            "y": centres[:, 1],
            "row": [int(series.rows[rows[0]]) for rows in groups],
            "incidents": size,
            "first_day": [_iso(series.day[rows].min()) for rows in groups],
            "last_day": [_iso(series.day[rows].max()) for rows in groups],
            "usual": usual if before >= rule.window_days else np.full(len(size), np.nan),
            "p_value": p,
        }
    )
    past = _followed(series, rule, today=today, recorded=recorded)
    return frame, replace(past, now=len(groups), by_chance=by_chance)


def _by_chance(
    series: Series, rule: FlareUp, centres: Floats, size: Ints, *, today: int, seed: int
) -> tuple[Floats, float]:
    """Return the p value of each flare-up (k,), and how many a shuffled record has."""
    where = (series.xy, series.day, centres, size)
    reach_m, days = rule.reach_m, rule.window_days
    p, by_chance = shuffled_bursts(
        *where, as_of=today, days=days, reach_m=reach_m, least=rule.least, draws=ALERT_DRAWS, seed=seed
    )
    return (
        surer_shares(
            p, *where, as_of=today, days=days, reach_m=reach_m, sure=SURE, draws=ALERT_DRAWS, seed=seed
        ),
        by_chance,
    )


def _groups(series: Series, rule: FlareUp, today: int) -> list[Ints]:
    """Return the flare-ups up to a day as rows of the series."""
    inside = np.flatnonzero(in_window(series.day, as_of=today, days=rule.window_days))
    found = bursts(series.xy[inside], series.day[inside], reach_m=rule.reach_m, least=rule.least)
    return [inside[rows] for rows in found]


def _followed(series: Series, rule: FlareUp, *, today: int, recorded: int) -> Followed:
    """Make the lists of past weeks, and look what the week after each brought."""
    centres, after, size, weeks = [], [], [], 0
    for back in range(1, PAST_WEEKS + 1):
        day = today - back * WEEK
        if today - day + rule.window_days > recorded:
            break
        weeks += 1
        lists = [rows for rows in _groups(series, rule, day) if series.day[rows].max() > day - WEEK]
        at = series.xy[[rows[0] for rows in lists]].reshape(-1, 2)
        later = series.xy[in_window(series.day, as_of=day + WEEK, days=WEEK)]
        centres.append(at)
        after.append(counts_within(later, at, reach_m=rule.reach_m))
        size.append(np.array([len(rows) for rows in lists], dtype=np.int64))
    if not weeks:
        return Followed(type=series.type, weeks=0, alerts=0, followed=0, usual=0.0)
    came, own = np.concatenate(after), np.concatenate(size)
    others = counts_within(series.xy, np.concatenate(centres), reach_m=rule.reach_m) - own - came
    a_week = others * WEEK / max(recorded - rule.window_days - WEEK, 1)
    return Followed(
        type=series.type,
        weeks=weeks,
        alerts=len(came),
        followed=int((came > 0).sum()),
        usual=float(np.sum(1 - np.exp(-a_week))),
    )


def alert_frame(found: Sequence[pd.DataFrame], result: Result, *, reach_m: float) -> gpd.GeoDataFrame:
    """Return the flare-ups of all types as circles with `ALERT_COLUMNS`, in the metric CRS."""
    rows = pd.concat(found, ignore_index=True)
    rows = rows.sort_values(["p_value", "incidents", "type", "row"], ascending=[True, False, True, True])
    words = Words(language=result.language)
    areas = rows_of(result.areas.frame)
    area = result.incidents["area"].to_numpy()[rows["row"].to_numpy(np.int64)]
    points = shapely.points(rows[["x", "y"]].to_numpy(np.float64).reshape(-1, 2))
    degrees = gpd.GeoSeries(points, crs=result.crs).to_crs("EPSG:4326")
    frame = rows.assign(
        alert_id=[f"A{i}" for i in range(1, len(rows) + 1)],
        area_id=[str(areas[i]["area_id"]) if i >= 0 else "" for i in area],
        area=[local_name(areas[i], words) if i >= 0 else "" for i in area],
        reach_m=reach_m,
        lon=np.round(degrees.x.to_numpy(), 6),
        lat=np.round(degrees.y.to_numpy(), 6),
    )
    circles = gpd.GeoSeries(shapely.buffer(points, reach_m, quad_segs=8), crs=result.crs)
    frame = frame.reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=circles)[list(ALERT_COLUMNS)]


def _iso(day: int | np.int64) -> str:
    return str(np.datetime64(int(day), "D"))
