"""Venues as a reader meets them: whether a few have most, which they are, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema.venue_rings import RING_BIN_M
from hotspot.schema.venued import WORST_SHARE
from hotspot.words.phrases import UNKNOWN, number, percent
from hotspot.words.ringed import FILE as RINGS
from hotspot.words.ringed import rings_lines, rings_notes, rings_table
from hotspot.words.said import Said, about_line, chance_text
from hotspot.words.venue_cards import card_tables
from hotspot.words.venue_tables import concentration_table, first_table, kinds_table, tried_table

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.numbers import Estimate
    from hotspot.schema.venued import Concentration, SizeUsed, Venued
    from hotspot.words import Words

SURE = 0.05
SURELY_WORST = 0.95


def venues_said(found: Venued, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section; the cards are the last tables."""
    tables = [concentration_table(found.concentration, words), first_table(found, words)]
    tables += [kinds_table(found, words)] if found.kinds else []
    tables += [tried_table(found, words), rings_table(found.rings, words)]
    seen = found.concentration
    return Said(
        title=words("venues.title"),
        lines=(_about(found, result, words), *venues_lines(found, words)),
        tables=(*tables, *card_tables(found, result, words)),
        short=tuple(tables),
        notes=tuple(venues_notes(found, words)),
        files={
            **dict.fromkeys(concentration_lines(seen, words), "concentration.csv"),
            _sure(found, words): "venues.csv",
            **dict.fromkeys(rings_lines(found.rings, words), RINGS),
        },
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
        *concentration_lines(seen, words),
    ]
    if found.size is not None:
        said.append(_size(found.size, found, words))
    return [*said, _sure(found, words), *rings_lines(found.rings, words)]


def concentration_lines(seen: Concentration, words: Words) -> list[str]:
    """Return the sentences about the concentration: the verdict, what is left without chance, the later half,
    and the venues that have none."""
    said = [_verdict(seen, words), _true(seen, words)]
    if seen.held is not None:
        shares = _shares(seen.held.share, words)
        even, of = percent(seen.held.even, words), percent(WORST_SHARE, words)
        said.append(words("venues.held", of=of, incidents=seen.held.incidents, even=even, **shares))
    return [*said, _none(seen, words)]


def _sure(found: Venued, words: Words) -> str:
    """Return how many venues are surely among the worst."""
    count = int((found.frame["p_worst"] > SURELY_WORST).sum())
    of, level = percent(WORST_SHARE, words), percent(SURELY_WORST, words)
    return words("venues.sure", of=of, level=level, count=count)


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


def _true(seen: Concentration, words: Words) -> str:
    return words("venues.true", of=percent(WORST_SHARE, words), **_shares(seen.true_share, words))


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


def _size(size: SizeUsed, found: Venued, words: Words) -> str:
    by_size = next(one for one in found.concentration.chances if one.against == "size")
    fit = size.exponent
    ends = [UNKNOWN] if fit is None else [number(end, words, 2) for end in (fit.low, fit.high)]
    return words(
        "venues.size",
        column=size.column,
        known=size.known,
        exponent=UNKNOWN if fit is None else number(fit.value, words, 2),
        between=" … ".join(ends),  # the lower one may lie below zero
        chance=percent(by_size.share.value, words),
        least=percent(by_size.share.low, words),
        most=percent(by_size.share.high, words),
        p=chance_text(by_size.p_value, words),
    )


def _shares(expected: Estimate, words: Words) -> dict[str, str]:
    return {
        "share": percent(expected.value, words),
        "low": percent(expected.low, words),
        "high": percent(expected.high, words),
    }


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
    said += _kinds_from(found, words)
    said += [words("venues.note.kinds")] if found.kinds else []
    said += rings_notes(found.rings, words, bin_m=RING_BIN_M)
    return [*said, words("venues.note.use")]


def _kinds_from(found: Venued, words: Words) -> list[str]:
    """Return which columns of the file the kinds were taken from, where nobody was asked."""
    told = {"venues_kind": "venues.note.kind_from", "venues_kind_notes": "venues.note.kind_notes"}
    return [
        words(told[one.why], columns=str(one.value), notes=str(one.values["notes"]))
        for one in found.choices
        if one.why in told
    ]
