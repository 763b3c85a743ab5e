"""The files of `hotspot when`: every hour, month and class as tables, a section in Markdown, the record."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hotspot.schema.timed import CLOCK_COLUMNS, EMERGING_COLUMNS, MONTH_COLUMNS
from hotspot.words.timed import when_said
from hotspot.write.answer import Answer
from hotspot.write.papers import Papers, marks

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.timed import PlaceTime, Timed

KIND = "when"
COLUMNS = {"when.csv": CLOCK_COLUMNS, "months.csv": MONTH_COLUMNS, "emerging.csv": EMERGING_COLUMNS}
MARKS = marks(KIND, COLUMNS, {})


def _papers(found: Timed, result: Result) -> Papers:
    return Papers(
        kind=KIND,
        said=partial(when_said, found, result),
        frames={
            "when.csv": pd.DataFrame(_hours(found), columns=list(CLOCK_COLUMNS), dtype=object),
            "months.csv": pd.DataFrame(_months(found), columns=list(MONTH_COLUMNS), dtype=object),
            "emerging.csv": pd.DataFrame(_emerged(found), columns=list(EMERGING_COLUMNS), dtype=object),
        },
        texts={},
        content={
            "unit": found.unit,
            "share": found.share,
            "draws": found.draws,
            "months": found.months,
            "days": found.days.tolist(),
            "places": [_place(place) for place in found.places],
            "emerging": [dict(zip(EMERGING_COLUMNS, row, strict=True)) for row in _emerged(found)],
        },
        findings=found.findings,
        choices=found.choices,
    )


def _place(place: PlaceTime) -> dict[str, Any]:
    """Return a place as the record holds it, arrays as lists."""
    inner = asdict(place)
    for name in ("busiest", "season"):
        if inner[name] is not None:
            inner[name] = {key: _listed(value) for key, value in inner[name].items()}
    return {key: _listed(value) for key, value in inner.items()}


def _listed(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _hours(found: Timed) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for place in found.places:
        about = (place.place_id, place.kind, place.name)
        for day, hours in enumerate(place.clock.tolist(), start=1):
            days = int(found.days[day - 1])
            rows += [(*about, day, hour, weight, days) for hour, weight in enumerate(hours)]
            rows.append((*about, day, None, float(place.hour_unknown[day - 1]), days))
    return rows


def _months(found: Timed) -> list[tuple[Any, ...]]:
    return [
        (
            *(place.place_id, place.kind, f"{month.first:%Y-%m}", month.days, month.incidents),
            *(month.incidents / month.days, month.usual, month.low, month.high, month.p_value),
        )
        for place in found.places
        for month in place.months
    ]


def _emerged(found: Timed) -> list[tuple[Any, ...]]:
    return [
        (
            *(one.place_id, one.kind, one.name, one.found, one.incidents, one.months, one.months_out),
            *(f"{one.last_out:%Y-%m}" if one.last_out else "", one.tau, one.tau_p),
        )
        for one in found.emerged
    ]


WHEN = Answer(marks=MARKS, papers=_papers)
