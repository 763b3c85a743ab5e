"""Areas and hot spots as the page shows them: shape, class, texts in three languages, and what is inside."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.measure.classes import class_of
from hotspot.render.facts import (
    Fact,
    area_facts,
    area_row,
    has_rank,
    hotspot_facts,
    is_ranked,
    rank_sentence,
)
from hotspot.render.nearest import nearest_facilities
from hotspot.render.shapes import anchors, hotspot_outlines
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd

    from hotspot.render.listing import Listing
    from hotspot.render.nearest import Nearest
    from hotspot.render.shapes import Outlines
    from hotspot.render.views import View
    from hotspot.schema import Language, Result
    from hotspot.words import Words
    from hotspot.words.phrases import Row
    from hotspot.words.views import Place

KM2_DIGITS, STABILITY_DIGITS = 4, 2


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is said of an area in one language; without sentences and facts where there are too many areas.

    From which others it cannot be told apart the page says by itself: it has the groups and the names.
    """

    name: str
    row: Sequence[str]
    sentences: Sequence[str] = ()
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that is said of areas and hot spots in one language: a card for each row of the ranked frame, facts
    for each row of the hot spots' frame."""

    cards: Sequence[Card]
    spots: Sequence[Sequence[Fact]]

    @property
    def facts(self) -> Iterator[Fact]:
        """Return the facts of all areas and hot spots, one after the other."""
        return chain.from_iterable((*(card.facts for card in self.cards), *self.spots))


def told(
    result: Result, listing: Listing, languages: Iterable[Words], views: Sequence[View] = ()
) -> dict[Language, Told]:
    """Return what is said of the listed areas and of the hot spots by language, what `views` say included."""
    rows, spots = rows_of(listing.rows), rows_of(listing.spots.head(listing.told))
    near, said = nearest_facilities(result), {}
    for words in languages:
        more = _more(views, words)
        said[words.language] = Told(
            cards=_cards(result, listing, words, rows=rows, near=near, more=more),
            spots=_spots(result, listing, words, rows=spots, more=more),
        )
    return said


def _more(views: Sequence[View], words: Words) -> Mapping[Place, list[Fact]]:
    if not views:
        return {}
    from hotspot.render.views import more_facts  # noqa: PLC0415 - brings the texts of two other commands

    return more_facts(views, words)


def _cards(
    result: Result,
    listing: Listing,
    words: Words,
    *,
    rows: Sequence[Row],
    near: Mapping[str, Sequence[Nearest]],
    more: Mapping[Place, list[Fact]],
) -> list[Card]:
    count, full = result.ranking.ranked, listing.full
    names = [local_name(row, words) for row in rows]
    cards = [
        Card(
            name=name,
            row=area_row(row, count, words),
            sentences=[rank_sentence(row, count, words)],
            facts=[
                *area_facts(row, result, words, nearest=near.get(row["area_id"], ())),
                *more.get(("area", str(row["area_id"])), ()),
            ],
        )
        for row, name in zip(rows[:full], names[:full], strict=True)
    ]
    brief = zip(rows[full:], names[full:], strict=True)
    return [*cards, *(Card(name=name, row=area_row(row, count, words)) for row, name in brief)]


def _spots(
    result: Result,
    listing: Listing,
    words: Words,
    *,
    rows: Sequence[Row],
    more: Mapping[Place, list[Fact]],
) -> list[list[Fact]]:
    """Return the facts of the first hot spots, which are the `rows`, for the others where these are."""
    count = len(listing.spots)
    beyond = {} if listing.is_whole else listing.unlisted_in_spots()
    facts = [
        [*hotspot_facts(row, result, words), *more.get(("hotspot", str(row["hotspot_id"])), ())]
        for row in rows
    ]
    for fact, spot in zip(facts, listing.spots["hotspot_id"], strict=False):
        if areas := beyond.get(str(spot)):
            fact.insert(0, (words("rest.spot_areas"), words.number(areas)))
    rest = [(words("rest.measures"), "hotspots.geojson")]
    return [*facts, *[rest] * (count - len(facts))]


def labels_of(said: Mapping[Language, Told]) -> list[tuple[str, ...]]:
    """Return what all facts are about, in each language, each once, in the order of first use."""
    together = zip(*([what for what, _ in one.facts] for one in said.values()), strict=True)
    return list(dict.fromkeys(together))


def area_parts(
    listing: Listing, shapes: Outlines, limits: list[float], said: Mapping[Language, Told]
) -> list[dict[str, Any]]:
    """Return the listed areas as the page draws and lists them, with their `shapes` and the numbers of the
    hot spots in them."""
    frame, places = listing.rows, anchors(listing.rows)
    ranked = int(listing.areas["rank"].count())
    classes = class_of(frame["score"].to_numpy(np.float64), limits).tolist()
    facts = _numbered([[card.facts for card in one.cards] for one in said.values()], labels_of(said))
    spot_of = {str(spot): i for i, spot in enumerate(listing.spots["hotspot_id"])}
    return [
        {
            "shape": shapes[i],
            "at": places[i],
            "class": classes[i],
            "km2": round(float(row["area_km2"]), KM2_DIGITS),
            "incidents": int(row["incidents"]),
            "ranked": is_ranked(row, ranked),
            "group": int(row["group"]) if has_rank(row) else None,
            "hotspots": [spot_of[spot] for spot in str(row["hotspot_ids"]).split() if spot in spot_of],
            "texts": {language: _texts(one.cards[i]) for language, one in said.items()},
            "facts": facts[i],
        }
        for i, row in enumerate(rows_of(frame))
    ]


def hotspot_parts(spots: gpd.GeoDataFrame, said: Mapping[Language, Told]) -> list[dict[str, Any]]:
    """Return the hot spots as the page draws and lists them, in the order of `spots`."""
    facts = _numbered([one.spots for one in said.values()], labels_of(said))
    return [
        {
            "id": str(row["hotspot_id"]),
            "single": row["kind"] == "single_address",
            "stability": _stability(row),
            "significant": bool(row["significant"]) if np.isfinite(row["p_value"]) else None,
            "shape": shape,
            "facts": facts[i],
        }
        for i, (row, shape) in enumerate(zip(rows_of(spots), hotspot_outlines(spots), strict=True))
    ]


def _texts(card: Card) -> dict[str, Any]:
    short = {"name": card.name, "row": card.row}
    return {**short, "sentences": card.sentences} if card.sentences else short


def _numbered(said: Sequence[Sequence[Sequence[Fact]]], labels: list[tuple[str, ...]]) -> list[list[Any]]:
    """Return the facts of each row as pairs: the number of the label, and the text.

    `said` are the facts of all rows, language by language. A text that is the same in all languages stands
    there once, the others as a list in the order of languages.
    """
    number = {label: i for i, label in enumerate(labels)}
    rows = (zip(*row, strict=True) for row in zip(*said, strict=True))
    return [[_fact(number, *zip(*fact, strict=True)) for fact in row] for row in rows]


def _fact(number: Mapping[tuple[str, ...], int], what: tuple[str, ...], much: tuple[str, ...]) -> list[Any]:
    return [number[what], much[0] if len(set(much)) == 1 else much]


def _stability(row: Row) -> float | None:
    return round(float(row["stability"]), STABILITY_DIGITS) if np.isfinite(row["stability"]) else None
