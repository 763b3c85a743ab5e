"""Venues, yards and a pilot on the map page: where they are, their ground, and all that is said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotspot.render.shapes import anchors, hotspot_outlines
from hotspot.words.finds import pilot_texts, venues_texts, yards_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from hotspot.schema import Language, Result
    from hotspot.schema.drawn import DrawnFinds, DrawnKind
    from hotspot.words import Words
    from hotspot.words.finds import FindTexts

ON_PAPER = 12  # rows of a table that is open when the sheet is printed


def finds_island(
    finds: DrawnFinds, result: Result, by_language: Mapping[Language, Words]
) -> list[dict[str, Any]]:
    """Return each kind of find as the page draws and tells it, in the order of the meeting."""
    islands = []
    if finds.venues is not None:
        frame, venues = finds.venues.frame, finds.venues
        roles = ["venue"] * len(frame)
        islands.append(
            _island("venues", frame, roles, by_language, lambda words: venues_texts(venues, result, words))
        )
    if finds.yards is not None:
        frame, yards = finds.yards.frame, finds.yards
        roles = ["yard"] * len(frame)
        islands.append(
            _island("yards", frame, roles, by_language, lambda words: yards_texts(yards, result, words))
        )
    if finds.pilot is not None:
        frame, pilot = finds.pilot.frame, finds.pilot
        roles = frame["kind"].tolist()
        islands.append(
            _island("pilot", frame, roles, by_language, lambda words: pilot_texts(pilot, result, words))
        )
    return islands


def _island(
    kind: DrawnKind,
    frame: gpd.GeoDataFrame,
    roles: list[str],
    by_language: Mapping[Language, Words],
    told: Callable[[Words], FindTexts],
) -> dict[str, Any]:
    """Return one kind; a thing without ground is a mark only."""
    return {
        "key": kind,
        "roles": roles,
        "at": anchors(frame),
        "grounds": hotspot_outlines(frame),
        "texts": {language: _texts(told(words), words) for language, words in by_language.items()},
    }


def _texts(told: FindTexts, words: Words) -> dict[str, Any]:
    rest = len(told.rows) - ON_PAPER
    return {
        "head": told.head,
        "lines": told.lines,
        "heads": told.heads,
        "rows": told.rows,
        "facts": told.facts,
        "legend": told.legend,
        "rest": words("drawn.rest", count=rest) if rest > 0 else "",
    }
