"""What was cleared in two periods by city, type and area, given equally many days where they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clearances import DAY_ZERO, clearance, cleared_changes
from hotspot.measure.follow_up import follow_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Period, Result
    from hotspot.schema.cleared import Clearance
    from hotspot.schema.trended import ChangeKind
    from hotspot.times.months import Months
    from hotspot.times.units import Units
    from hotspot.times.windows import TwoPeriods

KINDS: tuple[ChangeKind, ...] = ("city", "type", "area")


def cleared_of(
    result: Result, units: Sequence[Units], periods: TwoPeriods, months: Months
) -> Clearance | None:
    """Return what was cleared in both periods; None where the run does not know."""
    frame = result.incidents
    if "cleared" not in frame:
        return None
    day = frame["start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    on = frame["cleared_on"].to_numpy().astype("datetime64[D]") if "cleared_on" in frame else None
    found = follow_up(
        day,
        frame["cleared"].to_numpy(np.int8),
        on.astype(np.int64) if on is not None else None,
        now=_days(periods.now),
        past=_days(periods.past),
        until=_days(result.period or periods.now)[1],
    )
    by_kind = {one.kind: one for one in units}
    rows, noise = [], 1.0
    for kind in KINDS:
        one = by_kind[kind]
        names = [(kind, unit_id, name) for unit_id, name in zip(one.ids, one.names, strict=True)]
        some, dispersion = cleared_changes(found, one.unit, names, month=months.month, many=True)
        rows += some
        noise = dispersion if kind == "city" else noise
    return clearance(found, rows, dispersion=noise)


def _days(period: Period) -> tuple[int, int]:
    return (period.first - DAY_ZERO).days, (period.last - DAY_ZERO).days
