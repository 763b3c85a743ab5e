"""Distinct places: incidents at the same door are one place with a weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints


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
