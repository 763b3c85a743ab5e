"""The back-test: at each cut-off every method says where, then the days that followed say who was right."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot.judge.calendar import cutoffs_for, month_starts
from hotspot.judge.comparators import on_ground
from hotspot.judge.pooled import Trial, coverage, curves, judged
from hotspot.judge.windows import windows
from hotspot.measure import capture
from hotspot.schema.judged import Coverage, Curve, Horizon, Judged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from hotspot.judge.past import Record
    from hotspot.judge.units import Places, Units
    from hotspot.judge.windows import Window
    from hotspot.schema import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: `horizons` in days, `shares` of the area, at most so many `cutoffs`."""

    horizons: tuple[int, ...] = (30, 90, 365)
    shares: tuple[float, ...] = (0.005, 0.01, 0.02, 0.05)
    cutoffs: int = 24
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Found:
    """What came of it; `left_out` are the horizons that do not fit into the dates."""

    horizons: tuple[Horizon, ...]
    left_out: tuple[int, ...]
    judged: tuple[Judged, ...]
    curves: tuple[Curve, ...]
    coverage: tuple[Coverage, ...]


def backtest(
    series: Mapping[str, Record],
    units: Sequence[Units],
    squares: Places,
    xy: Floats,
    *,
    first: date,
    days: int,
    asked: Question,
) -> Found:
    """Return how each method did on each series of incidents and kind of unit.

    `xy` (m, 2) are the places of all incidents in metres, by row; day 0 of the records is `first`, and `days`
    is how many days the incidents cover.
    """
    starts = month_starts(first, days)
    recorded_from = min(record.first_day for record in series.values())
    cutoffs = {
        horizon: cutoffs_for(
            starts, horizon_days=horizon, recorded_from=recorded_from, end=days, most=asked.cutoffs
        )
        for horizon in sorted(set(asked.horizons))
    }
    kept = {horizon: at for horizon, at in cutoffs.items() if len(at)}
    trials = [
        trial
        for name, record in series.items()
        for trial in _trials(name, record, units, squares, xy, cutoffs=kept, shares=asked.shares)
    ]
    return Found(
        horizons=tuple(_horizon(days, at, first) for days, at in kept.items()),
        left_out=tuple(horizon for horizon in cutoffs if horizon not in kept),
        judged=tuple(row for trial in trials for row in judged(trial, asked.shares, seed=asked.seed)),
        curves=tuple(curve for trial in trials for curve in curves(trial)),
        coverage=tuple(row for trial in trials for row in coverage(trial, seed=asked.seed)),
    )


def _trials(
    name: str,
    record: Record,
    units: Sequence[Units],
    squares: Places,
    xy: Floats,
    *,
    cutoffs: Mapping[int, Ints],
    shares: Sequence[float],
) -> list[Trial]:
    flagged = [_flagged(len(one.km2), shares) for one in units]
    mornings = sorted({int(cutoff) for at in cutoffs.values() for cutoff in at})

    def tested(cutoff: int) -> list[dict[int, Window]]:
        horizons = [horizon for horizon, at in cutoffs.items() if cutoff in at]
        ground = on_ground(record.before(cutoff), squares, xy, cutoff=cutoff)
        return [
            dict(
                zip(
                    horizons,
                    windows(record, one, ground, cutoff=cutoff, horizons=horizons, flagged=counts),
                    strict=True,
                )
            )
            for one, counts in zip(units, flagged, strict=True)
        ]

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        found = dict(zip(mornings, threads.map(tested, mornings), strict=True))
    return [
        Trial(
            series=name,
            unit=one.name,
            units=len(one.km2),
            km2=float(one.km2.sum()),
            horizon_days=horizon,
            cutoffs=at,
            flagged=flagged[row],
            windows=[found[int(cutoff)][row][horizon] for cutoff in at],
        )
        for row, one in enumerate(units)
        for horizon, at in cutoffs.items()
    ]


def _flagged(units: int, shares: Sequence[float]) -> Ints:
    """Return the numbers of units that are flagged: for each share, and along the capture curve."""
    counts = (capture.flagged_count(share, units) for share in (*shares, *capture.CURVE_SHARES))
    return np.array(sorted({0, *counts}), dtype=np.int64)


def _horizon(days: int, cutoffs: Ints, first: date) -> Horizon:
    earliest, latest = (first + timedelta(days=int(day)) for day in (cutoffs[0], cutoffs[-1]))
    return Horizon(
        days=days,
        cutoffs=len(cutoffs),
        first=earliest,
        last=latest,
        tested_to=latest + timedelta(days=days - 1),
    )
