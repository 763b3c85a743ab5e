"""What was cleared before a pilot and during it: in its areas, in the control areas, in the rings."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clearances import DAY_ZERO, clearance, cleared_changes
from hotspot.measure.follow_up import follow_up
from hotspot.measure.proportions import beside
from hotspot.pilot.calendar import period_of
from hotspot.schema.piloted import ZONE_KINDS

if TYPE_CHECKING:
    from hotspot.schema import Ints, Result
    from hotspot.schema.cleared import Clearance, ClearedChange
    from hotspot.schema.piloted import Plan, ZoneKind


def cleared_of(result: Result, plan: Plan, zone: Ints) -> Clearance | None:
    """Return what was cleared in each kind of place, the pilot areas first; None where the run does not know.

    `zone` (n,) is the zone of each incident, -1 for none.
    """
    frame = result.incidents
    if "cleared" not in frame:
        return None
    start = frame["start"].to_numpy().astype("datetime64[D]")
    on = frame["cleared_on"].to_numpy().astype("datetime64[D]") if "cleared_on" in frame else None
    found = follow_up(
        start.astype(np.int64),
        frame["cleared"].to_numpy(np.int8),
        on.astype(np.int64) if on is not None else None,
        now=_days(plan.pilot),
        past=_days(plan.baseline),
        until=(result.period.last - DAY_ZERO).days if result.period else 0,
    )
    of_zone = np.array([*(ZONE_KINDS.index(one.kind) for one in plan.zones), -1], dtype=np.int64)
    month = start.astype("datetime64[M]")
    month = np.where(np.isnat(start), -1, (month - np.nanmin(month)).astype(np.int64))
    names = [(str(kind), str(kind), "") for kind in ZONE_KINDS]
    rows, noise = cleared_changes(found, of_zone[zone], names, month=month)
    beyond = beside(_step(rows, "pilot"), _step(rows, "control"))
    return clearance(found, rows, dispersion=noise, beside=beyond)


def _step(rows: list[ClearedChange], kind: ZoneKind) -> tuple[float, float, float]:
    """Return the difference of a kind of place with its bounds, NaN where nothing is known of it."""
    found = [row for row in rows if row.kind == kind]
    if not found:
        return nan, nan, nan
    return found[0].difference, found[0].difference_low, found[0].difference_high


def _days(days: tuple[str, str]) -> tuple[int, int]:
    period = period_of(days)
    return (period.first - DAY_ZERO).days, (period.last - DAY_ZERO).days
