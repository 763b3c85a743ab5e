"""When each incident happened: from a date column, a time beside it, or year, month, day and hour apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import as_numbers, distinct_cells, examples, fits, says_nothing
from hotspot.read.date_forms import DAYS, FORMS
from hotspot.read.dates import Dates, dates_of, read_dates
from hotspot.read.wall_time import DAY_S, NEVER, clock, moments, part, seconds_of_day
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.read.alike import Digits
    from hotspot.schema import Bools, Floats, Ints

TIME = (
    r"^(?:\d{4}-\d{2}-\d{2}[T ]?)?(?:(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<p>[AaPp]\.?[Mm]\.?)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
)
DAY = np.timedelta64(DAY_S, "s")
COMPACT_TIME = r"^\d{1,4}$"  # 930 is half past nine, 5 is five past midnight
DAY_SHARE = r"^0?[.,]\d+$"  # a spreadsheet's 0.5 is noon


@dataclass(frozen=True, kw_only=True)
class Moments:
    """The time of every row, each (n,): `start` and `end` in local wall time (NaT where unknown),
    `hour_known`, and `text_bad` where there was text but no possible date. `dated` is False where no column
    tells the time; `sorts_as_text` says whether the date column's own text compares as the dates do, and
    `day_first` the order of day and month in it, None where any would do."""

    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    hour_known: Bools
    text_bad: Bools
    dated: bool
    month_only: bool = False
    sorts_as_text: bool = True
    day_first: bool | None = None
    choices: tuple[Choice, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_moments(
    where: str,
    frame: pd.DataFrame,
    roles: Mapping[str, str],
    *,
    day_first: bool | None,
    digits: Mapping[str, Digits] | None = None,
    times: Ints | None = None,
) -> Moments:
    """Read the time of every row from the columns that `roles` names.

    `digits` are columns of dates that were read by their digits and stand not in the frame; `times` (n,) says
    how often each row was there, once by default; `where` is the source for messages. Raises InputError for
    dates in several ways of writing (see `dates`).
    """
    if "date" in roles:
        return _from_date(where, frame, roles, day_first, digits or {}, times=times)
    if "year" in roles:
        return _from_parts(where, frame, roles)
    return _undated(len(frame))


def _undated(count: int, *findings: Finding) -> Moments:
    nothing, unknown = np.full(count, NEVER), np.zeros(count, dtype=bool)
    return Moments(
        start=nothing, end=nothing, hour_known=unknown, text_bad=unknown, dated=False, findings=findings
    )


def _without_dates(where: str, column: str, count: int) -> Moments:
    """Take a date column that is empty from top to bottom for none, and say so."""
    values = {"file": where, "column": column}
    return _undated(count, Finding(code="date_column_empty", level="warning", values=values))


def _from_date(
    where: str,
    frame: pd.DataFrame,
    roles: Mapping[str, str],
    day_first: bool | None,
    digits: Mapping[str, Digits],
    *,
    times: Ints | None,
) -> Moments:
    """Read a date column, with a time column or an hour column beside it where there is one."""

    def read(column: str, day_first: bool | None) -> Dates:
        there = f"{where}, column '{column}'"
        if column in digits:
            return dates_of(there, digits[column], day_first=day_first)
        return read_dates(there, frame[column], day_first=day_first)

    dates = read(roles["date"], day_first)
    if np.isnat(dates.start).all() and not dates.text_bad.any():
        return _without_dates(where, roles["date"], len(frame))
    start, seen = _with_time(where, frame, roles, dates, "time", times=times)
    end: NDArray[np.datetime64] = np.broadcast_to(NEVER, len(frame))
    told = day_first if dates.basis in {"", "assumed"} else dates.style.startswith("DD")
    if "date_end" in roles:
        ends = read(roles["date_end"], told)
        ends = _with_time(where, frame, roles, ends, "time_end", times=times)[0]
        end = np.where(ends.hour_known, ends.start, ends.start + DAY)  # of a day without an hour, all of it
    return Moments(
        start=start.start,
        end=end,
        hour_known=start.hour_known,
        text_bad=start.text_bad,
        dated=True,
        month_only=dates.month_only,
        sorts_as_text=dates.sorts_as_text,
        day_first=told,
        choices=_choices(dates),
        findings=(*_findings(where, dates), *seen),
    )


def _with_time(
    where: str,
    frame: pd.DataFrame,
    roles: Mapping[str, str],
    dates: Dates,
    role: str,
    *,
    times: Ints | None,
) -> tuple[Dates, list[Finding]]:
    """Return the dates with the time of day from another column, unless they have their own already."""
    if role not in roles and not (role == "time" and "hour" in roles):
        return dates, []
    midnight = dates.start.astype(np.int64) % DAY_S == 0
    if (dates.hour_known & ~midnight).any():
        return dates, []
    seen: list[Finding] = []
    if role in roles:
        second, unread, other = _clock_times(where, frame[roles[role]], dates)
        values = {"file": where, "column": roles[role]}
        if unread.any():
            rows = int(np.sum(unread if times is None else times[unread]))
            seen.append(Finding(code="time_unreadable", level="warning", values=values | {"rows": rows}))
        if other.any():
            rows = int(np.sum(other if times is None else times[other]))
            seen.append(Finding(code="time_of_other_day", level="warning", values=values | {"rows": rows}))
        elif np.isnan(second).all():
            seen.append(Finding(code="time_without_hours", level="warning", values=values))
    else:
        second = _hours(where, frame, roles)
    known = ~np.isnan(second) & ~np.isnat(dates.start)
    shift = np.where(known, second, 0).astype("timedelta64[s]")
    return replace(dates, start=dates.start + shift, hour_known=known), seen


def _clock_times(where: str, column: pd.Series, dates: Dates) -> tuple[Floats, Bools, Bools]:
    """Return (n,) seconds of the day, NaN where unknown, where there was text that is no time, and where the
    time is that of another day than the date's: nobody knows whether such an hour is the incident's.

    A day that is the same in all rows, such as 1899-12-30, is a spreadsheet's and not meant.
    """
    texts, _ = distinct_cells(column)
    filled = pc.filter(texts, pa.array(~says_nothing(texts)))
    if not len(filled) or not np.logical_or.reduce([fits(filled, FORMS[form]) for form in DAYS]).all():
        seconds, unread = _times(column)
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


def _times(column: pd.Series) -> tuple[Floats, Bools]:
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


def _from_parts(where: str, frame: pd.DataFrame, roles: Mapping[str, str]) -> Moments:
    """Read year, month, day, hour and minute from columns of their own; without a day, dates are months."""
    count = len(frame)
    year, month = (_numbers(frame[roles[part]]) for part in ("year", "month"))
    day = _numbers(frame[roles["day"]]) if "day" in roles else np.ones(count)
    if "time" in roles:
        second, _ = _times(frame[roles["time"]])
    else:
        second = _hours(where, frame, roles) if "hour" in roles else np.full(count, np.nan)
    second = np.where("day" in roles, second, np.nan)
    start = moments(year, month, day, np.nan_to_num(second))
    known = ~np.isnat(start)
    if not known.any():
        shown = [str(cell) for cell in frame[roles["year"]].iloc[:3]]
        what = f"year, month and day make no date in any row; year is {examples(shown)}"
        raise InputError(where, what, "name the right columns under incidents.columns in config.yaml")
    return Moments(
        start=start,
        end=np.broadcast_to(NEVER, count),
        hour_known=known & ~np.isnan(second),
        text_bad=~known & ~(np.isnan(year) & np.isnan(month)),
        dated=True,
        month_only="day" not in roles,
        sorts_as_text=True,
    )


def _hours(where: str, frame: pd.DataFrame, roles: Mapping[str, str]) -> Floats:
    """Return (n,) seconds of the day from an hour column and, where there is one, a minute column."""
    hour = _numbers(frame[roles["hour"]])
    minute = _numbers(frame[roles["minute"]]) if "minute" in roles else np.zeros(len(frame))
    if np.nanmax(hour, initial=0) > 24:
        what = f"the hour column '{roles['hour']}' has values above 24: {np.nanmax(hour):g}"
        raise InputError(
            where, what, "name a column of times such as 2030 under incidents.columns.time instead"
        )
    return seconds_of_day(hour, np.nan_to_num(minute), np.zeros(len(frame)))


def _matching(texts: pa.Array, pattern: str) -> Floats:
    """Return the texts of the form `pattern` as numbers, NaN for the others."""
    return as_numbers(pc.replace_substring(texts, ",", "."), fits(texts, pattern))


def _numbers(column: pd.Series) -> Floats:
    """Return texts that are whole or decimal numbers as numbers, NaN for everything else."""
    texts, at = distinct_cells(column)
    return _matching(texts, r"^\d*[.,]?\d+$")[at]


def _choices(dates: Dates) -> tuple[Choice, ...]:
    """Say how dates were read, where they could be read in another way too."""
    if not dates.style:
        return ()
    why = {"by_values": "date_order_by_values", "told": "date_order_told", "assumed": "date_order_assumed"}
    other = "false" if dates.style.startswith("DD") else "true"
    flag = f"--set incidents.day_first={other}" if dates.basis else "--set incidents.columns.date=COLUMN"
    said = why.get(dates.basis, "date_format")
    return (Choice(name="incidents.date_format", value=dates.style, why=said, flag=flag),)


def _findings(where: str, dates: Dates) -> list[Finding]:
    """Return what was noticed about the dates."""
    seen = []
    if dates.zone:
        values = {"file": where, "zone": dates.zone}
        code = "date_zones_kept" if "," in dates.zone else "date_zone_kept"
        seen.append(Finding(code=code, level="info", values=values))
    if dates.style.startswith("epoch"):
        seen.append(
            Finding(code="epoch_as_written", level="info", values={"file": where, "kind": dates.style})
        )
    return seen
