"""The ground of each place: nothing is lost, and how places lie on the lattice makes no difference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.nearest_ground import nearest_ground


def cells_with(places: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return where the place of each cell lies (rows, columns, 2), NaN in those without."""
    at = np.full((*shape, 2), np.nan)
    at[tuple(places.astype(int).T)] = places
    return at


@given(st.floats(2.5, 6.0), st.floats(0.0, 1.0))
def test_places_at_equal_distances_have_equal_ground_however_they_lie_on_the_cells(step, start):
    along = np.arange(start, 60.0, step)
    places = np.stack(np.meshgrid(along, along, indexing="ij"), axis=-1).reshape(-1, 2)
    inner = ((places > 2 * step) & (places < 60 - 2 * step)).all(axis=1)

    ground = nearest_ground(cells_with(places, (60, 60)), np.ones((60, 60)), reach=30.0)

    held = ground[tuple(places[inner].astype(int).T)]
    assert held == pytest.approx(step**2, rel=0.12)


@given(st.integers(1, 40), st.integers(0, 1_000))
def test_no_ground_is_lost_within_reach(count, seed):
    draw = np.random.default_rng(seed)
    room = draw.uniform(size=(20, 30))

    ground = nearest_ground(cells_with(draw.uniform(0, (20, 30), (count, 2)), room.shape), room, reach=np.inf)

    assert ground.sum() == pytest.approx(room.sum())
    assert (ground >= 0).all()


def test_a_single_place_has_all_ground_within_reach():
    at = cells_with(np.array([[10.5, 10.5]]), (21, 21))

    ground = nearest_ground(at, np.ones((21, 21)), reach=2.0)

    assert ground[10, 10] == 13.0
    assert ground.sum() == 13.0
