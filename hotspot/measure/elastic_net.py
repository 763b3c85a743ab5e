"""Counts explained by several things at once, held back by a penalty so that few data do not tell tales.

Poisson regression with the elastic net: slopes are drawn towards 0, and those that explain little are 0. It
is what risk-terrain modelling selects its factors with (Caplan & Kennedy 2016, Risk Terrain Modeling, ch. 3).
scikit-learn has the ridge part only (PoissonRegressor), which serves as an independent value in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

MIX = 0.5  # how much of the penalty is on absolute slopes, the rest on squared ones
MOST_STEPS, MOST_SWEEPS, MOST_HALVINGS = 100, 1_000, 40
CLOSE = 1e-9
HOPELESS = 500.0  # log rates beyond it come from steps that are far too long; their exponent would overflow
PENALTIES, SPAN = 30, 1e-3  # tried from the least that makes all slopes 0 down to this part of it


@dataclass(frozen=True, kw_only=True)
class PoissonFit:
    """log(expected count / exposure) = intercept + x · slopes."""

    intercept: float
    slopes: Floats

    def expected(self, x: Floats, exposure: Floats) -> Floats:
        """Return the expected counts (n,) at `x` (n, p)."""
        return np.asarray(exposure * np.exp(self.intercept + x @ self.slopes))


def poisson_elastic_net(
    x: Floats, counts: Floats, exposure: Floats, *, penalty: float, mix: float = MIX
) -> PoissonFit:
    """Return the fit of `counts` (n,) with `exposure` (n,) on `x` (n, p), which is standardised inside.

    Minimises (1/n) Σ (μ − y log μ) + penalty (mix Σ|b| + (1 − mix)/2 Σ b²) over the intercept and the slopes
    b of standardised x, by Newton steps each solved by coordinate descent and halved until the sum falls:
    Friedman, Hastie & Tibshirani (2010), J. Statistical Software 33(1), sections 2 and 3. A constant column
    has slope 0. Some count has to be above 0 and `penalty` above 0.
    """
    centre, scale, design = _standardised(x)
    sizes = penalty * np.append(0.0, np.where(scale > 0, 1.0, 0.0))  # the intercept is free
    found = np.append(np.log(counts.sum() / exposure.sum()), np.zeros(x.shape[1]))

    def objective(at: Floats) -> float:
        log_rate = np.minimum(design @ at, HOPELESS)
        fit = (exposure * np.exp(log_rate) - counts * log_rate).mean()
        return float(fit + sizes @ (mix * np.abs(at) + (1 - mix) / 2 * at**2))

    value = objective(found)
    for _ in range(MOST_STEPS):
        expected = exposure * np.exp(design @ found)
        curve = design.T @ (design * expected[:, None]) / len(counts)
        target = curve @ found + design.T @ (counts - expected) / len(counts)
        step = _descend(curve, target, found, sizes, mix) - found
        for _ in range(MOST_HALVINGS):
            new = objective(found + step)
            if new <= value + CLOSE * abs(value):
                break
            step /= 2
        found, value = found + step, new
        if np.abs(step).max() < CLOSE:
            break
    slopes = found[1:] / np.where(scale > 0, scale, 1.0)
    return PoissonFit(intercept=float(found[0] - slopes @ centre), slopes=slopes)


def penalties(x: Floats, counts: Floats, exposure: Floats, *, mix: float = MIX) -> Floats:
    """Return the penalties to try, from the least that makes every slope 0 downwards, even in logarithms."""
    _, _, design = _standardised(x)
    expected = exposure * counts.sum() / exposure.sum()
    pull = np.abs(design[:, 1:].T @ (counts - expected)).max(initial=0.0) / len(counts)
    return np.asarray(max(pull / mix, CLOSE) * np.geomspace(1.0, SPAN, PENALTIES))


def cross_validated(
    x: Floats, counts: Floats, exposure: Floats, *, tried: Floats, folds: Ints, mix: float = MIX
) -> float:
    """Return which of the `tried` penalties forecasts best, by the deviance of the parts left out.

    `folds` (n,) is the part that each row belongs to. Hastie et al. (2009), Elements of Statistical Learning,
    7.10; their rule of one standard error keeps nothing at all where rows are few and counts overdispersed.
    """
    parts = np.unique(folds)
    losses = np.empty((len(parts), len(tried)))
    for i, part in enumerate(parts):
        out = folds == part
        for j, penalty in enumerate(tried):
            fit = poisson_elastic_net(x[~out], counts[~out], exposure[~out], penalty=penalty, mix=mix)
            losses[i, j] = deviance(counts[out], fit.expected(x[out], exposure[out])) / out.sum()
    return float(tried[losses.mean(axis=0).argmin()])


def deviance(counts: Floats, expected: Floats) -> float:
    """Return the Poisson deviance, 2 Σ (y log(y/μ) − y + μ)."""
    some = counts > 0
    logs = np.where(some, counts * np.log(np.where(some, counts, 1.0) / expected), 0.0)
    return float(2 * (logs - counts + expected).sum())


def _standardised(x: Floats) -> tuple[Floats, Floats, Floats]:
    """Return centre and scale of the columns (p,), and the design (n, p + 1) with a first column of ones."""
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > CLOSE, scale, 0.0)
    standard = np.where(scale > 0, (x - centre) / np.where(scale > 0, scale, 1.0), 0.0)
    return centre, scale, np.column_stack([np.ones(len(x)), standard])


def _descend(curve: Floats, target: Floats, start: Floats, sizes: Floats, mix: float) -> Floats:
    """Minimise ½ b·curve·b − target·b with the penalty, one coordinate after the other until none moves."""
    found = start.copy()
    for _ in range(MOST_SWEEPS):
        moved = 0.0
        for j in range(len(found)):
            if curve[j, j] <= 0:
                continue
            pull = target[j] - curve[j] @ found + curve[j, j] * found[j]
            shrunk = np.sign(pull) * max(abs(pull) - sizes[j] * mix, 0.0)
            new = shrunk / (curve[j, j] + sizes[j] * (1 - mix))
            moved, found[j] = max(moved, abs(new - found[j])), new
        if moved < CLOSE / 10:
            break
    return found
