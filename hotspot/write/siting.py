"""The files of `hotspot posts`: sites and catchments for the planner's GIS, a table for the crew, the map."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspot.schema.placed import EXISTING_COLUMNS, GAIN_COLUMNS, LOCAL_COLUMNS, POST_COLUMNS
from hotspot.words import Words
from hotspot.words.gain_curve import added_by_each, curve_table
from hotspot.words.said import Said
from hotspot.words.sited import (
    FULL,
    SHORT,
    bend_lines,
    existing_table,
    lines,
    method,
    proof,
    reached_line,
    review_line,
    sites_table,
)
from hotspot.write.answer import Answer
from hotspot.write.features import collection, with_degrees
from hotspot.write.papers import GEOJSON, PAGE, Papers, about_run, marks
from hotspot.write.planned import planned_layer
from hotspot.write.styles import MARKERS, ground, numbered, single
from hotspot.write.tables import published

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.schema.placed import Placed
    from hotspot.write.geopackage import Layer

KIND = "posts"
MARKS = marks(
    KIND,
    {"posts.csv": POST_COLUMNS, "gains.csv": GAIN_COLUMNS},
    {
        "posts.geojson": GEOJSON,
        "catchments.geojson": GEOJSON,
        "posts.html": PAGE,
        "posts.gpkg": b"catchments",
    },
)


def _said(placed: Placed, result: Result, words: Words) -> Said:
    """Return what is said of the posts: sentences, tables, how they were chosen."""
    sites = {words("posts.title"): placed.posts}
    if placed.reviewed is not None:
        sites[words("posts.reviewed")] = placed.reviewed
    long, short = (
        [sites_table(frame, words, title=title, columns=columns) for title, frame in sites.items()]
        for columns in (FULL, SHORT)
    )
    short[0] = replace(short[0], file="posts.csv")
    stand = [existing_table(placed, words)] if len(placed.existing) else []
    curve = [curve_table(placed, words)] if placed.gains else []
    return Said(
        title=words("posts.title"),
        lines=tuple(lines(placed, result, words)),
        tables=(*long, *stand, *curve),
        short=(*short, *(replace(one, file="gains.csv") for one in curve)),
        notes=tuple(method(placed, words)),
        files=_line_files(placed, result, words),
    )


def _line_files(placed: Placed, result: Result, words: Words) -> dict[str, str]:
    """Return the table of each sentence that has one: of the proof, where the curve has that many posts."""
    files = {reached_line(placed, result, words): "posts.csv"}
    files |= dict.fromkeys(bend_lines(placed, words), "gains.csv")
    if any(gain.posts == len(placed.posts) for gain in placed.gains):
        files[proof(placed, words)] = "gains.csv"
    if placed.reviewed is not None:
        files[review_line(placed, placed.reviewed, words)] = "posts.gpkg"
    return files


def _gains(placed: Placed) -> pd.DataFrame:
    """Return the curve of gains with `GAIN_COLUMNS`."""
    rows = [
        (gain.posts, added, gain.greedy, gain.value, gain.bound)
        for gain, added in zip(placed.gains, added_by_each(placed), strict=True)
    ]
    return published(pd.DataFrame(rows, columns=list(GAIN_COLUMNS)), GAIN_COLUMNS)


def _papers(placed: Placed, result: Result) -> Papers:
    """Return all that is written of the posts."""
    about = about_run(result, demand=placed.unit)
    posts = published(placed.posts, POST_COLUMNS)
    reached = published(placed.catchments, ["post_id", "reach_m"])
    return Papers(
        kind=KIND,
        said=partial(_said, placed, result),
        frames={"posts.csv": with_degrees(posts, placed.posts), "gains.csv": _gains(placed)},
        texts={
            "posts.geojson": collection(about, posts, placed.posts),
            "catchments.geojson": collection(about, reached, placed.catchments),
        },
        layers=_layers(placed, result),
        content=_content(placed),
        findings=placed.findings,
        choices=placed.choices,
    )


def _layers(placed: Placed, result: Result) -> tuple[Layer, ...]:
    """Return the tables of the GeoPackage: posts, catchments, existing and, where given, reviewed."""
    words = Words(language=result.language)
    frames = {"catchments": placed.catchments, "existing": placed.existing, "posts": placed.posts}
    frames |= {} if placed.reviewed is None else {"reviewed": placed.reviewed}
    return tuple(_layer(name, frame, words) for name, frame in frames.items())


def _layer(name: str, frame: gpd.GeoDataFrame, words: Words) -> Layer:
    columns, style = {
        "catchments": (("post_id", "reach_m"), partial(ground, MARKERS["planned"][1])),
        "existing": (EXISTING_COLUMNS, partial(single, "marker", "posts")),
        "posts": (POST_COLUMNS, partial(numbered, "planned", "post_id")),
        "reviewed": (POST_COLUMNS, partial(numbered, "", "post_id")),
    }[name]
    return planned_layer(
        name,
        published(frame, columns),
        frame,
        words,
        geometry_type="MultiPolygon" if name == "catchments" else "Point",
        style=lambda headings: style(headings=headings),
    )


def _content(placed: Placed) -> dict[str, Any]:
    reviewed = placed.reviewed
    return {
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
        "incidents": placed.incidents,
        "capacity": placed.capacity,
        "reached": placed.reached,
        "gathered_m": placed.gathered_m,
        "draws": placed.draws,
        "reach_m": placed.reach_m,
        "along_streets": placed.on_streets,
        "knee": placed.knee or None,
        "gains": [asdict(gain) for gain in placed.gains],
        "hold_out": asdict(placed.hold_out) if placed.hold_out else None,
        "posts": _rows(placed.posts),
        "reviewed": None if reviewed is None else _rows(reviewed),
        "existing_posts": published(placed.existing, EXISTING_COLUMNS).to_dict("records"),
        "local_names": published(placed.posts, LOCAL_COLUMNS).to_dict("records"),
    }


def _rows(posts: gpd.GeoDataFrame) -> list[Any]:
    return with_degrees(published(posts, POST_COLUMNS), posts).to_dict("records")


POSTS = Answer(marks=MARKS, papers=_papers)
