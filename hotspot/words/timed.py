"""Clocks, seasons and classes as a reader meets them: sentences for shifts, tables of hours and months."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema.timed import ALWAYS, CLASSES, LAST_MONTHS
from hotspot.words.dates import MONTH
from hotspot.words.judged import Table
from hotspot.words.phrases import SPACE, UNKNOWN, number, percent
from hotspot.words.said import Said, about_line, chance_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from hotspot.schema import Result
    from hotspot.schema.timed import Busiest, Emerged, PlaceTime, Timed
    from hotspot.words import Words

SURE = 0.05
FILES = {"when.table.months": "months.csv", "when.table.classes": "emerging.csv"}
CLASSES_SHOWN = 15
DAY_HOURS = 24


def when_said(found: Timed, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section."""
    lines = [about_line(result, words)]
    for place in found.places:
        lines += _shift_lines(place, found, words)
    lines += _season_lines(found.places, words)
    if found.emerged:
        of_class = Counter(one.found for one in found.emerged)
        counts = {name: of_class[name] for name in CLASSES}
        lines.append(words("when.classes", months=found.months, **counts))
        lines.append(words("when.note.rule", last=LAST_MONTHS, always=percent(ALWAYS, words)))
    clocks = [clock_table(place, words) for place in found.places if place.timed or place.day_only]
    tables = [places_table(found.places, words), *clocks]
    tables += [season_table(place, words) for place in found.places if place.season is not None]
    tables += [months_table(place, words) for place in found.places if place.months]
    tables += [classes_table(found.emerged, words)] if found.emerged else []
    out = [one for one in found.emerged if one.found != "none"]
    short = [places_table(found.places, words), *clocks[:1]]
    short += [classes_table(out[:CLASSES_SHOWN], words)] if out else []
    return Said(
        title=words("when.title"),
        lines=tuple(lines),
        tables=tuple(tables),
        short=tuple(short),
        notes=tuple(_notes(found, words)),
    )


def _shift_lines(place: PlaceTime, found: Timed, words: Words) -> list[str]:
    """Return in how few hours most falls, and which shift holds most; or that nothing can be said."""
    best, stretch = place.busiest, place.stretch
    if best is None or stretch is None:
        return [words("when.few", name=place.name, timed=place.timed, least=found.least)]
    said = [_hours_line(place, best, found, words)]
    if best.p_value <= SURE and np.isfinite(best.held_out):
        low, high = percent(best.low, words), percent(best.high, words)
        said.append(words("when.held", held=percent(best.held_out, words), low=low, high=high))
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
        if season is None:
            continue
        p = chance_text(season.p_value, words)
        if season.p_value > SURE:
            said.append(words("when.season.no", name=place.name, years=season.years, p=p))
            continue
        names = month_names(words)
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


def places_table(places: Iterable[PlaceTime], words: Words) -> Table:
    """Return one row for each place: how many hours hold the share, which, and the best shift."""
    heads = ("place", "timed", "hours", "even", "p", "held", "stretch", "which")
    rows = []
    for place in places:
        best, stretch = place.busiest, place.stretch
        if best is None or stretch is None:
            rows.append((place.name, number(place.timed, words), *([UNKNOWN] * 6)))
            continue
        to = (stretch.first + stretch.length) % DAY_HOURS
        rows.append(
            (
                place.name,
                number(place.timed, words),
                str(len(best.hours)),
                number(best.even, words),
                chance_text(best.p_value, words),
                _held(best, words),
                f"{stretch.first}–{to}: {percent(stretch.share, words)}",
                hours_text(best.hours.tolist(), words) if best.p_value <= SURE else UNKNOWN,
            )
        )
    return _table("when.table.places", heads, rows, words)


def _held(best: Busiest, words: Words) -> str:
    """Return what the hours held in other weeks, a dash where there were none."""
    if not np.isfinite(best.held_out):
        return UNKNOWN
    low, high = percent(best.low, words), percent(best.high, words)
    return f"{percent(best.held_out, words)} ({low}–{high})"


