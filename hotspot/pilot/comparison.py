"""A control made of all other areas, weighted to resemble the pilot areas, and tried where no pilot was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.measure.synthetic_control import placebo_in_space
from hotspot.pilot.calendar import in_period, period_of, windows_before
from hotspot.pilot.zones import near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Bools, Floats, Ints, Result
    from hotspot.schema.compared import Placebo
    from hotspot.schema.piloted import Plan

GROUPS = 199
LIKELY = 4  # times as many areas as the pilot has, the largest of the others, are drawn from
FEWEST = 3  # times as many at least


def placebo_of(result: Result, plan: Plan, zone: Ints) -> Placebo | None:
    """Return the pilot areas beside their synthetic control; None where the run has other areas than the
    plan, or too few that no pilot touches.

    All are counted in windows of the plan's length before the pilot: the pilot areas by the plan's ground, as
    the verdict does, which `zone` (n,) tells of each incident (-1: none); the others by the run's own areas.
    """
    ids = result.areas.frame["area_id"].astype(str).tolist()
    wanted = [plan.zones[i].area_id for i in plan.of_kind("pilot")]
    if not set(wanted) <= set(ids):
        return None
    treated = np.isin(ids, wanted)
    free = _untouched(result, plan)
    before, after = _counts(result, plan, _area_of(result, plan, zone, ids))
    used = treated | free
    before, after, treated = before[used], after[used], treated[used]
    order = np.argsort(-np.where(treated, -1.0, before.sum(axis=1)), kind="stable")
    likely = np.zeros(len(after), dtype=np.bool_)
    likely[order[: LIKELY * len(wanted)]] = True
    if (likely & ~treated & (before.sum(axis=1) > 0)).sum() < FEWEST * len(wanted):
        return None
    return placebo_in_space(
        before, after, treated, likely, groups=GROUPS, variation=plan.variation, seed=plan.seed
    )


def _untouched(result: Result, plan: Plan) -> Bools:
    """Return which areas of the run neither belong to the pilot nor lie within its buffer."""
    shapes = result.areas.frame.geometry.to_crs(plan.crs).to_numpy()
    pilot = shapely.from_wkt([plan.zones[i].shape for i in plan.of_kind("pilot")])
    return np.asarray(~near(shapes, pilot, buffer_m=plan.buffer_m).any(axis=1))


def _area_of(result: Result, plan: Plan, zone: Ints, ids: Sequence[str]) -> Ints:
    """Return the area of the run (n,) that each incident counts in: on a common border, or where a boundary
    was drawn again, the plan says what belongs to its pilot areas."""
    row_of = {area_id: i for i, area_id in enumerate(ids)}
    pilot = list(plan.of_kind("pilot"))
    rows = np.full(len(plan.zones) + 1, -1, dtype=np.int64)
    rows[pilot] = [row_of[plan.zones[i].area_id] for i in pilot]
    own = result.incidents["area"].to_numpy()
    return np.where(np.isin(zone, pilot), rows[zone], np.where(np.isin(own, rows[pilot]), -1, own))


def _counts(result: Result, plan: Plan, area: Ints) -> tuple[Floats, Floats]:
    """Return what each area of the run had in the windows before the pilot (areas, windows), and in it."""
    known = period_of(plan.baseline).last + timedelta(days=1)
    first = max(date.fromisoformat(plan.record[0]), result.period.first if result.period else known)
    windows = windows_before(known, first=first, months=plan.window_months)
    window = in_period(result.incidents["start"].to_numpy(), [*windows, period_of(plan.pilot)])
    used, columns = (window >= 0) & (area >= 0), len(windows) + 1
    cells = np.bincount(area[used] * columns + window[used], minlength=columns * len(result.areas.frame))
    table = cells.reshape(-1, columns).astype(np.float64)
    return table[:, :-1], table[:, -1]
