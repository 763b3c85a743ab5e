"""Rows without a usable date, and the period that the rest covers."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.clean.account import drop
from hotspot.errors import ConfigError
from hotspot.measure.gaps import stretches, unrecorded
from hotspot.schema import Choice, Finding, Incidents, Ints, Period, incidents_in, weights

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats

FIRST_POSSIBLE_YEAR = 1950  # Excel's zero is 1900, and a two-digit year read as it stands is 25
BEYOND_SHARE, LEAST_EXCESS_DAYS = 0.2, 31  # of the days with data; a quiet month is no mistake
STRAY_SHARE, STRAY_GAP_DAYS, STRAY_GAP_SHARE = 0.005, 45, 0.05
LEAST_FOR_STRAYS = 200
DAY = timedelta(days=1)
DAY_S, HOUR_S = 86_400, 3_600
LEAST_DEFAULT = 20
ALL_HEAPED = 0.9
UNUSUAL_SHARE = 0.15
UNUSUAL_RATIO = 2.0


def drop_undated(incidents: Incidents, *, today: date) -> Incidents:
    """Drop rows whose date is missing, impossible (31.02., before 1950) or after `today`.

    A file without any date keeps all its rows. Times of exactly 00:00 that are far more frequent than other
    full hours are a default, not an hour: such rows stay, with `hour_known` False.
    """
    if not incidents.dated:
        return incidents
    start = incidents.frame["start"]
    early = (start < pd.Timestamp(FIRST_POSSIBLE_YEAR, 1, 1)).to_numpy(bool)
    impossible = incidents.frame["date_text_bad"].to_numpy(bool) | early
    late = (start >= pd.Timestamp(today) + timedelta(days=2)).to_numpy(bool)  # a day for other time zones
    reasons = [
        ("impossible_date", impossible),
        ("missing_date", start.isna().to_numpy(bool)),
        ("future_date", late),
    ]
    return _without_default_times(drop(incidents, reasons))


def _without_default_times(incidents: Incidents) -> Incidents:
    frame = incidents.frame
    known = frame["hour_known"].to_numpy(bool)
    second = frame["start"].to_numpy().astype("datetime64[s]").astype(np.int64) % DAY_S
    midnight = known & (second == 0)
    if not _is_default(second, known, midnight, weights(frame)):
        return incidents
    count = incidents_in(frame, midnight)
    values: dict[str, str | int | float] = {
        "count": count,
        "share": round(100 * count / max(incidents_in(frame, known), 1), 1),
    }
    finding = Finding(code="default_time", level="warning", values=values)
    frame = frame.assign(hour_known=known & ~midnight)
    return replace(incidents, frame=frame, findings=(*incidents.findings, finding))


def _is_default(second: Ints, known: Bools, midnight: Bools, weight: Ints | None) -> bool:
    """Tell whether 00:00 stands for 'unknown': far more of it than the heaping on full hours explains.

    With r the share of incidents that the other hours have at :00, and o the incidents from 00:01 to 00:59,
    o r / (1 - r) are expected at 00:00. Where all times are full hours, 23:00 and 01:00 tell what is usual.
    """

    def incidents(rows: Bools) -> int:
        return int(rows.sum() if weight is None else weight[rows].sum())

    count = incidents(midnight)
    if count < LEAST_DEFAULT:
        return False
    full = known & (second % HOUR_S == 0)
    later = known & (second >= HOUR_S)
    heaped = incidents(full & later) / incidents(later) if later.any() else 1.0
    if heaped < ALL_HEAPED:
        usual = incidents(known & ~later & ~full) * heaped / (1 - heaped)
    else:
        usual = incidents(known & np.isin(second, (HOUR_S, DAY_S - HOUR_S))) / 2
    return bool(count > UNUSUAL_SHARE * incidents(known) or count > UNUSUAL_RATIO * usual + 3 * usual**0.5)


def period_of(
    incidents: Incidents, *, first: date | None, last: date | None
) -> tuple[Period | None, list[Choice], list[Finding]]:
    """Return the days that count: from `first` to `last` where given, else those of the incidents.

    A handful of incidents far before or after all others (a mistyped year) does not stretch the period; the
    choice to leave them out is said. Dates that are whole months make the period whole months. None where the
    file has no dates. Raises ConfigError for a period that ends before it begins.
    """
    if not incidents.dated:
        if first or last:
            raise ConfigError(
                "period", "the incidents have no dates", "name the date column, or leave it out"
            )
        named = {"date", "year"} & incidents.columns.keys()  # then the reader has said what is wrong with it
        return None, [], [] if named else [Finding(code="no_dates", level="warning")]
    start = incidents.frame["start"]
    body = _body(start, weights(incidents.frame))
    from_day, to_day = first or body[0].date(), last or body[1].date()
    if incidents.month_only:
        from_day = from_day.replace(day=1)
        to_day = to_day.replace(day=calendar.monthrange(to_day.year, to_day.month)[1])
    if to_day < from_day:
        what = f"it ends on {to_day}, before it begins on {from_day}"
        between = f"the incidents lie between {start.min().date()} and {start.max().date()}"
        raise ConfigError("period", f"{what}; {between}", "correct start or end")
    period = Period(first=from_day, last=to_day)
    findings = [*_beyond(start, period, incidents), *_holes(incidents, period)]
    return period, _strays(incidents.frame, body, first, last), findings


def _body(start: pd.Series[pd.Timestamp], weight: Ints | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last date of the incidents, a few strays at either end left out.

    Strays are at most 0.5 % of the incidents, with a gap between them and the rest that is longer than 45
    days and than a twentieth of the rest; or in a stretch at the end in which almost nothing was recorded.
    """
    day = start.to_numpy().astype("datetime64[D]").astype(np.int64)
    count = np.bincount(day - day.min(), weight)  # days are few: they are counted, and not sorted
    days = np.flatnonzero(count)
    upto = np.cumsum(count[days])
    total = int(upto[-1])
    most = int(STRAY_SHARE * total)
    if total < LEAST_FOR_STRAYS or most == 0:
        return start.min(), start.max()
    low, high = np.searchsorted(upto, [most, total - most - 1], side="right")
    longest = max(STRAY_GAP_DAYS, STRAY_GAP_SHARE * (days[high] - days[low]))
    gap = np.flatnonzero(np.diff(days) > longest)  # after these of the days
    early, late = gap[upto[gap] <= most], gap[upto[gap] >= total - most]
    first = days[early[-1] + 1] if len(early) else days[0]
    last = days[late[0]] if len(late) else days[-1]
    first, last = _thick(count.astype(np.float64), int(first), int(last), most)
    begin = int(day.min())
    first_day, last_day = (np.datetime64(begin + int(end), "D") for end in (first, last))
    return pd.Timestamp(first_day), pd.Timestamp(last_day)


