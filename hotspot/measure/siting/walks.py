"""Streets to patrol: what each is worth to whoever walks it, how long it is, the shortest ways between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints

Target: TypeAlias = tuple[int, int, int]  # a street, the node where the walk enters it, that where it leaves


@dataclass(frozen=True, kw_only=True)
class Streets:
    """Streets (e,) between the nodes `start` and `end`, of `length` in metres, worth `prize` once they are
    walked. A street from a node to itself is a stop: its length is what the stop costs of the budget.
    Streets are walked in both directions; `posts` (p,) are the nodes where patrols start and end."""

    nodes: int
    start: Ints
    end: Ints
    length: Floats
    prize: Floats
    posts: Ints

    @property
    def is_stop(self) -> Bools:
        """Which of them are stops (e,)."""
        return np.asarray(self.start == self.end)

    @cached_property
    def graph(self) -> csr_array:
        """The shortest street between each two nodes, in metres."""
        kept = self._shortest
        ends = (self.start[kept], self.end[kept])
        return csr_array((self.length[kept], ends), shape=(self.nodes, self.nodes))

    @cached_property
    def between(self) -> dict[tuple[int, int], int]:
        """The shortest street between two nodes, for both orders of them."""
        kept = self._shortest.tolist()
        ends = zip(self.start[kept].tolist(), self.end[kept].tolist(), kept, strict=True)
        return {pair: street for u, v, street in ends for pair in ((u, v), (v, u))}

    @cached_property
    def from_posts(self) -> Floats:
        """Metres from each post to each node (p, n); infinite where there is no way."""
        return np.asarray(dijkstra(self.graph, directed=False, indices=self.posts))

    @property
    def _shortest(self) -> Ints:
        low, high = np.minimum(self.start, self.end), np.maximum(self.start, self.end)
        order = np.lexsort((self.length, high, low))
        order = order[low[order] != high[order]]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
        return np.asarray(order[new], dtype=np.int64)

    def reached(self, budget: float) -> Bools:
        """Return which streets (e,) a walk of at most `budget` metres from some post can hold."""
        way = self.from_posts[:, self.start] + self.length + self.from_posts[:, self.end]
        return np.asarray((way <= budget).any(axis=0) if len(self.posts) else np.zeros(len(self.start), bool))

    def only(self, some: Bools) -> tuple[Streets, Ints, Ints]:
        """Return the streets marked in `some` and the posts, with the old numbers of streets and of nodes."""
        streets = np.flatnonzero(some)
        ends = np.concatenate([self.start[streets], self.end[streets], self.posts])
        nodes, new = np.unique(ends, return_inverse=True)
        count = len(streets)
        part = Streets(
            nodes=len(nodes),
            start=new[:count],
            end=new[count : 2 * count],
            length=self.length[streets],
            prize=self.prize[streets],
            posts=new[2 * count :],
        )
        return part, streets, nodes


@dataclass(frozen=True)
class Ways:
    """Shortest ways between all nodes of some streets: `metres` (n, n) and the node `before` the last."""

    streets: Streets
    metres: Floats
    before: NDArray[np.int32]

    @classmethod
    def of(cls, streets: Streets) -> Ways:
        """Return all ways; n² numbers of 12 bytes. Dijkstra (1959)."""
        metres, before = dijkstra(streets.graph, directed=False, return_predecessors=True)
        return cls(streets, metres, before)

    def along(self, first: int, last: int) -> list[Target]:
        """Return the streets of the shortest way from one node to another, in order."""
        between, before = self.streets.between, self.before[first]
        found: list[Target] = []
        while last != first:
            node = int(before[last])
            found.append((between[node, last], node, last))
            last = node
        return found[::-1]
