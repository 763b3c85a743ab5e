"""What to expect in the coming months, where the record is long enough to have forecast its own past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gamma_poisson import Posterior
from hotspot.measure.history import History
from hotspot.measure.intensity import Forecast, forecast, origins_before
from hotspot.measure.surroundings import spreads_between

if TYPE_CHECKING:
    from hotspot.rank.by_day import ByDay
    from hotspot.schema import Floats, Ints, Period

YEAR_DAYS = 365
LEAST_DAYS = 30  # of what is forecast
LEAST_INCIDENTS = 400  # with fewer, no weights can be told apart
HALF_AN_INCIDENT = 0.5  # in the whole city: so much is expected where nothing ever was


@dataclass(frozen=True, kw_only=True)
class Record:
    """The dated incidents of the period by day and area: `area` (k,) its row, `day` (k,) counted from the
    first of the period, `count` (k,) incidents, `harm` (k,) the sum of their weights (None without weights);
    `span` days in all."""

    area: Ints
    day: Ints
    count: Ints
    harm: Floats | None
    span: int

    @property
    def horizon(self) -> int:
        """How many days ahead: a year, or as long as half of the record."""
        return min(YEAR_DAYS, self.span // 2)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What `forecast` says of the areas (n,), `counted` times as much as it was told of them."""

    forecast: Forecast
    size: Floats
    counted: float

    def rates(self, *, level: bool) -> Posterior:
        """Return the distributions (n,) of the rates per unit of size per year; see `Forecast.rates`."""
        rates = self.forecast.rates(self.size, level=level)
        return Posterior(shape=rates.shape, rate=rates.rate / self.counted)

    def expected(self) -> tuple[Floats, Floats, Floats]:
        """Return incidents (n,) to expect within the horizon, and the ends of the 90 % interval of their
        count."""
        low, high = self.forecast.interval(0.9)
        return self.forecast.mean * self.counted, low * self.counted, high * self.counted


def recorded(dated: ByDay, period: Period | None, *, copies: int) -> Record | None:
    """Return the record, or None where it cannot teach: no dates, under a year, under 400 incidents.

    A year is what an earlier cut-off needs: half a year before it, and as long a horizon after it.
    """
    if period is None:
        return None
    first = np.datetime64(period.first, "D")
    held = dated.between(first, first + np.timedelta64(period.days, "D"))
    day = held.day - first.astype(np.int64)
    record = Record(area=held.area, day=day, count=held.count, harm=held.harm, span=period.days)
    enough = record.count.sum() >= LEAST_INCIDENTS * copies and record.horizon >= LEAST_DAYS
    return record if enough and origins_before(record.span, days=record.horizon, first_day=0) else None


def coming(record: Record, *, size: Floats, places: Floats, counted: float, by_harm: bool = False) -> Coming:
    """Return what to expect in each area; `size` (n,) and `places` (n, 2) are the areas'.

    A record, or with `by_harm` a weight, of `counted` is one incident's worth: copies carry no information,
    and uneven weights carry less than their number (Σw² / Σw).
    """
    weight = record.harm if by_harm and record.harm is not None else record.count
    history = History(unit=record.area, day=record.day, size=size, first_day=0, weight=weight / counted)
    found = forecast(history, cutoff=record.span, days=record.horizon, spreads=spreads_between(places))
    return Coming(forecast=_above_nothing(found, size), size=size, counted=counted)


def _above_nothing(found: Forecast, size: Floats) -> Forecast:
    """Let no area expect nothing at all: half an incident in the whole city, by size, is expected
    everywhere."""
    least = HALF_AN_INCIDENT * size / size.sum()
    return replace(found, mean=np.maximum(found.mean, least))
