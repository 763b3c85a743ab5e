"""Why an area stands where it stands: its row, its sentences and its facts, with intervals in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hotspot.words.phrases import UNKNOWN, chance, column_text, number, percent, span, trend_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hotspot.schema import Result
    from hotspot.words import Words

NAMES = 5  # of a group are told one by one


def is_ranked(row: pd.Series[Any], count: int) -> bool:
    """Return whether the data give the area a place: not where its rank interval spans half of the list."""
    return bool(row["rank_high"] - row["rank_low"] < count / 2) or count < 3


def area_row(row: pd.Series[Any], count: int, words: Words) -> list[str]:
    """Return the cells of the ranked table: rank, incidents, score, ranks."""
    return [
        str(row["rank"]) if is_ranked(row, count) else UNKNOWN,
        number(row["incidents"], words),
        number(row["score"], words),
        span(row["rank_low"], row["rank_high"], words),
    ]


def area_sentences(
    row: pd.Series[Any], count: int, name: str, group: Sequence[str], words: Words
) -> list[str]:
    """Return what can be said of the area's place; `group` are the names of its group."""
    low, high = int(row["rank_low"]), int(row["rank_high"])
    if is_ranked(row, count):
        sentences = [words("map.card.rank", rank=int(row["rank"]), count=count, low=low, high=high)]
    else:
        sentences = [words("map.card.unranked", count=count, low=low, high=high)]
    others = list(group)
    others.remove(name)
    if others:
        names = ", ".join(others[:NAMES])
        if len(others) > NAMES:
            names = words("map.card.more", names=names, count=len(others) - NAMES)
        sentences.append(words("map.card.group", names=names))
    return sentences


def area_facts(row: pd.Series[Any], result: Result, words: Words) -> list[list[str]]:
    """Return pairs of what and how much; what is not known has no pair."""
    unit = unit_text(result.ranking.score_unit, words)
    surface_unit, dated = unit_text(result.surface.unit, words), result.period is not None
    measures = ("score", "score_low", "score_high", "recent", "before")
    cells = {name: number(row[name], words) for name in measures}
    pairs = [
        (words("column.incidents"), number(row["incidents"], words)),
        (
            words("column.share"),
            words(
                "map.card.share",
                share=percent(row["share"], words),
                cumulative=percent(row["cumulative_share"], words),
            ),
        ),
        (column_text("per_km2", words, dated=dated), number(row["per_km2"], words)),
        (
            words("map.fact.score", unit=unit),
            words("map.card.score", score=cells["score"], low=cells["score_low"], high=cells["score_high"]),
        ),
        (
            words("map.fact.p_top"),
            words("map.card.p_top", p=chance(row["p_top"], words), k=result.ranking.top),
        ),
        (words("column.hotspots"), _hotspots(row, words)),
        (words("map.fact.density", unit=surface_unit), _density(row, words)),
        (words("column.trend"), _trend(row, cells["recent"], cells["before"], words)),
        (words("column.main_types"), str(row["main_types"])),
        (words("column.main_hours"), str(row["main_hours"]).replace(" h ", f" {words('map.hours')} ")),
        (column_text("rate_per_1000", words, dated=dated), number(row["rate_per_1000"], words)),
        (
            column_text("harm_per_km2_year", words, dated=dated),
            number(row["harm_per_km2_year"], words),
        ),
        (words("column.population"), number(row["population"], words)),
        (words("column.area_km2"), number(row["area_km2"], words)),
    ]
    return [list(pair) for pair in pairs if pair[1] not in {"", UNKNOWN}]


def hotspot_facts(row: pd.Series[Any], result: Result, words: Words) -> list[list[str]]:
    """Return pairs of what and how much for a hot spot: first the incidents inside, which set its rank."""
    dated = result.period is not None
    pairs = [
        (words("column.kind"), words(f"kind.{row['kind']}")),
        (words("column.inside"), number(row["inside"], words)),
        (words("column.members"), number(row["incidents"], words)),
        (words("column.sites"), number(row["sites"], words)),
        (words("column.area_km2"), number(row["area_km2"], words)),
        (column_text("per_km2_year", words, dated=dated), number(row["per_km2_year"], words)),
        (words("column.share"), percent(row["share"], words)),
        (words("column.months_active"), number(row["months_active"], words) if row["months_active"] else ""),
        (words("column.main_types"), str(row["main_types"])),
        (words("column.stability"), number(row["stability"], words)),
    ]
    return [list(pair) for pair in pairs if pair[1] not in {"", UNKNOWN}]


def _hotspots(row: pd.Series[Any], words: Words) -> str:
    if not row["hotspots"]:
        return words("map.card.no_hotspots")
    share, ids = percent(row["hotspot_share"], words), str(row["hotspot_ids"])
    return words("map.card.hotspots", count=int(row["hotspots"]), ids=ids, share=share)


def _density(row: pd.Series[Any], words: Words) -> str:
    if not math.isfinite(row["density_mean"]):
        return ""
    mean, peak = number(row["density_mean"], words), number(row["density_peak"], words)
    return words("map.card.density", mean=mean, peak=peak)


def _trend(row: pd.Series[Any], recent: str, before: str, words: Words) -> str:
    """Return the trend with its two counts; without the counts where they are too few to compare."""
    trend = trend_text(row["trend"], words)
    if row["trend"] in {"", "too few"}:
        return trend
    return words("map.card.trend", trend=trend, recent=recent, before=before)
