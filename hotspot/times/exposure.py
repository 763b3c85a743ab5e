"""How many days each of two periods stands for, with the season and the reports still to come allowed for.

Rates are compared as counts per day. A day of a busy month counts as more than one, a day of which a tenth is
still to be reported as 0.9; so the counts stay the whole numbers that the tests are made for, and how unsure
season and delays are goes into the noise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import ConfigError
from hotspot.measure.delays import exposure, log_variance
from hotspot.measure.seasons import SURE_Z, log_spread, season
from hotspot.schema.trended import Reporting, Seasonal
from hotspot.times.months import YEAR_MONTHS, by_year
from hotspot.times.reports import IN_FULL, lag_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints, Period
    from hotspot.schema.timed import Season
    from hotspot.times.months import Months
    from hotspot.times.reports import Lag, Reports
    from hotspot.times.units import Units
    from hotspot.times.windows import TwoPeriods

FEWEST_YEARS = 3  # of the record, for a season to be taken out
FEWEST_IN_MONTH = 5  # incidents in each month of the year, all years together, for a season of one's own
YEAR_DAYS = 365
SOME = 1e-6  # days: what has not begun to be reported is still no nothing to divide by
DAY_ZERO = date(1970, 1, 1)
LEAST_REPORTED = 0.2  # of the later period, below which nothing can be said of it


@dataclass(frozen=True, kw_only=True)
class Length:
    """Days that two periods stand for, and the `variance` of the logarithm of now / past. The share
    `reported` of the later one is in the record, its logarithm with `reported_variance`."""

    now: float
    past: float
    variance: float
    reported: float
    reported_variance: float


@dataclass(frozen=True, kw_only=True)
class Lengths:
    """The same for several units, each (n,)."""

    now: Floats
    past: Floats
    variance: Floats
    reported: Floats
    reported_variance: Floats


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What is allowed for: the `lag` and `season` of the whole city, None where the record does not tell or
    nothing needs it; `months` have the days that have been reported."""

    periods: TwoPeriods
    months: Months
    reports: Reports | None
    lag: Lag | None
    season: Season | None
    city: Length


def allowed_for(periods: TwoPeriods, months: Months, reports: Reports | None, record: Period) -> Allowed:
    """Return what can be allowed for in comparing two periods of a record. Raises ConfigError where too
    little of the later one has been reported."""
    lag = lag_of(reports, periods.now) if reports is not None else None
    if lag is not None and reports is not None:
        months = replace(months, days=_reported_days(months, lag, reports.until))
    found = None
    if not periods.same_season and record.days >= FEWEST_YEARS * YEAR_DAYS:
        found = _season_before(months, periods.now, None)
    whole = _length(periods, lag or IN_FULL, reports, found)
    if whole.reported < LEAST_REPORTED:
        what = f"of {periods.now.first} to {periods.now.last}, {whole.reported:.0%} have been reported so far"
        raise ConfigError("trend", what, "leave out the last days with --lag DAYS, or compare again later")
    return Allowed(periods=periods, months=months, reports=reports, lag=lag, season=found, city=whole)


def lengths_of(units: Units, allowed: Allowed) -> Lengths:
    """Return the days that the periods stand for in each unit: types have their own delays and seasons where
    they have incidents enough, all others those of the city."""
    found = [allowed.city] * len(units.ids)
    if units.kind == "type" and (allowed.lag is not None or allowed.season is not None):
        found = [_own(units.unit == i, allowed) for i in range(len(units.ids))]
    columns = {
        name: np.array([getattr(one, name) for one in found], dtype=np.float64)
        for name in ("now", "past", "variance", "reported", "reported_variance")
    }
    return Lengths(**columns)


