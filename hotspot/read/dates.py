"""Dates as people write them, turned into moments of local time; one way of writing holds for a whole column.

No date is guessed by itself: the distinct texts of the whole column decide together, so 01/02/2025 is read as
the second of January only where another row (13/02 or 02/13) or the user says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.alike import EMPTY, NO_CLOCK, ODD, Digits, by_digits, moments_of
from hotspot.read.cells import (
    as_numbers,
    chosen,
    distinct,
    distinct_cells,
    examples,
    fits,
    says_nothing,
    text_chunks,
)
from hotspot.read.date_forms import DAYS_BY_DIGITS, FORMS, NUMBER, NUMBERS, ZERO
from hotspot.read.month_names import with_numbers
from hotspot.read.wall_time import DAY_S, NEVER, clock, moments, part, part_text
from hotspot.read.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints

FEW = 0.02  # of the rows, up to which another way of writing is a slip
MANY = 10_000  # cells from which on texts are read by their digits
PIECE = 1 << 16  # rows
EXCEL_ZERO = np.datetime64("1899-12-30", "s")


@dataclass(frozen=True, kw_only=True)
class Others:
    """Rows whose date is written in another way than nearly all others: how many, the first of their texts
    as written, and its row number (0 where it cannot be known)."""

    rows: int
    such: str
    first: int


@dataclass(frozen=True, kw_only=True)
class _Met:
    """Where distinct texts (m,) were met: in how many `rows`, and the number of the `first` one, 0 where it
    cannot be known."""

    rows: Floats
    first: Ints

    def others(self, texts: pa.Array, mask: Bools) -> Others:
        """Return what is told of the texts in the mask."""
        at = int(np.flatnonzero(mask)[0])
        return Others(rows=int(self.rows[mask].sum()), such=str(texts[at]), first=int(self.first[at]))


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Moments of one column, each (n,): `start` in local wall time, NaT where unknown; `hour_known` where the
    text had a clock time; `text_bad` where there was text but no possible date.

    `style` is how the column is written ("DD.MM.YYYY", "epoch milliseconds" …, "" where it is empty), `basis`
    how the order of day and month was known ("", "told", "by values", "assumed"), `zone` what follows every
    time ("Z", "+05:00" …), `others` what is told of the few rows that are written in another way, and so are
    bad.
    """

    start: NDArray[np.datetime64]
    hour_known: Bools
    text_bad: Bools
    style: str
    basis: str = ""
    zone: str = ""
    others: Others | None = None

    @property
    def month_only(self) -> bool:
        """Whether the column has months and no days."""
        return self.style in {"YYYY-MM", "MM.YYYY"}

    @property
    def sorts_as_text(self) -> bool:
        """Whether the texts compare as the dates do."""
        return self.style in {"YYYY-MM-DD", "YYYY-MM", "YYYYMMDD", ""} and self.others is None


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
    read = _read_texts(where, texts, day_first, _met(column, at, len(texts), times))
    return Dates(
        start=read.start[at],
        hour_known=read.hour_known[at],
        text_bad=read.text_bad[at],
        style=read.style,
        basis=read.basis,
        zone=read.zone,
        others=read.others,
    )


def _met(column: pd.Series, at: NDArray[np.int32], count: int, times: Ints | None) -> _Met:
    """Return where the distinct texts of a column were met; its index holds the numbers of the rows."""
    rows = np.bincount(at, weights=times, minlength=count).astype(float)
    first = np.zeros(count, dtype=np.int64)
    if times is None and pd.api.types.is_integer_dtype(column.index.dtype):
        met, position = np.unique(at, return_index=True)
        first[met] = column.index.to_numpy()[position]
    return _Met(rows=rows, first=first)


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


