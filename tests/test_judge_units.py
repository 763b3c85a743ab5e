"""Squares and micro-areas as units of a back-test."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from made_record import SIDE_M, made_places, made_units

from hotspot import judge


def test_squares_are_those_with_their_centre_inside_and_those_that_hold_an_incident() -> None:
    study = shapely.Polygon([(0, 0), (400, 0), (0, 400)])

    without = judge.ground_of(study, np.empty((0, 2)))
    with_one = judge.ground_of(study, np.array([[310.0, 85.0]]))

    assert int(without.inside.sum()) == 6
    assert int(with_one.inside.sum()) == 7
    assert with_one.of(np.array([[310.0, 85.0], [-1.0, 5.0]])).tolist() == [3, -1]


def test_every_unit_counts_the_same_incidents_and_covers_the_same_ground() -> None:
    xy, _ = made_places()
    _, units = made_units(xy)

    assert [one.name for one in units] == ["square:100", "square:200", "areas"]
    assert [len(one.km2) for one in units] == [400, 100, 16]
    for one in units:
        assert one.of_incident.min() >= 0
        assert one.km2.sum() == pytest.approx(SIDE_M**2 / 1e6)
        assert one.summed(np.ones(400)).sum() == 400


def test_a_square_touches_up_to_eight_others_and_itself() -> None:
    xy, _ = made_places()
    _, units = made_units(xy)

    touching = np.asarray(units[0].around.sum(axis=1))

    assert sorted(set(touching.tolist())) == [4, 6, 9]
    assert (touching == 4).sum() == 4


def test_a_kernel_takes_most_from_the_unit_itself_and_the_same_to_as_from() -> None:
    xy, _ = made_places()
    _, units = made_units(xy)

    for one in units:
        for spread in one.spreads:
            here, there = np.zeros(len(one.km2)), np.zeros(len(one.km2))
            here[0], there[5] = 1.0, 1.0
            assert spread(here).argmax() == 0
            assert spread(here)[5] == pytest.approx(spread(there)[0])


def test_an_area_smaller_than_a_square_takes_the_density_at_its_point() -> None:
    squares = judge.ground_of(shapely.box(0, 0, 400, 400), np.empty((0, 2)))
    shapes = [shapely.box(0, 0, 400, 400), shapely.box(210, 210, 220, 220)]

    units = judge.area_units(shapes, np.array([0]), squares)

    assert units.summed(np.ones(16)).tolist() == [15.0, 1.0]


def test_an_area_smaller_than_the_first_square_takes_that_one() -> None:
    squares = judge.ground_of(shapely.box(0, 0, 400, 400), np.empty((0, 2)))
    first = squares.centres()[0] + [20, 20]
    shapes = [shapely.box(0, 0, 400, 400), shapely.box(*first, *(first + 10))]

    units = judge.area_units(shapes, np.array([0]), squares)

    assert units.of_square.tolist() == [1] + [0] * 15
