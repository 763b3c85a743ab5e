"""Beats of even workload, each in one piece: areas move between neighbours until no move helps.

Districting as a p-median with a band of workload and contiguity: Hess et al. (1965), Operations Research 13,
998; for patrol beats Wheeler (2019), Policing: An International Journal 42, 1. The search is simulated
annealing over moves of single areas: D'Amico et al. (2002), Computers & Operations Research 29, 667.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from hotspot.measure.siting.table import Table
    from hotspot.schema import Floats, Ints

CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Districts:
    """Areas (n,) with their `load`, the `metres` (n, n) between them and who is next to whom (n, n).

    Each of `count` beats holds between `least` and `most` of the load."""

    load: Floats
    metres: Floats
    next_to: Table
    count: int
    band: float

    @property
    def mean(self) -> float:
        """The load of a beat if all were even."""
        return float(self.load.sum()) / self.count

    @property
    def least(self) -> float:
        """The smallest load that the band allows."""
        return self.mean * (1 - self.band)

    @property
    def most(self) -> float:
        """The largest load that the band allows."""
        return self.mean * (1 + self.band)

    def apart(self, beat: Ints) -> float:
        """Return by how much the load of a beat is off the mean at worst, as a share of it."""
        loads = np.bincount(beat, self.load, minlength=self.count)
        return float(abs(loads / self.mean - 1).max())

    def within(self, beat: Ints) -> bool:
        """Say whether all loads keep to the band."""
        return self.apart(beat) <= self.band + CLOSE

    def whole(self, beat: Ints) -> bool:
        """Say whether each beat is there and in one piece."""
        same = self.next_to.tocoo()
        kept = beat[same.row] == beat[same.col]
        inner = type(self.next_to)(
            (same.data[kept], (same.row[kept], same.col[kept])), shape=self.next_to.shape
        )
        pieces = int(connected_components(inner, directed=False)[0])
        return pieces == self.count == len(np.unique(beat))

    def centres(self, beat: Ints) -> Ints:
        """Return the area (count,) of each beat from which its load is nearest in all."""
        found = []
        for one in range(self.count):
            member = np.flatnonzero(beat == one)
            found.append(member[np.argmin(self.load[member] @ self.metres[np.ix_(member, member)])])
        return np.array(found)

    def value(self, beat: Ints) -> float:
        """Return the load times the metres to the centre of its beat."""
        centre = self.centres(beat)
        return float(self.load @ self.metres[np.arange(len(beat)), centre[beat]])


@dataclass(frozen=True, kw_only=True)
class Districted:
    """The `beat` (n,) of each area, 0 …; `value` is load times metres to the centres, `bound` what no beats
    within the band can go below. `within` is False where no beats within the band were found: then they are
    the most even ones met; `impossible` where it is proved that there are none. `cut_short` says that the
    clock ended the search: another machine may then find other beats."""

    beat: Ints
    value: float
    bound: float
    within: bool
    impossible: bool = False
    cut_short: bool = False
