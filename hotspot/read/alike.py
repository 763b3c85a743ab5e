"""Long columns of dates that are written alike, digit for digit: read by their digits and not one by one.

Two texts have one layout if they differ in digits only; "2025-01-31 20:30" and "2024-12-01 07:05" do. What a
layout means is found out once, from one of its texts; the digits of all others are then plain arithmetic.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from hotspot.read.cells import NOTHING
from hotspot.read.threads import threads
from hotspot.read.wall_time import NEVER, moments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Ints

MOST_LAYOUTS = 64  # in one piece of a column; a day or month with one digit or two makes eight
MOST_ODD = 1000  # cells that have no known layout
SHOWN = 64  # cells of a piece that stand for the rest of it
EMPTY, ODD = -1, -2  # days
NO_CLOCK, NO_TIME = -1, -2  # seconds: none was given, no clock shows it
PIECE = 1 << 18  # rows turned into moments at a time
DAY_SIGNS, YEAR_DIGITS = re.compile(r"(\d+)(\D)"), 4
DAY_ROW = 10_000  # days are numbered year * 10 000 + first * 100 + second


@dataclass(frozen=True, kw_only=True)
class Digits:
    """A column of dates by its digits: `day` (n,) is year, first and second number of the date as one number,
    or EMPTY or ODD; `second` (n,) of the day, or NO_CLOCK or NO_TIME.

    `texts` (k,) are the cells at the positions `shown` (k,): all that are odd, and those that tell in which
    ways the others are written and which of their numbers must be the day.
    """

    day: NDArray[np.int32]
    second: NDArray[np.int32]
    shown: Ints
    texts: pa.Array


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """The signs of a text and, by the names of `dates.FORMS`, where its numbers stand."""

    signs: bytes
    free: frozenset[int]  # positions at which any digit may stand
    spans: Mapping[str, range]
    half: str

    def of(self, columns: NDArray[np.uint8]) -> Bools:
        """Return which of the texts (w, n), one row per position, have this layout."""
        fitting = np.ones(columns.shape[1], dtype=bool)
        for at, sign in enumerate(self.signs):
            fitting &= (columns[at] - ord("0") < 10) if at in self.free else columns[at] == sign
        return fitting


def by_digits(column: pa.ChunkedArray, forms: Sequence[re.Pattern[bytes]]) -> Digits | None:
    """Return a column of dates by its digits; None where too many cells are written in other ways.

    `forms` have the fields y, m and d (or a and b), H, M, S, p and z, in which a digit may be any digit.
    """
    with ThreadPoolExecutor(threads()) as pool:
        pieces = list(pool.map(lambda piece: piece_by_digits(piece, forms), column.chunks))
    known = [piece for piece in pieces if piece is not None]
    column = one_below_the_other(known) if known and len(known) == len(pieces) else None
    return column if column and is_settled(column) else None


def one_below_the_other(pieces: Sequence[Digits]) -> Digits:
    """Return the pieces of a column as one."""
    if len(pieces) == 1:
        return pieces[0]
    begin = np.cumsum([0, *(len(piece.day) for piece in pieces)])
    return Digits(
        day=np.concatenate([piece.day for piece in pieces]),
        second=np.concatenate([piece.second for piece in pieces]),
        shown=np.concatenate([piece.shown + at for piece, at in zip(pieces, begin[:-1], strict=True)]),
        texts=pa.concat_arrays([piece.texts for piece in pieces]),
    )


def is_settled(column: Digits) -> bool:
    """Tell whether the cells shown speak for the column: odd ones must be few, and fewer than the others, and
    the others written with the same signs between their numbers."""
    days = column.day[column.shown]
    if len(_signs(column.texts.filter(pa.array(days >= 0)))) > 1:
        return False
    odd = int(np.count_nonzero(days == ODD))
    return odd <= MOST_ODD and odd <= len(np.unique(days[days >= 0]))


def _signs(texts: pa.Array) -> set[str]:
    """Return the signs between the first numbers of dates, with the place of the year: "-", "y-", "/" …"""
    found = (DAY_SIGNS.match(text) for text in texts.to_pylist())
    return {("y" if len(one[1]) == YEAR_DIGITS else "") + one[2] for one in found if one}


def moments_of(digits: Digits, *, day_before_month: bool) -> NDArray[np.datetime64]:
    """Return the moments (n,), NaT for odd and impossible ones; every possible day is worked out once."""
    day, second = digits.day, digits.second
    pieces = [slice(at, at + PIECE) for at in range(0, len(day), PIECE)]
    years = np.unique(np.concatenate([np.unique(np.maximum(day[piece], 0) // DAY_ROW) for piece in pieces]))
    one, other = np.divmod(np.arange(DAY_ROW), 100)
    month, of_month = (other, one) if day_before_month else (one, other)
    midnight = np.zeros(len(years) * DAY_ROW)
    begins = moments(
        np.repeat(years, DAY_ROW) + midnight,
        np.tile(month, len(years)) + midnight,
        np.tile(of_month, len(years)) + midnight,
        midnight,
    )
    start = np.empty(len(day), dtype=begins.dtype)
    for piece in pieces:
        year, rest = np.divmod(np.maximum(day[piece], 0), DAY_ROW)
        start[piece] = begins[np.searchsorted(years, year) * DAY_ROW + rest]
        start[piece] += np.maximum(second[piece], 0).astype("timedelta64[s]")
        start[piece][(day[piece] < 0) | (second[piece] == NO_TIME)] = NEVER
    return start


def piece_by_digits(texts: pa.Array, forms: Sequence[re.Pattern[bytes]]) -> Digits | None:
    """Read texts (n,) without blanks around them, width by width; None as for a whole column."""
    day = np.full(len(texts), ODD, dtype=np.int32)
    second = np.full(len(texts), NO_CLOCK, dtype=np.int32)
    telling: list[int] = []
    shapes = 0
    for rows, columns in _by_width(texts):
        if not len(columns):
            day[rows] = EMPTY
            continue
        left = np.ones(columns.shape[1], dtype=bool)
        while left.any():
            shapes += 1
            if shapes > MOST_LAYOUTS:
                return None
            text = columns[:, int(left.argmax())].tobytes()
            layout = _layout(text, forms)
            fitting = layout.of(columns)
            left &= ~fitting
            those, where = (columns, rows) if fitting.all() else (columns[:, fitting], rows[fitting])
            if layout.spans:
                day[where], second[where] = _day(those, layout), _second(those, layout)
                telling += _telling(day[where], second[where], where)
            elif text.decode(errors="replace").lower() in NOTHING:
                day[where] = EMPTY
    odd = np.flatnonzero(day == ODD)
    if len(odd) > MOST_ODD:
        return None
    some = np.arange(0, len(day), max(len(day) // SHOWN, 1))
    shown = np.unique(np.concatenate([some, odd, np.array(telling, dtype=np.int64)]))
    return Digits(day=day, second=second, shown=shown, texts=texts.take(pa.array(shown)))


def _by_width(texts: pa.Array) -> Iterator[tuple[Ints, NDArray[np.uint8]]]:
    """Give the positions of texts of equal width in bytes, and their bytes (width, n)."""
    _, offsets, data = texts.buffers()
    begin = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    signs = np.frombuffer(data or b"", dtype=np.uint8)
    width = np.diff(begin)
    for w in np.unique(width).tolist():
        rows = np.flatnonzero(width == w)
        if len(rows) == len(width):
            block = signs[begin[0] : begin[-1]].reshape(len(rows), w)
        else:
            block = signs[begin[rows][:, None] + np.arange(w, dtype=np.int32)]
        yield rows, np.ascontiguousarray(block.T)


def _layout(signs: bytes, forms: Sequence[re.Pattern[bytes]]) -> _Layout:
    """Return the layout of a text, without spans where it has none of the forms; a zone stays as it is."""
    match = next((match for form in forms if (match := form.match(signs))), None)
    spans = {name: range(*match.span(name)) for name in match.re.groupindex if match[name]} if match else {}
    fixed = spans.get("z", range(0))
    free = {at for at, sign in enumerate(signs) if sign in b"0123456789" and at not in fixed}
    half = match["p"].lower().replace(b".", b"").decode() if match and "p" in spans else ""
    return _Layout(signs=signs, free=frozenset(free), spans=spans, half=half)


def _number(columns: NDArray[np.uint8], span: range) -> NDArray[np.int32]:
    """Return the digits (w, n) that stand in `span` as (n,) numbers."""
    number = np.zeros(columns.shape[1], dtype=np.int32)
    for at in span:
        number *= 10
        number += columns[at] - ord("0")
    return number


def _day(columns: NDArray[np.uint8], layout: _Layout) -> NDArray[np.int32]:
    """Return year, first and second number of the date (m and d, or a and b) as one number each."""
    year = _number(columns, layout.spans["y"])
    if len(layout.spans["y"]) == 2:
        year += np.where(year < 70, 2000, 1900).astype(np.int32)
    first, second = ("a", "b") if "a" in layout.spans else ("m", "d")
    return (
        year * DAY_ROW + _number(columns, layout.spans[first]) * 100 + _number(columns, layout.spans[second])
    )


def _second(columns: NDArray[np.uint8], layout: _Layout) -> NDArray[np.int32]:
    """Return the second of the day: NO_CLOCK where the layout has none, NO_TIME where no clock shows it."""
    if "H" not in layout.spans:
        return np.full(columns.shape[1], NO_CLOCK, dtype=np.int32)
    hour, minute, second = (_number(columns, layout.spans.get(name, range(0))) for name in "HMS")
    possible = (hour < 24) & (minute < 60) & (second < 60)
    if layout.half:
        possible &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + 12 * (layout.half == "pm")
    return np.where(possible, hour * 3600 + minute * 60 + second, NO_TIME).astype(np.int32)


def order_told(day: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each day (n,) by its digits which of its two numbers is no month: 1 the first, 2 the second,
    0 neither, both, or no day.

    >>> order_told(np.array([2025_13_07, 2025_07_13, 2025_07_07, EMPTY])).tolist()
    [1, 2, 0, 0]
    """
    one, other = day // 100 % 100, day % 100
    first, second = (one > 12) & (other <= 12), (other > 12) & (one <= 12)
    return np.where(day < 0, 0, first + 2 * second).astype(np.int64)


def _telling(day: NDArray[np.int32], second: NDArray[np.int32], rows: Ints) -> list[int]:
    """Return the positions of the first cell of a layout, of the first that is surely a moment, and of the
    first whose one number or other is no month."""
    one, other = day // 100 % 100, day % 100
    sure = (one >= 1) & (one <= 12) & (other >= 1) & (other <= 12) & (second != NO_TIME)
    told = order_told(day)
    marks = (sure, told == 1, told == 2)
    return [int(rows[0]), *(int(rows[mark.argmax()]) for mark in marks if mark.any())]
