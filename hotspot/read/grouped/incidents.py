"""Incidents as an engine counted them, in the form that the cleaning takes: rows that are alike are one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.errors import ConfigError, InputError
from hotspot.read.account import invisible_signs
from hotspot.read.grouped.account import REPEATED
from hotspot.read.grouped.counting import read_grouped
from hotspot.read.grouped.engines import check_engine
from hotspot.read.grouped.plan import plan_of
from hotspot.read.series import no_kinds
from hotspot.schema import Incidents, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.read.grouped.counting import Counted
    from hotspot.read.grouped.plan import GroupQuestion

BY = ("type", "source", "day", "hour")  # what a ranking needs to know of an incident beside its place
LEFT_WHILE_READING = "discontinued"


def check_countable(paths: Sequence[str], question: GroupQuestion, *, engine: str) -> None:
    """Raise ConfigError or InputError, from the headers alone, for what this engine cannot count."""
    check_engine(engine)
    if any("://" in path for path in paths):
        raise ConfigError("--engine", "an engine reads files, not databases", "leave the engine out")
    plan_of(paths, replace(question, by=BY))


def count_incidents(paths: Sequence[str], question: GroupQuestion, *, engine: str) -> Incidents:
    """Read incidents as `read_incidents` does, rows with the same place, type, source, day and hour as one.

    The column `weight` says how many incidents a row stands for. Rows that cannot be used are among them with
    what is wrong with them, so that cleaning drops them for the same reasons as in a small file; `repeat`
    marks those that repeat others. Minutes, numbers of records and ends of windows are lost. Raises
    InputError for more incidents than `incidents.allowed`: places with days and hours are nearly as many as
    the rows, and a ranking needs them in memory.
    """
    allowed = question.incidents.allowed
    counted = read_grouped(paths, replace(question, by=BY), engine=engine, most=allowed.rows)
    rows = Rows(read=counted.rows.read)
    rows = rows.drop(LEFT_WHILE_READING, counted.rows.dropped.get(LEFT_WHILE_READING, 0))
    allowed.check_rows(rows.kept, counted.where)
    if not rows.kept:
        raise InputError(counted.where, f"no incident is left of {rows.read:,} rows", "give other files")
    frame = _frame(counted)
    return Incidents(
        frame=frame,
        crs=counted.crs,
        dated=counted.dated,
        month_only=counted.month_only,
        rows=rows,
        columns=counted.columns,
        sources=counted.sources,
        findings=(*counted.findings, *invisible_signs(counted.where, frame)),
        choices=counted.choices,
    )


def _frame(counted: Counted) -> pd.DataFrame:
    """Return all groups but those of discontinued cases, as `INCIDENT_COLUMNS` with weight and repeat."""
    dropped = counted.dropped[counted.dropped["reason"] != LEFT_WHILE_READING]
    parts = [part for part in (counted.frame.assign(reason=""), dropped) if len(part)]
    groups = pd.concat(parts, ignore_index=True)
    reason = groups["reason"].to_numpy()
    columns = {name: groups[name] for name in ("x", "y", "start", "hour_known", "type")}
    if "source" in counted.columns:
        columns["source"] = groups["source"]
    return pd.DataFrame(
        {
            **columns,
            "id": no_kinds(len(groups)),
            "xy_text_bad": reason == "unreadable_coordinates",
            "date_text_bad": reason == "impossible_date",
            "weight": groups["weight"].to_numpy(np.int64),
            "repeat": reason == REPEATED,
        },
        copy=False,
    )
