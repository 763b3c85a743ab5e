"""Records that carry the same number twice: one incident, several victims or charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.clean.account import drop
from hotspot.clean.fingerprint import of_columns, perhaps_repeated
from hotspot.schema import Finding

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Bools, Incidents

# What records of one incident may differ in, and which is kept: the first report, and any clearance. The rest
# only settles which row stays, so that it does not depend on their order.
SMALLEST_KEPT = {
    "reported": True,
    "cleared": False,
    "cleared_on": True,
    "end": True,
    "hour_known": False,
    "source": True,
}


def drop_repeated_ids(incidents: Incidents) -> Incidents:
    """Keep one of several records with the same id, place and time; records without an id are all kept.

    A number that comes back at another place or time is another incident (files that each count from 1, a
    code taken for a number): kept, and said. Exact copies without an id are often real (several thefts in one
    car park in one month): never dropped. Which of the repeats stays does not depend on the order of rows.
    """
    again, reused = _again(incidents.frame)
    findings = [Finding(code="ids_reused", level="warning", values={"count": reused})] if reused else []
    return drop(incidents, [("duplicate_id", again)], findings=findings)


def _again(frame: pd.DataFrame) -> tuple[Bools, int]:
    """Mark the records (n,) that are there already, and count the numbers that come back elsewhere."""
    perhaps = perhaps_repeated(of_columns(frame[["id"]])) & (frame["id"] != "").to_numpy(bool)
    rows = np.flatnonzero(perhaps)
    later = {name: smallest for name, smallest in SMALLEST_KEPT.items() if name in frame}
    numbered = frame.loc[perhaps, ["id", "x", "y", "start", "type", *later]].set_axis(rows, axis=0)
    same = ["id", "x", "y", "start"]
    several = numbered[numbered.duplicated(same, keep=False)]
    several = several.sort_values(
        [*same, "type", *later], ascending=[*[True] * 5, *later.values()], kind="stable"
    )
    repeats = several.index[several.duplicated(same)]
    again = np.zeros(len(frame), dtype=bool)
    again[repeats] = True
    return again, int(numbered["id"].drop(repeats).duplicated().sum())
