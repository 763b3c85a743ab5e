"""Incidents that fall at random over a usual pattern: one city that could have been after another.

Each cell's number is Poisson, independent of all others. Cells are taken together in runs that expect about
one incident: one uniform number tells how many fall in a run, one more for each tells where. So a pattern
costs its cells where they are busy and its incidents where they are few, whichever is less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln, pdtr

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled import lattice as compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.measure.lattice import Numbers
    from hotspot.schema import Bools, Floats, Ints

RAREST = 1e-18  # a number less likely than that is not drawn
AROUND = 16  # numbers below and above the mode whose distribution function is kept


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The `cell`s (k,), as flat indices of a lattice of this `shape`, where incidents are expected, and how
    many `before` each (k + 1,); run i is `first[i]` … `first[i + 1]` of them and expects `mean[i]`.

    `several` tells the runs of more than one cell. `chance` is the probability of the likeliest number of
    each run, its `mode`, and `upto` that of no more; `rounded` (runs, 32) is the latter from `mode` - 16 on,
    in 65,536ths rounded down, less 32,768.
    """

    shape: tuple[int, int]
    cell: Ints
    before: Floats
    first: Ints
    several: Bools
    mean: Floats
    mode: Numbers
    chance: Floats
    upto: Floats
    rounded: NDArray[np.int16]

    def drawn(self, seed: np.random.SeedSequence) -> Numbers:
        """Return the incidents in each cell (rows, columns) of one city."""
        draw = np.random.default_rng(seed)
        number = numbers(draw.random(len(self.mean)), self)
        places = draw.random(int(number[self.several].sum()))
        return _placed(number, places, self).reshape(self.shape)


def pattern_of(usual: Floats) -> Pattern:
    """Return how to draw cities with these `usual` incidents in each cell (rows, columns)."""
    cell = np.flatnonzero(usual > 0)
    before = np.concatenate([[0.0], np.cumsum(usual.ravel()[cell])])
    starts = np.flatnonzero(np.diff(np.floor(before[:-1]), prepend=-1.0))
    first = np.append(starts, len(cell))
    mean = np.diff(before[first])
    mode = np.floor(mean)
    chance, upto = np.exp(mode * np.log(mean) - mean - gammaln(mode + 1)), np.asarray(pdtr(mode, mean))
    return Pattern(
        shape=usual.shape,
        cell=cell,
        before=before,
        first=first,
        several=np.diff(first) > 1,
        mean=mean,
        mode=mode.astype(np.int32),
        chance=chance,
        upto=upto,
        rounded=_rounded(mean, mode, chance, upto),
    )


def _rounded(mean: Floats, mode: Floats, chance: Floats, upto: Floats) -> NDArray[np.int16]:
    """Return the distribution function around each mode, by the same steps as in `numbers`."""
    found = np.empty((2 * AROUND, len(mean)))
    found[AROUND] = upto
    p, below = chance.copy(), upto.copy()
    for step in range(1, AROUND):
        p *= mean / (mode + step)
        below += p
        found[AROUND + step] = below
    p, below = chance.copy(), upto.copy()
    for step in range(AROUND):
        below -= p
        found[AROUND - 1 - step] = below
        p *= np.maximum(mode - step, 0) / mean
    found *= 65_536
    np.clip(found, 0, 65_535, out=found)
    return np.ascontiguousarray((np.floor(found, out=found) - 32_768).astype(np.int16).T)


def numbers(uniform: Floats, pattern: Pattern) -> Numbers:
    """Return for each uniform number the first Poisson number whose distribution function is above it."""
    if COMPILED:
        return compiled.poisson(
            uniform, pattern.mean, pattern.mode, pattern.chance, pattern.upto, pattern.rounded, RAREST
        )
    number, p, below = pattern.mode.copy(), pattern.chance.copy(), pattern.upto.copy()
    up = uniform >= below
    rows = np.flatnonzero(up)
    while len(rows := rows[(uniform[rows] >= below[rows]) & (p[rows] > RAREST)]):
        number[rows] += 1
        p[rows] *= pattern.mean[rows] / number[rows]
        below[rows] += p[rows]
    rows = np.flatnonzero(~up)
    below[rows] -= p[rows]
    while len(rows := rows[(uniform[rows] < below[rows]) & (number[rows] > 0)]):
        p[rows] *= number[rows] / pattern.mean[rows]
        number[rows] -= 1
        below[rows] -= p[rows]
    return number


def _placed(number: Numbers, uniform: Floats, pattern: Pattern) -> Numbers:
    """Return the incidents in each cell of the lattice, flat, when `number` of them fall in each run."""
    cells = int(np.prod(pattern.shape))
    if COMPILED:
        return compiled.placed(number, pattern.first, pattern.before, pattern.cell, uniform, cells)
    found = np.zeros(cells, dtype=np.int32)
    several, single = pattern.several, ~pattern.several
    found[pattern.cell[pattern.first[:-1][single]]] = number[single]
    run = np.repeat(np.flatnonzero(several), number[several])
    start, end = pattern.before[pattern.first[run]], pattern.before[pattern.first[run + 1]]
    at = np.searchsorted(pattern.before, start + uniform * (end - start), side="right") - 1
    at = np.minimum(at, pattern.first[run + 1] - 1)
    np.add.at(found, pattern.cell[at], 1)
    return found
