"""The one expression that counts: which rows are alike, written once for every engine.

Rows go in as they stand in the files; small tables (`decoded`) say what their cells mean. Out come groups: a
place, a type and a time, with how many incidents they stand for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.grouped.decoded import DISCONTINUED, MISSING, NEVER, SOUND, UNKNOWN
from hotspot.read.grouped.rows import day_key, number_key, table_of, text_key, time_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa

    from hotspot.read.grouped.plan import Columns

KINDS, TIMES, XS, YS = "kinds", "times", "numbers_x", "numbers_y"  # the small tables
SOURCES, STATES, OF, AGAIN = "sources", "states", "places_of", "again"
REPORTED, CLEARED = "reports", "clearances"
OF_ROWS = ("end", "reported", "cleared", "cleared_on", "record")  # told apart where they are asked for
UNKNOWN_OF = {"cleared": UNKNOWN, "record": 0}  # of those that are no moments
PLACED, NO_PLACE, UNREADABLE, ZERO, BEYOND = range(5)  # what a place is; BEYOND: no degrees


def different(rows: ir.Table, column: str, *, most: int) -> ir.Table:
    """Return the different cells of a column as text, under the name `cell`."""
    return rows.select(cell=text_key(rows[column])).distinct().limit(most + 1)


def different_times(rows: ir.Table, columns: Columns, *, most: int) -> ir.Table:
    """Return the different times as cell_0 …, and how many `rows` have each."""
    cells = {f"cell_{i}": time_key(rows[name], exact=columns.exact) for i, name in enumerate(columns.time)}
    return _counted(rows.select(**cells), most)


def different_days(rows: ir.Table, column: str, *, most: int) -> ir.Table:
    """Return the different cells of a column of reports or clearances, and how many `rows` have each."""
    return _counted(rows.select(cell=day_key(rows[column])), most)


def _counted(cells: ir.Table, most: int) -> ir.Table:
    return cells.group_by(list(cells.columns)).agg(rows=cells.count()).limit(most + 1)


def decoded_rows(rows: ir.Table, columns: Columns, tables: dict[str, pa.Table]) -> ir.Table:
    """Return each row by what its cells mean: x, y, place, kind, by_name, source, apart, start, hour_known,
    fate, and those of `OF_ROWS` that the small tables tell; its id and the whole cells that tell its time
    (whole_0 …), for rows that repeat others.

    x and y are null where there is no place; without a place only the year of `start` is kept, since nothing
    else is ever asked of such rows.
    """
    named = {"cell_kind": columns.kind, "cell_source": columns.source, "cell_state": columns.state}
    told = rows.select(
        cell_x=_coordinate(rows[columns.x]),
        cell_y=_coordinate(rows[columns.y]),
        **{cell: text_key(rows[name]) for cell, name in named.items() if name},
        **({"id": number_key(rows[columns.id])} if columns.id else {}),
        **{f"day_{name}": day_key(rows[column]) for name, column in _later(columns, tables).items()},
        **{f"time_{i}": time_key(rows[name], exact=columns.exact) for i, name in enumerate(columns.time)},
        **{f"whole_{i}": rows[name] for i, name in enumerate(columns.time)},
    )
    told = _with_numbers(told, "x", XS, tables)
    told = _with_numbers(told, "y", YS, tables)
    told = _with_kinds(_with_places(told), columns, tables)
    told = _with_sources(told, columns, tables)
    told = _with_times(told, columns, tables)
    told = _with_states(told, columns, tables)
    for name in _later(columns, tables):
        told = _with_known(told, name, tables[name])
    placed = told.place.isin([PLACED, BEYOND]) & (told.fate != DISCONTINUED)
    start = placed.ifelse(told.start, told.year)
    of_rows = {
        name: placed.ifelse(told[name], UNKNOWN_OF.get(name, NEVER))
        for name in OF_ROWS
        if name in told.columns
    }
    return told.mutate(start=start, hour_known=told.hour_known & placed, **of_rows)


def _later(columns: Columns, tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """Return the columns of what became known later, by the name of the small table that says it."""
    named = {REPORTED: columns.reported, CLEARED: columns.cleared}
    return {name: column for name, column in named.items() if name in tables}


def _with_known(told: ir.Table, name: str, table: pa.Table) -> ir.Table:
    """Add the day of the report, or whether and when an incident was cleared; every cell is in the table."""
    known = table_of(name, table)
    joined = told.left_join(known, [(f"day_{name}", "cell")])
    added = [column for column in table.column_names if column != "cell"]
    return joined.select(*told.columns, *[joined[column] for column in added])


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
    """Add kind, its place by_name, and apart."""
    if not columns.kind:
        return told.mutate(kind=0, by_name=0, apart=False)
    kinds = table_of(KINDS, tables[KINDS])
    joined = told.left_join(kinds, [("cell_kind", "cell")])
    number, apart = joined.kind.fill_null(0), joined.apart.fill_null(False)
    by_name = joined.by_name.fill_null(0)
    return joined.select(*told.columns, number.name("kind"), by_name.name("by_name"), apart.name("apart"))


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
    """Add start, year, hour_known and fate, and the end of a window and the number of the time where the
    small table has them; cells that are empty find no time."""
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
        *[
            joined[name].fill_null(unknown).name(name)
            for name, unknown in (("end", NEVER), ("time", 0))
            if name in tables[TIMES].column_names
        ],
    )


def keys(told: ir.Table, by: tuple[str, ...], labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that tell groups apart: the place or its labels, then what `by` names."""
    kinds = [name for name, role in (("kind", "type"), ("source", "source")) if role in by]
    of_rows = [name for name in OF_ROWS if name in told.columns]
    return (*(labels or ("x", "y")), *kinds, "start", "hour_known", *of_rows)


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
    told = labelled(told, labels, tables)
    names = [*keys(told, by, labels), "place", "fate"]
    found = told.group_by(names).agg(weight=told.count())
    return in_order(found if most is None else found.limit(most + 1), names)


def about(told: ir.Table) -> ir.Table:
    """Return `count`, about how many groups of place, type and start there are at least, for a quick look."""
    import ibis  # noqa: PLC0415 - an extra

    placed = told.filter(told.place.isin([PLACED, BEYOND]) & (told.fate == SOUND))
    group = ibis.struct({name: placed[name] for name in ("x", "y", "kind", "start")})
    return placed.aggregate(count=group.approx_nunique())


def in_order(found: ir.Table, names: list[str]) -> ir.Table:
    """Return rows in the order of some columns, nulls first, whatever the engine."""
    return found.order_by([found[name].asc(nulls_first=True) for name in names])


def labelled(told: ir.Table, labels: tuple[str, ...], tables: dict[str, pa.Table]) -> ir.Table:
    """Add to each row what its place belongs to, -1 for nothing."""
    if not labels:
        return told
    of = table_of(OF, tables[OF])
    joined = told.left_join(of, ["x", "y"])
    return joined.select(*told.columns, *[joined[label].fill_null(-1).name(label) for label in labels])
