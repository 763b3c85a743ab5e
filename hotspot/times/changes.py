"""Period against period: the city, each area, each type, each part of the day; noise before news."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.change import e_test
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.getis_ord import benjamini_hochberg
from hotspot.measure.seasons import jitter, season
from hotspot.measure.sppt import fisher_changed, share_changes, similarity
from hotspot.measure.two_periods import late_shortfall, rate_ratio, root_difference, root_noise
from hotspot.schema.trended import Alike, Changed
from hotspot.times.months import by_year, whole_months
from hotspot.times.places import city, places_named

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints, Period, Result
    from hotspot.schema.trended import ChangeKind, ChangeVerdict
    from hotspot.times.months import Months
    from hotspot.times.windows import TwoPeriods

FEWEST = 10  # incidents in both periods together
SURE = 0.05
BAND_HOURS = 6
FEWEST_YEARS = 3
DRAWS = 200  # Andresen's number
LATE_DAYS = 14  # at the end of a record that reports may still be missing from
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, kw_only=True)
class Units:
    """Units of one kind: ids, names, and the `unit` (n,) that each incident belongs to, -1 for none."""

    kind: ChangeKind
    ids: tuple[str, ...]
    names: tuple[str, ...]
    unit: Ints


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All changes, with the noise that was allowed for."""

    changes: tuple[Changed, ...]
    alike: Alike
    dispersion_city: float
    dispersion_areas: float


def changes_of(result: Result, periods: TwoPeriods) -> Changes:
    """Compare the two periods by city, area, type and hours of the day."""
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    months = whole_months(start, result.period)
    later, earlier = _within(start, periods.now), _within(start, periods.past)
    everything, *kinds = _units(result)
    whole = _compared(everything, later, earlier, months, periods, total=None)
    total = whole[0][0].usual
    found, noise = list(whole[0]), {"city": whole[1]}
    for units in kinds:
        rows, noise[units.kind] = _compared(units, later, earlier, months, periods, total=total)
        found += rows
    areas = [row for row in found if row.kind == "area"]
    alike, shares = _alike(areas, seed=result.seed)
    named = dict(zip((row.unit_id for row in areas), shares.tolist(), strict=True))
    return Changes(
        changes=tuple(_with_share(row, named) for row in found),
        alike=alike,
        dispersion_city=noise["city"],
        dispersion_areas=noise["area"],
    )


def late(result: Result, periods: TwoPeriods) -> float:
    """Return the p value of so few incidents in the last days of the record, beside the same days of the
    earlier period; NaN where the later period ends before them or is too short to tell."""
    record, now, past = result.period, periods.now, periods.past
    if record is None or (record.last - now.last).days >= LATE_DAYS or now.days < 3 * LATE_DAYS:
        return float("nan")
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    months = whole_months(start, record)
    counts = []
    for period in (now, past):
        inside = _within(start, period)
        last = inside & (start >= np.datetime64(period.last, "D") - (LATE_DAYS - 1) * DAY)
        counts += [float(last.sum()), float(inside.sum() - last.sum())]
    noise = jitter(months.counts(np.ones(len(start), dtype=np.bool_)), months.days)
    return late_shortfall(*counts, dispersion=noise)


