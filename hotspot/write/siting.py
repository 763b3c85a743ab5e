"""The files of `hotspot posts`: sites and catchments for the planner's GIS, a table for the crew, the map."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import shapely

from hotspot.schema.placed import POST_COLUMNS
from hotspot.words import Words
from hotspot.words.phrases import title_text
from hotspot.words.sited import curve_table, lines, sites_table
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.features import lon_lat
from hotspot.write.files import check_ours
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.judgement import aligned, escaped
from hotspot.write.plain import plain
from hotspot.write.tables import published, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from hotspot.schema import Result
    from hotspot.schema.placed import Placed
    from hotspot.words.judged import Table

# Each with what only a file of ours holds; the last one vouches for the others.
MARKS = {
    "posts.geojson": b'"tool":"hotspot"',
    "catchments.geojson": b'"tool":"hotspot"',
    "posts.csv": b"post_id,order,area_id,",
    "posts.md": b"<!-- hotspot posts -->",
    "posts.html": b'<meta name="generator" content="hotspot">',
    "posts.json": b'"kind": "posts"',
}
FILES = tuple(MARKS)
KIND, LAYOUT = "posts", 1


def check_posts_folder(out: str) -> Path:
    """Return the folder `out` if posts may be written there: a new one, or that of earlier posts."""
    folder = check_folder(out, inputs=())
    for name, mark in MARKS.items():
        check_ours(folder, [name], mark=mark)
    return folder


def write_posts(
    placed: Placed, result: Result, folder: Path, *, page: Callable[[], str], asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; `page` draws the map, `asked` is what the user asked for."""
    posts = published(placed.posts, POST_COLUMNS)
    about = {
        "tool": TOOL,
        "title": title_text(result),
        "synthetic": result.synthetic,
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "run_id": result.run_id,
        "demand": placed.unit,
    }
    ground = published(placed.catchments, ["post_id", "reach_m"])
    with workshop(folder) as new:
        with told(folder):
            texts = {
                "posts.geojson": collection(about, posts, placed.posts),
                "catchments.geojson": collection(about, ground, placed.catchments),
                "posts.md": posts_markdown(placed, result),
                "posts.html": page(),
            }
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            write_csv(with_degrees(posts, placed.posts), new / "posts.csv")
            outputs = {name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in FILES[:-1]}
            record = as_json({**_content(placed, result), "asked": dict(asked), "outputs": outputs})
            (new / FILES[-1]).write_text(record, encoding="utf-8", newline="\n")
        return publish(new, folder, FILES)


def posts_json(placed: Placed, result: Result) -> str:
    """Return what was found as JSON, for scripts that read standard output."""
    return as_json(_content(placed, result))


def posts_text(placed: Placed, result: Result) -> str:
    """Return the posts as aligned text for the terminal, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = lines(placed, result, words)
    parts = [
        [first],
        *([f"{text}." for text in rest],),
        *[aligned(table) for table in _tables(placed, words)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def posts_markdown(placed: Placed, result: Result) -> str:
    """Return the posts as a section in Markdown, in the language of the result."""
    words = Words(language=result.language)
    first, *rest = lines(placed, result, words)
    parts = [MARKS["posts.md"].decode(), f"## {words('posts.title')}", escaped(first)]
    parts += [f"{escaped(text)}." for text in rest]
    for table in _tables(placed, words):
        rows = [table.heads, ["---"] * len(table.heads), *table.rows]
        parts += [f"### {table.title}", "\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows)]
    said = [". ".join(filter(None, words.finding(one))) for one in placed.findings]
    parts.append("\n".join(f"- {text}." for text in [words("posts.note.stays", draws=placed.draws), *said]))
    return "\n\n".join(filter(None, parts)) + "\n"


def _tables(placed: Placed, words: Words) -> list[Table]:
    found = [sites_table(placed.posts, words, title=words("posts.title")), curve_table(placed, words)]
    if placed.reviewed is not None:
        found.append(sites_table(placed.reviewed, words, title=words("posts.reviewed")))
    return found


def collection(about: Mapping[str, Any], rows: pd.DataFrame, frame: gpd.GeoDataFrame) -> str:
    """Return rows with their shapes as GeoJSON (RFC 7946), one feature a line; the first column is the id."""
    shapes = lon_lat(frame)
    box = {"bbox": shapely.total_bounds(shapes).tolist()} if len(shapes) else {}
    head = _line({"type": "FeatureCollection", **box, "about": about})[:-1]
    features = [
        _line(
            {
                "type": "Feature",
                "id": properties[rows.columns[0]],
                "properties": properties,
                "geometry": shapely.geometry.mapping(shape),
            }
        )
        for properties, shape in zip(rows.to_dict("records"), shapes, strict=True)
    ]
    return f'{head},"features":[\n' + ",\n".join(features) + "\n]}\n"


def with_degrees(rows: pd.DataFrame, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows with the longitude and latitude of their points."""
    points = lon_lat(frame)
    return rows.assign(lon=shapely.get_x(points), lat=shapely.get_y(points))


def _content(placed: Placed, result: Result) -> dict[str, Any]:
    words = Words(language=result.language)
    return {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": result.run_id,
        "lines": lines(placed, result, words),
        "model": placed.model,
        "demand": placed.unit,
        "total": placed.total,
        "covered_before": placed.before,
        "covered": placed.covered,
        "value": placed.value,
        "bound": placed.bound,
        "gap": placed.gap,
        "optimal": placed.gap == 0.0,
        "candidates": placed.candidates,
        "existing": len(placed.existing),
        "reach_m": placed.reach_m,
        "along_streets": placed.on_streets,
        "knee": placed.knee or None,
        "gains": [asdict(gain) for gain in placed.gains],
        "hold_out": asdict(placed.hold_out) if placed.hold_out else None,
        "posts": with_degrees(published(placed.posts, POST_COLUMNS), placed.posts).to_dict("records"),
        "reviewed": None
        if placed.reviewed is None
        else with_degrees(published(placed.reviewed, POST_COLUMNS), placed.reviewed).to_dict("records"),
        "choices": [asdict(choice) for choice in placed.choices],
        "findings": [asdict(finding) for finding in placed.findings],
        "seed": result.seed,
    }


def as_json(content: dict[str, Any]) -> str:
    """Return a record as JSON that is the same for the same content."""
    return json.dumps(plain(content), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
