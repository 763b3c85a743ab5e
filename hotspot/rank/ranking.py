"""The ranking itself: score, intervals, ranks and reasons, put together as one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from hotspot.measure.gamma_poisson import Posterior, overdispersion
from hotspot.measure.ranks import groups, rank_intervals
from hotspot.measure.reporting import share_among_first
from hotspot.rank.by_day import ByDay, by_day
from hotspot.rank.coming import recorded
from hotspot.rank.reasons import Trend, main_hours, main_types, trends, windows
from hotspot.rank.said import choices, findings
from hotspot.rank.score import FEWEST_RESIDENTS, By, Facts, Score, expected, incidents_ahead
from hotspot.rank.sensitivity import sensitivity, tried
from hotspot.rank.where import HotSpotsInAreas, density_in_areas, hotspots_in_areas
from hotspot.schema import KM2, RANKING_COLUMNS, Ranking, weights

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Areas, Floats, HotSpots, Ints, Period, Rows, Sites, Surface

COLUMNS = ("start", "hour_known", "type", "area", "site", "harm", "stands_for", "weight")
FEWEST_SITES = 20  # with fewer places, counts that share a divisor prove nothing
DIGITS = 12  # of a score; what differs further on is rounding, not crime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where each area stands, all (n,) in the order of the areas frame, but for `order`: its rows by rank."""

    order: Ints
    rank: Ints
    low: Ints
    high: Ints
    p_top: Floats
    group: Ints
    draws: int


