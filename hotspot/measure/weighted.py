"""Medians and quantiles of values that are there many times over, without writing each of them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats, Ints


def median(values: Floats, weight: Ints | None = None) -> float:
    """Return the median of values (n,), each there once or `weight` (n,) times; of an even number of them the
    mean of the two in the middle.

    >>> median(np.array([5.0, 1.0, 2.0]), np.array([1, 1, 2]))
    2.0
    """
    if weight is None:
        return float(np.median(values))
    total = int(weight.sum())
    return float(np.median(_ranked(values, weight, [(total - 1) // 2, total // 2])))


def quantiles(values: Floats, shares: Sequence[float], weight: Ints | None = None) -> Floats:
    """Return the quantiles of values (n,), each there once or `weight` (n,) times, one for each of `shares`;
    between two values on a straight line, as NumPy does.

    >>> quantiles(np.array([5.0, 1.0]), [0.0, 0.5, 1.0], np.array([1, 2])).tolist()
    [1.0, 1.0, 5.0]
    """
    if weight is None:
        return np.quantile(values, shares)
    last = int(weight.sum()) - 1
    found = []
    for share in shares:
        below = int(last * share)
        pair = _ranked(values, weight, [below, min(below + 1, last)])
        found.append(float(np.quantile(pair, last * share - below)))
    return np.array(found)


def _ranked(values: Floats, weight: Ints, ranks: Sequence[int]) -> Floats:
    """Return the values at these places, counted from 0, of all in rising order."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weight[order])
    return np.asarray(values[order][np.searchsorted(upto, ranks, side="right")])
