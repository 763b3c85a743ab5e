"""Calendar and clock: from year, month, day, hour and minute to a moment of local wall time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.read.cells import as_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Floats

DAY_S = 86_400
NEVER = np.datetime64("NaT", "s")


def moments(year: Floats, month: Floats, day: Floats, second: Floats) -> NDArray[np.datetime64]:
    """Return (n,) moments from calendar parts and seconds of the day; NaT where there is no such moment.

    >>> moments(*(np.array([part]) for part in (2024.0, 2.0, 30.0, 0.0)))
    array(['NaT'], dtype='datetime64[s]')
    """
    sound = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    sound &= (second >= 0) & (second < DAY_S)
    y, m, d, s = (np.where(sound, part, 1).astype(np.int64) for part in (year, month, day, second))
    months = ((y - 1970) * 12 + m - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (d - 1).astype("timedelta64[D]")
    sound &= days.astype("datetime64[M]") == months
    return np.where(sound, days.astype("datetime64[s]") + s.astype("timedelta64[s]"), NEVER)


def seconds_of_day(hour: Floats, minute: Floats, second: Floats) -> Floats:
    """Return (n,) seconds since midnight, NaN where no clock shows such a time; no second counts as 0.

    >>> seconds_of_day(np.array([20.0, 24.0]), np.array([30.0, 0.0]), np.array([np.nan, 0.0]))
    array([73800.,    nan])
    """
    seconds = np.nan_to_num(second)
    possible = (hour >= 0) & (hour < 24) & (minute >= 0) & (minute < 60) & (seconds < 60)
    return np.where(possible, hour * 3600 + minute * 60 + seconds, np.nan)


def clock(parts: pa.StructArray) -> Floats:
    """Return (n,) seconds since midnight from the text fields H, M, S and p ("PM", "a.m." or "")."""
    hour, minute, second = (part(parts, name) for name in "HMS")
    half = pc.replace_substring(pc.utf8_lower(part_text(parts, "p")), ".", "")
    twelve = pc.not_equal(half, "").to_numpy(zero_copy_only=False)
    evening = pc.equal(half, "pm").to_numpy(zero_copy_only=False)
    in_twelve = np.where((hour >= 1) & (hour <= 12), hour % 12 + 12 * evening, np.nan)
    return seconds_of_day(np.where(twelve, in_twelve, hour), minute, second)


def part(parts: pa.StructArray, name: str) -> Floats:
    """Return one field of digits as (n,) numbers, NaN where it is missing."""
    digits = part_text(parts, name)
    return as_numbers(digits, np.ones(len(digits), dtype=bool))


def part_text(parts: pa.StructArray, name: str) -> pa.Array:
    """Return one field as (n,) text, "" where it is missing."""
    return pc.fill_null(pc.struct_field(parts, name), "")
