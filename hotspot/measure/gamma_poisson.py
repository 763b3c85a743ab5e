"""How many incidents to expect in an area: its own count, steadied by what happens around it.

Counts are Poisson with mean rate times exposure (km² times years, or residents times years); the rates are
gamma around the mean of the neighbourhood; so the rate of an area, given its count, is again gamma:
empirical Bayes (Clayton & Kaldor 1987, Biometrics 43, 671) with local means (Marshall 1991, Applied
Statistics 40, 283).

An area's own incidents never enter its own prior: counted twice, they would make its interval too narrow.
How alike areas are is not known either, so a ladder of shapes is averaged, each weighted by how likely it
makes the counts and by a flat prior on the variance of the rates (Morris 1983, JASA 78, 47). And because the
tails of a gamma are light, every area has a small chance of a vague prior: one with ten times the incidents
of all around it then keeps to its own count (robust mixture prior: Schmidli et al. 2014, Biometrics 70,
1023).

A limit: where an area has an incident or none on average, no count of its own can show that it stands out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv, gammaln, logsumexp

from hotspot.measure.surroundings import SCALES, neighbour_sums, spacing

if TYPE_CHECKING:
    from hotspot.schema import Floats

SHAPES = np.geomspace(0.05, 1e4, num=25)  # 1 / squared variation of the true rates around their prior mean
FEWEST_AREAS = 5  # with fewer, nothing is learned of the shape …
VAGUE_SHAPE = 0.25  # … and the prior is the vague one, which weighs no more than a quarter of an incident …
VAGUE_EXPOSURE = 0.01  # … and a hundredth of what the area saw itself: a rate far above all others stays
OUTLIERS = 0.05  # of the areas, beforehand, are unlike their surroundings: their prior is the vague one


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What to expect in each area before its own count is seen: a mixture of gamma distributions.

    `shape`, `rate` and `weight` (c, n) are those of the c components, of incidents per unit of exposure; the
    weights of an area sum to 1. `scale_m` is the chosen standard deviation of the kernel (None: the whole
    city is the neighbourhood), `scales_m` those that were tried, `heterogeneity` the typical shape of the
    true rates around the neighbourhood's, `fits` the log-likelihood of each scale tried and, last, of the
    whole city.
    """

    shape: Floats
    rate: Floats
    weight: Floats
    scale_m: float | None
    scales_m: tuple[float, ...]
    heterogeneity: float
    fits: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """Gamma distribution of each area's rate: `shape` and `rate` (n,), in incidents per unit of exposure."""

    shape: Floats
    rate: Floats

    @property
    def mean(self) -> Floats:
        """Expected incidents per unit of exposure."""
        return np.asarray(self.shape / self.rate)

    def quantile(self, probability: float) -> Floats:
        """Return the rate (n,) that the true one stays below with this `probability`."""
        return np.asarray(gammaincinv(self.shape, probability) / self.rate)


def posterior(counts: Floats, exposure: Floats, prior: Prior, *, dispersion: float = 1.0) -> Posterior:
    """Return the posterior of every rate; `counts` and `exposure` are (n,).

    Each component is updated by the count, and its weight by how likely it made that count; what is returned
    is the gamma distribution with the mixture's mean and variance. Where counts vary `dispersion` times as
    much as Poisson counts, fit the prior to counts / dispersion; the same division is made here, and the
    rates that come back are in incidents again (quasi-Poisson; McCullagh & Nelder 1989, Generalized Linear
    Models, section 6.2).
    """
    counts = counts / dispersion
    with np.errstate(divide="ignore"):
        log_weight = np.log(prior.weight) + _log_likelihood(counts, exposure, prior.shape, prior.rate)
    weight = np.exp(log_weight - logsumexp(log_weight, axis=0))
    shape, rate = prior.shape + counts, prior.rate + exposure
    mean = np.sum(weight * shape / rate, axis=0)
    variance = np.sum(weight * (shape / rate**2 + (shape / rate - mean) ** 2), axis=0)
    return Posterior(shape=mean**2 / variance, rate=mean / variance / dispersion)


def fit_prior(counts: Floats, exposure: Floats, places: Floats | None) -> Prior:
    """Choose neighbourhood scale and shape that predict each area's count best from the other areas.

    `counts` and `exposure` are (n,), exposure above 0; `places` (n, 2) easting and northing of the areas in
    metres, None to take the whole city as everyone's neighbourhood. Maximises the negative-binomial marginal
    likelihood of each count given the others. One area alone has Jeffreys' prior.
    """
    if len(counts) == 1:
        one = np.ones((1, 1))
        next_to_none = 1e-12 * one * exposure
        return Prior(
            shape=one / 2,
            rate=next_to_none,
            weight=one,
            scale_m=None,
            scales_m=(),
            heterogeneity=0.5,
            fits=(),
        )
    gap = spacing(places) if places is not None and len(counts) >= FEWEST_AREAS else None
    scales = tuple(scale * gap for scale in SCALES) if gap else ()
    sums = neighbour_sums(places, counts, exposure, scales) if places is not None and scales else []
    around = [*_with_city(sums, counts, exposure), _others(counts, exposure)]
    fitted = [_fit_shape(counts, exposure, near, area) for near, area in around]
    best = max(range(len(fitted)), key=lambda i: (fitted[i].likelihood, i))
    return Prior(
        shape=fitted[best].shape,
        rate=fitted[best].rate,
        weight=fitted[best].weight,
        scale_m=scales[best] if best < len(scales) else None,
        scales_m=scales,
        heterogeneity=fitted[best].heterogeneity,
        fits=tuple(fit.likelihood for fit in fitted),
    )


