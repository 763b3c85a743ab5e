"""What comes back as a reader meets it: sentences on near repeats and addresses, the list of the week."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hotspot.schema.repeated import LEAST_PAIRS, LEAST_TIMES, SNAPPED_M, SURE
from hotspot.words.called import area_names, frame_called
from hotspot.words.dates import date_text, day_or_days
from hotspot.words.judged import Table
from hotspot.words.near_repeats import near_line, near_table, type_text
from hotspot.words.phrases import UNKNOWN, number, percent, rows_of
from hotspot.words.said import Said, about_line, chance_text

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.repeated import Followed, Repeated
    from hotspot.words import Words

SHOWN = 10


def repeats_said(found: Repeated, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section."""
    found = replace(found, alerts=frame_called(found.alerts, result, words, column="area"))
    lines = [about_line(result, words)]
    pairs = [near_line(one, words) for one in found.near]
    lines += pairs
    lines.append(_addresses_line(found, words))
    lines += [_alerts_line(one, found, words) for one in found.followed]
    near = [near_table(one, words) for one in found.near]
    alerts = [alerts_table(found, words)] if len(found.alerts) else []
    short = [alerts_table(found, words, shown=SHOWN)] if len(found.alerts) else []
    return Said(
        title=words("repeats.title"),
        lines=tuple(lines),
        tables=(*near, addresses_table(found, words), places_table(found, result, words), *alerts),
        short=(*near, addresses_table(found, words), *short),
        notes=tuple(_notes(found, words)),
        files=dict.fromkeys(pairs, "near.csv"),
    )


def _addresses_line(found: Repeated, words: Words) -> str:
    twice, often = found.at_least[0], found.at_least[-1]
    return words(
        "repeats.addresses",
        places=twice.places,
        of=percent(twice.places / max(found.all_places, 1), words),
        share=percent(twice.incidents / max(found.incidents, 1), words),
        times=often.times,
        often=often.places,
        often_share=percent(often.incidents / max(found.incidents, 1), words),
    )


def _alerts_line(one: Followed, found: Repeated, words: Words) -> str:
    said = words(
        "repeats.alerts",
        type=type_text(one.type, words),
        now=one.now,
        least=found.least,
        metres=found.reach_m,
        days=found.window_days,
        chance=number(one.by_chance, words, 1),
    )
    if not one.alerts:
        return said
    return f"{said}; " + words(
        "repeats.followed",
        weeks=one.weeks,
        alerts=one.alerts,
        followed=one.followed,
        share=percent(one.followed / one.alerts, words),
        usual=percent(one.usual / one.alerts, words),
    )


def addresses_table(found: Repeated, words: Words) -> Table:
    """Return how many places have two, three … incidents, and what share of all happens there."""
    rows = tuple(
        (
            f"{one.times}+",
            f"{number(one.places, words)} ({percent(one.places / max(found.all_places, 1), words)})",
            f"{number(one.incidents, words)} ({percent(one.incidents / max(found.incidents, 1), words)})",
        )
        for one in found.at_least
    )
    heads = tuple(words(f"repeats.col.{head}") for head in ("times", "places", "incidents"))
    return Table(title=words("repeats.table.addresses"), heads=heads, rows=rows)


def places_table(found: Repeated, result: Result, words: Words) -> Table:
    """Return the places with most incidents."""
    names = area_names(result, words)
    rows = tuple(
        (
            str(row["place"]),
            f"{row['lat']:.5f}, {row['lon']:.5f}",
            names.get(str(row["area_id"]), UNKNOWN),
            number(row["incidents"], words),
            str(row["main_types"] or UNKNOWN),
        )
        for row in rows_of(found.places.head(SHOWN))
    )
    heads = tuple(words(f"repeats.col.{head}") for head in ("place", "where", "area", "incidents", "types"))
    return Table(title=words("repeats.table.places"), heads=heads, rows=rows, file="places.csv")


def alerts_table(found: Repeated, words: Words, *, shown: int | None = None) -> Table:
    """Return the flare-ups of the week, the strongest first."""
    frame = found.alerts if shown is None else found.alerts.head(shown)
    rows = tuple(
        (
            str(row["alert_id"]),
            type_text(str(row["type"]), words),
            str(row["area"] or UNKNOWN),
            number(row["incidents"], words),
            number(row["usual"], words, 1),
            chance_text(float(row["p_value"]), words),
            day_or_days(str(row["first_day"]), str(row["last_day"]), words),
            f"{row['lat']:.5f}, {row['lon']:.5f}",
        )
        for row in rows_of(frame)
    )
    heads = ("id", "type", "area", "incidents", "usual", "p", "when", "where")
    title = words("repeats.table.alerts", day=date_text(found.as_of, words))
    named = tuple(words(f"repeats.col.{head}") for head in heads)
    return Table(title=title, heads=named, rows=rows, file="alerts.geojson")


def _notes(found: Repeated, words: Words) -> list[str]:
    draws = min((one.draws for one in found.near), default=0)
    said = [
        words("repeats.note.bands", since=date_text(found.since, words), until=date_text(found.as_of, words)),
        words("repeats.note.expected", draws=draws),
        words("repeats.note.rule", least=LEAST_TIMES, sure=SURE, pairs=LEAST_PAIRS, metres=SNAPPED_M),
    ]
    return [
        *(said if found.near else []),
        words("repeats.note.places"),
        words("repeats.note.alerts", least=found.least, metres=found.reach_m, days=found.window_days),
        words("repeats.note.followed"),
    ]
