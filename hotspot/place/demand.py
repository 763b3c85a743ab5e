"""What posts are for: the incidents to expect at each place, from a finished run or as the user gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import ConfigError
from hotspot.schema import Finding
from hotspot.schema.placed import FORECAST, HARM, Demand

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Result
    from hotspot.schema.placed import DemandUnit


def demand_of(
    result: Result,
    *,
    unit: DemandUnit,
    hours: tuple[int, int] | None = None,
    harm: Floats | None = None,
) -> Demand:
    """Return what is to be expected at each place of the run.

    "expected": what the ranking expects of an area in the coming period is shared among its places by their
    incidents; "incidents" are those of the period themselves; "expected_harm" and "harm" the same with each
    incident counted as its `harm` (n,). With `hours` (from, until), such as (20, 6), only incidents whose
    time is known and lies between count. Raises ConfigError where nothing is left.
    """
    frame = result.incidents
    used = within_hours(result, hours)
    places = len(result.sites.xy)
    site, area_of = frame["site"].to_numpy(), np.full(places, -1, dtype=np.int64)
    area_of[site] = frame["area"].to_numpy()
    count = np.bincount(site[used], minlength=places).astype(np.float64)
    each = harm if harm is not None and unit in HARM else np.ones(len(frame))
    weight = np.bincount(site[used], each[used], minlength=places).astype(np.float64)
    if unit in FORECAST:
        weight *= _per_incident(result)[area_of]
    some = count > 0
    if not some.any():
        raise ConfigError("hours", "no incident lies between these hours", "give others, or leave them out")
    if not weight.any():
        raise ConfigError("--by harm", "no incident that counts has any harm", "count them: --by incidents")
    return Demand(
        xy=result.sites.xy[some],
        weight=weight[some],
        incidents=count[some],
        area=area_of[some],
        unit=unit,
    )


def hours_unknown(result: Result, hours: tuple[int, int] | None) -> tuple[Finding, ...]:
    """Say how many incidents are left out since nobody knows their hour; nothing where no hours are given."""
    unknown = int((~result.incidents["hour_known"].to_numpy(bool)).sum())
    if hours is None or not unknown:
        return ()
    values = {"count": unknown, "all": len(result.incidents)}
    return (Finding(code="demand_hours_unknown", level="warning", values=values),)


def has_forecast(result: Result) -> bool:
    """Say whether the run expects a number of incidents in its areas."""
    return bool(result.ranking.frame["expected"].notna().all())


def drawn(demand: Demand, *, draws: int, seed: int) -> Floats:
    """Return the demand redrawn (draws, d): each place's count as a gamma variate with the count as shape.

    It is the posterior of a Poisson rate under the improper prior 1/rate; Gelman et al. (2013), Bayesian Data
    Analysis, 2.6. Where demand has no counts behind it, its weight is drawn like a count.
    """
    draw = np.random.default_rng(seed)
    shape = np.where(demand.incidents > 0, demand.incidents, np.maximum(demand.weight, 1e-9))
    return np.asarray(draw.gamma(shape, 1.0, (draws, len(shape))) * (demand.weight / shape))


def _per_incident(result: Result) -> Floats:
    """Return what one incident of the period stands for in each area, and 1 at the end for places in none.

    The hours that are left out take their share of what is expected with them.
    """
    areas, ranking = result.areas.frame, result.ranking.frame.set_index("area_id")
    counted = np.bincount(result.incidents["area"].to_numpy() + 1, minlength=len(areas) + 1)[1:]
    expected = ranking.loc[areas["area_id"], "expected"].to_numpy(float)
    known = np.isfinite(expected) & (counted > 0)
    ratio = np.where(known, expected / np.maximum(counted, 1), 1.0)
    return np.append(ratio, 1.0)


def within_hours(result: Result, hours: tuple[int, int] | None) -> Bools:
    """Return which incidents (n,) happened from the one hour until before the other, over midnight if need
    be; all of them where no hours are given."""
    if hours is None:
        return np.ones(len(result.incidents), dtype=bool)
    first, last = hours
    hour = result.incidents["start"].dt.hour.to_numpy()
    inside = (hour >= first) & (hour < last) if first < last else (hour >= first) | (hour < last)
    return np.asarray(inside & result.incidents["hour_known"].to_numpy(bool))