def reporting_of(allowed: Allowed) -> Reporting | None:
    """Return what the days of report tell of the later period; None where there are none."""
    lag, reports = allowed.lag, allowed.reports
    if lag is None or reports is None:
        return None
    share, reach = allowed.city.reported, SURE_Z * allowed.city.reported_variance**0.5
    shares = lag.delays.reported
    return Reporting(
        until=DAY_ZERO + timedelta(days=reports.until),
        incidents=lag.incidents,
        half=int(np.argmax(shares >= 0.5)),
        most=int(np.argmax(shares >= 0.9)),
        longest=len(shares) - 1,
        reported=share,
        low=share * float(np.exp(-reach)),
        high=min(share * float(np.exp(reach)), 1.0),
        steady=lag.steady,
        unknown=reports.unknown,
        before=reports.before,
    )


def seasonal_of(allowed: Allowed) -> Seasonal | None:
    """Return what the season alone lets expect; None where none was taken out."""
    if allowed.season is None:
        return None
    periods = allowed.periods
    plain = _length(periods, IN_FULL, None, allowed.season)
    factor = plain.now / periods.now.days / (plain.past / periods.past.days)
    reach = float(np.exp(SURE_Z * plain.variance**0.5))
    return Seasonal(years=allowed.season.years, factor=factor, low=factor / reach, high=factor * reach)


def _own(mine: Bools, allowed: Allowed) -> Length:
    """Return the lengths by the delays and the season of some incidents; by the city's where they are few."""
    lag, found = allowed.lag, allowed.season
    if lag is not None and allowed.reports is not None:
        lag = lag_of(allowed.reports, allowed.periods.now, mine) or lag
    if found is not None:
        found = _season_before(allowed.months, allowed.periods.now, mine) or found
    return _length(allowed.periods, lag or IN_FULL, allowed.reports, found)


def _length(periods: TwoPeriods, lag: Lag, reports: Reports | None, found: Season | None) -> Length:
    index = np.ones(YEAR_MONTHS) if found is None else found.index
    now, past = (_days(period) for period in (periods.now, periods.past))
    until = reports.until if reports is not None else int(now[-1])
    sides = [exposure(lag.delays, until - day, weight=index[_month(day)]) for day in (now, past)]
    parts = [
        np.bincount(_month(day), weights=lag.delays.after(until - day), minlength=YEAR_MONTHS) * index
        for day in (now, past)
    ]
    leaning = parts[0] / max(parts[0].sum(), SOME) - parts[1] / max(parts[1].sum(), SOME)
    spread = np.zeros(YEAR_MONTHS) if found is None else log_spread(found)
    return Length(
        now=sides[0].reported,
        past=sides[1].reported,
        variance=log_variance(lag.delays, *sides) + lag.variance + float(np.sum(np.square(leaning * spread))),
        reported=sides[0].reported / sides[0].days,
        reported_variance=float(np.sum(lag.delays.variance * sides[0].leaning ** 2)) + lag.variance,
    )


def _season_before(months: Months, now: Period, mine: Bools | None) -> Season | None:
    """Return the season of the whole years before the later period; None for fewer than two, or where a month
    of the year has too few incidents."""
    ends = (months.first.astype("datetime64[M]") + np.timedelta64(1, "M")).astype("datetime64[D]")
    before = np.asarray(ends <= np.datetime64(now.first, "D"))
    known = np.ones(len(months.month), dtype=np.bool_) if mine is None else mine
    counts = months.counts(known)[before]
    years = by_year(counts, replace(months, first=months.first[before], days=months.days[before]))
    if years is None or years[0].sum(axis=0).min() < FEWEST_IN_MONTH:
        return None
    return season(*years)


def _reported_days(months: Months, lag: Lag, until: int) -> Floats:
    """Return the days (m,) of each month, less the part of which reports are still to come."""
    first = months.first.astype(np.int64)
    days = [
        lag.delays.after(until - np.arange(begin, begin + int(days))).sum()
        for begin, days in zip(first, months.days, strict=True)
    ]
    return np.maximum(np.array(days, dtype=np.float64), SOME)


def _days(period: Period) -> Ints:
    first, last = (np.datetime64(one, "D").astype(np.int64) for one in (period.first, period.last))
    return np.arange(first, last + 1)


def _month(day: Ints) -> NDArray[np.int64]:
    """Return the month of the year of each day, from 0."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % YEAR_MONTHS
