"""What is said about a ranking: what the tool decided by itself, and how far the order can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gamma_poisson import SCALES, moments
from hotspot.measure.ranks import rank_sets
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.rank.reasons import Windows
    from hotspot.rank.score import Score

MOST_FOR_EXACT_SETS = 500  # every pair of areas is tested
WIDE = 0.5  # of the list


def findings(table: gpd.GeoDataFrame, score: Score, *, top: int, copies: int) -> tuple[Finding, ...]:
    """Return what was noticed; `table` is the ranking in order, `copies` how often every record occurs."""
    ranked = table[table["score"].notna()]
    n, first = len(ranked), ranked.iloc[0]
    numbers: dict[str, str | int | float] = {
        "top": min(top, n),
        "areas": len(table),
        "percent": round(100 * float(ranked["share"].head(top).sum())),
    }
    said = [
        Finding(code="rank_groups", level="info", values={"groups": int(ranked["group"].max()), "areas": n}),
        Finding(code="top_share", level="info", values=numbers),
    ]
    not_separate = int((ranked["group"] == 1).sum()) - 1
    if not_separate:
        name = str(first["name"]) or str(first["area_id"])
        numbers = {"name": name, "count": not_separate}
        said.append(Finding(code="top_not_separate", level="warning", values=numbers))
    said += _list_of_first(score, top)
    wide = int((ranked["rank_high"] - ranked["rank_low"] + 1 > WIDE * n).sum()) if n > 2 else 0
    if wide:
        said.append(Finding(code="rank_wide", level="info", values={"count": wide, "areas": n}))
    if n < len(table):
        values = {"count": len(table) - n, "areas": len(table)}
        said.append(Finding(code="rank_no_population", level="warning", values=values))
    if copies > 1:
        said.append(Finding(code="rank_copies", level="warning", values={"copies": copies}))
    return tuple(said)


def _list_of_first(score: Score, top: int) -> list[Finding]:
    """Say how many areas could belong to the first `top`, all together at 95 %, whatever the model says."""
    n = len(score.counts)
    if score.prior is None or not top < n <= MOST_FOR_EXACT_SETS:
        return []
    best, _ = rank_sets(score.counts / score.dispersion, score.exposure)
    values = {"top": top, "count": int((best <= top).sum())}
    return [Finding(code="top_list", level="info", values=values)]


def choices(score: Score, compared: Windows | None, *, draws: int) -> tuple[Choice, ...]:
    """Return what was decided: how far a neighbourhood reaches, how much it weighs, how noisy counts are."""
    why = "score_dispersion" if score.dispersion > 1 else "score_poisson"
    made = [
        *_prior(score),
        Choice(name="score.dispersion", value=_short(score.dispersion), why=why),
        Choice(name="rank.draws", value=draws, why="rank_draws"),
    ]
    if compared is not None:
        days: dict[str, str | int | float]
        days = {"now": compared.days_now, "before": compared.days_before, "end": str(compared.end - 1)}
        made.append(
            Choice(
                name="trend.window_days", value=compared.days_now, unit="d", why="trend_window", values=days
            )
        )
    return tuple(made)


def _prior(score: Score) -> list[Choice]:
    """Return scale and shape of the prior, with what else was tried."""
    prior = score.prior
    if prior is None:
        return []
    tried = zip(SCALES, prior.scales_m, strict=False)
    others = tuple((f"{scale:g} × spacing", _short(m)) for scale, m in tried if m != prior.scale_m)
    shape = Choice(
        name="score.prior_shape",
        value=_short(prior.heterogeneity),
        why="prior_shape",
        alternatives=_by_moments(score),
    )
    if prior.scale_m is None:
        return [
            Choice(name="score.prior_scale_m", value="city", why="prior_scale_city", alternatives=others),
            shape,
        ]
    scale = Choice(
        name="score.prior_scale_m",
        value=_short(prior.scale_m),
        unit="m",
        why="prior_scale",
        alternatives=others,
    )
    return [scale, shape]


def _by_moments(score: Score) -> tuple[tuple[str, float], ...]:
    """Return the shape by the method of moments, if the areas differ by more than chance at all."""
    mean, variance = moments(score.counts / score.dispersion, score.exposure)
    return (("moments, whole city", _short(mean**2 / variance)),) if variance > 0 else ()


def _short(value: float) -> float:
    """Keep six digits that count."""
    return float(np.format_float_positional(value, precision=6, fractional=False))
