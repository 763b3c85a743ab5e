"""Count incidents by place, type and time with an engine: what grows with the rows happens there, once.

Out come groups of incidents that are alike, with how many they are. Many incidents share few places, so that
groups by place alone are few; by type, day and hour as well they are nearly as many as the rows. So `by` says
what has to be told apart, and `of` lets incidents be counted by area once it is known where each place lies.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from hotspot.errors import ConfigError, InputError
from hotspot.read.account import choices_of
from hotspot.read.gate import sha256_of
from hotspot.read.grouped import decoded
from hotspot.read.grouped.account import account, frame_of
from hotspot.read.grouped.engines import engine_for
from hotspot.read.grouped.plan import plan_of
from hotspot.read.incidents import LIVE
from hotspot.read.reference import find_crs
from hotspot.schema import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    import pyproj

    from hotspot.read.grouped.engines import Engine
    from hotspot.read.grouped.plan import GroupQuestion, Plan
    from hotspot.schema import Choice, Finding, Rows


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Groups of incidents: `frame` has x, y in `crs` (or the labels of `of`), type, source where it is asked
    for, start, hour_known and `weight`, int64, sorted by these; `start` is cut to what was asked for, NaT for
    nothing.

    `start` on the hour is on the full hour, any other minute stands as half past. `dropped` are the groups
    that cannot be used, with their `reason`; without a place they know the year only. `rows` is the account.
    """

    where: str
    frame: pd.DataFrame
    dropped: pd.DataFrame
    rows: Rows
    crs: pyproj.CRS
    dated: bool
    month_only: bool
    columns: Mapping[str, str]
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Read:
    """Rows as an expression of what their cells mean, with the small tables that say it."""

    told: ir.Table
    tables: dict[str, pa.Table]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    times: decoded.Times | None


def read_grouped(
    paths: Sequence[str],
    question: GroupQuestion,
    *,
    engine: str = "duckdb",
    memory: str = "2GB",
    spill: Path | None = None,
    most: int | None = None,
) -> Counted:
    """Count the incidents of CSV or Parquet files: names, folders or patterns, all of one kind.

    Columns, dates and the CRS are found as `read_incidents` finds them, from the header and the different
    cells. The groups have to fit into memory beside the engine's `memory`; the rows need not: what does not
    fit goes to the folder `spill`. Raises InputError for files that cannot be read, and where there are more
    than `most` groups; ConfigError for what cannot be asked.
    """
    plan = plan_of(paths, question)
    with _counting(engine, memory, spill) as at:
        from hotspot.read.grouped import expression  # noqa: PLC0415 - needs the extra, which is there now

        read = _read(at, plan, question)
        counted = expression.groups(read.told, question.by, question.labels, read.tables, most=most)
        found = _not_more(at.answer(counted), most, plan)
        again = _repeats(at, plan, question, read)
    frame = frame_of(found, read.kinds, read.sources)
    del found
    crs, choice = _crs(plan, question.of if question.of is not None else frame, told=question.incidents.crs)
    repeats = frame_of(again, read.kinds, read.sources) if again is not None else None
    accounted = account(frame, repeats, is_geographic=crs.is_geographic)
    used = {"x": plan.columns.x, "y": plan.columns.y, **plan.roles}
    moments = read.times.moments if read.times else None
    return Counted(
        where=plan.files.where,
        frame=accounted.kept,
        dropped=accounted.dropped,
        rows=accounted.rows,
        crs=crs,
        dated=bool(moments and moments.dated),
        month_only=bool(moments and moments.month_only),
        columns=used,
        sources=_sources(plan, used),
        findings=moments.findings if moments else (),
        choices=(
            *choices_of((), plan.preset, used, told=_told(question)),
            *((choice,) if choice else ()),
            *(moments.choices if moments else ()),
        ),
    )


def write_grouped(
    paths: Sequence[str],
    question: GroupQuestion,
    into: Path,
    *,
    engine: str = "duckdb",
    memory: str = "2GB",
    spill: Path | None = None,
) -> tuple[str, ...]:
    """Count as `read_grouped` does, but write the groups to a Parquet file (Spark: a folder): they may be
    nearly as many as the rows, and need not fit into memory.

    The columns are x, y (or labels), kind, start in seconds since 1970 (local; -2**62: unknown), hour_known
    and weight, of usable rows only and without repeats. Returns the types that `kind` numbers.
    """
    if "source" in question.by:
        raise ConfigError("by", "groups on disk have no sources", "leave source out of `by`")
    plan = plan_of(paths, question)
    with _counting(engine, memory, spill) as at:
        from hotspot.read.grouped import expression  # noqa: PLC0415 - needs the extra, which is there now

        read = _read(at, plan, question)
        places = at.answer(read.told.select("x", "y").distinct())
        crs, _ = _crs(plan, frame_of(places, ()), told=question.incidents.crs)
        names = expression.keys(question.by, question.labels)
        found = expression.groups(read.told, question.by, question.labels, read.tables)
        again = _repeats(at, plan, question, read)
        if again is None:
            again = found.schema().to_pyarrow().empty_table().select([*names, "place"])
            again = again.append_column("repeats", pa.array([], pa.int64()))
        at.add(expression.AGAIN, again)
        at.save(expression.without_repeats(found, names, again, beyond=not crs.is_geographic), into)
    return read.kinds


