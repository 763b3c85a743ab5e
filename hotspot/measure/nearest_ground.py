"""The ground that each place stands for: what is nearer to it than to any other, on a lattice of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import distance_transform_edt

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints


def nearest_ground(at: Floats, ground: Floats, *, reach: float) -> Floats:
    """Return the `ground` (rows, columns) brought to the cell of the nearest place (rows, columns).

    `at` (rows, columns, 2) is where the places of a cell lie, southwards and eastwards in cells from the
    corner, NaN in a cell without; ground more than `reach` cells from all is left out. A cell that the line
    between two places cuts is shared: places a few cells apart would else have up to a fifth more or less,
    by how they lie on the lattice.

    >>> nearest_ground(np.array([[[0.5, 0.5], [np.nan, np.nan], [0.5, 2.5]]]), np.ones((1, 3)), reach=2.0)
    array([[1.5, 0. , 1.5]])
    """
    distance, nearest = distance_transform_edt(np.isnan(at[..., 0]), return_indices=True)
    own = np.asarray(nearest[0], dtype=np.int64) * ground.shape[1] + nearest[1]
    other, part = _cut_off(at.reshape(-1, 2), own)
    near = distance <= reach
    held = np.bincount(own[near], ((1 - part) * ground)[near], minlength=ground.size)
    held += np.bincount(other[near], (part * ground)[near], minlength=ground.size)
    return np.asarray(held.reshape(ground.shape), dtype=np.float64)


def _cut_off(at: Floats, own: Ints) -> tuple[Ints, Floats]:
    """Return whose place takes the largest part of each cell (rows, columns) from its `own`, and that part.

    `at` (n, 2) are the places by flat cell; tried are those of the four cells beside it. The part is that of
    a strip as wide as the cell is across the line between the two.
    """
    middle = np.moveaxis(np.indices(own.shape), 0, -1) + 0.5
    other, part = own.copy(), np.zeros(own.shape)
    beside = np.pad(own, 1, mode="edge")
    rows, columns = own.shape
    for down, right in ((0, 1), (2, 1), (1, 0), (1, 2)):
        shifted = beside[down : down + rows, right : right + columns]
        cut = np.nonzero(shifted != own)
        here, there = at[own[cut]], at[shifted[cut]]
        towards = there - here
        length = np.hypot(*towards.T)
        to_line = (((here + there) / 2 - middle[cut]) * towards).sum(axis=1) / length
        width = np.abs(towards).sum(axis=1) / length
        taken = np.clip(0.5 - to_line / width, 0.0, 1.0)
        more = taken > part[cut]
        cell = cut[0][more], cut[1][more]
        other[cell], part[cell] = shifted[cell], taken[more]
    return other, part
