"""Coordinates as people write them - with commas, blanks, degrees and minutes - turned into numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import as_numbers, chosen, distinct_cells, examples, fits, says_nothing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats

PLAIN = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
DECIMAL_COMMA = r"^[+-]?\d*,\d+$"
THOUSANDS_COMMA = r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
THOUSANDS_BLANK = r"^[+-]?\d{1,3}(?:[ \x{00a0}\x{202f}]\d{3})+(?:[.,]\d+)?$"
SURELY_GROUPED = r"^[+-]?\d{1,3}(?:[ \x{00a0}\x{202f}]\d{3}){2,}$|[.,]\d+$"
DEGREES = (
    r"^(?P<sign>[+-]?)(?P<d>\d{1,3}(?:[.,]\d+)?)\s*[°ºd]?\s*"
    r"(?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['′’m]\s*)?"
    r"(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”s]|''|′′)\s*)?"
    r"(?P<side>(?:[NSEWnsew]|[СсЮюВвЗз]\.?\s*(?:[шШдД]\.?)?)?)$"
)
MARKED = r"[°º'′’\"″”NSEWnsewСсЮюВвЗз]"  # what tells degrees from a plain number
NEGATIVE_SIDES = ("S", "W", "Ю", "З")


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Numbers of one column: `found` (n,) with NaN where there is none, `text_bad` (n,) where there was text
    but no number; `written` is how: "plain", "decimal_comma", "thousands_comma",
    "thousands_blank" or "degrees_minutes"."""

    found: Floats
    text_bad: Bools
    written: str = "plain"


