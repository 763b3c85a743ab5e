"""By which factor the pilot areas changed beside their controls, and how sure that is with uneven counts."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from hotspot.schema.compared import Ratio, Variation

if TYPE_CHECKING:
    from hotspot.schema import Floats

SURE = 0.95
NEIGHBOURS = 2 / 3  # of what as many pairs apart would tell (von Neumann 1941, Ann. Math. Stat. 12, 367)
MANY = 1e6  # degrees of freedom from which Student's t is the normal distribution


STEADY = Variation()  # counts as even as Poisson counts


def incidence_rate_ratio(
    before: tuple[Floats, Floats],
    after: tuple[Floats, Floats],
    *,
    variation: Variation = STEADY,
    sure: float = SURE,
) -> Ratio:
    """Return (T₁/T₀) / (C₁/C₀) of treated places and their controls, each an array of counts, one per place.

    The lengths of the two periods cancel. The logarithm's variance is Σ 1/n for Poisson counts (Wilson 2022,
    J. Experimental Criminology 18, 187), and `variation` · Σm²/n² more for places with counts m whose rates
    vary; the interval then is that of Student's t with Satterthwaite's degrees of freedom. Where a sum is
    empty, half an incident is added to each.

    >>> t0, c0, t1, c1 = (np.array([count]) for count in (207.0, 308.0, 110.0, 318.0))
    >>> found = incidence_rate_ratio((t0, c0), (t1, c1))
    >>> round(found.value, 7), round(found.error, 7), round(found.low, 7), round(found.high, 7)
    (0.5146902, 0.1425245, 0.3892502, 0.6805547)
    """
    places = (*before, *after)  # T₀, C₀, T₁, C₁
    totals = np.array([counts.sum() for counts in places])
    if (totals <= 0).any():
        totals = totals + 0.5
    uneven = variation.squared * sum(
        float(np.sum((counts / total) ** 2)) for counts, total in zip(places, totals, strict=True)
    )
    error, degrees = spread(float(np.sum(1 / totals)), uneven, variation.freedom)
    logarithm = log(totals[2] / totals[0]) - log(totals[3] / totals[1])
    reach = t_quantile((1 + sure) / 2, degrees) * error
    return Ratio(
        value=exp(logarithm),
        error=error,
        low=exp(logarithm - reach),
        high=exp(logarithm + reach),
        p_value=2 * _tail(abs(logarithm) / error, degrees),
    )


def spread(poisson: float, uneven: float, freedom: float) -> tuple[float, float]:
    """Return the root of two variances' sum, and the degrees of freedom of a sum whose first part is known.

    Satterthwaite (1946), Biometrics Bulletin 2, 110.
    """
    variance = poisson + uneven
    return sqrt(variance), min(freedom * (variance / uneven) ** 2, MANY) if uneven > 0 else MANY


def t_quantile(probability: float, degrees: float) -> float:
    """Return the quantile of Student's t."""
    return float(ndtri(probability) if degrees >= MANY else stdtrit(degrees, probability))


def _tail(t: float, degrees: float) -> float:
    return float(ndtr(-t) if degrees >= MANY else stdtr(degrees, -t))


def extra_variation(table: Floats) -> Variation:
    """Return how the rates of places vary from one window to the next beyond Poisson counts.

    `table` (places, windows) are counts. One with mean m has the variance m + k m²; what a place's level and
    the season of all places expect of two windows in a row is taken out of them, so that a slow drift is no
    noise to a comparison of neighbours. The moment estimate of k weighs large places more, since there it
    counts (Breslow 1984, Applied Statistics 33, 38). Never below 0, and 0 with no freedom where fewer than
    two windows or places have incidents.

    >>> table = np.array([[100.0, 140.0], [140.0, 100.0], [120.0, 120.0]])
    >>> round(extra_variation(table).squared, 4)
    0.0481
    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    rows, columns = table.shape
    if rows < 2 or columns < 2:
        return Variation(squared=0.0, freedom=0.0)
    first, second = table[:, :-1], table[:, 1:]
    both = first + second
    share = first.sum(axis=0) / both.sum(axis=0)
    apart = first - share * both  # (places, columns - 1): 0 if only the season and the level were there
    poisson = share * (1 - share) * both  # its variance for Poisson counts …
    uneven = 2 * share * (1 - share) * first * second  # … and what k adds to it, k times
    lost = rows / (rows - 1)  # to the season
    off = lost * float(np.sum(apart**2)) - float(poisson.sum())
    squared = max(off / float(uneven.sum()), 0.0) if uneven.any() else 0.0
    variance = poisson + squared * uneven
    alike = float(variance.sum()) ** 2 / float(np.sum(variance**2))  # as many equal places would say as much
    freedom = alike / lost * (NEIGHBOURS if columns > 2 else 1.0)
    return Variation(squared=squared, freedom=freedom)
