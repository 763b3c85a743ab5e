"""The files of `hotspot yards import`: yards for the GIS, the list for the akimat, the agreement."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from hotspot.schema.yards import AGREEMENT_COLUMNS, RELATED_COLUMNS, TODO_COLUMNS, YARD_COLUMNS
from hotspot.words.yarded import yards_said
from hotspot.write.answer import Answer
from hotspot.write.features import collection
from hotspot.write.papers import GEOJSON, Papers, about_run, marks
from hotspot.write.tables import published

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.yards import Yards

KIND = "yards"
MARKS = marks(
    KIND,
    {
        "yards.csv": YARD_COLUMNS,
        "todo.csv": TODO_COLUMNS,
        "observers.csv": AGREEMENT_COLUMNS,
        "related.csv": RELATED_COLUMNS,
    },
    {"yards.geojson": GEOJSON},
)


def _papers(found: Yards, result: Result) -> Papers:
    rows = published(found.yards, YARD_COLUMNS)
    todo = published(found.todo, TODO_COLUMNS)
    agreement = pd.DataFrame([asdict(one) for one in found.agreement])[list(AGREEMENT_COLUMNS)]
    agreement = published(agreement, AGREEMENT_COLUMNS)
    related = pd.DataFrame([asdict(one) for one in found.related.effects], columns=list(RELATED_COLUMNS))
    last = ~found.yards["area_id"].duplicated(keep="last")
    about = about_run(result, rounds=list(found.rounds))
    return Papers(
        kind=KIND,
        said=partial(yards_said, found, result),
        frames={
            "yards.csv": rows,
            "todo.csv": todo,
            "observers.csv": agreement,
            "related.csv": published(related, RELATED_COLUMNS),
        },
        texts={"yards.geojson": collection(about, rows[last.to_numpy()], found.yards[last])},
        content={
            "visits": {"read": found.rows.read, "kept": found.rows.kept, "dropped": dict(found.rows.dropped)},
            "files": found.files,
            "sha256": list(found.hashes),
            "observers": found.observers,
            "rounds": list(found.rounds),
            "by": found.by,
            "yards": rows.to_dict("records"),
            "todo": todo.to_dict("records"),
            "agreement": agreement.to_dict("records"),
            "noise": {**asdict(found.noise), "items": found.noise.items.tolist()},
            "association": asdict(found.related),
        },
        findings=found.findings,
        choices=found.choices,
    )


YARDS = Answer(marks=MARKS, papers=_papers)
