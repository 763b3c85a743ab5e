"""Whether the column of types holds types, and not free text that nobody may publish."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.schema import Finding, incidents_in
from hotspot.words.personal import is_personal

if TYPE_CHECKING:
    from hotspot.schema import Incidents

MOST_KINDS = 500  # the longest offence code lists have some 350 descriptions
MOST_SHARE = 0.2  # distinct texts among the incidents
LEAST_ROWS = 50
NUMBER = re.compile(r"\d{7}")  # codes of offences are shorter; numbers of persons and records are not
LONGEST = 80  # letters; an article and its title are shorter, a narrative is not


def without_free_text(incidents: Incidents) -> Incidents:
    """Empty the types where they are no types: too many different texts, or texts as long as a narrative.

    Types are printed in every output; names, addresses and narratives must not be. A type with a person's
    name, number, telephone or address of mail in it, or the number of a record, is emptied by itself.
    """
    types = incidents.frame["type"]
    kinds = [kind for kind in types.unique() if kind]
    longest = max((len(kind) for kind in kinds), default=0)
    count = incidents_in(incidents.frame)
    many = count >= LEAST_ROWS and len(kinds) > MOST_SHARE * count
    if not (many or len(kinds) > MOST_KINDS or longest > LONGEST):
        return _without_numbers(incidents)
    column = incidents.columns.get("type", "")
    values: dict[str, str | int | float] = {"column": column, "kinds": len(kinds), "longest": longest}
    finding = Finding(code="types_not_used", level="warning", values=values)
    nothing = pd.Categorical.from_codes(np.zeros(len(types), dtype=np.int8), pd.Index([""], dtype="str"))
    frame = incidents.frame.assign(type=nothing)
    return replace(incidents, frame=frame, findings=(*incidents.findings, finding))


def is_emptied(kind: str) -> bool:
    """Tell whether a type is emptied by itself: there is a person in it, or the number of a record.

    >>> is_emptied("theft"), is_emptied("theft 850101300123")
    (False, True)
    """
    return bool(NUMBER.search(kind)) or is_personal(kind)


def _without_numbers(incidents: Incidents) -> Incidents:
    types = incidents.frame["type"]
    numbered = [kind for kind in types.unique() if is_emptied(kind)]
    if not numbered:
        return incidents
    emptied = types.isin(numbered)
    column = incidents.columns.get("type", "")
    values: dict[str, str | int | float] = {
        "column": column,
        "count": incidents_in(incidents.frame, emptied.to_numpy(bool)),
    }
    finding = Finding(code="types_with_numbers", level="warning", values=values)
    kept = types.mask(emptied, "").cat.remove_categories(numbered)  # not even as a name
    frame = incidents.frame.assign(type=kept)
    return replace(incidents, frame=frame, findings=(*incidents.findings, finding))
