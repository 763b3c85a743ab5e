"""Read the incidents: from any table or vector file to one frame of places, times and types.

The header is read first; it decides which columns are needed, and no other column is ever loaded. What the
tool found out by itself is returned as choices, what it noticed as findings, and every row is accounted for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.errors import InputError
from hotspot.read.account import choices_of, findings_of, invisible_signs
from hotspot.read.cells import distinct_cells
from hotspot.read.coordinates import read_numbers
from hotspot.read.later import read_later
from hotspot.read.moments import Moments, read_moments
from hotspot.read.opening import open_source
from hotspot.read.personal import personal_findings
from hotspot.read.places import Places, read_places
from hotspot.read.plan import IncidentQuestion, Plan, digits_of, loaded, plan_of
from hotspot.read.series import joined, kinds_of, no_kinds, texts_of
from hotspot.read.where import matching
from hotspot.schema import Incidents, Rows
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.later import Later
    from hotspot.schema import Bools, Floats, Source

__all__ = ["IncidentQuestion", "read_incidents"]

HARM = (1e-6, 1e12)  # smaller or larger is no sentence, and its square leaves the range of numbers
LIVE = ("", "0", "false", "no", "нет", "жоқ")  # what a case that goes on has in its "discontinued" column


def read_incidents(paths: Sequence[str], question: IncidentQuestion) -> Incidents:
    """Read incidents from one or more files of the same kind, one after the other, under the same rules.

    Row numbers run on from 1 through all files. Columns, dates and the CRS are found out unless `question`
    tells them; the filter is applied here and its rows are counted as "filtered_out". Some roles become more
    columns of the frame: `source`, who noticed an incident; `harm`, read only where the user names its
    column; `reported` and `cleared`, of which days and yes or no are kept. Raises InputError for input that
    cannot be read with certainty and ConfigError for an answer that cannot be right.
    """
    if not paths:
        raise InputError("incidents", "no file is named", "give one, or set incidents.file in config.yaml")
    opened = [
        open_source(path, layer=question.layer, query=question.query, allowed=question.allowed)
        for path in paths
    ]
    plan = plan_of(opened[0], question)
    tables = loaded(opened, plan)
    where = opened[0].name if len(opened) == 1 else f"{opened[0].name} and {len(opened) - 1} more"
    frame, rows = joined(tables)
    question.allowed.check_rows(rows.read, where)
    digits = digits_of(tables)
    tables = [replace(table, frame=table.frame[[]], digits={}) for table in tables]
    day_first = plan.preset.day_first if question.day_first is None else question.day_first
    moments = read_moments(where, frame, plan.found.roles, day_first=day_first, digits=digits)
    digits.clear()
    asked = {role for role, column in question.columns.items() if column}
    later = read_later(where, frame, plan.found.roles, told=asked, day_first=moments.day_first)
    kept, rows = _kept(frame, rows, moments, plan)
    if not kept.any():
        what = f"no incident is left of {rows.read:,} rows: {_said(rows)}"
        raise InputError(where, what, "correct the filter (--where), or give other files")
    frame = _still_needed(frame, plan)
    places = read_places(
        where,
        frame,
        tables,
        kept,
        pairs=plan.found.pairs,
        crs=question.crs,
        among=plan.preset.crs_by_values,
        swap=question.swap_xy,
        around=question.around,
    )
    incidents = _frame(where, frame, kept, moments, places=places, roles=plan.found.roles, later=later)
    used = {**places.columns, **plan.found.roles}
    used = {role: column for role, column in used.items() if role not in later.left_out}
    return Incidents(
        frame=incidents,
        crs=places.crs,
        dated=moments.dated,
        month_only=moments.month_only,
        rows=rows,
        columns=used,
        sources=tuple(_with_columns(table.source, used) for table in tables),
        findings=(
            *findings_of(tables),
            *personal_findings(
                where,
                list(dict.fromkeys(column for one in opened for column in one.columns)),
                *(one.first() for one in opened),
                used=plan.columns,
            ),
            *moments.findings,
            *later.findings,
            *places.findings,
            *invisible_signs(where, incidents),
        ),
        choices=(
            *choices_of(
                [table.source for table in tables],
                plan.preset,
                used,
                told=_told(question),
                by_cells=plan.by_cells,
            ),
            *places.choices,
            *moments.choices,
        ),
    )


def _still_needed(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the columns for places and texts: dates have been read, and the filter has been asked."""
    places = [name for pair in plan.found.pairs for name in (pair.x, pair.y)]
    texts = [plan.found.roles[role] for role in ("type", "id", "source", "harm") if role in plan.found.roles]
    return frame[list(dict.fromkeys((*places, *texts)))]


def _kept(frame: pd.DataFrame, rows: Rows, moments: Moments, plan: Plan) -> tuple[Bools, Rows]:
    """Return (n,) which rows go on: not those of discontinued cases, not those that the filter leaves out."""
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


def _frame(
    where: str,
    frame: pd.DataFrame,
    kept: Bools,
    moments: Moments,
    *,
    places: Places,
    roles: Mapping[str, str],
    later: Later,
) -> pd.DataFrame:
    """Return the incidents by row number, with `INCIDENT_COLUMNS` and what else the source tells."""
    those = slice(None) if kept.all() else kept
    rows = frame.index[those]
    columns: dict[str, Any] = {
        "x": places.x,
        "y": places.y,
        "start": moments.start[those],
        "hour_known": moments.hour_known[those],
        "type": kinds_of(frame[roles["type"]][those]) if "type" in roles else no_kinds(len(rows)),
        "id": texts_of(frame[roles["id"]][those]) if "id" in roles else no_kinds(len(rows)),
        "xy_text_bad": places.text_bad,
        "date_text_bad": moments.text_bad[those],
    }
    if "date_end" in roles:
        columns["end"] = moments.end[those]
    if "source" in roles:
        columns["source"] = kinds_of(frame[roles["source"]][those])
    if "harm" in roles:
        columns["harm"] = _harm(where, frame[roles["harm"]][those])
    columns |= {name: values[those] for name, values in later.columns.items()}
    pa.default_memory_pool().release_unused()
    return pd.DataFrame(columns, index=rows.rename("row"), copy=False)


def _harm(where: str, column: pd.Series) -> Floats:
    """Return (n,) the harm of each incident; every one must be 0 or a number that can be meant."""
    numbers = read_numbers(f"{where}, column '{column.name}'", column, degrees=False).found
    wrong = ~((numbers == 0) | ((numbers >= HARM[0]) & (numbers <= HARM[1])))
    if wrong.any():
        first = int(np.argmax(wrong))
        shown = repr(str(column.iloc[first])[:40])
        what = f"the harm {shown} is neither 0 nor a number of {HARM[0]:g} to {HARM[1]:g}"
        raise InputError(
            f"{where}, row {column.index[first]:,}", what, "correct it, or leave incidents.columns.harm out"
        )
    return numbers


def _said(rows: Rows) -> str:
    """Return the reasons of the rows that were dropped while reading, as people say them."""
    words = Words(language="en")
    return "; ".join(f"{words('reason.' + reason)}: {count:,}" for reason, count in rows.dropped.items())


def _told(question: IncidentQuestion) -> set[str]:
    """Return the names of the settings that the user gave."""
    return {f"columns.{role}" for role in question.columns} | ({"preset"} if question.preset else set())


def _with_columns(source: Source, used: Mapping[str, str]) -> Source:
    """Return the source with the columns that were used among its facts."""
    columns = ", ".join(f"{role}={column}" for role, column in used.items())
    return replace(source, facts={**source.facts, "columns": columns})
