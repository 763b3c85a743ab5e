"""How the number of incidents grows with the size of a venue: twice as large, how many times as many?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from hotspot.schema import Floats

SHAPES = np.geomspace(0.02, 1e4, num=60)
STEPS = 50
STEEPEST = 5.0
CLOSE = 1e-9
SURE_Z = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class SizeEffect:
    """Incidents grow with size to the power of `exponent`, 95 % between `low` and `high`: 0, size does not
    matter; 1, twice as large has twice as many. `shape` is that of the negative binomial."""

    exponent: float
    low: float
    high: float
    shape: float


def size_effect(counts: Floats, size: Floats) -> SizeEffect | None:
    """Fit counts (n,) to size (n,), above 0, by negative-binomial regression on log size; None without any
    incident, with venues of one size only, and where no exponent is the likeliest (all incidents at the
    largest venues, or at the smallest).

    Mean exp(a) · size^b, variance mean + mean² / shape: for each of a ladder of shapes the weighted least
    squares of Nelder & Wedderburn (1972), JRSS A 135, 370; the likeliest shape counts. The interval is
    Wald's: b and the shape are orthogonal (Lawless 1987, Canadian Journal of Statistics 15, 209).

    >>> size = np.array([10.0, 20.0, 40.0, 80.0] * 25)
    >>> effect = size_effect(size / 5, size)
    >>> round(effect.exponent, 2), effect.low < 1 < effect.high
    (1.0, True)
    """
    if counts.sum() <= 0 or np.ptp(size) <= 0:
        return None
    x = np.log(size) - np.log(size).mean()
    fits = [_fitted(counts, x, shape) for shape in SHAPES.tolist()]
    best = max(range(len(fits)), key=lambda i: fits[i][0])
    _, b, error = fits[best]
    if abs(b) >= STEEPEST:
        return None
    return SizeEffect(exponent=b, low=b - SURE_Z * error, high=b + SURE_Z * error, shape=float(SHAPES[best]))


def _fitted(counts: Floats, x: Floats, shape: float) -> tuple[float, float, float]:
    """Return log-likelihood, exponent and its standard error for one shape."""
    a, b = float(np.log(counts.mean())), 0.0
    design = np.stack([np.ones_like(x), x])
    for _ in range(STEPS):
        mean = np.exp(np.clip(a + b * x, -50, 50))
        weight = mean / (1 + mean / shape)
        target = a + b * x + (counts - mean) / mean
        a_new, b_new = np.linalg.solve((design * weight) @ design.T, (design * weight) @ target)
        b_new = float(np.clip(b_new, -STEEPEST, STEEPEST))
        moved = abs(b_new - b) + abs(float(a_new) - a)
        a, b = float(a_new), b_new
        if moved < CLOSE:
            break
    mean = np.exp(np.clip(a + b * x, -50, 50))
    weight = mean / (1 + mean / shape)
    error = float(np.sqrt(np.linalg.inv((design * weight) @ design.T)[1, 1]))
    fit = (
        gammaln(counts + shape)
        - gammaln(shape)
        + shape * np.log(shape / (shape + mean))
        + counts * np.log(mean / (shape + mean))
    ).sum()
    return float(fit), b, error