def _units(result: Result) -> list[Units]:
    """Return the units of each kind, the city first; incidents in no area are a unit of their own."""
    everything, areas = city(result), places_named(result, None, [])
    rows = {str(area_id): i for i, area_id in enumerate(result.areas.frame["area_id"])}
    order = np.full(len(rows) + 1, -1, dtype=np.int64)
    order[[rows[place.place_id] for place in areas]] = np.arange(len(areas))
    area = result.incidents["area"].to_numpy()
    hour = result.incidents["start"].dt.hour.fillna(0).to_numpy().astype(np.int64)
    known = result.incidents["hour_known"].to_numpy(bool)
    kinds = result.incidents["type"].cat
    bands = [(first, first + BAND_HOURS) for first in range(0, 24, BAND_HOURS)]
    return [
        Units(
            kind="city", ids=(everything.place_id,), names=(everything.name,), unit=np.zeros(len(area), int)
        ),
        Units(
            kind="area",
            ids=tuple(place.place_id for place in areas),
            names=tuple(place.name for place in areas),
            unit=order[area],
        ),
        Units(kind="outside", ids=("",), names=("",), unit=np.where(area < 0, 0, -1)),
        Units(
            kind="type",
            ids=tuple(map(str, kinds.categories)),
            names=tuple(map(str, kinds.categories)),
            unit=kinds.codes.to_numpy().astype(np.int64),
        ),
        Units(
            kind="hours",
            ids=tuple(f"{first}-{last}" for first, last in bands),
            names=tuple(f"{first}–{last}" for first, last in bands),
            unit=np.where(known, hour // BAND_HOURS, -1),
        ),
    ]


def _compared(
    units: Units, later: Bools, earlier: Bools, months: Months, periods: TwoPeriods, *, total: float | None
) -> tuple[list[Changed], float]:
    """Return the change of each unit that occurs, and the dispersion that was allowed for (the largest).

    Areas share one dispersion, from areas × months; others each have their own, from month to month.
    """
    n = len(units.ids)
    now, past = _counts(units.unit, later, n), _counts(units.unit, earlier, n)
    days_now, days_past = periods.now.days, periods.past.days
    noise = _noise(units, months)
    usual = past * days_now / days_past
    ratio, low, high = rate_ratio(now, past, length_now=days_now, length_past=days_past, dispersion=noise)
    enough = now + past >= FEWEST
    p = np.full(n, np.nan)
    for i in np.flatnonzero(enough):
        p[i : i + 1] = e_test(
            now[i : i + 1],
            past[i : i + 1],
            length_now=days_now,
            length_past=days_past,
            dispersion=float(noise[i]),
        )
    adjusted = benjamini_hochberg(p)
    root = root_difference(now, usual)
    reach = root_noise(length_now=days_now, length_past=days_past, dispersion=noise)
    all_usual = float(usual.sum()) if total is None else total
    found = [
        Changed(
            kind=units.kind,
            unit_id=units.ids[i],
            name=units.names[i],
            now=int(now[i]),
            past=int(past[i]),
            usual=float(usual[i]),
            now_per_day=float(now[i] / days_now),
            past_per_day=float(past[i] / days_past),
            change=float(ratio[i] - 1),
            change_low=float(low[i] - 1),
            change_high=float(high[i] - 1),
            root_difference=float(root[i]),
            root_noise=float(reach[i]),
            p_value=float(p[i]),
            p_adjusted=float(adjusted[i]),
            verdict=_verdict(float(adjusted[i]), float(low[i]), float(high[i])),
            contribution=float((now[i] - usual[i]) / all_usual) if all_usual else float("nan"),
        )
        for i in range(n)
        if units.kind in {"city", "area", "hours"} or now[i] + past[i] > 0
    ]
    return found, float(noise.max(initial=1.0))


def _verdict(p: float, low: float, high: float) -> ChangeVerdict:
    """Return what may be said: a change needs the test and the interval to agree."""
    if np.isnan(p):
        return "too few"
    if p <= SURE and low > 1:
        return "up"
    return "down" if p <= SURE and high < 1 else "no change beyond noise"


def _noise(units: Units, months: Months) -> Floats:
    """Return how many times as much as Poisson counts the months of each unit vary (units,), at least 1."""
    n, m = len(units.ids), len(months.first)
    if not m:
        return np.ones(n)
    used = (units.unit >= 0) & (months.month >= 0)
    cell = units.unit[used] * m + months.month[used]
    table = np.bincount(cell, minlength=n * m).reshape(n, m).astype(np.float64)
    if units.kind == "area":
        return np.full(n, overdispersion(table))
    return np.array([_own_noise(row, months) for row in table])


def _own_noise(counts: Floats, months: Months) -> float:
    """Return the dispersion of a series: what the years disagree by from three years on, else what each month
    differs from the one before, which holds some of the season."""
    years = by_year(counts, months)
    if years is not None and len(years[0]) >= FEWEST_YEARS:
        found = season(*years)
        if found is not None:
            return found.dispersion
    return jitter(counts, months.days)


def _counts(unit: Ints, inside: Bools, n: int) -> Floats:
    used = unit[inside]
    return np.bincount(used[used >= 0], minlength=n).astype(np.float64)


def _within(start: NDArray[np.datetime64], period: Period) -> Bools:
    first, after = np.datetime64(period.first, "s"), np.datetime64(period.last, "s") + DAY
    return np.asarray((start >= first) & (start < after))


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
