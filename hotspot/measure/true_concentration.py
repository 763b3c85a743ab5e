"""How unevenly the true rates lie on venues, once chance is taken out of the counts.

Counts are Poisson, and the rates of the venues lie around one mean: gamma-distributed, lognormal with longer
tails, or of two sorts, a few far above the rest. Neither the rates, nor how alike they are, nor which of the
three holds is known, so all are drawn from what the counts leave possible: where these are few, the answer is
a wide interval and not a steep curve. After Mohler, Brantingham, Carter & Short (2019), Journal of
Quantitative Criminology 35, 747, who take the gamma distribution and its likeliest shape; where rates are not
gamma-distributed, that misses the truth too often.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

from hotspot.measure.concentration import CHUNK, curve_at, gini, top_share

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

VARIATION = np.geomspace(1e-4, 60.0, num=48)  # squared, of the true rates around their mean
# Two sorts: what share of the venues is far above the rest, how many times, how much either sort varies.
FEW, TIMES, WITHIN = (0.02, 0.05, 0.1, 0.2), (3.0, 6.0, 12.0, 24.0), (0.01, 0.1, 0.3)
TWO_SORTS = tuple(product(FEW, TIMES, WITHIN))
STEP = 0.05  # of the logarithm of a rate over the mean
LOWEST = -14.0  # of that logarithm: less than a millionth of the mean is nothing
DRAWS = 1_000
FEWER_DRAWS = 200  # where there are more than …
MANY_VENUES = 5_000


@dataclass(frozen=True, kw_only=True)
class TrueConcentration:
    """Draws of what the venues are really like: `share` (d,) of the worst of them and `gini` (d,); `curve`
    (k,) is the mean J-curve."""

    share: Floats
    gini: Floats
    curve: Floats


def true_concentration(
    counts: Floats, exposure: Floats, *, worst: int, at: Ints, dispersion: float = 1.0, seed: int
) -> TrueConcentration:
    """Draw the true incidents to be expected of all venues, again and again; `counts`, `exposure` are (n,).

    The worst of a draw are the `worst` by their true number, not by their count. Where counts vary
    `dispersion` times as much as Poisson counts, counts and exposure are divided by it.
    """
    generator, n = np.random.default_rng(seed), len(counts)
    seen, usual = _usual(counts / dispersion, exposure / dispersion)
    rates = grid(seen, usual)
    pairs, key = np.unique(np.stack([seen, usual]), axis=1, return_inverse=True)
    key = key.reshape(-1)
    before = prior(rates)
    likely, fit = _likelihood(pairs, np.bincount(key), rates, before)
    weight = weights(fit, float(usual.mean()))
    draws = FEWER_DRAWS if n > MANY_VENUES else DRAWS
    shares, ginis, curves = [], [], []
    for spread, times in enumerate(generator.multinomial(draws, weight).tolist()):
        if not times:
            continue
        by_rate = np.cumsum(likely * before[spread], axis=1)
        by_rate = (by_rate / by_rate[:, -1:] + np.arange(len(by_rate))[:, None]).ravel()
        for first in range(0, times, max(1, CHUNK // n)):
            size = min(times - first, max(1, CHUNK // n))
            place = np.searchsorted(by_rate, key + generator.random((size, n))) - key * len(rates)
            log_rate = rates[np.minimum(place, len(rates) - 1)] + STEP * (generator.random((size, n)) - 0.5)
            amounts = np.exp(log_rate) * exposure
            shares.append(top_share(amounts, worst))
            ginis.append(gini(amounts))
            curves.append(curve_at(amounts, at))
    return TrueConcentration(
        share=np.concatenate(shares),
        gini=np.concatenate(ginis),
        curve=np.asarray(np.concatenate(curves).mean(axis=0)),
    )


def _usual(counts: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Return counts (n,) and what would be usual of each venue (n,), by its exposure."""
    return counts, max(float(counts.sum()), 0.5) * exposure / exposure.sum()


def grid(counts: Floats, usual: Floats) -> Floats:
    """Return logarithms (g,) of rates over the mean: even steps through 0, beyond every count."""
    highest = float(np.log(np.max((counts + 3 * np.sqrt(counts) + 5) / usual)))
    return np.asarray(STEP * np.arange(round(LOWEST / STEP), round(max(highest, 4.0) / STEP) + 1))


def prior(rates: Floats) -> Floats:
    """Return how likely each of the rates (g,) is beforehand (s, g): gamma with each of `VARIATION`, then
    lognormal with each, then of two sorts; all have mean 1."""
    log_variance = np.log1p(VARIATION)[:, None]
    normal = -((rates + log_variance / 2) ** 2) / (2 * log_variance)
    low = [1 / (1 - few + few * times) for few, times, _ in TWO_SORTS]
    two = [
        (1 - few) * _gamma(rates - np.log(base), np.array([within]))
        + few * _gamma(rates - np.log(base * times), np.array([within]))
        for base, (few, times, within) in zip(low, TWO_SORTS, strict=True)
    ]
    return np.concatenate([_gamma(rates, VARIATION), _mass(normal), *two])


def _gamma(rates: Floats, variation: Floats) -> Floats:
    """Return gamma distributions (v, g) with mean 1 and each squared variation (v,) at the `rates` (g,)."""
    shape = 1 / variation[:, None]
    return _mass(shape * np.log(shape) - gammaln(shape) + shape * (rates - np.exp(rates)))


def _mass(log_density: Floats) -> Floats:
    mass = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def _likelihood(pairs: Floats, times: Ints, rates: Floats, before: Floats) -> tuple[Floats, Floats]:
    """Return the likelihood (u, g) of each pair of count and usual count (2, u) at each rate, up to a factor
    for each pair, and the log-likelihood (s,) of all, each pair so many `times` (u,), under the priors."""
    count, usual = pairs[0][:, None], pairs[1][:, None]
    log = count * rates - usual * np.exp(rates)
    likely = np.exp(log - log.max(axis=1, keepdims=True))
    with np.errstate(divide="ignore"):
        fit = times @ np.log(likely @ before.T)
    return np.asarray(likely), np.asarray(fit)


def weights(fit: Floats, typical: float) -> Floats:
    """Return how credible each prior (s,) is, by the log-likelihood `fit` (s,) of all counts.

    The three families are as good beforehand. Of gamma and lognormal the pull towards the mean is as likely
    to be weak as strong: 1 / (1 + variation · typical count) is uniform; Christiansen & Morris (1997), JASA
    92, 618. All pairs of sorts are alike.
    """
    shape = 1 / VARIATION
    pull = typical * shape / (shape + typical) ** 2  # of steps equal in log variation
    before = np.concatenate([*[pull / pull.sum()] * 2, np.full(len(TWO_SORTS), 1 / len(TWO_SORTS))])
    weight = before * np.exp(fit - fit.max())
    return np.asarray(weight / weight.sum())
