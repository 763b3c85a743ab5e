"""What can be worked out about a hidden number from everything that is shown: its exact interval.

The attacker's linear program: all equations that the shown numbers and totals obey, and for each hidden
number the least and the most it can be (Fellegi 1972, JASA 67(337), 7-18). One solution is a table that fits
all that is shown; it proves its value possible for every hidden number at once, so that few programs are
solved for most numbers, and one of its own only for those that remain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.solver import Program, solve

if TYPE_CHECKING:
    from hotspot.measure.siting.table import Table
    from hotspot.schema import Bools, Floats, Ints

WHOLE = 1e-6
SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class System:
    """What is known: `matrix` (r, v) times the numbers lies between `least` and `most` (r,); each number
    lies between `low` and `high` (v,), all whole."""

    matrix: Table
    least: Floats
    most: Floats
    low: Floats
    high: Floats


def intervals(system: System, cells: Ints, *, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the least and the most (k,) that each of the numbers `cells` (k,) can be, as far as is asked.

    What is returned is exact between `low` and `high` (k,), and tells whether less or more is possible; where
    it is, the other end is not looked for: it is what was seen. Raises Infeasible where no table fits
    all that is known.
    """
    found_low, found_high = np.full(len(cells), np.iinfo(np.int64).max), np.full(len(cells), -1)
    lowest, highest = np.maximum(low - 1, system.low[cells]), np.minimum(high + 1, system.high[cells])

    def look(direction: Floats) -> None:
        values = _witness(system, cells, direction)
        np.minimum(found_low, values, out=found_low)
        np.maximum(found_high, values, out=found_high)

    def todo(sign: float) -> Bools:
        inside = (found_low >= low) & (found_high <= high)
        return _short(found_low, found_high, lowest, highest, sign) & inside

    look(np.zeros(len(cells)))
    for sign in (-1.0, 1.0):
        left = len(cells) + 1
        while 0 < todo(sign).sum() < left:
            left = int(todo(sign).sum())
            look(np.where(todo(sign), sign, 0.0))
    for sign in (-1.0, 1.0):
        for one in np.flatnonzero(todo(sign)).tolist():
            if todo(sign)[one]:
                look(np.where(np.arange(len(cells)) == one, sign, 0.0))
    return found_low, found_high


def _short(found_low: Ints, found_high: Ints, low: Floats, high: Floats, sign: float) -> Bools:
    """Tell which cells have not been seen at the end that is looked for."""
    return np.asarray(found_high < high if sign < 0 else found_low > low)


def _witness(system: System, cells: Ints, direction: Floats) -> Ints:
    """Return the values (k,) of the cells in a whole-number table that minimises `direction` (k,)."""
    cost = np.zeros(system.matrix.shape[1])
    np.add.at(cost, cells, direction)
    for whole in (False, True):  # most systems are networks, whose corners are whole by themselves
        program = Program(
            cost=cost,
            matrix=system.matrix,
            low=system.least,
            high=system.most,
            whole=np.full(len(cost), whole),
            least=system.low,
            most=system.high,
        )
        values = solve(program, seconds=SECONDS).values
        if np.abs(values - np.round(values)).max() < WHOLE:
            break
    return np.asarray(np.round(values[cells]), dtype=np.int64)
