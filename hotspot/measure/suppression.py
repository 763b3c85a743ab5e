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

from hotspot.measure.shortcuts import FREE, Shortcuts

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class TwoTables:
    """Two tables over the same `rows`, of `left` and of `right` columns, and their totals, as one list.

    The m numbers are the totals of the left columns, the left table row by row, the totals of the rows, the
    right table row by row, and the totals of the right columns. `value` (m,) are the numbers; `low` and
    `high` (m,) are what an attacker knows of a number once it is hidden; `price` (m,) is what hiding it
    costs, infinite where it must be shown.
    """

    rows: int
    left: int
    right: int
    value: Ints
    low: Ints
    high: Ints
    price: Floats


def complement(tables: TwoTables, *, hidden: Bools, need_low: Ints, need_high: Ints) -> tuple[Bools, Ints]:
    """Return the numbers to hide (m,), and those that no choice protects (k,).

    Hidden are those `hidden` before, and the cheap cycles that protect them. A number is protected when
    everything from `need_low` to `need_high` (m,) is possible for it, all totals kept; where both are its
    value nothing is asked for. Greedy, number by number: enough, not the fewest.
    """
    value = tables.value
    cycles = _Cycles(tables, hidden)
    wanted = np.flatnonzero((need_low < value) | (need_high > value))
    failed = []
    for cell in wanted[np.argsort(-(need_high - need_low)[wanted], kind="stable")].tolist():
        up = cycles.through(cell, int(need_high[cell] - value[cell]), upward=True)
        down = cycles.through(cell, int(value[cell] - need_low[cell]), upward=False)
        if up is None or down is None:
            failed.append(cell)
        else:
            cycles.hide({*up, *down})
    return cycles.hidden, np.array(failed, dtype=np.int64)


class _Cycles:
    """The cheapest cycles through one number after the other, while what they pass is hidden."""

    def __init__(self, tables: TwoTables, hidden: Bools) -> None:
        """Begin with the numbers that are hidden anyway."""
        self.hidden = hidden.copy()
        self.ways = Shortcuts(
            rows=tables.rows,
            left=tables.left,
            right=tables.right,
            rise=tables.high - tables.value,
            fall=tables.value - tables.low,
            price=np.where(hidden, FREE, tables.price),
        )

    def hide(self, numbers: set[int]) -> None:
        """Hide these numbers: from now on they cost next to nothing."""
        new = [number for number in sorted(numbers) if not self.hidden[number]]
        self.hidden[new] = True
        self.ways.free(new)

    def through(self, cell: int, amount: int, *, upward: bool) -> list[int] | None:
        """Return the numbers that must be hidden for `cell` to change by `amount`; None: it never can."""
        tail, head = self.ways.ends(cell)
        start, goal = (head, tail) if upward else (tail, head)
        passed: dict[int, int] = {}  # how far each number has changed already
        left = max(amount, 0)
        while left:
            step, way = left, self.ways.cheapest(start, goal, left, barred=cell, passed=passed)
            if way is None:
                step, way = 1, self.ways.cheapest(start, goal, 1, barred=cell, passed=passed)
            if way is None:
                return None
            for number, sign in way:
                passed[number] = passed.get(number, 0) + sign * step
            left -= step
        return [number for number, change in passed.items() if change]
