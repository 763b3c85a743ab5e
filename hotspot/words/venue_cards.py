"""The card of a venue as text: where it stands, what happens there and when, what to look at on site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.words.dates import day_names
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, chance, number, percent, period_text, rows_of, span
from hotspot.words.time_tables import DAY_HOURS

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.venued import Card, Venued
    from hotspot.words import Words
    from hotspot.words.phrases import Row

SEVERAL = "+"
FILE = "venues.csv"
NIGHT = (*range(20, 24), *range(6))
ALWAYS = ("place", "calls", "entrance", "rules", "other")


@dataclass(frozen=True, kw_only=True)
class CardText:
    """A card in words: `facts` are pairs of what and how much, `checks` what to look at on site; there is no
    `clock` where no day of the week is known."""

    rank: str
    name: str
    facts: tuple[tuple[str, str], ...]
    clock: Table | None
    checks: tuple[str, ...]


def card_texts(found: Venued, result: Result, words: Words) -> list[CardText]:
    """Return the cards of the first venues."""
    rows = rows_of(found.frame.head(found.top))
    return [_card_text(card, rows[card.row], found, result, words) for card in found.cards]


def card_tables(found: Venued, result: Result, words: Words) -> list[Table]:
    """Return the cards as tables: facts and checks, then the clock."""
    tables = []
    for card in card_texts(found, result, words):
        heads = (words("venues.col.fact"), words("venues.col.value"))
        checks = [(words("venues.page.checks"), check) for check in card.checks]
        title = words("venues.table.facts", rank=card.rank, name=card.name)
        tables.append(Table(title=title, heads=heads, rows=(*card.facts, *checks), file=FILE))
        tables += [card.clock] if card.clock else []
    return tables


def kind_text(kind: str, words: Words) -> str:
    """Return the kind of a venue as the file has it, or that it has none, or several."""
    if kind == SEVERAL:
        return words("venues.kind.several")
    return kind or words("venues.kind.none")


def _card_text(card: Card, row: Row, found: Venued, result: Result, words: Words) -> CardText:
    rank, name = str(row["rank"]), str(row[f"name_{words.language}"])
    return CardText(
        rank=rank,
        name=name,
        facts=tuple(_facts(card, row, found, result, words)),
        clock=_clock(card, words("venues.table.clock", rank=rank, name=name), words),
        checks=tuple(words(f"venues.check.{check}") for check in _checks(card)),
    )


def _facts(card: Card, row: Row, found: Venued, result: Result, words: Words) -> list[tuple[str, str]]:
    """Return what is known of the venue, each with its period, count or interval."""
    between = span(row["expected_low"], row["expected_high"], words)
    ranks = {"rank": row["rank"], "low": row["rank_low"], "high": row["rank_high"]}
    usual = words("venues.fact.usual")
    if found.size is not None:
        usual = words("venues.fact.usual_sized", size=number(row["size"], words))
    counted = {"incidents": row["incidents"], "share": percent(row["share"], words)}
    near = {"metres": number(card.median_m, words, 0), "shared": card.shared, "incidents": row["incidents"]}
    types = "; ".join(f"{name}: {number(count, words)}" for name, count in card.types)
    told = {
        "rank": (
            words("venues.fact.rank", venues=len(found.frame)),
            words("venues.fact.rank.value", **ranks),
        ),
        "incidents": (
            words("venues.fact.incidents", period=period_text(result, words)),
            words("venues.fact.incidents.value", **counted),
        ),
        "expected": (words("venues.fact.expected"), f"{number(row['expected'], words)} (95 %: {between})"),
        "usual": (usual, number(row["usual"], words)),
        "p_worst": (
            words("venues.fact.p_worst"),
            words("venues.fact.p_worst.value", p=chance(row["p_worst"], words)),
        ),
        "kind": (words("venues.fact.kind"), kind_text(str(row["kind"]), words)),
        "types": (words("venues.fact.types"), types or UNKNOWN),
        "hours": (words("venues.fact.hours"), str(row["main_hours"]) or UNKNOWN),
        "near": (words("venues.fact.near"), words("venues.fact.near.value", **near)),
    }
    return list(told.values())


def _clock(card: Card, title: str, words: Words) -> Table | None:
    """Return the incidents by weekday and hour; an hour without any is empty."""
    if not card.hours.any() and not card.hour_unknown.any():
        return None
    heads = (words("venues.col.weekday"), *map(str, range(DAY_HOURS)), words("venues.col.no_hour"))
    rows = tuple(
        (day, *(str(count) if count else "" for count in (*hours, alone)))
        for day, hours, alone in zip(
            day_names(words), card.hours.tolist(), card.hour_unknown.tolist(), strict=True
        )
    )
    return Table(title=title, heads=heads, rows=rows)


def _checks(card: Card) -> tuple[str, ...]:
    """Return what to look at: with what belongs to the night, or to the day, where most happens then."""
    hours = card.hours.sum(axis=0)
    night = int(hours[list(NIGHT)].sum())
    when = "night" if 2 * night > hours.sum() else "day"
    first, second, *others = ALWAYS
    return (first, second, when, *others) if hours.sum() else ALWAYS
