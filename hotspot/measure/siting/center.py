"""The p-center: no place further from a post than need be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.covering import fewest
from hotspot.measure.siting.reach import Reach
from hotspot.measure.siting.solver import OutOfTime, Siting

if TYPE_CHECKING:
    from hotspot.schema import Floats


def p_center(distance_m: Floats, *, posts: int, seconds: float = 60.0) -> Siting:
    """Return at most `posts` sites that make the longest way from a demand to its nearest site shortest.

    `distance_m` is (demands, candidates). Exact: the answer is one of the distances, and whether `posts`
    sites suffice within a distance is a set-covering problem; the distances are halved until one is left.
    Minieka (1970), SIAM Review 12, 138-139. The limits of the search hold for each of these problems; what
    they leave unsettled is not taken for the answer, and shows as a gap.
    """
    distances = np.unique(distance_m)
    least = int(np.searchsorted(distances, distance_m.min(axis=1).max()))
    unsettled = len(distances) - 1
    chosen = np.array([int(distance_m.max(axis=0).argmin())])
    cut_short = False
    low, high = least, int(np.searchsorted(distances, distance_m.max(axis=0).min())) - 1
    while low <= high:
        middle = (low + high) // 2
        reach = Reach.of_distances(distance_m, np.ones(len(distance_m)), reach_m=float(distances[middle]))
        try:
            found = fewest(reach, seconds=seconds)
        except OutOfTime as limits:
            low, unsettled = middle + 1, min(unsettled, middle)
            cut_short |= limits.by_clock
            continue
        cut_short |= found.cut_short
        if found.value <= posts:
            chosen, high = found.chosen, middle - 1
        else:
            low = middle + 1
            unsettled = min(unsettled, middle) if found.bound <= posts else unsettled
    value = float(distance_m[:, chosen].min(axis=1).max())
    bound = min(value, float(distances[min(low, unsettled)]))
    return Siting(chosen=chosen, value=value, bound=bound, cut_short=cut_short)