def _thick(count: Floats, first: int, last: int, most: int) -> tuple[int, int]:
    """Return the first and last day with incidents once stretches at either end in which almost nothing was
    recorded, and `most` incidents at most, are left out; `count` (d,) is that of each day."""
    for begin, end in stretches(unrecorded(count[first : last + 1])):
        if begin == 0 and count[first : first + end + 1].sum() <= most:
            return _thick(count, first + end + 1, last, most)
        if first + end == last and count[first + begin : last + 1].sum() <= most:
            return first, first + begin - 1
    return first, last


def _holes(incidents: Incidents, period: Period) -> list[Finding]:
    """Say that of many days of the period almost nothing was recorded, and which is the longest stretch."""
    day = incidents.frame["start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    day -= np.datetime64(period.first, "D").astype(np.int64)
    inside, weight = (day >= 0) & (day < period.days), weights(incidents.frame)
    count = np.bincount(
        day[inside], None if weight is None else weight[inside], minlength=period.days
    ).astype(np.float64)
    found = stretches(unrecorded(count))
    if not found:
        return []
    first, last = max(found, key=lambda stretch: stretch[1] - stretch[0])
    values: dict[str, str | int | float] = {
        "days": sum(end - begin + 1 for begin, end in found),
        "all": period.days,
        "first": str(period.first + first * DAY),
        "last": str(period.first + last * DAY),
        "count": int(count[first : last + 1].sum()),
    }
    return [Finding(code="record_holes", level="warning", values=values)]


def _strays(
    frame: pd.DataFrame,
    body: tuple[pd.Timestamp, pd.Timestamp],
    first: date | None,
    last: date | None,
) -> list[Choice]:
    """Say where strays were left out, with the flag that takes them in again."""
    start = frame["start"]
    early = incidents_in(frame, (start < body[0].normalize()).to_numpy(bool))
    late = incidents_in(frame, (start >= body[1].normalize() + DAY).to_numpy(bool))
    found = []
    if early and first is None:
        values: dict[str, str | int | float] = {"count": early, "day": str(start.min().date())}
        flag = f"--start {start.min().date()}"
        found.append(
            Choice(
                name="period.start", value=str(body[0].date()), why="strays_before", flag=flag, values=values
            )
        )
    if late and last is None:
        values = {"count": late, "day": str(start.max().date())}
        flag = f"--end {start.max().date()}"
        found.append(
            Choice(name="period.end", value=str(body[1].date()), why="strays_after", flag=flag, values=values)
        )
    return found


def _last_day(day: date, *, month_only: bool) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if month_only else day


def _beyond(start: pd.Series[pd.Timestamp], period: Period, incidents: Incidents) -> list[Finding]:
    """Say where the period asked for reaches beyond the incidents by more than a fifth of their own days."""
    first = start.min().date()
    last = _last_day(start.max().date(), month_only=incidents.month_only)
    covered = (last - first).days + 1
    excess = max((first - period.first).days, 0) + max((period.last - last).days, 0)
    if excess <= max(LEAST_EXCESS_DAYS, BEYOND_SHARE * covered):
        return []
    values: dict[str, str | int | float] = {"days": period.days, "covered": covered}
    values |= {"first": str(first), "last": str(last)}
    return [Finding(code="period_beyond_data", level="warning", values=values)]


def drop_outside_period(incidents: Incidents, period: Period | None) -> Incidents:
    """Drop the incidents before the first or after the last day of the period."""
    if period is None:
        return incidents
    start = incidents.frame["start"]
    before = (start < pd.Timestamp(period.first)).to_numpy(bool)
    after = (start >= pd.Timestamp(period.last) + timedelta(days=1)).to_numpy(bool)
    return drop(incidents, [("outside_period", before | after)])


def month_index(incidents: Incidents) -> Ints | None:
    """Return the number of each incident's month, counted from the first year 0; None without dates."""
    if not incidents.dated:
        return None
    start = incidents.frame["start"]
    return np.asarray(start.dt.year * 12 + start.dt.month - 1, dtype=np.int64)
