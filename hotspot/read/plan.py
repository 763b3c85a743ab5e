"""What the header of the first file decides: which columns are read, and what for; then they are loaded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pandas.api.types import is_numeric_dtype

from hotspot.errors import InputError
from hotspot.read.alike import is_settled, one_below_the_other
from hotspot.read.allowed import ALLOWED, Allowed
from hotspot.read.columns import key, listed
from hotspot.read.presets import Preset, preset_for
from hotspot.read.reference import Around, read_crs
from hotspot.read.roles import Found, find_columns
from hotspot.read.table import NOT_PLAIN, Plain
from hotspot.read.timestamps import of_timestamps
from hotspot.read.where import Filter, prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hotspot.read.alike import Digits
    from hotspot.read.table import OpenTable, PointTable

OF_A_DATE = ("date", "hour", "weekday")  # what a filter may ask of a date: hour 0-23, weekday 1-7 from Monday


@dataclass(frozen=True, kw_only=True)
class IncidentQuestion:
    """What the user said about the incidents; "" and None stand for "find out".

    `preset` is chicago, police-uk, kz-crime-map or generic; `layer` that of a vector file or the sheet of a
    workbook; `query` the SQL for a database; `columns` maps roles (x, y, xy, date, time, date_end, time_end,
    year, month, day, hour, minute, type, id, source, harm, reported, cleared) to columns; `day_first` settles
    01/02/2025; `where` is a condition in SQL; `swap_xy` exchanges x and y; more than `allowed` is refused;
    `around` is where the incidents should lie, in degrees, for advice.
    """

    preset: str = ""
    crs: str = ""
    layer: str = ""
    query: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    where: str = ""
    swap_xy: bool = False
    allowed: Allowed = ALLOWED
    around: Around | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the headers decided: the preset, the column of each role (`by_cells` those that the first rows
    settled), the filter, the columns to load, and which of them are wanted for what they mean and not for
    their text."""

    preset: Preset
    found: Found
    by_cells: frozenset[str]
    condition: Filter | None
    ended: str
    columns: tuple[str, ...]
    plain: Plain


def plan_of(table: OpenTable, question: IncidentQuestion) -> Plan:
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
        first=table.first,
    )
    moments = of_timestamps(
        found.roles, table.columns, table.first, given=question.columns.keys(), never=preset.never
    )
    found = replace(found, roles={**found.roles, **moments})
    condition = None
    if question.where.strip():
        dated = "date" in found.roles or "year" in found.roles
        friendly = [*(["type"] if "type" in found.roles else []), *(OF_A_DATE if dated else ())]
        allowed = [column for column in table.columns if key(column) not in preset.never]
        condition = prepare(question.where, allowed, friendly)
    ended = next((column for column in table.columns if preset.ended and key(column) == preset.ended), "")
    needed = (*found.to_load(), *(condition.columns if condition else ()), ended)
    columns = tuple(dict.fromkeys(column for column in needed if column))
    return Plan(
        preset=preset,
        found=found,
        by_cells=frozenset({*moments, *("xy" for pair in found.pairs if pair.by == "cell")}),
        condition=condition,
        ended=ended,
        columns=columns,
        plain=_plain(found, {*(condition.columns if condition else ()), ended}),
    )


def _plain(found: Found, others: Collection[str]) -> Plain:
    """Return which columns are wanted for their coordinates or dates only, and not for their text."""
    dates = {found.roles[role] for role in ("date", "date_end") if role in found.roles}
    texts = {*others, *(column for role, column in found.roles.items() if role not in ("date", "date_end"))}
    places = {name for pair in found.pairs if pair.by != "cell" for name in (pair.x, pair.y)}
    return Plain(numbers=frozenset(places - dates - texts), dates=frozenset(dates - places - texts))


def loaded(opened: Sequence[OpenTable], plan: Plan) -> list[PointTable]:
    """Load the planned columns of all files, in narrow forms where those of all files allow it."""
    tables = [_load(table, plan, opened[0], plan.plain) for table in opened]
    forms = {
        tuple(_narrow(table, name) for name in sorted(plan.plain.numbers | plan.plain.dates))
        for table in tables
    }
    if len(forms) == 1 and all(is_settled(column) for column in digits_of(tables).values()):
        return tables
    return [_load(table, plan, opened[0], NOT_PLAIN) for table in opened]


def digits_of(tables: Sequence[PointTable]) -> dict[str, Digits]:
    """Return the columns of dates that were read by their digits, those of all files one below the other."""
    return {name: one_below_the_other([table.digits[name] for table in tables]) for name in tables[0].digits}


def _narrow(table: PointTable, column: str) -> str:
    """Return whether a column came as numbers, by its digits, or as it is in the file ("")."""
    if column in table.digits:
        return "digits"
    return "numbers" if is_numeric_dtype(table.frame[column].dtype) else ""


def _load(table: OpenTable, plan: Plan, first: OpenTable, plain: Plain) -> PointTable:
    """Load the planned columns of one file; it must have them all, as the first file has."""
    missing = [column for column in plan.columns if column not in table.columns]
    if missing or table.placed != first.placed:
        what = (
            f"no column {listed(missing)}, which {first.name} has"
            if missing
            else f"not of the kind of {first.name}"
        )
        raise InputError(table.name, what, "give only files with the same columns, or run once for each")
    rows = table.load(plan.columns, plain)
    if not rows.rows.read:
        raise InputError(table.name, "there are no rows", "check that the export finished, or the query")
    return rows
