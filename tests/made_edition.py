"""The files of an edition made of given counts, as they would be published, and ways to spoil them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hotspot.publish.hide import hide
from hotspot.publish.shown import tables_of
from hotspot.schema import Period
from hotspot.schema.published import AREA_FIELDS, TYPE_FIELDS, WHOLE, YEAR_FIELDS, Counts, Key, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hotspot.publish.hide import Memory
    from hotspot.schema.published import Hidden


def made_counts(
    by_type: Sequence[Sequence[int]], by_year: Sequence[Sequence[int]], *, first: int = 2024
) -> Counts:
    """Return counts of areas A0, A1 … by types t0, t1 … and whole years from `first`."""
    years = range(first, first + len(by_year[0]))
    return Counts(
        areas=tuple(f"A{i:02d}" for i in range(len(by_type))),
        types=tuple(f"t{i}" for i in range(len(by_type[0]))),
        years=tuple(map(str, years)),
        spans=tuple(Period(first=date(year, 1, 1), last=date(year, 12, 31)) for year in years),
        by_type=np.array(by_type, dtype=np.int64),
        by_year=np.array(by_year, dtype=np.int64),
    )


def made_files(
    counts: Counts, *, least: int = 5, remembered: Mapping[Key, Memory] | None = None
) -> dict[str, str]:
    """Return the tables of the edition as text, hidden as the tool hides them."""
    return files_of(*hide(counts, least=least, remembered=remembered), least=least)


def files_of(counts: Counts, hidden: Hidden, *, least: int = 5) -> dict[str, str]:
    """Return the tables of the edition as text, with these numbers hidden."""
    text = tables_of(counts, hidden, Terms(least=least)).text
    areas = [
        {"area_id": area, "area_km2": "1.0000", "incidents": text[Key(area, WHOLE, WHOLE)]}
        for area in counts.areas
    ]
    types = [
        {"area_id": area, "type": kind, "incidents": text[Key(area, kind, WHOLE)]}
        for area in (WHOLE, *counts.areas)
        for kind in counts.types
    ]
    years = [
        {
            "area_id": area,
            "year": year,
            "first_day": str(span.first),
            "last_day": str(span.last),
            "incidents": text[Key(area, WHOLE, year)],
        }
        for area in (WHOLE, *counts.areas)
        for year, span in zip(counts.years, counts.spans, strict=True)
    ]
    city = {"area_id": WHOLE, "type": WHOLE, "incidents": text[Key(WHOLE, WHOLE, WHOLE)]}
    return {
        "areas.csv": table(AREA_FIELDS, areas),
        "types.csv": table(TYPE_FIELDS, [city, *types]),
        "years.csv": table(YEAR_FIELDS, years),
    }


def table(fields: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def spoiled(
    files: Mapping[str, str], name: str, change: Callable[[list[dict[str, str]]], None]
) -> dict[str, str]:
    """Return the files with the rows of one table changed in place."""
    rows = list(csv.DictReader(io.StringIO(files[name])))
    change(rows)
    return {**files, name: table(list(dict.fromkeys(head for row in rows for head in row)), rows)}
