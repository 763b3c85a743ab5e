"""Whole months of the record, and how many incidents each place has in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Period

YEAR_MONTHS = 12
WEEK_DAYS = 7
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, kw_only=True)
class Months:
    """Whole months in a row, or weeks by `whole_weeks`: their `first` days (m,), their `days` (m,), and the
    `month` (n,) of each incident, -1 for one in none of them."""

    first: NDArray[np.datetime64]
    days: Floats
    month: NDArray[np.int64]

    def counts(self, mine: Bools) -> Floats:
        """Return the incidents of each month (m,) among those that are `mine` (n,)."""
        month = self.month[mine]
        return np.bincount(month[month >= 0], minlength=len(self.first)).astype(np.float64)


def whole_months(start: NDArray[np.datetime64], period: Period | None) -> Months:
    """Return the months that lie in the period from their first to their last day."""
    if period is None:
        nothing = np.array([], dtype="datetime64[D]")
        return Months(first=nothing, days=np.zeros(0), month=np.full(len(start), -1, dtype=np.int64))
    begin, end = np.datetime64(period.first, "D"), np.datetime64(period.last, "D") + DAY
    months = np.arange(begin.astype("datetime64[M]"), end.astype("datetime64[M]") + np.timedelta64(1, "M"))
    edges = months.astype("datetime64[D]")
    return _between(start, edges[(edges >= begin) & (edges <= end)])


def whole_weeks(start: NDArray[np.datetime64], period: Period | None, *, together: int = 1) -> Months:
    """Return the weeks, so many `together`, that end with the last day of the period."""
    if period is None:
        return whole_months(start, None)
    end = np.datetime64(period.last, "D") + DAY
    length = WEEK_DAYS * together
    return _between(start, end - length * np.arange(period.days // length, -1, -1) * DAY)


def within(start: NDArray[np.datetime64], period: Period) -> Bools:
    """Tell which moments (n,) lie in the period; unknown ones do not."""
    first, after = np.datetime64(period.first, "s"), np.datetime64(period.last, "s") + DAY
    return np.asarray((start >= first) & (start < after))


def _between(start: NDArray[np.datetime64], edges: NDArray[np.datetime64]) -> Months:
    month = np.searchsorted(edges, start.astype("datetime64[D]"), side="right") - 1
    known = ~np.isnat(start) & (month >= 0) & (month < len(edges) - 1)
    return Months(
        first=edges[:-1],
        days=np.diff(edges).astype(np.float64),
        month=np.where(known, month, -1).astype(np.int64),
    )


def by_year(counts: Floats, months: Months) -> tuple[Floats, Floats] | None:
    """Return counts and days (years, 12), from January, of the last whole years of twelve months each; None
    for fewer than two."""
    years = len(counts) // YEAR_MONTHS
    if years < 2:
        return None
    last = slice(len(counts) - years * YEAR_MONTHS, None)
    of_year = months.first[last].astype("datetime64[M]").astype(np.int64) % YEAR_MONTHS
    turn = np.argsort(of_year[:YEAR_MONTHS], kind="stable")
    table, days = (values[last].reshape(years, YEAR_MONTHS)[:, turn] for values in (counts, months.days))
    return table, days
