"""Period against period: the city, each area, each type, each part of the day; noise before news."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.change import e_test
from hotspot.measure.delays import still_to_come
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.seasons import FEWEST_PIECES, season, wary_jitter
from hotspot.measure.sppt import fisher_changed, share_changes, similarity
from hotspot.measure.two_periods import (
    place_dispersion,
    rate_ratio,
    root_difference,
    root_noise,
    widened,
)
from hotspot.schema.trended import SURE, Alike, Changed
from hotspot.times.cleared import cleared_of
from hotspot.times.exposure import allowed_for, lengths_of
from hotspot.times.months import by_year, whole_months, whole_weeks, within
from hotspot.times.reports import reports_of
from hotspot.times.residents import with_rates
from hotspot.times.units import units_of

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints, Result
    from hotspot.schema.cleared import Clearance
    from hotspot.schema.trended import ChangeVerdict
    from hotspot.times.exposure import Allowed, Lengths
    from hotspot.times.months import Months
    from hotspot.times.units import Units
    from hotspot.times.windows import TwoPeriods

ALWAYS_TOLD = frozenset({"city", "area", "hours"})  # even without any incident; types are not
FEWEST = 10  # incidents in both periods together
FEWEST_YEARS = 3
DRAWS = 200  # Andresen's number


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All changes, with the noise, season and reports to come that were allowed for."""

    changes: tuple[Changed, ...]
    alike: Alike
    dispersion_city: float
    dispersion_areas: float
    allowed: Allowed
    clearance: Clearance | None


def changes_of(result: Result, periods: TwoPeriods) -> Changes:
    """Compare the two periods by city, area, type and hours of the day. Raises ConfigError where too little
    of the later one has been reported."""
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    months = whole_months(start, result.period)
    allowed = allowed_for(periods, months, reports_of(result), result.period or periods.now)
    pieces = months if len(months.first) >= FEWEST_PIECES else whole_weeks(start, result.period)
    inside = within(start, periods.now), within(start, periods.past)
    everything, *kinds = units_of(result)
    whole = _compared(everything, inside, allowed, pieces, total=None)
    total = whole[0][0].usual
    found, noise = list(whole[0]), {"city": whole[1]}
    for units in kinds:
        rows, noise[units.kind] = _compared(units, inside, allowed, pieces, total=total)
        found += rows
    areas = next(units for units in kinds if units.kind == "area")
    by_area = dict(zip(areas.ids, noise["area"].tolist(), strict=True))
    found = with_rates(found, result, periods, reported=allowed.city.reported, dispersion=by_area)
    rows = [row for row in found if row.kind == "area"]
    alike, shares = _alike(rows, seed=result.seed)
    named = dict(zip((row.unit_id for row in rows), shares.tolist(), strict=True))
    return Changes(
        changes=tuple(_with_share(row, named) for row in found),
        alike=alike,
        dispersion_city=float(noise["city"][0]),
        dispersion_areas=min(by_area.values(), default=1.0),
        allowed=allowed,
        clearance=cleared_of(result, [everything, *kinds], periods, months),
    )


def _compared(
    units: Units, inside: tuple[Bools, Bools], allowed: Allowed, pieces: Months, *, total: float | None
) -> tuple[list[Changed], Floats]:
    """Return the change of each unit that occurs, and the dispersion (units,) that was allowed for.

    `inside` tells which incidents lie in the later and in the earlier period; `pieces` are the months of the
    record, or its weeks where these are few.
    """
    n = len(units.ids)
    now, past = (_counts(units.unit, side, n) for side in inside)
    lengths, own = lengths_of(units, allowed), _noise(units, pieces)
    days = {"length_now": lengths.now, "length_past": lengths.past}
    noise = widened(own, now, past, variance=lengths.variance, **days)
    usual = past * lengths.now / lengths.past
    ratio, low, high = rate_ratio(now, past, dispersion=noise, **days)
    p = _p_values(now, past, lengths, noise)
    adjusted = benjamini_hochberg(p)
    root, reach = root_difference(now, usual), root_noise(dispersion=noise, **days)
    all_usual = float(usual.sum()) if total is None else total
    in_full = _in_full(now, lengths, allowed, dispersion=own)
    found = [
        Changed(
            kind=units.kind,
            unit_id=units.ids[i],
            name=units.names[i],
            now=int(now[i]),
            past=int(past[i]),
            usual=float(usual[i]),
            now_per_day=float(now[i] / allowed.periods.now.days),
            past_per_day=float(past[i] / allowed.periods.past.days),
            change=float(ratio[i] - 1),
            change_low=float(low[i] - 1),
            change_high=float(high[i] - 1),
            root_difference=float(root[i]),
            root_noise=float(reach[i]),
            p_value=float(p[i]),
            p_adjusted=float(adjusted[i]),
            verdict=_verdict(float(adjusted[i]), float(low[i]), float(high[i])),
            contribution=float((now[i] - usual[i]) / all_usual) if all_usual else float("nan"),
            now_in_full=float(in_full[0, i]),
            now_in_full_low=float(in_full[1, i]),
            now_in_full_high=float(in_full[2, i]),
        )
        for i in np.flatnonzero((now + past > 0) | (units.kind in ALWAYS_TOLD)).tolist()
    ]
    return found, own


