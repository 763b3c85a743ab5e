"""Areas without a place in the order, as a reader meets them: how many, why, and what happened there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema import FEWEST_RESIDENTS
from hotspot.words.phrases import local_name, number, rows_of

if TYPE_CHECKING:
    from hotspot.schema import Ranking
    from hotspot.words import Words

NAMED = 5


def apart_text(ranking: Ranking, words: Words) -> str:
    """Return how many areas have no rank and why, "" where all have one."""
    apart = ranking.apart()
    if apart.empty:
        return ""
    incidents = int(apart["incidents"].sum())
    return words("apart.areas", count=len(apart), fewest=FEWEST_RESIDENTS, incidents=incidents)


def most_apart(ranking: Ranking, words: Words) -> str:
    """Return the areas without a rank that have most incidents, with their counts; "" where all have one."""
    apart = ranking.apart()
    if apart.empty:
        return ""
    named = (
        f"{local_name(row, words)} {number(row['incidents'], words)}" for row in rows_of(apart.head(NAMED))
    )
    return words("apart.most", areas="; ".join(named))


def apart_legend(words: Words) -> str:
    """Return what the colour of areas without a rank means."""
    return words("apart.legend", fewest=FEWEST_RESIDENTS)