def _read_texts(where: str, texts: pa.Array, day_first: bool | None, met: _Met) -> Dates:
    """Read the distinct texts (m,) in the one form that they have, but for a few."""
    texts = pc.if_else(pa.array(says_nothing(texts) | fits(texts, ZERO)), "", texts)
    matches = {form: fits(texts, pattern) for form, pattern in FORMS.items()}
    matches[NUMBERS] = fits(texts, NUMBER) & ~matches["YYYYMMDD"]
    filled = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    forms = [form for form, fits in matches.items() if fits.any()]
    if not filled.any():
        return Dates(start=np.full(len(texts), NEVER), hour_known=filled, text_bad=filled, style="")
    if not forms and not pc.equal(named := with_numbers(texts), texts).to_numpy(zero_copy_only=False).all():
        return replace(_read_texts(where, named, True, met), style="DD MONTH YYYY", basis="")
    others = None
    if len(forms) > 1:
        forms, others = _main_form(where, texts, {form: matches[form] for form in forms}, met)
    if not forms or 2 * matches[forms[0]].sum() < filled.sum():
        raise _unread(where, chosen(texts, filled & ~(matches[forms[0]] if forms else ~filled)))
    if forms[0] == NUMBERS:
        return replace(_from_numbers(where, texts, matches[NUMBERS], filled), others=others)
    return replace(_from_parts(where, texts, forms[0], filled, day_first), others=others)


def _main_form(
    where: str, texts: pa.Array, matches: Mapping[str, Bools], met: _Met
) -> tuple[list[str], Others]:
    """Return the form of nearly all rows and what is told of the others. Raises InputError where these are
    too many to be slips."""
    main = max(matches, key=lambda form: float(met.rows[matches[form]].sum()))
    other = np.logical_or.reduce([match for form, match in matches.items() if form != main])
    others = met.others(texts, other)
    if others.rows > FEW * (others.rows + float(met.rows[matches[main]].sum())):
        shown = [chosen(texts, match)[0] for match in matches.values()]
        raise _mixed(where, "dates are written in more than one way", shown, others)
    return [main], others


def dates_of(
    where: str, digits: Digits, *, day_first: bool | None, rows: NDArray[np.int64] | None = None
) -> Dates:
    """Turn a column that was read by its digits into moments, in the way of its shown cells; `rows` (n,) are
    the numbers of its rows."""
    texts, index = distinct(digits.texts)
    day, second = digits.day, digits.second
    read = _read_texts(where, texts, day_first, _met_by_digits(digits, index, rows))
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


def _met_by_digits(digits: Digits, index: pa.Array, rows: NDArray[np.int64] | None) -> _Met:
    """Return where the texts of the shown cells were met: each odd one is shown, and one of the others stands
    for all cells that are not."""
    at = index.to_numpy(zero_copy_only=False)
    times = np.ones(len(at))
    times[np.argmax(digits.day[digits.shown] != ODD)] += len(digits.day) - len(digits.shown)
    met, position = np.unique(at, return_index=True)
    first = np.zeros(len(met), dtype=np.int64)
    if rows is not None:
        first[met] = rows[digits.shown[position]]
    return _Met(rows=np.bincount(at, weights=times).astype(float), first=first)


def _from_parts(where: str, texts: pa.Array, form: str, filled: Bools, day_first: bool | None) -> Dates:
    """Read dates that are written as year, month and day, with or without a clock time."""
    parts = pc.extract_regex(texts, FORMS[form])
    year, style, basis = part(parts, "y"), form, ""
    short = pc.equal(pc.utf8_length(part_text(parts, "y")), 2).to_numpy(zero_copy_only=False)
    year += np.where(short, np.where(year < 70, 2000, 1900), 0)
    if form[0] == "A":
        first, second = part(parts, "a"), part(parts, "b")
        day_first, basis = _order(where, texts, first, second, day_first)
        day, month = (first, second) if day_first else (second, first)
        style = form.replace("A", "DD" if day_first else "MM").replace("B", "MM" if day_first else "DD")
    else:
        month = part(parts, "m")
        day = part(parts, "d") if "<d>" in FORMS[form] else np.where(np.isnan(month), np.nan, 1.0)
    timed, second = np.zeros(len(texts), dtype=bool), np.zeros(len(texts))
    if "<H>" in FORMS[form]:
        timed = pc.not_equal(part_text(parts, "H"), "").to_numpy(zero_copy_only=False)
        second = np.where(timed, clock(parts), 0.0)
    start = moments(year, month, day, second)
    known = ~np.isnat(start)
    zero = (year == 0) & (month == 0) & (day == 0) & (second == 0)  # 0000-00-00, a database's "none"
    zoned = "<z>" in FORMS[form]
    zone = zone_of(where, texts, parts, timed=timed & known, start=start) if zoned else ""
    return Dates(
        start=start,
        hour_known=timed & known,
        text_bad=filled & ~known & ~zero,
        style=style,
        basis=basis,
        zone=zone,
    )


