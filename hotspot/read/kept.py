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

TYPES_NAMED, NAME_LETTERS = 10, 60  # in an error
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


def filter_advice(frame: pd.DataFrame, plan: Plan) -> str:
    """Return what to do about a filter that leaves no row: how the values are written that it asks for."""
    roles, condition = plan.found.roles, plan.condition
    asked = {*condition.columns, *condition.roles} if condition else set()
    said = ["correct the filter (--where)" if condition else "give other files"]
    if "type" in roles and asked & {"type", roles["type"]}:
        types, at = distinct_cells(frame[roles["type"]])
        often = np.argsort(-np.bincount(at, minlength=len(types)), kind="stable")[:TYPES_NAMED]
        named = ", ".join(f"'{types[int(one)].as_py()[:NAME_LETTERS]}'" for one in often)
        said.append(f"the types are {named}{' …' if len(types) > len(often) else ''}")
    if "weekday" in asked:
        said.append("weekday is 1 for Monday to 7")
    if "hour" in asked:
        said.append("hour is 0 to 23")
    return "; ".join(said)


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
