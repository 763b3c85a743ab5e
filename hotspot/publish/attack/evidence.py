"""What the published files say about each number, read as a stranger would: from the files alone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from hotspot.schema.data import Period
from hotspot.schema.published import (
    AREA_FIELDS,
    CITY_FIELDS,
    SPOT_FIELDS,
    TYPE_FIELDS,
    WHOLE,
    WITHHELD,
    YEAR_FIELDS,
    Key,
    Weakness,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES = {
    "areas.csv": AREA_FIELDS,
    "types.csv": TYPE_FIELDS,
    "years.csv": YEAR_FIELDS,
    "city.csv": CITY_FIELDS,
}
LAYERS = {"areas.geojson": AREA_FIELDS, "hotspot_cells.geojson": SPOT_FIELDS}
LANGUAGES = ("en", "ru", "kk")
PAGES = tuple(f"{name}_{language}.html" for name in ("page", "method") for language in LANGUAGES)
RECORD = "publish.json"
FILES = (*TABLES, *LAYERS, *PAGES, RECORD)
FIELDS = {"share"}  # not published, but an attacker knows what to do with it


class Bounds(NamedTuple):
    """What a number lies between."""

    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The rows of the table of areas as they stand, what each file says of each number, and the days."""

    areas: tuple[Mapping[str, str], ...]
    texts: Mapping[Key, tuple[tuple[str, str], ...]]  # file and text
    types: tuple[str, ...]
    years: tuple[str, ...]
    spans: Mapping[str, Period]
    unknown: tuple[Weakness, ...]
    apart: frozenset[str] = frozenset()  # numbers of the city's own table

    @property
    def period(self) -> Period | None:
        """Return all days that are counted."""
        spans = list(self.spans.values())
        if not spans:
            return None
        return Period(first=min(span.first for span in spans), last=max(span.last for span in spans))


def read_evidence(files: Mapping[str, str]) -> Evidence:
    """Read the tables and the properties of the layers; columns and files that nobody knows are noted."""
    texts: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    rows = {name: _rows(files.get(name, "")) for name in TABLES}
    layers = {name: _properties(files.get(name, "")) for name in LAYERS}
    for name, found in {"areas.csv": rows["areas.csv"], "areas.geojson": layers["areas.geojson"]}.items():
        for row in found:
            texts[Key(row["area_id"], WHOLE, WHOLE)].append((name, row.get("incidents", "")))
    for row in rows["types.csv"]:
        texts[Key(row["area_id"], row["type"], WHOLE)].append(("types.csv", row["incidents"]))
    for row in rows["years.csv"]:
        texts[Key(row["area_id"], WHOLE, row["year"])].append(("years.csv", row["incidents"]))
    return Evidence(
        areas=tuple(rows["areas.csv"]),
        texts={key: tuple(found) for key, found in texts.items()},
        types=tuple(dict.fromkeys(key.type for key in texts if key.type)),
        years=tuple(dict.fromkeys(key.year for key in texts if key.year)),
        spans=_spans(rows["years.csv"]),
        unknown=tuple(_unknown(files, {**rows, **layers})),
        apart=frozenset(re.sub(r"\D", "", row["incidents"]) for row in rows["city.csv"]),
    )


def bounds_of(text: str, *, least: int, most: int) -> Bounds:
    """Return what a text says of its number; "x" stands for `least` or more, nothing for any number.

    >>> bounds_of("<5", least=5, most=99), bounds_of("x", least=5, most=99), bounds_of("12", least=5, most=99)
    (Bounds(low=1, high=4), Bounds(low=5, high=99), Bounds(low=12, high=12))
    >>> bounds_of("", least=5, most=99)
    Bounds(low=0, high=99)
    """
    if text.isdigit():
        return Bounds(int(text), int(text))
    if text.startswith("<") and text[1:].isdigit():
        return Bounds(1, int(text[1:]) - 1)
    return Bounds(least if text == WITHHELD else 0, most)


def _rows(text: str) -> list[dict[str, str]]:
    return [dict(row) for row in csv.DictReader(io.StringIO(text))]


def _properties(text: str) -> list[dict[str, str]]:
    features = json.loads(text)["features"] if text else []
    return [
        {name: "" if value is None else str(value) for name, value in feature["properties"].items()}
        for feature in features
    ]


def _spans(rows: list[dict[str, str]]) -> dict[str, Period]:
    return {
        row["year"]: Period(
            first=date.fromisoformat(row["first_day"]), last=date.fromisoformat(row["last_day"])
        )
        for row in rows
        if row["first_day"] and row["last_day"]
    }


def _unknown(files: Mapping[str, str], rows: Mapping[str, list[dict[str, str]]]) -> list[Weakness]:
    found = [Weakness(kind="unknown", where=name, what=name) for name in files if name not in FILES]
    for name, fields in {**TABLES, **LAYERS}.items():
        heads = dict.fromkeys(head for row in rows[name] for head in row)
        found += [
            Weakness(kind="unknown", where=name, what=head)
            for head in heads
            if head not in {*fields, *FIELDS}
        ]
    return found
