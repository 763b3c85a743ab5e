"""DBSCAN on cells: equal to the exact one where the incidents lie on the cells' centres."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hotspot.measure.dbscan import dbscan
from hotspot.measure.lattice import chains, coarser, disc_sums

COUNTS = arrays(np.int32, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 3))
RADII = st.sampled_from([1.0, 1.5, 2.0, 3.0, 3.7])


def pairs(label: np.ndarray) -> np.ndarray:
    return label[:, None] == label[None, :]


@given(counts=COUNTS, radius=RADII, least=st.integers(2, 9))
def test_cores_and_their_partition_are_those_of_dbscan(counts, radius, least):
    row, column = np.nonzero(counts)
    xy = np.column_stack([column, row]).astype(np.float64)
    if not len(xy):
        return

    core = (disc_sums(counts, radii_cells=[radius])[0] >= least) & (counts > 0)
    found = chains(core, eps_cells=radius)
    exact = dbscan(xy, counts[row, column].astype(float), eps_m=radius * (1 + 1e-9), min_samples=least)

    assert core[row, column].tolist() == exact.core.tolist()
    ours, theirs = found[row, column][exact.core], exact.label[exact.core]
    assert (pairs(ours) == pairs(theirs)).all()


def test_the_outline_of_a_chain_is_all_within_half_the_radius_of_its_cores():
    core = np.zeros((7, 9), dtype=bool)
    core[3, [2, 4]] = True
    core[0, 8] = True

    found = chains(core, eps_cells=2.0)

    assert found.tolist() == [
        [0, 0, 0, 0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 0, 0, 0, 1],
        [0, 0, 2, 0, 2, 0, 0, 0, 0],
        [0, 2, 2, 2, 2, 2, 0, 0, 0],
        [0, 0, 2, 0, 2, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]


@given(counts=COUNTS, radii=st.lists(RADII, min_size=1, max_size=3))
def test_a_disc_holds_what_lies_within_its_radius(counts, radii):
    rows, columns = np.indices(counts.shape).reshape(2, -1)
    squared = (rows[:, None] - rows[None, :]) ** 2 + (columns[:, None] - columns[None, :]) ** 2

    found = disc_sums(counts, radii_cells=radii)

    for radius, sums in zip(radii, found, strict=True):
        exact = (squared <= radius**2 + 1e-9) @ counts.ravel()
        assert sums.ravel().tolist() == exact.tolist()


@given(counts=COUNTS, times=st.integers(1, 5))
def test_coarser_cells_hold_as_much_together(counts, times):
    found = coarser(counts, times=times)

    assert found.sum() == counts.sum()
    assert found.shape == tuple(-(-length // times) for length in counts.shape)
    assert found[0, 0] == counts[:times, :times].sum()


@pytest.mark.parametrize("shape", [(1, 1), (4, 6)])
def test_without_cores_there_is_no_chain(shape):
    assert not chains(np.zeros(shape, dtype=bool), eps_cells=3.0).any()
