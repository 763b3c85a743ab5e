"""The files of `hotspot beats`: polygons for the planner's GIS, which area belongs to which beat, the map."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hotspot.schema.beats import BEAT_COLUMNS, MEMBER_COLUMNS
from hotspot.words import Words
from hotspot.words.districted import beats_lines, beats_table
from hotspot.words.phrases import title_text
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.files import check_ours
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.judgement import aligned, escaped
from hotspot.write.plain import plain
from hotspot.write.siting import as_json, collection
from hotspot.write.tables import published, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.schema.beats import Beats

# Each with what only a file of ours holds; the last one vouches for the others.
MARKS = {
    "beats.geojson": b'"tool":"hotspot"',
    "beats.csv": b"area_id,name,beat_id,",
    "beats.md": b"<!-- hotspot beats -->",
    "beats.html": b'<meta name="generator" content="hotspot">',
    "beats.json": b'"kind": "beats"',
}
FILES = tuple(MARKS)
KIND, LAYOUT = "beats", 1


def check_beats_folder(out: str) -> Path:
    """Return the folder `out` if beats may be written there: a new one, or that of earlier beats."""
    folder = check_folder(out, inputs=())
    for name, mark in MARKS.items():
        check_ours(folder, [name], mark=mark)
    return folder


def write_beats(
    found: Beats, result: Result, folder: Path, *, page: Callable[[], str], asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; `page` draws the map, `asked` is what the user asked for."""
    texts = {
        "beats.geojson": beats_geojson(found, result),
        "beats.md": beats_markdown(found, result),
        "beats.html": page(),
    }
    with workshop(folder) as new:
        with told(folder):
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            write_csv(published(found.members, MEMBER_COLUMNS), new / "beats.csv")
            outputs = {name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in FILES[:-1]}
            record = as_json({**_content(found, result), "asked": dict(asked), "outputs": outputs})
            (new / FILES[-1]).write_text(record, encoding="utf-8", newline="\n")
        return publish(new, folder, FILES)


def beats_geojson(found: Beats, result: Result) -> str:
    """Return the beats as polygons in GeoJSON."""
    about = {
        "tool": TOOL,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "run_id": result.run_id,
        "workload": found.unit,
        "band": found.band,
        "mean_m": found.value,
        "bound_m": found.bound,
        "gap": found.gap,
    }
    return collection(plain(about), published(found.beats, BEAT_COLUMNS), found.beats)


def beats_json(found: Beats, result: Result) -> str:
    """Return what was found as JSON, for scripts that read standard output."""
    return as_json(_content(found, result))


def beats_text(found: Beats, result: Result) -> str:
    """Return the beats as aligned text for the terminal, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = beats_lines(found, result, words)
    parts = [[first, *(f"{text}." for text in rest)], aligned(beats_table(found, words))]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def beats_markdown(found: Beats, result: Result) -> str:
    """Return the beats as a section in Markdown, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = beats_lines(found, result, words)
    table = beats_table(found, words)
    rows = [table.heads, ["---"] * len(table.heads), *table.rows]
    parts = [MARKS["beats.md"].decode(), f"## {table.title}", escaped(first)]
    parts += [f"{escaped(text)}." for text in rest]
    parts.append("\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows))
    parts.append("\n".join(f"- {'. '.join(filter(None, words.finding(one)))}." for one in found.findings))
    return "\n\n".join(filter(None, parts)) + "\n"


def _content(found: Beats, result: Result) -> dict[str, Any]:
    words = Words(language=result.language)
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": result.run_id,
        "lines": beats_lines(found, result, words),
        "workload": found.unit,
        "total": found.total,
        "band": found.band,
        "along_streets": found.along_streets,
        "mean_m": found.value,
        "bound_m": found.bound,
        "gap": found.gap,
        "proved": found.gap == 0.0,
        "beats": published(found.beats, BEAT_COLUMNS).to_dict("records"),
        "members": published(found.members, MEMBER_COLUMNS).to_dict("records"),
        "choices": [asdict(choice) for choice in found.choices],
        "findings": [asdict(finding) for finding in found.findings],
        "seed": result.seed,
    }
