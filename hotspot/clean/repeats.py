"""Records that carry the same number twice: one incident, several victims or charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.clean.account import drop
from hotspot.schema import Finding

if TYPE_CHECKING:
    from hotspot.schema import Incidents


def drop_repeated_ids(incidents: Incidents) -> Incidents:
    """Keep one of several records with the same id, place and time; records without an id are all kept.

    A number that comes back at another place or time is another incident (files that each count from 1, a
    code taken for a number): kept, and said. Exact copies without an id are often real (several thefts in one
    car park in one month): never dropped. Which of the repeats stays does not depend on the order of rows.
    """
    frame = incidents.frame
    numbered = frame.loc[frame["id"] != "", ["id", "x", "y", "start", "type"]]
    same = ["id", "x", "y", "start"]
    again = numbered.sort_values([*same, "type"], kind="stable").duplicated(same).reindex(numbered.index)
    repeated = again.reindex(frame.index, fill_value=False).to_numpy(bool)
    reused = int(numbered.loc[~again, "id"].duplicated().sum())
    findings = [Finding(code="ids_reused", level="warning", values={"count": reused})] if reused else []
    return drop(incidents, [("duplicate_id", np.asarray(repeated))], findings=findings)
