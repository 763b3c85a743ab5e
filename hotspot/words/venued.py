"""Venues as a reader meets them: whether a few have most, which they are, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema.venued import RING_BIN_M, WORST_SHARE
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, chance, number, percent, rows_of, span
from hotspot.words.ringed import rings_lines, rings_notes, rings_table
from hotspot.words.said import Said, about_line, chance_text
from hotspot.words.venue_cards import card_tables, kind_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotspot.schema import Result
    from hotspot.schema.venued import Concentration, Expected, Venued
    from hotspot.words import Words

SURE = 0.05
FILES = {
    "concentration": "concentration.csv",
    "first": "venues.csv",
    "kinds": "kinds.csv",
    "tried": "reaches.csv",
}
SURELY_WORST = 0.95


def venues_said(found: Venued, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section; the cards are the last tables."""
    tables = [concentration_table(found.concentration, words), first_table(found, words)]
    tables += [kinds_table(found, words)] if found.kinds else []
    tables += [tried_table(found, words), rings_table(found.rings, words)]
    return Said(
        title=words("venues.title"),
        lines=(_about(found, result, words), *venues_lines(found, words)),
        tables=(*tables, *card_tables(found, result, words)),
        short=tuple(tables),
        notes=tuple(venues_notes(found, words)),
    )


def _about(found: Venued, result: Result, words: Words) -> str:
    parts = [about_line(result, words)]
    if found.types:
        parts.append(words("venues.types", types=", ".join(found.types)))
    if found.hours:
        parts.append(words("venues.hours", first=str(found.hours[0]), last=str(found.hours[1])))
    if found.calls:
        parts.append(words("venues.calls"))
    return " · ".join(parts)


def venues_lines(found: Venued, words: Words) -> list[str]:
    """Return the sentences: where the incidents went, the verdict, what remains of it without chance."""
    account, seen = found.joining.account, found.concentration
    of = percent(WORST_SHARE, words)
    said = [
        words(
            "venues.account",
            venues=seen.venues,
            rows=found.rows,
            incidents=account.incidents,
            metres=found.joining.reach_m,
            joined=account.joined,
            beyond=account.beyond_reach,
            types=account.other_types,
            hours=account.other_hours,
            unknown=account.hour_unknown,
        ),
        _verdict(seen, words),
        words("venues.true", of=of, **_shares(seen.true_share, words)),
    ]
    if seen.held is not None:
        shares = _shares(seen.held.share, words)
        even = percent(seen.held.even, words)
        said.append(words("venues.held", of=of, incidents=seen.held.incidents, even=even, **shares))
    said.append(_none(seen, words))
    if found.size is not None:
        said.append(_size(found, words))
    sure = int((found.frame["p_worst"] > SURELY_WORST).sum())
    said.append(words("venues.sure", of=of, level=percent(SURELY_WORST, words), count=sure))
    return [*said, *rings_lines(found.rings, words)]


def _verdict(seen: Concentration, words: Words) -> str:
    judged = seen.judged
    return words(
        "venues.verdict",
        worst=seen.worst,
        venues=seen.venues,
        share=percent(seen.share, words),
        chance=percent(judged.share.value, words),
        low=percent(judged.share.low, words),
        high=percent(judged.share.high, words),
        p=chance_text(judged.p_value, words),
        verdict=words("venues.verdict.more" if judged.p_value <= SURE else "venues.verdict.no"),
    )


def _none(seen: Concentration, words: Words) -> str:
    by_chance = seen.judged.none
    return words(
        "venues.none",
        none=seen.none,
        chance=number(by_chance.value, words, 0),
        low=number(by_chance.low, words, 0),
        high=number(by_chance.high, words, 0),
        mean=number(seen.incidents / seen.venues, words),
        active=seen.active,
        mean_active=number(seen.incidents / seen.active, words),
        worst=seen.worst_active,
        share=percent(seen.share_active, words),
    )


def _size(found: Venued, words: Words) -> str:
    size = found.size
    assert size is not None  # noqa: S101 - asked for only where there is one
    by_size = next(one for one in found.concentration.chances if one.against == "size")
    fit = size.exponent
    return words(
        "venues.size",
        column=size.column,
        known=size.known,
        exponent=UNKNOWN if fit is None else number(fit.value, words, 2),
        low=UNKNOWN if fit is None else number(fit.low, words, 2),
        high=UNKNOWN if fit is None else number(fit.high, words, 2),
        chance=percent(by_size.share.value, words),
        least=percent(by_size.share.low, words),
        most=percent(by_size.share.high, words),
        p=chance_text(by_size.p_value, words),
    )


def _shares(expected: Expected, words: Words) -> dict[str, str]:
    return {
        "share": percent(expected.value, words),
        "low": percent(expected.low, words),
        "high": percent(expected.high, words),
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
    interval: Expected | None,
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
            str(row["name"]),
            kind_text(str(row["kind"]), words),
            number(row["incidents"], words),
            f"{number(row['expected'], words)} ({span(row['expected_low'], row['expected_high'], words)})",
            number(row["usual"], words),
            span(row["rank_low"], row["rank_high"], words),
            chance(row["p_top"], words),
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


def _between(expected: Expected, words: Words) -> str:
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


def venues_notes(found: Venued, words: Words) -> list[str]:
    """Return how it was done and what it does not say."""
    joining, seen = found.joining, found.concentration
    said = [
        words(
            "venues.note.join",
            metres=joining.reach_m,
            shared=joining.shared,
            tied=joining.tied,
            median=number(joining.median_m, words, 0),
        ),
        words("venues.note.place"),
        words("venues.note.chance", draws=seen.judged.draws),
    ]
    if seen.judged.against == "bursts":
        said.append(words("venues.note.bursts", dispersion=number(seen.dispersion, words, 2)))
    said.append(words("venues.note.true"))
    said += [words("venues.note.kinds")] if found.kinds else []
    said += rings_notes(found.rings, words, bin_m=RING_BIN_M)
    return [*said, words("venues.note.use")]


def _table(
    name: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]], words: Words, *, top: int = 0
) -> Table:
    return Table(
        title=words(f"venues.table.{name}"),
        heads=tuple(words(f"venues.col.{head}", top=top) for head in heads),
        rows=tuple(rows),
        file=FILES[name],
    )
