"""Where an area stands, as a reader meets it: its rank, score and chance, with the headings of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.phrases import UNKNOWN, chance, local_name, number, score_head, span

if TYPE_CHECKING:
    from typing import Literal

    from hotspot.schema import Ranking, Result
    from hotspot.words import Words
    from hotspot.words.phrases import Row

HORIZON = "score.horizon_days"  # the choice that a score makes which looks ahead
DRIFT, BY_RULE = "score.drift_percent", "score_drift_rule"  # the choice and reason of one widened by a rule


def score_basis(result: Result) -> Literal["ahead", "period", "data"]:
    """Return what the score's interval is about: the forecast time, the year after the period by a rule of
    thumb, or the data at hand."""
    if any(choice.name == HORIZON for choice in result.choices):
        return "ahead"
    return "period" if _ruled(result) else "data"


def basis_text(result: Result, words: Words) -> str:
    """Return the sentence that says what the score's interval is about."""
    return words(f"basis.{score_basis(result)}", **_ruled(result))


def _ruled(result: Result) -> dict[str, str | int | float]:
    """Return by how many percent areas and the city stray by the rule of thumb; nothing without it."""
    made = (choice for choice in result.choices if choice.name == DRIFT and choice.why == BY_RULE)
    return next(({"places": choice.value, **choice.values} for choice in made), {})


def standing_heads(words: Words, *, unit: str, top: int) -> list[str]:
    """Return the headings of `standing`; `unit` is that of the score, `top` the k of P(top k)."""
    names = [words(f"table.{name}") for name in ("rank", "name", "incidents")]
    return [*names, score_head(unit, words), words("table.ranks"), words("table.p_top", k=top)]


def standing(row: Row, ranking: Ranking, words: Words) -> list[str]:
    """Return where an area stands: rank, name, incidents, score and ranks with intervals, chance."""
    return [
        str(row["rank"]),
        local_name(row, words),
        number(row["incidents"], words),
        f"{number(row['score'], words)} ({span(row['score_low'], row['score_high'], words)})",
        ranks_text(row, ranking.ranked, words),
        top_chance(row, ranking, words),
    ]


def ranks_text(row: Row, count: int, words: Words) -> str:
    """Return the interval of the rank of an area among `count`, a dash where it is the only one."""
    return span(row["rank_low"], row["rank_high"], words) if count > 1 else UNKNOWN


def top_chance(row: Row, ranking: Ranking, words: Words) -> str:
    """Return P(top k) of an area, a dash where there are no more than k: each is then among them."""
    return chance(row["p_top"], words) if ranking.ranked > ranking.top else UNKNOWN
