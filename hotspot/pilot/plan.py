"""The plan of a pilot: its areas and rings, what they have had, what it can find, and what to know of it."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.detectable import LEVEL, POWER, detectable_difference, detectable_fall, months_needed
from hotspot.measure.displacement import displacement_difference
from hotspot.measure.incidence_ratio import extra_variation
from hotspot.measure.matched_pairs import standardised_difference
from hotspot.pilot.calendar import dates, in_period
from hotspot.pilot.choose import CALIPER, choose, window_counts
from hotspot.pilot.zones import as_text, outline, rings, zone_frame, zone_of
from hotspot.schema import Choice, Finding
from hotspot.schema.piloted import EFFECTS, ZONE_KINDS, Alikeness, Plan, Planned, Zone, signature
from hotspot.words.phrases import rows_of

if TYPE_CHECKING:
    from hotspot.pilot.calendar import Calendar
    from hotspot.pilot.choose import Chosen, Wanted
    from hotspot.schema import Floats, Ints, Result
    from hotspot.schema.compared import Variation
    from hotspot.schema.piloted import ZoneKind

RULE = "interval of the incidence-rate ratio of pilot and control areas"
MOST_MONTHS = 60
UNLIKE = 2.0  # times as many incidents in one area of a pair as in the other


def planned(result: Result, calendar: Calendar, wanted: Wanted) -> Planned:
    """Choose the areas and say what the pilot can find. Raises ConfigError where areas are too few."""
    table = window_counts(result, calendar)
    noise = extra_variation(table).longer(wanted.months / calendar.window_months)
    chosen = choose(result, calendar, wanted, table)
    zones = _counted(_zones(result, chosen, wanted), result, calendar)
    plan = _plan(result, calendar, wanted, zones, noise)
    before = _baseline(plan)
    needed = tuple(
        (
            effect,
            months_needed(
                *before,
                fall=effect,
                months=wanted.months,
                most=MOST_MONTHS,
                history=calendar.history,
                variation=noise,
            ),
        )
        for effect in EFFECTS
    )
    return Planned(
        plan=plan,
        alike=_alikeness(before, chosen),
        signature=signature(plan),
        zones=zone_frame(zones, result.crs),
        months_needed=needed,
        most_months=MOST_MONTHS,
        detectable_incidents=_detectable_incidents(plan, noise),
        findings=_findings(plan, chosen, calendar, result),
        choices=_choices(chosen, calendar, noise),
    )


def _zones(result: Result, chosen: Chosen, wanted: Wanted) -> tuple[Zone, ...]:
    rows, shapes = rows_of(result.areas.frame), result.areas.frame.geometry.to_numpy()
    sides: tuple[tuple[str, ZoneKind, Ints], ...]
    sides = (("T", "pilot", chosen.pilot), ("C", "control", chosen.control))  # treated; P is for posts
    areas = [
        Zone(
            zone_id=f"{letter}{pair}",
            kind=kind,
            area_id=str(rows[row]["area_id"]),
            name=str(rows[row]["name"] or rows[row]["area_id"]),  # in no language: it is signed
            pair=pair,
            baseline=0,
            shape=as_text(outline(shapes[row])),
        )
        for letter, kind, found in sides
        for pair, row in enumerate(found.tolist(), start=1)
    ]
    return (*areas, *rings(areas, shapes, buffer_m=wanted.buffer_m))


def _counted(zones: tuple[Zone, ...], result: Result, calendar: Calendar) -> tuple[Zone, ...]:
    """Return the zones with their incidents in the baseline."""
    inside = in_period(result.incidents["start"].to_numpy(), [calendar.baseline]) == 0
    xy = result.incidents.loc[inside, ["easting", "northing"]].to_numpy()
    zone = zone_of(zones, xy)
    counts = np.bincount(zone[zone >= 0], minlength=len(zones)).tolist()
    return tuple(replace(one, baseline=count) for one, count in zip(zones, counts, strict=True))


def _plan(
    result: Result, calendar: Calendar, wanted: Wanted, zones: tuple[Zone, ...], noise: Variation
) -> Plan:
    record = result.period or calendar.selection
    authority = result.crs.to_authority()
    plan = Plan(
        run_id=result.run_id,
        seed=wanted.seed,
        design=wanted.design,
        crs=":".join(authority) if authority else result.crs.to_wkt(),
        buffer_m=wanted.buffer_m,
        months=wanted.months,
        record=dates(record),
        selection=dates(calendar.selection),
        baseline=dates(calendar.baseline),
        pilot=dates(calendar.pilot),
        rule=RULE,
        level=LEVEL,
        power=POWER,
        effect=wanted.effect,
        detectable=None,
        variation=round(noise.squared, 9),
        freedom=round(noise.freedom, 3),
        window_months=calendar.window_months,
        zones=zones,
    )
    found = detectable_fall(*_baseline(plan), variation=noise)
    return replace(plan, detectable=round(found, 6) if isfinite(found) else None)


def _baseline(plan: Plan) -> tuple[Floats, Floats]:
    """Return what each pilot area and each control area had in the baseline."""
    counts = np.array([zone.baseline for zone in plan.zones], dtype=np.float64)
    return counts[list(plan.of_kind("pilot"))], counts[list(plan.of_kind("control"))]


def _detectable_incidents(plan: Plan, noise: Variation) -> float:
    """Return the displacement difference that is found with the plan's power, if all goes on as before."""
    counts = [np.array([plan.zones[i].baseline for i in plan.of_kind(kind)], float) for kind in ZONE_KINDS]
    totals = np.array([one.sum() for one in counts])
    extra = noise.squared * np.array([np.square(one).sum() for one in counts])
    error = displacement_difference(totals, totals, extra=np.stack([extra, extra])).error
    return detectable_difference(error)


