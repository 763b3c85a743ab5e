"""How much of what followed a forecast had caught: hit rate, PAI, PEI*, recapture rate and the capture curve.

n incidents of N fell into the flagged area a of the study area A. Places are flagged from the highest score
down; of places with equal scores those with fewest incidents come first, the worst case, so that luck earns
nothing. Every method flags the same number of places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

CURVE_SHARES = (0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2)
DIGITS = 9  # scores that agree in so many digits are equal: what differs beyond is rounding


def flagged_count(share: float, places: int) -> int:
    """Return how many of the `places` are flagged for a share of the area, at least one.

    >>> flagged_count(0.02, 1234), flagged_count(0.005, 22)
    (24, 1)
    """
    return max(1, int(share * places + 1e-9))


def flagging_order(score: Floats, observed: Floats) -> Ints:
    """Return the places (n,) from the highest `score` down; of equal scores the emptier in `observed` first.

    Places without a score (NaN) come last. The order of the rows does not matter to what is then caught.

    >>> flagging_order(np.array([1.0, 4.0, 4.0]), np.array([9.0, 7.0, 3.0])).tolist()
    [2, 1, 0]
    """
    falling = _to_digits(np.where(np.isnan(score), -np.inf, score))
    return np.lexsort((observed, -falling))


def caught(order: Ints, values: Floats, flagged: Ints) -> Floats:
    """Return the sum of `values` (n,) over the first places of `order`, for each number `flagged` (g,).

    >>> caught(np.array([2, 0, 1]), np.array([6.0, 3.0, 1.0]), np.array([0, 1, 3])).tolist()
    [0.0, 1.0, 10.0]
    """
    running = np.concatenate([[0.0], np.cumsum(values[order])])
    return np.asarray(running[flagged])


def evened(score: Floats, observed: Floats) -> Floats:
    """Return `observed` (n,) averaged over places of equal `score`: what each holds if ties are drawn by lot.

    Caught in the flagging order, it tells how much of a difference comes of the worst case alone.

    >>> evened(np.array([4.0, 1.0, 4.0, 1.0]), np.array([6.0, 0.0, 3.0, 1.0])).tolist()
    [4.5, 0.5, 4.5, 0.5]
    """
    _, group = np.unique(_to_digits(np.where(np.isnan(score), -np.inf, score)), return_inverse=True)
    return np.asarray((np.bincount(group, observed) / np.bincount(group))[group])


def hit_rate(hits: Floats, incidents: Floats) -> Floats:
    """Return n / N, the share of the incidents that fell into the flagged area; NaN where there were none."""
    return _over(hits, incidents)


def pai(hits: Floats, incidents: Floats, area_share: Floats) -> Floats:
    """Return the predictive accuracy index (n / N) / (a / A); `area_share` is a / A.

    Chainey, Tompson and Uhlig (2008), Security Journal 21, 4-28. Only indices of equal a / A can be compared.

    >>> pai(np.array([6.0, 9.0, 9.0]), np.array([9.0]), np.array([1, 2, 3]) / 3)
    array([2. , 1.5, 1. ])
    """
    return _over(hit_rate(hits, incidents), area_share)


def pei_star(hits: Floats, best: Floats) -> Floats:
    """Return n / n*: of the incidents that as many places could have caught at `best`, the share caught.

    It is PAI over the best PAI possible: the "efficiency" of the NIJ forecasting challenge (2017).
    """
    return _over(hits, best)


def recapture_rate(hits: Floats, incidents: Floats, hits_before: Floats, incidents_before: Floats) -> Floats:
    """Return (n / n before) / (N / N before): how the flagged area kept its part of all incidents.

    Levine's recapture rate index, (2008) Security Journal 21, 295-302; `hits_before` are the incidents of the
    flagged area in the time that the forecast was made from. 1: its share of all incidents is as it was.
    """
    return _over(_over(hits, hits_before), _over(incidents, incidents_before))


def pred_over_obs(expected: Floats, hits: Floats) -> Floats:
    """Return the incidents expected in the flagged area over those observed there.

    Wheeler and Steenbeek (2021), Journal of Quantitative Criminology 37, 445-480, call this the recapture
    rate index too; it is another quantity than Levine's. 1: as many as expected.
    """
    return _over(expected, hits)


def ser(hits: Floats, flagged_km2: Floats) -> Floats:
    """Return the search efficiency rate: incidents caught per km² flagged.

    Bowers, Johnson and Pease (2004), British Journal of Criminology 44, 641-658.
    """
    return _over(hits, flagged_km2)


def _over(above: Floats, below: Floats) -> Floats:
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    ratio: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return ratio


def _to_digits(score: Floats) -> Floats:
    """Round to the digits that count, so that sums taken in another order are still equal."""
    known = np.isfinite(score) & (score != 0)
    size = np.floor(np.log10(np.abs(score), where=known, out=np.zeros(len(score))))
    unit = 10.0 ** np.clip(size - DIGITS + 1, -300, 300)
    return np.where(known, np.round(np.where(known, score, 0.0) / unit) * unit, score)
