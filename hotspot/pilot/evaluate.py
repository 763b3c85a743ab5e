"""What came of a pilot, by the rule that its plan has signed: areas, rings, harm, and the check by others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from hotspot.errors import ConfigError
from hotspot.measure.detectable import detectable_fall
from hotspot.measure.displacement import displacement_difference, displacement_quotient, net_effect
from hotspot.measure.incidence_ratio import incidence_rate_ratio
from hotspot.measure.matched_pairs import lot_p_value
from hotspot.pilot.calendar import in_period, period_of
from hotspot.pilot.cleared import cleared_of
from hotspot.pilot.comparison import placebo_of
from hotspot.pilot.months import monthly
from hotspot.pilot.zones import zone_frame, zone_of
from hotspot.schema import Choice, Finding
from hotspot.schema.compared import Variation
from hotspot.schema.piloted import COUNTED_COLUMNS, ZONE_KINDS, Evaluated, signature

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints, Result
    from hotspot.schema.compared import Difference, Ratio
    from hotspot.schema.piloted import PilotVerdict, Plan, ZoneKind

CHANGED = 0.01  # of a baseline count: more than that is told
DOUBT = 0.2  # p value of the synthetic control above which it does not see the fall
UNLIKE = 0.2  # miss of the synthetic control before the pilot that is told
DEGREES = "EPSG:4326"
LEAST_SHARED = 0.5  # of the plan's areas in the study area of the run


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Incidents of a later run in the zones of a plan: the `zone` and the `period` (0 baseline, 1 pilot) of
    each, -1 for none, and `table` (2, zones)."""

    zone: Ints
    period: Ints
    table: Floats

    def places(self, plan: Plan, kind: ZoneKind) -> tuple[Floats, Floats]:
        """Return what each zone of a kind had before and after."""
        rows = list(plan.of_kind(kind))
        return self.table[0, rows], self.table[1, rows]


def evaluated(result: Result, plan: Plan, *, harm: Floats | None = None) -> Evaluated:
    """Evaluate a pilot with a run that covers its ground, its baseline and itself.

    `harm` (n,) is that of each incident of the run, None where it is not asked for. Raises ConfigError.
    """
    check_covered(result, plan)
    check_ground(result, plan)
    counted = _counted(result, plan)
    noise = Variation(squared=plan.variation, freedom=plan.freedom)
    ratio = _ratio(counted, plan, noise, ("pilot", "control"))
    signed = np.array([zone.baseline for zone in plan.zones], dtype=np.float64)
    as_signed = replace(counted, table=np.stack([signed, counted.table[1]]))
    by_plan = _ratio(as_signed, plan, noise, ("pilot", "control"))
    ring_ratio = _ratio(counted, plan, noise, ("pilot_ring", "control_ring"))
    before, after, extra = _totals(counted, plan, noise)
    detectable = _detectable(counted, plan, noise)
    found = Evaluated(
        plan=plan,
        signature=signature(plan),
        detectable=detectable,
        verdict=verdict_of(ratio, promises=detectable is not None and detectable <= plan.effect),
        ratio=ratio,
        verdict_by_plan=verdict_of(by_plan, promises=plan.promises),
        ring_verdict=verdict_of(ring_ratio, promises=False),
        ring_ratio=ring_ratio,
        difference=displacement_difference(before, after, extra=extra),
        poisson=displacement_difference(before, after),
        by_harm=None if harm is None else _by_harm(harm, counted, plan, noise),
        quotient=displacement_quotient(before, after, extra=extra),
        net_effect=net_effect(before, after),
        lot_p=_lot_p(counted, plan),
        placebo=placebo_of(result, plan, counted.zone),
        clearance=cleared_of(result, plan, counted.zone),
        zones=_frame(plan, counted),
        months=monthly(result, plan, counted.zone),
        choices=(Choice(name="pilot.variation", value=plan.variation, why="pilot_signed"),),
    )
    return _with_findings(found, counted)


def check_covered(result: Result, plan: Plan) -> None:
    """Raise ConfigError where the run does not reach over the baseline and the whole pilot."""
    first, last = period_of(plan.baseline).first, period_of(plan.pilot).last
    record = result.period
    if record is None or result.incidents["start"].isna().all():
        to_do = "rank incidents that have dates: name their column with incidents.columns.date"
        raise ConfigError("--from", "the run's incidents have no dates", to_do)
    if record.last < last:
        what = f"the run ends on {record.last}, and the pilot on {last}"
        to_do = "wait for its end and rank the incidents up to then; to look earlier makes false findings"
        raise ConfigError("--from", what, to_do)
    if record.first > first:
        what = f"the run begins on {record.first}, and the baseline on {first}"
        raise ConfigError("--from", what, "rank incidents that reach back to the baseline")


def check_ground(result: Result, plan: Plan) -> None:
    """Raise ConfigError where most of the plan's areas lie outside the study area of the run."""
    areas = [zone.shape for zone in plan.zones if zone.kind in {"pilot", "control"}]
    planned = shapely.union_all(gpd.GeoSeries(shapely.from_wkt(areas), crs=plan.crs).to_crs(DEGREES))
    study = shapely.union_all(result.areas.frame.geometry.to_crs(DEGREES).to_numpy())
    if shapely.area(shapely.intersection(planned, study)) < LEAST_SHARED * shapely.area(planned):
        what = "most of the plan's areas lie outside the study area of the run"
        raise ConfigError("--from", what, "name a run of the plan's city, with the same boundary")


