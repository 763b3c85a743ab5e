"""The files of `hotspot publish`: open data as CSV and GeoJSON, the pages, the record with its hashes."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspot.errors import OutputError
from hotspot.schema.published import (
    AREA_FIELDS,
    CITY_FIELDS,
    SPOT_FIELDS,
    TYPE_FIELDS,
    WHOLE,
    YEAR_FIELDS,
    Key,
)
from hotspot.words import Words
from hotspot.words.published import edition_said
from hotspot.write.features import collection
from hotspot.write.files import write_files
from hotspot.write.folder import FILES, TOOL
from hotspot.write.judgement import FORMULA
from hotspot.write.papers import GEOJSON, PAGE, check_papers, terminal
from hotspot.write.plain import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from hotspot.schema import Language
    from hotspot.schema.published import Edition

KIND, LAYOUT = "publish", 1
RUN = FILES[-1]
RECORD = "publish.json"
PAGES = tuple(f"{name}_{language}.html" for name in ("page", "method") for language in ("en", "ru", "kk"))
TABLES = {
    "areas.csv": AREA_FIELDS,
    "types.csv": TYPE_FIELDS,
    "years.csv": YEAR_FIELDS,
    "city.csv": CITY_FIELDS,
}
LAYERS = ("areas.geojson", "hotspot_cells.geojson")
# Each with what only a file of ours holds; the record comes last and vouches for the others.
MARKS = {
    **{name: ",".join(fields).encode() for name, fields in TABLES.items()},
    **dict.fromkeys(LAYERS, GEOJSON),
    **dict.fromkeys(PAGES, PAGE),
    RECORD: f'"kind": "{KIND}"'.encode(),
}
RATE_DIGITS = 1


def check_edition_folder(out: str) -> Path:
    """Return the folder `out` if an edition may be written there: new, empty, or that of an earlier one.

    Raises OutputError for any other: what is not for the public lies there, and would be handed on with it.
    """
    folder = check_papers(out, MARKS)
    if (folder / RUN).exists():
        what = "holds a run with its single incidents, and a public edition lies apart from them"
        raise OutputError(str(folder), what, "give another folder with --out, or leave --out away")
    others = sorted(one.name for one in folder.iterdir() if one.name not in MARKS) if folder.exists() else []
    if others := [name for name in others if not name.startswith(".")]:
        what = f"holds other files ({', '.join(others[:2])}), and a public edition lies by itself"
        raise OutputError(str(folder), what, "give a new or empty folder with --out, or leave --out away")
    return folder


def edition_data(edition: Edition) -> dict[str, str]:
    """Return the tables and layers by the name of their file, as they would be written."""
    areas = _areas(edition)
    about = {
        "tool": TOOL,
        "title": edition.title,
        "synthetic": edition.synthetic,
        "run_id": edition.run_id,
        "period": _period(edition),
    }
    rows = pd.DataFrame([_typed(row) for row in areas], columns=list(AREA_FIELDS), dtype=object)
    spots = pd.DataFrame(edition.spots[list(SPOT_FIELDS)], dtype=object)
    return {
        "areas.csv": _csv(AREA_FIELDS, areas),
        "types.csv": _csv(TYPE_FIELDS, _by_type(edition)),
        "years.csv": _csv(YEAR_FIELDS, _by_year(edition)),
        "city.csv": _csv(CITY_FIELDS, _city(edition)),
        "areas.geojson": collection(about, rows, edition.areas),
        "hotspot_cells.geojson": collection(about, spots, edition.spots),
    }


def write_edition(
    edition: Edition, texts: Mapping[str, str], folder: Path, *, asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write the texts of the edition and its record, all or none; return the files."""
    record = edition_record(edition, texts, asked=asked)
    return write_files(folder, {name: text.encode() for name, text in {**texts, RECORD: record}.items()})


def edition_record(edition: Edition, texts: Mapping[str, str], *, asked: Mapping[str, str]) -> str:
    """Return the record of the edition, with the hashes of its files."""
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return as_json({**_record(edition), "asked": dict(asked), "outputs": hashes})


