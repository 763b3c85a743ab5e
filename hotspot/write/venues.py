"""The files of `hotspot venues`: the venues as points and table, the J-curve, a page of cards, the record."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from hotspot.schema.venued import JCURVE_COLUMNS, RANKED_COLUMNS
from hotspot.words import Words
from hotspot.words.venued import SURE, venues_said
from hotspot.write.features import collection
from hotspot.write.papers import (
    GEOJSON,
    PAGE,
    Papers,
    about_run,
    check_papers,
    marks,
    papers_json,
    terminal,
    write_papers,
)
from hotspot.write.tables import published
from hotspot.write.venue_tables import TABLES, venue_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.schema.venued import Venued

KIND = "venues"
MARKS = marks(
    KIND,
    {"venues.csv": RANKED_COLUMNS, "jcurve.csv": JCURVE_COLUMNS, **TABLES},
    {"venues.geojson": GEOJSON, "venues.html": PAGE},
)


def check_venues_folder(out: str) -> Path:
    """Return the folder `out` if venues may be written there: a new one, or that of earlier ones."""
    return check_papers(out, MARKS)


def write_venues(
    found: Venued, result: Result, folder: Path, *, page: str, asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; `page` is the page of cards."""
    return write_papers(_papers(found, result, page=page), result, folder, asked=asked)


def venues_json(found: Venued, result: Result) -> str:
    """Return what was found as JSON, for scripts that read standard output."""
    return papers_json(_papers(found, result), result)


def venues_text(found: Venued, result: Result) -> str:
    """Return what was found as text for the terminal."""
    return terminal(venues_said(found, result, Words(language=result.language)))


def _papers(found: Venued, result: Result, *, page: str = "") -> Papers:
    rows = published(found.frame, RANKED_COLUMNS)
    seen, joining = found.concentration, found.joining
    about = about_run(result, reach_m=joining.reach_m, hours=found.hours, types=found.types)
    return Papers(
        kind=KIND,
        said=venues_said(found, result, Words(language=result.language)),
        frames={"venues.csv": rows, "jcurve.csv": found.curve, **venue_tables(found)},
        texts={"venues.geojson": collection(about, rows, found.frame), "venues.html": page},
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
            "hours": found.hours,
            "types": found.types,
            "calls": found.calls,
            "top": found.top,
        },
        findings=found.findings,
        choices=found.choices,
    )
