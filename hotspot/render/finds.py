"""What commands have found, on the map page: where things are, their ground, and all that is said of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hotspot.render.shapes import anchors, hotspot_outlines, paths
from hotspot.words.finds import pilot_texts, venues_texts, yards_texts
from hotspot.words.planned_finds import beats_texts, cameras_texts, patrols_texts, posts_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from hotspot.schema import Language, Result
    from hotspot.schema.drawn import DrawnFinds, DrawnKind
    from hotspot.words import Words
    from hotspot.words.finds import FindTexts

Told: TypeAlias = "Callable[[Words], FindTexts]"

# Rows of a table that is open when the sheet is printed; the page of a command has no other table.
ON_PAPER, ON_ITS_OWN_PAPER = 12, 20


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """One kind of find: its `things` row by row with the role of each, what has their `ground`, if not they
    themselves, and what tells of them. Lines are `routes`."""

    things: gpd.GeoDataFrame
    role: str | list[str]
    told: Told
    ground: gpd.GeoDataFrame | None = None
    routes: bool = False

    def drawn(self) -> dict[str, Any]:
        """Return the role, the place and the ground or the route of each thing; a thing without ground is a
        mark only, that of a route stands where it begins."""
        things, count = self.things, len(self.things)
        drawn: dict[str, Any] = {
            "roles": [self.role] * count if isinstance(self.role, str) else self.role,
            "at": anchors(things),
            "grounds": hotspot_outlines(things if self.ground is None else self.ground),
        }
        if self.routes:
            drawn["at"] = anchors(things.set_geometry(things.geometry.interpolate(0.0)))
            drawn["routes"] = [paths(things.iloc[[i]]) for i in range(count)]
        return drawn


def finds_island(
    finds: DrawnFinds,
    result: Result,
    by_language: Mapping[Language, Words],
    *,
    of: DrawnKind | None = None,
) -> list[dict[str, Any]]:
    """Return each kind of find as the page draws and tells it, in the order of the meeting; the page may be
    that `of` the command that found one kind."""
    return [
        {
            "key": key,
            **kind.drawn(),
            "texts": {
                language: _texts(kind.told(words), words, ON_ITS_OWN_PAPER if key == of else ON_PAPER)
                for language, words in by_language.items()
            },
        }
        for key, kind in {**_planned(finds, result), **_looked_into(finds, result)}.items()
    ]


def _planned(finds: DrawnFinds, result: Result) -> dict[DrawnKind, _Kind]:
    """Return what is planned: where posts and cameras would stand, where patrols and beats would go."""
    kinds: dict[DrawnKind, _Kind] = {}
    if (posts := finds.posts) is not None:
        kinds["posts"] = _Kind(
            things=posts.posts,
            ground=posts.catchments,
            role="post",
            told=lambda words: posts_texts(posts, result, words),
        )
    if (cameras := finds.cameras) is not None:
        kinds["cameras"] = _Kind(
            things=cameras.cameras,
            ground=cameras.views[cameras.views["state"] == "new"],
            role="camera",
            told=lambda words: cameras_texts(cameras, result, words),
        )
    if (patrols := finds.patrols) is not None:
        kinds["patrols"] = _Kind(
            things=patrols.patrols,
            role="patrol",
            told=lambda words: patrols_texts(patrols, result, words),
            routes=True,
        )
    if (beats := finds.beats) is not None:
        kinds["beats"] = _Kind(
            things=beats.beats, role="beat", told=lambda words: beats_texts(beats, result, words)
        )
    return kinds


def _looked_into(finds: DrawnFinds, result: Result) -> dict[DrawnKind, _Kind]:
    """Return what was looked into or tried: venues, yards, a pilot."""
    kinds: dict[DrawnKind, _Kind] = {}
    if (venues := finds.venues) is not None:
        kinds["venues"] = _Kind(
            things=venues.frame, role="venue", told=lambda words: venues_texts(venues, result, words)
        )
    if (yards := finds.yards) is not None:
        kinds["yards"] = _Kind(
            things=yards.frame, role="yard", told=lambda words: yards_texts(yards, result, words)
        )
    if (pilot := finds.pilot) is not None:
        kinds["pilot"] = _Kind(
            things=pilot.frame,
            role=pilot.frame["kind"].tolist(),
            told=lambda words: pilot_texts(pilot, result, words),
        )
    return kinds


def _texts(told: FindTexts, words: Words, on_paper: int) -> dict[str, Any]:
    rest = len(told.rows) - on_paper
    curve = told.curve
    return {
        "head": told.head,
        "count": told.count,
        "lines": told.lines,
        "heads": told.heads,
        "rows": told.rows,
        "below": told.below,
        "facts": told.facts,
        "legend": told.legend,
        "sure": [words("posts.head.doubt"), *told.sure] if told.sure else [],
        "curve": [curve.title, curve.heads, curve.rows] if curve else None,
        "rest": words("drawn.rest", count=rest) if rest > 0 else "",
    }
