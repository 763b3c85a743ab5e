"""What several methods say of the same areas, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

METHODS = ("count", "rate", "harm", "density", "cluster", "gi_star")


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How the micro-areas rank by each method: `frame`, one row per area in the order of the consensus, with
    `AGREEMENT_COLUMNS`.

    `methods` are those of METHODS that could be asked (by rate needs residents, by harm weights); the scan
    expected incidents where `scan_by` are; `scan_p` is the p value of its most likely cluster, NaN where it
    found none.
    """

    frame: pd.DataFrame
    methods: tuple[str, ...]
    scan_by: Literal["population", "km2"]
    scan_p: float


AGREEMENT_COLUMNS = (
    "consensus",  # 1 = highest by the median of the ranks below; ties by their mean, then by `rank`
    "area_id",
    "name",
    "rank",  # of the ranking itself
    "median_rank",
    "spread",  # lowest minus highest of the ranks below
    "rank_count",  # incidents; equal areas share the mean of their ranks, NaN where not known
    "rank_rate",  # incidents per 1,000 residents and year
    "rank_harm",  # harm per km² and year
    "rank_density",  # mean of the density surface
    "rank_cluster",  # incidents that lie in hot spots
    "rank_gi_star",  # z of Getis and Ord's Gi* of the incidents per km², with the areas that touch
    "gi_star_z",
    "gi_star_p",  # two-sided, adjusted for the number of areas (false discovery rate)
    "gi_star_significant",  # at 5 %, and above the mean
    "in_scan_cluster",  # in the most likely circle of Kulldorff's scan, where that is significant at 5 %
    "best_by",  # the method that ranks the area highest …
    "worst_by",  # … and lowest
    "depends",  # among the first `top` by one method, not among the first 2 × `top` by another
    "name_en",
    "name_ru",
    "name_kk",
)
