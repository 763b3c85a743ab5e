"""Posts, cameras, patrols and beats on the map: sentences, a table, and the facts of each card, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.called import area_names
from hotspot.words.cameras import cameras_table
from hotspot.words.cameras import lines as camera_lines
from hotspot.words.districted import beats_lines, beats_table
from hotspot.words.finds import FindTexts
from hotspot.words.gain_curve import curve_table
from hotspot.words.patrolled import patrol_lines, patrols_table
from hotspot.words.phrases import UNKNOWN, number, rows_of
from hotspot.words.said import ended
from hotspot.words.sited import demand_text, lines, reach_text, sites_table, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotspot.schema import Result
    from hotspot.schema.beats import Beats
    from hotspot.schema.cameras import Watched
    from hotspot.schema.patrolled import Patrolled
    from hotspot.schema.placed import Placed
    from hotspot.words import Words
    from hotspot.words.finds import Facts
    from hotspot.words.judged import Table
    from hotspot.words.phrases import Row

POST_COLUMNS = ("area", "adds", "incidents", "stability")
CAMERA_COLUMNS = ("gain", "incidents", "stability")
TOLD_NOW = ("now", "incidents", "new")  # of the sentences on cameras; the others say how sure that is


def posts_texts(placed: Placed, result: Result, words: Words) -> FindTexts:
    """Return the posts with what each adds, and how sure their places are."""
    degrees = placed.posts.geometry.to_crs("EPSG:4326")
    rows = rows_of(placed.posts)
    places = [(point.y, point.x) for point in degrees]
    _, reached, *sure = lines(placed, result, words)
    heads = ("posts.page.post", "posts.col.area", "posts.col.adds", "posts.page.incidents")
    return FindTexts(
        head=words("posts.page.head"),
        lines=_sentences([reached]),
        heads=tuple(words(head) for head in (*heads, "drawn.col.stays")),
        rows=sites_table(placed.posts, words, title="", columns=POST_COLUMNS).rows,
        facts=tuple(_post(row, at, placed, result, words) for row, at in zip(rows, places, strict=True)),
        legend={
            "post": words("drawn.posts.mark"),
            "catchment": words("posts.page.catchment", reach=reach_text(placed, words)),
        },
        count=number(len(rows), words),
        below=tuple(str(row[f"street_{words.language}"] or "") for row in rows),
        sure=_sentences(sure),
        curve=curve_table(placed, words) if placed.gains else None,
    )


def _post(row: Row, place: tuple[float, float], placed: Placed, result: Result, words: Words) -> Facts:
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


def cameras_texts(watched: Watched, result: Result, words: Words) -> FindTexts:
    """Return the new cameras with what each adds; without any, what those that stand see."""
    _, *said = camera_lines(watched, result, words)
    first = len(TOLD_NOW) if len(watched.cameras) else len(TOLD_NOW) - 1
    full, names = cameras_table(watched, words), area_names(result, words)
    heads = ("posts.col.area", "posts.col.adds", "posts.page.incidents", "drawn.col.stays")
    short = cameras_table(watched, words, columns=CAMERA_COLUMNS).rows
    ids = watched.cameras["area_id"].astype(str)
    return FindTexts(
        head=words("map.layer.planned_cameras") if full.rows else words("cameras.title"),
        lines=_sentences(said[:first]),
        heads=("", *(words(head) for head in heads)),
        rows=tuple(
            (row[0], names.get(area, UNKNOWN), *row[1:]) for row, area in zip(short, ids, strict=True)
        ),
        facts=_facts(full),
        legend={
            "camera": words("drawn.cameras.mark"),
            "view": words("drawn.cameras.view", range=watched.range_m),
        }
        if full.rows
        else {},
        count=number(len(full.rows), words),
        below=tuple(str(row[f"street_{words.language}"] or "") for row in rows_of(watched.cameras)),
        sure=_sentences(said[first:]),
        curve=curve_table(watched, words, title="cameras.curve", count="cameras.curve.cameras")
        if watched.gains
        else None,
    )


def patrols_texts(found: Patrolled, result: Result, words: Words) -> FindTexts:
    """Return the routes with what each passes, and how much more any routes could pass."""
    _, passed, *sure = patrol_lines(found, result, words)
    full, rows = patrols_table(found, words), rows_of(found.patrols)
    heads = ("patrol.col.post", "patrol.col.minutes", "patrol.col.passed", "posts.page.incidents")
    facts = _facts(full)
    for one, row in zip(facts, rows, strict=True):
        one.append((words("drawn.patrols.streets"), str(row[f"streets_{words.language}"])))
    return FindTexts(
        head=words("patrol.title"),
        lines=_sentences([passed]),
        heads=("", *(words(head) for head in heads)),
        rows=tuple((row[0], row[1], row[3], *row[5:]) for row in full.rows),
        facts=facts,
        legend={"patrol": words("drawn.patrols.mark")},
        count=number(len(rows), words),
        below=tuple(_stops(str(row["hotspots"]), words) for row in rows),
        sure=_sentences(sure),
    )


def _stops(hotspots: str, words: Words) -> str:
    return words("drawn.patrols.stops", hotspots=hotspots) if hotspots else ""


def beats_texts(found: Beats, result: Result, words: Words) -> FindTexts:
    """Return the beats with the workload of each, and how short ways in any beats could be."""
    _, even, metres, *sure = beats_lines(found, result, words)
    full, names = beats_table(found, words), area_names(result, words)
    centres = found.beats["centre"].astype(str)
    heads = ("beats.col.name", "beats.col.workload", "beats.col.off", "posts.page.incidents")
    return FindTexts(
        head=words("beats.title"),
        lines=_sentences([even, metres]),
        heads=("", *(words(head) for head in heads)),
        rows=tuple(
            (row[0], names.get(centre, row[1]), *row[3:6])
            for row, centre in zip(full.rows, centres, strict=True)
        ),
        facts=_facts(full),
        legend={"beat": words("drawn.beats.mark")},
        count=number(len(full.rows), words),
        sure=_sentences(sure),
    )


def _facts(table: Table) -> tuple[Facts, ...]:
    """Return all that the table of a command says of each row, but its number and its name."""
    return tuple(list(zip(table.heads[2:], row[2:], strict=True)) for row in table.rows)


def _sentences(said: Iterable[str]) -> tuple[str, ...]:
    """Return sentences that begin and end as such."""
    return tuple(ended(text[:1].upper() + text[1:]) for text in said)
