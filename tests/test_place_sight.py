"""What cameras see: sectors, walls, and points that are behind them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.place.sight import Views, seen


def camera(*, range_m=100.0, direction=0.0, angle=360.0, at=(0.0, 0.0)):
    return Views(
        xy=np.array([at]),
        range_m=np.array([range_m]),
        direction_deg=np.array([direction]),
        angle_deg=np.array([angle]),
    )


def test_a_camera_to_the_east_sees_the_east_alone():
    (ground,) = seen(camera(direction=90.0, angle=60.0))

    assert ground.contains(shapely.Point(80, 20))
    assert not ground.contains(shapely.Point(-1, 0))
    assert not ground.contains(shapely.Point(40, 40))
    assert ground.area == pytest.approx(np.pi * 100**2 / 6, rel=0.01)


def test_a_house_hides_itself_and_what_is_behind_it():
    house = np.array([shapely.box(30, -10, 40, 10)], dtype=object)

    (ground,) = seen(camera(), house)

    assert not ground.contains(shapely.Point(35, 0))
    assert not ground.contains(shapely.Point(80, 0))
    assert ground.contains(shapely.Point(29, 0))
    assert ground.contains(shapely.Point(80, 40))


def test_a_camera_on_a_house_is_not_hidden_by_it():
    house = np.array([shapely.box(-10, -10, 0, 10)], dtype=object)

    (ground,) = seen(camera(at=(0.0, 0.0)), house)

    assert ground.area == pytest.approx(seen(camera())[0].area)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_what_is_seen_has_a_free_line_of_sight_and_what_is_hidden_has_none(seed):
    draw = np.random.default_rng(seed)
    corner = draw.uniform(-90, 80, (6, 2))
    houses = np.array([shapely.box(x, y, x + 8, y + 15) for x, y in corner], dtype=object)
    houses = houses[shapely.distance(houses, shapely.Point(0, 0)) > 1]

    (ground,) = seen(camera(), houses)

    points = draw.uniform(-70, 70, (60, 2))
    rays = shapely.linestrings(np.stack([np.zeros_like(points), points], axis=1))
    free = np.array([not shapely.intersects(houses, ray).any() for ray in rays])
    inside = shapely.contains(ground, shapely.points(points))
    unsure = shapely.distance(ground.boundary, shapely.points(points)) < 1e-6
    assert ((inside == free) | unsure).all()
