"""Rows as whole numbers, as an expression: which place, which kind, which time; and how many have which.

Whoever counts by area, day or type needs no coordinates, dates and texts any more: a number for each is
enough, and small tables say what the numbers belong to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.grouped.decoded import DISCONTINUED
from hotspot.read.grouped.expression import BEYOND, NO_PLACE, decoded_rows, in_order
from hotspot.read.grouped.records import often
from hotspot.read.grouped.rows import number_key, rows_of, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    import pyarrow as pa

    from hotspot.read.grouped.files import Files
    from hotspot.read.grouped.plan import Columns

PLACES, OFTEN = "places", "numbers_often"  # small tables
LOST = BEYOND - NO_PLACE  # numbers of places that stand for none: missing, unreadable, zero


def different_places(told: ir.Table, *, most: int) -> ir.Table:
    """Return the places x, y with what each is (`place`), and how many rows lie there (`weight`); where there
    are more than `most`, some one more than these."""
    live = told.filter(told.fate != DISCONTINUED)
    found = live.group_by(["x", "y", "place"]).agg(weight=live.count()).limit(most + LOST + 1)
    return in_order(found, ["x", "y", "place"])


def discontinued(told: ir.Table) -> ir.Table:
    """Return the `count` of rows whose case does not go on."""
    gone = told.filter(told.fate == DISCONTINUED)
    return gone.aggregate(count=gone.count())


def numbers_often(files: Files, column: str, *, most: int) -> ir.Table:
    """Return each `number` of a record that more rows than one have."""
    return often(rows_of(files), column).select("number").limit(most + 1)


def numbered_rows(files: Files, columns: Columns, tables: dict[str, pa.Table], *, sources: int) -> ir.Table:
    """Return each row as `place`, `kind`, `time`, `record` and whether it is there `again`.

    A place is its row in the table `PLACES`; the first `LOST` numbers stand for none. A kind is type ×
    `sources` + source. A record is the row of its number, counted from 1, in the table `OFTEN`, 0 where no
    other row has it. Rows of one record, place and moment that are alike `apart` repeat the first of them by
    type and source.
    """
    import ibis  # noqa: PLC0415 - an extra

    rows = rows_of(files)
    if not columns.id or OFTEN not in tables:
        told = _live(rows, columns, tables).mutate(record=0, again=False)
        return _as_numbers(told, tables, sources)
    numbers = table_of(OFTEN, tables[OFTEN])
    is_often = number_key(rows[columns.id]).isin(numbers.number).fill_null(False)
    once = _live(rows.filter(~is_often), columns, tables).mutate(record=0, again=False)
    told = _live(rows.filter(is_often), columns, tables)
    joined = told.inner_join(numbers, [("id", "number")])
    told = joined.select(*told.columns, joined.record)
    moment = [f"whole_{i}" for i in range(len(columns.time))]
    window = ibis.window(
        group_by=["record", "x", "y", *moment, "apart"], order_by=["by_name", "kind", "source"]
    )
    several = told.mutate(again=ibis.row_number().over(window) > 0)
    return _as_numbers(once, tables, sources).union(_as_numbers(several, tables, sources))


def _live(rows: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Return the rows by what their cells mean, without cases that do not go on."""
    told = decoded_rows(rows, columns, tables)
    told = told if "time" in told.columns else told.mutate(time=0)
    return told.filter(told.fate != DISCONTINUED)


def _as_numbers(told: ir.Table, tables: dict[str, pa.Table], sources: int) -> ir.Table:
    places = table_of(PLACES, tables[PLACES])
    joined = told.left_join(places, ["x", "y"])
    return joined.select(
        place=joined.number.fill_null(joined.place - NO_PLACE).cast("int32"),
        kind=(joined.kind * sources + joined.source).cast("int32"),
        time=joined.time.cast("int32"),
        record=joined.record.cast("int32"),
        again=joined.again,
    )


def labels_of(name: str) -> str:
    """Return the name of the small table that labels the places, kinds or times."""
    return f"labels_{name}"


def counted(
    ledger: ir.Table, tables: dict[str, pa.Table], *, apart: Sequence[str], again: bool | None
) -> ir.Table:
    """Return how many rows of the ledger have which labels (`weight`), told `apart` by some of place, kind
    and time, in order of these.

    The `tables` have the `label` of each `number`; rows without one are left out. `again` picks the rows that
    repeat others, or those that do not; None takes both.
    """
    rows = _labelled(ledger, tables, again=again)
    found = rows.group_by(list(apart)).agg(weight=rows.count()) if apart else rows.agg(weight=rows.count())
    return in_order(found, list(apart)) if apart else found


def coming_back(ledger: ir.Table, tables: dict[str, pa.Table]) -> ir.Table:
    """Return how often (`count`) the number of a record comes back at another place or time, among rows with
    labels that repeat no other."""
    rows = _labelled(ledger.filter(ledger.record > 0), tables, again=False)
    records = rows.group_by("record").agg(rows=rows.count())
    return records.aggregate(count=(records.rows - 1).sum().fill_null(0))


def _labelled(ledger: ir.Table, tables: dict[str, pa.Table], *, again: bool | None) -> ir.Table:
    """Return the rows of the ledger with labels in the place of numbers."""
    rows = ledger if again is None else ledger.filter(ledger.again == again)
    for name in ("place", "kind", "time"):
        if labels_of(name) in tables:
            labels = table_of(labels_of(name), tables[labels_of(name)])
            joined = rows.inner_join(labels, [(name, "number")])
            kept = [column for column in rows.columns if column != name]
            rows = joined.select(*kept, joined.label.name(name))
    return rows
