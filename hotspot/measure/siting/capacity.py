"""Posts that serve only so much: a quick choice, and what no choice can serve more than."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from hotspot.measure.siting.model import CoverModel
from hotspot.measure.siting.rules import Rules
from hotspot.measure.siting.solver import Siting, solve
from hotspot.measure.siting.table import table, times

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.schema import Floats, Ints


def most_served(reach: Reach, chosen: Ints, *, capacity: float) -> float:
    """Return how much demand the chosen candidates serve at most, none of them more than its `capacity`.

    A transport problem: Hitchcock (1941), Journal of Mathematics and Physics 20, 224-230.
    """
    if not len(chosen):
        return 0.0
    some = replace(reach, served=table(reach.served[:, chosen]))
    model = CoverModel.of(some, Rules(fixed=np.arange(len(chosen)), capacity=capacity))
    program = model.program(-model.served, [])
    return -solve(replace(program, whole=np.zeros_like(program.whole)), seconds=np.inf).cost


def limited_cover(reach: Reach, free: Siting, *, posts: int, capacity: float, fixed: Ints) -> Siting:
    """Return the better of two choices under a capacity: the `free` one, best without it, and the greedy one.

    The bound is that of the free choice, or what the posts can serve if all are busy, whichever is less;
    `fixed` ones are busy only with what lies within their reach.
    """
    chosen = (free.chosen, _busiest(reach, posts=posts, capacity=capacity, fixed=fixed))
    values = [most_served(reach, np.concatenate([each, fixed]), capacity=capacity) for each in chosen]
    best = int(np.argmax(values))
    alone = np.minimum(times(table(reach.served[:, fixed].T), reach.weight), capacity)
    bound = min(free.bound, posts * capacity + float(alone.sum()))
    return Siting(
        chosen=np.sort(chosen[best]),
        value=values[best],
        bound=max(bound, values[best]),
        cut_short=free.cut_short,
    )


def _busiest(reach: Reach, *, posts: int, capacity: float, fixed: Ints) -> Ints:
    """Return sites chosen one by one, each the one that can serve most of what is left; it takes that which
    fewest others reach first."""
    columns = csc_array(reach.served)
    rarest = np.argsort(np.diff(reach.served.indptr), kind="stable")
    place = np.empty(len(rarest), dtype=np.int64)
    place[rarest] = np.arange(len(rarest))
    left = reach.weight.copy()
    for site in fixed:
        left = _after(left, columns, int(site), place, capacity)
    taken: list[int] = [int(site) for site in fixed]
    for _ in range(posts):
        can = np.minimum(times(table(columns.T), left), capacity)
        can[taken] = -1.0
        site = int(np.argmax(can))
        if can[site] <= 0:
            break
        taken.append(site)
        left = _after(left, columns, site, place, capacity)
    return np.array(taken[len(fixed) :], dtype=np.int64)


def _after(left: Floats, columns: csc_array, site: int, place: Ints, capacity: float) -> Floats:
    """Return what is left of the demand when a site has served as much as it can."""
    within = columns.indices[columns.indptr[site] : columns.indptr[site + 1]]
    within = within[np.argsort(place[within], kind="stable")]
    before = np.concatenate([[0.0], np.cumsum(left[within])[:-1]])
    served = np.clip(capacity - before, 0.0, left[within])
    rest = left.copy()
    rest[within] -= served
    return rest
