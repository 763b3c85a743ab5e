"""What the cells mean: an engine lists the different ones, and the same rules as for small files read them.

So a date, a comma in a number or a blank means in a file of any size what it means in a small one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.errors import InputError
from hotspot.read.cell_places import read_cells
from hotspot.read.cells import text_cells
from hotspot.read.coordinates import read_numbers
from hotspot.read.later import read_later
from hotspot.read.moments import read_moments

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from hotspot.read.cell_places import CellPlaces
    from hotspot.read.later import Later
    from hotspot.read.moments import Moments
    from hotspot.read.plan import IncidentQuestion
    from hotspot.schema import Bools, Floats, Ints

MOST = 20_000_000  # different cells of one column that fit into memory
NEVER = -(2**62)  # the second that stands for an unknown start; NaT is beyond what SQL can write
FIRST_POSSIBLE_YEAR = 1950
UNKNOWN = -1  # whether an incident was cleared
SOUND, IMPOSSIBLE, MISSING, FUTURE, DISCONTINUED = range(5)  # what its date, or its state, makes of a row
HALF_HOUR = np.timedelta64(30, "m")
MONDAY = np.datetime64("1970-01-05", "D")


class MoreThanFitError(InputError):
    """There is more than memory may hold one by one; told less apart, it can be counted."""


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """Types or sources by number, in the order of the alphabet: `names`, and a `table` of cells (cell, kind,
    apart, and `by_name`, their order once some are emptied)."""

    names: tuple[str, ...]
    table: pa.Table


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a column of reports or clearances says: a `table` of cell and what it means, None where the column
    is left out; `later` as read."""

    later: Later
    table: pa.Table | None


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Coordinates by their cells: a `table` of cell, number (null for none) and unreadable; `written` as
    people wrote them."""

    table: pa.Table
    written: str


@dataclass(frozen=True, kw_only=True)
class InCells:
    """Both coordinates of a column by its cells: `places` as read, and the tables of `x` and `y`, as of
    `Numbers`."""

    places: CellPlaces
    x: pa.Table
    y: pa.Table


@dataclass(frozen=True, kw_only=True)
class Times:
    """Times by their cells: a `table` of cell_0 …, start, year, hour_known, fate, and end where windows are
    asked for; `moments` as read."""

    table: pa.Table
    moments: Moments


def read_kinds(cells: pa.Table, apart: Callable[[str], bool | None], emptied: Callable[[str], bool]) -> Kinds:
    """Number the different types (or sources) of the column `cell`, and say of each whether it is `apart`;
    those that will be `emptied` come first by name."""
    texts = text_cells(pd.Series(cells["cell"].to_pandas(), dtype="str")).to_pylist()
    names = tuple(sorted({*texts, ""}))
    number = {name: i for i, name in enumerate(names)}
    columns = {
        "cell": cells["cell"],
        "kind": pa.array([number[text] for text in texts], pa.int32()),
        "apart": pa.array([apart(text) for text in texts], pa.bool_()),
        "by_name": pa.array([0 if emptied(text) else number[text] for text in texts], pa.int32()),
    }
    return Kinds(names=names, table=pa.table(columns))


def read_states(cells: pa.Table, live: Collection[str]) -> pa.Table:
    """Return cell and live of the different states of a case."""
    texts = text_cells(pd.Series(cells["cell"].to_pandas(), dtype="str")).to_pylist()
    return cells.append_column("live", pa.array([text.lower() in live for text in texts], pa.bool_()))


def read_numbers_of(cells: pa.Table, where: str, *, degrees: bool) -> Numbers:
    """Read the different texts of a coordinate."""
    texts = pd.Series(cells["cell"].to_pandas(), dtype="str")
    try:
        numbers = read_numbers(where, texts, degrees=degrees)
    except InputError as error:  # its row is that among the different texts
        raise InputError(where, error.what, error.to_do) from error
    return Numbers(table=_by_cell(cells, numbers.found, numbers.text_bad), written=numbers.written)


def read_cells_of(cells: pa.Table, where: str, column: str, question: IncidentQuestion) -> InCells:
    """Read the different texts of a column that holds both coordinates.

    Which of them is the latitude is decided by the different cells, however many rows have each.
    """
    texts = pd.Series(cells["cell"].to_pandas(), dtype="str")
    said = f"{where}, column '{column}'"
    read = read_cells(said, texts, crs=question.crs, swap=question.swap_xy, around=question.around)
    return InCells(
        places=read,
        x=_by_cell(cells, read.x, read.text_bad),
        y=_by_cell(cells, read.y, read.text_bad),
    )


def _by_cell(cells: pa.Table, numbers: Floats, bad: Bools) -> pa.Table:
    found = pa.array(numbers, from_pandas=True)
    return pa.table({"cell": cells["cell"], "number": found, "unreadable": pa.array(bad)})


def read_known(
    cells: pa.Table, where: str, roles: Mapping[str, str], *, told: Collection[str], day_first: bool | None
) -> Known:
    """Read the different texts of the column of reports or of clearances, the one of `roles`, each with how
    many rows have it: days as seconds since 1970, a clearance as a number."""
    (column,) = roles.values()
    frame = pd.DataFrame({column: pd.Series(cells["cell"].to_pandas(), dtype="str")})
    times = cells["rows"].to_numpy()
    later = read_later(where, frame, roles, told=told, day_first=day_first, times=times)
    if later.left_out:
        return Known(later=later, table=None)
    meant = {
        name: _seconds(values) if values.dtype.kind == "M" else values.astype(np.int64)
        for name, values in later.columns.items()
    }
    return Known(later=later, table=pa.table({"cell": cells["cell"], **meant}))


def read_times(
    cells: pa.Table,
    where: str,
    roles: Mapping[str, str],
    *,
    by: Collection[str],
    day_first: bool | None,
    today: date,
) -> Times:
    """Read the different times, whose cells are the columns of `roles`, and cut them to what is told apart.

    `by` holds one of day, month, weekday and moment, or none of them, and perhaps hour. A time that is not on
    the full hour is taken for half past, but in a moment: whether 00:00 is a default can still be told.
    `cells` are cell_0 … in the order of `roles`, and how many rows have them.
    """
    named = {name: f"cell_{i}" for i, name in enumerate(dict.fromkeys(roles.values()))}
    frame = pd.DataFrame({name: _column(cells[cell]) for name, cell in named.items()})
    times = cells["rows"].to_numpy()
    moments = read_moments(where, frame, roles, day_first=day_first, times=times)
    start = moments.start.astype("datetime64[s]")
    known = ~np.isnat(start)
    years = start.astype("datetime64[Y]")
    early = known & (years < np.datetime64(str(FIRST_POSSIBLE_YEAR), "Y"))
    late = known & (start >= np.datetime64(today, "D") + np.timedelta64(2, "D"))
    fate = np.select([moments.text_bad | early, ~known, late], [IMPOSSIBLE, MISSING, FUTURE], SOUND)
    if not moments.dated:
        fate = np.full(len(start), SOUND)
    hour_known = moments.hour_known & ("hour" in by)
    columns = {
        **{cell: cells[cell] for cell in named.values()},
        "start": pa.array(_seconds(_cut(start, by, moments))),
        **({"end": pa.array(_seconds(moments.end))} if "date_end" in roles else {}),
        "year": pa.array(_seconds(years)),
        "hour_known": pa.array(hour_known),
        "fate": pa.array(fate.astype(np.int32)),
    }
    return Times(table=pa.table(columns), moments=moments)


def _column(cells: pa.ChunkedArray) -> pd.Series:
    """Return the cells as the reader of small files has them: times without the zone that an engine adds."""
    if pa.types.is_timestamp(cells.type) and cells.type.tz:
        cells = cells.cast(pa.timestamp(cells.type.unit))
    column: pd.Series = cells.to_pandas()
    return column


def _cut(start: NDArray[np.datetime64], by: Collection[str], moments: Moments) -> NDArray[np.datetime64]:
    """Return the starts (n,) to what `by` tells apart: all of them, or day, month or weekday, with or without
    the hour."""
    if "moment" in by:
        return start
    day = start.astype("datetime64[D]")
    if "day" in by:
        base = day
    elif "month" in by:
        base = day.astype("datetime64[M]").astype("datetime64[D]")
    elif "weekday" in by:
        base = MONDAY + (day - MONDAY) % np.timedelta64(7, "D")
    else:
        base = np.where(np.isnat(day) | ("hour" not in by), np.datetime64("NaT", "D"), MONDAY)
    if "hour" not in by:
        return base.astype("datetime64[s]")
    hour = start.astype("datetime64[h]")
    rest = np.where(start == hour, hour, hour + HALF_HOUR) - day
    return np.asarray(base + np.where(moments.hour_known, rest, np.timedelta64(0, "s")))


def _seconds(moments: NDArray[np.datetime64]) -> Ints:
    """Return seconds since 1970, `NEVER` where unknown."""
    seconds = moments.astype("datetime64[s]").astype(np.int64)
    return np.where(np.isnat(moments), NEVER, seconds)


def moments_of(seconds: Ints) -> NDArray[np.datetime64]:
    """Return the moments of seconds since 1970, NaT for `NEVER`."""
    known = seconds != NEVER
    return np.where(known, np.where(known, seconds, 0).astype("datetime64[s]"), np.datetime64("NaT", "s"))


def not_too_many(cells: pa.Table, where: str, columns: Sequence[str]) -> pa.Table:
    """Return the different cells; MoreThanFitError where there are too many."""
    if cells.num_rows > MOST:
        what = f"more than {MOST:,} different cells in {', '.join(columns)}"
        raise MoreThanFitError(
            where, what, "name other columns under incidents.columns, or save numbers as Parquet"
        )
    return cells
