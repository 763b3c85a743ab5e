"""The ranking itself: score, intervals, ranks and reasons, put together as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.reporting import share_among_first
from hotspot.rank.by_day import ByDay, by_day
from hotspot.rank.coming import recorded
from hotspot.rank.reasons import (
    Trend,
    Windows,
    main_hours,
    main_types,
    monthly_dispersion,
    trends,
    windows,
)
from hotspot.rank.said import choices, findings
from hotspot.rank.score import By, Facts, Score, expected, incidents_ahead
from hotspot.rank.sensitivity import sensitivity, tried
from hotspot.rank.standing import Standing, in_frame, standing_of
from hotspot.rank.where import HotSpotsInAreas, density_in_areas, hotspots_in_areas
from hotspot.schema import FEWEST_RESIDENTS, KM2, RANKING_COLUMNS, Ranking, Tallies, weights

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Areas, Floats, HotSpots, Ints, Period, Rows, Sites, Surface

COLUMNS = ("start", "hour_known", "type", "area", "site", "at_place", "harm", "stands_for", "weight")
FEWEST_SITES = 20  # with fewer places, counts that share a divisor prove nothing


def rank_areas(
    areas: Areas,
    incidents: pd.DataFrame | Tallies,
    *,
    surface: Surface,
    hotspots: HotSpots,
    sites: Sites,
    period: Period | None,
    by: By = "score",
    top: int = 5,
    seed: int = 1,
    reporting: tuple[float, float] = (0.5, 1.0),
    rows: Rows | None = None,
) -> Ranking:
    """Order the areas by what to expect in each; say how sure the order is, and why each is where it is.

    `areas` is in the metric CRS. `incidents` has the columns start, hour_known, type, area (row of the areas
    frame, -1 for none), site, harm where weights are known, and `at_place` where some are not told of any
    place finer than their area; of more than memory holds, `Tallies` tell the same. `period` is None without
    time; `reporting` is between which shares of what happens an area may report; `rows` tells what has no
    place. An incident belongs to one area; where areas overlap, to the lowest row. Raises ConfigError where
    `by` asks for residents or weights that are not there.
    """
    frame, n, inside = areas.frame, len(areas.frame), _told(incidents).each(_inside)
    dated = by_day(inside.days, n)
    density_mean, density_peak = density_in_areas(frame, surface)
    facts = _facts(frame, inside, dated, density=density_mean, period=period)
    score = expected(facts, by=by, surface=surface)
    standing = standing_of(score, facts.incidents, frame["area_id"], top=top, seed=seed)
    attempt = tried(frame, inside, score, sites, standing.order)
    p_reporting = share_among_first(attempt.score, top=top, low=reporting[0], high=reporting[1], seed=seed)
    compared, trend = _trend(inside, dated, period, copies=facts.copies)
    spots = hotspots_in_areas(inside.places, n, hotspots, sites)
    table = _table(frame, facts, score=score, standing=standing, trend=trend, spots=spots).assign(
        density_peak=density_peak,
        p_top_reporting=in_frame(p_reporting, standing.order),
        **_main(inside, n),
    )
    table = _in_order(table, standing)
    seen = findings(
        table, score, standing.order, top=top, copies=facts.copies, period=period, compared=compared
    )
    doubt = sensitivity(attempt, p_reporting, by=by, top=top, reporting=reporting, rows=rows)
    said = choices(score, facts, compared, by=by, draws=standing.draws)
    return Ranking(frame=table, by=by, score_unit=score.unit, top=top, findings=(*seen, *doubt), choices=said)


def _main(inside: Tallies, n: int) -> dict[str, list[str]]:
    """Return the columns of what happens most in each of the `n` areas, and at what hours."""
    return {"main_types": main_types(inside.types, n), "main_hours": main_hours(inside.hours, n)}


def _trend(
    inside: Tallies, dated: ByDay, period: Period | None, *, copies: int
) -> tuple[Windows | None, Trend]:
    """Return which days are compared, and what became of each area between them."""
    timed = bool(inside.hours["hour_known"].any())
    compared = windows(period, dated, hour_known=timed) if period else None
    return compared, trends(dated, compared, dispersion=monthly_dispersion(dated, period, copies=copies))


def _told(incidents: pd.DataFrame | Tallies) -> Tallies:
    return incidents if isinstance(incidents, Tallies) else Tallies.of(incidents)


def _inside(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents that lie in an area, with what the ranking reads of them."""
    incidents = incidents[[column for column in COLUMNS if column in incidents]]
    inside = (incidents["area"] >= 0).to_numpy()
    return incidents if inside.all() else incidents[inside]


