"""The files of `hotspot cameras`: new cameras, the ground in view, what nobody sees by area, and the map."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hotspot.schema.cameras import CAMERA_COLUMNS, UNSEEN_COLUMNS, VIEW_COLUMNS
from hotspot.words import Words
from hotspot.words.cameras import SHORT, cameras_table, lines, notes, unseen_table
from hotspot.words.phrases import title_text
from hotspot.words.sited import curve_table
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.files import check_ours
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.judgement import aligned, escaped
from hotspot.write.siting import as_json, collection, in_columns, with_degrees
from hotspot.write.tables import published, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.schema.cameras import Watched
    from hotspot.words.judged import Table

# Each with what only a file of ours holds; the last one vouches for the others. The map has a name of its
# own, so that --out can never replace that of the run.
MARKS = {
    "cameras.geojson": b'"tool":"hotspot"',
    "views.geojson": b'"tool":"hotspot"',
    "unseen.csv": b"area_id,area,name_en,name_ru,name_kk,expected,seen,",
    "cameras.csv": b"camera_id,order,direction_deg,",
    "cameras.md": b"<!-- hotspot cameras -->",
    "cameras.html": b'<meta name="generator" content="hotspot">',
    "cameras.json": b'"kind": "cameras"',
}
FILES = tuple(MARKS)
KIND, LAYOUT = "cameras", 1


def check_cameras_folder(out: str) -> Path:
    """Return the folder `out` if cameras may be written there: a new one, or that of earlier ones."""
    folder = check_folder(out, inputs=())
    for name, mark in MARKS.items():
        check_ours(folder, [name], mark=mark)
    return folder


def write_cameras(
    watched: Watched, result: Result, folder: Path, *, page: Callable[[], str], asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; `page` draws the map, `asked` is what the user asked for."""
    about = {
        "tool": TOOL,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "run_id": result.run_id,
        "demand": watched.unit,
    }
    cameras = published(watched.cameras, CAMERA_COLUMNS)
    texts = {
        "cameras.geojson": collection(about, cameras, watched.cameras),
        "views.geojson": collection(about, published(watched.views, VIEW_COLUMNS), watched.views),
        "cameras.md": cameras_markdown(watched, result),
        "cameras.html": page(),
    }
    with workshop(folder) as new:
        with told(folder):
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            write_csv(published(watched.unseen, UNSEEN_COLUMNS), new / "unseen.csv")
            write_csv(with_degrees(cameras, watched.cameras), new / "cameras.csv")
            outputs = {name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in FILES[:-1]}
            record = as_json({**_content(watched, result), "asked": dict(asked), "outputs": outputs})
            (new / FILES[-1]).write_text(record, encoding="utf-8", newline="\n")
        return publish(new, folder, FILES)


def cameras_json(watched: Watched, result: Result) -> str:
    """Return what was found as JSON, for scripts that read standard output."""
    return as_json(_content(watched, result))


def cameras_text(watched: Watched, result: Result) -> str:
    """Return what was found as aligned text for the terminal, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = lines(watched, result, words)
    parts = [[first], [f"{text}." for text in rest]]
    if len(watched.cameras):
        parts.append(in_columns(cameras_table(watched, words, columns=SHORT), texts={0, 1, 2, 3}))
        parts.append(aligned(_curve(watched, words)))
    parts.append(aligned(unseen_table(watched, words)))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def cameras_markdown(watched: Watched, result: Result) -> str:
    """Return what was found as a section in Markdown, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = lines(watched, result, words)
    parts = [MARKS["cameras.md"].decode(), f"## {words('cameras.title')}", escaped(first)]
    parts += [f"{escaped(text)}." for text in rest]
    for table in _tables(watched, words):
        rows = [table.heads, ["---"] * len(table.heads), *table.rows]
        parts += [f"### {table.title}", "\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows)]
    further = len(watched.unseen) - len(unseen_table(watched, words).rows)
    if further > 0:
        parts.append(f"{words('cameras.unseen.more', count=further)}.")
    parts.append("\n".join(f"- {escaped(text)}." for text in notes(watched, words)))
    return "\n\n".join(parts) + "\n"


def _tables(watched: Watched, words: Words) -> list[Table]:
    found = [unseen_table(watched, words)]
    if len(watched.cameras):
        found = [cameras_table(watched, words), _curve(watched, words), *found]
    return found


def _curve(watched: Watched, words: Words) -> Table:
    return curve_table(watched, words, title="cameras.curve", count="cameras.curve.cameras")


def _content(watched: Watched, result: Result) -> dict[str, Any]:
    words = Words(language=result.language)
    cameras = with_degrees(published(watched.cameras, CAMERA_COLUMNS), watched.cameras)
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": result.run_id,
        "lines": lines(watched, result, words),
        "notes": notes(watched, words),
        "demand": watched.unit,
        "total": watched.total,
        "seen_before": watched.before,
        "seen": watched.value,
        "bound": watched.bound,
        "gap": watched.gap,
        "proved": watched.gap == 0.0,
        "incidents": watched.incidents,
        "incidents_seen": watched.incidents_seen,
        "incidents_seen_share_interval": list(watched.incidents_seen_interval),
        "existing": watched.existing,
        "poles": watched.poles,
        "candidates": watched.candidates,
        "range_m": watched.range_m,
        "angle_deg": watched.angle_deg,
        "buildings": watched.buildings,
        "knee": watched.knee or None,
        "hold_out": asdict(watched.hold_out) if watched.hold_out else None,
        "gains": [asdict(gain) for gain in watched.gains],
        "cameras": cameras.to_dict("records"),
        "unseen": published(watched.unseen, UNSEEN_COLUMNS).to_dict("records"),
        "choices": [asdict(choice) for choice in watched.choices],
        "findings": [asdict(finding) for finding in watched.findings],
        "seed": result.seed,
    }
