"""The greedy order: always the post that adds most. It reaches at least 63 % of the best cover."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.table import table, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.siting.reach import Reach
    from hotspot.schema import Bools, Floats, Ints

LEAST_GAIN = 1e-12  # of all demand; less is rounding
ABOVE = 1 + 1e-9  # times a sum, so that it is no less than the same sum in another order of adding


@dataclass(frozen=True, kw_only=True)
class Quota:
    """From each `group` (candidates,) of candidates at most `most` may be chosen; -1 stands for no group."""

    group: Ints
    most: int

    def open(self, chosen: Sequence[int] | Ints) -> Bools:
        """Return which candidates may be chosen beside those that are."""
        taken = self.group[np.asarray(chosen, dtype=np.int64)]
        full = np.bincount(taken[taken >= 0], minlength=int(self.group.max(initial=0)) + 1) >= self.most
        return np.asarray((self.group < 0) | ~full[self.group])

    def kept(self, chosen: Ints) -> bool:
        """Say whether a choice keeps the quota."""
        taken = self.group[chosen]
        return bool(np.bincount(taken[taken >= 0], minlength=1).max() <= self.most)


def greedy_order(
    reach: Reach, *, posts: int, fixed: Sequence[int] = (), quota: Quota | None = None
) -> tuple[Ints, Floats]:
    """Return up to `posts` candidates in the order in which each adds most, and what each adds.

    `fixed` candidates stand already, outside of any quota. Of equal gains the first candidate is taken; it
    stops where nothing is left to gain. Lazy evaluation after Minoux (1978); the 63 % are Nemhauser, Wolsey &
    Fisher (1978), with a quota 50 % (Fisher, Nemhauser & Wolsey 1978).
    """
    across = reach.of_sites
    left = np.where(reach.covered(np.asarray(fixed, dtype=np.int64)), 0.0, reach.weight)

    def served(candidate: int) -> Ints:
        return np.asarray(across.indices[across.indptr[candidate] : across.indptr[candidate + 1]])

    heap = [(-most, each) for each, most in enumerate((times(across, left) * ABOVE).tolist())]
    heapq.heapify(heap)
    order: list[int] = []
    gains: list[float] = []
    allowed = None if quota is None else quota.open(order)
    while heap and len(order) < posts:
        _, best = heapq.heappop(heap)
        if allowed is not None and not allowed[best]:
            continue
        now = float(left[served(best)].sum())
        if heap and (-now, best) > heap[0]:
            heapq.heappush(heap, (-now, best))
        elif now <= 0:
            break
        else:
            order.append(best)
            gains.append(now)
            allowed = None if quota is None else quota.open(order)
            left[served(best)] = 0.0
    return np.array(order, dtype=np.int64), np.array(gains)


def swapped(reach: Reach, chosen: Ints, *, quota: Quota | None = None) -> Ints:
    """Return the choice after exchanging one site for another as long as that serves more.

    Teitz & Bart (1968), Operations Research 16, 955-961, for cover: no single exchange improves the result.
    """
    best = np.sort(chosen)
    while len(best):
        exchange = _exchange(reach, best)
        exchange[:, best] = -np.inf
        if quota is not None:
            for row in range(len(best)):
                exchange[row, ~quota.open(np.delete(best, row))] = -np.inf
        out, into = np.unravel_index(np.argmax(exchange), exchange.shape)
        if exchange[out, into] <= LEAST_GAIN * max(reach.total, 1.0):
            break
        best = np.sort(np.append(np.delete(best, out), into))
    return best


def _exchange(reach: Reach, chosen: Ints) -> Floats:
    """Return what giving up each chosen site for each other one adds (chosen, candidates)."""
    mine = table(reach.of_sites[chosen])
    count = reach.serving(chosen)
    alone = np.where(count == 1, reach.weight, 0.0)
    gain = times(reach.of_sites, np.where(count == 0, reach.weight, 0.0))
    exchange = gain - times(mine, alone)[:, None]
    for row, served in enumerate(np.split(mine.indices, mine.indptr[1:-1])):
        only = served[count[served] == 1]
        kept = table(reach.served[only])  # what the new site would serve of what the old one alone did
        demand = np.repeat(alone[only], np.diff(kept.indptr))
        exchange[row] += np.bincount(kept.indices, demand, minlength=len(gain))
    return exchange
