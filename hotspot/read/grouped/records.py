"""Records that carry the same number twice, found by an engine: few rows, of which it has to see all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.grouped.decoded import SOUND
from hotspot.read.grouped.expression import AGAIN, BEYOND, PLACED, decoded_rows, in_order, keys, labelled
from hotspot.read.grouped.rows import number_key, table_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from hotspot.read.grouped.plan import Columns


def with_records(told: ir.Table, rows: ir.Table, column: str) -> ir.Table:
    """Add the `record`: numbers from 1 for the ids of the `column` that come more than once, 0 for others.

    The id itself is not needed to find repeats, and stays with the engine.
    """
    import ibis  # noqa: PLC0415 - an extra

    numbers = often(rows, column)
    nth = ibis.row_number().over(ibis.window(order_by="number")) + 1
    joined = told.left_join(numbers.select("number", nth=nth), [("id", "number")])
    return joined.select(*told.columns, joined.nth.fill_null(0).name("record"))


def repeats(
    rows: ir.Table,
    columns: Columns,
    by: tuple[str, ...],
    labels: tuple[str, ...],
    tables: dict[str, pa.Table],
) -> ir.Table:
    """Return how many rows of each group repeat another one: same id, place, moment and `apart`.

    Of rows that are the same but for their type the first by the alphabet stays. Only rows whose id comes
    more than once are looked at, which are few.
    """
    import ibis  # noqa: PLC0415 - an extra

    suspects = rows.filter(number_key(rows[columns.id]).isin(often(rows, columns.id).number))
    told = decoded_rows(suspects, columns, tables)
    told = told.filter((told.fate == SOUND) & told.place.isin([PLACED, BEYOND]))
    moment = [f"whole_{i}" for i in range(len(columns.time))]
    window = ibis.window(group_by=["id", "x", "y", *moment, "apart"], order_by=["by_name", "kind", "source"])
    numbered = told.mutate(nth=ibis.row_number().over(window))
    again = labelled(numbered.filter(numbered.nth > 0), labels, tables)
    names = [*keys(told, by, labels), "place"]
    return in_order(again.group_by(names).agg(repeats=again.count()), names)


def without_repeats(found: ir.Table, names: tuple[str, ...], again: pa.Table, *, beyond: bool) -> ir.Table:
    """Return the groups of usable rows for a file: their keys `names`, and `weight` without repeats.

    `beyond` says that places beyond 180 and 90 are good: they are not in degrees.
    """
    usable = found.filter((found.fate == SOUND) & found.place.isin([PLACED, BEYOND] if beyond else [PLACED]))
    other = table_of(AGAIN, again)
    joined = usable.left_join(other, [*names, "place"])
    weight = joined.weight - joined.repeats.fill_null(0)
    kept = joined.select(*names, weight.name("weight"))
    return kept.filter(kept.weight > 0)


def often(rows: ir.Table, column: str) -> ir.Table:
    """Return each `number` of a record that more rows than one have."""
    numbered = rows.select(number=number_key(rows[column]))
    numbered = numbered.filter(numbered.number.notnull())
    counted = numbered.group_by("number").agg(times=numbered.count())
    return counted.filter(counted.times > 1)
