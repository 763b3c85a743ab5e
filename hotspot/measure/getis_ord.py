"""Getis and Ord's Gi and Gi*: is a place's neighbourhood richer in incidents than chance would make it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import erfc

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from hotspot.schema import Floats


def getis_ord(values: Floats, weights: csr_array, *, star: bool = True) -> Floats:
    """Return the z value of each place (n,): Gi* with the place itself in its neighbourhood, Gi without.

    `values` (n,) are any numbers, such as incidents in a cell; the empty cells belong in it. `weights` (n, n)
    says how much each column's place counts in the neighbourhood of each row's; for Gi* its diagonal holds
    the place itself, for Gi the diagonal is taken as 0. NaN where nothing can be said: all values equal, or
    a neighbourhood that holds nobody or everybody alike. Ord and Getis (1995), Geographical Analysis 27,
    286-306, equations 4 and 5.
    """
    own = np.zeros(len(values)) if star else weights.diagonal()
    one = 0.0 if star else 1.0
    n = len(values) - one
    weight = weights.sum(axis=1) - own
    weight2 = weights.power(2).sum(axis=1) - own**2
    square = (np.square(values).sum() - one * np.square(values)) / n
    mean = (values.sum() - one * values) / n
    variance = square - mean**2
    unevenness = weight2 - weight**2 / n
    known = (variance > 1e-12 * square) & (unevenness > 1e-12 * weight2)
    excess = weights @ values - own * values - weight * mean
    spread = np.sqrt(np.where(known, variance * unevenness * n / (n - 1), 1.0))
    return np.where(known, excess / spread, np.nan)


def two_sided_p(z: Floats) -> Floats:
    """Return the probability of a standard normal value at least as far from 0 as each z.

    >>> two_sided_p(np.array([0.0, 1.959963984540054]))
    array([1.  , 0.05])
    """
    return np.asarray(erfc(np.abs(z) / np.sqrt(2)))
