"""How unevenly incidents fall on venues, and how unevenly chance alone would let them fall.

With few incidents per venue a J-curve comes of nothing but noise: of 200 equal venues with 400 incidents, the
worst 40 hold 41 %. So every share stands beside the share that equal venues would show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, gammaincc

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

LEVEL = 0.95
TAIL = (1 - LEVEL) / 2
MOST_DRAWS, FEWEST_DRAWS = 1_999, 399
COUNTS_DRAWN = 10_000_000  # draws times venues
CHUNK = 1_000_000  # of them at a time


@dataclass(frozen=True, kw_only=True)
class ByChance:
    """Venues that differ by chance alone, drawn again and again: `share` (d,) of the worst, `none` (d,)
    venues without any, `gini` (d,); `curve` (3, k) is the J-curve: mean, lower and upper end of 95 %."""

    share: Floats
    none: Ints
    gini: Floats
    curve: Floats


def worst_count(venues: int, share: float) -> int:
    """Return how many venues are the worst `share`: rounded up, at least one.

    >>> worst_count(200, 0.2), worst_count(7, 0.2), worst_count(3, 0.2)
    (40, 2, 1)
    """
    return max(1, math.ceil(share * venues - 1e-9))


def top_share(amounts: Floats, worst: int) -> Floats:
    """Return what share the `worst` largest of the last axis hold (…,); NaN where there is nothing.

    >>> top_share(np.array([[6.0, 1.0, 3.0], [0.0, 0.0, 0.0]]), 1).tolist()
    [0.6, nan]
    """
    n = amounts.shape[-1]
    largest = np.partition(amounts, n - worst, axis=-1)[..., n - worst :].sum(axis=-1)
    total = amounts.sum(axis=-1)
    return np.where(total > 0, largest / np.where(total > 0, total, 1.0), np.nan)


def curve_at(amounts: Floats, at: Ints) -> Floats:
    """Return the J-curve: the share that the first `at` (k,) venues hold, the largest first (…, k)."""
    running = np.cumsum(-np.sort(-amounts, axis=-1), axis=-1)
    total = np.where(running[..., -1:] > 0, running[..., -1:], 1.0)
    return np.asarray(running[..., at - 1] / total)


def gini(amounts: Floats) -> Floats:
    """Return the Gini coefficient of the last axis (…,): 0 where all are equal; NaN where there is nothing.

    >>> float(gini(np.array([1.0, 1.0, 1.0]))), float(gini(np.array([0.0, 0.0, 0.0, 1.0])))
    (0.0, 0.75)
    """
    n = amounts.shape[-1]
    rising = np.sort(amounts, axis=-1)
    total = rising.sum(axis=-1)
    weighted = (rising * np.arange(1, n + 1)).sum(axis=-1)
    some = total > 0
    return np.where(some, (2 * weighted / np.where(some, total, 1.0) - n - 1) / n, np.nan)


def sparse_gini(counts: Floats) -> float:
    """Return the Gini coefficient against the evenest spread that so few incidents allow.

    Fewer incidents than venues cannot be even, so the plain coefficient is never near 0. Bernasco & Steenbeek
    (2017), Journal of Quantitative Criminology 33, 451. It still takes chance for concentration.

    >>> sparse_gini(np.array([0.0, 0.0, 1.0, 1.0])), sparse_gini(np.array([0.0, 0.0, 0.0, 2.0]))
    (0.0, 0.5)
    """
    n, total = len(counts), float(counts.sum())
    if total <= 0:
        return math.nan
    weighted = float(np.sort(counts) @ np.arange(1, n + 1)) / total
    return max(1 / total, 1 / n) * (2 * weighted - n - 1) - max(n / total, 1.0) + 1


def even_share(mean: float, share: float) -> float:
    """Return what the worst `share` of many venues hold where every count is Poisson with the same `mean`.

    With T the count above which less than `share` of the venues lie: E[X; X > T] and T for what is missing,
    over the mean; E[X; X > T] is mean · P(X ≥ T).

    >>> round(even_share(2.0, 0.2), 3), round(even_share(0.1, 0.2), 3), round(even_share(100.0, 0.2), 3)
    (0.409, 1.0, 0.228)
    """

    def above(least: int) -> float:
        return 1.0 if least <= 0 else 1.0 - float(gammaincc(least, mean))

    start = max(0, int(mean - 6 * math.sqrt(mean)) - 1)
    at = next(t for t in range(start, start + int(14 * math.sqrt(mean)) + 60) if above(t + 1) < share)
    return min(1.0, (mean * above(at) + at * (share - above(at + 1))) / mean)


def chance_draws(venues: int) -> int:
    """Return how often the venues are drawn: fewer times where there are many of them."""
    return int(np.clip(COUNTS_DRAWN // max(venues, 1), FEWEST_DRAWS, MOST_DRAWS))


def by_chance(
    exposure: Floats, total: int, *, worst: int, at: Ints, dispersion: float = 1.0, seed: int
) -> ByChance:
    """Throw `total` incidents onto venues whose chances are `exposure` (n,), and look how uneven they come.

    `at` (k,) are the places of the curve, in venues. Where counts vary `dispersion` times as much as Poisson
    counts, the draws are negative binomial given their sum, that is Dirichlet-multinomial. The comparison is
    that of Chalfin, Kaplan & Cuellar (2021), Journal of Research in Crime and Delinquency 58, 467.
    """
    generator, n = np.random.default_rng(seed), len(exposure)
    even = exposure / exposure.sum()
    draws, step = chance_draws(n), max(1, CHUNK // n)
    shares, nones, ginis, curves = [], [], [], []
    for first in range(0, draws, step):
        size = min(step, draws - first)
        chances = np.broadcast_to(even, (size, n))
        if dispersion > 1:
            gamma = generator.standard_gamma(total * chances / (dispersion - 1))
            chances = gamma / gamma.sum(axis=1, keepdims=True)
        counts = generator.multinomial(total, chances).astype(np.float64)
        shares.append(top_share(counts, worst))
        nones.append((counts == 0).sum(axis=1))
        ginis.append(gini(counts))
        curves.append(curve_at(counts, at))
    curve = np.concatenate(curves)
    return ByChance(
        share=np.concatenate(shares),
        none=np.concatenate(nones).astype(np.int64),
        gini=np.concatenate(ginis),
        curve=np.stack([curve.mean(axis=0), *np.quantile(curve, [TAIL, 1 - TAIL], axis=0)]),
    )


def held_out(chosen_by: Floats, counted: Floats, worst: int) -> float:
    """Return how much of `counted` (n,) lies at the `worst` venues by `chosen_by` (n,), ties drawn by lot.

    >>> held_out(np.array([5.0, 2.0, 2.0, 0.0]), np.array([4.0, 2.0, 6.0, 1.0]), 2)
    8.0
    """
    limit = np.partition(chosen_by, len(chosen_by) - worst)[len(chosen_by) - worst]
    surely, tied = chosen_by > limit, chosen_by == limit
    part = (worst - surely.sum()) / tied.sum()
    return float(counted[surely].sum() + part * counted[tied].sum())


def binomial_at_least(hits: float, of: float, chance: float) -> float:
    """Return the probability of so many hits or more where each has this `chance`.

    >>> round(binomial_at_least(8, 10, 0.5), 4)
    0.0547
    """
    return float(betainc(hits, of - hits + 1, chance)) if hits > 0 else 1.0
