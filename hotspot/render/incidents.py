"""Incidents as the page holds them: each place once, and day, hour and type of an incident in one number.

With three years and eight types an incident weighs three bytes and a place eight; most share their place. Of
sensitive ones nothing is held but the area. Where the page may not hold single ones, each area has its counts
by weekday and hour and by month instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import pyproj

from hotspot.measure.clock import only_months
from hotspot.schema import weights
from hotspot.words.dates import pieces
from hotspot.words.sensitive import not_shown_singly

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints, Result

Column: TypeAlias = "dict[str, int | str]"  # of whole numbers: how many digits each has, and all digits

TYPES = 40  # of the most frequent have their own number; all others share the last
APART = 255  # the number of types that are not shown one by one
NO_DAY, LAST_DAY = 65_535, 65_534
HOURS, SLOTS, NO_SLOT = 168, 175, 255  # 24 hours of 7 weekdays; 7 weekdays without an hour; nothing known
NO_HOUR, NO_WEEKDAY, CLOCK = (
    24,
    25,
    26,
)  # what stands for an hour: none is known; nor is the weekday; how many
DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"  # those of base64
STEPS = 65_535  # of the box, in each direction
BOX_DIGITS = 6  # of a degree: 0.1 m
PIECE = 1 << 18  # incidents


@dataclass(frozen=True, kw_only=True)
class Coded:
    """What the page may know of each incident (n,), as numbers.

    `area` is a row of the ranked frame, and its length where the incident lies in none; `day` counts from
    the first of the period, 65,535 where unknown; `slot` is weekday × 24 + hour, 168 + weekday where the hour
    is unknown, 255 where the weekday is too (Monday is 0); `kind` is a place in `types`, whose last, "",
    pools the rest. Incidents of sensitive types are `APART`: no kind, no day and no slot is known of them.
    The numbers are as short as they can be: there may be millions.
    """

    area: NDArray[np.int32]
    day: NDArray[np.int32]
    slot: NDArray[np.int16]
    kind: NDArray[np.int16]
    types: tuple[str, ...]
    weight: Ints | None


def coded(result: Result, frame: gpd.GeoDataFrame, incidents: pd.DataFrame | None = None) -> Coded:
    """Return the incidents as numbers, by default all of them, else a table of them; `frame` are the areas in
    the order of the page."""
    incidents = result.incidents if incidents is None else incidents
    day, slot = _times(result, incidents)
    kind, types = _kinds(result, incidents)
    apart = kind == APART
    day[apart], slot[apart] = NO_DAY, NO_SLOT
    area, weight = _rows(result, incidents, frame), weights(incidents)
    return Coded(area=area, day=day, slot=slot, kind=kind, types=types, weight=weight)


def holds_single(result: Result) -> bool:
    """Return whether the page may hold the incidents one by one; those that were only counted it cannot."""
    return result.drawing.incidents >= len(result.incidents) > 0


def packed(result: Result, code: Coded, areas: int) -> dict[str, Any]:
    """Return the incidents one by one, those of each of the `areas` together, in each by place, time and
    type: their order tells nothing about the source.

    `x`, `y` and `at` have one number for each place of an area: where it is, and how many incidents it has.
    `codes` has one for each incident: (day × 26 + hour) × kinds + kind. The weekday follows from the day; an
    hour may be `NO_HOUR` or `NO_WEEKDAY`. A day of `days` is unknown, a kind of `kinds` - 1 is `APART`.
    """
    box, x, y = _steps(_degrees(result), shown=code.kind != APART)
    days, kinds = int(code.day[code.day != NO_DAY].max(initial=-1)) + 1, len(code.types) + 1
    codes = (np.minimum(code.day, days) * CLOCK + _hours(code.slot)) * kinds + np.minimum(
        code.kind, kinds - 1
    )
    place = (code.area.astype(np.int64) << 32) | (x << 16) | y
    order = np.lexsort((codes, place))
    _, begin, at = np.unique(place[order], return_index=True, return_counts=True)
    return {
        "count": len(order),
        "box": box,
        "areas": np.bincount(code.area, minlength=areas + 1).tolist(),
        "x": column(x[order[begin]]),
        "y": column(y[order[begin]]),
        "at": column(at),
        "days": days,
        "weekday": result.period.first.weekday() if result.period else 0,
        "kinds": kinds,
        "codes": column(codes[order]),
    }


def _hours(slot: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the hour of each slot, which may be `NO_HOUR` or `NO_WEEKDAY`."""
    return np.where(slot < HOURS, slot % 24, np.where(slot < SLOTS, NO_HOUR, NO_WEEKDAY))


def column(values: NDArray[Any]) -> Column:
    """Return whole numbers from 0 on in digits to the base of 64, each in as many as the greatest needs.

    >>> column(np.array([0, 1, 65]))
    {'digits': 2, 'text': 'AAABBB'}
    """
    width = max(1, math.ceil(int(values.max()).bit_length() / 6))
    shifts = 6 * np.arange(width - 1, -1, -1)
    digits = np.frombuffer(DIGITS, dtype=np.uint8)[(values[:, None] >> shifts) & 63]
    return {"digits": width, "text": digits.tobytes().decode()}


def clocks(code: Coded, areas: int) -> list[list[int]]:
    """Return for each of the `areas` its incidents in each of the 175 slots whose weekday is known."""
    column = np.arange(NO_SLOT + 1)
    column[SLOTS:] = -1
    return _table(code, code.slot, column, (areas, SLOTS))


