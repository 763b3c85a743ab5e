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

import pyarrow as pa

from hotspot.errors import ConfigError
from hotspot.read.grouped import expression, records
from hotspot.read.grouped.account import account, frame_of
from hotspot.read.grouped.decoded import MoreThanFitError
from hotspot.read.grouped.engines import engine_for
from hotspot.read.grouped.meaning import read_meaning
from hotspot.read.grouped.noted import crs_of, noted
from hotspot.read.grouped.plan import plan_of
from hotspot.read.grouped.rows import number_of_rows, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    import pyproj

    from hotspot.read.grouped.engines import Engine
    from hotspot.read.grouped.meaning import Meant
    from hotspot.read.grouped.plan import GroupQuestion, Plan
    from hotspot.schema import Choice, Finding, Rows, Source


CLEARLY = 1.3  # times as many as are allowed: a quick look is off by some percent
NOT_ON_DISK = ("source", "moment", "record", "later")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Groups of incidents: `frame` has x, y in `crs` (or the labels of `of`), type, source where it is asked
    for, start, hour_known, what else of single rows is asked for, and `weight`, int64, sorted by these;
    `start` is cut to what was asked for, NaT for nothing.

    `start` on the hour is on the full hour, any other minute stands as half past, unless it is asked for to
    the second. `record` counts the numbers that come more than once from 1. `dropped` are the groups
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
    fit goes to the folder `spill`. Raises InputError for files that cannot be read, and MoreThanFitError
    where there are more than `most` groups; ConfigError for what cannot be asked.
    """
    plan = plan_of(paths, question)
    with counting(engine, memory, spill) as at:
        read = read_meaning(at, plan, question)
        found = _groups(at, plan, question, read, most)
        again = _repeats(at, plan, question, read)
    frame = frame_of(found, read.kinds, read.sources)
    del found
    repeats = frame_of(again, read.kinds, read.sources) if again is not None else None
    return _counted(plan, question, read, frame, repeats)


def _groups(at: Engine, plan: Plan, question: GroupQuestion, read: Meant, most: int | None) -> pa.Table:
    """Return the groups; MoreThanFitError where they are, or clearly would be, more than `most`."""

    if most is not None:
        _look_ahead(at, plan, read, most)
    told = _told_apart(plan, question, read)
    found = at.answer(expression.groups(told, question.by, question.labels, read.tables, most=most))
    if most is not None:
        _refuse_more(found.num_rows, most, plan, most)
    return found


def _counted(
    plan: Plan, question: GroupQuestion, read: Meant, frame: pd.DataFrame, repeats: pd.DataFrame | None
) -> Counted:
    """Return the groups with their CRS, the account of all rows, and what is said of the files."""
    crs, choice = crs_of(plan, question, read, frame if question.of is None else question.of)
    accounted = account(frame, repeats, is_geographic=crs.is_geographic)
    said = noted(plan, question, read, choice)
    return Counted(
        where=plan.files.where,
        frame=accounted.kept,
        dropped=accounted.dropped,
        rows=accounted.rows,
        crs=crs,
        dated=said.dated,
        month_only=said.month_only,
        columns=said.columns,
        sources=said.sources,
        findings=said.findings,
        choices=said.choices,
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
    single = [name for name in question.by if name in NOT_ON_DISK]
    if single:
        what = f"groups on disk know nothing of {', '.join(single)}"
        raise ConfigError("by", what, f"leave {single[0]} out of `by`")
    plan = plan_of(paths, question)
    with counting(engine, memory, spill) as at:
        read = read_meaning(at, plan, question)
        places = at.answer(read.told.select("x", "y").distinct())
        crs, _ = crs_of(plan, question, read, frame_of(places, ()))
        names = expression.keys(read.told, question.by, question.labels)
        found = expression.groups(read.told, question.by, question.labels, read.tables)
        again = _repeats(at, plan, question, read)
        if again is None:
            again = found.schema().to_pyarrow().empty_table().select([*names, "place"])
            again = again.append_column("repeats", pa.array([], pa.int64()))
        at.add(expression.AGAIN, again)
        at.save(records.without_repeats(found, names, again, beyond=not crs.is_geographic), into)
    return read.kinds


@contextmanager
def counting(engine: str, memory: str = "2GB", spill: Path | None = None) -> Iterator[Engine]:
    """Give the engine with a folder of its own for what does not fit into memory."""
    with (
        tempfile.TemporaryDirectory(prefix="hotspot-", dir=spill) as folder,
        engine_for(engine, memory=memory, spill=Path(folder)) as at,
    ):
        yield at


def _look_ahead(at: Engine, plan: Plan, read: Meant, most: int) -> None:
    """Raise InputError where there will clearly be more groups than `most`: to group so many takes long."""

    if _one(at, number_of_rows(plan.files)) > most:
        _refuse_more(_one(at, expression.about(read.told)), CLEARLY * most, plan, most)


def _told_apart(plan: Plan, question: GroupQuestion, read: Meant) -> ir.Table:
    """Return the rows with the number of their record, where it is asked for."""

    if "record" not in question.by or not plan.columns.id:
        return read.told
    return records.with_records(read.told, rows_of(plan.files), plan.columns.id)


def _one(at: Engine, counted: ir.Table) -> int:
    return int(at.answer(counted)["count"][0].as_py())


def _refuse_more(count: int, upto: float, plan: Plan, most: int) -> None:
    if count > upto:
        what = f"it has more than {most:,} incidents of different places and times"
        raise MoreThanFitError(plan.files.where, what, "give some years or one city, or raise limits.rows")


def _repeats(at: Engine, plan: Plan, question: GroupQuestion, read: Meant) -> pa.Table | None:
    """Return how many rows of each group repeat another; None where rows have no number, or keep it."""

    if not plan.columns.id or "record" in question.by:
        return None
    rows = rows_of(plan.files)
    return at.answer(records.repeats(rows, plan.columns, question.by, question.labels, read.tables))