def _order(where: str, texts: pa.Array, first: Floats, second: Floats, told: bool | None) -> tuple[bool, str]:
    """Return whether the day stands first, and how that is known."""
    only_day_first, only_month_first = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    contrary = only_month_first if told else only_day_first
    if only_day_first.any() and only_month_first.any():
        shown = [chosen(texts, some)[0] for some in (only_day_first, only_month_first)]
        raise _mixed(where, "the day stands first in some rows and the month in others", shown)
    if told is not None and contrary.any():
        shown = chosen(texts, contrary)
        what = f"incidents.day_first is {str(told).lower()}, but no month is above 12: {examples(shown)}"
        raise InputError(where, what, "leave incidents.day_first out of config.yaml")
    if told is not None:
        return told, "told"
    if only_day_first.any() or only_month_first.any():
        return bool(only_day_first.any()), "by_values"
    return True, "assumed"


def _from_numbers(where: str, texts: pa.Array, usable: Bools, filled: Bools) -> Dates:
    """Read epoch seconds, epoch milliseconds or a spreadsheet's day numbers; their size tells which. A number
    of another size is no date."""
    numbers = as_numbers(pc.replace_substring(texts, ",", "."), usable)
    size = np.abs(numbers)
    kinds = {
        "spreadsheet days": size < 1e5,
        "epoch seconds": (size >= 1e8) & (size < 1e10),
        "epoch milliseconds": size >= 1e11,
    }
    forms = [kind for kind, fits in kinds.items() if fits.any()]
    if len(forms) > 1:
        shown = [chosen(texts, kinds[kind])[0] for kind in forms]
        raise _mixed(where, "dates are numbers of more than one kind", shown)
    if not forms:
        raise _unread(where, chosen(texts, usable))
    numbers = np.where(kinds[forms[0]], numbers, np.nan)
    seconds = numbers * {"spreadsheet days": DAY_S, "epoch seconds": 1, "epoch milliseconds": 0.001}[forms[0]]
    known = ~np.isnan(seconds)
    whole = np.round(np.where(known, seconds, 0)).astype("timedelta64[s]")
    zero = EXCEL_ZERO if forms[0] == "spreadsheet days" else np.datetime64(0, "s")
    start = np.where(known, zero + whole, NEVER)
    timed = bool(
        (whole.astype(np.int64)[known] % DAY_S != 0).any()
    )  # whole days everywhere: no hour was kept
    return Dates(start=start, hour_known=known & timed, text_bad=filled & ~known, style=forms[0])


def _unread(where: str, shown: list[str]) -> InputError:
    """Return the error for a column of anything but dates."""
    to_do = "write dates as 2025-01-31 20:30, or name another incidents.columns.date ('' for none)"
    return InputError(where, f"no dates that can be read: {examples(shown)}", to_do)


def _mixed(where: str, what: str, shown: list[str], others: Others | None = None) -> InputError:
    """Return the error for a column in which two readings exclude each other."""
    to_do = "write all dates of the column in one way, such as 2025-01-31 20:30"
    what = f"{what}: {examples(shown)}"
    if others is not None:
        row = f", the first in row {others.first:,}" if others.first else ""
        what += f"; rows that differ from most: {others.rows:,}{row}"
    return InputError(where, what, to_do)
