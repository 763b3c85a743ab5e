"""The files of `hotspot venues`: the venues as points and table, the J-curve, a page of cards, the record."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from hotspot.schema.venued import JCURVE_COLUMNS, LOCAL_NAMES, RANKED_COLUMNS
from hotspot.words.venued import SURE, venues_said
from hotspot.write.answer import Answer
from hotspot.write.features import collection
from hotspot.write.papers import GEOJSON, PAGE, Papers, about_run, marks
from hotspot.write.tables import published
from hotspot.write.venue_tables import TABLES, venue_tables

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.venued import Venued

KIND = "venues"
MARKS = marks(
    KIND,
    {"venues.csv": RANKED_COLUMNS, "jcurve.csv": JCURVE_COLUMNS, **TABLES},
    {"venues.geojson": GEOJSON, "venues.html": PAGE},
)


def _papers(found: Venued, result: Result) -> Papers:
    rows = published(found.frame, RANKED_COLUMNS)
    seen, joining = found.concentration, found.joining
    about = about_run(result, reach_m=joining.reach_m, hours=found.hours, types=found.types)
    return Papers(
        kind=KIND,
        said=partial(venues_said, found, result),
        frames={"venues.csv": rows, "jcurve.csv": found.curve, **venue_tables(found)},
        texts={"venues.geojson": collection(about, rows, found.frame)},
        content={
            "rows": found.rows,
            "joining": asdict(joining),
            "concentration": asdict(seen),
            "verdict": "more" if seen.judged.p_value <= SURE else "no",
            "size": asdict(found.size) if found.size else None,
            "kinds": [asdict(one) for one in found.kinds],
            "reaches": [asdict(one) for one in found.tried],
            "rings": [asdict(one) for one in found.rings],
            "venues": rows.head(found.top).to_dict("records"),
            "local_names": published(found.frame.head(found.top), LOCAL_NAMES).to_dict("records"),
            "hours": found.hours,
            "types": found.types,
            "calls": found.calls,
            "top": found.top,
        },
        findings=found.findings,
        choices=found.choices,
    )


VENUES = Answer(marks=MARKS, papers=_papers)
