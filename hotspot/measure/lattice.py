"""DBSCAN and circles on a lattice of small cells, at a cost that the number of incidents hardly changes.

For simulations: hundreds of cities that never were have to be searched by the rule that found the hot spots.
Sums over discs are taken row by row, each chord being the difference of two running sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled import lattice as compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Ints

Numbers: TypeAlias = NDArray[Any]  # whole numbers or measures; sums are of the same kind

BREATH = 1e-9  # cells; a centre that lies on the rim of a disc lies in it


@dataclass(frozen=True, kw_only=True)
class Running:
    """The sum `before` each column of a lattice (rows, columns + 2 reach + 1), for discs of up to `reach`
    cells: `reach` + 1 columns of zeros, the sums up to and with each column, and `reach` times the last."""

    before: Numbers
    reach: int


def running(values: Numbers, *, reach: int) -> Running:
    """Return the running sums of the rows of `values` (rows, columns)."""
    values = np.ascontiguousarray(values)
    if COMPILED and values.dtype in (np.int32, np.int64, np.float64):
        return Running(before=compiled.running(values, reach), reach=reach)
    rows, columns = values.shape
    before = np.zeros((rows, columns + 2 * reach + 1), dtype=values.dtype)
    np.cumsum(values, axis=1, out=before[:, reach + 1 : reach + 1 + columns])
    before[:, reach + 1 + columns :] = before[:, [reach + columns]]
    return Running(before=before, reach=reach)


def disc_sums(values: Numbers, *, radii_cells: Sequence[float]) -> list[Numbers]:
    """Return, for each radius, the sum around each cell (rows, columns) of the values whose centres lie
    within it.

    >>> disc_sums(np.array([[0, 1, 0], [0, 0, 2]]), radii_cells=[1.0])[0].tolist()
    [[1, 1, 3], [0, 3, 2]]
    """
    sums = running(values, reach=int(max(radii_cells) + BREATH))
    return [_summed(sums, _chords(radius)) for radius in radii_cells]


def discs_above(
    fine: Running, coarse: Running, *, radius_cells: float, gate: Numbers, coarse_gate: Numbers
) -> tuple[Ints, Numbers]:
    """Return the cells (k,), as flat indices, whose discs hold more than their `gate`, and what each holds.

    `fine` and `coarse` are whole numbers on the same ground, the latter on blocks of 2 by 2 cells, with the
    lowest gate of each block (`lowest`). They only save time: where all that lies near a block is too little,
    none of its discs is summed.
    """
    chords = _chords(radius_cells)
    if COMPILED:
        wide = _block_chords(chords)
        cells, held = compiled.discs_above(
            fine.before, fine.reach, chords, gate, coarse.before, coarse.reach, wide, coarse_gate
        )
        order = np.argsort(cells)
        return cells[order], held[order]
    held = _summed(fine, chords).ravel()
    cells = np.flatnonzero(held > gate.ravel())
    return cells, held[cells]


def lowest(gate: Numbers) -> Numbers:
    """Return the lowest gate in each block of 2 by 2 cells.

    >>> lowest(np.array([[3, 4, 9], [2, 5, 8]])).tolist()
    [[2, 8]]
    """
    rows, columns = (np.arange(0, length, 2) for length in gate.shape)
    return np.asarray(np.minimum.reduceat(np.minimum.reduceat(gate, rows, axis=0), columns, axis=1))


def coarser(values: Numbers, *, times: int) -> Numbers:
    """Return the sums over blocks of `times` by `times` cells; what is missing at the rim counts 0.

    >>> coarser(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), times=2).tolist()
    [[12.0, 9.0]]
    """
    if times == 1:
        return values
    if COMPILED and values.dtype in (np.int32, np.int64, np.float64):
        return compiled.coarser(np.ascontiguousarray(values), times)
    starts = [np.arange(0, length, times) for length in values.shape]
    tall = np.add.reduceat(values, starts[0], axis=0, dtype=values.dtype)
    return np.asarray(np.add.reduceat(tall, starts[1], axis=1, dtype=values.dtype))


def chains(core: Ints, shape: tuple[int, int], *, eps_cells: float) -> Ints:
    """Return the chain 1 … k that each cell (rows, columns) of a lattice belongs to, 0 for none.

    Cells of the `core` (k,), given as flat indices in rising order, whose centres lie within `eps_cells` of
    each other are one chain, as in DBSCAN; all cells within half of that of a core cell are its outline.
    Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231.
    """
    rows, columns = np.divmod(core, shape[1])
    number = np.full(shape, -1, dtype=np.int32)
    number[rows, columns] = np.arange(len(core))
    chain = _chained(rows, columns, number, eps_cells) + 1
    outline = np.zeros(shape, dtype=np.int64)
    for down, right in _offsets(eps_cells / 2):
        row, column = rows + down, columns + right
        within = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
        outline[row[within], column[within]] = chain[within]
    outline[rows, columns] = chain
    return outline


def _chained(rows: Ints, columns: Ints, number: Numbers, eps_cells: float) -> Ints:
    """Return the chain (k,), counted from 0, of the cells whose place in the list stands in `number`."""
    half = [offset for offset in _offsets(eps_cells) if offset > (0, 0)]  # the others give the same
    if COMPILED:
        return compiled.chained(rows, columns, number, np.array(half, dtype=np.int32).reshape(-1, 2))
    links = []
    for down, right in half:
        other = _at(number, rows + down, columns + right)
        links.append(np.stack([number[rows, columns], other])[:, other >= 0])
    i, j = np.concatenate(links, axis=1) if links else np.empty((2, 0), dtype=np.int64)
    graph = coo_array((np.ones(len(i)), (i, j)), shape=(len(rows), len(rows)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _chords(radius_cells: float) -> Numbers:
    """Return how far a disc reaches to each side, 0, 1, … rows off its middle.

    >>> _chords(2.0).tolist()
    [2, 1, 0]
    """
    steps = np.arange(int(radius_cells + BREATH) + 1)
    return np.asarray(np.sqrt(radius_cells**2 - steps**2 + BREATH), dtype=np.int32)


def _block_chords(chords: Numbers) -> Numbers:
    """Return the same in blocks of 2 by 2 cells, for a disc around any of the four: all blocks that it meets.

    From one block to the `step`-th below it are 2 step - 1 rows or more.

    >>> _block_chords(np.array([4, 4, 4, 3, 2])).tolist()
    [2, 2, 2]
    """
    return np.asarray((chords[[0, *range(1, len(chords), 2)]] + 1) // 2, dtype=np.int32)


def _summed(sums: Running, chords: Numbers) -> Numbers:
    """Return the sums over the discs with these chords (rows, columns)."""
    if COMPILED and sums.before.dtype in (np.int32, np.int64, np.float64):
        return compiled.disc_sums(sums.before, sums.reach, chords)
    rows, columns = sums.before.shape[0], sums.before.shape[1] - 2 * sums.reach - 1
    found = np.zeros((rows, columns), dtype=sums.before.dtype)
    for step, half in enumerate(chords[:rows].tolist()):
        east, west = sums.reach + half + 1, sums.reach - half
        span = sums.before[:, east : east + columns] - sums.before[:, west : west + columns]
        found[step:] += span[: rows - step]
        if step:
            found[: rows - step] += span[step:]
    return found


def _offsets(radius_cells: float) -> list[tuple[int, int]]:
    reach = int(radius_cells + BREATH)
    steps = range(-reach, reach + 1)
    return [(i, j) for i in steps for j in steps if i * i + j * j <= radius_cells**2 + BREATH]


def _at(number: Numbers, row: Ints, column: Ints) -> Ints:
    """Return what stands in these cells, -1 beyond the rim."""
    within = (row >= 0) & (row < number.shape[0]) & (column >= 0) & (column < number.shape[1])
    found = np.full(len(row), -1, dtype=np.int64)
    found[within] = number[row[within], column[within]]
    return found