def moments(counts: Floats, exposure: Floats) -> tuple[float, float]:
    """Return mean and variance of the true rates by the method of moments; the variance is never below 0.

    Marshall (1991), equations 3 and 4. Mean squared over variance is the shape of the gamma distribution.
    """
    mean = counts.sum() / exposure.sum()
    spread = np.sum(exposure * (counts / exposure - mean) ** 2) / exposure.sum()
    return float(mean), max(0.0, float(spread - mean / exposure.mean()))


def overdispersion(table: Floats) -> float:
    """Return how many times as much as Poisson counts the cells of `table` (areas, months) vary; at least 1.

    Pearson's chi-squared of independence over its degrees of freedom: the season that the whole city shares
    and the level of each area are taken out; what is left are bursts. 1 with fewer than 20 degrees of
    freedom.
    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    if freedom < 20:
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return max(1.0, float(np.sum((table - expected) ** 2 / expected) / freedom))


def _with_city(
    sums: list[tuple[Floats, Floats]], counts: Floats, exposure: Floats
) -> list[tuple[Floats, Floats]]:
    """Let the rest of the city count as one more neighbour, so that no neighbourhood is empty."""
    others, rest = _others(counts, exposure)
    typical = float(exposure.mean())
    return [(near + typical * others / rest, area + typical) for near, area in sums]


def _others(counts: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Return count and exposure of all other areas; half an incident keeps a city without any above 0."""
    return counts.sum() - counts + 0.5, exposure.sum() - exposure


def _gamma(near: Floats, area: Floats, heterogeneity: Floats) -> tuple[Floats, Floats]:
    """Return shape and rate (c, n) of the prior for each of the shapes `heterogeneity` (c,).

    Mean near / area, squared variation 1 / heterogeneity + 1 / near. The second term is the uncertainty of
    the neighbourhood's own mean: even where the true rates are all the same, no prior weighs more than the
    incidents it was taken from.
    """
    shape = near * heterogeneity[:, None] / (near + heterogeneity[:, None])
    return shape, shape * area / near


def _vague(exposure: Floats, near: Floats, area: Floats) -> tuple[Floats, Floats]:
    """Return shape and rate (1, n) of the vague prior.

    Where the surroundings have hardly an incident, a gamma distribution with their mean ends far below what
    one busy area may have, however small its shape: its mean is then let go.
    """
    shape, rate = _gamma(near, area, np.array([VAGUE_SHAPE]))
    return shape, np.minimum(rate, VAGUE_EXPOSURE * exposure)


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """The mixture for one neighbourhood: `shape`, `rate`, `weight` (c, n), how alike the areas are, and the
    log-likelihood of all counts."""

    shape: Floats
    rate: Floats
    weight: Floats
    heterogeneity: float
    likelihood: float


def _fit_shape(counts: Floats, exposure: Floats, near: Floats, area: Floats) -> _Fit:
    """Weigh the shapes by how likely they make the counts; one area's weights are those by all the others.

    For every shape an area has the neighbourhood's gamma with probability 0.95 and the vague one with 0.05.
    """
    vague = _vague(exposure, near, area)
    if len(counts) < FEWEST_AREAS:
        fit = float(_log_likelihood(counts, exposure, *vague).sum())
        one = np.ones_like(vague[0])
        return _Fit(shape=vague[0], rate=vague[1], weight=one, heterogeneity=VAGUE_SHAPE, likelihood=fit)
    alike = _gamma(near, area, SHAPES)
    each = np.logaddexp(
        np.log(1 - OUTLIERS) + _log_likelihood(counts, exposure, *alike),
        np.log(OUTLIERS) + _log_likelihood(counts, exposure, *vague),
    )
    flat = -np.log(SHAPES)  # steps equal in log shape: this weight makes the variance 1 / shape uniform
    whole = flat - logsumexp(flat) + each.sum(axis=1)
    by_others = whole[:, None] - each
    weight = np.exp(by_others - logsumexp(by_others, axis=0))
    typical = np.exp(whole - logsumexp(whole)) @ np.log(SHAPES)
    return _Fit(
        shape=np.vstack([alike[0], vague[0]]),
        rate=np.vstack([alike[1], vague[1]]),
        weight=np.vstack([(1 - OUTLIERS) * weight, np.full((1, len(counts)), OUTLIERS)]),
        heterogeneity=float(np.exp(typical)),
        likelihood=float(logsumexp(whole)),
    )


def _log_likelihood(counts: Floats, exposure: Floats, shape: Floats, rate: Floats) -> Floats:
    """Negative-binomial log-likelihood without the term that depends on the counts alone."""
    return np.asarray(
        gammaln(shape + counts)
        - gammaln(shape)
        + shape * np.log(rate / (rate + exposure))
        + counts * np.log(exposure / (rate + exposure))
    )
