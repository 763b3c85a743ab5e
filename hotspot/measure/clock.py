"""When incidents happen: how many in each hour of the week and in each month, what is unknown apart."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema import Period

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Ints

MONDAY = np.datetime64("1970-01-05", "D")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Incidents by weekday and hour: `hours` (7, 24), Monday first; `hour_unknown` (7,) where only the day is
    known; `undated`, without a day. All of them together are the incidents."""

    hours: Ints
    hour_unknown: Ints
    undated: int


def clock_counts(start: NDArray[np.datetime64], hour_known: Bools) -> Clock:
    """Count incidents by weekday and hour of `start` (n,), local wall time, NaT where unknown.

    >>> start = np.array(["2025-01-06T23:50", "2025-01-12", "NaT"], dtype="datetime64[s]")
    >>> clock = clock_counts(start, np.array([True, False, False]))
    >>> int(clock.hours[0, 23]), clock.hour_unknown.tolist(), clock.undated
    (1, [0, 0, 0, 0, 0, 0, 1], 1)
    """
    dated = ~np.isnat(start)
    moments, known = start[dated].astype("datetime64[h]"), hour_known[dated]
    days = moments.astype("datetime64[D]")
    weekday = (days - MONDAY).astype(np.int64) % 7
    hour = (moments - days).astype(np.int64)
    by_hour = np.bincount(weekday[known] * 24 + hour[known], minlength=7 * 24)
    return Clock(
        hours=by_hour.reshape(7, 24).astype(np.int64),
        hour_unknown=np.bincount(weekday[~known], minlength=7).astype(np.int64),
        undated=int((~dated).sum()),
    )


def piece_counts(start: NDArray[np.datetime64], first: NDArray[np.datetime64]) -> Ints:
    """Count the incidents of each piece of the period: from the day `first[i]` to that before `first[i+1]`.

    `first` (k,) rises and begins with the period's first day, which no incident of the period precedes.

    >>> start = np.array(["2025-01-31T23:50", "2025-03-01", "NaT"], dtype="datetime64[s]")
    >>> first = np.array(["2025-01-01", "2025-02-01", "2025-03-01"], dtype="datetime64[D]")
    >>> piece_counts(start, first).tolist()
    [1, 0, 1]
    """
    days = start[~np.isnat(start)].astype("datetime64[D]")
    piece = np.searchsorted(first, days, side="right") - 1
    return np.bincount(piece[piece >= 0], minlength=len(first)).astype(np.int64)


def known_days(start: NDArray[np.datetime64], hour_known: Bools) -> NDArray[np.datetime64]:
    """Return the moments whose day is known: none of them where the dates are whole months.

    >>> months = np.array(["2025-03-01", "2025-04-01"], dtype="datetime64[s]")
    >>> known_days(months, np.zeros(2, dtype=np.bool_))
    array(['NaT', 'NaT'], dtype='datetime64[s]')
    """
    return np.full_like(start, np.datetime64("NaT", "s")) if only_months(start, hour_known) else start


def only_months(start: NDArray[np.datetime64], hour_known: Bools) -> bool:
    """Tell whether the dates are whole months, written as their first days: such a source has no weekdays."""
    if hour_known.any():
        return False
    days = start[~np.isnat(start)].astype("datetime64[D]")
    return bool(len(days) and (days == days.astype("datetime64[M]")).all())


def months_recorded(record: Period) -> Period | None:
    """Return the months that a record whose dates are whole months holds in full; None for none.

    A month is written as its first day: it is there once that day is, and missing where the record begins
    after it.

    >>> from datetime import date
    >>> months_recorded(Period(first=date(2018, 10, 1), last=date(2019, 2, 1)))
    Period(first=datetime.date(2018, 10, 1), last=datetime.date(2019, 2, 28))
    """
    return months_within(Period(first=record.first, last=_month_end(record.last)))


def months_within(period: Period) -> Period | None:
    """Return the whole months that lie in a period; None where there is none.

    >>> from datetime import date
    >>> months_within(Period(first=date(2019, 1, 10), last=date(2019, 4, 29)))
    Period(first=datetime.date(2019, 2, 1), last=datetime.date(2019, 3, 31))
    """
    first, last = period.first, period.last
    if first.day > 1:
        first = _month_end(first) + timedelta(days=1)
    if last != _month_end(last):
        last = last.replace(day=1) - timedelta(days=1)
    return Period(first=first, last=last) if first <= last else None


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
