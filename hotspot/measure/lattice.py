"""DBSCAN on a lattice of small cells: the same rule, at a cost that no number of incidents changes.

For simulations: hundreds of cities that never were have to be searched by the rule that found the hot spots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Bools, Ints

Numbers: TypeAlias = NDArray[Any]  # whole numbers or measures; sums are of the same kind


def chains(core: Bools, *, eps_cells: float) -> Ints:
    """Return the chain 1 … k that each cell (rows, columns) belongs to, 0 for none.

    Core cells whose centres lie within `eps_cells` of each other are one chain, as in DBSCAN; all cells
    within half of that of a core cell are its outline. Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231.
    """
    rows, columns = np.nonzero(core)
    number = np.full(core.shape, -1, dtype=np.int64)
    number[rows, columns] = np.arange(len(rows))
    links = []
    for down, right in _offsets(eps_cells):
        if (down, right) > (0, 0):  # the other half of the disc gives the same pairs
            other = _at(number, rows + down, columns + right)
            links.append(np.stack([number[rows, columns], other])[:, other >= 0])
    i, j = np.concatenate(links, axis=1) if links else np.empty((2, 0), dtype=np.int64)
    graph = coo_array((np.ones(len(i)), (i, j)), shape=(len(rows), len(rows)))
    chain = connected_components(graph, directed=False)[1] + 1
    outline = np.zeros(core.shape, dtype=np.int64)
    for down, right in _offsets(eps_cells / 2):
        row, column = rows + down, columns + right
        within = (row >= 0) & (row < core.shape[0]) & (column >= 0) & (column < core.shape[1])
        outline[row[within], column[within]] = chain[within]
    outline[rows, columns] = chain
    return outline


def disc_sums(values: Numbers, *, radii_cells: Sequence[float]) -> list[Numbers]:
    """Return, for each radius, the sum around each cell (rows, columns) of the values whose centres lie
    within it.

    >>> disc_sums(np.array([[0, 1, 0], [0, 0, 2]]), radii_cells=[1.0])[0].tolist()
    [[1, 1, 3], [0, 3, 2]]
    """
    rows, columns = values.shape
    reach = int(max(radii_cells) + 1e-9)
    before = np.zeros((rows, columns + 2 * reach + 1), dtype=values.dtype)
    np.cumsum(values, axis=1, out=before[:, reach + 1 : reach + 1 + columns])  # all values west of a column
    before[:, reach + 1 + columns :] = before[:, [reach + columns]]
    spans: dict[int, Numbers] = {}
    found = []
    for radius in radii_cells:
        sums = np.zeros_like(values)
        for step in range(min(int(radius + 1e-9), rows - 1) + 1):
            half = int(np.sqrt(radius**2 - step**2 + 1e-9))
            if half not in spans:
                east, west = reach + half + 1, reach - half
                spans[half] = before[:, east : east + columns] - before[:, west : west + columns]
            sums[step:] += spans[half][: rows - step]
            if step:
                sums[: rows - step] += spans[half][step:]
        found.append(sums)
    return found


def coarser(values: Numbers, *, times: int) -> Numbers:
    """Return the sums over blocks of `times` by `times` cells; what is missing at the rim counts 0.

    >>> coarser(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), times=2).tolist()
    [[12.0, 9.0]]
    """
    if times == 1:
        return values
    starts = [np.arange(0, length, times) for length in values.shape]
    return np.asarray(np.add.reduceat(np.add.reduceat(values, starts[0], axis=0), starts[1], axis=1))


def _offsets(radius_cells: float) -> list[tuple[int, int]]:
    reach = int(radius_cells + 1e-9)
    steps = range(-reach, reach + 1)
    return [(i, j) for i in steps for j in steps if i * i + j * j <= radius_cells**2 + 1e-9]


def _at(number: Ints, row: Ints, column: Ints) -> Ints:
    """Return what stands in these cells, -1 beyond the rim."""
    within = (row >= 0) & (row < number.shape[0]) & (column >= 0) & (column < number.shape[1])
    found = np.full(len(row), -1, dtype=np.int64)
    found[within] = number[row[within], column[within]]
    return found
