"""Proposed posts on the map page: where they stand, what is within reach, and all that is said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotspot.render.shapes import anchors, hotspot_outlines
from hotspot.words.gain_curve import curve_table
from hotspot.words.phrases import rows_of
from hotspot.words.sited import demand_text, lines, reach_text, sites_table, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Language, Result
    from hotspot.schema.placed import Placed
    from hotspot.words import Words
    from hotspot.words.phrases import Row

ON_PAPER = 20  # rows of the table; the sheet needs its room for the map
COLUMNS = ("area", "street", "adds", "incidents", "stability")
HEADS = (
    "posts.page.post",
    "posts.col.area",
    "posts.col.adds",
    "posts.page.incidents",
    "posts.col.stability",
)


def posts_island(placed: Placed, result: Result, by_language: Mapping[Language, Words]) -> dict[str, Any]:
    """Return the posts as the page draws and tells them: places, catchments, texts in each language."""
    return {
        "ids": placed.posts["post_id"].tolist(),
        "at": anchors(placed.posts),
        "reached": hotspot_outlines(placed.catchments),
        "texts": {language: _texts(placed, result, words) for language, words in by_language.items()},
    }


def _texts(placed: Placed, result: Result, words: Words) -> dict[str, Any]:
    degrees = placed.posts.geometry.to_crs("EPSG:4326")
    places = [(point.y, point.x) for point in degrees]
    posts = list(zip(rows_of(placed.posts), places, strict=True))
    table, curve = sites_table(placed.posts, words, title="", columns=COLUMNS), curve_table(placed, words)
    _, reached, *sure = lines(placed, result, words)
    rest = len(posts) - ON_PAPER
    return {
        "head": words("posts.page.head"),
        "reached": reached,
        "sure": [words("posts.head.doubt"), *sure],
        "heads": [words(head) for head in HEADS],
        "rows": table.rows,
        "curve": [curve.title, curve.heads, curve.rows] if placed.gains else None,
        "catchment": words("posts.page.catchment", reach=reach_text(placed, words)),
        "rest": words("posts.page.rest", count=rest) if rest > 0 else "",
        "facts": [_facts(row, place, placed, result, words) for row, place in posts],
    }


def _facts(
    row: Row, place: tuple[float, float], placed: Placed, result: Result, words: Words
) -> list[tuple[str, str]]:
    """Return what is said of a post as pairs of what and how much; what is unknown is left out."""
    said = told(row, words, place)
    unit = demand_text(placed.unit, result, words)
    facts = [
        (words("posts.fact.adds", unit=unit), said["gain"]),
        (words("posts.fact.within", unit=unit), said["within"]),
    ]
    facts += [(words("posts.fact.incidents"), said["incidents"])] if placed.incidents else []
    facts += [(words("posts.fact.reach"), reach_text(placed, words))]
    facts += [(words("posts.fact.street"), said["street"])] if row["street"] else []
    facts += [(words("posts.fact.nearest"), said["nearest"])] if row["nearest_post"] else []
    if placed.draws:
        facts.append((words("posts.fact.stability", draws=placed.draws), said["stability"]))
    return [*facts, (words("posts.fact.place"), said["place"])]
