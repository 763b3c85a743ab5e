"""Why an area stands where it stands: its row, its sentences and its facts, with intervals in plain words.

Facts are pairs of what and how much, for the map page and for the brief of an area alike.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, TypeAlias

from hotspot.schema import FEWEST_RESIDENTS
from hotspot.words.phrases import (
    SPACE,
    UNKNOWN,
    column_text,
    distance_text,
    kind_text,
    number,
    ordinal,
    percent,
    score_unit_text,
    significance_text,
    span,
    unit_text,
)
from hotspot.words.standing import ranks_text, top_chance
from hotspot.words.windowed import trend_label, trend_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.render.nearest import Nearest
    from hotspot.schema import Result
    from hotspot.words import Words
    from hotspot.words.phrases import Row

Fact: TypeAlias = tuple[str, str]  # what, how much

NAMES = 3  # of a group are told one by one
LOOSE_PERCENT = re.compile(r"(?<=\d) (?=%(;|$))")  # in "theft 60 %; robbery 12 %"


def is_ranked(row: Row, count: int) -> bool:
    """Return whether the data give the area a place among `count` that have one: not where its rank interval
    spans half of the list."""
    return has_rank(row) and bool(row["rank_high"] - row["rank_low"] < count / 2 or count < 3)


def has_rank(row: Row) -> bool:
    """Return whether the area is in the order at all: not where it has too few residents for a rate."""
    return bool(row["rank"] == row["rank"])


def rank_text(row: Row, count: int, words: Words) -> str:
    """Return the place of an area as the tables have it, in brackets where the data do not give it one; a
    dash where it has none."""
    if not has_rank(row):
        return UNKNOWN
    rank = words.number(int(row["rank"]))
    return rank if is_ranked(row, count) else f"({rank})"


def area_row(row: Row, count: int, words: Words) -> list[str]:
    """Return the cells of the ranked table: rank, incidents, score, ranks."""
    return [
        rank_text(row, count, words),
        number(row["incidents"], words),
        number(row["score"], words),
        ranks_text(row, count, words) if has_rank(row) else UNKNOWN,
    ]


def area_sentences(row: Row, count: int, name: str, group: Sequence[str], words: Words) -> list[str]:
    """Return what can be said of the place of an area among `count`.

    `row` is its row of the ranking, `name` its name in the language of `words`, and `group` the names of all
    areas of its group, itself included.
    """
    sentences = [rank_sentence(row, count, words)]
    others = list(group)
    if name in others:
        others.remove(name)
    if others:
        names = ", ".join(others[:NAMES])
        if len(others) > NAMES:
            names = words("map.card.more", names=names, count=len(others) - NAMES)
        sentences.append(words("map.card.group", names=names))
    return sentences


def rank_sentence(row: Row, count: int, words: Words) -> str:
    """Return which place an area has among the `count` that have one, and which others it could have."""
    if not has_rank(row):
        return words("apart.card", fewest=FEWEST_RESIDENTS)
    low, high = int(row["rank_low"]), int(row["rank_high"])
    ends = {"low": ordinal(low, words), "high": ordinal(high, words)}
    if count == 1:
        return words("map.card.alone")
    if not is_ranked(row, count):
        return words("map.card.unranked", count=count, **ends)
    if low == high:
        return words("map.card.rank_certain", rank=int(row["rank"]), count=count)
    return words("map.card.rank", rank=int(row["rank"]), count=count, **ends)


def area_facts(row: Row, result: Result, words: Words, *, nearest: Sequence[Nearest] = ()) -> list[Fact]:
    """Return what is known of an area; what is not known has no pair.

    `row` is its row of the ranking, `nearest` its entry in `nearest_facilities`.
    """
    pairs = [
        *_counts(row, result, words),
        *_measures(row, result, words),
        *_character(row, result, words),
        *_per_head(row, result, words),
        *(_nearest(facility, words) for facility in nearest),
    ]
    return _known(pairs)


def hotspot_facts(row: Row, result: Result, words: Words) -> list[Fact]:
    """Return what is known of a hot spot, `row` of their frame: its kind, then the incidents inside, which
    set its rank, and so on; what is not known has no pair."""
    dated = result.period is not None
    pairs = [
        (words("column.kind"), kind_text(row, words)),
        (words("column.significant"), significance_text(row, words)),
        (words("column.inside"), number(row["inside"], words)),
        (words("column.usual"), number(row["usual"], words)),
        (words("column.members"), number(row["incidents"], words)),
        (words("column.sites"), number(row["sites"], words)),
        (words("column.area_km2"), number(row["area_km2"], words)),
        (column_text("per_km2_year", words, dated=dated), number(row["per_km2_year"], words)),
        (words("column.share"), percent(row["share"], words)),
        (words("column.months_active"), number(row["months_active"], words) if row["months_active"] else ""),
        (words("column.main_types"), unbroken(row["main_types"])),
        (words("map.fact.stability"), number(row["stability"], words, 2)),
    ]
    return _known(pairs)


def unbroken(shares: object) -> str:
    """Return shares such as "theft 60 %; robbery 12 %" with each number and its sign on one line."""
    return LOOSE_PERCENT.sub(SPACE, str(shares))


def _known(pairs: list[Fact]) -> list[Fact]:
    return [pair for pair in pairs if pair[1] not in {"", UNKNOWN}]


def _counts(row: Row, result: Result, words: Words) -> list[Fact]:
    share, cumulative = percent(row["share"], words), percent(row["cumulative_share"], words)
    dated = result.period is not None
    return [
        (words("column.incidents"), number(row["incidents"], words)),
        (words("map.fact.share"), f"{share} ({cumulative})")
        if has_rank(row)
        else (words("column.share"), share),
        (column_text("per_km2", words, dated=dated), number(row["per_km2"], words)),
    ]


def _measures(row: Row, result: Result, words: Words) -> list[Fact]:
    unit = score_unit_text(result, words)
    score, interval = number(row["score"], words), span(row["score_low"], row["score_high"], words)
    density = words("map.fact.density", unit=unit_text(result.surface.unit, words))
    return [
        (words("map.fact.score_interval", unit=unit), f"{score} ({interval})" if has_rank(row) else ""),
        (words("map.fact.p_top", k=result.ranking.top), top_chance(row, result.ranking, words)),
        (words("map.fact.hotspots"), _hotspots(row, words)),
        (density, _density(row, words)),
    ]


def _character(row: Row, result: Result, words: Words) -> list[Fact]:
    return [
        (trend_label(result, words), _trend(row, words)),
        (words("column.main_types"), unbroken(row["main_types"])),
        (words("column.main_hours"), unbroken(row["main_hours"])),
    ]


def _per_head(row: Row, result: Result, words: Words) -> list[Fact]:
    dated = result.period is not None
    rates = ("rate_per_1000", "harm_per_km2_year")
    return [
        *((column_text(rate, words, dated=dated), number(row[rate], words)) for rate in rates),
        (words("column.population"), number(row["population"], words)),
        (words("column.area_km2"), number(row["area_km2"], words)),
    ]


def _hotspots(row: Row, words: Words) -> str:
    if not row["hotspots"]:
        return words("map.card.no_hotspots")
    share, ids = percent(row["hotspot_share"], words), ", ".join(str(row["hotspot_ids"]).split())
    return f"{words.number(int(row['hotspots']))} ({ids}): {share}"


def _density(row: Row, words: Words) -> str:
    if not math.isfinite(row["density_mean"]):
        return ""
    return f"{number(row['density_mean'], words)} ({number(row['density_peak'], words)})"


def _trend(row: Row, words: Words) -> str:
    """Return the trend with its two counts; no counts where they are too few to compare."""
    if row["trend"] == "":
        return ""
    if row["trend"] == "too few":
        return words("map.card.too_few")
    recent, before = number(row["recent"], words), number(row["before"], words)
    return words("map.card.trend", trend=trend_text(row["trend"], words), recent=recent, before=before)


def _nearest(facility: Nearest, words: Words) -> Fact:
    place = ", ".join(filter(None, (facility.names[words.language], distance_text(facility.metres, words))))
    if facility.inside:
        place = words("map.card.nearest", place=place, count=facility.inside)
    return words(f"map.fact.nearest.{facility.layer}"), place
