"""What becomes of places that stand out month after month: new, lasting, growing, fading, on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.getis_ord import two_sided_p
from hotspot.measure.seasons import tails
from hotspot.schema.timed import ALWAYS, LAST_MONTHS

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats
    from hotspot.schema.timed import EmergingClass

FEWEST_MONTHS = 12
FALSE_ALARMS = 0.05


def standing_out(counts: Floats, area_km2: Floats, *, dispersion: Floats, city: Floats, km2: float) -> Bools:
    """Say in which months (units, months) a unit has more than its ground would have in the city's mean.

    `counts` (units, months), `area_km2` (units,); `city` (months,) are all incidents on `km2` of ground.
    Counts vary `dispersion` (units,) times as much as Poisson. One sided, with a share of 5 % of false alarms
    over all units and months (Benjamini and Hochberg 1995).
    """
    usual = area_km2[:, np.newaxis] * city / km2
    at_least, _ = tails(counts, np.broadcast_to(usual, counts.shape), dispersion=dispersion[:, np.newaxis])
    p = benjamini_hochberg(at_least.reshape(-1)).reshape(counts.shape)
    return np.asarray((p <= FALSE_ALARMS) & (counts > usual))


def mann_kendall(series: Floats) -> tuple[Floats, Floats]:
    """Return Kendall's tau with time (k,) of each row of `series` (k, n), and its two-sided p value.

    Normal approximation with the correction for ties and for continuity: Kendall (1975), Rank Correlation
    Methods; p is 1 where all values are equal.

    >>> tau, p = mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2.0, 2.0, 2.0, 2.0, 2.0, 2.0]]))
    >>> tau, p.round(4)
    (array([1., 0.]), array([0.0085, 1.    ]))
    """
    n = series.shape[1]
    early, late = np.triu_indices(n, 1)
    rise = np.sign(series[:, late] - series[:, early]).sum(axis=1)
    variance = np.array([_variance(row, n) for row in series])
    z = np.where(variance > 0, (rise - np.sign(rise)) / np.sqrt(np.maximum(variance, 1e-12)), 0.0)
    return np.asarray(rise / (n * (n - 1) / 2)), two_sided_p(z)


def _variance(row: Floats, n: int) -> float:
    tied = np.unique(row, return_counts=True)[1].astype(np.float64)
    return float((n * (n - 1) * (2 * n + 5) - np.sum(tied * (tied - 1) * (2 * tied + 5))) / 18)


def emerging(hot: Bools, tau: Floats, p: Floats) -> list[EmergingClass]:
    """Return the class of each unit from its months (units, months) and its trend; the first that fits.

    new: stood out in the last 3 months, never before. intensifying: stood out in the last 3 months, and its
    share of the city's incidents rises (`p` at most 0.05); diminishing: stood out in any month, and its share
    falls. persistent: in at least 90 % of the months. sporadic: in any other month. The names are those of
    space–time cubes (Esri, Emerging Hot Spot Analysis); the rule is our own and shorter.

    >>> hot = np.zeros((3, 12), dtype=bool); hot[0, 10:] = True; hot[1] = True; hot[2, 4] = True
    >>> emerging(hot, np.array([0.5, 0.6, 0.0]), np.array([0.01, 0.01, 1.0]))
    ['new', 'intensifying', 'sporadic']
    """
    return [_class(row, t, q) for row, t, q in zip(hot, tau.tolist(), p.tolist(), strict=True)]


def _class(hot: Bools, tau: float, p: float) -> EmergingClass:
    if not hot.any():
        return "none"
    if not hot[:-LAST_MONTHS].any():
        return "new"
    if p <= FALSE_ALARMS and tau > 0 and hot[-LAST_MONTHS:].any():
        return "intensifying"
    if p <= FALSE_ALARMS and tau < 0:
        return "diminishing"
    return "persistent" if hot.mean() >= ALWAYS else "sporadic"
