"""Which days are compared with which: a period, and the same days of the year before where there are any."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hotspot.errors import ConfigError
from hotspot.measure.clock import months_recorded, months_within
from hotspot.schema import Period

ONE_DAY = timedelta(days=1)
MONTHS = 3  # whole months that are compared where no period is named
WEEK = 7
YEAR_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class TwoPeriods:
    """The later and the earlier period; `same_season` where they are the same days of different years;
    `chosen` tells the rule that chose the earlier one.

    `by_month` where dates are whole months, and so both periods; `cut` where other days were asked for."""

    now: Period
    past: Period
    same_season: bool
    chosen: str
    by_month: bool = False
    cut: bool = False


def month_periods(
    record: Period,
    *,
    first: date | None,
    last: date | None,
    against: tuple[date, date] | None,
    lag_days: int = 0,
) -> TwoPeriods:
    """Return the two periods of a record whose dates are whole months: as `two_periods`, in whole months.

    Of the days that are asked for, or left by `lag_days`, the months count that lie among them as a whole;
    any other day would count the whole of a month or nothing of it. Raises ConfigError where there is none.
    """
    whole = months_recorded(record)
    if whole is None:
        to_do = "rank a longer record"
        raise ConfigError("trend", "the run's dates are whole months, and it covers no whole one", to_do)
    end = _reported(whole, lag_days)
    asked = Period(first=first or whole.first, last=min(last or end, end))
    now = _in_months(asked, whole, "--start")
    earlier = None
    if against:
        earlier = _in_months(Period(first=against[0], last=against[1]), whole, "--against")
    if first is None and earlier is None and now.first == now.last.replace(day=1):
        what = f"the run's dates are whole months, and up to {now.last} there is one, with nothing to compare"
        raise ConfigError("--start", what, "give a later day with --end, or rank a longer record")
    found = two_periods(
        whole,
        first=now.first if first else None,
        last=now.last,
        against=(earlier.first, earlier.last) if earlier else None,
    )
    wanted = (first, last and asked.last, *(against or ()))
    taken = (now.first, now.last, *((earlier.first, earlier.last) if earlier else ()))
    cut = any(day is not None and day != month for day, month in zip(wanted, taken, strict=True))
    return replace(found, by_month=True, cut=cut)


def _in_months(period: Period, record: Period, flag: str) -> Period:
    found = months_within(_checked(period, record, flag))
    if found is None:
        what = f"the run's dates are whole months, and none lies in {period.first} to {period.last}"
        raise ConfigError(flag, what, "give days from the first of a month to the last of one")
    return found


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
    `against`, the same days a year before where the record holds them, else as many days just before, whole
    months against whole months. With none of them in a record too short for that, its later half against the
    earlier one, in whole months, else weeks. The last `lag_days` of the record are left out, and as many of
    the earlier period. Raises ConfigError.
    """
    end = _reported(record, lag_days)
    now = _later(record, first, last, end)
    if first is None and against is None and not _fits(now, record):
        now = _later_half(record, min(last or end, end))
    now = _checked(now, record, "--start")
    if against is not None:
        past = _checked(Period(first=against[0], last=against[1]), record, "--against")
        if past.last >= now.first and past.first <= now.last:
            what = f"{past.first} to {past.last} overlaps with {now.first} to {now.last}"
            raise ConfigError("--against", what, "give periods that have no day in common")
        return TwoPeriods(now=now, past=past, same_season=_is_same_season(now, past), chosen="given")
    past = Period(first=_a_year_before(now.first), last=_a_year_before(now.last))
    if past.first >= record.first and past.last < now.first:
        return TwoPeriods(now=now, past=past, same_season=True, chosen="year")
    past = _just_before(now)
    if past.first < record.first:
        what = f"the record begins on {record.first}, too late to compare {now.first} to {now.last}"
        raise ConfigError("--start", what, "give a shorter or later period, or rank a longer record")
    return TwoPeriods(now=now, past=past, same_season=False, chosen="before")


def _reported(record: Period, lag_days: int) -> date:
    """Return the last day of a record without its last `lag_days`. Raises ConfigError where none is left."""
    if lag_days >= record.days:
        what = f"{lag_days} days are all of the record, which has {record.days}"
        raise ConfigError("--lag", what, "give fewer days")
    return record.last - timedelta(days=lag_days)


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
    return Period(first=begin, last=final)


def _fits(now: Period, record: Period) -> bool:
    """Tell whether a period has days, and as many of them before it in the record."""
    return now.first <= now.last and _just_before(now).first >= record.first


def _just_before(now: Period) -> Period:
    """Return as many days before a period; as many months before whole months, since dates may be months.

    >>> _just_before(Period(first=date(2019, 1, 1), last=date(2019, 2, 28)))
    Period(first=datetime.date(2018, 11, 1), last=datetime.date(2018, 12, 31))
    """
    after, day_before = now.last + ONE_DAY, now.first - ONE_DAY
    if now.first.day == after.day == 1:
        months = (after.year - now.first.year) * YEAR_MONTHS + after.month - now.first.month
        return Period(first=_months_before(now.first, months), last=day_before)
    return Period(first=now.first - timedelta(days=now.days), last=day_before)


def _months_before(day: date, months: int) -> date:
    """Return the first of a month so many months earlier; `day` is the first of one."""
    year, month = divmod(day.year * YEAR_MONTHS + day.month - 1 - months, YEAR_MONTHS)
    return date(year, month + 1, 1)


def _later_half(record: Period, end: date) -> Period:
    """Return the later half of the days up to `end`, in whole months, else weeks. Raises ConfigError."""
    after = (end + ONE_DAY).replace(day=1)
    first = record.first if record.first.day == 1 else _months_before(record.first.replace(day=1), -1)
    months = ((after.year - first.year) * YEAR_MONTHS + after.month - first.month) // 2
    if months > 0:
        return Period(first=_months_before(after, months), last=after - ONE_DAY)
    days = (end - record.first).days + 1
    half = days // 2
    if half < 1:
        what = f"the record begins on {record.first}, and up to {end} there is nothing to compare"
        raise ConfigError("--start", what, "give a later day with --end, or rank a longer record")
    half -= half % WEEK if half >= WEEK else 0
    return Period(first=end - timedelta(days=half - 1), last=end)


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
