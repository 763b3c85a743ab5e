"""Which further numbers of a table must be withheld so that its totals do not give the small ones back.

A table with its totals is a network: each number is an arc, and at every node (an area, a type, a year) what
comes in is what goes out. Two tables that share the totals of their rows are one such network. Changing a
hidden number without anybody noticing means sending a flow around a cycle of hidden arcs, so the cheapest
cycle says what else to hide (Cox 1995, JASA 90(432), 1453-1462; Castro 2007, INFORMS J. Comput. 19(1)).
Network matrices are totally unimodular: every whole number between the least and the most that the totals
allow can be reached, and an interval found by linear programming is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints

FREE = 1e-6  # price of passing a number that is hidden anyway: fewer of them where nothing else decides


@dataclass(frozen=True, kw_only=True)
class Flows:
    """A table as a network: number i, `value` (m,), is an arc from node `tail` (m,) to node `head` (m,).

    No two arcs join the same two nodes. `low` and `high` (m,) are what an attacker knows of a number once it
    is hidden; `price` (m,) is what hiding it costs, infinite where it must be shown.
    """

    tail: Ints
    head: Ints
    value: Ints
    low: Ints
    high: Ints
    price: Floats


def complement(flows: Flows, *, hidden: Bools, need_low: Ints, need_high: Ints) -> tuple[Bools, Ints]:
    """Return the numbers to hide (m,), and those that no choice protects (k,).

    Hidden are those `hidden` before, and the cheap cycles that protect them. A number is protected when
    everything from `need_low` to `need_high` (m,) is possible for it, all totals kept; where both are its
    value nothing is asked for. Greedy, number by number: enough, not the fewest.
    """
    network = _Network(flows)
    found = hidden.copy()
    wanted = np.flatnonzero((need_low < flows.value) | (need_high > flows.value))
    failed = []
    for cell in wanted[np.argsort(-(need_high - need_low)[wanted], kind="stable")].tolist():
        up = network.cycle(cell, int(need_high[cell] - flows.value[cell]), found, upward=True)
        down = network.cycle(cell, int(flows.value[cell] - need_low[cell]), found, upward=False)
        if up is None or down is None:
            failed.append(cell)
        else:
            found[up] = found[down] = True
    return found, np.array(failed, dtype=np.int64)


class _Network:
    """The arcs both ways, laid out once: going forward raises a number, going backward lowers it."""

    def __init__(self, flows: Flows) -> None:
        """Lay out the arcs of the table."""
        count = len(flows.value)
        nodes = int(max(flows.tail.max(), flows.head.max())) + 1
        here, there = np.r_[flows.tail, flows.head], np.r_[flows.head, flows.tail]
        self.order = np.lexsort((there, here))
        ends = np.searchsorted(here[self.order], np.arange(nodes + 1))
        self.graph = csr_array((np.ones(2 * count), there[self.order], ends), shape=(nodes, nodes))
        self.arc = {(int(a), int(b)): i for i, (a, b) in enumerate(zip(here, there, strict=True))}
        self.flows, self.count = flows, count
        self.room = np.r_[flows.high - flows.value, flows.value - flows.low]

    def cycle(self, cell: int, amount: int, hidden: Bools, *, upward: bool) -> Ints | None:
        """Return the numbers that must be hidden for `cell` to change by `amount`; None: it never can."""
        if amount <= 0:
            return np.empty(0, dtype=np.int64)
        flows = self.flows
        ends = (flows.head[cell], flows.tail[cell])
        start, goal = ends if upward else ends[::-1]
        price = np.tile(np.where(hidden, FREE, flows.price), 2)
        price[[cell, cell + self.count]] = np.inf
        room = self.room.copy()
        passed: list[int] = []
        while amount:
            step, arcs = amount, self._path(price, room >= amount, int(start), int(goal))
            if not arcs:
                step, arcs = 1, self._path(price, room >= 1, int(start), int(goal))
            if not arcs:
                return None
            back = [(arc + self.count) % (2 * self.count) for arc in arcs]
            room[arcs] -= step
            room[back] += step
            price[arcs] = np.minimum(price[arcs], FREE)
            amount -= step
            passed += [arc % self.count for arc in arcs]
        return np.unique(np.array(passed, dtype=np.int64))

    def _path(self, price: Floats, open_to: Bools, start: int, goal: int) -> list[int]:
        """Return the arcs of the cheapest path, none where there is no path."""
        self.graph.data[:] = np.where(open_to, price, np.inf)[self.order]
        dear, before = dijkstra(self.graph, indices=np.array([start]), return_predecessors=True)
        if not np.isfinite(dear[0, goal]):
            return []
        arcs = []
        node = goal
        while node != start:
            arcs.append(self.arc[int(before[0, node]), node])
            node = int(before[0, node])
        return arcs
