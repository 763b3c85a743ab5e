"""Clocks, seasons and classes as a reader meets them: in which few hours and months most happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema.timed import ALWAYS, CLASSES, LAST_MONTHS
from hotspot.words.called import called
from hotspot.words.dates import day_names, month_names
from hotspot.words.phrases import SPACE, percent
from hotspot.words.said import Said, about_line, chance_text
from hotspot.words.time_tables import (
    DAY_HOURS,
    SURE,
    WEEK_HOURS,
    classes_table,
    clock_table,
    has_held,
    months_table,
    places_table,
    season_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotspot.schema import Result
    from hotspot.schema.timed import Busiest, PlaceTime, Timed
    from hotspot.words import Words

CLASSES_SHOWN = 15
OTHERS = {  # in which groups other places are named
    "when.others.hours": (
        *("when.others.hours.sure", "when.others.hours.not_held"),
        *("when.others.hours.even", "when.others.hours.few"),
    ),
    "when.others.season": ("when.others.season.yes", "when.others.season.no", "when.others.season.few"),
}
TOLD = 3  # places that are told one by one; of more, the first is, and the others stand in the table


def when_said(found: Timed, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section."""
    found = replace(
        found,
        places=called(found.places, result, words, by="place_id"),
        emerged=called(found.emerged, result, words, by="place_id"),
    )
    some_hour = any(place.timed for place in found.places)
    told, others = _one_by_one(found.places)
    by_hour_said = [_begun(line) for place in told if some_hour for line in _shift_lines(place, found, words)]
    by_hour_said += _other_hours(others, found, words) if some_hour else []
    no_hour = [] if some_hour else [words("when.no_hours")]
    by_month_said = [_begun(line) for line in _season_lines(told, words)]
    classes_said = _classes_lines(found, words)
    by_month_said += _other_seasons(others, found, words)
    clocks = [
        clock_table(place, found.days, words) for place in found.places if place.timed or place.day_only
    ]
    by_hour = [places_table(found.places, words)] if some_hour else []
    tables = [*by_hour, *clocks]
    tables += [season_table(place, words) for place in found.places if place.season is not None]
    tables += [months_table(place, words) for place in found.places if place.months]
    tables += [classes_table(found.emerged, words)] if found.emerged else []
    out = [one for one in found.emerged if one.found != "none"]
    short = [*by_hour, *clocks[:1]]
    short += [classes_table(out[:CLASSES_SHOWN], words)] if out else []
    return Said(
        title=words("when.title"),
        lines=(about_line(result, words), *by_hour_said, *no_hour, *by_month_said, *classes_said),
        tables=tuple(tables),
        short=tuple(short),
        notes=tuple(_notes(found, words)),
        files={
            **dict.fromkeys(by_hour_said, "when.csv"),
            **dict.fromkeys(by_month_said, "months.csv"),
            **dict.fromkeys(classes_said, "emerging.csv"),
        },
    )


def _begun(sentence: str) -> str:
    """Return a sentence with the capital that it begins with, where the name of the city stands first."""
    return sentence[:1].upper() + sentence[1:]


def _one_by_one(places: Sequence[PlaceTime]) -> tuple[Sequence[PlaceTime], Sequence[PlaceTime]]:
    """Return the places that have sentences of their own, and those that have lines of the table only."""
    return (places, ()) if len(places) <= TOLD else (places[:1], places[1:])


def _other_hours(places: Iterable[PlaceTime], found: Timed, words: Words) -> list[str]:
    """Return in one sentence at which other places hours stand out, and at which they do not."""
    return _grouped("when.others.hours", ((_hours_kind(place), place.name) for place in places), found, words)


def _hours_kind(place: PlaceTime) -> str:
    best = place.busiest
    if best is None:
        return "when.others.hours.few"
    if best.p_value > SURE:
        return "when.others.hours.even"
    held = not np.isfinite(best.held_out) or has_held(best)
    return "when.others.hours.sure" if held else "when.others.hours.not_held"


def _other_seasons(places: Iterable[PlaceTime], found: Timed, words: Words) -> list[str]:
    """Return in one sentence at which other places a season comes back."""
    return _grouped(
        "when.others.season", ((_season_kind(place), place.name) for place in places), found, words
    )


def _season_kind(place: PlaceTime) -> str:
    if place.season is None:
        return "when.others.season.few" if place.season_needs else ""
    return "when.others.season.yes" if place.season.p_value <= SURE else "when.others.season.no"