def rank_areas(
    areas: Areas,
    incidents: pd.DataFrame,
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
    frame, -1 for none), site, and harm where weights are known. `period` is None without time; `reporting`
    is between which shares of what happens an area may report; `rows` tells what has no place.

    An incident belongs to one area; where areas overlap, to the lowest row. Equal scores (to twelve digits)
    are ordered by incidents, then by area_id. A rank interval is widened where needed to hold the rank
    itself. Areas that cannot be ranked (by rate, with fewer than 100 residents) follow at the end with NaN as
    score, and share the ranks left over. Raises ConfigError where `by` asks for residents or weights that are
    not there.
    """
    frame, n = areas.frame, len(areas.frame)
    inside = _inside(incidents)
    dated = by_day(inside, n)
    copies = copies_of_everything(inside["site"].to_numpy(), weights(inside))
    dispersion = max(float(copies), overdispersion(dated.by_month()))
    density_mean, density_peak = density_in_areas(frame, surface)
    facts = _facts(
        frame, inside, dated, density=density_mean, period=period, dispersion=dispersion, copies=copies
    )
    score = expected(facts, by=by, surface=surface)
    standing = _standing(score, facts.incidents, frame["area_id"], top=top, seed=seed)
    attempt = tried(frame, inside, score, sites, standing.order)
    p_reporting = share_among_first(attempt.score, top=top, low=reporting[0], high=reporting[1], seed=seed)
    hour_known = bool(inside["hour_known"].any())
    compared = windows(period, dated, hour_known=hour_known) if period is not None else None
    trend = trends(dated, compared, least_dispersion=copies)
    spots = hotspots_in_areas(inside, n, hotspots, sites)
    ahead = _ahead(facts, score)
    table = _table(frame, facts, score=score, standing=standing, trend=trend, spots=spots)
    table = table.assign(
        expected=ahead[0],
        expected_low=ahead[1],
        expected_high=ahead[2],
        density_mean=density_mean,
        density_peak=density_peak,
        main_types=main_types(inside, n),
        main_hours=main_hours(inside, n),
        p_top_reporting=np.append(p_reporting, np.zeros(n - len(p_reporting)))[standing.rank - 1],
    )
    table = _in_order(table, standing)
    return Ranking(
        frame=table,
        by=by,
        score_unit=score.unit,
        top=top,
        findings=(
            *findings(table, score, standing.order, top=top, copies=copies, period=period),
            *sensitivity(attempt, p_reporting, by=by, top=top, reporting=reporting, rows=rows),
        ),
        choices=choices(score, facts, compared, by=by, draws=standing.draws),
    )


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
    inside: pd.DataFrame,
    dated: ByDay,
    *,
    density: Floats,
    period: Period | None,
    dispersion: float,
    copies: int,
) -> Facts:
    """Count what lies in each area."""
    n, area = len(frame), inside["area"].to_numpy()
    weight = weights(inside)
    times = weight if weight is not None else 1
    harm = inside["harm"].to_numpy(dtype=np.float64) if "harm" in inside else None
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
        dispersion=dispersion,
        copies=copies,
        harm_dispersion=float((times * harm**2).sum()) / total if harm is not None and total > 0 else 1.0,
        record=recorded(dated, period, copies=copies),
    )


def _standing(score: Score, incidents: Floats, area_id: pd.Series, *, top: int, seed: int) -> Standing:
    """Rank the areas, and draw how far each rank could be off."""
    n, ranked = len(incidents), int(score.ranked.sum())
    _, alphabetical = np.unique(area_id.astype(str).to_numpy(), return_inverse=True)
    order = np.lexsort((alphabetical, -incidents, -_rounded(score.mean)))  # NaN comes last
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(1, n + 1)
    row_of = np.cumsum(score.ranked) - 1  # of a ranked area, in score.rates
    first = row_of[order[:ranked]]
    rates = Posterior(shape=score.rates.shape[first], rate=score.rates.rate[first])
    drawn = rank_intervals(rates, top=top, seed=seed)
    group = groups(rates)
    rest = n - ranked
    best, worst = np.full(rest, ranked + 1), np.full(rest, n)
    return Standing(
        order=order,
        rank=rank,
        low=np.minimum(np.concatenate([drawn.low, best])[rank - 1], rank),
        high=np.maximum(np.concatenate([drawn.high, worst])[rank - 1], rank),
        p_top=np.concatenate([drawn.p_top, np.zeros(rest)])[rank - 1],
        group=np.concatenate([group, np.full(rest, group.max() + 1)])[rank - 1],
        draws=drawn.draws,
    )


def _rounded(values: Floats) -> Floats:
    """Round to twelve digits that count, so that the order of a sum cannot decide a rank."""
    with np.errstate(divide="ignore"):
        size = np.where(values > 0, np.floor(np.log10(np.where(values > 0, values, 1.0))), 0.0)
    unit = 10.0 ** (size - DIGITS + 1)
    return np.asarray(np.round(values / unit) * unit)


def _ahead(facts: Facts, score: Score) -> tuple[Floats, Floats, Floats]:
    """Return how many incidents to expect in each area in the coming days, whatever the order; NaN without a
    forecast."""
    if facts.record is None:
        unknown = np.full(len(facts.incidents), np.nan)
        return unknown, unknown, unknown
    of_incidents = score.coming if score.unit == "per_km2_year" else None
    return (of_incidents or incidents_ahead(facts, facts.record)).expected()


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
        hotspot_share=np.nan_to_num(_ratio(spots.incidents, incidents)),
        group=standing.group,
        share=incidents / max(incidents.sum(), 1.0),
        area_km2=km2,
        rate_per_1000=incidents / facts.population * 1000 / facts.years,
        harm_per_km2_year=_ratio(harm / facts.years, km2),
        hotspots=spots.count,
        hotspot_ids=spots.ids,
        recent=trend.recent,
        before=trend.before,
        trend=trend.said,
        trend_p=trend.p,
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    return np.asarray(above / np.where(below > 0, below, np.nan))


def _in_order(table: gpd.GeoDataFrame, standing: Standing) -> gpd.GeoDataFrame:
    """Sort by rank, and add up the shares from the top."""
    table = table.iloc[standing.order].reset_index(drop=True)
    table = table.assign(cumulative_share=table["incidents"].cumsum() / max(table["incidents"].sum(), 1))
    return gpd.GeoDataFrame(table[list(RANKING_COLUMNS)], geometry="geometry", crs=table.crs)
