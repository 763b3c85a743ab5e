"""The running chart of a pilot: month by month, what its areas had and what the control areas let expect."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.pilot.calendar import between, in_period, months_after, period_of, whole_months
from hotspot.schema.piloted import MONTH_COLUMNS, ZONE_KINDS

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints, Period, Result
    from hotspot.schema.piloted import MonthPart, Plan

SIGMAS = 3.0  # Shewhart's limits


def monthly(result: Result, plan: Plan, zone: Ints) -> pd.DataFrame:
    """Return the chart with `MONTH_COLUMNS`; `zone` (n,) is the zone of each incident.

    What is usual of the pilot areas in a month is what the control areas have in it, times the ratio of both
    in the baseline; its variance is that of both counts, the plan's variation of a month included.
    """
    periods = _months(result, plan)
    month = in_period(result.incidents["start"].to_numpy(), periods)
    used, n = (month >= 0) & (zone >= 0), len(plan.zones)
    cells = np.bincount(month[used] * n + zone[used], minlength=n * len(periods))
    by_zone = cells.reshape(len(periods), n).astype(np.float64)
    groups = {kind: by_zone[:, list(plan.of_kind(kind))] for kind in ZONE_KINDS}
    parts = [_part(period, plan) for period in periods]
    baseline = np.array([part == "baseline" for part in parts])
    usual, low, high = _limits(groups["pilot"], groups["control"], baseline, plan)
    pilot = groups["pilot"].sum(axis=1)
    columns = {
        "first_day": [str(period.first) for period in periods],
        "last_day": [str(period.last) for period in periods],
        "part": parts,
        **{str(kind): counts.sum(axis=1).astype(int) for kind, counts in groups.items()},
        "usual": usual,
        "usual_low": low,
        "usual_high": high,
        "beyond": (pilot < low) | (pilot > high),
    }
    return pd.DataFrame(columns, columns=list(MONTH_COLUMNS))


def _months(result: Result, plan: Plan) -> list[Period]:
    """Return the months before the pilot, counted back from the end of the baseline, then those of it."""
    baseline, pilot = period_of(plan.baseline), period_of(plan.pilot)
    known = baseline.last + timedelta(days=1)
    first = max(period_of(plan.record).first, result.period.first if result.period else known)
    back = range(whole_months(first, known), 0, -1)
    before = [between(months_after(known, -k), months_after(known, 1 - k)) for k in back]
    ahead = [
        between(months_after(pilot.first, k), months_after(pilot.first, k + 1)) for k in range(plan.months)
    ]
    gap = [between(known, pilot.first)] if known < pilot.first else []
    return [*before, *gap, *ahead]


def _part(period: Period, plan: Plan) -> MonthPart:
    baseline, pilot = period_of(plan.baseline), period_of(plan.pilot)
    if period.first >= pilot.first:
        return "pilot"
    if period.first > baseline.last:
        return "between"
    return "baseline" if period.first >= baseline.first else "before"


def _limits(
    pilot: Floats, control: Floats, baseline: np.ndarray, plan: Plan
) -> tuple[Floats, Floats, Floats]:
    """Return what is usual in each month, and three standard errors below and above."""
    mine, theirs = pilot[baseline].sum(), control[baseline].sum()
    share = mine / theirs if theirs else np.nan
    usual = control.sum(axis=1) * share
    of_month = plan.variation * plan.months
    uneven = of_month * (_uneven(pilot[baseline]) + _uneven(control[baseline]))
    variance = usual + usual * share + uneven * usual**2
    reach = SIGMAS * np.sqrt(variance)
    return usual, np.maximum(usual - reach, 0.0), usual + reach


def _uneven(counts: Floats) -> float:
    """Return Σm²/n² of the places' counts: 1 for one place, 1/n for n equal ones."""
    total = counts.sum()
    return float(np.square(counts.sum(axis=0)).sum() / total**2) if total else 0.0
