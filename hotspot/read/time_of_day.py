"""At what hour each incident happened, where a column of its own tells it: clock times, hours, minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import as_numbers, distinct_cells, fits, says_nothing
from hotspot.read.date_forms import DAYS, FORMS
from hotspot.read.dates import read_dates
from hotspot.read.wall_time import DAY_S, clock, part, seconds_of_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.read.dated import Dates
    from hotspot.schema import Bools, Floats

TIME = (
    r"^(?:\d{4}-\d{2}-\d{2}[T ]?)?(?:(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<p>[AaPp]\.?[Mm]\.?)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
)
COMPACT_TIME = r"^\d{1,4}$"  # 930 is half past nine, 5 is five past midnight
DAY_SHARE = r"^0?[.,]\d+$"  # a spreadsheet's 0.5 is noon


def clock_times(where: str, column: pd.Series, dates: Dates) -> tuple[Floats, Bools, Bools]:
    """Return (n,) seconds of the day, NaN where unknown, where there was text that is no time, and where the
    time is that of another day than the date's: nobody knows whether such an hour is the incident's.

    A day that is the same in all rows, such as 1899-12-30, is a spreadsheet's and not meant.
    """
    texts, _ = distinct_cells(column)
    filled = pc.filter(texts, pa.array(~says_nothing(texts)))
    if not len(filled) or not np.logical_or.reduce([fits(filled, FORMS[form]) for form in DAYS]).all():
        seconds, unread = times_of_day(column)
        return seconds, unread, unread & False
    there = f"{where}, column '{column.name}'"
    read = read_dates(there, column, day_first=None)
    if read.basis == "assumed" and dates.style.startswith("MM"):
        read = read_dates(there, column, day_first=False)
    days = read.start.astype("datetime64[D]")
    meant = len(np.unique(days[~np.isnat(days)])) > 1
    both = read.hour_known & ~np.isnat(dates.start)
    other = both & (days != dates.start.astype("datetime64[D]")) & meant
    seconds = (read.start - days).astype(np.float64)
    return np.where(read.hour_known & ~other, seconds, np.nan), read.text_bad, other


def times_of_day(column: pd.Series) -> tuple[Floats, Bools]:
    """Return (n,) seconds of the day, NaN where unknown, and where there was text that is no time.

    The bare day 1899-12-30, all that a spreadsheet leaves of a lost time, is no time and no mistake.
    """
    texts, at = distinct_cells(column)
    parts = pc.extract_regex(texts, TIME)
    only_day = parts.is_valid().to_numpy(zero_copy_only=False) & np.isnan(part(parts, "H"))
    compact, share = _matching(texts, COMPACT_TIME), _matching(texts, DAY_SHARE)
    if np.nanmax(compact, initial=0) <= 23 and not fits(texts, r"^\d{3,4}$").any():
        compact = compact * 100  # none above 23: whole hours
    seconds = np.where(np.isnan(share), clock(parts), np.round(share * DAY_S))
    seconds = np.where(np.isnan(compact), seconds, seconds_of_day(compact // 100, compact % 100, 0 * compact))
    return seconds[at], (np.isnan(seconds) & ~says_nothing(texts) & ~only_day)[at]


def hours_of_day(where: str, frame: pd.DataFrame, roles: Mapping[str, str]) -> Floats:
    """Return (n,) seconds of the day from an hour column and, where there is one, a minute column."""
    hour = numbers_of(frame[roles["hour"]])
    minute = numbers_of(frame[roles["minute"]]) if "minute" in roles else np.zeros(len(frame))
    if np.nanmax(hour, initial=0) > 24:
        what = f"the hour column '{roles['hour']}' has values above 24: {np.nanmax(hour):g}"
        raise InputError(
            where, what, "name a column of times such as 2030 under incidents.columns.time instead"
        )
    return seconds_of_day(hour, np.nan_to_num(minute), np.zeros(len(frame)))


def _matching(texts: pa.Array, pattern: str) -> Floats:
    """Return the texts of the form `pattern` as numbers, NaN for the others."""
    return as_numbers(pc.replace_substring(texts, ",", "."), fits(texts, pattern))


def numbers_of(column: pd.Series) -> Floats:
    """Return texts that are whole or decimal numbers as numbers, NaN for everything else."""
    texts, at = distinct_cells(column)
    return _matching(texts, r"^\d*[.,]?\d+$")[at]
