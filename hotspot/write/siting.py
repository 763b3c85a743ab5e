"""The files of `hotspot posts`: sites and catchments for the planner's GIS, a table for the crew, the map."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import shapely

from hotspot.schema.placed import EXISTING_COLUMNS, POST_COLUMNS
from hotspot.words import Words
from hotspot.words.phrases import choice_value, title_text
from hotspot.words.sited import SHORT, curve_table, existing_table, lines, method, run_text, sites_table
from hotspot.write.atomic import publish, told, workshop
from hotspot.write.features import lon_lat
from hotspot.write.files import check_ours
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.geopackage import Layer, typed, write_layers
from hotspot.write.judgement import aligned, escaped
from hotspot.write.plain import plain
from hotspot.write.styles import MARKERS, ground, numbered, single
from hotspot.write.tables import published, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
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
    "posts.gpkg": b"catchments",
    "posts.md": b"<!-- hotspot posts -->",
    "posts.html": b'<meta name="generator" content="hotspot">',
    "posts.json": b'"kind": "posts"',
}
FILES = tuple(MARKS)
KIND, LAYOUT = "posts", 1
TEXTS = {"post_id", "area_id", "area", "name", "name_en", "name_ru", "name_kk", "street", "nearest_post"}
WHOLE = {"post_no", "incidents"}


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
    reached = published(placed.catchments, ["post_id", "reach_m"])
    with workshop(folder) as new:
        with told(folder):
            texts = {
                "posts.geojson": collection(about, posts, placed.posts),
                "catchments.geojson": collection(about, reached, placed.catchments),
                "posts.md": posts_markdown(placed, result, asked=asked),
                "posts.html": page(),
            }
            for name, text in texts.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            write_csv(with_degrees(posts, placed.posts), new / "posts.csv")
            write_layers(post_layers(placed, result), new / "posts.gpkg")
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
    tables = [sites_table(placed.posts, words, title=words("posts.title"), columns=SHORT)]
    if placed.reviewed is not None:
        title = words("posts.reviewed")
        tables.append(sites_table(placed.reviewed, words, title=title, columns=SHORT))
    parts = [[first], [f"{text}." for text in rest]]
    parts += [in_columns(table, texts={0, 1, 2, len(SHORT)}) for table in tables]
    return "\n\n".join("\n".join(part) for part in [*parts, aligned(curve_table(placed, words))]) + "\n"


def in_columns(table: Table, *, texts: Collection[int]) -> list[str]:
    """Return a table as lines with columns of even width, `texts` to the left and numbers to the right."""
    rows = [table.heads, *table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if at in texts else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def posts_markdown(placed: Placed, result: Result, *, asked: Mapping[str, str]) -> str:
    """Return the posts as a section in Markdown, in the language of the result: what was found, the tables,
    how it was done, what was asked for and chosen; `asked` is what the user asked for."""
    words = Words(language=result.language)
    first, *rest = lines(placed, result, words)
    parts = [MARKS["posts.md"].decode(), f"## {words('posts.title')}"]
    parts += [escaped(first), f"{escaped(run_text(result, words))}."]
    parts += [f"{escaped(text)}." for text in rest]
    for table in _tables(placed, words):
        rows = [table.heads, ["---"] * len(table.heads), *table.rows]
        parts += [f"### {table.title}", "\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows)]
    found = [". ".join(filter(None, words.finding(one))) for one in placed.findings]
    sections = {"method": method(placed, words), "found": found, "asked": _asked(placed, asked, words)}
    for head, said in sections.items():
        if said:
            parts += [f"### {words(f'posts.head.{head}')}"]
            parts += ["\n".join(f"- {escaped(text.rstrip('.'))}." for text in said)]
    return "\n\n".join(parts) + "\n"


def _tables(placed: Placed, words: Words) -> list[Table]:
    found = [sites_table(placed.posts, words, title=words("posts.title"))]
    if placed.reviewed is not None:
        found.append(sites_table(placed.reviewed, words, title=words("posts.reviewed")))
    found += [existing_table(placed, words)] if len(placed.existing) else []
    return [*found, curve_table(placed, words)]


def _asked(placed: Placed, asked: Mapping[str, str], words: Words) -> list[str]:
    """Return what the user asked for, then what was chosen and why."""
    given = ", ".join(f"{name} = {value}" for name, value in asked.items())
    chosen = [
        f"{choice.name} = {choice_value(choice, words)}: {words.choice(choice)}" for choice in placed.choices
    ]
    return [words("posts.asked", asked=given), *chosen]


def post_layers(placed: Placed, result: Result) -> list[Layer]:
    """Return the tables of the GeoPackage: posts, catchments, existing and, where given, reviewed."""
    words = Words(language=result.language)
    points: dict[str, gpd.GeoDataFrame] = {"posts": placed.posts}
    points |= {} if placed.reviewed is None else {"reviewed": placed.reviewed}
    layers = [_layer("catchments", placed.catchments, words, MARKERS["planned"][1])]
    layers.append(_layer("existing", placed.existing, words, ""))
    return [*layers, *(_layer(name, frame, words, "") for name, frame in points.items())]


def _layer(name: str, frame: gpd.GeoDataFrame, words: Words, colour: str) -> Layer:
    """Return a table with field names that every GIS takes ("order" is a word of SQL), and its style."""
    columns = {"catchments": ("post_id", "reach_m"), "existing": EXISTING_COLUMNS}.get(name, POST_COLUMNS)
    rows = published(frame, columns).rename(columns={"order": "post_no"})
    headings = {column: words(f"posts.field.{column}") for column in rows.columns}
    if name == "catchments":
        style = ground(colour, headings=headings)
    elif name == "existing":
        style = single("marker", "posts", headings=headings)
    else:
        style = numbered("planned" if name == "posts" else "", "post_id", headings=headings)
    return Layer(
        name=name,
        frame=typed(rows, frame, texts=TEXTS, whole=WHOLE),
        geometry_type="MultiPolygon" if name == "catchments" else "Point",
        about=words(f"posts.layer.{name}"),
        style=style,
    )


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