def months(result: Result, code: Coded, areas: int) -> list[list[int]]:
    """Return for each of the `areas` its incidents in each of the `pieces` of the period."""
    if result.period is None:
        return [[] for _ in range(areas)]
    first = result.period.first
    starts = np.array([(start - first).days for start, _ in pieces(result.period)])
    piece = np.searchsorted(starts, np.arange(NO_DAY + 1), side="right") - 1
    piece[NO_DAY] = -1
    return _table(code, code.day, piece, (areas, len(starts)))


def _table(code: Coded, values: NDArray[Any], column: Ints, shape: tuple[int, int]) -> list[list[int]]:
    """Return how many incidents each area has in each column: that of their value, -1 for none."""
    cells = np.zeros(shape[0] * shape[1], dtype=np.int64)
    for rows in _pieces(len(values)):
        area, at = code.area[rows].astype(np.int64), column[values[rows]]
        counted = (at >= 0) & (area < shape[0])
        weight = None if code.weight is None else code.weight[rows][counted]
        cell = area[counted] * shape[1] + at[counted]
        cells += np.bincount(cell, weight, minlength=len(cells)).astype(np.int64)
    table: list[list[int]] = cells.reshape(shape).tolist()
    return table


def _pieces(count: int) -> Iterator[slice]:
    """Give the rows some at a time: what is worked out in between takes more memory than what is kept."""
    return (slice(at, at + PIECE) for at in range(0, count, PIECE))


def _rows(result: Result, incidents: pd.DataFrame, frame: gpd.GeoDataFrame) -> NDArray[np.int32]:
    """Return the row of `frame` that each incident lies in, its length for none."""
    row_of = pd.Index(frame["area_id"]).get_indexer(result.areas.frame["area_id"])
    row_of = np.r_[np.where(row_of < 0, len(frame), row_of), len(frame)]  # the last is for none: -1
    rows: NDArray[np.int32] = row_of.astype(np.int32)[incidents["area"].to_numpy(np.int64)]
    return rows


def _times(result: Result, incidents: pd.DataFrame) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    start, timed = incidents["start"].to_numpy(), incidents["hour_known"].to_numpy(dtype=np.bool_)
    first = np.datetime64(result.period.first if result.period else 0, "D").astype(np.int32)
    dayless = result.period is None or only_months(start, timed)
    day, slot = np.empty(len(start), dtype=np.int32), np.empty(len(start), dtype=np.int16)
    for rows in _pieces(len(start)):
        moment = start[rows].astype("datetime64[h]")
        known = ~np.isnat(moment) & (result.period is not None)
        hours = np.where(known, moment, np.datetime64(0, "h")).astype(np.int32)
        dates, hour = np.divmod(hours, np.int32(24))
        day[rows] = np.where(known, np.clip(dates - first, 0, LAST_DAY), NO_DAY)
        weekday = (dates + 3) % 7  # 1970-01-01 was a Thursday
        slot[rows] = np.where(timed[rows], weekday * 24 + hour, HOURS + weekday)
        slot[rows][~known | dayless] = NO_SLOT
    return day, slot


def _kinds(result: Result, incidents: pd.DataFrame) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Return the number of each incident's type, the most frequent first, and the types."""
    code, names = pd.factorize(incidents["type"])
    apart = set(not_shown_singly(map(str, names), result.config.get("settings", {})))
    known, weight = code >= 0, weights(incidents)
    counts = np.bincount(code[known], None if weight is None else weight[known], minlength=len(names))
    often = np.lexsort((np.asarray(names, dtype=str), -counts))
    named = [i for i in often if names[i] and names[i] not in apart][:TYPES]
    number = np.full(len(names) + 1, len(named), dtype=np.int16)  # the last is for a missing text
    number[named] = np.arange(len(named))
    number[[i for i, name in enumerate(names) if name in apart]] = APART
    kind = number[code]
    shown = tuple(str(names[i]) for i in named)
    return kind, (*shown, "") if (kind == len(named)).any() else shown


def _degrees(result: Result) -> Floats:
    to_degrees = pyproj.Transformer.from_crs(result.crs, "EPSG:4326", always_xy=True)
    places = result.incidents[["easting", "northing"]].to_numpy(np.float64)
    return np.column_stack(to_degrees.transform(places[:, 0], places[:, 1]))


def _steps(lon_lat: Floats, shown: Bools) -> tuple[list[float], Ints, Ints]:
    """Return the box (west, south, east, north) of the places `shown`, and each place in whole steps of it
    from the south-west; those that are not shown have none."""
    fine = 10.0**BOX_DIGITS
    seen = lon_lat[shown] if shown.any() else np.zeros((1, 2))
    low, high = seen.min(axis=0), seen.max(axis=0)
    west, south = (math.floor(value * fine) / fine for value in low)
    east, north = (math.floor(value * fine + 1) / fine for value in high)
    box = [round(edge, BOX_DIGITS) for edge in (west, south, east, north)]
    share = (lon_lat - box[:2]) / (np.array(box[2:]) - box[:2])
    steps = np.clip(np.round(share * STEPS), 0, STEPS).astype(np.int64) * shown[:, None]
    return box, steps[:, 0], steps[:, 1]
