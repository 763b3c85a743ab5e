"""Read the incidents: from any table or vector file to one frame of places, times and types.

The header is read first; it decides which columns are needed, and no other column is ever loaded. What the
tool found out by itself is returned as choices, what it noticed as findings, and every row is accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.errors import InputError
from hotspot.read.account import choices_of, findings_of, invisible_signs
from hotspot.read.cells import text_cells
from hotspot.read.columns import Found, find_columns, key, listed
from hotspot.read.coordinates import read_numbers
from hotspot.read.moments import Moments, read_moments
from hotspot.read.opening import open_source
from hotspot.read.places import Places, read_places
from hotspot.read.presets import Preset, preset_for
from hotspot.read.reference import read_crs
from hotspot.read.where import Filter, matching, prepare
from hotspot.schema import INCIDENT_COLUMNS, Incidents, Rows
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.table import OpenTable, PointTable
    from hotspot.schema import Bools, Floats, Source

HARM = (1e-6, 1e12)  # smaller or larger is no sentence, and its square leaves the range of numbers
LIVE = ("", "0", "false", "no", "нет", "жоқ")  # what a case that goes on has in its "discontinued" column


OF_A_DATE = ("date", "hour", "weekday")  # what a filter may ask of a date: hour 0-23, weekday 1-7 from Monday


@dataclass(frozen=True, kw_only=True)
class IncidentQuestion:
    """What the user said about the incidents; "" and None stand for "find out".

    `preset` is chicago, police-uk, kz-crime-map or generic; `layer` that of a vector file or the sheet of a
    workbook; `query` the SQL for a database; `columns` maps roles (x, y, date, time, date_end, time_end,
    year, month, day, hour, minute, type, id, source, harm) to columns; `day_first` settles 01/02/2025;
    `where` is a condition in SQL; `swap_xy` exchanges x and y.
    """

    preset: str = ""
    crs: str = ""
    layer: str = ""
    query: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    where: str = ""
    swap_xy: bool = False


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What the headers decided: the preset, the column of each role, the filter, the columns to load."""

    preset: Preset
    found: Found
    condition: Filter | None
    ended: str
    columns: tuple[str, ...]


def read_incidents(paths: Sequence[str], question: IncidentQuestion) -> Incidents:
    """Read incidents from one or more files of the same kind, one after the other, under the same rules.

    Row numbers run on from 1 through all files. Columns, dates and the CRS are found out unless `question`
    tells them; the filter is applied here and its rows are counted as "filtered_out". Two roles become one
    more column of the frame each: `source`, who noticed an incident, and `harm`, read only where the user
    names its column. Raises InputError for input
    that cannot be read with certainty and ConfigError for an answer that cannot be right.
    """
    if not paths:
        raise InputError("incidents", "no file is named", "give one, or set incidents.file in config.yaml")
    opened = [open_source(path, layer=question.layer, query=question.query) for path in paths]
    plan = _plan(opened[0], question)
    tables = [_load(table, plan, opened[0]) for table in opened]
    where = opened[0].name if len(opened) == 1 else f"{opened[0].name} and {len(opened) - 1} more"
    frame, rows = _joined(tables)
    day_first = plan.preset.day_first if question.day_first is None else question.day_first
    moments = read_moments(where, frame, plan.found.roles, day_first=day_first)
    kept, rows = _kept(frame, rows, moments, plan)
    if not kept.any():
        what = f"no incident is left of {rows.read:,} rows: {_said(rows)}"
        raise InputError(where, what, "correct the filter (--where), or give other files")
    places = read_places(
        where,
        frame,
        tables,
        kept,
        pairs=plan.found.pairs,
        crs=question.crs,
        among=plan.preset.crs_by_values,
        swap=question.swap_xy,
    )
    incidents = _frame(frame, kept, moments, places, plan.found)
    if "source" in plan.found.roles:
        incidents["source"] = _text(frame, kept, plan.found, "source")
    if "harm" in plan.found.roles:
        incidents["harm"] = _harm(where, frame.loc[kept, plan.found.roles["harm"]])
    used = {**places.columns, **plan.found.roles}
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
            *moments.findings,
            *places.findings,
            *invisible_signs(where, incidents["type"]),
        ),
        choices=(
            *choices_of(tables, plan.preset, used, told=_told(question)),
            *places.choices,
            *moments.choices,
        ),
    )


