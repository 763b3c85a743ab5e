"""Incidents as an engine counted them, in the form that the cleaning takes: rows that are alike are one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import ConfigError, InputError
from hotspot.read.account import invisible_signs
from hotspot.read.grouped.counting import counting, read_grouped
from hotspot.read.grouped.decoded import MoreThanFitError
from hotspot.read.grouped.engines import check_engine
from hotspot.read.grouped.plan import plan_of
from hotspot.read.grouped.rows import number_of_rows
from hotspot.read.series import no_kinds
from hotspot.schema import Incidents, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.read.allowed import Allowed
    from hotspot.read.grouped.counting import Counted
    from hotspot.read.grouped.plan import GroupQuestion, Plan
    from hotspot.schema import Ints

# What a ranking, and what is asked of it later, need to know of an incident beside its place.
BY = ("type", "source", "moment", "hour", "record", "later")
OF_ROWS = ("end", "source", "reported", "cleared", "cleared_on")
LEFT_WHILE_READING = "discontinued"


def check_countable(paths: Sequence[str], question: GroupQuestion, *, engine: str) -> None:
    """Raise ConfigError or InputError, from the headers alone, for what this engine cannot count."""
    check_engine(engine)
    if any("://" in path for path in paths):
        raise ConfigError("--engine", "an engine reads files, not databases", "leave the engine out")
    plan_of(paths, replace(question, by=BY))


def count_incidents(paths: Sequence[str], question: GroupQuestion, *, engine: str) -> Incidents:
    """Read incidents as `read_incidents` does, those of one place, type, source and time as one.

    The column `weight` says how many incidents a row stands for. Rows that cannot be used are among them with
    what is wrong with them, so that cleaning drops them for the same reasons as in a small file. A number
    that only one record has is lost, and for others a number from 1 stands in the column `id`. Raises
    MoreThanFitError for more incidents than `incidents.allowed`: places with times are nearly as many as the
    rows, so that `open_ledger` has to count them.
    """
    allowed, question = question.incidents.allowed, replace(question, by=BY)
    _refuse_clearly_too_many(plan_of(paths, question), engine, allowed)
    counted = read_grouped(paths, question, engine=engine, most=allowed.rows)
    rows = Rows(read=counted.rows.read)
    rows = rows.drop(LEFT_WHILE_READING, counted.rows.dropped.get(LEFT_WHILE_READING, 0))
    if rows.kept > allowed.rows:
        raise _too_many(counted.where, allowed)
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


def _refuse_clearly_too_many(plan: Plan, engine: str, allowed: Allowed) -> None:
    """Raise MoreThanFitError where there are more rows than allowed, and all of them are incidents."""

    if plan.columns.state:
        return
    with counting(engine) as at:
        at.open(plan.files)
        if int(at.answer(number_of_rows(plan.files))["count"][0].as_py()) > allowed.rows:
            raise _too_many(plan.files.where, allowed)


def _too_many(where: str, allowed: Allowed) -> MoreThanFitError:
    what = f"it has more than {allowed.rows:,} incidents"
    return MoreThanFitError(where, what, "give some years or one city, or raise limits.rows")


def _frame(counted: Counted) -> pd.DataFrame:
    """Return all groups but those of discontinued cases, as `INCIDENT_COLUMNS` with `OF_ROWS` and weight; of
    rows whose number comes more than once each stands for itself."""
    dropped = counted.dropped[counted.dropped["reason"] != LEFT_WHILE_READING]
    parts = [part for part in (counted.frame.assign(reason=""), dropped) if len(part)]
    groups = pd.concat(parts, ignore_index=True)
    record = groups["record"].to_numpy() if "record" in groups else np.zeros(len(groups), dtype=np.int64)
    weight = groups["weight"].to_numpy(np.int64)
    if (several := (record > 0) & (weight > 1)).any():
        rows = np.repeat(np.arange(len(groups)), np.where(several, weight, 1))
        groups, record, weight = groups.take(rows).reset_index(drop=True), record[rows], weight[rows]
        weight = np.where(record > 0, 1, weight)
    reason = groups["reason"].to_numpy()
    known = [name for name in OF_ROWS if name in groups and (name != "source" or name in counted.columns)]
    return pd.DataFrame(
        {
            **{name: groups[name] for name in ("x", "y", "start", "hour_known", "type")},
            "id": _ids(record),
            "xy_text_bad": reason == "unreadable_coordinates",
            "date_text_bad": reason == "impossible_date",
            **{name: groups[name] for name in known},
            "weight": weight,
        },
        copy=False,
    )


def _ids(record: Ints) -> pd.api.extensions.ExtensionArray:
    """Return the number of each record as text, "" for one that no other has."""
    if not record.any():
        return no_kinds(len(record))
    texts = pc.if_else(pa.array(record > 0), pc.cast(pa.array(record), pa.string()), "")
    return pd.arrays.ArrowExtensionArray(texts)
