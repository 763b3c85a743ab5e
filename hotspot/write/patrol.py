"""The files of `hotspot patrol`: lines for the planner's GIS, a GPX per crew, the way in order, a map."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import shapely

from hotspot.schema.patrolled import LEG_COLUMNS, PATROL_COLUMNS
from hotspot.words import Words
from hotspot.words.patrolled import legs_table, patrol_lines, patrols_table
from hotspot.words.phrases import title_text
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.features import lon_lat
from hotspot.write.files import check_ours
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.gpx import CREATOR, gpx
from hotspot.write.judgement import aligned, escaped
from hotspot.write.plain import plain
from hotspot.write.siting import as_json, collection
from hotspot.write.tables import published, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from hotspot.schema import Result
    from hotspot.schema.patrolled import Patrolled
    from hotspot.words.judged import Table

# Each with what only a file of ours holds; the last one vouches for the others.
MARKS = {
    "patrols.geojson": b'"tool":"hotspot"',
    "patrols.csv": b"patrol_id,leg,kind,",
    "patrols.md": b"<!-- hotspot patrols -->",
    "patrols.html": b'<meta name="generator" content="hotspot">',
    "patrols.json": b'"kind": "patrols"',
}
GPX_MARK = f'creator="{CREATOR}"'.encode()
KIND, LAYOUT = "patrols", 1


def check_patrols_folder(out: str) -> Path:
    """Return the folder `out` if patrols may be written there: a new one, or that of earlier patrols."""
    folder = check_folder(out, inputs=())
    for name, mark in MARKS.items():
        check_ours(folder, [name], mark=mark)
    check_ours(folder, _tracks(folder), mark=GPX_MARK)
    return folder


def write_patrols(
    found: Patrolled, result: Result, folder: Path, *, page: Callable[[], str], asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; `page` draws the map, `asked` is what the user asked for.

    Tracks of earlier patrols that are no more are removed.
    """
    texts = {
        "patrols.geojson": patrols_geojson(found, result),
        "patrols.md": patrols_markdown(found, result),
        "patrols.html": page(),
        **_gpx(found, result),
    }
    last = tuple(MARKS)[-1]
    names = (*(name for name in MARKS if name != last), *(name for name in texts if name not in MARKS), last)
    with workshop(folder) as new:
        with told(folder):
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            write_csv(_legs(found), new / "patrols.csv")
            outputs = {name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in names[:-1]}
            record = as_json({**_content(found, result), "asked": dict(asked), "outputs": outputs})
            (new / last).write_text(record, encoding="utf-8", newline="\n")
        files = publish(new, folder, names)
    with told(folder):
        for name in set(_tracks(folder)) - set(names):
            (folder / name).unlink()
    return files


def patrols_geojson(found: Patrolled, result: Result) -> str:
    """Return the patrols as lines in GeoJSON."""
    about = {
        "tool": TOOL,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "run_id": result.run_id,
        "demand": found.unit,
        "value": found.value,
        "bound": found.bound,
        "gap": found.gap,
    }
    return collection(plain(about), published(found.patrols, PATROL_COLUMNS), found.patrols)


def patrols_json(found: Patrolled, result: Result) -> str:
    """Return what was found as JSON, for scripts that read standard output."""
    return as_json(_content(found, result))


def patrols_text(found: Patrolled, result: Result) -> str:
    """Return the patrols as aligned text for the terminal, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = patrol_lines(found, result, words)
    parts = [[first, *(f"{text}." for text in rest)], aligned(patrols_table(found, words))]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def patrols_markdown(found: Patrolled, result: Result) -> str:
    """Return the patrols as a section in Markdown, each with its way in order."""
    words = Words(language=result.language)
    first, *rest = patrol_lines(found, result, words)
    parts = [MARKS["patrols.md"].decode(), f"## {words('patrol.title')}", escaped(first)]
    parts += [f"{escaped(text)}." for text in rest]
    parts.append(_table(patrols_table(found, words)))
    for row in found.patrols.drop(columns="geometry").to_dict("records"):
        table = legs_table(found, str(row["patrol_id"]), str(row[f"name_{words.language}"]), words)
        parts += [f"### {escaped(table.title)}", _table(table)]
    parts.append("\n".join(f"- {'. '.join(filter(None, words.finding(one)))}." for one in found.findings))
    return "\n\n".join(filter(None, parts)) + "\n"


def _legs(found: Patrolled) -> pd.DataFrame:
    """Return the legs as every file shows them; degrees keep their six decimals."""
    return published(found.legs, LEG_COLUMNS).assign(lon=found.legs["lon"], lat=found.legs["lat"])


def _table(table: Table) -> str:
    rows = [table.heads, ["---"] * len(table.heads), *table.rows]
    return "\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows)


def _gpx(found: Patrolled, result: Result) -> dict[str, str]:
    """Return the track of each patrol by the name of its file."""
    words = Words(language=result.language)
    lines = lon_lat(found.patrols)
    tracks = {}
    for row, line in zip(found.patrols.drop(columns="geometry").to_dict("records"), lines, strict=True):
        legs = found.legs[(found.legs["patrol_id"] == row["patrol_id"]) & (found.legs["kind"] == "stop")]
        stops = [
            (leg["lon"], leg["lat"], words("patrol.gpx", hotspot=leg["name"], minutes=found.dwell_min))
            for leg in legs.to_dict("records")
        ]
        about = f"{title_text(result)} · {row['streets']}" if row["streets"] else title_text(result)
        name = str(row[f"name_{words.language}"])
        track = gpx(name, about, line=shapely.get_coordinates(line).tolist(), stops=stops)
        tracks[f"patrol-{str(row['patrol_id']).removeprefix('W')}.gpx"] = track
    return tracks


def _tracks(folder: Path) -> list[str]:
    """Return the names of the tracks of earlier patrols."""
    return sorted(path.name for path in folder.glob("patrol-*.gpx"))


def _content(found: Patrolled, result: Result) -> dict[str, Any]:
    words = Words(language=result.language)
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": result.run_id,
        "lines": patrol_lines(found, result, words),
        "demand": found.unit,
        "total": found.total,
        "value": found.value,
        "bound": found.bound,
        "gap": found.gap,
        "proved": found.gap == 0.0,
        "budget": found.budget,
        "budget_unit": found.budget_unit,
        "dwell_min": found.dwell_min,
        "posts_tried": found.posts,
        "patrols": published(found.patrols, PATROL_COLUMNS).to_dict("records"),
        "legs": _legs(found).to_dict("records"),
        "choices": [asdict(choice) for choice in found.choices],
        "findings": [asdict(finding) for finding in found.findings],
        "seed": result.seed,
    }