def _grouped(key: str, of_kind: Iterable[tuple[str, str]], found: Timed, words: Words) -> list[str]:
    """Return the names by kind in one sentence, in the order of the kinds; nothing without names."""
    names: dict[str, list[str]] = {}
    for kind, name in of_kind:
        names.setdefault(kind, []).append(name)
    groups = [
        words(kind, names=", ".join(names[kind]), least=found.least) for kind in OTHERS[key] if kind in names
    ]
    return [words(key, groups="; ".join(groups))] if groups else []


def _classes_lines(found: Timed, words: Words) -> list[str]:
    """Return how many places are of each class, and the rule; nothing where there are no classes."""
    if not found.emerged:
        return []
    of_class, of_kind = Counter(p.found for p in found.emerged), Counter(p.kind for p in found.emerged)
    counts = {str(name): of_class[name] for name in CLASSES}
    counts |= {"areas": of_kind["area"], "hotspots": of_kind["hotspot"]}
    rule = words("when.note.rule", last=LAST_MONTHS, always=percent(ALWAYS, words))
    return [words("when.classes", months=found.months, **counts), rule]


def _shift_lines(place: PlaceTime, found: Timed, words: Words) -> list[str]:
    """Return in how few hours most falls, and which shift holds most; or that nothing can be said."""
    best, stretch = place.busiest, place.stretch
    if not found.days.all():
        there = {"days": int(found.days.sum()), "there": int((found.days > 0).sum())}
        return [words("when.weekdays", name=place.name, **there)]
    if best is None or stretch is None:
        return [words("when.few", name=place.name, timed=place.timed, least=found.least)]
    said = [_hours_line(place, best, found, words)]
    if best.p_value <= SURE and np.isfinite(best.held_out):
        low, high = percent(best.low, words), percent(best.high, words)
        even = len(best.hours) / WEEK_HOURS
        key = "when.held" if has_held(best) else "when.not_held"
        shares = {"held": percent(best.held_out, words), "even": percent(even, words)}
        said.append(words(key, low=low, high=high, **shares))
    if stretch.p_value <= SURE:
        said.append(
            words(
                "when.stretch",
                first=stretch.first,
                end=(stretch.first + stretch.length) % DAY_HOURS,
                length=stretch.length,
                share=percent(stretch.share, words),
                unit=words(f"when.unit.{found.unit}"),
                even=percent(stretch.length / DAY_HOURS, words),
                p=chance_text(stretch.p_value, words),
            )
        )
    return ["; ".join(said)]


def _hours_line(place: PlaceTime, best: Busiest, found: Timed, words: Words) -> str:
    p = chance_text(best.p_value, words)
    if best.p_value > SURE:
        return words("when.even", name=place.name, timed=place.timed, p=p)
    return words(
        "when.shift",
        name=place.name,
        share=percent(best.share, words),
        unit=words(f"when.unit.{found.unit}"),
        hours=len(best.hours),
        timed=place.timed,
        even=best.even,
        p=p,
    )


def _season_lines(places: Iterable[PlaceTime], words: Words) -> list[str]:
    said = []
    for place in places:
        season = place.season
        if season is None and place.season_needs:
            values = {"count": place.of_years, "least": place.season_needs}
            said.append(words("when.season.few", name=place.name, **values))
        if season is None:
            continue
        p = chance_text(season.p_value, words)
        if season.p_value > SURE:
            said.append(words("when.season.no", name=place.name, years=season.years, p=p))
            continue
        names = month_names(words)
        if words.language == "kk":  # in a table they begin with a capital, in a sentence they do not
            names = [name.lower() for name in names]
        most, least = int(np.argmax(season.index)), int(np.argmin(season.index))
        said.append(
            words(
                "when.season.yes",
                name=place.name,
                years=season.years,
                p=p,
                most=names[most],
                high=percent(float(season.index[most]), words),
                least=names[least],
                low=percent(float(season.index[least]), words),
            )
        )
    return said or [words("when.season.short")]


def _days_text(found: Timed, words: Words) -> str:
    """Return how many days of each weekday the record covers."""
    return ", ".join(
        f"{name}{SPACE}{words.number(days)}"
        for name, days in zip(day_names(words), found.days.tolist(), strict=True)
    )


def _notes(found: Timed, words: Words) -> list[str]:
    city = next((place for place in found.places if place.kind == "city"), found.places[0])
    said = [
        words(
            "when.note.clock",
            name=city.name,
            windows=city.windows,
            starts=city.timed - city.windows,
            long=city.long_windows,
            unknown=city.day_only + city.undated,
        ),
        words("when.note.covered", days=_days_text(found, words)),
        words("when.note.even", draws=found.draws),
        words("when.note.held"),
        words("when.note.months"),
        words("when.note.season", draws=found.draws),
    ]
    return [*said, words("when.note.made")] if found.emerged else said
