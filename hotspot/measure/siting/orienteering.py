"""Patrols on foot: closed walks from posts, each within its budget, past as much as they can.

The team orienteering problem on streets (arcs and stops carry the prizes, each counted once): greedy
insertion of whole streets, 2-opt, then ruin and recreate. Vansteenwegen, Souffriau & Van Oudheusden (2011),
European Journal of Operational Research 209, 1; Schrimpf et al. (2000), Journal of Computational Physics 159,
139; Archetti et al. (2014), on arc routing with profits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.walk_search import Search
from hotspot.measure.siting.walks import Ways

if TYPE_CHECKING:
    from hotspot.measure.siting.walks import Streets, Target
    from hotspot.schema import Ints

MOST_NODES = 3_000  # of which all ways between each two are held: 110 MB


@dataclass(frozen=True, kw_only=True)
class Patrols:
    """One walk for each patrol: the streets in order, as (street, from node, to node); `post` (k,) are the
    rows of the posts they start from, `value` the prizes of all streets passed."""

    walks: tuple[tuple[Target, ...], ...]
    post: Ints
    value: float


def patrols(
    streets: Streets, *, count: int, budget: float, rounds: int = 300, seed: int = 1, each_post: bool = False
) -> Patrols:
    """Return `count` walks of at most `budget` metres each that pass the most prizes together.

    Every patrol starts from the post from which it adds most; with `each_post` the posts take turns. The same
    seed gives the same walks. A walk that can pass nothing is empty.
    """
    near, old_streets, old_nodes = streets.only(_held(streets, budget))
    search = Search(near, Ways.of(near), budget, np.random.default_rng(seed))
    search.start(count, rounds // 8, each_post=each_post)
    search.improve(rounds, search.routes)
    walks = tuple(
        tuple((int(old_streets[s]), int(old_nodes[u]), int(old_nodes[v])) for s, u, v in search.walk(route))
        for route in search.routes
    )
    passed = {street for walk in walks for street, _, _ in walk}
    value = float(streets.prize[sorted(passed)].sum())
    return Patrols(walks=walks, post=np.array([route.post for route in search.routes]), value=value)


def _held(streets: Streets, budget: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which streets are searched: those within reach; of very many those nearest to a post."""
    some = streets.reached(budget)
    far = np.maximum(streets.from_posts[:, streets.start], streets.from_posts[:, streets.end]).min(axis=0)
    nearest = np.sort(streets.from_posts.min(axis=0))
    if len(nearest) > MOST_NODES:
        some &= far <= nearest[MOST_NODES - 1]
    return some
