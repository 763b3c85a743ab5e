"""Whether an area has more incidents now than before, or whether chance alone explains the difference.

Two windows of known length, one count in each. The test keeps its level, very nearly, down to counts that can
be told on one hand, where percentages mislead most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, gammaln

if TYPE_CHECKING:
    from hotspot.schema import Floats

SLACK = 1e-9  # a split exactly as uneven as the observed one belongs to the tail, whatever the rounding
TAIL = 9.0  # standard deviations of the total that are summed over; beyond lies less than 1e-12


def e_test(
    now: Floats, past: Floats, *, length_now: float, length_past: float, dispersion: float = 1.0
) -> Floats:
    """Return the two-sided probability (n,) of a difference at least as large if both rates were equal.

    `now` and `past` (n,) are whole counts in windows of `length_now` and `length_past` (same unit). The
    E-test of Krishnamoorthy & Thomson (2004), J. Statistical Planning and Inference 119, 23, with the
    variance pooled under the null. Given the total S the later count is binomial, and S is Poisson around
    the observed total; a difference counts as large if |now − S q| ≥ r √S, with q the later window's part
    of the time and r from the data. Where counts vary `dispersion` times as much as Poisson counts, r is
    divided by its root.

    >>> e_test(np.array([6.0]), np.array([2.0]), length_now=1, length_past=1).round(4)
    array([0.1749])
    """
    pairs, back = np.unique(np.column_stack([now, past]), axis=0, return_inverse=True)
    part = length_now / (length_now + length_past)
    p = [_probability(later, later + earlier, part, dispersion) for later, earlier in pairs]
    return np.asarray(p, dtype=np.float64)[back.reshape(-1)]


def _probability(now: float, total: float, part: float, dispersion: float) -> float:
    """Sum, over all totals that could have been, the chance of a split as uneven as the observed one."""
    if total == 0 or now == total * part:
        return 1.0
    uneven = abs(now - total * part) / np.sqrt(total * dispersion)
    width = TAIL * np.sqrt(total) + TAIL**2
    totals = np.arange(max(1.0, np.floor(total - width)), np.ceil(total + width) + 1)
    chance = np.exp(totals * np.log(total) - total - gammaln(totals + 1))
    few = np.floor(totals * part - uneven * np.sqrt(totals) + SLACK)
    many = np.ceil(totals * part + uneven * np.sqrt(totals) - SLACK)
    tails = 1 - _at_least(few + 1, totals, part) + _at_least(many, totals, part)
    return float(min(1.0, np.sum(chance * tails)))


def _at_least(count: Floats, trials: Floats, part: float) -> Floats:
    """Return the probability that a binomial count among `trials` with chance `part` is `count` or more."""
    inside = (count >= 1) & (count <= trials)
    value = betainc(np.where(inside, count, 1.0), np.where(inside, trials - count + 1, 1.0), part)
    return np.where(inside, value, np.where(count < 1, 1.0, 0.0))
