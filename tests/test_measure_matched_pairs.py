"""Pairs of places: the least distance in all, each place once; lots that could have fallen otherwise."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.matched_pairs import (
    likeness,
    lot_p_value,
    matched_controls,
    matched_pairs,
    pairs_within,
    standardised_difference,
    times_as_many,
    within_caliper,
)
from hotspot.measure.siting.solver import OutOfTime, Solved

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


@settings(max_examples=25, deadline=None)
@given(PLACES, st.integers(min_value=1, max_value=3))
def test_so_many_pairs_are_formed_as_are_wanted_and_no_others_are_closer(x: list[int], number: int) -> None:
    distance = np.abs(np.subtract.outer(np.array(x, float), np.array(x, float)))

    pairs = matched_pairs(distance, number=number)

    best = min(
        sum(sorted(float(distance[pair]) for pair in pairing)[:number])
        for pairing in all_pairings(list(range(6)))
    )
    assert len(pairs) == number == len(set(pairs.ravel().tolist())) / 2
    assert distance[pairs[:, 0], pairs[:, 1]].sum() == pytest.approx(best)


@given(PLACES)
def test_neighbours_on_a_line_make_as_many_pairs_within_the_caliper_as_any_pairing(x: list[int]) -> None:
    count = np.array(x, dtype=float)
    times = times_as_many(count, count)

    most = max(
        sum(times[pair] <= 1.5 * (1 + 1e-9) for pair in pairing) for pairing in all_pairings(list(range(6)))
    )
    assert pairs_within(count, caliper=1.5) == most


@settings(max_examples=25, deadline=None)
@given(PLACES)
def test_no_pair_lies_beyond_the_caliper_where_another_pairing_has_none(x: list[int]) -> None:
    count = np.array(x, dtype=float)
    times = times_as_many(count, count)
    trend = np.abs(np.subtract.outer(count % 7, count % 7))

    pairs = matched_pairs(within_caliper(trend, times, caliper=1.5))

    beyond = int((times[pairs[:, 0], pairs[:, 1]] > 1.5 * (1 + 1e-9)).sum())
    assert beyond == 3 - pairs_within(count, caliper=1.5)


def test_areas_of_one_size_are_matched_as_if_their_size_were_unknown() -> None:
    history = np.random.default_rng(1).poisson(40.0, (8, 6)).astype(float)

    sized = likeness(history, km2=np.full(8, 0.25))

    assert sized == pytest.approx(likeness(history), abs=1e-6)


def test_a_place_as_busy_on_much_more_ground_is_less_alike() -> None:
    history = np.random.default_rng(2).poisson(40.0, (8, 6)).astype(float)
    history[1] = history[0]
    km2 = np.array([1.0, 20.0, 2.0, 3.0, 1.0, 2.0, 5.0, 4.0])

    apart = likeness(history[:1], history[1:], km2=km2[:1], km2_others=km2[1:])

    assert likeness(history)[0, 1] == 0.0
    assert apart[0, 0] > 1.0


def test_groups_of_equal_counts_have_no_standardised_difference() -> None:
    assert np.isnan(standardised_difference(np.full(3, 7.0), np.full(3, 7.0)))
    assert np.isnan(standardised_difference(np.array([1.0]), np.array([9.0])))
    assert standardised_difference(np.array([1.0, 9.0]), np.array([9.0, 1.0])) == pytest.approx(0.0)


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


def test_pairs_that_were_not_proved_to_be_the_best_are_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    unproved = Solved(values=np.ones(1), cost=2.0, bound=1.0, cut_short=True)
    monkeypatch.setattr("hotspot.measure.matched_pairs.solve", lambda program, *, seconds: unproved)

    with pytest.raises(OutOfTime):
        matched_pairs(np.array([[0.0, 1.0], [1.0, 0.0]]))
