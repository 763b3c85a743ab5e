"""The clock of a place: hours of the week, the busiest of them, months and season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainccinv

from hotspot.measure.aoristic import HOUR_S, HOURS, aoristic_hours
from hotspot.measure.covered import DAY_HOURS, WEEK_DAYS, day_number
from hotspot.measure.seasons import jitter, season, tails
from hotspot.measure.shifts import best_stretch, busiest
from hotspot.schema.timed import Month, PlaceTime
from hotspot.times.months import by_year

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.measure.covered import Covered
    from hotspot.schema import Bools, Floats, Ints
    from hotspot.schema.timed import Busiest, Season, Stretch
    from hotspot.times.months import Months
    from hotspot.times.places import Place

FEWEST = 30  # incidents with a known hour from which hours are singled out
FEWEST_MONTHS = 6
FEWEST_A_MONTH = 5  # incidents in the mean month of the whole years, from which a season is looked for
DRAWS = 999


@dataclass(frozen=True, kw_only=True)
class _Moments:
    """When the incidents of a place happened (n,): `start` and `end`, NaT where unknown, what each counts,
    and whether its day and its hour are known."""

    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    weight: Floats
    dated: Bools
    timed: Bools

    @property
    def window_s(self) -> Ints:
        """Seconds from start to end of those with a known hour, 0 where there is no end."""
        window = np.where(np.isnat(self.end), np.timedelta64(0, "s"), self.end - self.start)[self.timed]
        return np.asarray(window.astype(np.int64))


def place_time(
    place: Place,
    incidents: pd.DataFrame,
    weight: Floats,
    months: Months,
    record: Covered,
    *,
    share: float,
    shift_hours: int,
    seed: int,
) -> PlaceTime:
    """Return when it happens at a place; `weight` (n,) is what each incident of the run counts.

    Its p values are its own, not adjusted for other months or places.
    """
    mine = _moments(incidents[place.mine], weight[place.mine])
    by_week, window_s = _by_week(mine, record), mine.window_s
    best, stretch = _standing_out(mine, by_week, record, share=share, shift_hours=shift_hours, seed=seed)
    of_month = months.counts(place.mine)
    found, of_years, needs = _season(of_month, months, seed=seed)
    return PlaceTime(
        place_id=place.place_id,
        kind=place.kind,
        name=place.name,
        incidents=len(mine.start),
        timed=int(mine.timed.sum()),
        windows=int((window_s > 0).sum()),
        long_windows=int((window_s > HOURS * HOUR_S).sum()),
        clock=by_week.sum(axis=0).reshape(WEEK_DAYS, DAY_HOURS),
        hour_unknown=_by_weekday(mine),
        day_only=int((mine.dated & ~mine.timed).sum()),
        undated=int((~mine.dated).sum()),
        busiest=best,
        stretch=stretch,
        months=monthly(of_month, months),
        season=found,
        of_years=of_years,
        season_needs=needs,
    )


def _moments(incidents: pd.DataFrame, weight: Floats) -> _Moments:
    start = incidents["start"].to_numpy().astype("datetime64[s]")
    dated = ~np.isnat(start)
    timed = dated & incidents["hour_known"].to_numpy(bool)
    return _Moments(start=start, end=_ends(incidents), weight=weight, dated=dated, timed=timed)


def _by_week(mine: _Moments, record: Covered) -> Floats:
    """Return what happened in each hour of each week (w, 168), a window in the week in which it begins."""
    start, end, weight = mine.start[mine.timed], mine.end[mine.timed], mine.weight[mine.timed]
    return aoristic_hours(start, end, weight=weight, group=record.week(start), groups=len(record.days))


def _by_weekday(mine: _Moments) -> Floats:
    """Return what happened on each day of the week (7,) at an unknown hour."""
    alone = mine.dated & ~mine.timed
    weekday = day_number(mine.start[alone]) % WEEK_DAYS
    return np.bincount(weekday, weights=mine.weight[alone], minlength=WEEK_DAYS).astype(np.float64)


def _standing_out(
    mine: _Moments, by_week: Floats, record: Covered, *, share: float, shift_hours: int, seed: int
) -> tuple[Busiest | None, Stretch | None]:
    """Return the hours and the shift that hold most; None where incidents are few, or a weekday is missing in
    the record."""
    if mine.timed.sum() < FEWEST or not by_week.any() or not record.by_weekday.all():
        return None, None
    return (
        busiest(by_week, record.hours, share=share, draws=DRAWS, seed=seed),
        best_stretch(by_week, record.hours, length=shift_hours, draws=DRAWS, seed=seed),
    )


def _season(of_month: Floats, months: Months, *, seed: int) -> tuple[Season | None, int, int]:
    """Return the season, the incidents of the whole years, and how many of them a season takes."""
    yearly = by_year(of_month, months)
    if not yearly:
        return None, 0, 0
    of_years, needs = int(yearly[0].sum()), FEWEST_A_MONTH * yearly[0].size
    return season(*yearly, draws=DRAWS, seed=seed) if of_years >= needs else None, of_years, needs


def monthly(counts: Floats, months: Months) -> tuple[Month, ...]:
    """Return each whole month against the mean of all, with the noise that months in a row show."""
    if len(counts) < FEWEST_MONTHS or not counts.any():
        return ()
    noise = jitter(counts, months.days)
    usual = counts.sum() * months.days / months.days.sum()
    at_least, at_most = tails(counts, usual, dispersion=noise)
    p = np.minimum(2 * np.minimum(at_least, at_most), 1.0)
    low, high = quasi_poisson_range(usual, noise)
    return tuple(
        Month(
            first=first.item(),
            days=int(days),
            incidents=int(count),
            usual=float(mean),
            low=float(least),
            high=float(most),
            p_value=float(of_month),
        )
        for first, days, count, mean, least, most, of_month in zip(
            months.first, months.days, counts, usual, low, high, p, strict=True
        )
    )


def quasi_poisson_range(usual: Floats, dispersion: float) -> tuple[Floats, Floats]:
    """Return between which counts 95 % lie where `usual` are to be expected, by gamma quantiles."""
    shape = np.maximum(usual / dispersion, 1e-9)
    return (
        np.asarray(dispersion * gammainccinv(shape, 0.975)),
        np.asarray(dispersion * gammainccinv(shape, 0.025)),
    )


def _ends(incidents: pd.DataFrame) -> NDArray[np.datetime64]:
    if "end" not in incidents:
        return np.full(len(incidents), np.datetime64("NaT", "s"))
    return incidents["end"].to_numpy().astype("datetime64[s]")
