"""How the ranking was made, a sentence or two for each step, with the formulas that this run used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.decided import kernel_text
from hotspot.words.phrases import tested_text
from hotspot.words.standing import HORIZON, score_basis

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.words import Words

PRIOR_SCALE = "score.prior_scale_m"  # "city" where an area leans on no surroundings
HDBSCAN = "hot_spots_hdbscan"
# What a count is spread over, with a period and without.
EXPOSURES = {
    "score": ("km2_years", "km2"),
    "harm": ("km2_years", "km2"),
    "count": ("years", "one"),
    "rate": ("residents_years", "residents"),
}


def method_texts(result: Result, words: Words) -> list[str]:
    """Return how the ranking was made, in the order of the steps."""
    surface, spots = result.surface, result.hotspots
    by_hdbscan = any(finding.code == HDBSCAN for finding in result.findings)
    found = "report.method.hotspots_hdbscan" if by_hdbscan else "report.method.hotspots"
    return [
        words("report.method.projection", crs=f"{result.crs.name} ({result.crs.srs})"),
        words(
            "report.method.surface",
            kernel=kernel_text(surface.kernel, words),
            bandwidth=surface.bandwidth_m,
            cell=surface.grid.cell_m,
        ),
        words(found, min_samples=spots.min_samples, eps=spots.eps_m),
        tested_text(spots, words),
        words("report.method.hotspot_order"),
        *score_texts(result, words),
        words("report.method.ranks"),
        words("report.method.seed", seed=str(result.seed)),
    ]


def score_texts(result: Result, words: Words) -> list[str]:
    """Return what the score is: a forecast, the estimate of the period itself, or the surface's mean."""
    ranking = result.ranking
    ruled = [words("report.method.score_rule")] if score_basis(result) == "period" else []
    if ranking.by == "density":
        return [words("report.method.score_density"), *ruled]
    decided = {choice.name: choice.value for choice in result.choices}
    if HORIZON in decided:
        days = words("plural.days", count=int(decided[HORIZON]))
        told = [words("report.method.score_ahead", days=days)]
    else:
        exposure = words(f"report.method.exposure.{EXPOSURES[ranking.by][result.period is None]}")
        whose = words(f"report.method.prior.{'city' if decided.get(PRIOR_SCALE) == 'city' else 'around'}")
        told = [words("report.method.score", exposure=exposure, whose=whose), *ruled]
    return [*told, words("report.method.score_harm")] if ranking.by == "harm" else told
