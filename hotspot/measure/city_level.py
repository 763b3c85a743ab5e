"""How many incidents to expect in a whole city in the coming days, and how far such answers miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gaps import filled

if TYPE_CHECKING:
    from hotspot.schema import Floats

YEAR, RECENT_DAYS = 365, 60
STEP_DAYS = 30  # between the past days at which the answer is tried
LEAST_HISTORY_DAYS = 180  # before the first of them
LEAST_MISS = 0.03  # standard deviation of the logarithm, however well the past was met


def city_level(by_day: Floats, *, days: int) -> tuple[float, float]:
    """Return how many incidents to expect in the `days` after the record `by_day` (d,), and the standard
    deviation of the logarithm of such answers around what followed, in this record.

    The same days of last year, times the square root of how the last sixty days compare with the same sixty
    of the year before: half of a change is believed. A record of under 425 days gives its mean. Days of
    which almost nothing was recorded are taken as the mean of the others.

    >>> city_level(np.full(800, 2.0), days=30)
    (60.0, 0.03)
    """
    past = np.concatenate([[0.0], np.cumsum(filled(by_day))])  # past[d]: before day d of the record
    misses = [
        np.log((past[day + days] - past[day] + 0.5) / (_total(past, day, days) + 0.5))
        for day in range(len(by_day) - days, LEAST_HISTORY_DAYS - 1, -STEP_DAYS)
    ]
    miss = float(np.sqrt(np.mean(np.square(misses)))) if misses else LEAST_MISS
    return _total(past, len(by_day), days), max(miss, LEAST_MISS)


def _total(past: Floats, day: int, days: int) -> float:
    """Return how many incidents to expect in all in the `days` from `day` on; `past` (d + 1,) counts those
    before."""
    if day < YEAR + RECENT_DAYS:
        known = min(day, YEAR)
        return float((past[day] - past[day - known]) / known * days)
    whole, rest = divmod(days, YEAR)
    year = past[day] - past[day - YEAR]
    same_days = whole * year + past[day - YEAR + rest] - past[day - YEAR]
    recent = past[day] - past[day - RECENT_DAYS]
    a_year_ago = past[day - YEAR] - past[day - YEAR - RECENT_DAYS]
    return float(same_days * np.sqrt((recent + 0.5) / (a_year_ago + 0.5)))
