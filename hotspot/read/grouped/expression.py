"""The one expression that counts: which rows are alike, written once for every engine.

Rows go in as they stand in the files; small tables (`decoded`) say what their cells mean. Out come groups: a
place, a type and a time, with how many incidents they stand for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hotspot.read.grouped.decoded import DISCONTINUED, MISSING, NEVER, SOUND
from hotspot.read.grouped.engines import INCIDENTS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from hotspot.read.grouped.files import Files
    from hotspot.read.grouped.plan import Columns

KINDS, TIMES, XS, YS = "kinds", "times", "numbers_x", "numbers_y"  # the small tables
SOURCES, STATES, OF, AGAIN = "sources", "states", "places_of", "again"
PLACED, NO_PLACE, UNREADABLE, ZERO, BEYOND = range(5)  # what a place is; BEYOND: no degrees
HALF_HOUR = timedelta(minutes=30)


def rows_of(files: Files) -> ir.Table:
    """Return the rows of the files, as an expression."""
    return _named(INCIDENTS, files.schema)


def table_of(name: str, table: pa.Table) -> ir.Table:
    """Return a small table that the engine knows by name, as an expression."""
    return _named(name, table.schema)


def _named(name: str, schema: pa.Schema) -> ir.Table:
    import ibis  # noqa: PLC0415 - an extra

    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def text_key(column: ir.Value) -> ir.StringValue:
    """Return the cells as text, "" for none: what can be joined."""
    return column.cast("string").fill_null("")


def time_key(column: ir.Value) -> ir.Value:
    """Return a time as half an hour tells it: on the full hour, or half past for every other minute."""
    if column.type().is_timestamp():
        hour = column.truncate("h")
        return (column == hour).ifelse(hour, hour + HALF_HOUR)
    return column if column.type().is_date() else text_key(column)


def different(rows: ir.Table, column: str, *, most: int) -> ir.Table:
    """Return the different cells of a column as text, under the name `cell`."""
    return rows.select(cell=text_key(rows[column])).distinct().limit(most + 1)


def different_times(rows: ir.Table, columns: tuple[str, ...], *, most: int) -> ir.Table:
    """Return the different times, each column under its own name."""
    return rows.select(**{name: time_key(rows[name]) for name in columns}).distinct().limit(most + 1)


def decoded_rows(rows: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Return each row by what its cells mean: x, y, place, kind, source, apart, start, hour_known, fate; its
    id and the whole cells that tell its time (whole_0 …), for rows that repeat others.

    x and y are null where there is no place; without a place only the year of `start` is kept, since nothing
    else is ever asked of such rows.
    """
    named = {"cell_kind": columns.kind, "cell_source": columns.source, "cell_state": columns.state}
    told = rows.select(
        cell_x=_coordinate(rows[columns.x]),
        cell_y=_coordinate(rows[columns.y]),
        **{cell: text_key(rows[name]) for cell, name in named.items() if name},
        **({"id": rows[columns.id]} if columns.id else {}),
        **{f"time_{i}": time_key(rows[name]) for i, name in enumerate(columns.time)},
        **{f"whole_{i}": rows[name] for i, name in enumerate(columns.time)},
    )
    told = _with_numbers(told, "x", XS, tables)
    told = _with_numbers(told, "y", YS, tables)
    told = _with_kinds(_with_places(told), columns, tables)
    told = _with_sources(told, columns, tables)
    told = _with_times(told, columns, tables)
    told = _with_states(told, columns, tables)
    placed = told.place.isin([PLACED, BEYOND]) & (told.fate != DISCONTINUED)
    start = placed.ifelse(told.start, told.year)
    return told.mutate(start=start, hour_known=told.hour_known & placed)


def _coordinate(column: ir.Value) -> ir.Value:
    return column.cast("float64") if column.type().is_numeric() else text_key(column)


def _with_numbers(told: ir.Table, axis: str, name: str, tables: dict[str, pa.Table]) -> ir.Table:
    """Add the number of a coordinate (null for none) and whether there is something that is none."""
    cell = told[f"cell_{axis}"]
    if name in tables:
        numbers = table_of(name, tables[name])
        joined = told.left_join(numbers, [(f"cell_{axis}", "cell")])
        return joined.select(*told.columns, joined.number.name(axis), joined.unreadable.name(f"bad_{axis}"))
    sound = cell.notnull() & ~cell.isnan() & ~cell.isinf()
    number = sound.ifelse(cell, None)
    return told.mutate(**{axis: number, f"bad_{axis}": cell.isinf().fill_null(False)})


