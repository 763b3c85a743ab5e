"""Which areas and hot spots the page lists: all of a city's districts, the first of its 50,000 squares.

A page that lists all of 50,000 areas weighs 27 MB, and no reader goes through them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.render.incidents import column

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.words import Words

NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The ranked areas and the hot spots, each in the order of the page, and how many of each are listed.

    The first `listed` of the `areas` have a row, a name and an outline, the first `full` of these a full
    card; the first `told` of the `spots` have facts.
    """

    areas: gpd.GeoDataFrame
    spots: gpd.GeoDataFrame
    listed: int
    full: int
    told: int

    @property
    def is_whole(self) -> bool:
        """Return whether all areas are listed."""
        return len(self.areas) <= self.listed

    @property
    def rows(self) -> gpd.GeoDataFrame:
        """Return the areas that are listed."""
        return self.areas.head(self.listed)

    @property
    def rest(self) -> gpd.GeoDataFrame:
        """Return the areas that are not listed."""
        return self.areas.iloc[self.listed :]

    def caveats(self, words: Words) -> list[str]:
        """Return what the page does not say of each area and hot spot, and where it is said."""
        areas, spots = len(self.areas), len(self.spots)
        told = [] if self.is_whole else [words("rest.caveat", listed=self.listed, count=areas)]
        return [*told, words("rest.spots", told=self.told, count=spots)] if spots > self.told else told

    def unlisted_in_spots(self) -> Counter[str]:
        """Return how many areas that are not listed each hot spot lies in, by hotspot_id."""
        return Counter(spot for ids in self.rest["hotspot_ids"] for spot in str(ids).split())


def compacted(areas: list[dict[str, Any]], languages: list[Words]) -> list[dict[str, Any]]:
    """Return the areas of a long list with each text that is the same in all languages once, and with counts
    as digits; `script/compact.js` spreads them out again."""
    return [_compacted(area, languages) for area in areas]


def _compacted(area: dict[str, Any], languages: list[Words]) -> dict[str, Any]:
    texts = [area["texts"][words.language] for words in languages]
    names, rows = [text["name"] for text in texts], [text["row"] for text in texts]
    short = {
        "name": names[0] if len(set(names)) == 1 else names,
        "row": _plain_row(rows, languages),
        **{key: column(np.asarray(area[key])) for key in ("clock", "months") if area.get(key)},
    }
    if "sentences" in texts[0]:
        short["sentences"] = [text["sentences"] for text in texts]
    return {**{key: value for key, value in area.items() if key != "texts"}, **short}


def _plain_row(rows: list[list[str]], languages: list[Words]) -> list[Any]:
    """Return the cells once, their numbers as JavaScript writes them, where the page can make of these what
    Python wrote in each language; else the cells of each language. The first language is English."""
    plain = [cell.replace(",", "") for cell in rows[0]]
    made = [[_written(cell, words) for cell in plain] for words in languages]
    return plain if made == rows else rows


def _written(cell: str, words: Words) -> str:
    """Return a cell with its numbers written as `number` of `script/words.js` writes them.

    >>> from hotspot.words import Words
    >>> _written("900–2100", Words(language="en")), _written("2.50", Words(language="ru"))
    ('900–2,100', '2,50')
    """
    return NUMBER.sub(lambda found: _number(found[0], words), cell)


def _number(plain: str, words: Words) -> str:
    _, point, part = plain.partition(".")
    return words.number(float(plain), len(part), padded=True) if point else words.number(int(plain))
