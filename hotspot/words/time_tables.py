"""Tables of hours, months and classes, as a reader meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.words.dates import day_names, month_names, month_text
from hotspot.words.judged import Table
from hotspot.words.phrases import SPACE, UNKNOWN, number, percent
from hotspot.words.said import chance_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotspot.schema import Ints
    from hotspot.schema.timed import Busiest, Emerged, PlaceTime, Stretch
    from hotspot.words import Words

SURE = 0.05
DAY_HOURS, WEEK_HOURS = 24, 168
FILES = {"when.table.months": "months.csv", "when.table.classes": "emerging.csv"}


def places_table(places: Iterable[PlaceTime], words: Words) -> Table:
    """Return one row for each place: how many hours hold the share, which, and the best shift."""
    heads = ("place", "timed", "hours", "even", "p", "held", "stretch", "which")
    rows = []
    for place in places:
        best, stretch = place.busiest, place.stretch
        if best is None or stretch is None:
            rows.append((place.name, number(place.timed, words), *([UNKNOWN] * 6)))
            continue
        rows.append(
            (
                place.name,
                number(place.timed, words),
                str(len(best.hours)),
                number(best.even, words),
                chance_text(best.p_value, words),
                _held(best, words),
                _shift(stretch, words),
                _which(best, words),
            )
        )
    return _table("when.table.places", heads, rows, words)


def has_held(best: Busiest) -> bool:
    """Tell whether hours chosen from every other week held more of the weeks left out than any hours do."""
    return best.low > len(best.hours) / WEEK_HOURS


def _which(best: Busiest, words: Words) -> str:
    """Return the hours to count on: none that chance has too, nor any that failed in other weeks."""
    if best.p_value > SURE:
        return UNKNOWN
    if np.isfinite(best.held_out) and not has_held(best):
        return words("when.which.not_held")
    return hours_text(best.hours.tolist(), words)


def _held(best: Busiest, words: Words) -> str:
    """Return what the hours held in other weeks, a dash where there were none."""
    if not np.isfinite(best.held_out):
        return UNKNOWN
    low, high = percent(best.low, words), percent(best.high, words)
    return f"{percent(best.held_out, words)} ({low}–{high})"


def _shift(stretch: Stretch, words: Words) -> str:
    to = (stretch.first + stretch.length) % DAY_HOURS
    share, p = percent(stretch.share, words), chance_text(stretch.p_value, words)
    return f"{stretch.first}–{to}: {share} ({p})"


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


def clock_table(place: PlaceTime, days: Ints, words: Words) -> Table:
    """Return the clock: a row for each weekday, a column for each hour, what has no hour, and what one such
    day holds of the `days` (7,) that the record covers."""
    unknown = bool(place.hour_unknown.any())
    heads = [words("when.col.weekday"), *map(str, range(DAY_HOURS))]
    heads += [words("when.col.unknown")] if unknown else []
    heads += [words("when.col.days"), words("when.col.per_day")]
    whole = place.clock.sum(axis=1) + place.hour_unknown
    rows = [
        (
            name,
            *(number(value, words, 0) for value in hours.tolist()),
            *([number(float(place.hour_unknown[day]), words, 0)] if unknown else []),
            number(int(days[day]), words),
            words.number(float(whole[day] / days[day]), 1) if days[day] else UNKNOWN,
        )
        for day, (name, hours) in enumerate(zip(day_names(words), place.clock, strict=True))
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


def _table(
    title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], words: Words, **values: str
) -> Table:
    return Table(
        title=words(title, **values),
        heads=tuple(words(f"when.col.{head}") for head in heads),
        rows=tuple(rows),
        file=FILES.get(title, ""),
    )
