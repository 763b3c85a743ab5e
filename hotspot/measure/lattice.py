"""DBSCAN and circles on a lattice of small cells, at a cost that the number of incidents hardly changes.

For simulations: hundreds of cities that never were have to be searched by the rule that found the hot spots.
Sums over discs are taken row by row, each chord being the difference of two running sums.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled import lattice as compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Ints

Numbers: TypeAlias = NDArray[Any]  # whole numbers or measures; sums are of the same kind

SIXTEEN = 16  # discs in a row that are summed together, or not at all
BREATH = 1e-9  # cells; a centre that lies on the rim of a disc lies in it


def disc_sums(values: Numbers, *, radii_cells: Sequence[float]) -> list[Numbers]:
    """Return, for each radius, the sum around each cell (rows, columns) of the values whose centres lie
    within it.

    >>> disc_sums(np.array([[0, 1, 0], [0, 0, 2]]), radii_cells=[1.0])[0].tolist()
    [[1, 1, 3], [0, 3, 2]]
    """
    return [_summed(values, chords(radius)) for radius in radii_cells]


def discs_above(
    values: Numbers, *, radii_cells: Sequence[float], gate: Numbers, least: Numbers
) -> tuple[Ints, Numbers]:
    """Return the discs (k,), as flat indices of `gate` (radii, rows, columns), that hold more than their
    gate, and what each holds.

    `values` (rows, columns) are whole numbers; the type of the gates must hold the sum of them all.
    `least` is `lowest(gate)`, which only saves time: where all that lies near sixteen discs is too little,
    none of them is summed.
    """
    if COMPILED:
        halves = _side_by_side(tuple(radii_cells))
        place, held = compiled.discs_above(np.ascontiguousarray(values, gate.dtype), halves, gate, least)
        order = np.argsort(place)
        return place[order], held[order]
    sums = np.stack(disc_sums(values, radii_cells=radii_cells))
    place = np.flatnonzero(sums > gate)
    return place, sums.ravel()[place]


def lowest(gate: Numbers) -> Numbers:
    """Return the lowest of each sixteen gates in a row (…, rows, sixteens).

    >>> lowest(np.array([[3, 4, 9], [2, 5, 8]])).tolist()
    [[3], [2]]
    """
    return np.asarray(np.minimum.reduceat(gate, np.arange(0, gate.shape[-1], SIXTEEN), axis=-1))


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


def chains(core: Ints, shape: tuple[int, int], *, eps_cells: float) -> tuple[Ints, Ints]:
    """Return the cells (k,) of a lattice, as flat indices in rising order, that belong to a chain, and the
    chain of each, counted from 0.

    Cells of the `core`, given in the same way, whose centres lie within `eps_cells` of each other are one
    chain, as in DBSCAN; all cells within half of that of a core cell are its outline. Ester, Kriegel, Sander
    & Xu (1996), KDD-96, 226-231.
    """
    rows, columns = np.divmod(core, shape[1])
    number = np.full(shape, -1, dtype=np.int32)
    number[rows, columns] = np.arange(len(core))
    chain, offsets = _chained(rows, columns, number, eps_cells), _offsets(eps_cells / 2)
    if COMPILED:
        return compiled.outlined(core, chain, np.array(offsets, dtype=np.int32), *shape)
    outline = np.full(shape, -1, dtype=np.int64)
    for down, right in offsets:
        row, column = rows + down, columns + right
        within = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
        outline[row[within], column[within]] = chain[within]
    outline[rows, columns] = chain
    cells = np.flatnonzero(outline >= 0)
    return cells, outline.ravel()[cells]


def _chained(rows: Ints, columns: Ints, number: Numbers, eps_cells: float) -> Ints:
    """Return the chain (k,), counted from 0, of the cells whose place in the list stands in `number`."""
    half = tuple(offset for offset in _offsets(eps_cells) if offset > (0, 0))  # the others give the same
    if COMPILED:
        return compiled.chained(rows, columns, number, np.array(half, dtype=np.int32).reshape(-1, 2))
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes a while, and the loop does without
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    links = []
    for down, right in half:
        other = _at(number, rows + down, columns + right)
        links.append(np.stack([number[rows, columns], other])[:, other >= 0])
    i, j = np.concatenate(links, axis=1) if links else np.empty((2, 0), dtype=np.int64)
    graph = coo_array((np.ones(len(i)), (i, j)), shape=(len(rows), len(rows)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def chords(radius_cells: float) -> Numbers:
    """Return how far a disc reaches to each side, 0, 1, … rows off its middle.

    >>> chords(2.0).tolist()
    [2, 1, 0]
    """
    steps = np.arange(int(radius_cells + BREATH) + 1)
    return np.asarray(np.sqrt(radius_cells**2 - steps**2 + BREATH), dtype=np.int32)


@cache
def _side_by_side(radii_cells: tuple[float, ...]) -> Numbers:
    """Return the chords (radii, steps) of all these discs, -1 beyond each."""
    halves = np.full((len(radii_cells), int(max(radii_cells) + BREATH) + 1), -1, dtype=np.int32)
    for i, radius in enumerate(radii_cells):
        chord = chords(radius)
        halves[i, : len(chord)] = chord
    return halves


def _summed(values: Numbers, halves: Numbers) -> Numbers:
    """Return the sums over the discs with these chords (rows, columns)."""
    if COMPILED and values.dtype in (np.int32, np.int64, np.float64):
        return compiled.disc_sums(np.ascontiguousarray(values), halves)
    rows, columns = values.shape
    reach = int(halves[0])
    before = np.zeros((rows, columns + 2 * reach + 1), dtype=values.dtype)
    np.cumsum(values, axis=1, out=before[:, reach + 1 : reach + 1 + columns])
    before[:, reach + 1 + columns :] = before[:, [reach + columns]]
    found = np.zeros((rows, columns), dtype=values.dtype)
    for step, half in enumerate(halves[:rows].tolist()):
        east, west = reach + half + 1, reach - half
        span = before[:, east : east + columns] - before[:, west : west + columns]
        found[step:] += span[: rows - step]
        if step:
            found[: rows - step] += span[step:]
    return found


@cache
def _offsets(radius_cells: float) -> tuple[tuple[int, int], ...]:
    reach = int(radius_cells + BREATH)
    steps = range(-reach, reach + 1)
    return tuple((i, j) for i in steps for j in steps if i * i + j * j <= radius_cells**2 + BREATH)


def _at(number: Numbers, row: Ints, column: Ints) -> Ints:
    """Return what stands in these cells, -1 beyond the rim."""
    within = (row >= 0) & (row < number.shape[0]) & (column >= 0) & (column < number.shape[1])
    found = np.full(len(row), -1, dtype=np.int64)
    found[within] = number[row[within], column[within]]
    return found