def read_numbers(where: str, column: pd.Series, *, degrees: bool) -> Numbers:
    """Turn one coordinate column into numbers; one way of writing holds for the whole column.

    `where` is the file and column for messages, `degrees` says that the column's name is that of a longitude
    or latitude, so that "71,430" is 71.43 and not 71430. The index of `column` is the row number.
    Raises InputError for "71 430" (a number with a blank in it) and for mixed ways of writing.
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        typed = column.to_numpy(dtype=np.float64, na_value=np.nan)
        bad = np.isinf(typed)
        return Numbers(found=np.where(bad, np.nan, typed) if bad.any() else typed, text_bad=bad)
    texts, at = distinct_cells(column)
    texts = pc.replace_substring(texts, "\u2212", "-")  # the minus sign of word processors
    rows = _FirstRows(where=where, index=at, rows=column.index)
    read = _written(texts, rows, degrees=degrees)
    values = read.found
    usable = np.isfinite(values)
    empty = says_nothing(texts)
    return Numbers(
        found=np.where(usable, values, np.nan)[at], text_bad=(~usable & ~empty)[at], written=read.written
    )


def plain_numbers(texts: pa.Array) -> Floats | None:
    """Return the texts (n,) as numbers: NaN for nothing, infinite for text that is no number.

    None where a number is written in another way than 71.43, which only the whole column can settle.
    """
    texts = pc.replace_substring(texts, "\u2212", "-")
    plain = fits(texts, PLAIN)
    found = as_numbers(texts, plain)
    others = pc.filter(texts, pa.array(~plain))
    if any(fits(others, form).any() for form in (DECIMAL_COMMA, THOUSANDS_COMMA, THOUSANDS_BLANK, DEGREES)):
        return None
    bad = ~plain
    bad[bad] = ~says_nothing(others)
    return np.where(bad | (plain & np.isnan(found)), np.inf, found)


@dataclass(frozen=True, kw_only=True)
class _FirstRows:
    """Where each distinct text stands for the first time, for messages."""

    where: str
    index: NDArray[np.int32]
    rows: pd.Index

    def say(self, which: Bools) -> str:
        """Return "file, column, row 17" for the first cell among `which` (m,) of the distinct texts."""
        first = int(np.argmax(which[self.index]))
        return f"{self.where}, row {int(self.rows[first]):,}"


def _written(texts: pa.Array, rows: _FirstRows, *, degrees: bool) -> Numbers:
    """Read the distinct texts (m,) in the one way in which they are written."""
    plain, comma = fits(texts, PLAIN), fits(texts, DECIMAL_COMMA)
    thousands, blank = fits(texts, THOUSANDS_COMMA), fits(texts, THOUSANDS_BLANK)
    angles = ~plain & ~comma & ~blank & fits(texts, DEGREES) & fits(texts, MARKED)
    if blank.any() and _is_grouped(texts, blank, degrees=degrees):
        stripped = pc.replace_substring_regex(texts, r"[ \x{00a0}\x{202f}]", "")
        return replace(_written(stripped, rows, degrees=degrees), written="thousands_blank")
    if blank.any():
        what = f"a number with a blank in it: {examples(chosen(texts, blank))}"
        to_do = "remove the blanks between the digits: 71 430 may mean 71430 or 71.430"
        raise InputError(rows.say(blank), what, to_do)
    if angles.any():
        return _angles(texts, angles, plain | comma, rows)
    if (comma | thousands).any() and _is_thousands(texts, comma, thousands, degrees=degrees):
        return _thousands(texts, comma & ~thousands, rows)
    values = as_numbers(pc.replace_substring(texts, ",", "."), plain | comma)
    return Numbers(
        found=values, text_bad=np.isnan(values), written="decimal_comma" if comma.any() else "plain"
    )


def _is_grouped(texts: pa.Array, blank: Bools, *, degrees: bool) -> bool:
    """Tell "4 788 578,4" from "71 430": two blanks, or a blank and a decimal sign, are no decimal sign."""
    return not degrees and not (blank & ~fits(texts, SURELY_GROUPED)).any()


def _is_thousands(texts: pa.Array, comma: Bools, thousands: Bools, *, degrees: bool) -> bool:
    """Tell "1,006,343" from "71,430": two commas or a comma and a point are never one decimal comma."""
    if not thousands.any():
        return False
    if (thousands & ~comma).any():
        return True
    if degrees or (comma & ~thousands).any():
        return False
    as_decimals = as_numbers(pc.replace_substring(texts, ",", "."), comma)
    return bool(np.nanmax(np.abs(as_decimals)) > 180)


def _thousands(texts: pa.Array, other: Bools, rows: _FirstRows) -> Numbers:
    """Read numbers with a comma between the thousands; a decimal comma beside them is refused."""
    if other.any():
        what = f"commas between thousands and decimal commas in one column: {examples(chosen(texts, other))}"
        raise InputError(rows.say(other), what, "write all numbers of the column in one way")
    stripped = pc.replace_substring(texts, ",", "")
    values = as_numbers(stripped, fits(stripped, PLAIN))
    return Numbers(found=values, text_bad=np.isnan(values), written="thousands_comma")


def _angles(texts: pa.Array, angles: Bools, numbers: Bools, rows: _FirstRows) -> Numbers:
    """Read degrees, minutes and seconds; plain numbers in the same column are refused."""
    if numbers.any():
        what = f"degrees with minutes and plain numbers in one column: {examples(chosen(texts, numbers))}"
        raise InputError(rows.say(numbers), what, "write all coordinates as decimal degrees, such as 43.2567")
    parts = pc.extract_regex(texts, DEGREES)
    d, m, s = (
        as_numbers(pc.replace_substring(pc.struct_field(parts, part), ",", "."), angles) for part in "dms"
    )
    side = pc.utf8_upper(pc.utf8_slice_codeunits(pc.fill_null(pc.struct_field(parts, "side"), ""), 0, 1))
    minus = pc.equal(pc.fill_null(pc.struct_field(parts, "sign"), ""), "-")
    negative = pc.or_(minus, pc.is_in(side, value_set=pa.array(NEGATIVE_SIDES)))
    minutes, seconds = np.nan_to_num(m), np.nan_to_num(s)
    values = np.where((minutes < 60) & (seconds <= 60), d + minutes / 60 + seconds / 3600, np.nan)
    values = np.where(negative.to_numpy(zero_copy_only=False), -values, values)
    return Numbers(found=values, text_bad=np.isnan(values), written="degrees_minutes")
