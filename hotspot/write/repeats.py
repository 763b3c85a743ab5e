"""The files of `hotspot repeats`: the week's flare-ups for the GIS, near repeats and addresses as tables."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspot.schema.repeated import ALERT_COLUMNS, NEAR_COLUMNS, PLACE_COLUMNS
from hotspot.words.repeated import repeats_said
from hotspot.write.answer import Answer
from hotspot.write.features import collection
from hotspot.write.papers import GEOJSON, Papers, about_run, marks
from hotspot.write.tables import published

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.repeated import Repeated

KIND = "repeats"
MARKS = marks(
    KIND,
    {"near.csv": NEAR_COLUMNS, "places.csv": PLACE_COLUMNS},
    {"alerts.geojson": GEOJSON},
)


def _papers(found: Repeated, result: Result) -> Papers:
    near = pd.DataFrame(_near(found), columns=list(NEAR_COLUMNS), dtype=object)
    alerts = published(found.alerts, ALERT_COLUMNS)
    about = about_run(
        result,
        as_of=found.as_of,
        reach_m=found.reach_m,
        window_days=found.window_days,
        least=found.least,
    )
    return Papers(
        kind=KIND,
        said=partial(repeats_said, found, result),
        frames={"near.csv": near, "places.csv": found.places},
        texts={"alerts.geojson": collection(about, alerts, found.alerts)},
        content={
            "since": found.since,
            "as_of": found.as_of,
            "near": near.to_dict("records"),
            "near_reach": [
                {
                    "type": one.type,
                    "from_m": one.from_m,
                    "metres": one.near_m,
                    "days": one.near_days,
                    "draws": one.draws,
                }
                for one in found.near
            ],
            "places": found.all_places,
            "at_least": [asdict(one) for one in found.at_least],
            "alerts": alerts.to_dict("records"),
            "followed": [asdict(one) for one in found.followed],
            "reach_m": found.reach_m,
            "window_days": found.window_days,
            "least": found.least,
        },
        findings=found.findings,
        choices=found.choices,
    )


def _near(found: Repeated) -> list[tuple[Any, ...]]:
    return [
        (
            *(one.type, one.metres[s], one.metres[s + 1], one.days[t], one.days[t + 1]),
            *(int(one.pairs[s, t]), one.expected[s, t], one.ratio[s, t]),
            *(one.p_value[s, t], one.p_adjusted[s, t], str(one.excess[s, t])),
        )
        for one in found.near
        for s in range(len(one.metres) - 1)
        for t in range(len(one.days) - 1)
    ]


REPEATS = Answer(marks=MARKS, papers=_papers)