@contextmanager
def _counting(engine: str, memory: str, spill: Path | None) -> Iterator[Engine]:
    """Give the engine with a folder of its own for what does not fit into memory."""
    with (
        tempfile.TemporaryDirectory(prefix="hotspot-", dir=spill) as folder,
        engine_for(engine, memory=memory, spill=Path(folder)) as at,
    ):
        yield at


def _read(at: Engine, plan: Plan, question: GroupQuestion) -> _Read:
    """Open the files, let the engine list the different cells, and say what they mean."""
    from hotspot.read.grouped import expression as ex  # noqa: PLC0415 - needs the extra, which is there now

    at.open(plan.files)
    rows, columns, where = ex.rows_of(plan.files), plan.columns, plan.files.where
    tables: dict[str, pa.Table] = {}

    def different(column: str) -> pa.Table:
        cells = at.answer(ex.different(rows, column, most=decoded.MOST))
        return decoded.not_too_many(cells, where, [column])

    for name, column in ((ex.XS, columns.x), (ex.YS, columns.y)):
        if pa.types.is_string(plan.files.schema.field(column).type):
            said, degrees = f"{where}, column '{column}'", plan.pair.by == "degrees"
            tables[name] = decoded.read_numbers_of(different(column), said, degrees=degrees)
    kinds: tuple[str, ...] = ("",)
    sources: tuple[str, ...] = ("",)
    times = None
    if columns.kind:
        read = decoded.read_kinds(different(columns.kind), question.apart)
        kinds, tables[ex.KINDS] = read.names, read.table
    if columns.source:
        noticed = decoded.read_kinds(different(columns.source), question.source_apart)
        sources, tables[ex.SOURCES] = noticed.names, noticed.table
    if columns.state:
        tables[ex.STATES] = decoded.read_states(different(columns.state), LIVE)
    if columns.time:
        times = _times(at.answer(ex.different_times(rows, columns.time, most=decoded.MOST)), plan, question)
        tables[ex.TIMES] = times.table
    if question.of is not None:
        tables[ex.OF] = pa.Table.from_pandas(question.of, preserve_index=False).replace_schema_metadata()
    for name, table in tables.items():
        at.add(name, table)
    told = ex.decoded_rows(rows, columns, tables)
    return _Read(told=told, tables=tables, kinds=kinds, sources=sources, times=times)


def _not_more(found: pa.Table, most: int | None, plan: Plan) -> pa.Table:
    """Return the groups; InputError where they are more than `most`."""
    if most is not None and found.num_rows > most:
        what = f"it has more than {most:,} incidents of different places and times"
        raise InputError(plan.files.where, what, "give some years or one city, or raise limits.rows")
    return found


def _times(cells: pa.Table, plan: Plan, question: GroupQuestion) -> decoded.Times:
    told = question.incidents.day_first
    return decoded.read_times(
        decoded.not_too_many(cells, plan.files.where, plan.columns.time),
        plan.files.where,
        plan.time,
        by=question.by,
        day_first=plan.preset.day_first if told is None else told,
        today=question.today,
    )


def _repeats(at: Engine, plan: Plan, question: GroupQuestion, read: _Read) -> pa.Table | None:
    """Return how many rows of each group repeat another; None where rows have no number."""
    from hotspot.read.grouped import expression as ex  # noqa: PLC0415 - needs the extra, which is there now

    if not plan.columns.id:
        return None
    rows = ex.rows_of(plan.files)
    return at.answer(ex.repeats(rows, plan.columns, question.by, question.labels, read.tables))


def _crs(plan: Plan, places: pd.DataFrame, *, told: str) -> tuple[pyproj.CRS, Choice | None]:
    """Return the CRS of the different places."""
    return find_crs(
        plan.files.where,
        places["x"].to_numpy(np.float64),
        places["y"].to_numpy(np.float64),
        told=told,
        of_file=None,
        among=plan.preset.crs_by_values,
        degrees=plan.pair.by == "degrees",
        names=f"'{plan.pair.x}' and '{plan.pair.y}'",
    )


def _told(question: GroupQuestion) -> set[str]:
    """Return the names of the settings that the user gave."""
    asked = question.incidents
    return {f"columns.{role}" for role in asked.columns} | ({"preset"} if asked.preset else set())


def _sources(plan: Plan, used: Mapping[str, str]) -> tuple[Source, ...]:
    columns = ", ".join(f"{role}={column}" for role, column in used.items())
    facts = {"format": plan.files.kind, "columns": columns}
    pairs = zip(plan.files.names, plan.files.paths, strict=True)
    return tuple(Source(path=name, sha256=sha256_of(path), facts=facts) for name, path in pairs)
