"""Distinct places: incidents at the same door are one place with a weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints

STACK_SHARE, LEAST_STACK = 0.01, 20  # of all incidents at one place, and how many these must be


def distinct_places(xy: Floats) -> tuple[Floats, Ints]:
    """Return the distinct rows of (n, 2) places, sorted by first, then second column, and the place of each
    row among them.

    >>> distinct_places(np.array([[2.0, 1.0], [0.0, 0.0], [2.0, 1.0]]))[1].tolist()
    [1, 0, 1]
    """
    pairs = np.ascontiguousarray(xy, dtype=float) + 0.0  # -0.0 and 0.0 are one place
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    ordered = pairs[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    inverse = np.empty(len(ordered), dtype=np.int64)
    inverse[order] = np.cumsum(new) - 1
    return ordered[new], inverse


def stacked(weight: Floats) -> Bools:
    """Mark the places (n,) with so many of all incidents that a default geocode may stand behind them.

    >>> stacked(np.array([3.0, 25.0, 19.0])).tolist()
    [False, True, False]
    """
    return np.asarray(weight >= max(LEAST_STACK, STACK_SHARE * float(weight.sum())))
