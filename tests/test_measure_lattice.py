"""Discs and DBSCAN on cells: equal to the exact ones where incidents lie on the cells' centres."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hotspot.compiled import COMPILED
from hotspot.measure import lattice
from hotspot.measure.dbscan import dbscan
from hotspot.measure.lattice import chains, coarser, disc_sums, discs_above, lowest

COUNTS = arrays(np.int32, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 3))
WIDE = arrays(np.int32, st.tuples(st.integers(1, 9), st.integers(1, 70)), elements=st.integers(0, 3))
RADII = st.sampled_from([1.0, 1.5, 2.0, 3.0, 3.7])


def above_gates(counts, gates, radii):
    return discs_above(counts, radii_cells=radii, gate=gates, least=lowest(gates))


def outline(core, *, eps):
    """Return the number of each cell's chain, from 1, 0 for none."""
    found = np.zeros(core.shape, dtype=np.int64)
    cells, chain = chains(np.flatnonzero(core), core.shape, eps_cells=eps)
    found.ravel()[cells] = chain + 1
    return found


def both_ways():
    """Go once with the compiled loops and once without."""
    with pytest.MonkeyPatch.context() as patch:
        for compiled in (True, False):
            patch.setattr(lattice, "COMPILED", compiled)
            yield


def pairs(label: np.ndarray) -> np.ndarray:
    return label[:, None] == label[None, :]


@given(counts=COUNTS, radius=RADII, least=st.integers(2, 9))
def test_cores_and_their_partition_are_those_of_dbscan(counts, radius, least):
    row, column = np.nonzero(counts)
    xy = np.column_stack([column, row]).astype(np.float64)
    if not len(xy):
        return

    core = (disc_sums(counts, radii_cells=[radius])[0] >= least) & (counts > 0)
    found = outline(core, eps=radius)
    exact = dbscan(xy, counts[row, column].astype(float), eps_m=radius * (1 + 1e-9), min_samples=least)

    assert core[row, column].tolist() == exact.core.tolist()
    ours, theirs = found[row, column][exact.core], exact.label[exact.core]
    assert (pairs(ours) == pairs(theirs)).all()


def test_the_outline_of_a_chain_is_all_within_half_the_radius_of_its_cores():
    core = np.zeros((7, 9), dtype=bool)
    core[3, [2, 4]] = True
    core[0, 8] = True

    found = outline(core, eps=2.0)

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
    assert not outline(np.zeros(shape, dtype=bool), eps=3.0).any()


@given(
    counts=WIDE,
    gates=st.integers(0, 40),
    radii=st.lists(RADII, min_size=1, max_size=4),
    seed=st.integers(0, 99),
)
def test_the_discs_above_their_gates_are_all_those_that_hold_more(counts, gates, radii, seed):
    shape = (len(radii), *counts.shape)
    gate = np.random.default_rng(seed).integers(0, gates + 1, shape).astype(np.int32)

    ways = [above_gates(counts, gate, radii) for _ in both_ways()]

    sums = np.stack(disc_sums(counts, radii_cells=radii))
    for place, held in ways:
        assert place.tolist() == np.flatnonzero(sums > gate).tolist()
        assert held.tolist() == sums[sums > gate].tolist()


def test_a_disc_that_reaches_beyond_all_rims_holds_the_whole_city():
    counts = np.ones((3, 50), dtype=np.int32)

    place, held = above_gates(counts, np.full((1, 3, 50), 149, dtype=np.int32), [49.5])

    assert sorted(set((place % 50).tolist())) == [*range(50)]
    assert set(held.tolist()) == {150}


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
@given(
    counts=WIDE, radius=RADII, times=st.integers(1, 5), kind=st.sampled_from([np.int32, np.int64, np.float64])
)
def test_compiled_or_not_the_sums_are_the_same(counts, radius, times, kind):
    values = counts.astype(kind)

    loops, arrays_only = (
        [coarser(values, times=times), *disc_sums(values, radii_cells=[radius, 1.0])] for _ in both_ways()
    )

    for one, other in zip(loops, arrays_only, strict=True):
        assert one.dtype == other.dtype
        assert one.tolist() == other.tolist()


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
@given(counts=WIDE, radius=RADII, least=st.integers(0, 12))
def test_compiled_or_not_the_chains_are_the_same(counts, radius, least):
    core = disc_sums(counts, radii_cells=[radius])[0] > least

    loops, arrays_only = (outline(core, eps=radius) for _ in both_ways())

    assert loops.tolist() == arrays_only.tolist()