def _plan(table: OpenTable, question: IncidentQuestion) -> _Plan:
    """Decide from the header of the first file what has to be read."""
    if not table.columns and not table.placed:
        raise InputError(table.name, "it has no columns", "check that the export finished")
    preset = preset_for(table.columns, question.preset)
    found = find_columns(
        table.name,
        table.columns,
        given=question.columns,
        known=preset.roles,
        never=preset.never,
        placed=table.placed,
        plane=bool(question.crs) and read_crs(question.crs).is_projected,
    )
    condition = None
    if question.where.strip():
        dated = "date" in found.roles or "year" in found.roles
        friendly = [*(["type"] if "type" in found.roles else []), *(OF_A_DATE if dated else ())]
        allowed = [column for column in table.columns if key(column) not in preset.never]
        condition = prepare(question.where, allowed, friendly)
    ended = next((column for column in table.columns if preset.ended and key(column) == preset.ended), "")
    needed = (*found.to_load(), *(condition.columns if condition else ()), ended)
    columns = tuple(dict.fromkeys(column for column in needed if column))
    return _Plan(preset=preset, found=found, condition=condition, ended=ended, columns=columns)


def _load(table: OpenTable, plan: _Plan, first: OpenTable) -> PointTable:
    """Load the planned columns of one file; it must have them all, as the first file has."""
    missing = [column for column in plan.columns if column not in table.columns]
    if missing or table.placed != first.placed:
        what = (
            f"no column {listed(missing)}, which {first.name} has"
            if missing
            else f"not of the kind of {first.name}"
        )
        raise InputError(table.name, what, "give only files with the same columns, or run once for each")
    loaded = table.load(plan.columns)
    if not loaded.rows.read:
        raise InputError(table.name, "there are no rows", "check that the export finished, or the query")
    return loaded


def _joined(tables: Sequence[PointTable]) -> tuple[pd.DataFrame, Rows]:
    """Return the rows of all files under running row numbers from 1, and their account."""
    frames, rows = [], Rows(read=0)
    for table in tables:
        frames.append(table.frame.set_axis(table.frame.index + rows.read + 1, axis=0))
        rows = Rows(read=rows.read + table.rows.read, dropped=rows.dropped)
        for reason, count in table.rows.dropped.items():
            rows = rows.drop(reason, count)
    return (pd.concat(frames) if len(frames) > 1 else frames[0]), rows


def _kept(frame: pd.DataFrame, rows: Rows, moments: Moments, plan: _Plan) -> tuple[Bools, Rows]:
    """Return (n,) which rows go on: not those of discontinued cases, not those that the filter leaves out."""
    kept = np.ones(len(frame), dtype=bool)
    if plan.ended:
        state = pd.Series(text_cells(frame[plan.ended]).to_pylist(), dtype=object).str.lower()
        kept = state.isin(LIVE).to_numpy(dtype=bool)
        rows = rows.drop("discontinued", int((~kept).sum()))
    if plan.condition:
        fulfilled = matching(plan.condition.condition, _seen_by_filter(frame, moments, plan)[kept])
        rows = rows.drop("filtered_out", int((~fulfilled).sum()))
        kept[np.flatnonzero(kept)[~fulfilled]] = False
    return kept, rows


def _seen_by_filter(frame: pd.DataFrame, moments: Moments, plan: _Plan) -> pd.DataFrame:
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


def _frame(frame: pd.DataFrame, kept: Bools, moments: Moments, places: Places, found: Found) -> pd.DataFrame:
    """Return the frame of incidents with `INCIDENT_COLUMNS`, indexed by row number."""
    index = pd.Index(frame.index[kept], name="row", dtype="int64")
    return pd.DataFrame(
        {
            "x": places.x,
            "y": places.y,
            "start": moments.start[kept],
            "end": moments.end[kept],
            "hour_known": moments.hour_known[kept],
            "type": _text(frame, kept, found, "type"),
            "id": _text(frame, kept, found, "id"),
            "xy_text_bad": places.text_bad,
            "date_text_bad": moments.text_bad[kept],
        },
        index=index,
        columns=list(INCIDENT_COLUMNS),
    )


def _text(frame: pd.DataFrame, kept: Bools, found: Found, role: str) -> pd.Series:
    """Return the text of a role for the kept rows, "" where there is none."""
    if role not in found.roles:
        return pd.Series("", index=frame.index[kept], dtype="str")
    cells = text_cells(frame[found.roles[role]]).filter(pa.array(kept))
    return pd.Series(cells.to_pandas(), dtype="str").set_axis(frame.index[kept])


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