def edition_json(edition: Edition) -> str:
    """Return the record as JSON, for scripts that read standard output."""
    return as_json(_record(edition))


def edition_text(edition: Edition, language: Language) -> str:
    """Return what was published as text for the terminal."""
    return terminal(edition_said(edition, Words(language=language)))


def _record(edition: Edition) -> dict[str, Any]:
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": edition.run_id,
        "title": edition.title,
        "synthetic": edition.synthetic,
        "period": _period(edition),
        "least": edition.terms.least,
        "delay_days": edition.terms.delay_days,
        "by_month": edition.by_month,
        "dispersion": edition.rates.dispersion,
        "numbers": {kind: asdict(one) for kind, one in edition.tables.tallies.items()},
        "attacked": edition.attacked.numbers if edition.attacked else 0,
        "attacked_by_kind": asdict(edition.attacked) if edition.attacked else None,
        "earlier_editions": edition.earlier,
        "read": edition.read,
        "left_out": dict(edition.left_out),
        "types_for_the_city_only": [kind for kind, _ in edition.apart],
        "areas_joined": [list(pair) for pair in edition.merged],
        "choices": [asdict(choice) for choice in edition.choices],
        "findings": [asdict(finding) for finding in edition.findings],
    }


def _period(edition: Edition) -> list[str] | None:
    return [str(edition.period.first), str(edition.period.last)] if edition.period else None


def _areas(edition: Edition) -> list[tuple[str, ...]]:
    frame = edition.areas
    ids = frame["area_id"].tolist()
    names = [frame[f"name_{language}"].tolist() for language in ("en", "ru", "kk")]
    return [
        (
            area,
            *(str(name[i] or frame["name"].iloc[i] or area) for name in names),
            f"{frame['area_km2'].iloc[i]:.4f}",
            _rounded(frame["residents"].iloc[i], 0),
            edition.tables.text[Key(area, WHOLE, WHOLE)],
            *(
                _rounded(values[i], RATE_DIGITS)
                for values in (edition.rates.per_km2_year, edition.rates.low, edition.rates.high)
            ),
            _rounded(edition.rates.per_1000_year[i], RATE_DIGITS),
            edition.rates.standing[i],
        )
        for i, area in enumerate(ids)
    ]


def _by_type(edition: Edition) -> list[tuple[str, ...]]:
    areas = [WHOLE, *edition.areas["area_id"].tolist()]
    city: list[tuple[str, ...]] = [(WHOLE, WHOLE, edition.tables.text[Key(WHOLE, WHOLE, WHOLE)])]
    return city + [
        (area, kind, edition.tables.text[Key(area, kind, WHOLE)])
        for area in areas
        for kind in edition.tables.types
    ]


def _by_year(edition: Edition) -> list[tuple[str, ...]]:
    areas = [WHOLE, *edition.areas["area_id"].tolist()]
    spans = [(str(span.first), str(span.last)) for span in edition.tables.spans] or [("", "")]
    return [
        (area, year, first, last, edition.tables.text[Key(area, WHOLE, year)])
        for area in areas
        for year, (first, last) in zip(edition.tables.years, spans, strict=True)
    ]


def _city(edition: Edition) -> list[tuple[str, ...]]:
    return [
        ("counted by area", WHOLE, edition.tables.text[Key(WHOLE, WHOLE, WHOLE)]),
        *(("counted for the city only", kind, text) for kind, text in edition.apart),
        *((f"left out: {reason}", WHOLE, text) for reason, text in edition.left_out),
        ("records read", WHOLE, edition.read),
    ]


def _csv(fields: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _rounded(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if isfinite(value) else ""


def _typed(row: Sequence[str]) -> list[str | float | None]:
    """Return a row with its measures as numbers; the number of incidents stays text, since it may be "<5"."""
    words = {"area_id", "name_en", "name_ru", "name_kk", "incidents", "standing"}
    return [
        cell if name in words else float(cell) if cell else None
        for name, cell in zip(AREA_FIELDS, row, strict=True)
    ]
