"""Which days are compared with which: a period, and the same days of the year before where there are any."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from hotspot.errors import ConfigError
from hotspot.schema import Period

ONE_DAY = timedelta(days=1)
MONTHS = 3  # whole months that are compared where no period is named


@dataclass(frozen=True, kw_only=True)
class TwoPeriods:
    """The later and the earlier period; `same_season` where they are the same days of different years;
    `chosen` tells the rule that chose the earlier one."""

    now: Period
    past: Period
    same_season: bool
    chosen: str


def two_periods(
    record: Period,
    *,
    first: date | None,
    last: date | None,
    against: tuple[date, date] | None,
    lag_days: int = 0,
) -> TwoPeriods:
    """Return the two periods that are compared, within the days of the record.

    Without `first`, the last three whole months; without `last`, up to the end of the record; without
    `against`, the same days a year before where the record holds them, else as many days just before. The
    last `lag_days` of the record are left out, and as many of the earlier period. Raises ConfigError.
    """
    end = record.last - timedelta(days=lag_days)
    now = _checked(_later(record, first, last, end), record, "--start")
    if against is not None:
        past = _checked(Period(first=against[0], last=against[1]), record, "--against")
        if past.last >= now.first and past.first <= now.last:
            what = f"{past.first} to {past.last} overlaps with {now.first} to {now.last}"
            raise ConfigError("--against", what, "give periods that have no day in common")
        return TwoPeriods(now=now, past=past, same_season=_is_same_season(now, past), chosen="given")
    past = Period(first=_a_year_before(now.first), last=_a_year_before(now.last))
    if past.first >= record.first and past.last < now.first:
        return TwoPeriods(now=now, past=past, same_season=True, chosen="year")
    past = Period(first=now.first - timedelta(days=now.days), last=now.first - ONE_DAY)
    if past.first < record.first:
        what = f"the record begins on {record.first}, too late to compare {now.first} to {now.last}"
        raise ConfigError("--start", what, "give a shorter or later period, or rank a longer record")
    return TwoPeriods(now=now, past=past, same_season=False, chosen="before")


def _later(record: Period, first: date | None, last: date | None, end: date) -> Period:
    """Return the period asked for, cut to `end`; else the last whole months."""
    if first is not None:
        return Period(first=first, last=min(last or end, end))
    stop = last or end
    after = stop + ONE_DAY
    begin = after if after.day == 1 else date(stop.year, stop.month, 1)
    final = min(begin - ONE_DAY, end)
    for _ in range(MONTHS):
        before = begin - ONE_DAY
        if before < record.first:
            break
        begin = max(date(before.year, before.month, 1), record.first)
    if begin > final:
        begin = max(record.first, final - timedelta(days=record.days // 2 - 1))
    return Period(first=begin, last=final)


def _checked(period: Period, record: Period, flag: str) -> Period:
    if period.last < period.first:
        raise ConfigError(flag, f"{period.first} to {period.last} holds no day", "let it end after it begins")
    if period.first < record.first or period.last > record.last:
        what = f"{period.first} to {period.last} is not within the record, {record.first} to {record.last}"
        raise ConfigError(flag, what, "give days that the run covers")
    return period


def _a_year_before(day: date) -> date:
    """Return the same day of the year before; 29 February becomes the last day of that February.

    >>> _a_year_before(date(2024, 2, 29)), _a_year_before(date(2025, 2, 28))
    (datetime.date(2023, 2, 28), datetime.date(2024, 2, 29))
    """
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    longest = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, longest if ends else day.day)


def _is_same_season(now: Period, past: Period) -> bool:
    """Tell whether two periods begin and end on the same days of the year, give or take 29 February."""
    years = now.first.year - past.first.year
    back = now.first, now.last
    for _ in range(years):
        back = _a_year_before(back[0]), _a_year_before(back[1])
    return years > 0 and abs((back[0] - past.first).days) <= 1 and abs((back[1] - past.last).days) <= 1