def _in_full(now: Floats, lengths: Lengths, allowed: Allowed, *, dispersion: Floats) -> Floats:
    """Return (3, n) what each count of the later period will be once all is reported, and its 95 % interval;
    NaN where reports are not known to come late."""
    if allowed.lag is None:
        return np.full((3, len(now)), np.nan)
    return still_to_come(now, lengths.reported, lengths.reported_variance, dispersion=dispersion)


def _p_values(now: Floats, past: Floats, lengths: Lengths, noise: Floats) -> Floats:
    """Return the p value (n,) of each unit, NaN where there are too few incidents."""
    p = np.full(len(now), np.nan)
    for i in np.flatnonzero(now + past >= FEWEST):
        p[i : i + 1] = e_test(
            now[i : i + 1],
            past[i : i + 1],
            length_now=float(lengths.now[i]),
            length_past=float(lengths.past[i]),
            dispersion=float(noise[i]),
        )
    return p


def _verdict(p: float, low: float, high: float) -> ChangeVerdict:
    """Return what may be said: a change needs the test and the interval to agree."""
    if np.isnan(p):
        return "too few"
    if p <= SURE and low > 1:
        return "up"
    return "down" if p <= SURE and high < 1 else "no change beyond noise"


def _noise(units: Units, months: Months) -> Floats:
    """Return how many times as much as Poisson counts the months of each unit vary (units,), at least 1.

    That of areas comes from areas × months together; others each have their own, from month to month (or week
    to week).
    """
    n, m = len(units.ids), len(months.first)
    if not m:
        return np.ones(n)
    used = (units.unit >= 0) & (months.month >= 0)
    cell = units.unit[used] * m + months.month[used]
    table = np.bincount(cell, minlength=n * m).reshape(n, m).astype(np.float64)
    if units.kind == "area":
        return place_dispersion(table)
    return np.array([_own_noise(row, months) for row in table])


def _own_noise(counts: Floats, months: Months) -> float:
    """Return the dispersion of a series: what the years disagree by from three years on, else what each month
    differs from the one before, which holds some of the season."""
    years = by_year(counts, months)
    if years is not None and len(years[0]) >= FEWEST_YEARS:
        found = season(*years)
        if found is not None:
            return found.dispersion
    return wary_jitter(counts, months.days)


def _counts(unit: Ints, inside: Bools, n: int) -> Floats:
    used = unit[inside]
    return np.bincount(used[used >= 0], minlength=n).astype(np.float64)


def _alike(areas: list[Changed], *, seed: int) -> tuple[Alike, Ints]:
    """Return Andresen's indices for the areas, and the sign of each area's change of share."""
    base, test = (np.array([getattr(row, name) for row in areas], dtype=np.int64) for name in ("past", "now"))
    signs = share_changes(base, test, draws=DRAWS, seed=seed)
    if not base.sum() or not test.sum():
        nothing = float("nan")
        return Alike(areas=len(areas), s=nothing, s_robust=nothing, s_fisher=nothing, draws=DRAWS), signs
    s, robust = similarity(signs != 0, base, test)
    fisher, _ = similarity(fisher_changed(base, test), base, test)
    return Alike(areas=len(areas), s=s, s_robust=robust, s_fisher=fisher, draws=DRAWS), signs


def _with_share(row: Changed, signs: dict[str, int]) -> Changed:
    return replace(row, share_verdict=signs[row.unit_id]) if row.kind == "area" else row
