"""Entering incidents into a ledger: which numbers their places, kinds and times get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.errors import InputError
from hotspot.read.account import invisible_signs
from hotspot.read.grouped import numbered
from hotspot.read.grouped.counting import counting
from hotspot.read.grouped.decoded import IMPOSSIBLE, moments_of
from hotspot.read.grouped.expression import BEYOND, PLACED, TIMES, decoded_rows
from hotspot.read.grouped.incidents import LEFT_WHILE_READING
from hotspot.read.grouped.ledger import LEDGER, Ledger, Scratch
from hotspot.read.grouped.meaning import read_meaning
from hotspot.read.grouped.noted import crs_of, noted
from hotspot.read.grouped.plan import plan_of
from hotspot.read.grouped.rows import rows_of
from hotspot.read.series import no_kinds
from hotspot.schema import Incidents, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import ibis.expr.types as ir

    from hotspot.read.grouped.engines import Engine
    from hotspot.read.grouped.meaning import Meant
    from hotspot.read.grouped.plan import GroupQuestion, Plan
    from hotspot.schema import Floats, Ints

BY = ("type", "source", "day", "hour")
MOST_OFTEN = 20_000_000  # numbers of records that come more than once


def open_ledger(paths: Sequence[str], question: GroupQuestion, *, engine: str) -> Ledger:
    """Read the files once, and keep each incident as numbers in a temporary file, which goes with the ledger.

    What cells mean is decided as by `read_grouped`. The different places and times have to fit into memory:
    InputError where there are more than `limits.rows` places.
    """
    question = replace(question, by=BY)
    plan, scratch, most = plan_of(paths, question), Scratch(), question.incidents.allowed.rows
    with counting(engine, spill=scratch.path) as at:
        read = read_meaning(at, plan, question)
        tables = _with_numbers_of_times(at, read)
        gone, places = _places(at, plan, tables, most=most)
        rows = _save(at, plan, read, {**tables, **_places_and_records(at, plan, places)}, scratch.path)
    crs, choice = crs_of(plan, question, read, places)
    said = noted(plan, question, read, choice)
    account = Rows(read=int(places["weight"].sum()) + gone).drop(LEFT_WHILE_READING, gone)
    incidents = Incidents(
        frame=places,
        crs=crs,
        dated=said.dated,
        month_only=said.month_only,
        rows=account,
        columns=said.columns,
        sources=said.sources,
        findings=said.findings,
        choices=said.choices,
    )
    ledger = Ledger(
        incidents=incidents,
        kinds=_kinds(read),
        times=_times(read),
        engine=engine,
        scratch=scratch,
        schema=rows.schema().to_pyarrow(),
    )
    return _with_signs(ledger, plan)


def _save(at: Engine, plan: Plan, read: Meant, tables: dict[str, pa.Table], folder: Path) -> ir.Table:
    """Write the rows as numbers, and return them as an expression."""

    rows = numbered.numbered_rows(plan.files, plan.columns, tables, sources=len(read.sources))
    at.save(rows, folder / LEDGER)
    return rows


def _with_numbers_of_times(at: Engine, read: Meant) -> dict[str, pa.Table]:
    """Return the small tables, that of the times with the number of each, from 1 on: 0 is for none."""

    if read.times is None:
        return read.tables
    table = read.times.table
    table = table.append_column("time", pa.array(np.arange(1, len(table) + 1), pa.int64()))
    at.add(TIMES, table)
    return {**read.tables, TIMES: table}


def _places(at: Engine, plan: Plan, tables: dict[str, pa.Table], *, most: int) -> tuple[int, pd.DataFrame]:
    """Return the rows whose case does not go on, and the places of all others as an incidents frame, those
    that are none first; InputError for too many."""

    told = decoded_rows(rows_of(plan.files), plan.columns, tables)
    gone = int(at.answer(numbered.discontinued(told))["count"][0].as_py()) if plan.columns.state else 0
    found = at.answer(numbered.different_places(told, most=most))
    state, weight = found["place"].to_numpy(), found["weight"].to_numpy()
    placed = (state == PLACED) | (state == BEYOND)
    if placed.sum() > most:
        what = f"it has more than {most:,} different places"
        raise InputError(plan.files.where, what, "give one city, or raise limits.rows")
    lost = np.bincount(state[~placed], weight[~placed], minlength=numbered.LOST + 1)[1:].astype(np.int64)
    x, y = (found[axis].to_numpy()[placed] for axis in ("x", "y"))
    return gone, _frame_of_places(x, y, np.concatenate([lost, weight[placed]]))


def _frame_of_places(x: Floats, y: Floats, weight: Ints) -> pd.DataFrame:
    """Return the places x, y (n,) behind those that are none, with the `weight` of all (3 + n,)."""
    count = len(weight)
    return pd.DataFrame(
        {
            "x": np.append([np.nan, np.nan, 0.0], x),
            "y": np.append([np.nan, np.nan, 0.0], y),
            "start": np.full(count, np.datetime64("NaT", "s")),
            "hour_known": np.zeros(count, dtype=bool),
            "type": no_kinds(count),
            "id": no_kinds(count),
            "xy_text_bad": np.arange(count) == 1,
            "date_text_bad": np.zeros(count, dtype=bool),
            "weight": weight,
        }
    )


def _places_and_records(at: Engine, plan: Plan, places: pd.DataFrame) -> dict[str, pa.Table]:
    """Return the tables of places and of numbers that several records have; the engine then knows them."""

    x, y = (places[axis].to_numpy()[numbered.LOST :] for axis in ("x", "y"))
    tables = {numbered.PLACES: pa.table({"x": x, "y": y, "number": np.arange(numbered.LOST, len(places))})}
    if plan.columns.id:
        tables[numbered.OFTEN] = _often(at, plan)
    for name, table in tables.items():
        at.add(name, table)
    return tables


def _often(at: Engine, plan: Plan) -> pa.Table:
    """Return the numbers that several records have, each with a number of its own."""

    column = plan.columns.id
    found = at.answer(numbered.numbers_often(plan.files, column, most=MOST_OFTEN))
    if found.num_rows > MOST_OFTEN:
        what = f"more than {MOST_OFTEN:,} numbers in {column} come more than once"
        raise InputError(plan.files.where, what, "leave the column out: --set incidents.columns.id=")
    return found.append_column("record", pa.array(np.arange(1, found.num_rows + 1)))


def _kinds(read: Meant) -> pd.DataFrame:
    """Return type and source of each kind: type × sources + source."""
    types, sources = len(read.kinds), len(read.sources)
    codes = {"type": (np.repeat(np.arange(types), sources), read.kinds)}
    if sources > 1:
        codes["source"] = (np.tile(np.arange(sources), types), read.sources)
    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(code, pd.Index(names, dtype="str"))
            for name, (code, names) in codes.items()
        }
    )


def _times(read: Meant) -> pd.DataFrame:
    """Return the times, the first of them for none."""
    if read.times is None:
        start, known, bad = np.array(["NaT"], dtype="M8[s]"), np.zeros(1, dtype=bool), np.zeros(1, dtype=bool)
    else:
        table, none = read.times.table, np.array(["NaT"], dtype="M8[s]")
        start = np.concatenate([none, moments_of(table["start"].to_numpy())])
        known = np.append(False, table["hour_known"].to_numpy())
        bad = np.append(False, table["fate"].to_numpy() == IMPOSSIBLE) & np.isnat(start)
    return pd.DataFrame({"start": start, "hour_known": known, "date_text_bad": bad})


def _with_signs(ledger: Ledger, plan: Plan) -> Ledger:
    """Say where types hold signs that cannot be seen."""
    count = ledger.count(kind=np.arange(len(ledger.kinds)), again=None)
    held = ledger.kinds.iloc[count["kind"]].assign(weight=count["weight"].to_numpy())
    signs = invisible_signs(plan.files.where, held)
    if not signs:
        return ledger
    incidents = ledger.incidents
    return replace(ledger, incidents=replace(incidents, findings=(*incidents.findings, *signs)))
