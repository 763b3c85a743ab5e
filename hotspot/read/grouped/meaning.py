"""What the cells of the files mean: an engine lists the different ones, and small tables say it of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from hotspot.read.grouped import decoded
from hotspot.read.grouped import expression as ex
from hotspot.read.grouped.files import is_text
from hotspot.read.grouped.plan import never
from hotspot.read.grouped.rows import rows_of
from hotspot.read.kept import LIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from hotspot.read.cell_places import CellPlaces
    from hotspot.read.grouped.engines import Engine
    from hotspot.read.grouped.plan import GroupQuestion, Plan


@dataclass(frozen=True, kw_only=True)
class Meant:
    """Rows as an expression of what their cells mean, with the small tables that say it; `known` is what the
    columns of reports and clearances say, `written` in which ways coordinates are, `in_cells` what the cells
    of a column that holds both are."""

    told: ir.Table
    tables: dict[str, pa.Table]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    times: decoded.Times | None
    known: tuple[decoded.Known, ...]
    written: tuple[str, ...]
    in_cells: CellPlaces | None


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """The engine, which has the files, and what is asked of it."""

    at: Engine
    plan: Plan
    question: GroupQuestion
    rows: ir.Table

    def different(self, column: str) -> pa.Table:
        """Return the different texts of a column."""

        return self.few(ex.different(self.rows, column, most=decoded.MOST), [column])

    def few(self, cells: ir.Table, columns: Sequence[str]) -> pa.Table:
        """Return different cells; InputError where there are more than fit into memory."""
        return decoded.not_too_many(self.at.answer(cells), self.plan.files.where, columns)


def read_meaning(at: Engine, plan: Plan, question: GroupQuestion) -> Meant:
    """Open the files, let the engine list the different cells, and say what they mean."""

    at.open(plan.files)
    asked, columns = _Asked(at=at, plan=plan, question=question, rows=rows_of(plan.files)), plan.columns
    in_cells = _in_cells(asked) if plan.pair.by == "cell" else None
    numbers = {} if in_cells else _numbers(asked)
    tables = {name: one.table for name, one in numbers.items()}
    tables |= {ex.XS: in_cells.x, ex.YS: in_cells.y} if in_cells else {}
    kinds: tuple[str, ...] = ("",)
    sources: tuple[str, ...] = ("",)
    if columns.kind:
        read = decoded.read_kinds(asked.different(columns.kind), question.apart, question.emptied)
        kinds, tables[ex.KINDS] = read.names, read.table
    if columns.source:
        noticed = decoded.read_kinds(asked.different(columns.source), question.source_apart, never)
        sources, tables[ex.SOURCES] = noticed.names, noticed.table
    if columns.state:
        tables[ex.STATES] = decoded.read_states(asked.different(columns.state), LIVE)
    times = _times(asked) if columns.time else None
    if times:
        tables[ex.TIMES] = times.table
    known = _known(asked, day_first=times.moments.day_first if times else None)
    tables |= {name: one.table for name, one in known.items() if one.table is not None}
    if question.of is not None:
        tables[ex.OF] = pa.Table.from_pandas(question.of, preserve_index=False).replace_schema_metadata()
    for name, table in tables.items():
        at.add(name, table)
    return Meant(
        told=ex.decoded_rows(asked.rows, columns, tables),
        tables=tables,
        kinds=kinds,
        sources=sources,
        times=times,
        known=tuple(known.values()),
        written=tuple(sorted({one.written for one in numbers.values()} - {"plain"})),
        in_cells=in_cells.places if in_cells else None,
    )


def _in_cells(asked: _Asked) -> decoded.InCells:
    """Read the column that holds both coordinates."""
    column, where = asked.plan.pair.x, asked.plan.files.where
    return decoded.read_cells_of(asked.different(column), where, column, asked.question.incidents)


def _numbers(asked: _Asked) -> dict[str, decoded.Numbers]:
    """Read the coordinates that are text, by the name of their small table."""

    plan, read = asked.plan, {}
    for name, column in ((ex.XS, plan.columns.x), (ex.YS, plan.columns.y)):
        if is_text(plan.files.schema.field(column).type):
            said = f"{plan.files.where}, column '{column}'"
            cells = asked.different(column)
            read[name] = decoded.read_numbers_of(cells, said, degrees=plan.pair.by == "degrees")
    return read


def _times(asked: _Asked) -> decoded.Times:

    plan, told = asked.plan, asked.question.incidents.day_first
    return decoded.read_times(
        asked.few(ex.different_times(asked.rows, plan.columns, most=decoded.MOST), plan.columns.time),
        plan.files.where,
        plan.time,
        by=asked.question.by,
        day_first=plan.preset.day_first if told is None else told,
        today=asked.question.today,
    )


def _known(asked: _Asked, *, day_first: bool | None) -> dict[str, decoded.Known]:
    """Read the columns of reports and clearances that are asked for, by the name of their small table."""

    told = {role for role, column in asked.question.incidents.columns.items() if column}
    return {
        name: decoded.read_known(
            asked.few(ex.different_days(asked.rows, column, most=decoded.MOST), [column]),
            asked.plan.files.where,
            {role: column},
            told=told,
            day_first=day_first,
        )
        for name, role in ((ex.REPORTED, "reported"), (ex.CLEARED, "cleared"))
        if (column := asked.plan.roles.get(role))
    }
