"""A column of whole moments where others hold days only: found by its first cells, and used for the hours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.read.columns import key
from hotspot.read.date_forms import DAYS, FORMS
from hotspot.read.names import NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hotspot.read.table import First

CLOCKS = {"time", "hour"}
MOMENTS = {*NAMES["time"], *NAMES["date"]} - {*NAMES["reported"], "timestamp"}  # these may tell of the record
MIDNIGHT = {"", "0", "00"}
_FORMS = tuple(re.compile(FORMS[form]) for form in DAYS)


def of_timestamps(
    roles: Mapping[str, str],
    columns: Sequence[str],
    first: First,
    *,
    given: Collection[str],
    never: Collection[str],
) -> dict[str, str]:
    """Return the role that a column of timestamps such as "2024-03-01 14:05" takes; {} where there is none.

    It tells the time beside a date column of days only, and is the date where nothing else tells one. `roles`
    are those found by names, `given` those of them that the user named, if only to say that there is none;
    `first` gives the first cells of the `columns`; `never` are keys of columns that must not be read.
    """
    time = roles.get("time", "")
    taken = {*roles.values()} - {time}
    named = [
        column
        for column in columns
        if key(column) in MOMENTS
        and column not in taken
        and key(column) not in never
        and columns.count(column) == 1
    ]
    if "date" in roles:
        wanted = [time] if time else [] if CLOCKS & {*roles, *given} else named
        role = "time"
    else:
        wanted, role = [] if {"date", "year", "time"} & {*roles, *given} else named, "date"
    if not wanted:
        return {}
    cells = first()
    if role == "time" and any(_hours(cells.get(roles["date"], ())) or [True]):
        return {}
    found = next((column for column in wanted if any(_hours(cells.get(column, ())))), "")
    return {role: found} if found else {}


def _hours(cells: Sequence[str]) -> list[bool]:
    """Return whether each cell that holds a day has a clock time, midnight aside; [] where one is no day."""
    found = []
    for cell in (cell.strip() for cell in cells):
        match = next((match for form in _FORMS if (match := form.match(cell))), None)
        if cell and match is None:
            return []
        if match:
            found.append(any((match[part] or "") not in MIDNIGHT for part in "HMS"))
    return found
