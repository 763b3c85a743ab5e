"""Incidents as numbers: the place and the day of each, and what was known before a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gaps import unrecorded

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class History:
    """Incidents as numbers: `unit` (m,) the place of each, `day` (m,) its day number; `size` (n,) of each
    place, in km² or cells; `first_day` from which on incidents were recorded; `weight` (m,) what each counts
    for, 1 if there is none."""

    unit: Ints
    day: Ints
    size: Floats
    first_day: int
    weight: Floats | None = None

    def before(self, cutoff: int) -> History:
        """Return what was known on the morning of day `cutoff`."""
        return self._of(self.day < cutoff)

    def summed(self, first: int, end: int) -> Floats:
        """Return the incidents (n,) of each place from day `first` to the day before `end`."""
        within = self._of((self.day >= first) & (self.day < end))
        return np.bincount(within.unit, within.weight, minlength=len(self.size)).astype(np.float64)

    def by_day(self, end: int) -> Floats:
        """Return the incidents of all places on each day from the first to the day before `end`."""
        past = self._of(self.day < end)
        days = max(end - self.first_day, 1)
        return np.bincount(past.day - self.first_day, past.weight, minlength=days).astype(np.float64)

    def recorded(self, end: int) -> History:
        """Return the history, all of it before day `end`, without the days of which almost nothing was
        recorded: what came before them is moved up to what came after."""
        gone = unrecorded(self.by_day(end))
        if not gone.any():
            return self
        still_to_come = np.cumsum(gone[::-1])[::-1]  # such days, from each day on
        kept = self._of(~gone[self.day - self.first_day])
        day = kept.day + still_to_come[kept.day - self.first_day]
        return replace(kept, day=day, first_day=self.first_day + int(gone.sum()))

    def _of(self, chosen: Bools) -> History:
        weight = None if self.weight is None else self.weight[chosen]
        return replace(self, unit=self.unit[chosen], day=self.day[chosen], weight=weight)
