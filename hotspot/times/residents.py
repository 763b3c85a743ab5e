"""Incidents per 1,000 residents and year in each area, where it is known how many live there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.two_periods import rate_interval
from hotspot.schema import YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Result
    from hotspot.schema.trended import Changed
    from hotspot.times.windows import TwoPeriods

FEWEST_RESIDENTS = (
    100  # with fewer, as in a park or a depot, a rate says nothing about residents; as in the ranking
)


def with_rates(
    rows: Sequence[Changed],
    result: Result,
    periods: TwoPeriods,
    *,
    reported: float,
    dispersion: Mapping[str, float],
) -> list[Changed]:
    """Return the changes with residents and rates where they are of areas that have any.

    `reported` is the share of the later period's incidents that has been reported; the rate is that of all.
    `dispersion` says by id how many times as much as Poisson counts an area's vary.
    """
    frame = result.areas.frame
    people = np.asarray(frame["population"], dtype=np.float64)
    of = {
        str(area_id): float(value)
        for area_id, value in zip(frame["area_id"], people, strict=True)
        if value >= FEWEST_RESIDENTS
    }
    there = [row for row in rows if row.kind == "area" and row.unit_id in of]
    residents = np.array([of[row.unit_id] for row in there], dtype=np.float64)
    thousand_years = residents / 1000 / YEAR_DAYS
    noise = np.array([dispersion[row.unit_id] for row in there], dtype=np.float64)
    now, past = (
        np.stack(rate_interval(np.array(counts, dtype=np.float64), thousand_years * days, dispersion=noise))
        for counts, days in (
            ([row.now for row in there], periods.now.days * reported),
            ([row.past for row in there], periods.past.days),
        )
    )
    known = {
        row.unit_id: replace(
            row,
            population=float(residents[i]),
            per_1000_now=float(now[0, i]),
            per_1000_now_low=float(now[1, i]),
            per_1000_now_high=float(now[2, i]),
            per_1000_past=float(past[0, i]),
            per_1000_past_low=float(past[1, i]),
            per_1000_past_high=float(past[2, i]),
        )
        for i, row in enumerate(there)
    }
    return [known.get(row.unit_id, row) if row.kind == "area" else row for row in rows]