def _findings(plan: Plan, chosen: Chosen, calendar: Calendar, result: Result) -> tuple[Finding, ...]:
    """Return what the reader of a plan has to know before signing it."""
    found = []
    if plan.detectable is None:
        found.append(Finding(code="pilot_blind", level="warning"))
    elif not plan.promises:
        values = {"detectable": round(100 * plan.detectable), "effect": round(100 * plan.effect)}
        found.append(Finding(code="pilot_no_power", level="warning", values=values))
    if chosen.beyond:
        pairs = {"pairs": chosen.beyond, "times": CALIPER}
        found.append(Finding(code="pilot_beyond", level="warning", values=pairs))
    unlike = int((_times(*_baseline(plan)) > UNLIKE).sum())
    if unlike and not chosen.beyond:
        now = {"pairs": unlike, "times": UNLIKE}
        found.append(Finding(code="pilot_unlike", level="warning", values=now))
    if result.period is not None and result.period.last >= calendar.pilot.first:
        found.append(Finding(code="pilot_past", level="warning", values={"start": plan.pilot[0]}))
    if plan.window_months < plan.months:
        values = {"window": plan.window_months, "months": plan.months, "history": calendar.history}
        found.append(Finding(code="pilot_short_record", level="warning", values=values))
    if chosen.passed_over:
        over = {"areas": chosen.passed_over, "metres": plan.buffer_m}
        found.append(Finding(code="pilot_passed_over", level="info", values=over))
    if chosen.unpaired:
        alone = {"areas": chosen.unpaired, "times": CALIPER}
        found.append(Finding(code="pilot_unpaired", level="warning", values=alone))
    return tuple(found)


def _times(pilot: Floats, control: Floats) -> Floats:
    """Return for each pair how many times as many incidents the larger area had; none counts as half."""
    return np.asarray(np.maximum(pilot, control) / np.maximum(np.minimum(pilot, control), 0.5))


def _alikeness(before: tuple[Floats, Floats], chosen: Chosen) -> Alikeness:
    """Return how alike pilot and control areas were in the baseline."""
    times = np.maximum(_times(*before), 1.0)
    return Alikeness(
        caliper=CALIPER,
        beyond=chosen.beyond,
        least=float(times.min()),
        median=float(np.median(times)),
        most=float(times.max()),
        difference=standardised_difference(*before),
    )


def _choices(chosen: Chosen, calendar: Calendar, noise: Variation) -> tuple[Choice, ...]:
    start = Choice(
        name="pilot.start",
        value=str(calendar.pilot.first),
        why="pilot_start",
        flag="--start DATE",
    )
    order = Choice(name="pilot.order", value=chosen.by, why=f"pilot_order_{chosen.by}")
    windows = Choice(
        name="pilot.variation",
        value=round(noise.squared, 4),
        why="pilot_variation",
        values={"window": calendar.window_months, "windows": len(calendar.windows)},
    )
    return start, order, windows
