"""Tables of venues as a reader meets them: how unevenly incidents fall, the first venues, kinds, reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, chance, number, percent, rows_of, span
from hotspot.words.said import chance_text
from hotspot.words.venue_cards import kind_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotspot.schema.numbers import Estimate
    from hotspot.schema.venued import Concentration, Venued
    from hotspot.words import Words

FILES = {
    "concentration": "concentration.csv",
    "first": "venues.csv",
    "kinds": "kinds.csv",
    "tried": "reaches.csv",
}


def concentration_table(seen: Concentration, words: Words) -> Table:
    """Return the share of the worst fifth as counted, by chance, without chance, and in the later half."""
    rows = [_row("counted", percent(seen.share, words), None, words, none=seen.none, gini=seen.gini)]
    for one in seen.chances:
        low, high = (number(end, words, 0) for end in (one.none.low, one.none.high))
        none = f"{number(one.none.value, words, 0)} ({low}–{high})"
        name, share = one.against, percent(one.share.value, words)
        rows.append(_row(name, share, one.share, words, none=none, gini=one.gini, p=one.p_value))
    true = seen.true_share
    rows.append(_row("true", percent(true.value, words), true, words, gini=seen.true_gini.value))
    if seen.held is not None:
        held = seen.held
        rows.append(_row("held", percent(held.share.value, words), held.share, words, p=held.p_value))
    heads = ("what", "share", "interval", "none", "gini", "p")
    return _table("concentration", heads, rows, words)


def _row(
    name: str,
    share: str,
    interval: Estimate | None,
    words: Words,
    *,
    none: str | int = UNKNOWN,
    gini: float = float("nan"),
    p: float = float("nan"),
) -> tuple[str, ...]:
    between = UNKNOWN
    if interval is not None:
        between = f"{percent(interval.low, words)}–{percent(interval.high, words)}"
    shown = none if isinstance(none, str) else number(none, words)
    return (
        *(words(f"venues.row.{name}"), share, between, shown),
        *(number(gini, words, 2), chance_text(p, words)),
    )


def first_table(found: Venued, words: Words) -> Table:
    """Return the first venues with what is to be expected and how sure their rank is."""
    rows = [
        (
            str(row["rank"]),
            str(row[f"name_{words.language}"]),
            kind_text(str(row["kind"]), words),
            number(row["incidents"], words),
            f"{number(row['expected'], words)} ({span(row['expected_low'], row['expected_high'], words)})",
            number(row["usual"], words),
            span(row["rank_low"], row["rank_high"], words),
            chance(row["p_top"], words) if len(found.frame) > found.top else UNKNOWN,
            chance(row["p_worst"], words),
        )
        for row in rows_of(found.frame.head(found.top))
    ]
    heads = ("rank", "name", "kind", "incidents", "expected", "usual", "ranks", "p_top", "p_worst")
    return _table("first", heads, rows, words, top=found.top)


def kinds_table(found: Venued, words: Words) -> Table:
    """Return each kind of venue against all others."""
    rows = [
        (
            kind_text(one.kind, words),
            number(one.venues, words),
            number(one.incidents, words),
            f"{number(one.per_venue.value, words)} ({span(one.per_venue.low, one.per_venue.high, words)})",
            f"{number(one.ratio.value, words, 2)} ({_between(one.ratio, words)})",
            _between(one.wide, words),
        )
        for one in found.kinds
    ]
    return _table("kinds", ("kind", "venues", "incidents", "per_venue", "ratio", "wide"), rows, words)


def _between(expected: Estimate, words: Words) -> str:
    return f"{number(expected.low, words, 2)}–{number(expected.high, words, 2)}"


def tried_table(found: Venued, words: Words) -> Table:
    """Return what half and twice the reach would have given."""
    rows = [
        (
            number(one.reach_m, words),
            number(one.joined, words),
            percent(one.share, words),
            percent(one.by_chance, words),
            number(one.none, words),
            number(one.same, words),
        )
        for one in found.tried
    ]
    heads = ("reach", "joined", "share", "chance", "none", "same")
    return _table("tried", heads, rows, words, top=found.top)


def _table(
    name: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]], words: Words, *, top: int = 0
) -> Table:
    return Table(
        title=words(f"venues.table.{name}"),
        heads=tuple(words(f"venues.col.{head}", top=top) for head in heads),
        rows=tuple(rows),
        file=FILES[name],
    )
