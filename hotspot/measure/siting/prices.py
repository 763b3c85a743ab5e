"""Prices on demand (Lagrange multipliers): a bound of all choices at once, and sites to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.greedy import swapped
from hotspot.measure.siting.table import of_rows, table, times

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.schema import Ints

ROUNDS, PATIENCE, FIRST_STEP = 400, 15, 2.0
CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Priced:
    """The best choice met, its value, a bound of every choice, and the sites that a better one may hold."""

    chosen: Ints
    value: float
    bound: float
    open: Ints


def priced_cover(reach: Reach, *, posts: int, known: Ints) -> Priced:
    """Return a bound of the maximal cover by subgradient steps from a `known` choice of at most `posts`.

    Each demand i pays lambda_i, 0 … weight_i, to every chosen site that serves it; what it does not pay it
    keeps if served. Then sites can be chosen one by one, and the sum over the `posts` best paid is a bound.
    Galvão & ReVelle (1996), European Journal of Operational Research 88, 114-123. A site that would lower the
    bound below the best choice cannot be part of a better one.
    """
    across = table(reach.served.T)
    weight = reach.weight
    best, value = known, reach.covered_weight(known)
    price = weight / np.maximum(np.diff(reach.served.indptr), 1)
    bound, settled = np.inf, price
    step, since = FIRST_STEP, 0
    for _ in range(ROUNDS):
        paid = times(across, price)
        top = np.argpartition(-paid, posts - 1)[:posts]
        total = float((weight - price).sum() + paid[top].sum())
        if total < bound - CLOSE * max(abs(bound), 1.0) or not np.isfinite(bound):
            bound, settled, since = total, price, 0
        else:
            since += 1
        count = of_rows(table(reach.served[:, top]))
        reached = float(weight[count > 0].sum())
        if reached > value:
            best = swapped(reach, top)
            value = reach.covered_weight(best)
        if since >= PATIENCE:
            step, since, price = step / 2, 0, settled
        slope = count - (price < weight)
        size = float(np.square(slope).sum())
        if bound - value <= CLOSE * max(value, 1.0) or size == 0 or step < 1e-3:
            break
        price = np.clip(price - step * (total - value) / size * slope, 0.0, weight)
    paid = times(across, settled)
    needed = np.sort(paid)[-posts]
    bound = float((weight - settled).sum() + np.sort(paid)[-posts:].sum())
    open_ = np.flatnonzero(bound - needed + paid >= value * (1 - CLOSE))
    return Priced(chosen=best, value=value, bound=bound, open=np.union1d(open_, best))