def hours_text(hours: Iterable[int], words: Words) -> str:
    """Return hours of the week as stretches by day; `hours` from 0 = Monday 0:00, in order.

    >>> from hotspot.words import Words
    >>> hours_text([20, 21, 22, 110], Words(language="en"))
    'Mon\xa020–23; Fri\xa014–15'
    """
    days: dict[int, list[list[int]]] = {}
    for hour in hours:
        day, of_day = divmod(hour, DAY_HOURS)
        stretches = days.setdefault(day, [])
        if stretches and stretches[-1][1] == of_day:
            stretches[-1][1] += 1
        else:
            stretches.append([of_day, of_day + 1])
    names = day_names(words)
    return "; ".join(
        f"{names[day]}{SPACE}{', '.join(f'{first}–{last}' for first, last in stretches)}"
        for day, stretches in sorted(days.items())
    )


def clock_table(place: PlaceTime, words: Words) -> Table:
    """Return the clock: a row for each weekday, a column for each hour, what has no hour at the end."""
    unknown = bool(place.hour_unknown.any())
    heads = [words("when.col.weekday"), *map(str, range(DAY_HOURS))]
    heads += [words("when.col.unknown")] if unknown else []
    rows = [
        (
            name,
            *(number(value, words, 0) for value in hours.tolist()),
            *([number(float(alone), words, 0)] if unknown else []),
        )
        for name, hours, alone in zip(day_names(words), place.clock, place.hour_unknown, strict=True)
    ]
    return Table(
        title=words("when.table.clock", name=place.name),
        heads=tuple(heads),
        rows=tuple(map(tuple, rows)),
        file="when.csv",
    )


def months_table(place: PlaceTime, words: Words) -> Table:
    """Return each whole month beside what is usual."""
    rows = [
        (
            month_text(month.first, words),
            number(month.incidents, words),
            f"{number(month.usual, words, 0)} ({number(month.low, words, 0)}–{number(month.high, words, 0)})",
            chance_text(month.p_value, words),
        )
        for month in place.months
    ]
    return _table("when.table.months", ("month", "incidents", "usual", "p"), rows, words, name=place.name)


def season_table(place: PlaceTime, words: Words) -> Table:
    """Return how busy each month of the year is."""
    season = place.season
    rows = []
    if season is not None:
        values = zip(season.index.tolist(), season.low.tolist(), season.high.tolist(), strict=True)
        rows = [
            (name, f"{percent(index, words)} ({percent(low, words)}–{percent(high, words)})")
            for name, (index, low, high) in zip(month_names(words), values, strict=True)
        ]
    return _table("when.table.season", ("month", "index"), rows, words, name=place.name)


def classes_table(emerged: Iterable[Emerged], words: Words) -> Table:
    """Return the class of each place and what it was read from."""
    rows = [
        (
            one.name,
            words(f"when.class.{one.found}"),
            number(one.incidents, words),
            f"{one.months_out}/{one.months}",
            month_text(one.last_out, words) if one.last_out else UNKNOWN,
            f"{words.number(one.tau, 2)} ({chance_text(one.tau_p, words)})",
        )
        for one in emerged
    ]
    return _table("when.table.classes", ("place", "class", "incidents", "out", "last", "tau"), rows, words)


def _notes(found: Timed, words: Words) -> list[str]:
    city = next((place for place in found.places if place.kind == "city"), found.places[0])
    said = [
        words(
            "when.note.clock",
            name=city.name,
            windows=city.windows,
            long=city.long_windows,
            unknown=city.day_only + city.undated,
        ),
        words("when.note.even", draws=found.draws),
        words("when.note.held"),
        words("when.note.months"),
    ]
    return [*said, words("when.note.made")] if found.emerged else said


def month_text(day: date, words: Words) -> str:
    """Return the month of a day."""
    from babel.dates import format_date  # noqa: PLC0415 - slow to import, not needed by --help

    return str(format_date(day, MONTH[words.language], locale=words.language))


def day_names(words: Words) -> list[str]:
    """Return the short names of the weekdays, from Monday."""
    from babel.dates import get_day_names  # noqa: PLC0415 - slow to import, not needed by --help

    names = get_day_names("abbreviated", context="stand-alone", locale=words.language)
    return [str(names[day]) for day in range(7)]


def month_names(words: Words) -> list[str]:
    """Return the names of the months, from January."""
    from babel.dates import get_month_names  # noqa: PLC0415 - slow to import, not needed by --help

    names = get_month_names("wide", context="stand-alone", locale=words.language)
    return [str(names[month]) for month in range(1, 13)]


def _table(
    title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], words: Words, **values: str
) -> Table:
    return Table(
        title=words(title, **values),
        heads=tuple(words(f"when.col.{head}") for head in heads),
        rows=tuple(rows),
        file=FILES.get(title, ""),
    )
