"""Distinct places: incidents at the same door are one place with a weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.compiled import COMPILED
from hotspot.measure.buckets import sorted_places

if COMPILED:
    from hotspot.compiled import collapse

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints

STACK_SHARE, LEAST_STACK = 0.01, 20  # of all incidents at one place, and how many these must be


def distinct_places(xy: Floats) -> tuple[Floats, Ints]:
    """Return the distinct rows of (n, 2) places, sorted by first, then second column, and the place of each
    row among them.

    >>> distinct_places(np.array([[2.0, 1.0], [0.0, 0.0], [2.0, 1.0]]))[1].tolist()
    [1, 0, 1]
    """
    once, of, _ = counted_places(xy)
    return once, of


def counted_places(xy: Floats) -> tuple[Floats, Ints, Floats]:
    """Return the same as `distinct_places`, and how many of the rows each place has (m,)."""
    if not COMPILED:
        once, of = _sorted_once(np.asarray(xy, dtype=float) + 0.0)  # -0.0 and 0.0 are one place
        return once, of, np.bincount(of, minlength=len(once)).astype(float)
    return sorted_places(np.ascontiguousarray(xy, dtype=float))


def places_met(xy: Floats) -> tuple[Floats, Ints]:
    """Return the same as `distinct_places`, sooner, with the places in an order that follows the rows'."""
    if not COMPILED:
        return distinct_places(xy)
    of, once = collapse.first_seen(np.ascontiguousarray(xy, dtype=float))
    return once, of


def summed(place_of: Ints, values: Floats, *, places: int) -> Floats:
    """Return the sums of the rows of `values` (n, k) that belong to each place (places, k).

    >>> summed(np.array([1, 0, 1]), np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]), places=2).tolist()
    [[2.0, 20.0], [4.0, 40.0]]
    """
    if COMPILED:
        return collapse.summed(place_of, np.ascontiguousarray(values, dtype=float), places)
    return np.column_stack([np.bincount(place_of, column, minlength=places) for column in values.T])


def occurring(cell: Ints, weight: Ints | None = None) -> tuple[Ints, Ints]:
    """Return the different numbers (k,) among the cells (m,), in order, and how many incidents each has: one
    for each of the m, or its `weight` (m,).

    >>> cells, count = occurring(np.array([7, 3, 7]), np.array([1, 1, 4]))
    >>> cells.tolist(), count.tolist()
    ([3, 7], [1, 5])
    """
    if weight is None:
        return np.unique(cell, return_counts=True)
    cells, of = np.unique(cell, return_inverse=True)
    return cells, np.bincount(of, weight, minlength=len(cells)).astype(np.int64)


def _sorted_once(rows: Floats) -> tuple[Floats, Ints]:
    """Return the same by sorting all rows."""
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    ordered = rows[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (np.diff(ordered.view(np.int64), axis=0) != 0).any(axis=1)
    inverse = np.empty(len(ordered), dtype=np.int64)
    inverse[order] = np.cumsum(new) - 1
    return ordered[new], inverse


def stacked(weight: Floats) -> Bools:
    """Mark the places (n,) with so many of all incidents that a default geocode may stand behind them.

    >>> stacked(np.array([3.0, 25.0, 19.0])).tolist()
    [False, True, False]
    """
    return np.asarray(weight >= max(LEAST_STACK, STACK_SHARE * float(weight.sum())))