def verdict_of(ratio: Ratio, *, promises: bool) -> PilotVerdict:
    """Return what may be said: a change if its interval leaves 1 out, else that nothing changed only if the
    plan had the power to say so."""
    if ratio.high < 1:
        return "fell"
    if ratio.low > 1:
        return "rose"
    return "no change beyond noise" if promises else "cannot tell"


def _counted(result: Result, plan: Plan) -> Counted:
    xy = result.incidents[["easting", "northing"]].to_numpy()
    points = gpd.GeoSeries(shapely.points(xy), crs=result.crs).to_crs(plan.crs)
    zone = zone_of(plan.zones, shapely.get_coordinates(points.to_numpy()))
    periods = [period_of(plan.baseline), period_of(plan.pilot)]
    period = in_period(result.incidents["start"].to_numpy(), periods)
    used, n = (zone >= 0) & (period >= 0), len(plan.zones)
    table = np.bincount(period[used] * n + zone[used], minlength=2 * n).reshape(2, n)
    return Counted(zone=zone, period=period, table=table.astype(np.float64))


def _ratio(counted: Counted, plan: Plan, noise: Variation, kinds: tuple[ZoneKind, ZoneKind]) -> Ratio:
    treated, control = (counted.places(plan, kind) for kind in kinds)
    return incidence_rate_ratio((treated[0], control[0]), (treated[1], control[1]), variation=noise)


def _detectable(counted: Counted, plan: Plan, noise: Variation) -> float | None:
    """Return the smallest fall that can be found; None where none can.

    It is the plan's, or a larger one: a run that has fewer incidents of the baseline finds less.
    """
    (pilot, _), (control, _) = (counted.places(plan, kind) for kind in ("pilot", "control"))
    now = round(detectable_fall(pilot, control, variation=noise), 6)
    return max(plan.detectable, now) if plan.detectable is not None and isfinite(now) else None


def _totals(counted: Counted, plan: Plan, noise: Variation) -> tuple[Floats, Floats, Floats]:
    """Return the totals of the four places before and after, and their variance beyond Poisson (2, 4)."""
    places = [counted.places(plan, kind) for kind in ZONE_KINDS]
    totals = np.array([[period.sum() for period in place] for place in places]).T
    squares = np.array([[np.square(period).sum() for period in place] for place in places]).T
    return totals[0], totals[1], noise.squared * squares


def _by_harm(harm: Floats, counted: Counted, plan: Plan, noise: Variation) -> Difference:
    """Return the displacement difference in units of harm; incidents of one weight are one kind."""
    weight, row = np.unique(harm, return_inverse=True)
    n, k = len(plan.zones), len(weight)
    used = (counted.zone >= 0) & (counted.period >= 0)
    cell = (counted.period[used] * k + row[used]) * n + counted.zone[used]
    table = np.bincount(cell, minlength=2 * k * n).reshape(2, k, n).astype(np.float64)
    groups = [list(plan.of_kind(kind)) for kind in ZONE_KINDS]
    totals = np.stack([table[:, :, rows].sum(axis=2) for rows in groups], axis=-1)
    by_zone = np.einsum("k,tkn->tn", weight, table)
    squares = np.stack([np.square(by_zone[:, rows]).sum(axis=1) for rows in groups], axis=-1)
    return displacement_difference(totals[0], totals[1], weight=weight, extra=noise.squared * squares)


def _lot_p(counted: Counted, plan: Plan) -> float:
    if plan.design != "pairs":
        return nan
    (t0, t1), (c0, c1) = (counted.places(plan, kind) for kind in ("pilot", "control"))
    change = np.log((t1 + 0.5) / (t0 + 0.5)) - np.log((c1 + 0.5) / (c0 + 0.5))
    return lot_p_value(change, seed=plan.seed)


def _frame(plan: Plan, counted: Counted) -> gpd.GeoDataFrame:
    """Return the zones with what they had before and after."""
    before, after = counted.table
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(before > 0, after / before - 1, np.nan)
    frame = zone_frame(plan.zones, pyproj.CRS(plan.crs))
    frame = frame.assign(before=before.astype(int), after=after.astype(int), change=change)
    return frame[list(COUNTED_COLUMNS)]


def _with_findings(found: Evaluated, counted: Counted) -> Evaluated:
    """Return the evaluation with what its reader has to know."""
    plan, said = found.plan, []
    signed = np.array([zone.baseline for zone in plan.zones], dtype=np.float64)
    off = np.abs(counted.table[0] - signed)
    if off.sum() > CHANGED * signed.sum():
        values = {
            "zones": int((off > 0).sum()),
            "signed": int(signed.sum()),
            "found": int(counted.table[0].sum()),
        }
        said.append(Finding(code="pilot_baseline_changed", level="warning", values=values))
    if found.verdict_by_plan != found.verdict:
        said.append(Finding(code="pilot_verdict_changed", level="warning"))
    if found.placebo is None:
        said.append(Finding(code="pilot_no_synthetic", level="info"))
    elif found.placebo.missed > UNLIKE:
        values = {"missed": round(100 * found.placebo.missed)}
        said.append(Finding(code="pilot_synthetic_unlike", level="warning", values=values))
    if found.placebo is not None and found.verdict == "fell" and found.placebo.p_value > DOUBT:
        chance = {"p": round(found.placebo.p_value, 3)}
        said.append(Finding(code="pilot_synthetic_disagrees", level="warning", values=chance))
    if not plan.of_kind("pilot_ring"):
        said.append(Finding(code="pilot_no_rings", level="info"))
    return replace(found, findings=tuple(said))
