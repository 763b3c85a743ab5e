"""The table of how many incidents were cleared up, beside whatever else a command writes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from hotspot.schema.cleared import CLEARED_COLUMNS
from hotspot.words.cleared import FILE

if TYPE_CHECKING:
    from hotspot.schema.cleared import Clearance


def cleared_frames(clearance: Clearance | None) -> dict[str, pd.DataFrame]:
    """Return the table by the name of its file, with `CLEARED_COLUMNS`; none where clearance is unknown."""
    if clearance is None:
        return {}
    rows = [asdict(row) for row in clearance.rows]
    return {FILE: pd.DataFrame(rows, columns=list(CLEARED_COLUMNS), dtype=object)}
