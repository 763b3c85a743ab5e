"""The days of a pilot: what areas are chosen by, what it is compared with, when it runs."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import ConfigError
from hotspot.schema import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspot.schema import Ints
    from hotspot.schema.piloted import Design

ONE_DAY = timedelta(days=1)
ENOUGH_WINDOWS = 4  # of the past, to see how much counts vary from one to the next
YEAR_MONTHS = 12
MOST_AHEAD = 60  # months between the record and a pilot


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The `selection`, `baseline` and `pilot` period; `windows` are the past, cut back from the end of the
    baseline into pieces of `window_months`; `history` counts the whole months known before the pilot."""

    selection: Period
    baseline: Period
    pilot: Period
    windows: tuple[Period, ...]
    window_months: int
    history: int


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month if it has none such.

    >>> months_after(date(2024, 8, 31), 6), months_after(date(2024, 3, 31), -1)
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 29))
    """
    count = day.year * YEAR_MONTHS + day.month - 1 + months
    year, month = divmod(count, YEAR_MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_month(day: date) -> date:
    """Return the first of a month that is `day` or the next to come."""
    return day if day.day == 1 else months_after(day.replace(day=1), 1)


def between(first: date, after: date) -> Period:
    """Return the days from `first` to the day before `after`."""
    return Period(first=first, last=after - ONE_DAY)


def calendar_of(record: Period, *, months: int, start: date | None, design: Design) -> Calendar:
    """Return the days of a pilot of so many months that begins on `start`, by default on the first of the
    month after the `record`.

    The baseline is as long, and ends with the record (or the day before the pilot, where the record goes on).
    Areas are chosen by all that is known; with a baseline apart, by what was before it. Raises ConfigError
    where the record is too short.
    """
    known = record.last + ONE_DAY
    begin = start or next_month(known)
    if begin > months_after(known, MOST_AHEAD):
        what = f"{begin} is more than {MOST_AHEAD} months after the record, which ends on {record.last}"
        raise ConfigError("--start", what, "give an earlier day, or rank a later record")
    known = min(known, begin)
    history = whole_months(record.first, known)
    needed = 2 * months if design == "baseline" else max(months, ENOUGH_WINDOWS)
    if history < needed:
        what = f"whole months that the run knows before {begin}: {max(history, 0)}, and {needed} are needed"
        raise ConfigError("--months", what, "rank a longer record, or plan a shorter pilot with --months")
    window = next(m for m in range(months, 0, -1) if months % m == 0 and history // m >= ENOUGH_WINDOWS)
    baseline = between(months_after(known, -months), known)
    return Calendar(
        selection=between(record.first, baseline.first if design == "baseline" else known),
        baseline=baseline,
        pilot=between(begin, months_after(begin, months)),
        windows=windows_before(known, first=record.first, months=window),
        window_months=window,
        history=history,
    )


def windows_before(after: date, *, first: date, months: int) -> tuple[Period, ...]:
    """Return the pieces of so many months that end before `after`, as many as begin on `first` or later."""
    count = whole_months(first, after) // months
    edges = [months_after(after, -months * k) for k in range(count, -1, -1)]
    return tuple(between(begin, end) for begin, end in pairwise(edges))


def whole_months(first: date, after: date) -> int:
    """Return how many whole months, counted back from `after`, lie after `first`.

    >>> whole_months(date(2024, 1, 1), date(2025, 1, 1)), whole_months(date(2024, 1, 2), date(2025, 1, 1))
    (12, 11)
    """
    months = (after.year - first.year) * YEAR_MONTHS + after.month - first.month + 1
    while months > 0 and months_after(after, -months) < first:
        months -= 1
    return months


def in_period(start: NDArray[np.datetime64], periods: Sequence[Period]) -> Ints:
    """Return which of the periods, none of which overlap, each moment (n,) lies in; -1 for none."""
    found = np.full(len(start), -1, dtype=np.int64)
    day = start.astype("datetime64[D]")
    for i, period in enumerate(periods):
        found[(day >= np.datetime64(period.first)) & (day <= np.datetime64(period.last))] = i
    return found


def dates(period: Period) -> tuple[str, str]:
    """Return the first and the last day as a plan writes them."""
    return str(period.first), str(period.last)


def period_of(days: tuple[str, str]) -> Period:
    """Return the period that a plan has written."""
    return Period(first=date.fromisoformat(days[0]), last=date.fromisoformat(days[1]))
