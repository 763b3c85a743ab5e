"""Venues, yards and a pilot on the map: a sentence, a table, and the facts of each card, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hotspot.schema.yards import ITEMS
from hotspot.words.called import area_names
from hotspot.words.dates import day_or_days
from hotspot.words.phrases import (
    UNKNOWN,
    chance,
    distance_text,
    number,
    percent,
    period_text,
    rows_of,
    span,
)
from hotspot.words.pilot_verdict import days_text, ring_sentence, verdict_sentence
from hotspot.words.said import ended
from hotspot.words.trended import signed
from hotspot.words.venue_cards import kind_text
from hotspot.words.yarded import VERDICTS, with_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Result
    from hotspot.schema.drawn import DrawnPilot, DrawnVenues, DrawnYards
    from hotspot.words import Words
    from hotspot.words.judged import Table
    from hotspot.words.phrases import Row

ON_THE_CARD = 5  # items to mend

Facts: TypeAlias = "list[tuple[str, str]]"


@dataclass(frozen=True, kw_only=True)
class FindTexts:
    """What the map tells of one kind of find: `lines` are sentences, a row of the table is the mark of the
    thing, its name, and then what its heads say; `facts` are those of each card, `legend` names the roles.

    `count` says how many there are of what; `below` stands under the name in each row. `sure` says how sure
    all this is, `curve` shows it.
    """

    head: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[Facts, ...]
    legend: Mapping[str, str]
    count: str
    below: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    curve: Table | None = None


def venues_texts(found: DrawnVenues, result: Result, words: Words) -> FindTexts:
    """Return the first venues with their incidents and what is to be expected of them."""
    rows = rows_of(found.frame)
    return FindTexts(
        head=words("drawn.venues"),
        lines=(words("drawn.venues.about", metres=found.reach_m, period=period_text(result, words)),),
        heads=("", *(words(f"venues.col.{head}") for head in ("name", "incidents", "expected"))),
        rows=tuple(
            (
                number(row["rank"], words),
                str(row[f"name_{words.language}"]),
                number(row["incidents"], words),
                _expected(row, words),
            )
            for row in rows
        ),
        facts=tuple(_venue(row, found, result, words) for row in rows),
        legend={"venue": words("drawn.venues.mark")},
        count=number(len(rows), words),
    )


def _venue(row: Row, found: DrawnVenues, result: Result, words: Words) -> Facts:
    ranks = {"rank": row["rank"], "low": row["rank_low"], "high": row["rank_high"]}
    whole = {name: number(value, words) for name, value in ranks.items()}
    counted = {"incidents": number(row["incidents"], words), "share": percent(row["share"], words)}
    return [
        (words("venues.fact.rank", venues=found.venues), words("venues.fact.rank.value", **whole)),
        (
            words("venues.fact.incidents", period=period_text(result, words)),
            words("venues.fact.incidents.value", **counted),
        ),
        (words("venues.fact.expected"), f"{_expected(row, words)}, 95 %"),
        (words("venues.fact.usual"), number(row["usual"], words)),
        (words("venues.fact.p_worst"), words("venues.fact.p_worst.value", p=chance(row["p_worst"], words))),
        (words("venues.fact.kind"), kind_text(str(row["kind"]), words)),
        (words("venues.fact.hours"), str(row["main_hours"]) or UNKNOWN),
    ]


def _expected(row: Row, words: Words) -> str:
    return f"{number(row['expected'], words)} ({span(row['expected_low'], row['expected_high'], words)})"


def yards_texts(found: DrawnYards, result: Result, words: Words) -> FindTexts:
    """Return the yards with their score and what to mend in them first."""
    rows, names = rows_of(found.frame), area_names(result, words)
    mend = {area: rows_of(todo) for area, todo in found.todo.groupby("area_id")}
    return FindTexts(
        head=words("drawn.yards"),
        lines=(words("drawn.yards.about", items=len(ITEMS)),),
        heads=("", *(words(f"yards.col.{head}") for head in ("name", "score")), words("drawn.yards.first")),
        rows=tuple(
            (
                number(row["score"], words, 1),
                names.get(str(row["area_id"]), str(row["name"])),
                with_span(row, "score", words, 2),
                _first(mend.get(row["area_id"], []), words),
            )
            for row in rows
        ),
        facts=tuple(_yard(row, mend.get(row["area_id"], []), words) for row in rows),
        legend={"yard": words("drawn.yards.mark")},
        count=number(len(rows), words),
    )


def _first(mend: list[Row], words: Words) -> str:
    return words(f"yards.item.{mend[0]['item']}") if mend else UNKNOWN


def _yard(row: Row, mend: list[Row], words: Words) -> Facts:
    seen = {"count": number(row["observers"], words), "visits": number(row["visits"], words)}
    days = day_or_days(row["first_day"], row["last_day"], words)
    changed = with_span(row, "change", words, 2)
    if row["verdict"]:
        verdict = VERDICTS.get(str(row["verdict"]), "none")
        changed += f", {words(f'yards.verdict.{verdict}')}"
    return [
        (words("yards.col.score"), with_span(row, "score", words, 2)),
        (
            words("drawn.yards.seen"),
            words("drawn.yards.seen.value", round=number(row["round"], words), days=days, **seen),
        ),
        (words("yards.col.seen"), f"{number(row['items_seen'], words)}/{len(ITEMS)}"),
        (words("yards.col.change"), changed),
        *[(words("drawn.yards.mend", order=number(one["order"], words)), _mend(one, words)) for one in mend][
            :ON_THE_CARD
        ],
    ]


def _mend(one: Row, words: Words) -> str:
    return words(
        "drawn.yards.mend.value",
        item=words(f"yards.item.{one['item']}"),
        fix=words(f"yards.fix.{one['item']}"),
        grade=with_span(one, "grade", words, 1),
        weight=with_span(one, "weight", words),
    )


def pilot_texts(found: DrawnPilot, result: Result, words: Words) -> FindTexts:
    """Return the zones of a pilot with their counts, its days, and the verdict once there is one."""
    rows, names = rows_of(found.frame), area_names(result, words)
    days = {"pilot": days_text(found.pilot, words), "baseline": days_text(found.baseline, words)}
    judged = found.judged
    lines = [words("drawn.pilot.days", **days)]
    if judged is None:
        lines.append(words("drawn.pilot.not_yet"))
    else:
        lines += [verdict_sentence(judged, words), ring_sentence(judged, words)]
    counted = ("before", "after", "change") if judged else ("before",)
    return FindTexts(
        head=words("drawn.pilot"),
        lines=tuple(ended(line) for line in lines if line),
        heads=("", *(words(f"pilot.col.{head}") for head in ("place", *counted))),
        rows=tuple(
            (str(row["zone_id"]), _zone_name(row, names, words), *_counts(row, found, words)) for row in rows
        ),
        facts=tuple(_zone(row, found, words, ended(lines[1])) for row in rows),
        legend={kind: words(f"pilot.kind.{kind}") for kind in dict.fromkeys(found.frame["kind"])},
        count=_zones_counted(found, words),
    )


def _zones_counted(found: DrawnPilot, words: Words) -> str:
    """Return how many zones there are of each kind, since a pilot of five areas has twenty."""
    kinds = found.frame["kind"].astype(str)
    rings = int(kinds.str.endswith("_ring").sum())
    areas = {kind: int((kinds == kind).sum()) for kind in ("pilot", "control")}
    return words("drawn.pilot.count", rings=rings, **areas)


def _zone_name(row: Row, names: Mapping[str, str], words: Words) -> str:
    name = names.get(str(row["area_id"]), str(row["name"]))
    return words("drawn.pilot.ring", name=name) if str(row["kind"]).endswith("_ring") else name


def _counts(row: Row, found: DrawnPilot, words: Words) -> list[str]:
    if found.judged is None:
        return [number(row["baseline"], words)]
    before, after = row["before"], row["after"]
    change = signed(after / before - 1, words) if before else UNKNOWN
    return [number(before, words), number(after, words), change]


def _zone(row: Row, found: DrawnPilot, words: Words, verdict: str) -> Facts:
    """Return what is said of a zone; the verdict is on the pilot as a whole, never on one area."""
    counts = _counts(row, found, words)
    facts = [
        (words("drawn.pilot.what"), words(f"drawn.pilot.kind.{row['kind']}")),
        (words("pilot.col.pair"), number(row["pair"], words)),
        (words("drawn.pilot.before", days=days_text(found.baseline, words)), counts[0]),
    ]
    if found.judged is not None:
        during = words("drawn.pilot.after", days=days_text(found.pilot, words))
        facts.append((during, words("drawn.pilot.after.value", count=counts[1], change=counts[2])))
    elif found.buffer_m is not None:
        facts.append((words("drawn.pilot.during"), days_text(found.pilot, words)))
    if str(row["kind"]).endswith("_ring") and found.buffer_m is not None:
        facts.append((words("drawn.pilot.width"), distance_text(found.buffer_m, words)))
    return [*facts, (words("drawn.pilot.whole"), verdict)]
