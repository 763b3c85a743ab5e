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
from hotspot.schema import Finding, Incidents, Ints, Period

if TYPE_CHECKING:
    from hotspot.schema import Bools

FIRST_POSSIBLE_YEAR = 1950  # Excel's zero is 1900, and a two-digit year read as it stands is 25
THIN_TAIL = 0.005
UNUSUAL_HOUR_SHARE = 0.15
UNUSUAL_HOUR_RATIO = 3.0


def drop_undated(incidents: Incidents, *, today: date) -> Incidents:
    """Drop rows whose date is missing, impossible (31.02., before 1950) or after `today`.

    A file without any date keeps all its rows. Times of exactly 00:00 that are far more frequent than other
    full hours are a default, not an hour: such rows stay, with `hour_known` False.
    """
    if not incidents.dated:
        return incidents
    start = incidents.frame["start"]
    early = (start.dt.year < FIRST_POSSIBLE_YEAR).to_numpy(bool)
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
    midnight = known & (frame["start"] == frame["start"].dt.normalize()).to_numpy(bool)
    if not _is_default(frame["start"], known, midnight):
        return incidents
    values: dict[str, str | int | float] = {
        "count": int(midnight.sum()),
        "share": f"{midnight.sum() / max(known.sum(), 1):.1%}",
    }
    finding = Finding(code="default_time", level="warning", values=values)
    frame = frame.assign(hour_known=known & ~midnight)
    return replace(incidents, frame=frame, findings=(*incidents.findings, finding))


def _is_default(start: pd.Series[pd.Timestamp], known: Bools, midnight: Bools) -> bool:
    """Tell whether 00:00 stands for 'unknown': over 15 % of the times, or three times another full hour."""
    if midnight.sum() < 5:
        return False
    full_hour = known & (start.dt.minute == 0).to_numpy(bool) & (start.dt.second == 0).to_numpy(bool)
    others = np.bincount(start.dt.hour.to_numpy(int)[full_hour & ~midnight], minlength=24)[1:]
    usual = max(float(np.median(others)), 1.0)
    return bool(
        midnight.sum() > UNUSUAL_HOUR_SHARE * known.sum() or midnight.sum() > UNUSUAL_HOUR_RATIO * usual
    )


def period_of(
    incidents: Incidents, *, first: date | None, last: date | None
) -> tuple[Period | None, list[Finding]]:
    """Return the days that count: from `first` to `last` where given, else those of the incidents.

    None where the file has no dates. Raises ConfigError for a period that ends before it begins.
    """
    if not incidents.dated:
        if first or last:
            raise ConfigError(
                "period", "the incidents have no dates", "name the date column, or leave it out"
            )
        return None, []
    start = incidents.frame["start"]
    from_day = first or start.min().date()
    to_day = last or _last_day(start.max().date(), month_only=incidents.month_only)
    if to_day < from_day:
        raise ConfigError(
            "period", f"it ends on {to_day}, before it begins on {from_day}", "correct start or end"
        )
    return Period(first=from_day, last=to_day), _thin_tail(start) if first is None else []


def _last_day(day: date, *, month_only: bool) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if month_only else day


def _thin_tail(start: pd.Series[pd.Timestamp]) -> list[Finding]:
    """Say where a handful of early incidents stretches the period to more than a tenth beyond the rest."""
    begin, end = start.min(), start.max()
    body = pd.Timestamp(np.sort(start.to_numpy())[int(THIN_TAIL * len(start))])
    if body - begin <= 0.1 * (end - body):
        return []
    values = {"begin": str(begin.date()), "body": str(body.date())}
    return [Finding(code="thin_tail", level="warning", values=values)]


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
