"""Which days the record covers: a record of ten days has some weekdays twice, one with a hole lacks some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clock import MONDAY
from hotspot.measure.gaps import unrecorded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Ints, Period

WEEK_DAYS, DAY_HOURS = 7, 24
ONE_MORE_IN_FIVE = 1.2


@dataclass(frozen=True, kw_only=True)
class Covered:
    """Days of the record by calendar week: `days` (w, 7) marks those that it covers, from the Monday `first`
    on, counted in days from the first Monday of 1970."""

    first: int
    days: Bools

    @property
    def by_weekday(self) -> Ints:
        """How many days of each weekday (7,), from Monday, the record covers."""
        return np.asarray(self.days.sum(axis=0), dtype=np.int64)

    @property
    def hours(self) -> Bools:
        """Hours of each week (w, 168) that the record covers."""
        return np.repeat(self.days, DAY_HOURS, axis=1)

    def week(self, start: NDArray[np.datetime64]) -> Ints:
        """Return the week (n,), from 0, of each moment of the record."""
        return (day_number(start) - self.first) // WEEK_DAYS


def day_number(start: NDArray[np.datetime64]) -> Ints:
    """Return the days from the first Monday of 1970 to each moment (n,)."""
    return np.asarray((start.astype("datetime64[D]") - MONDAY).astype(np.int64))


def covered(start: NDArray[np.datetime64], period: Period) -> Covered:
    """Return the days of the period but those of stretches in which almost nothing was recorded; `start` (n,)
    are the moments of all incidents, NaT where unknown.

    >>> from datetime import date
    >>> from hotspot.schema import Period
    >>> ten_days = Period(first=date(2025, 1, 8), last=date(2025, 1, 17))
    >>> covered(np.array([], dtype="datetime64[s]"), ten_days).by_weekday.tolist()
    [1, 1, 2, 2, 2, 1, 1]
    """
    begin, end = day_number(np.array([period.first, period.last], dtype="datetime64[D]")).tolist()
    first = begin - begin % WEEK_DAYS
    day = day_number(start[~np.isnat(start)]) - begin
    inside = day[(day >= 0) & (day <= end - begin)]
    there = np.zeros((end - first) // WEEK_DAYS * WEEK_DAYS + WEEK_DAYS, dtype=np.bool_)
    by_day = np.bincount(inside, minlength=end - begin + 1).astype(np.float64)
    there[begin - first : end - first + 1] = ~unrecorded(by_day)
    return Covered(first=first, days=there.reshape(-1, WEEK_DAYS))


def uneven(by_weekday: Ints) -> bool:
    """Tell whether some weekdays are covered so much oftener than others that their counts do not compare.

    >>> uneven(np.array([8, 8, 9, 9, 9, 8, 8])), uneven(np.array([1, 1, 2, 2, 2, 1, 1]))
    (False, True)
    """
    return bool(by_weekday.max() >= ONE_MORE_IN_FIVE * by_weekday.min())
