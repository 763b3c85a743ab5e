"""The files of `hotspot trend`: every change as a table, a section in Markdown, the record."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from hotspot.schema.cleared import CLEARED_COLUMNS
from hotspot.schema.trended import CHANGE_COLUMNS
from hotspot.words.cleared import FILE
from hotspot.words.trended import trend_said
from hotspot.write.answer import Answer
from hotspot.write.cleared import cleared_frames
from hotspot.write.papers import Papers, marks

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.trended import Trended

KIND = "trend"
MARKS = marks(KIND, {"trend.csv": CHANGE_COLUMNS, FILE: CLEARED_COLUMNS}, {})


def _papers(found: Trended, result: Result) -> Papers:
    rows = [asdict(row) for row in found.changes]
    changes = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS), dtype=object)
    return Papers(
        kind=KIND,
        said=partial(trend_said, found, result),
        frames={"trend.csv": changes, **cleared_frames(found.clearance)},
        texts={},
        content={
            "now": [str(found.now.first), str(found.now.last)],
            "past": [str(found.past.first), str(found.past.last)],
            "same_season": found.same_season,
            "lag_days": found.lag_days,
            "by_month": found.by_month,
            "reporting": asdict(found.reporting) if found.reporting else None,
            "seasonal": asdict(found.seasonal) if found.seasonal else None,
            "clearance": asdict(found.clearance) if found.clearance else None,
            "dispersion_city": found.dispersion_city,
            "dispersion_areas": found.dispersion_areas,
            "for_press": not found.press,
            "not_for_press": list(found.press),
            "sppt": asdict(found.alike),
            "changes": rows,
        },
        findings=found.findings,
        choices=found.choices,
    )


TREND = Answer(marks=MARKS, papers=_papers)
