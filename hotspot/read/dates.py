"""Dates as people write them, turned into moments of local time; one way of writing holds for a whole column.

No date is guessed by itself: the distinct texts of the whole column decide together, so 01/02/2025 is read as
the second of January only where another row (13/02 or 02/13) or the user says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.read.alike import EMPTY, NO_CLOCK, ODD, Digits, by_digits, moments_of, order_told
from hotspot.read.cells import (
    distinct,
    distinct_cells,
    text_chunks,
)
from hotspot.read.date_forms import DAYS_BY_DIGITS
from hotspot.read.date_texts import read_texts
from hotspot.read.dated import Dates, Met
from hotspot.read.wall_time import DAY_S

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from hotspot.schema import Ints

MANY = 10_000  # cells from which on texts are read by their digits
PIECE = 1 << 16  # rows


def read_dates(where: str, column: pd.Series, *, day_first: bool | None, times: Ints | None = None) -> Dates:
    """Turn a column of dates into moments; `day_first` is what the user knows about 01/02/2025.

    `times` (n,) says how often each cell was there, if not once. Raises InputError, with examples, for a
    column with two ways of writing, with two time zones, or with no dates in it; a single impossible date
    (31.02.2025), and another way of writing in one of 50 rows at most, only set their `text_bad`.
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _typed(column)
    if times is None and len(column) >= MANY and not isinstance(column.dtype, pd.CategoricalDtype):
        digits = by_digits(text_chunks(column), DAYS_BY_DIGITS)
        if digits:
            numbered = pd.api.types.is_integer_dtype(column.index.dtype)
            rows = column.index.to_numpy() if numbered else None
            return dates_of(where, digits, day_first=day_first, rows=rows)
    texts, at = distinct_cells(column)
    read = read_texts(where, texts, day_first, _met(column, at, len(texts), times))
    return Dates(
        start=read.start[at],
        hour_known=read.hour_known[at],
        text_bad=read.text_bad[at],
        style=read.style,
        basis=read.basis,
        zone=read.zone,
        others=read.others,
    )


def _met(column: pd.Series, at: NDArray[np.int32], count: int, times: Ints | None) -> Met:
    """Return where the distinct texts of a column were met; its index holds the numbers of the rows."""
    rows = np.bincount(at, weights=times, minlength=count).astype(float)
    first = np.zeros(count, dtype=np.int64)
    if times is None and pd.api.types.is_integer_dtype(column.index.dtype):
        met, position = np.unique(at, return_index=True)
        first[met] = column.index.to_numpy()[position]
    return Met(rows=rows, first=first)


def _typed(column: pd.Series) -> Dates:
    """Read a column that the file already has as dates; midnight in every row means that no hour was kept."""
    zone = ""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        zone, column = str(column.dtype.tz), column.dt.tz_localize(None)
    start = column.to_numpy().astype("datetime64[s]")
    known = ~np.isnat(start)
    pieces = (slice(at, at + PIECE) for at in range(0, len(start), PIECE))  # the first mostly tells
    timed = any((start[rows][known[rows]].astype(np.int64) % DAY_S != 0).any() for rows in pieces)
    return Dates(
        start=start, hour_known=known & timed, text_bad=~known & False, style="YYYY-MM-DD", zone=zone
    )


def dates_of(
    where: str, digits: Digits, *, day_first: bool | None, rows: NDArray[np.int64] | None = None
) -> Dates:
    """Turn a column that was read by its digits into moments, in the way of its shown cells; `rows` (n,) are
    the numbers of its rows."""
    texts, index = distinct(digits.texts)
    day, second = digits.day, digits.second
    read = read_texts(where, texts, day_first, _met_by_digits(digits, index, rows))
    start = moments_of(digits, day_before_month=read.style.startswith("DD"))
    known = ~np.isnat(start)
    zero = (day == 0) & ((second == NO_CLOCK) | (second == 0))
    timed, bad = known & (second != NO_CLOCK), ~known & (day != EMPTY) & ~zero
    odd = day[digits.shown] == ODD
    there, at = digits.shown[odd], index.to_numpy(zero_copy_only=False)[odd]
    start[there], timed[there], bad[there] = read.start[at], read.hour_known[at], read.text_bad[at]
    return Dates(
        start=start,
        hour_known=timed,
        text_bad=bad,
        style=read.style,
        basis=read.basis,
        zone=read.zone,
        others=read.others,
    )


def _met_by_digits(digits: Digits, index: pa.Array, rows: NDArray[np.int64] | None) -> Met:
    """Return where the texts of the shown cells were met: each odd one is shown, and one of the others (of
    those that speak for one order of day and month, one of these) stands for all cells that are not."""
    at, shown = index.to_numpy(zero_copy_only=False), digits.day[digits.shown]
    times, told = np.ones(len(at)), order_told(shown)
    if {1, 2} <= set(told.tolist()):  # how many speak for each order is to be known exactly
        held = np.bincount(order_told(digits.day), minlength=3) - np.bincount(told, minlength=3)
        for order in np.flatnonzero(held):
            times[np.argmax(told == order)] += held[order]
    else:
        times[np.argmax(shown != ODD)] += len(digits.day) - len(shown)
    met, position = np.unique(at, return_index=True)
    first = np.zeros(len(met), dtype=np.int64)
    if rows is not None:
        first[met] = rows[digits.shown[position]]
    return Met(rows=np.bincount(at, weights=times).astype(float), first=first)
