"""What was known on a given morning: counts of any days before it, and nothing of what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure import intensity
from hotspot.measure.city_level import city_level
from hotspot.measure.history import History

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.judge.units import Units
    from hotspot.schema import Floats, Ints

YEAR_DAYS, THREE_YEARS_DAYS = 365, 1096


@dataclass(frozen=True, kw_only=True)
class Record:
    """Incidents of one series in the order of their days: `day` (m,) counted from the first of the period,
    `row` (m,) their rows among all incidents; `first_day` the first day on which incidents were recorded."""

    day: Ints
    row: Ints
    first_day: int

    def rows(self, first: int, end: int) -> Ints:
        """Return the rows of the incidents from day `first` to the day before `end`."""
        low, high = np.searchsorted(self.day, (first, end))
        return self.row[low:high]

    def before(self, cutoff: int) -> Record:
        """Return what was known on the morning of day `cutoff`."""
        known = int(np.searchsorted(self.day, cutoff))
        return Record(day=self.day[:known], row=self.row[:known], first_day=self.first_day)


def record_of(days: Ints, rows: Ints, *, first_day: int) -> Record:
    """Return the record of the incidents `rows` (m,) with their `days` (m,); none before `first_day`.

    Incidents of one day stand in the order of their rows.
    """
    kept = days >= first_day
    order = np.lexsort((rows[kept], days[kept]))
    return Record(day=days[kept][order], row=rows[kept][order], first_day=first_day)


def counted(record: Record, units: Units, first: int, end: int) -> Floats:
    """Return the incidents (n,) of each unit from day `first` to the day before `end`."""
    unit = units.of_incident[record.rows(first, end)]
    return np.bincount(unit[unit >= 0], minlength=len(units.km2)).astype(np.float64)


def expected(
    record: Record, units: Units, *, cutoff: int, horizons: Sequence[int]
) -> tuple[intensity.Forecast, ...]:
    """Return the forecast of `measure.intensity` for each horizon in days, in one pass through the past.

    The answers at one earlier cut-off serve every horizon that looks back to it, and the fading sums are
    carried from one to the next; `intensity.forecast` would begin each time anew.
    """
    seen = record.before(cutoff)
    unit = units.of_incident[seen.row]
    held = unit >= 0
    history = History(unit=unit[held], day=seen.day[held], size=units.km2, first_day=record.first_day)
    by_day, told = history.by_day(cutoff), history.recorded(cutoff)
    origins = {
        days: intensity.origins_before(cutoff, days=days, first_day=told.first_day) for days in horizons
    }

    def followed(first: int, end: int) -> Floats:
        return counted(seen, units, first, end) if told is history else told.summed(first, end)

    days_wanted = sorted({cutoff, *(day for each in origins.values() for day in each)})
    answers = dict(zip(days_wanted, _answers(told, units, days_wanted), strict=True))
    found = []
    for days in horizons:
        lessons = [
            intensity.lesson(answers[origin], followed(origin, origin + days)) for origin in origins[days]
        ]
        ahead = city_level(by_day, days=days)
        found.append(intensity.learned(answers[cutoff], lessons, ahead, days=days, origins=origins[days]))
    return tuple(found)


def _answers(history: History, units: Units, at: Sequence[int]) -> list[Floats]:
    """Return `intensity.rates` (k, n) on the mornings `at`, ascending; the days of `history` ascend too."""
    n = len(units.km2)
    fade = np.log(2) / np.array(intensity.HALF_LIVES_DAYS)
    total, before, done = np.zeros((len(fade), n)), history.first_day, 0
    found = []
    for morning in at:
        total *= np.exp(-fade * (morning - before))[:, None]
        upto = int(np.searchsorted(history.day, morning))
        unit, day = history.unit[done:upto], history.day[done:upto]
        dates, date_of = np.unique(day, return_inverse=True)
        weights = np.exp(-np.outer(fade, morning - 0.5 - dates))
        total += [np.bincount(unit, weight[date_of], minlength=n) for weight in weights]
        span = max(morning - history.first_day, 1)
        lengths = [intensity.days_of_weight(half_life, span) for half_life in intensity.HALF_LIVES_DAYS]
        late = int(np.searchsorted(history.day, morning - intensity.MEAN_DAYS))
        mean = np.bincount(history.unit[late:upto], minlength=n) / min(intensity.MEAN_DAYS, span)
        own = [*(total / np.array(lengths)[:, None]), mean]
        found.append(intensity.answers_from(own, units.km2, units.spreads))
        before, done = morning, upto
    return found
