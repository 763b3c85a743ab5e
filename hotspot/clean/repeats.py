"""Records that carry the same number twice: one incident, several victims or charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.clean.account import drop

if TYPE_CHECKING:
    from hotspot.schema import Incidents


def drop_repeated_ids(incidents: Incidents) -> Incidents:
    """Keep the first of several records with one id; records without an id are all kept.

    Exact copies without an id are often real (several thefts in one car park in one month): never dropped.
    """
    ids = incidents.frame["id"]
    repeated = (ids.ne("") & ids.duplicated(keep="first")).to_numpy(bool)
    return drop(incidents, [("duplicate_id", np.asarray(repeated))])
