"""Whether the last days of a record hold so few incidents that reports are probably missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.seasons import FEWEST_PIECES, jitter
from hotspot.measure.two_periods import late_shortfall
from hotspot.times.months import whole_weeks, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Period, Result
    from hotspot.times.windows import TwoPeriods

LATE_DAYS = 14  # at the end of a record that reports may still be missing from
FOUR, TWO = 4, 2  # weeks


def late(result: Result, periods: TwoPeriods) -> float:
    """Return the p value of so few incidents in the last days of the record, beside the same days of the
    earlier period; NaN where the later period ends before them or is too short to tell."""
    record, now, past = result.period, periods.now, periods.past
    if record is None or (record.last - now.last).days >= LATE_DAYS or now.days < 3 * LATE_DAYS:
        return float("nan")
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    counts = []
    for period in (now, past):
        last = replace(period, first=period.last - timedelta(days=LATE_DAYS - 1))
        held = float(within(start, last).sum())
        counts += [held, float(within(start, period).sum()) - held]
    before = replace(record, last=now.last - timedelta(days=LATE_DAYS))
    return late_shortfall(*counts, dispersion=noise_before(start, before))


def noise_before(start: NDArray[np.datetime64], before: Period) -> float:
    """Return how many times as much as Poisson the counts of four weeks vary in the days `before` the last.

    The last days are left out, since what is missing from them would pass for noise. Where four
    weeks do not fit three times, weeks are paired: one beside the next, in the same month, would tell too
    little of how months differ.
    """
    pieces = whole_weeks(start, before, together=FOUR)
    if len(pieces.first) < FEWEST_PIECES:
        pieces = whole_weeks(start, before, together=TWO)
    return jitter(pieces.counts(np.ones(len(start), dtype=np.bool_)), pieces.days)
