"""How often earlier intervals held what followed, and how much wider they must be where that was too seldom.

Bursts and drift that make the past likely need not give intervals that held it: the likelihood looks at all
sizes of error, and a few lists of one kind of year look more alike than the years to come. What counts is
tried: on the first places of each earlier list, with what the other lists expected there. Intervals are only
ever widened: that they held more often than was asked for proves little, since places of one year move
together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.negative_binomial import interval

if TYPE_CHECKING:
    from hotspot.schema import Floats

PROBABILITY = 0.9  # of the intervals that are tried
LADDER = np.geomspace(1.0, 4.0, 13)  # times the variance beyond chance: from none more to four times as much


def share_held(mean: Floats, followed: Floats, bursts: float, drift: float) -> float:
    """Return the share of the counts `followed` (m,) that lie in their 90 % interval around `mean` (m,).

    >>> share_held(np.array([4.0, 4.0]), np.array([4.0, 40.0]), 0.0, 0.0)
    0.5
    """
    low, high = interval(mean, bursts, drift, probability=PROBABILITY)
    return float(np.mean((low <= followed) & (followed <= high)))


def widening(mean: Floats, followed: Floats, bursts: float, drift: float) -> float:
    """Return the least factor, 1 or more, on `bursts` and `drift` with which the 90 % intervals around
    `mean` (m,) hold nine in ten of the counts `followed` (m,); the end of the ladder where none does."""
    for factor in LADDER.tolist():
        if share_held(mean, followed, factor * bursts, factor * drift) >= PROBABILITY:
            return float(factor)
    return float(LADDER[-1])
