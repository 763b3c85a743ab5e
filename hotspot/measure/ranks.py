"""How sure a rank is: its interval, the chance to be among the first, areas that cannot be told apart.

Two answers. From the posterior rates: intervals that hold for one area at a time and are not wider than
needed. From the counts alone: exact rank sets, wider, that may be quoted for the whole list at once ("these
are the first five"). The plain bootstrap is not offered: with near-ties it holds far less often than it
says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import betainc

from hotspot.measure.false_discovery import benjamini_hochberg

if TYPE_CHECKING:
    from hotspot.measure.gamma_poisson import Posterior
    from hotspot.schema import Bools, Floats, Ints

LEVEL = 0.95
MOST_DRAWS, FEWEST_DRAWS = 4_000, 400
RANKS_KEPT = 20_000_000  # draws times areas: 80 MB as 32-bit numbers
CHUNK = 1_000_000  # draws times areas at a time: 8 MB for each array while drawing


@dataclass(frozen=True, kw_only=True)
class RankIntervals:
    """95 % interval of each area's rank, `low` (best) to `high` (worst), both (n,); `p_top` (n,) the
    probability of being among the first `top`; `draws` how many times the city was drawn."""

    low: Ints
    high: Ints
    p_top: Floats
    draws: int


def rank_intervals(rates: Posterior, *, top: int, seed: int) -> RankIntervals:
    """Draw the rates of all areas together again and again, and see which ranks each area takes.

    Rank 1 is the highest rate. 4,000 draws; from 5,000 areas on fewer, so that draws × areas stays at
    20 million, but never fewer than 400. Same areas, same order, same seed: same intervals.
    """
    n = len(rates.shape)
    draws = int(np.clip(RANKS_KEPT // max(n, 1), FEWEST_DRAWS, MOST_DRAWS))
    ranks = np.empty((n, draws), dtype=np.int32)
    generator = np.random.default_rng(seed)
    step = max(1, CHUNK // max(n, 1))
    for first in range(0, draws, step):
        drawn = generator.standard_gamma(rates.shape, size=(min(step, draws - first), n)) / rates.rate
        order = np.argsort(-drawn, axis=1, kind="stable")
        np.put_along_axis(
            ranks[:, first : first + step].T, order, np.arange(1, n + 1, dtype=np.int32), axis=1
        )
    p_top = np.mean(ranks <= top, axis=1)
    tail = (1 - LEVEL) / 2
    best, worst = int(np.floor(tail * draws)), int(np.ceil((1 - tail) * draws)) - 1
    ranks.partition([best, worst], axis=1)
    return RankIntervals(
        low=ranks[:, best].astype(np.int64), high=ranks[:, worst].astype(np.int64), p_top=p_top, draws=draws
    )


def p_higher(first: Posterior, others: Posterior) -> Floats:
    """Return the probability that the rate of `first` (one area) is above each of the others'.

    For independent gamma rates, G₂ / (G₁ + G₂) of the unscaled ones is Beta(shape₂, shape₁).
    """
    return np.asarray(betainc(others.shape, first.shape, others.rate / (first.rate + others.rate)))


def groups(rates: Posterior) -> Ints:
    """Number the groups of areas that cannot be told apart from the first of their group, from 1.

    The areas come in order of rank. An area joins the group as long as the group's first is above it with a
    probability of less than 97.5 %; the first area for which that fails opens the next group.
    """
    n = len(rates.shape)
    group = np.zeros(n, dtype=np.int64)
    leader, number = 0, 0
    while leader < n:
        number += 1
        after = _first_apart(rates, leader)
        group[leader:after] = number
        leader = after
    return group


def _first_apart(rates: Posterior, leader: int) -> int:
    """Return the first place after `leader` that is clearly lower; looks at longer and longer stretches."""
    n, start, length = len(rates.shape), leader + 1, 16
    while start < n:
        stretch = slice(start, start + length)
        apart = p_higher(_of(rates, slice(leader, leader + 1)), _of(rates, stretch)) >= 1 - (1 - LEVEL) / 2
        if apart.any():
            return start + int(np.argmax(apart))
        start, length = start + length, 2 * length
    return n


def _of(rates: Posterior, part: slice) -> Posterior:
    return type(rates)(shape=rates.shape[part], rate=rates.rate[part])


def rank_sets(
    counts: Floats, exposure: Floats | None = None, *, simultaneous: bool = True, level: float = LEVEL
) -> tuple[Ints, Ints]:
    """Return best and worst rank (n,) that the counts do not exclude, exactly, whatever the true rates are.

    Given the sum of two Poisson counts, the first is binomial with its part of the `exposure` (one half
    without): an exact one-sided test for every ordered pair, adjusted by Holm over all pairs (`simultaneous`:
    all sets hold together with probability `level`) or over the pairs of one area (each set holds by itself).
    Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91, 476. Memory grows with n².

    >>> rank_sets(np.array([60.0, 20.0, 22.0]))[0]
    array([1, 2, 2])
    """
    p = _pairwise(counts, np.ones_like(counts) if exposure is None else exposure)
    above, below = (_all_pairs if simultaneous else _own_pairs)(p, 1 - level)
    return 1 + above, len(counts) - below


def first_areas(counts: Floats, exposure: Floats | None = None, *, top: int) -> tuple[Bools, Bools]:
    """Say which areas (n,) are surely among the first `top`, and which may be but are not surely.

    From the exact sets that hold all together: whatever the true rates are, every one of these statements is
    right at once with a probability of at least 95 %. No more than `top` areas are sure.

    >>> sure, maybe = first_areas(np.array([900.0, 400.0, 390.0, 50.0]), top=2)
    >>> sure.tolist(), maybe.tolist()
    ([True, False, False, False], [False, True, True, False])
    """
    best, worst = rank_sets(counts, exposure)
    return worst <= top, (best <= top) & (worst > top)


def _pairwise(counts: Floats, exposure: Floats) -> Floats:
    """Return p[j, k] of the claim that the rate of j is above that of k; 1 on the diagonal."""
    x, total = counts[:, None], counts[:, None] + counts
    part = exposure[:, None] / (exposure[:, None] + exposure)
    p = np.where(x > 0, betainc(np.maximum(x, 1), total - x + 1, part), 1.0)
    np.fill_diagonal(p, 1.0)
    return np.asarray(p)


def _all_pairs(p: Floats, alpha: float) -> tuple[Ints, Ints]:
    """Return for each area how many are above it and how many below it, adjusted over all pairs."""
    pairs = ~np.eye(len(p), dtype=bool)
    higher = np.zeros(p.shape, dtype=bool)
    higher[pairs] = p_adjust(p[pairs], "holm") <= alpha
    return higher.sum(axis=0), higher.sum(axis=1)


def _own_pairs(p: Floats, alpha: float) -> tuple[Ints, Ints]:
    """Return for each area how many are above it and how many below it, adjusted over its own pairs only."""
    n = len(p)
    above, below = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for j in range(n):
        others = np.arange(n) != j
        both = p_adjust(np.concatenate([p[others, j], p[j, others]]), "holm") <= alpha
        above[j], below[j] = both[: n - 1].sum(), both[n - 1 :].sum()
    return above, below


def p_adjust(p: Floats, method: Literal["holm", "by"]) -> Floats:
    """Return p-values (n,) adjusted for testing all of them at once.

    Holm (1979) holds the chance of any false alarm; Benjamini & Yekutieli (2001) the share of false ones
    among the alarms, whatever the dependence of the tests.

    >>> p_adjust(np.array([0.01, 0.04, 0.03]), "holm")
    array([0.03, 0.06, 0.06])
    """
    n = len(p)
    position = np.arange(1, n + 1)
    if method == "by":
        return np.asarray(np.minimum(benjamini_hochberg(p) * np.sum(1 / position), 1.0))
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * (n + 1 - position)), 1.0)
    return adjusted
