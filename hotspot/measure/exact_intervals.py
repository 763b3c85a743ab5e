"""How sure a count or a share is: the exact 95 % intervals of Garwood and of Clopper and Pearson."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, gammaincinv

if TYPE_CHECKING:
    from hotspot.schema import Floats

TAIL = 0.025
SOME = 1e-12  # instead of 0, where the answer is not asked for


def poisson_interval(
    count: Floats | float, *, dispersion: Floats | float = 1.0, tail: float = TAIL
) -> tuple[Floats, Floats]:
    """Return between which bounds the mean behind each count (n,) lies, with `tail` beyond either.

    Garwood (1936), Biometrika 28, 437; for counts that vary `dispersion` times as much as Poisson counts,
    with the count divided and the bounds multiplied by it.

    >>> low, high = poisson_interval(np.array([0.0, 10.0]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.8], [3.69, 18.39])
    """
    n = np.asarray(count, dtype=np.float64) / dispersion
    low = np.where(n > 0, gammaincinv(np.maximum(n, SOME), tail), 0.0)
    return np.asarray(low * dispersion), np.asarray(gammaincinv(n + 1, 1 - tail) * dispersion)


def share_interval(part: Floats | float, whole: Floats | float) -> tuple[Floats, Floats]:
    """Return the bounds of each share part / whole (n,), NaN where the whole is 0.

    Clopper & Pearson (1934), Biometrika 26, 404. Neither number has to be whole: where shares vary more than
    by chance, both are divided by the dispersion first.

    >>> low, high = share_interval(np.array([0.0, 5.0, 0.0]), np.array([10.0, 10.0, 0.0]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.1871, nan], [0.3085, 0.8129, nan])
    """
    a = np.asarray(part, dtype=np.float64)
    b = np.asarray(whole, dtype=np.float64) - a
    low = np.where(a > 0, betaincinv(np.maximum(a, SOME), b + 1, TAIL), 0.0)
    high = np.where(b > 0, betaincinv(a + 1, np.maximum(b, SOME), 1 - TAIL), 1.0)
    nothing = a + b == 0
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)
