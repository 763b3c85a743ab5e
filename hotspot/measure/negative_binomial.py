"""How far counts lie around what was expected: by chance, by bursts, and because places drift.

A count with a given mean is taken for negative binomial with variance mean (1 + bursts) + drift mean²: the
first part is chance, the second grows with the mean (incidents in series, few incidents to learn from), the
third with its square (places change, whatever their size). Both numbers come from earlier forecasts and what
followed them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, gammaln, ndtri

if TYPE_CHECKING:
    from hotspot.schema import Floats

BURSTS = np.r_[0.0, np.geomspace(0.02, 5.0, 16)]  # tried for what grows with the mean …
DRIFTS = np.r_[0.0, np.geomspace(0.002, 1.0, 18)]  # … and with its square
NOTHING = 1e-12
ALMOST_POISSON = 1e-6  # this close to a Poisson distribution it is one


def distribution(mean: Floats, bursts: float, drift: float) -> tuple[Floats, Floats]:
    """Return size and probability (n,) of the distribution with variance mean (1 + bursts) + drift mean².

    >>> [round(float(number), 6) for number in distribution(np.float64(4.0), 0.5, 0.125)]
    [4.0, 0.5]
    """
    mean = np.maximum(mean, NOTHING)
    excess = np.maximum(bursts + drift * mean, ALMOST_POISSON)
    return np.asarray(mean / excess), np.asarray(1 / (1 + excess))


def log_likelihood(counts: Floats, mean: Floats, bursts: float, drift: float) -> Floats:
    """Return the log-probability (m,) of each count; weighted counts, which need not be whole, are
    allowed."""
    size, chance = distribution(mean, bursts, drift)
    return np.asarray(
        gammaln(counts + size)
        - gammaln(size)
        - gammaln(counts + 1)
        + size * np.log(chance)
        + counts * np.log1p(-chance)
    )


def fit_variance(mean: Floats, followed: Floats) -> tuple[float, float]:
    """Return (bursts, drift) of the counts `followed` (m,) around their `mean` (m,).

    Not the likeliest pair but the mean over a ladder of both, each pair weighted by how likely it makes the
    counts, all values up to the ladder's end being as good beforehand: with few counts the likeliest pair is
    often (0, 0), which nothing has proved.
    """
    fits = np.array(
        [
            [log_likelihood(followed, mean, bursts, drift).sum() for drift in DRIFTS.tolist()]
            for bursts in BURSTS.tolist()
        ]
    )
    weight = np.exp(fits - fits.max()) * np.outer(np.gradient(BURSTS), np.gradient(DRIFTS))
    weight /= weight.sum()
    return float(weight.sum(axis=1) @ BURSTS), float(weight.sum(axis=0) @ DRIFTS)


def interval(mean: Floats, bursts: float, drift: float, *, probability: float) -> tuple[Floats, Floats]:
    """Return the counts (n,), both included, between which a count lies with a chance nearest to
    `probability`.

    Equal tails cut at whole counts hold more than was asked for, far more where the mean is small. So each
    end may give up its outermost count where that brings the chance nearer. Where even that is coarse it
    stays so: with 0.2 expected incidents, none has a chance of 82 %, none or one of 98 %.

    >>> interval(np.array([0.5]), 0.0, 0.0, probability=0.9)
    (array([0.]), array([1.]))
    """
    size, chance = distribution(mean, bursts, drift)
    tail = (1 - probability) / 2
    lowest, highest = (_quantile(p, size, chance) for p in (tail, 1 - tail))
    low, high, off = lowest, highest, np.full(len(mean), np.inf)
    for given_up_below, given_up_above in ((0, 0), (0, 1), (1, 0), (1, 1)):
        first, last = lowest + given_up_below, highest - given_up_above
        held = _up_to(last, size, chance) - _up_to(first - 1, size, chance)
        nearer = (first <= last) & (np.abs(held - probability) < off - NOTHING)
        low, high = np.where(nearer, first, low), np.where(nearer, last, high)
        off = np.where(nearer, np.abs(held - probability), off)
    return low, high


def _up_to(count: Floats, size: Floats, chance: Floats) -> Floats:
    """Return the probability (n,) of at most `count`, which may be -1."""
    return np.asarray(betainc(size, np.maximum(count, -1.0) + 1, chance))


def _quantile(probability: float, size: Floats, chance: Floats) -> Floats:
    """Return the lowest counts (n,) up to which a count lies with this `probability` at least.

    From the Cornish-Fisher approximation, steps up and down double until the count lies between, then halve.
    """
    z, mean, spread = ndtri(probability), size * (1 - chance) / chance, np.sqrt(size * (1 - chance)) / chance
    skewed = (z**2 - 1) / 6 * (2 - chance) / chance  # spread times skewness is (2 - chance) / chance
    guess = np.floor(np.maximum(mean + z * spread + skewed, 0.0))
    below, above, step = guess - 1, guess, 1.0
    while (short := _up_to(above, size, chance) < probability).any():
        below, above, step = np.where(short, above, below), np.where(short, above + step, above), 2 * step
    step = 1.0
    while (beyond := (below >= 0) & (_up_to(below, size, chance) >= probability)).any():
        above, below = np.where(beyond, below, above), np.where(beyond, np.maximum(below - step, -1.0), below)
        step *= 2
    while (apart := above - below > 1).any():
        middle = np.where(apart, np.floor((below + above) / 2), above)
        reached = _up_to(middle, size, chance) >= probability
        above, below = np.where(reached, middle, above), np.where(reached, below, middle)
    return above
