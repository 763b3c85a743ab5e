"""How far the year after a record strays from the record's mean, where the record cannot tell it by itself.

The mean of a period is known the better the more was counted; the year that follows keeps to no mean. What
it strayed by in Vancouver and Chicago, beyond chance, stands here as three constants: a rule of thumb for
records that have no earlier forecasts to learn from. METHOD.md has how often it held, and
`bench/short_records.py` tries it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gamma_poisson import Posterior

if TYPE_CHECKING:
    from hotspot.schema import Floats

# Standard deviations, relative to what is expected:
SEASON = 0.15  # of a city whose record holds next to nothing of the year; none from a whole year on
CITY = 0.12  # of a city's level from the middle of one year to that of the next
PLACES = 0.15  # of the areas against each other, however long the record


def a_year_on(rates: Posterior, *, years: float, level: bool) -> Posterior:
    """Return what `rates`, the means (n,) of a record of so many `years`, say of the year after it.

    The means stay, the squared coefficients of variation grow. The city's `level` is left out where areas are
    compared with each other: it moves them all alike. From the middle of the record to that of the year after
    it are (1 + years) / 2 years; the level wanders, so its variance grows as they do.

    >>> known = Posterior(shape=np.array([1e9]), rate=np.array([1e7]))
    >>> year = a_year_on(known, years=1.0, level=True)
    >>> [value.round().item() for value in (year.mean, year.quantile(0.025), year.quantile(0.975))]
    [100.0, 66.0, 141.0]
    """
    drift = PLACES**2 + (city_drift(years) if level else 0.0)
    squared = _both(1 / rates.shape, drift)
    return Posterior(shape=1 / squared, rate=rates.rate / (rates.shape * squared))


def city_drift(years: float) -> float:
    """Return the squared relative error of a city's level in the year after a record of so many `years`.

    >>> [round(city_drift(years) ** 0.5, 3) for years in (0.0, 0.25, 1.0, 5.0)]
    [0.172, 0.161, 0.12, 0.208]
    """
    return SEASON**2 * max(0.0, 1 - years) + CITY**2 * (1 + years) / 2


def _both(one: Floats, other: float) -> Floats:
    """Return the squared coefficient of variation of a product of two that vary independently."""
    return np.asarray((1 + one) * (1 + other) - 1)
