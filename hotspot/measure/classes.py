"""Classes of a map: limits that share out the areas evenly and can be read aloud."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.schema import Floats, Ints


def class_limits(values: Floats, *, classes: int = 5, digits: int = 2) -> list[float]:
    """Return rising limits of at most `classes` classes with about equally many `values` in each.

    Limits have `digits` digits that count, the outer ones rounded outwards, so that every finite value has
    a class; ties give fewer classes. Without finite values the limits are 0 and 1.

    >>> class_limits(np.array([1.03, 12.1, 37.4, 52.6, 99.9, 148.2]))
    [1.0, 12.0, 37.0, 53.0, 100.0, 150.0]
    """
    known = values[np.isfinite(values)]
    if known.size == 0:
        return [0.0, 1.0]
    cuts = np.quantile(known, np.linspace(0.0, 1.0, classes + 1)).tolist()
    low, high = _outwards(cuts[0], digits, math.floor), _outwards(cuts[-1], digits, math.ceil)
    inner = {float(f"{cut:.{digits}g}") for cut in cuts[1:-1]}
    limits = sorted({low, high, *(cut for cut in inner if low < cut < high)})
    return limits if len(limits) > 1 else [low, low + 1.0]


def class_of(values: Floats, limits: list[float]) -> Ints:
    """Return the class of each value, 0 for the lowest, -1 where it is not finite; a limit belongs to the
    class above it.

    >>> class_of(np.array([1.0, 5.0, 10.0, math.nan]), [0.0, 5.0, 10.0]).tolist()
    [0, 1, 1, -1]
    """
    found = np.searchsorted(np.asarray(limits[1:-1]), values, side="right")
    return np.where(np.isfinite(values), found, -1).astype(np.int64)


def _outwards(value: float, digits: int, rounded: Callable[[float], int]) -> float:
    if value == 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return float(f"{rounded(value / step) * step:.{digits + 1}g}")
