"""The clock of a place: hours of the week, the busiest of them, months and season."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainccinv

from hotspot.measure.aoristic import HOUR_S, HOURS, aoristic_hours
from hotspot.measure.seasons import jitter, season, tails
from hotspot.measure.shifts import best_stretch, busiest
from hotspot.schema.timed import Month, PlaceTime
from hotspot.times.months import by_year

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Ints
    from hotspot.times.months import Months
    from hotspot.times.places import Place

FEWEST = 30  # incidents with a known hour from which hours are singled out
FEWEST_MONTHS = 6
FEWEST_A_MONTH = 5  # incidents in the mean month of the whole years, from which a season is looked for
DRAWS = 999
MONDAY = np.datetime64("1970-01-05", "D")


def place_time(
    place: Place,
    incidents: pd.DataFrame,
    weight: Floats,
    months: Months,
    *,
    share: float,
    shift_hours: int,
    seed: int,
) -> PlaceTime:
    """Return when it happens at a place; `weight` (n,) is what each incident of the run counts.

    Its p values are its own, not adjusted for other months or places.
    """
    mine = incidents[place.mine]
    start = mine["start"].to_numpy().astype("datetime64[s]")
    end = _ends(mine)
    counted = weight[place.mine]
    dated = ~np.isnat(start)
    timed = dated & mine["hour_known"].to_numpy(bool)
    by_week = _by_week(start[timed], end[timed], counted[timed])
    window = np.where(np.isnat(end), np.timedelta64(0, "s"), end - start)[timed].astype(np.int64)
    enough = int(timed.sum()) >= FEWEST and counted[timed].sum() > 0
    alone = np.flatnonzero(dated & ~timed)
    weekday = (start[alone].astype("datetime64[D]") - MONDAY).astype(np.int64) % 7
    hours = by_week.sum(axis=0)
    of_month = months.counts(place.mine)
    yearly = by_year(of_month, months)
    of_years = int(yearly[0].sum()) if yearly else 0
    needs = FEWEST_A_MONTH * yearly[0].size if yearly else 0
    return PlaceTime(
        place_id=place.place_id,
        kind=place.kind,
        name=place.name,
        incidents=len(mine),
        timed=int(timed.sum()),
        windows=int((window > 0).sum()),
        long_windows=int((window > HOURS * HOUR_S).sum()),
        clock=hours.reshape(7, 24),
        hour_unknown=np.bincount(weekday, weights=counted[alone], minlength=7).astype(np.float64),
        day_only=len(alone),
        undated=int((~dated).sum()),
        busiest=busiest(by_week, share=share, draws=DRAWS, seed=seed) if enough else None,
        stretch=best_stretch(by_week, length=shift_hours, draws=DRAWS, seed=seed) if enough else None,
        months=monthly(of_month, months),
        season=season(*yearly, draws=DRAWS, seed=seed) if yearly and of_years >= needs else None,
        of_years=of_years,
        season_needs=needs,
    )


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


def _by_week(start: NDArray[np.datetime64], end: NDArray[np.datetime64], weight: Floats) -> Floats:
    """Return what happened in each hour of each week (w, 168), a window in the week in which it begins."""
    week: Ints = (start.astype("datetime64[D]") - MONDAY).astype(np.int64) // 7
    first = int(week.min()) if len(week) else 0
    weeks = int(week.max(initial=first)) - first + 1
    return aoristic_hours(start, end, weight=weight, group=week - first, groups=weeks)


def _ends(incidents: pd.DataFrame) -> NDArray[np.datetime64]:
    if "end" not in incidents:
        return np.full(len(incidents), np.datetime64("NaT", "s"))
    return incidents["end"].to_numpy().astype("datetime64[s]")
