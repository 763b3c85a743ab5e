"""What was known on a morning, as answers to weigh, more of them than the forecast takes (for `variants.py`).

A lesson is an earlier cut-off: the answers from what was known then, and the incidents that followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.history import History
from hotspot.measure.intensity import CITY, days_of_weight, origins_before, rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hotspot.judge import Units
    from hotspot.judge.past import Record
    from hotspot.schema import Floats, Ints

YEAR, SEASONS, NEAR = 365, 3, 3
SHORT, MIDDLE, LONG = (7.0, 14.0, 30.0), 540.0, 4015.0  # half-lives in days
STANDING_OUT = (0.1, 0.01, 0.002)
TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class Past:
    """What is known of a series and the `others` on the morning `cutoff`; the next `days` are asked for."""

    history: History
    others: Sequence[History]
    units: Units
    cutoff: int
    days: int

    def faded(self, half_life: float, *, of: History | None = None) -> Floats:
        """Return incidents per day (n,), weighing half as much with every half-life of their age."""
        known = (of or self.history).before(self.cutoff)
        weight = np.exp(-np.log(2) / half_life * (self.cutoff - 0.5 - known.day))
        span = max(self.cutoff - known.first_day, 1)
        found = np.bincount(known.unit, weight, minlength=len(self.units.km2))
        return np.asarray(found / days_of_weight(half_life, span))

    def mean(self, first: int, end: int) -> Floats:
        """Return incidents per day (n,) from day `first` to the day before `end`, as far as recorded."""
        first, end = max(first, self.history.first_day), min(end, self.cutoff)
        return np.asarray(self.history.summed(first, end) / max(end - first, 1))

    def around(self, own: Floats) -> list[Floats]:
        """Return what the narrower kernels spread of own rates (n,)."""
        size = self.units.km2
        return [size * spread(own) / np.maximum(spread(size), TINY) for spread in self.units.spreads[:NEAR]]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """Answers (k, n) as multiples of the city's mean, `more` of them by name, and the counts that `followed`
    (n,)."""

    answers: Floats
    more: Mapping[str, Floats]
    followed: Floats

    def told(self, names: Iterable[str]) -> Floats:
        """Return the answers, with those of the names before them."""
        return np.vstack([*(self.more[name] for name in names), self.answers])

    def busiest(self, share: float) -> Ints:
        """Return this share of the places, those with most to expect."""
        expected = self.answers.mean(axis=0)
        most = max(int(share * len(expected)), 1)
        return np.flatnonzero(expected >= np.partition(expected, -most)[-most])


def lessons_of(
    kind: str, series: Mapping[str, Record], units: Units, *, cutoff: int, days: int
) -> tuple[Lesson, list[Lesson]]:
    """Return what is known on the morning `cutoff`, with what followed, and the lessons known by then."""
    whole = _history(series[kind], units)
    told, *others = (
        _history(series[name], units).before(cutoff).recorded(cutoff)
        for name in (kind, *(name for name in series if name != kind))
    )

    def lesson(morning: int, followed: Floats) -> Lesson:
        past = Past(history=told.before(morning), others=others, units=units, cutoff=morning, days=days)
        answers = rates(told, morning, spreads=units.spreads)
        mean = max(float(answers[CITY].mean()), TINY)
        more = {name: np.vstack(made(past)) / mean for name, made in MORE.items()}
        return Lesson(answers=answers / mean, more=more, followed=followed)

    origins = origins_before(cutoff, days=days, first_day=told.first_day)
    lessons = [lesson(origin, told.summed(origin, origin + days)) for origin in origins]
    return lesson(cutoff, whole.summed(cutoff, cutoff + days)), [one for one in lessons if one.followed.any()]


def near_repeats(past: Past) -> list[Floats]:
    """Return own rates with short half-lives, and their surroundings."""
    own = [past.faded(half_life) for half_life in SHORT]
    return [*own, *(around for one in own for around in past.around(one))]


def other_spans(past: Past) -> list[Floats]:
    """Return the mean of the whole record, that of the last year, and a half-life of 11 years."""
    first = past.history.first_day
    return [past.mean(first, past.cutoff), past.mean(past.cutoff - YEAR, past.cutoff), past.faded(LONG)]


def same_season(past: Past) -> list[Floats]:
    """Return the rates of the same days of the last three years, and their mean with its surroundings."""
    starts = [past.cutoff - YEAR * back for back in range(1, SEASONS + 1)]
    recorded = [past.mean(start, start + past.days) for start in starts if start >= past.history.first_day]
    years = [*recorded, *[np.zeros(len(past.units.km2))] * (SEASONS - len(recorded))]
    mean = np.sum(years, axis=0) / max(len(recorded), 1)
    return [*years, mean, *past.around(mean)]


def standing_out(past: Past) -> list[Floats]:
    """Return what the own rate has beyond that of the busiest few in a hundred, its root and its square."""
    own = past.faded(MIDDLE)
    beyond = [np.maximum(own - np.quantile(own, 1 - share), 0) for share in STANDING_OUT]
    return [*beyond, np.sqrt(own * own.mean()), own**2 / max(float(own.mean()), TINY)]


def other_types(past: Past) -> list[Floats]:
    """Return the rate of each other type, and its surroundings of 150 m."""
    own = [past.faded(MIDDLE, of=other) for other in past.others]
    return [*own, *(past.around(one)[1] for one in own)]


MORE: Mapping[str, Callable[[Past], list[Floats]]] = {
    "short": near_repeats,
    "spans": other_spans,
    "season": same_season,
    "out": standing_out,
    "types": other_types,
}


def _history(record: Record, units: Units) -> History:
    unit = units.of_incident[record.row]
    held = unit >= 0
    return History(unit=unit[held], day=record.day[held], size=units.km2, first_day=record.first_day)
