"""Would the first areas still be the first if some areas reported less of what happens than others?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats

DRAWS = 1_000


def share_among_first(scores: Floats, *, top: int, low: float, high: float, seed: int) -> Floats:
    """Return the share of 1,000 draws (n,) in which each area is among the first `top`.

    `scores` (n,) are what was reported, per unit of ground, of residents or of time, in order of rank. In
    each draw every area reports a share of its own, uniform between `low` and `high`, and its true rate is
    its score over that share. Akpinar, De-Arteaga & Chouldechova (2021, FAccT, 838-849) show that such
    differences alone move predicted hot spots from where little is reported to where much is.

    >>> share_among_first(np.array([9.0, 2.0, 1.5, 0.7]), top=2, low=0.5, high=1.0, seed=1).round(1)
    array([1. , 0.8, 0.2, 0. ])
    """
    share = np.zeros(len(scores))
    if top >= len(scores):
        return share + 1.0
    reachable = int((scores * high >= scores[top - 1] * low).sum())  # no share lifts the others so far
    random = np.random.default_rng(seed)
    reported = random.uniform(low, high, (DRAWS, reachable))
    order = np.argsort(-scores[:reachable] / reported, axis=1, kind="stable")[:, :top]
    share[:reachable] = np.bincount(order.ravel(), minlength=reachable) / DRAWS
    return share
