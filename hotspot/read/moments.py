"""When each incident happened: from a date column, a time beside it, or year, month, day and hour apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import InputError
from hotspot.read.cells import examples
from hotspot.read.dates import dates_of, read_dates
from hotspot.read.time_of_day import clock_times, hours_of_day, numbers_of, times_of_day
from hotspot.read.wall_time import DAY_S, NEVER, moments
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.read.alike import Digits
    from hotspot.read.dated import Dates, Others
    from hotspot.schema import Bools, Ints

DAY = np.timedelta64(DAY_S, "s")


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
            rows = frame.index.to_numpy() if times is None else None
            return dates_of(there, digits[column], day_first=day_first, rows=rows)
        return read_dates(there, frame[column], day_first=day_first, times=times)

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
        second, unread, other = clock_times(where, frame[roles[role]], dates)
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
        second = hours_of_day(where, frame, roles)
    known = ~np.isnan(second) & ~np.isnat(dates.start)
    shift = np.where(known, second, 0).astype("timedelta64[s]")
    return replace(dates, start=dates.start + shift, hour_known=known), seen


def _from_parts(where: str, frame: pd.DataFrame, roles: Mapping[str, str]) -> Moments:
    """Read year, month, day, hour and minute from columns of their own; without a day, dates are months."""
    count = len(frame)
    year, month = (numbers_of(frame[roles[part]]) for part in ("year", "month"))
    day = numbers_of(frame[roles["day"]]) if "day" in roles else np.ones(count)
    if "time" in roles:
        second, _ = times_of_day(frame[roles["time"]])
    else:
        second = hours_of_day(where, frame, roles) if "hour" in roles else np.full(count, np.nan)
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
    if dates.others:
        seen.append(_otherwise(where, dates.others))
    if dates.style.startswith("epoch"):
        seen.append(
            Finding(code="epoch_as_written", level="info", values={"file": where, "kind": dates.style})
        )
    return seen


def _otherwise(where: str, others: Others) -> Finding:
    """Return the warning about dates that are written in another way than the rest."""
    told: dict[str, str | int | float] = {"file": where, "rows": others.rows, "such": others.such}
    if not others.first:
        return Finding(code="date_otherwise_counted", level="warning", values=told)
    return Finding(code="date_otherwise", level="warning", values={**told, "row": others.first})
