"""Which rows go on after reading: neither of discontinued cases nor left out by the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.read.cells import distinct_cells
from hotspot.read.where import matching

if TYPE_CHECKING:
    from hotspot.read.moments import Moments
    from hotspot.read.plan import Plan
    from hotspot.schema import Bools, Rows

LIVE = ("", "0", "false", "no", "нет", "жоқ")  # what a case that goes on has in its "discontinued" column


def kept_rows(frame: pd.DataFrame, rows: Rows, moments: Moments, plan: Plan) -> tuple[Bools, Rows]:
    """Return which of the rows (n,) go on, and the account of the others."""
    kept = np.ones(len(frame), dtype=bool)
    if plan.ended:
        states, at = distinct_cells(frame[plan.ended])
        kept = np.array([state.lower() in LIVE for state in states.to_pylist()], dtype=bool)[at]
        rows = rows.drop("discontinued", int((~kept).sum()))
    if plan.condition:
        fulfilled = matching(plan.condition.condition, _seen_by_filter(frame, moments, plan)[kept])
        rows = rows.drop("filtered_out", int((~fulfilled).sum()))
        kept[np.flatnonzero(kept)[~fulfilled]] = False
    return kept, rows


def _seen_by_filter(frame: pd.DataFrame, moments: Moments, plan: Plan) -> pd.DataFrame:
    """Return the columns that the filter reads; dates that do not sort as text are put in ISO order."""
    condition, roles = plan.condition, plan.found.roles
    seen = frame[list(condition.columns)] if condition else frame[[]]
    dates = pd.Series(moments.start, index=frame.index)
    if condition and roles.get("date") in condition.columns and not moments.sorts_as_text:
        seen = seen.assign(**{roles["date"]: dates})
    if condition and "date" in condition.roles:
        seen = seen.assign(date=dates)
    if condition and "hour" in condition.roles:
        seen = seen.assign(hour=dates.dt.hour.where(moments.hour_known))
    if condition and "weekday" in condition.roles:
        seen = seen.assign(weekday=dates.dt.day_of_week + 1)
    if condition and "type" in condition.roles:
        seen = seen.assign(type=frame[roles["type"]])
    return seen
