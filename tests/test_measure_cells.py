"""Laws of the cells around a place: no cell within reach is missed, and the nearest is the nearest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.cells import CellsAround
from hotspot.schema import Bools, Floats


def around(study: Bools, reach_m: float) -> CellsAround:
    return CellsAround(study=study, west=-30.0, north=70.0, cell_m=10.0, reach_m=reach_m)


def centres(study: Bools) -> Floats:
    row, column = np.indices(study.shape)
    return np.column_stack([-25.0 + 10 * column.ravel(), 65.0 - 10 * row.ravel()])


@given(seed=st.integers(0, 2**32 - 1), reach_m=st.floats(0, 200))
def test_every_cell_within_reach_of_a_site_is_visited_once_at_its_true_distance(
    seed: int, reach_m: float
) -> None:
    sites = np.random.default_rng(seed).uniform(-80, 130, (7, 2))
    study = np.ones((6, 9), dtype=np.bool_)
    cells = around(study, reach_m)
    distance2 = np.square(centres(study)[None] - sites[:, None]).sum(axis=2)

    padded = (6 + 2 * cells.margin) * cells.width
    found, visits = np.zeros((7, padded)), np.zeros((7, padded))
    for members, cell, apart2 in cells.blocks(sites):
        np.add.at(found, (members[:, None], cell), apart2)
        np.add.at(visits, (members[:, None], cell), 1)
    on_grid = cells.cropped(found).reshape(7, -1)
    visited = cells.cropped(visits).reshape(7, -1)

    within = distance2 < reach_m**2
    assert visited.max() <= 1
    assert (visited[within] == 1).all()
    np.testing.assert_allclose(on_grid[within], distance2[within])


@given(seed=st.integers(0, 2**32 - 1))
def test_the_nearest_cell_is_the_one_whose_centre_is_nearest_of_those_inside(seed: int) -> None:
    random = np.random.default_rng(seed)
    study = random.random((6, 9)) < 0.4
    study[2, 3] = True
    sites = random.uniform(-80, 130, (7, 2))
    cells = around(study, 0.0)

    nearest = cells.nearest(sites)

    distance = np.hypot(*(centres(study)[None] - sites[:, None]).transpose(2, 0, 1))
    best = np.where(study.ravel(), distance, np.inf).min(axis=1)
    assert study.ravel()[nearest].all()
    np.testing.assert_allclose(distance[np.arange(7), nearest], best)


@given(seed=st.integers(0, 2**32 - 1), reach_m=st.floats(0, 200))
def test_the_chord_leaves_out_no_cell_within_reach_wherever_the_site_lies(seed: int, reach_m: float) -> None:
    sites = np.random.default_rng(seed).uniform(-80, 130, (7, 2))
    study = np.ones((6, 9), dtype=np.bool_)
    cells = around(study, reach_m)
    row, column = cells.row_column(sites)
    apart = np.hypot(*(centres(study)[None] - sites[:, None]).transpose(2, 0, 1)).reshape(7, 6, 9)

    within = np.argwhere(apart <= reach_m)

    rows_off, columns_off = within[:, 1] - row[within[:, 0]], within[:, 2] - column[within[:, 0]]
    assert (np.abs(rows_off) <= cells.margin).all()
    assert (np.abs(columns_off) <= cells.chord[rows_off + cells.margin]).all()
    assert len(cells.chord) == 2 * cells.margin + 1
