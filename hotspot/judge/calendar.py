"""When a forecast is made and tested: on the first of each month, as often and as late as the dates allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from hotspot.schema import Ints

LEAST_DAYS = 60  # of history before the first cut-off
LONGEST_SILENCE_DAYS = 120  # without a single incident in the whole city: nothing was recorded then


def month_starts(first: date, days: int) -> Ints:
    """Return the day numbers, counted from `first`, of each first of a month within so many days.

    >>> from datetime import date
    >>> month_starts(date(2025, 1, 15), 80).tolist()
    [17, 45, 76]
    """
    start = np.datetime64(first, "D")
    end = (start + np.timedelta64(days, "D")).astype("datetime64[M]")
    months = np.arange(start.astype("datetime64[M]"), end + np.timedelta64(1, "M"))
    numbers = (months.astype("datetime64[D]") - start).astype(np.int64)
    return np.asarray(numbers[(numbers >= 0) & (numbers < days)])


def cutoffs_for(starts: Ints, *, horizon_days: int, recorded_from: int, end: int, most: int) -> Ints:
    """Return the latest month starts, at most `most`, followed by `horizon_days` before day `end` and after
    `LEAST_DAYS` of history; ascending.

    >>> starts = np.array([0, 31, 59, 90, 120])
    >>> cutoffs_for(starts, horizon_days=30, recorded_from=0, end=150, most=2).tolist()
    [90, 120]
    """
    fits = (starts + horizon_days <= end) & (starts - recorded_from >= LEAST_DAYS)
    return np.asarray(starts[fits][-most:])


def recorded_from(days: Ints) -> int:
    """Return the first day after the last long silence: what lies before a gap in the record teaches wrongly.

    >>> recorded_from(np.array([0, 1, 2, 500, 501]))
    500
    """
    dates = np.unique(days)
    after = np.flatnonzero(np.diff(dates) > LONGEST_SILENCE_DAYS)
    return int(dates[after[-1] + 1]) if len(after) else int(dates[0])


def windows_that_overlap(cutoffs: Ints, *, horizon_days: int) -> int:
    """Return how many consecutive cut-offs share a day that they are tested on: the length of a block.

    >>> windows_that_overlap(np.array([0, 31, 59, 90]), horizon_days=90)
    3
    """
    step = float(np.median(np.diff(cutoffs))) if len(cutoffs) > 1 else float(horizon_days)
    return max(1, min(len(cutoffs), int(np.ceil(horizon_days / step))))