def _with_kinds(told: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Add kind and apart."""
    if not columns.kind:
        return told.mutate(kind=0, apart=False)
    kinds = table_of(KINDS, tables[KINDS])
    joined = told.left_join(kinds, [("cell_kind", "cell")])
    number, apart = joined.kind.fill_null(0), joined.apart.fill_null(False)
    return joined.select(*told.columns, number.name("kind"), apart.name("apart"))


def _with_sources(told: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Add source; where it says who noticed an incident, it decides on apart."""
    if not columns.source:
        return told.mutate(source=0)
    sources = table_of(SOURCES, tables[SOURCES]).rename(by_source="apart", number="kind")
    joined = told.left_join(sources, [("cell_source", "cell")])
    apart = joined.by_source.fill_null(joined.apart)
    kept = [name for name in told.columns if name != "apart"]
    return joined.select(*kept, joined.number.fill_null(0).name("source"), apart.name("apart"))


def _with_places(told: ir.Table) -> ir.Table:
    """Add what the place is; x and y are null together."""
    bad = told.bad_x.fill_null(False) | told.bad_y.fill_null(False)
    both = told.x.notnull() & told.y.notnull()
    at_zero = (told.x == 0) & (told.y == 0)
    beyond = (told.x.abs() > 180) | (told.y.abs() > 90)
    there = at_zero.ifelse(ZERO, beyond.ifelse(BEYOND, PLACED))
    place = bad.ifelse(UNREADABLE, both.ifelse(there, NO_PLACE))
    placed = both & ~bad
    return told.mutate(
        x=placed.ifelse(told.x, None), y=placed.ifelse(told.y, None), place=place.cast("int32")
    )


def _with_states(told: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Let cases that do not go on have a fate of their own."""
    if not columns.state:
        return told
    states = table_of(STATES, tables[STATES])
    joined = told.left_join(states, [("cell_state", "cell")])
    fate = joined.live.ifelse(joined.fate, DISCONTINUED)
    return joined.select(*[name for name in told.columns if name != "fate"], fate.name("fate"))


def _with_times(told: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Add start, year, hour_known and fate; cells that are empty find no time."""
    if not columns.time:
        return told.mutate(start=NEVER, year=NEVER, hour_known=False, fate=SOUND)
    times = table_of(TIMES, tables[TIMES])
    joined = told.left_join(times, [(f"time_{i}", f"cell_{i}") for i in range(len(columns.time))])
    return joined.select(
        *told.columns,
        joined.start.fill_null(NEVER).name("start"),
        joined.year.fill_null(NEVER).name("year"),
        joined.hour_known.fill_null(False).name("hour_known"),
        joined.fate.fill_null(MISSING).name("fate"),
    )


def keys(by: tuple[str, ...], labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that tell groups apart: the place or its labels, then what `by` names."""
    kinds = [name for name, role in (("kind", "type"), ("source", "source")) if role in by]
    return (*(labels or ("x", "y")), *kinds, "start", "hour_known")


def groups(
    told: ir.Table,
    by: tuple[str, ...],
    labels: tuple[str, ...],
    tables: dict[str, pa.Table],
    *,
    most: int | None = None,
) -> ir.Table:
    """Return the groups of rows alike with their `weight`, in the order of their keys; where there are more
    than `most`, some one more than these."""
    told = _labelled(told, labels, tables)
    names = [*keys(by, labels), "place", "fate"]
    found = told.group_by(names).agg(weight=told.count())
    return _in_order(found if most is None else found.limit(most + 1), names)


def _in_order(found: ir.Table, names: list[str]) -> ir.Table:
    return found.order_by([found[name].asc(nulls_first=True) for name in names])


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

    named = rows.filter(text_key(rows[columns.id]) != "")
    often = named.group_by(columns.id).agg(times=named.count())
    suspects = rows.filter(rows[columns.id].isin(often.filter(often.times > 1)[columns.id]))
    told = decoded_rows(suspects, columns, tables)
    told = told.filter((told.fate == SOUND) & told.place.isin([PLACED, BEYOND]))
    moment = [f"whole_{i}" for i in range(len(columns.time))]
    window = ibis.window(group_by=["id", "x", "y", *moment, "apart"], order_by=["kind", "source"])
    numbered = told.mutate(nth=ibis.row_number().over(window))
    again = _labelled(numbered.filter(numbered.nth > 0), labels, tables)
    names = [*keys(by, labels), "place"]
    return _in_order(again.group_by(names).agg(repeats=again.count()), names)


def _labelled(told: ir.Table, labels: tuple[str, ...], tables: dict[str, pa.Table]) -> ir.Table:
    """Add to each row what its place belongs to, -1 for nothing."""
    if not labels:
        return told
    of = table_of(OF, tables[OF])
    joined = told.left_join(of, ["x", "y"])
    return joined.select(*told.columns, *[joined[label].fill_null(-1).name(label) for label in labels])


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
