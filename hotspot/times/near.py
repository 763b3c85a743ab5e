"""Near repeats by type, addresses with several incidents, and the flare-ups of the week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot.measure.bursts import bursts, counts_within, in_window, repeat_shares, shuffled_bursts
from hotspot.measure.getis_ord import benjamini_hochberg
from hotspot.measure.knox import knox, pairs_within, reach_of_excess
from hotspot.schema.repeated import ALERT_COLUMNS, PLACE_COLUMNS, AtLeast, Followed, NearRepeat
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats, Ints, Result

METRES = (0.0, 1.0, 100.0, 200.0, 300.0, 400.0)  # below 1 m: the same place
DAYS = (0.0, 7.0, 14.0, 21.0, 28.0)
MOST_DRAWS, LEAST_DRAWS = 999, 99
WORK = 200_000_000  # pairs times shuffles that take some seconds
MOST_PAIRS = 20_000_000  # that fit into memory several times
FEWEST = 20  # incidents of a type
SHOWN_PLACES = 100
WEEK = 7
PAST_WEEKS = 26
ALERT_DRAWS = 199
TYPES_SHOWN = 3
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, kw_only=True)
class Series:
    """Dated incidents of one type ("" for all): their places (n, 2), whole days since 1970, rows of the run's
    frame."""

    type: str
    xy: Floats
    day: Ints
    rows: Ints


def series_of(result: Result, types: Sequence[str], *, first: date | None, last: date) -> list[Series]:
    """Return the incidents of each type from `first` to `last`; of all types together where there is none."""
    frame = result.incidents
    start = frame["start"].to_numpy().astype("datetime64[D]")
    known = ~np.isnat(start) & (start <= np.datetime64(last))
    if first is not None:
        known &= start >= np.datetime64(first)
    kinds = frame["type"].astype(str).to_numpy()
    xy = frame[["easting", "northing"]].to_numpy(np.float64)
    found = []
    for name in types or ("",):
        rows = np.flatnonzero(known & (kinds == name) if types else known)
        found.append(Series(type=name, xy=xy[rows], day=start[rows].astype(np.int64), rows=rows))
    return found


def commonest(result: Result) -> list[str]:
    """Return the commonest types, at most three, with enough incidents; none where types are unknown."""
    counts = result.incidents["type"].value_counts()
    return [str(name) for name, count in counts.items() if name and count >= FEWEST][:TYPES_SHOWN]


def near_repeat(series: Series, *, metres: Floats, days: Floats, seed: int) -> NearRepeat | None:
    """Return Knox's table of a type; None for fewer than twenty incidents or too many pairs to hold."""
    pairs = pairs_within(series.xy, float(metres[-1])) if len(series.xy) >= FEWEST else 0
    if len(series.xy) < FEWEST or pairs > MOST_PAIRS:
        return None
    draws = int(np.clip(WORK // max(pairs, 1), LEAST_DRAWS, MOST_DRAWS))
    found = knox(series.xy, series.day, metres=metres, days=days, draws=draws, seed=seed)
    adjusted = benjamini_hochberg(found.p_value.reshape(-1)).reshape(found.p_value.shape)
    ratio = found.pairs / np.maximum(found.expected, 1e-12)
    near, lapse = reach_of_excess(ratio, adjusted)
    return NearRepeat(
        type=series.type,
        incidents=len(series.xy),
        metres=metres,
        days=days,
        pairs=found.pairs,
        expected=found.expected,
        p_value=found.p_value,
        p_adjusted=adjusted,
        draws=draws,
        near_m=float(metres[near]) if near else 0.0,
        near_days=float(days[lapse]) if near else 0.0,
    )


def addresses(result: Result) -> tuple[tuple[AtLeast, ...], pd.DataFrame]:
    """Return how many places have two, three … incidents, and those that have most with `PLACE_COLUMNS`."""
    site = result.incidents["site"].to_numpy()
    weight = np.bincount(site, minlength=len(result.sites.xy)).astype(np.float64)
    shares = tuple(
        AtLeast(times=times, places=places, incidents=incidents)
        for times, places, incidents in repeat_shares(weight)
    )
    worst = np.lexsort((np.arange(len(weight)), -weight))[:SHOWN_PLACES]
    worst = worst[weight[worst] >= 2]
    points = gpd.GeoSeries(shapely.points(result.sites.xy[worst]), crs=result.crs).to_crs("EPSG:4326")
    ids = result.areas.frame["area_id"].to_numpy()
    known = result.incidents[np.isin(site, worst)]
    known_site = known["site"].to_numpy()
    rows = []
    for number, (place, point) in enumerate(zip(worst.tolist(), points, strict=True), start=1):
        mine = known[known_site == place]
        area = int(mine["area"].iloc[0])
        days = mine["start"].dropna().dt.date
        rows.append(
            (
                f"R{number}",
                round(point.x, 6),
                round(point.y, 6),
                str(ids[area]) if area >= 0 else "",
                len(mine),
                str(days.min()) if len(days) else "",
                str(days.max()) if len(days) else "",
                _main_types(mine["type"]),
            )
        )
    return shares, pd.DataFrame(rows, columns=list(PLACE_COLUMNS), dtype=object)


def _main_types(types: pd.Series[str]) -> str:
    counts = types[types != ""].astype(str).value_counts().head(2)
    return "; ".join(f"{name} {count}" for name, count in counts.items())


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
    p, by_chance = shuffled_bursts(
        series.xy,
        series.day,
        centres,
        size,
        as_of=today,
        days=rule.window_days,
        reach_m=rule.reach_m,
        least=rule.least,
        draws=ALERT_DRAWS,
        seed=seed,
    )
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


def year_before(last: date, first: date) -> date:
    """Return the first day of the last 365 days of a record."""
    return max(first, last - timedelta(days=364))


def _iso(day: int | np.int64) -> str:
    return str(np.datetime64(int(day), "D"))
