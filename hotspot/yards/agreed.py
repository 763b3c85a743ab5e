"""How far observers of the same yard agree, item by item, and how far one alone may be off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.agreement import (
    coincidences,
    kappa_interval,
    krippendorff_alpha,
    squared,
    weighted_kappa,
)
from hotspot.schema.yards import ITEMS, WORST, ItemAgreement, Noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats, Ints
    from hotspot.schema.yards import Ratings, Verdict

FEWEST = 10  # yards with two observers under which an interval would be a fiction
ENOUGH = 0.4  # of kappa: below it, observers share little more than chance
DRAWS = 1_000
LEAST_SEEN = 5  # items of an observer in a yard for a score of their own


def agreement_of(rounds: Sequence[Ratings], *, seed: int) -> tuple[ItemAgreement, ...]:
    """Return the agreement on each item, over the yards of all rounds that two observers or more saw."""
    yards = np.concatenate([one.yard for one in rounds])
    return tuple(
        _agreement(item, [one.grades[:, :, k] for one in rounds], yards, seed=seed)
        for k, item in enumerate(ITEMS)
    )


def noise_of(rounds: Sequence[Ratings]) -> Noise:
    """Return how far single observers of one yard differ.

    The standard deviation within yards, pooled (one-way analysis of variance): of the score that each
    observer alone would give, over the items that all of the yard's observers saw, so that severe and lenient
    observers count in full; and of each item's grade. NaN where no yard had two.
    """
    squares, freedom = 0.0, 0
    for one in rounds:
        for yard in one.grades:
            seen = yard[np.isfinite(yard).sum(axis=1) >= LEAST_SEEN]
            shared = np.isfinite(seen).all(axis=0)
            if len(seen) > 1 and shared.sum() >= LEAST_SEEN:
                squares += float(len(seen) * seen[:, shared].mean(axis=1).var())
                freedom += len(seen) - 1
    items = np.array([_within([each.grades[:, :, k] for each in rounds]) for k in range(len(ITEMS))])
    return Noise(score=(squares / freedom) ** 0.5 if freedom else float("nan"), items=items, freedom=freedom)


def _agreement(item: str, grades: Sequence[Floats], yards: Ints, *, seed: int) -> ItemAgreement:
    apart = squared(WORST + 1)
    visited = np.concatenate([coincidences(each, levels=WORST + 1) for each in grades])
    tables = np.zeros((int(yards.max()) + 1, *apart.shape))  # the rounds of one yard are no separate yards
    np.add.at(tables, yards, visited)
    tables = tables[tables.sum(axis=(1, 2)) > 0]
    seen = np.concatenate([np.isfinite(each).sum(axis=1) for each in grades])
    total = tables.sum(axis=0)
    values = total.sum()
    low, high, kappa = float("nan"), float("nan"), float("nan")
    if values:
        kappa = float(weighted_kappa(total, apart))
    if len(tables) >= FEWEST:
        low, high = kappa_interval(tables, apart, draws=DRAWS, seed=seed)
    return ItemAgreement(
        item=item,
        yards=len(tables),
        pairs=int((seen * (seen - 1) // 2).sum()),
        same=float(np.trace(total) / values) if values else float("nan"),
        within_one=float(total[apart <= 1].sum() / values) if values else float("nan"),
        kappa=kappa,
        kappa_low=low,
        kappa_high=high,
        alpha=krippendorff_alpha(total, apart),
        verdict=_verdict(low, high),
    )


def _verdict(low: float, high: float) -> Verdict:
    """Return what can be said of an item's agreement by the whole of its interval."""
    if np.isnan(low):
        return "few"
    if low >= ENOUGH:
        return "agree"
    return "disagree" if high < ENOUGH else "unclear"


def _within(grades: Sequence[Floats]) -> float:
    """Return the standard deviation of single grades (n, observers) within the rows; NaN without any pair."""
    squares, freedom = 0.0, 0
    for each in grades:
        for row in each:
            seen = row[np.isfinite(row)]
            if len(seen) > 1:
                squares, freedom = squares + float(len(seen) * seen.var()), freedom + len(seen) - 1
    return (squares / freedom) ** 0.5 if freedom else float("nan")
