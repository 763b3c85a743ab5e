"""The beginning of an incident under a heading that may mean anything, such as "from": its cells decide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.read.columns import key
from hotspot.read.date_forms import DAYS, FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotspot.read.table import First

# Headings of the first moment, in the form of `columns.key`, with those of the last one that go with it.
STARTS: Mapping[str, tuple[str, ...]] = {
    "start": ("end", "finish", "stop"),
    "starttime": ("endtime",),
    "timestart": ("timeend",),
    "started": ("ended", "finished"),
    "startedat": ("endedat", "finishedat"),
    "starts": ("ends",),
    "begin": ("end", "finish"),
    "begindate": ("enddate",),
    "datebegin": ("dateend",),
    "begins": ("ends",),
    "beginning": ("end", "ending"),
    "from": ("to", "till", "until"),
    "timefrom": ("timeto",),
    "fromtime": ("totime",),
    "начало": ("конец", "окончание"),
    "времяначала": ("времяокончания", "времяконца"),
    "датавремяначала": ("датавремяокончания", "датавремяконца"),
    "датаивремяначала": ("датаивремяокончания", "датаивремяконца"),
    "с": ("по", "до"),
    "от": ("до", "по"),
    "басталуы": ("аяқталуы",),
    "басталукүні": ("аяқталукүні",),
    "басталууақыты": ("аяқталууақыты",),
    "басталғанкүні": ("аяқталғанкүні",),
    "басталғануақыты": ("аяқталғануақыты",),
    "басы": ("соңы",),
}
_FORMS = tuple(re.compile(FORMS[form]) for form in DAYS)


def start_and_end(columns: Sequence[str], first: First) -> dict[str, str]:
    """Return the roles of the first columns whose heading says that something begins, or ends, and whose
    first cells are days, with or without a clock time; {} where there are none.

    A street's `from`, a number's `start` and a column called so twice are none. `first` gives the first cells
    of the columns and is asked only where a heading fits.
    """
    named = dict(_named(columns))
    if not named:
        return {}
    cells = first()
    start = next((column for column in named if _are_days(cells.get(column, ()))), "")
    end = next((column for column in named.get(start, ()) if _are_days(cells.get(column, ()))), "")
    return {role: column for role, column in (("date", start), ("date_end", end)) if column}


def _named(columns: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Give the columns with the heading of a beginning, likeliest first, each with those of its end."""
    keys = [key(column) for column in columns]
    once = {name: column for name, column in zip(keys, columns, strict=True) if keys.count(name) == 1}
    for start, ends in STARTS.items():
        if start in once:
            yield once[start], [once[end] for end in ends if end in once]


def _are_days(cells: Sequence[str]) -> bool:
    """Tell whether there are cells with text, and all are days."""
    filled = [text for cell in cells if (text := cell.strip())]
    return bool(filled) and all(any(form.match(text) for form in _FORMS) for text in filled)