def copies_of_everything(site: Ints, weight: Ints | None = None) -> int:
    """Return how many times every record occurs: 1, unless the file was joined with a copy of itself.

    The greatest common divisor of the incidents at each place; `site` (m,) is that of each incident, or of
    `weight` (m,) of them. Such copies carry no information: counts that all double are as uncertain as
    before.
    """
    count = np.bincount(site, weight).astype(np.int64)
    count = count[count > 0]
    return int(np.gcd.reduce(count)) if len(count) >= FEWEST_SITES else 1


def _facts(
    frame: gpd.GeoDataFrame,
    inside: Tallies,
    dated: ByDay,
    *,
    density: Floats,
    period: Period | None,
) -> Facts:
    """Count what lies in each area; records that all occur `copies` times vary as much more at least."""
    n, types, places = len(frame), inside.types, inside.places
    area, weight = types["area"].to_numpy(), weights(types)
    copies = copies_of_everything(places["site"].to_numpy(), weights(places))
    times = weight if weight is not None else 1
    harm = types["harm"].to_numpy(dtype=np.float64) if "harm" in types else None
    points = frame.geometry.representative_point()
    population = frame["population"].to_numpy(dtype=np.float64)
    total = float((times * harm).sum()) if harm is not None else 0.0
    return Facts(
        incidents=np.bincount(area, weight, minlength=n).astype(np.float64),
        harm=np.bincount(area, times * harm, minlength=n).astype(np.float64) if harm is not None else None,
        area_km2=frame.geometry.area.to_numpy() / KM2,
        population=np.where(population >= FEWEST_RESIDENTS, population, np.nan),
        places=np.column_stack([points.x, points.y]),
        density=density,
        years=period.years if period is not None else 1.0,
        dated=period is not None,
        dispersion=max(float(copies), overdispersion(dated.by_month())),
        copies=copies,
        harm_dispersion=float((times * harm**2).sum()) / total if harm is not None and total > 0 else 1.0,
        record=recorded(dated, period, copies=copies),
    )


def _ahead(facts: Facts, score: Score) -> dict[str, Floats]:
    """Return the columns of how many incidents to expect in each area in the coming days, whatever the order;
    NaN without a forecast."""
    unknown = np.full(len(facts.incidents), np.nan)
    mean, low, high = unknown, unknown, unknown
    if facts.record is not None:
        of_incidents = score.coming if score.unit == "per_km2_year" else None
        mean, low, high = (of_incidents or incidents_ahead(facts, facts.record)).expected()
    return {"expected": mean, "expected_low": low, "expected_high": high}


def _table(
    frame: gpd.GeoDataFrame,
    facts: Facts,
    *,
    score: Score,
    standing: Standing,
    trend: Trend,
    spots: HotSpotsInAreas,
) -> gpd.GeoDataFrame:
    """Put the columns side by side, in the order of the areas frame."""
    incidents, km2 = facts.incidents, facts.area_km2
    harm = facts.harm if facts.harm is not None else np.full(len(frame), np.nan)
    names = ["area_id", "name", "name_en", "name_ru", "name_kk", "population", "geometry"]
    return frame[names].assign(
        rank=standing.rank,
        incidents=incidents.astype(np.int64),
        per_km2=_ratio(incidents, km2),
        score=score.mean,
        score_low=score.low,
        score_high=score.high,
        rank_low=standing.low,
        rank_high=standing.high,
        p_top=standing.p_top,
        hotspot_share=spots.share,
        group=standing.group,
        share=incidents / max(incidents.sum(), 1.0),
        area_km2=km2,
        density_mean=facts.density,
        rate_per_1000=incidents / facts.population * 1000 / facts.years,
        harm_per_km2_year=_ratio(harm / facts.years, km2),
        hotspots=spots.count,
        hotspot_ids=spots.ids,
        recent=trend.recent,
        before=trend.before,
        trend=trend.said,
        trend_p=trend.p,
        **_ahead(facts, score),
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    return np.asarray(above / np.where(below > 0, below, np.nan))


def _in_order(table: gpd.GeoDataFrame, standing: Standing) -> gpd.GeoDataFrame:
    """Sort by rank, and add up the shares from the top, as far as there are ranks."""
    table = table.iloc[standing.order].reset_index(drop=True)
    shares = table["incidents"].cumsum() / max(table["incidents"].sum(), 1)
    table = table.assign(cumulative_share=shares.where(table["rank"].notna()))
    return gpd.GeoDataFrame(table[list(RANKING_COLUMNS)], geometry="geometry", crs=table.crs)
