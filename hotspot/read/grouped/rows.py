"""The rows of the files as an expression, and the keys by which their cells are told apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hotspot.read.grouped.engines import INCIDENTS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from hotspot.read.grouped.files import Files

HALF_HOUR = timedelta(minutes=30)


def rows_of(files: Files) -> ir.Table:
    """Return the rows of the files, as an expression."""
    return _named(INCIDENTS, files.schema)


def number_of_rows(files: Files) -> ir.Table:
    """Return the `count` of rows of the files."""
    rows = rows_of(files)
    return rows.aggregate(count=rows.count())


def table_of(name: str, table: pa.Table) -> ir.Table:
    """Return a small table that the engine knows by name, as an expression."""
    return _named(name, table.schema)


def _named(name: str, schema: pa.Schema) -> ir.Table:
    import ibis  # noqa: PLC0415 - an extra

    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def text_key(column: ir.Value) -> ir.StringValue:
    """Return the cells as text, "" for none: what can be joined."""
    return column.cast("string").fill_null("")


def day_key(column: ir.Value) -> ir.StringValue:
    """Return the text of a cell of which only a day, a yes or a no is kept; numbers without a point."""
    if column.type().is_timestamp():
        return text_key(column.truncate("D"))
    if column.type().is_floating():
        column = column.isnan().ifelse(None, column).floor().cast("int64")
    return text_key(column)


def number_key(column: ir.Value) -> ir.Value:
    """Return the number of a record: a whole number as it is, else text without blanks around it, null for
    none."""
    return column if column.type().is_integer() else text_key(column).strip().nullif("")


def time_key(column: ir.Value, *, exact: bool) -> ir.Value:
    """Return a time to the second, or as half an hour tells it: on the full hour, or half past for every
    other minute."""
    if column.type().is_timestamp():
        if exact:
            return column.truncate("s")
        hour = column.truncate("h")
        return (column == hour).ifelse(hour, hour + HALF_HOUR)
    return column if column.type().is_date() else text_key(column)
