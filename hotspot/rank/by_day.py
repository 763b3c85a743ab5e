"""How many incidents each area had on each day: what trends, dispersion and forecasts are counted from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.distinct import occurring
from hotspot.schema import weights

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Floats, Ints

DAY_S = 86_400


@dataclass(frozen=True, kw_only=True)
class ByDay:
    """The dated incidents in so many `areas`.

    For each day and area that has any, in this order: `day` (k,) since 1 January 1970, `area` (k,) its row,
    `count` (k,) incidents and `harm` (k,) the sum of their weights (None without weights).
    """

    day: Ints
    area: Ints
    count: Ints
    harm: Floats | None
    areas: int

    def between(self, first: np.datetime64, end: np.datetime64) -> ByDay:
        """Return those from the day `first` to the day before `end`."""
        edges = np.array([first, end], dtype="M8[D]").astype(np.int64)
        held = slice(*np.searchsorted(self.day, edges).tolist())
        harm = self.harm[held] if self.harm is not None else None
        return replace(self, day=self.day[held], area=self.area[held], count=self.count[held], harm=harm)

    def by_area(self) -> Ints:
        """Return the incidents of each area (areas,)."""
        return np.bincount(self.area, self.count, minlength=self.areas).astype(np.int64)

    def by_month(self) -> Floats:
        """Return the incidents as a table of areas by calendar months (areas, months), from the first month
        that has any to the last."""
        month = self.day.astype("M8[D]").astype("M8[M]").astype(np.int64)
        if not len(month):
            return np.zeros((self.areas, 0))
        months = int(month[-1] - month[0]) + 1
        cell = self.area * months + month - month[0]
        table = np.bincount(cell, self.count, minlength=self.areas * months)
        return np.asarray(table.reshape(self.areas, months), dtype=np.float64)

    def only_first_days(self) -> bool:
        """Tell whether every date is the first of a month."""
        dates = self.day.astype("M8[D]")
        return bool((dates == dates.astype("M8[M]")).all())


def by_day(incidents: pd.DataFrame, areas: int) -> ByDay:
    """Count the incidents, each with start, area and perhaps harm, whose date is known.

    Weights of one day and area are added up from the smallest on, so that the order of rows changes nothing.
    """
    start = incidents["start"].to_numpy().astype("M8[s]")
    dated = ~np.isnat(start)
    if not dated.all():
        incidents, start = incidents[dated], start[dated]
    cell = start.astype(np.int64) // DAY_S * areas + incidents["area"].to_numpy()
    weight = weights(incidents)
    harm = incidents["harm"].to_numpy(dtype=np.float64) if "harm" in incidents else None
    if harm is not None:
        harm = _added_up(harm if weight is None else harm * weight, cell)
    cell, count = occurring(cell, weight)
    day, area = np.divmod(cell, max(areas, 1))
    return ByDay(day=day, area=area, count=count, harm=harm, areas=areas)


def _added_up(weight: Floats, cell: Ints) -> Floats:
    """Return the sum of the weights (m,) of each cell that has any, by its number."""
    order = np.lexsort((weight, cell))
    first = np.flatnonzero(np.diff(cell[order], prepend=cell.min(initial=0) - 1))
    return np.asarray(np.add.reduceat(weight[order], first))
