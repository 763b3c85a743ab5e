"""Cleaning more incidents than memory holds: the same steps, each on a table of no more than it looks at.

First the places decide what lies in the areas, then the times what lies in the period, then the kinds what
counts at all; a table has a row for each place, time or kind, and says how many incidents these are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot import clean, project, rank
from hotspot.config import as_tree
from hotspot.errors import ConfigError
from hotspot.pipeline.discreet import sensitive_types
from hotspot.pipeline.from_ledger import Entries, FromLedger
from hotspot.pipeline.ground import (
    given_ground,
    in_period,
    inside_of,
    located,
    made_areas,
    metric_crs,
    one_shape,
    remaining,
)
from hotspot.pipeline.prepared import Prepared
from hotspot.pipeline.stretches import by_stretch, stretches_tested
from hotspot.schema import Finding

if TYPE_CHECKING:
    from datetime import date

    from hotspot.config import Settings
    from hotspot.pipeline.given import Given
    from hotspot.read.grouped import Ledger
    from hotspot.schema import Bools, Choice, Incidents, Ints, Period, Sites

LOST = 3  # the first places of a ledger, which are none
BEYOND, PLACED = LOST, LOST + 1  # labels of other places: no degrees, and good


def prepare_counted(settings: Settings, given: Given, ledger: Ledger, *, today: date) -> Prepared:
    """Clean what is in the ledger and put it into one metric CRS, as `prepare` does with single incidents."""
    _refuse(settings)
    incidents, stands_for = _with_places(ledger)
    given = replace(given, incidents=incidents)
    crs, chosen = metric_crs(settings, given, incidents)
    incidents, everywhere = project.project_incidents(incidents, crs)
    areas, boundary = given_ground(settings, given, crs)
    incidents, area = inside_of(incidents, everywhere, areas, boundary, crs)
    incidents, entries, period, chosen_period = _used(settings, incidents, ledger, stands_for, today)
    sensitive = sensitive_types(entries.kinds["type"], as_tree(settings))
    windows = stretches_tested(entries, period, sensitive)
    stretches = by_stretch(entries, period, windows, sensitive)
    sites, kept = remaining(everywhere, stretches)
    areas = areas or made_areas(settings, sites, boundary, given, crs)
    area = area[kept] if area is not None else rank.area_of_sites(areas, sites.xy)
    entries = replace(entries, site=_moved(entries.site, kept, len(everywhere.xy)))
    told = _in_metres(located(replace(incidents, frame=stretches), area, sites), sites)
    return Prepared(
        settings=settings,
        incidents=told,
        told=FromLedger(entries=entries, places=told.frame, area=area, sensitive=sensitive),
        areas=areas,
        study=boundary if boundary is not None else one_shape(areas.frame),
        crs=crs,
        sites=sites,
        period=period,
        layers={kind: project.project_frame(layer, crs) for kind, layer in given.layers.items()},
        sources=given.sources,
        findings=(
            *given.findings,
            *incidents.findings,
            *clean.look_at_account(incidents.rows),
            *clean.look_at(incidents, sites, single=False),
            _said(settings, incidents),
            *areas.findings,
        ),
        choices=(*incidents.choices, *areas.choices, chosen, *chosen_period),
        single=False,
        windows=windows,
    )


def _used(
    settings: Settings, incidents: Incidents, ledger: Ledger, stands_for: pd.Series[float], today: date
) -> tuple[Incidents, Entries, Period | None, list[Choice]]:
    """Return the incidents that count by kind, with the account of all, the entries that are used, and the
    period with what was chosen about it; `incidents` are those inside the areas, by place."""
    site = np.full(len(ledger.incidents.frame), -1, dtype=np.int64)
    site[incidents.frame.index] = incidents.frame["site"].to_numpy()
    incidents, times, period, chosen = _in_time(settings, incidents, ledger, site, today)
    incidents = clean.without_free_text(_by_kind(incidents, ledger, site, times))
    incidents = clean.drop_discovered(incidents, types=settings.incidents.discovered)
    kinds = incidents.frame.assign(stands_for=stands_for.loc[incidents.frame.index])
    entries = Entries(ledger=ledger, site=site, kinds=kinds, times=times)
    return _without_repeats(incidents, entries), entries, period, chosen


def _refuse(settings: Settings) -> None:
    """Raise ConfigError for what needs incidents one by one."""
    if settings.ranking.by == "harm":
        most = f"{settings.limits.rows:,}"
        what = f"an order by harm needs the types of each day, and there are more than {most} incidents"
        to_do = "choose another order, give some years or one city, or raise limits.rows"
        raise ConfigError("--by harm", what, to_do)


def _with_places(ledger: Ledger) -> tuple[Incidents, pd.Series[float]]:
    """Return the incidents with a usable place, by place, and how many of its type one of each kind stands
    for. Which types and years have no place is told by a table of type, year and what the place is."""
    places = ledger.incidents.frame
    state = _states(ledger)
    types = ledger.kinds["type"].cat
    year = ledger.times["start"].to_numpy().astype("datetime64[Y]")
    first = int(year[~np.isnat(year)].astype(np.int64).min(initial=0))
    of_year = np.where(np.isnat(year), 0, year.astype(np.int64) - first + 1)
    found = ledger.count(place=state, kind=np.asarray(types.codes, dtype=np.int64), time=of_year, again=None)
    example = np.array([np.flatnonzero(state == kind)[:1].max(initial=0) for kind in range(PLACED + 1)])
    start = (found["time"].to_numpy() - 1 + first).astype("datetime64[Y]").astype("datetime64[s]")
    frame = (
        places.iloc[example[found["place"]]]
        .reset_index(drop=True)
        .assign(
            type=pd.Categorical.from_codes(found["kind"].to_numpy(), types.categories),
            start=np.where(found["time"].to_numpy() > 0, start, np.datetime64("NaT", "s")),
            weight=found["weight"].to_numpy(),
        )
    )
    kept = clean.drop_unusable(replace(ledger.incidents, frame=frame))
    by_type = kept.frame.drop_duplicates("type").set_index("type")["stands_for"]
    stands_for = pd.Series(by_type.reindex(ledger.kinds["type"]).to_numpy(), index=ledger.kinds.index)
    return replace(kept, frame=places[state == PLACED]), stands_for


def _states(ledger: Ledger) -> Ints:
    """Return what each place is: the first are none; others are good, or beyond 180 and 90 degrees."""
    places = ledger.incidents.frame
    state = np.full(len(places), PLACED)
    if ledger.incidents.crs.is_geographic:
        state[(places["x"].abs() > 180) | (places["y"].abs() > 90)] = BEYOND
    state[:LOST] = np.arange(LOST)
    return state


def _in_time(
    settings: Settings, incidents: Incidents, ledger: Ledger, site: Ints, today: date
) -> tuple[Incidents, pd.DataFrame, Period | None, list[Choice]]:
    """Return the account without incidents outside the period, the times that are inside it, and the period
    with what was chosen about it."""
    found = ledger.count(place=_zero(site >= 0), time=np.arange(len(ledger.times)), again=None)
    frame = ledger.times.iloc[found["time"]].assign(weight=found["weight"].to_numpy())
    kept, period, chosen = in_period(settings, replace(incidents, frame=frame), today)
    return kept, kept.frame[["start", "hour_known"]], period, chosen


def _by_kind(incidents: Incidents, ledger: Ledger, site: Ints, times: pd.DataFrame) -> Incidents:
    """Return the incidents inside the areas and the period by type and source."""
    in_time = np.zeros(len(ledger.times), dtype=bool)
    in_time[times.index] = True
    kind = np.arange(len(ledger.kinds))
    found = ledger.count(place=_zero(site >= 0), kind=kind, time=_zero(in_time), again=None)
    return replace(
        incidents, frame=ledger.kinds.iloc[found["kind"]].assign(weight=found["weight"].to_numpy())
    )


def _without_repeats(incidents: Incidents, entries: Entries) -> Incidents:
    """Return the incidents, by kind, without those that are there already, by number, place and time."""
    if "id" not in incidents.columns:
        return incidents
    again, back = entries.repeats()
    noted = [Finding(code="ids_reused", level="warning", values={"count": back})] if back else []
    frame = incidents.frame.assign(weight=incidents.frame["weight"].to_numpy() - again)
    rows = incidents.rows.drop("duplicate_id", int(again.sum()))
    return replace(incidents, frame=frame, rows=rows, findings=(*incidents.findings, *noted))


def _in_metres(incidents: Incidents, sites: Sites) -> Incidents:
    easting, northing = sites.xy[sites.site_of].T
    return replace(incidents, frame=incidents.frame.assign(easting=easting, northing=northing))


def _moved(site: Ints, kept: Ints, size: int) -> Ints:
    """Return the sites by their numbers among those that are `kept`, -1 for others."""
    number = np.full(size + 1, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return number[site]


def _zero(rows: Bools) -> Ints:
    """Return 0 for what counts and -1 for the rest."""
    return np.where(rows, 0, -1)


def _said(settings: Settings, incidents: Incidents) -> Finding:
    """Say that incidents were counted only, and what is missing therefore."""
    values: dict[str, str | int | float] = {
        "count": incidents.rows.kept,
        "limit": settings.limits.rows,
    }
    return Finding(code="counted_only", level="warning", values=values)
