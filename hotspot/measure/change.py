"""Whether an area has more incidents now than before, or whether chance alone explains the difference.

Two windows of known length, one count in each. The test keeps its level, very nearly, down to counts that can
be told on one hand, where percentages mislead most.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, gammaincc, gammaln

from hotspot.measure.threads import cpus

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats

SLACK = 1e-9  # a split exactly as uneven as the observed one belongs to the tail, whatever the rounding
TAIL = 9.0  # standard deviations of the later count that are summed over; beyond lies less than 1e-12


def e_test(
    now: Floats, past: Floats, *, length_now: float, length_past: float, dispersion: Floats | float = 1.0
) -> Floats:
    """Return the two-sided probability (n,) of a difference at least as large if both rates were equal.

    `now` and `past` (n,) are whole counts in windows of `length_now` and `length_past` (same unit). The
    E-test of Krishnamoorthy & Thomson (2004), J. Statistical Planning and Inference 119, 23, with the
    variance pooled under the null: the total S is Poisson around the observed one, and each incident lies in
    the later window with chance q, its part of the time; a difference counts as large if |now − S q| ≥ r √S,
    with r from the data. Where counts vary `dispersion` times as much as Poisson counts, all alike or each
    by its own (n,), r is divided by its root.

    >>> e_test(np.array([6.0]), np.array([2.0]), length_now=1, length_past=1).round(4)
    array([0.1749])
    """
    cases = np.column_stack([now, past, np.broadcast_to(dispersion, np.shape(now))])
    once, back = np.unique(cases, axis=0, return_inverse=True)
    part = length_now / (length_now + length_past)
    with ThreadPoolExecutor(cpus()) as threads:  # the sums over very many incidents take longest
        p = list(threads.map(lambda case: _probability(case[0], case[:2].sum(), part, case[2]), once))
    return np.asarray(p, dtype=np.float64)[back.reshape(-1)]


def _probability(now: float, total: float, part: float, dispersion: float) -> float:
    """Sum, over all later counts that could have been, the chance of earlier ones that split as unevenly.

    If both rates are equal, the two counts are independent and Poisson around their parts of the total.
    """
    if total == 0 or now == total * part:
        return 1.0
    uneven = abs(now - total * part) / np.sqrt(total * dispersion)
    usual, usual_before = total * part, total * (1 - part)
    width = (
        abs(now - usual) + TAIL * np.sqrt(usual) + TAIL**2
    )  # the splits that count most are as far off as `now`
    later = np.arange(max(0.0, np.floor(usual - width)), np.ceil(usual + width) + 1)
    chance = np.exp(later * np.log(usual) - usual - gammaln(later + 1))
    least, most = _totals(later, part, uneven)
    at_least = gammainc(np.maximum(least - later, 1.0), usual_before)
    at_most = np.where(most >= later, gammaincc(np.maximum(most - later, 0.0) + 1, usual_before), 0.0)
    return float(min(1.0, np.sum(chance * (at_least + at_most * (later > 0)))))


def _totals(later: Floats, part: float, uneven: float) -> tuple[Floats, Floats]:
    """Return from which total S on each `later` count is too few, and up to which it is too many: as far off,
    in |later - S q| / sqrt(S), as `uneven`."""

    def is_few(total: Floats) -> Bools:
        return np.asarray(later <= total * part - uneven * np.sqrt(total) + SLACK)

    def is_many(total: Floats) -> Bools:
        return np.asarray(later >= total * part + uneven * np.sqrt(total) - SLACK)

    root = np.sqrt(uneven**2 + 4 * part * later)  # of a quadratic equation in the root of the total
    least = np.ceil(((root + uneven) / (2 * part)) ** 2)
    most = np.floor(((root - uneven) / (2 * part)) ** 2)
    least = np.where(is_few(np.maximum(least - 1, 1.0)), np.maximum(least - 1, 1.0), least)
    most = np.where(is_many(most + 1), most + 1, most)
    return np.where(is_few(least), least, least + 1), np.where(is_many(most), most, most - 1)
