"""Read the incidents: from any table or vector file to one frame of places, times and types.

The header is read first; it decides which columns are needed, and no other column is ever loaded. What the
tool found out by itself is returned as choices, what it noticed as findings, and every row is accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.errors import InputError
from hotspot.read.account import choices_of, dates_of_report, findings_of, invisible_signs
from hotspot.read.coordinates import read_numbers
from hotspot.read.kept import filter_advice, kept_rows
from hotspot.read.later import read_later
from hotspot.read.moments import Moments, read_moments
from hotspot.read.opening import open_source
from hotspot.read.personal import personal_findings
from hotspot.read.places import PlaceQuestion, Places, read_places
from hotspot.read.plan import IncidentQuestion, Plan, digits_of, loaded, plan_of
from hotspot.read.series import joined, kinds_of, no_kinds, texts_of
from hotspot.schema import Incidents, Rows
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.alike import Digits
    from hotspot.read.later import Later
    from hotspot.read.table import OpenTable, PointTable
    from hotspot.schema import Bools, Choice, Finding, Floats, Source

__all__ = ["IncidentQuestion", "read_incidents"]

HARM = (1e-6, 1e12)  # smaller or larger is no sentence, and its square leaves the range of numbers


@dataclass(frozen=True, kw_only=True)
class _Given:
    """The files as they were given: what they are called together, what their headers decided, and what is
    left of their tables once the cells have been put one below the other."""

    where: str
    opened: Sequence[OpenTable]
    plan: Plan
    tables: Sequence[PointTable]


@dataclass(frozen=True, kw_only=True)
class _Times:
    """When incidents happened, and what became known of them later."""

    moments: Moments
    later: Later


def read_incidents(paths: Sequence[str], question: IncidentQuestion) -> Incidents:
    """Read incidents from one or more files of the same kind, one after the other, under the same rules.

    Row numbers run on from 1 through all files. Columns, dates and the CRS are found out unless `question`
    tells them; the filter is applied here and its rows are counted as "filtered_out". Some roles become more
    columns of the frame: `source`, who noticed an incident; `harm`, read only where the user names its
    column; `reported` and `cleared`, of which days and yes or no are kept. Raises InputError for input that
    cannot be read with certainty and ConfigError for an answer that cannot be right.
    """
    given, frame, rows, digits = _given(paths, question)
    times = _times(given, frame, digits, question)
    del digits
    kept, rows = kept_rows(frame, rows, times.moments, given.plan)
    if not kept.any():
        what = f"no incident is left of {rows.read:,} rows: {_said(rows)}"
        raise InputError(given.where, what, filter_advice(frame, given.plan))
    frame = _still_needed(frame, given.plan)
    places = _places(given, frame, kept, question)
    incidents = _frame(given, frame, kept, times, places)
    used = {**places.columns, **given.plan.found.roles}
    used = {role: column for role, column in used.items() if role not in times.later.left_out}
    return Incidents(
        frame=incidents,
        crs=places.crs,
        dated=times.moments.dated,
        month_only=times.moments.month_only,
        rows=rows,
        columns=used,
        sources=tuple(_with_columns(table.source, used) for table in given.tables),
        findings=_findings(given, times, places, incidents),
        choices=_choices(given, times, places, used, question),
    )


def _given(
    paths: Sequence[str], question: IncidentQuestion
) -> tuple[_Given, pd.DataFrame, Rows, dict[str, Digits]]:
    """Open the files and load the columns that their headers ask for: all rows (m,), their account, and the
    dates that were read by their digits."""
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
    bare = [replace(table, frame=table.frame[[]], digits={}) for table in tables]
    return _Given(where=where, opened=opened, plan=plan, tables=bare), frame, rows, digits_of(tables)


def _times(
    given: _Given, frame: pd.DataFrame, digits: Mapping[str, Digits], question: IncidentQuestion
) -> _Times:
    """Read what the columns of times say of all rows (m,)."""
    where, roles, day_first = given.where, given.plan.found.roles, question.day_first
    day_first = given.plan.preset.day_first if day_first is None else day_first
    moments = read_moments(where, frame, roles, day_first=day_first, digits=digits)
    asked = {role for role, column in question.columns.items() if column}
    later = read_later(where, frame, roles, told=asked, day_first=moments.day_first)
    return _Times(moments=moments, later=later)


def _places(given: _Given, frame: pd.DataFrame, kept: Bools, question: IncidentQuestion) -> Places:
    """Read the places of the kept rows (n,)."""
    asked = PlaceQuestion(
        crs=question.crs,
        among=given.plan.preset.crs_by_values,
        swap=question.swap_xy,
        around=question.around,
    )
    return read_places(given.where, frame, given.tables, kept, pairs=given.plan.found.pairs, asked=asked)


def _findings(given: _Given, times: _Times, places: Places, incidents: pd.DataFrame) -> tuple[Finding, ...]:
    """Return what was noticed, in the order in which it was read."""
    columns = list(dict.fromkeys(column for one in given.opened for column in one.columns))
    first = [one.first() for one in given.opened]
    return (
        *findings_of(given.tables),
        *dates_of_report(given.plan.found.roles),
        *personal_findings(given.where, columns, *first, used=given.plan.columns),
        *times.moments.findings,
        *times.later.findings,
        *places.findings,
        *invisible_signs(given.where, incidents),
    )


def _choices(
    given: _Given, times: _Times, places: Places, used: Mapping[str, str], question: IncidentQuestion
) -> tuple[Choice, ...]:
    """Return what was found out without being asked."""
    plan, sources = given.plan, [table.source for table in given.tables]
    return (
        *choices_of(sources, plan.preset, used, told=_told(question), by_cells=plan.by_cells),
        *places.choices,
        *times.moments.choices,
    )


def _still_needed(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the columns for places and texts: dates have been read, and the filter has been asked."""
    places = [name for pair in plan.found.pairs for name in (pair.x, pair.y)]
    texts = [plan.found.roles[role] for role in ("type", "id", "source", "harm") if role in plan.found.roles]
    return frame[list(dict.fromkeys((*places, *texts)))]


def _frame(given: _Given, frame: pd.DataFrame, kept: Bools, times: _Times, places: Places) -> pd.DataFrame:
    """Return the incidents by row number, with `INCIDENT_COLUMNS` and what else the source tells."""
    roles, moments, later = given.plan.found.roles, times.moments, times.later
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
        columns["harm"] = _harm(given.where, frame[roles["harm"]][those])
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
