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
    """Where each area stands, all (n,) in the order of the areas frame, but for `order`: its rows by rank,
    then those without one. Whole numbers, NaN for an area without a rank."""

    order: Ints
    rank: Floats | Ints
    low: Floats | Ints
    high: Floats | Ints
    p_top: Floats
    group: Floats | Ints
    draws: int


def standing_of(score: Score, incidents: Floats, area_id: pd.Series, *, top: int, seed: int) -> Standing:
    """Rank the areas, and draw how far each rank could be off.

    Equal scores (to twelve digits) are ordered by incidents, then by area_id. A rank interval is widened
    where needed to hold the rank itself. Areas that cannot be ranked (by rate, with fewer than 100 residents)
    have no rank.
    """
    ranked = int(score.ranked.sum())
    _, alphabetical = np.unique(area_id.astype(str).to_numpy(), return_inverse=True)
    order = np.lexsort((alphabetical, -incidents, -_rounded(score.mean)))  # NaN comes last
    place = np.arange(1, ranked + 1)
    row_of = np.cumsum(score.ranked) - 1  # of a ranked area, in score.rates
    first = row_of[order[:ranked]]
    rates = Posterior(shape=score.rates.shape[first], rate=score.rates.rate[first])
    drawn = rank_intervals(rates, top=top, seed=seed)
    return Standing(
        order=order,
        rank=in_frame(place, order),
        low=in_frame(np.minimum(drawn.low, place), order),
        high=in_frame(np.maximum(drawn.high, place), order),
        p_top=np.asarray(in_frame(drawn.p_top, order), dtype=np.float64),
        group=in_frame(groups(rates), order),
        draws=drawn.draws,
    )


def in_frame(by_rank: Floats | Ints, order: Ints) -> Floats | Ints:
    """Return values that stand in order of rank in the order of the areas frame, NaN for areas without one.

    >>> in_frame(np.array([1, 2, 3]), np.array([2, 0, 1])), in_frame(np.array([1, 2]), np.array([2, 0, 1]))
    (array([2, 3, 1]), array([ 2., nan,  1.]))
    """
    whole = len(by_rank) == len(order)
    spread = np.empty_like(by_rank) if whole else np.full(len(order), np.nan)
    spread[order[: len(by_rank)]] = by_rank
    return spread


def _rounded(values: Floats) -> Floats:
    """Round to twelve digits that count, so that the order of a sum cannot decide a rank."""
    with np.errstate(divide="ignore"):
        size = np.where(values > 0, np.floor(np.log10(np.where(values > 0, values, 1.0))), 0.0)
    unit = 10.0 ** (size - DIGITS + 1)
    return np.asarray(np.round(values / unit) * unit)
