"""Where each area stands in the order, and how far its rank could be off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gamma_poisson import Posterior
from hotspot.measure.ranks import groups, rank_intervals

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.rank.score import Score
    from hotspot.schema import Floats, Ints

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


def standing_of(score: Score, incidents: Floats, area_id: pd.Series, *, top: int, seed: int) -> Standing:
    """Rank the areas, and draw how far each rank could be off.

    Equal scores (to twelve digits) are ordered by incidents, then by area_id. A rank interval is widened
    where needed to hold the rank itself. Areas that cannot be ranked (by rate, with fewer than 100 residents)
    follow at the end with NaN as score, and share the ranks left over.
    """
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
