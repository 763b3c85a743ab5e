"""What is said about a ranking: what the tool decided by itself, and how far the order can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.drift import PLACES, city_drift
from hotspot.measure.gamma_poisson import FEWEST_AREAS, moments
from hotspot.measure.ranks import first_areas
from hotspot.measure.surroundings import SCALES
from hotspot.schema import FEWEST_RESIDENTS, LANGUAGES, Choice, Finding

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.measure.intensity import Forecast
    from hotspot.rank.reasons import Windows
    from hotspot.rank.score import By, Facts, Score
    from hotspot.schema import Ints, Period

MOST_FOR_EXACT_SETS = 500  # every pair of areas is tested
MOST_DISPERSION = 3.0  # of counts that are divided by it and tested as if they were Poisson
WIDE = 0.5  # of the list
FEWEST_INCIDENTS = 30
YEAR_DAYS = 365


def findings(
    table: gpd.GeoDataFrame,
    score: Score,
    order: Ints,
    *,
    top: int,
    copies: int,
    period: Period | None,
    compared: Windows | None,
) -> tuple[Finding, ...]:
    """Return what was noticed.

    `table` is the ranking, `order` the rows of the areas frame in that order, `copies` how often every record
    occurs, `compared` what the trend compares.
    """
    ranked = table[table["score"].notna()]
    n = len(ranked)
    numbers: dict[str, str | int | float] = {
        "top": top,
        "areas": len(table),
        "percent": round(100 * float(ranked["share"].head(top).sum())),
    }
    counted = {"groups": int(ranked["group"].max()), "areas": n}
    said = [
        *_thin(int(table["incidents"].sum()), period),
        Finding(code="rank_groups_led", level="info", values=counted),
    ]
    if top < n:
        said.append(Finding(code="top_share", level="info", values=numbers))
    said += _not_separate(ranked)
    said += _list_of_first(score, table, order, top=top)
    wide = int((ranked["rank_high"] - ranked["rank_low"] + 1 > WIDE * n).sum()) if n > 2 else 0
    if wide:
        said.append(Finding(code="rank_wide", level="info", values={"count": wide, "areas": n}))
    if n < len(table):
        values = {"count": len(table) - n, "areas": len(table), "fewest": FEWEST_RESIDENTS}
        said.append(Finding(code="rank_few_residents", level="warning", values=values))
    if compared is None and period is not None:
        said.append(Finding(code="rank_no_trend", level="info", values={"days": period.days}))
    if copies > 1:
        said.append(Finding(code="rank_copies", level="warning", values={"copies": copies}))
    return tuple(said)


def _not_separate(ranked: gpd.GeoDataFrame) -> list[Finding]:
    """Say how many areas cannot be told from the first."""
    first, others = ranked.iloc[0], int((ranked["group"] == 1).sum()) - 1
    if not others:
        return []
    values: dict[str, str | int | float] = {
        "name": str(first["name"]) or str(first["area_id"]),
        "count": others,
    }
    values |= {f"name_{language}": str(first[f"name_{language}"]) for language in LANGUAGES}
    return [Finding(code="top_not_separate", level="warning", values=values)]


def _thin(incidents: int, period: Period | None) -> list[Finding]:
    """Warn where there is too little to rank by: few incidents, or less than a year."""
    said = []
    if incidents < FEWEST_INCIDENTS:
        values = {"incidents": incidents, "fewest": FEWEST_INCIDENTS}
        said.append(Finding(code="rank_few_incidents", level="warning", values=values))
    if period is not None and period.days < YEAR_DAYS:
        values = {"days": period.days}
        said.append(Finding(code="rank_short_period", level="warning", values=values))
    return said


def _list_of_first(score: Score, table: gpd.GeoDataFrame, order: Ints, *, top: int) -> list[Finding]:
    """Say which areas surely belonged to the first `top` of the period, and how many others could have.

    All statements together hold at 95 %, whatever the model says. The test is made for whole counts: where
    they vary more than by chance they are divided and rounded down, which is said; where they vary far more,
    as sums of weights do, no such test is offered.
    """
    n = len(score.counts)
    no_counts = score.prior is None and score.coming is None
    if no_counts or not top < n <= MOST_FOR_EXACT_SETS or score.dispersion > MOST_DISPERSION:
        return []
    sure, maybe = first_areas(np.floor(score.counts / score.dispersion), score.exposure, top=top)
    values: dict[str, str | int | float] = {
        "top": top,
        "count": int(sure.sum() + maybe.sum()),
        "dispersion": _short(score.dispersion),
    }
    code = "top_list_divided" if score.dispersion > 1 else "top_list"
    said = [Finding(code=code, level="info", values=values)]
    if sure.any():
        everywhere = np.zeros(len(table), dtype=np.bool_)
        everywhere[score.ranked] = sure
        values = {"top": top, "others": int(maybe.sum()), **_named(table[everywhere[order]])}
        said.append(Finding(code="top_sure", level="info", values=values))
    return said


def _named(areas: gpd.GeoDataFrame) -> dict[str, str | int | float]:
    """Return the names of the areas in one line, in the data's own language and in each of ours."""
    own = areas["name"].where(areas["name"] != "", areas["area_id"].astype(str))
    names: dict[str, str | int | float] = {"name": ", ".join(own)}
    for language in LANGUAGES:
        local = areas[f"name_{language}"]
        names[f"name_{language}"] = ", ".join(local.where(local != "", own))
    return names


