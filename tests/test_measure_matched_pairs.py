"""Pairs of places: the least distance in all, each place once; lots that could have fallen otherwise."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.matched_pairs import likeness, lot_p_value, matched_controls, matched_pairs

PLACES = st.lists(st.integers(min_value=0, max_value=99), min_size=6, max_size=6)


def all_pairings(places: list[int]) -> list[list[tuple[int, int]]]:
    if not places:
        return [[]]
    first, *rest = places
    return [
        [(first, other), *others]
        for other in rest
        for others in all_pairings([one for one in rest if one != other])
    ]


@settings(max_examples=25, deadline=None)
@given(PLACES, PLACES)
def test_no_other_pairs_are_closer_in_all(x: list[int], y: list[int]) -> None:
    xy = np.column_stack([x, y]).astype(float)
    distance = np.linalg.norm(xy[:, None] - xy[None, :], axis=2)

    pairs = matched_pairs(distance)

    best = min(sum(distance[pair] for pair in pairing) for pairing in all_pairings(list(range(6))))
    assert distance[pairs[:, 0], pairs[:, 1]].sum() == pytest.approx(best)
    assert sorted(pairs.ravel().tolist()) == list(range(6))


@given(st.lists(PLACES, min_size=3, max_size=3))
def test_no_other_controls_are_closer_in_all(rows: list[list[int]]) -> None:
    distance = np.array(rows, dtype=float)

    controls = matched_controls(distance)

    best = min(sum(distance[range(3), list(chosen)]) for chosen in permutations(range(6), 3))
    assert distance[range(3), controls].sum() == best
    assert len(set(controls.tolist())) == 3


def test_places_alike_in_level_and_trend_are_near() -> None:
    history = np.array([[10, 10, 20, 20], [11, 9, 19, 21], [20, 20, 10, 10], [100, 100, 200, 200]], float)

    apart = likeness(history)

    assert np.allclose(apart, apart.T)
    assert apart[0, 1] < 0.1 < min(apart[0, 2], apart[0, 3])
    assert likeness(history[:1], history[1:]).shape == (1, 3)


def test_places_that_are_all_the_same_are_no_distance_apart() -> None:
    assert likeness(np.full((4, 4), 7.0)).tolist() == np.zeros((4, 4)).tolist()


@pytest.mark.parametrize(("differences", "p"), [((-1, -1, -1), 0.25), ((1, -1), 1.0), ((3,), 1.0)])
def test_lots_are_counted_by_hand(differences: tuple[float, ...], p: float) -> None:
    assert lot_p_value(np.array(differences, dtype=float), seed=0) == p


def test_many_pairs_are_drawn_and_come_close_to_the_normal_approximation() -> None:
    differences = np.full(25, 1.0)
    differences[:7] = -1.0  # 18 of 25: 0.0433 by the binomial distribution

    assert lot_p_value(differences, seed=1) == pytest.approx(0.0433, abs=0.008)
    assert lot_p_value(differences, seed=1) == lot_p_value(differences, seed=1)