def choices(
    score: Score, facts: Facts, compared: Windows | None, *, by: By, draws: int
) -> tuple[Choice, ...]:
    """Return what was decided: how far a neighbourhood reaches, how much it weighs, how noisy counts are."""
    made = [
        *(_forecast(score.coming.forecast) if score.coming else _from_period(score, facts, by)),
        Choice(name="rank.draws", value=draws, why="rank_draws"),
    ]
    if compared is not None:
        last_day = compared.end - np.timedelta64(1, "D")
        days: dict[str, str | int | float]
        days = {"now": compared.days_now, "before": compared.days_before, "end": str(last_day)}
        made.append(
            Choice(
                name="trend.window_days", value=compared.days_now, unit="d", why="trend_window", values=days
            )
        )
    return tuple(made)


def _from_period(score: Score, facts: Facts, by: By) -> list[Choice]:
    """Say what the estimate of the period itself rests on, and how far the year after it may stray."""
    rests_on = [*_prior(score, by), _dispersion(score, facts, by)]
    if not facts.dated:
        return rests_on
    level = round(100 * city_drift(facts.years) ** 0.5)
    return [*rests_on, _drift(PLACES, level=level, why="score_drift_rule")]


def _drift(places: float, *, level: int, why: str) -> Choice:
    """Say by how much places drift, as a share, and how far the city's level was or may be missed, in %."""
    return Choice(name="score.drift_percent", value=round(100 * places), why=why, values={"level": level})


def _forecast(ahead: Forecast) -> list[Choice]:
    """Say how far ahead, learned from how many earlier forecasts, what weighs how much, and how far places
    drift."""
    own, around, city = (round(100 * part) for part in ahead.parts())
    weights: dict[str, str | int | float] = {"around": around, "city": city}
    drift = float(np.sqrt(max(ahead.drift - ahead.miss**2, 0.0)))
    return [
        Choice(name="score.horizon_days", value=ahead.days, unit="d", why="score_horizon"),
        Choice(name="score.earlier_forecasts", value=len(ahead.origins), why="score_earlier"),
        Choice(name="score.own_percent", value=own, why="score_own", values=weights),
        _drift(drift, level=round(100 * ahead.miss), why="score_drift"),
    ]


def _dispersion(score: Score, facts: Facts, by: By) -> Choice:
    """Say how many times as much as Poisson counts the counts vary, and where that number comes from."""
    why = "score_poisson"
    if by == "harm":
        why = "score_dispersion_harm"
    elif facts.copies > 1 and score.dispersion == facts.copies:
        why = "score_dispersion_copies"
    elif score.dispersion > 1:
        why = "score_dispersion"
    values = {"counts": _short(facts.dispersion), "weights": _short(facts.harm_dispersion)}
    return Choice(name="score.dispersion", value=_short(score.dispersion), why=why, values=values)


def _prior(score: Score, by: By) -> list[Choice]:
    """Return scale and shape of the prior, with what else was tried."""
    prior = score.prior
    if prior is None:
        return []
    few = len(score.counts) < FEWEST_AREAS
    shape = Choice(
        name="score.prior_shape",
        value=_short(prior.heterogeneity),
        why="prior_shape_few" if few else "prior_shapes",
        alternatives=_by_moments(score),
    )
    tried = zip(SCALES, prior.scales_m, strict=False)
    others = tuple((f"{scale:g} × spacing", _short(m)) for scale, m in tried if m != prior.scale_m)
    if prior.scale_m is not None:
        scale = Choice(
            name="score.prior_scale_m",
            value=_short(prior.scale_m),
            unit="m",
            why="prior_scale",
            alternatives=others,
        )
        return [scale, shape]
    why = "prior_scale_count" if by == "count" else "prior_scale_city" if others else "prior_scale_few"
    return [Choice(name="score.prior_scale_m", value="city", why=why, alternatives=others), shape]


def _by_moments(score: Score) -> tuple[tuple[str, float], ...]:
    """Return the shape by the method of moments, if the areas differ by more than chance at all."""
    mean, variance = moments(score.counts / score.dispersion, score.exposure)
    return (("moments, whole city", _short(mean**2 / variance)),) if variance > 0 else ()


def _short(value: float) -> float:
    """Keep six digits that count."""
    return float(np.format_float_positional(value, precision=6, fractional=False))
