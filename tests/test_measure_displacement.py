"""Displacement difference, quotient and net effect, against published examples."""

from __future__ import annotations

from math import inf, isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.displacement import displacement_difference, displacement_quotient, net_effect

BEFORE, AFTER = np.array([207.0, 308.0, 178.0, 150.0]), np.array([110.0, 318.0, 157.0, 140.0])
COUNT = st.integers(min_value=0, max_value=5_000)
FOUR = st.lists(COUNT, min_size=4, max_size=4).map(lambda counts: np.array(counts, dtype=float))


def test_the_published_example_gives_the_published_difference() -> None:
    found = displacement_difference(BEFORE, AFTER)

    assert found.value == -118
    assert found.error == pytest.approx(sqrt(1568))
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert (round(found.low), round(found.high)) == (-196, -40)


def test_without_rings_the_local_part_remains() -> None:
    rings_gone = np.array([1.0, 1.0, 0.0, 0.0])

    found = displacement_difference(BEFORE * rings_gone, AFTER * rings_gone)

    assert (found.value, round(found.error, 3)) == (-107, 30.708)


@pytest.mark.parametrize(
    ("before", "after", "length", "published"),
    [
        ((120, 130, 0, 0), (100, 150, 0, 0), (1, 1), (-40, 22.4, -76.8, -3.2)),
        ((120, 130, 40, 30), (100, 150, 25, 25), (1, 1), (-50, 24.9, -91.0, -9.0)),
        ((100, 200, 0, 0), (20, 100, 0, 0), (2, 1), (-30, 14.0, -53.0, -7.0)),
    ],
)
def test_ninety_per_cent_intervals_are_those_of_crimepy(
    before: tuple[float, ...],
    after: tuple[float, ...],
    length: tuple[float, float],
    published: tuple[float, ...],
) -> None:
    found = displacement_difference(np.array(before), np.array(after), length=length, sure=0.9)

    rounded = tuple(round(value, 1) for value in (found.value, found.error, found.low, found.high))
    assert rounded == published


def test_a_period_of_twice_the_length_counts_half() -> None:
    before, after = np.array([80.0, 100.0, 0.0, 0.0]), np.array([20.0, 50.0, 0.0, 0.0])

    found = displacement_difference(before, after, length=(2, 1))

    assert (found.value, found.error) == (-20, pytest.approx(sqrt(115)))


def test_places_of_different_size_are_divided_by_it() -> None:
    found = displacement_difference(BEFORE, AFTER, size=np.array([1.2, 0.9, 1.5, 1.6]))

    assert found.value == pytest.approx(-99.69444444)
    assert found.error == pytest.approx(35.4280755)
    assert found.z == pytest.approx(-2.813995483)
    assert (found.low, found.high) == (pytest.approx(-169.1321965), pytest.approx(-30.25669241))


def test_five_kinds_of_crime_weighed_by_their_harm_give_the_published_difference() -> None:
    control = np.array([(133, 91), (388, 305), (148, 97), (86, 64), (94, 67)], dtype=float)
    pilot = np.array([(130, 74), (327, 202), (398, 190), (144, 92), (183, 96)], dtype=float)
    none = np.zeros(5)
    before, after = (np.column_stack([pilot[:, t], control[:, t], none, none]) for t in (0, 1))

    found = displacement_difference(before, after, weight=np.array([3.0, 2.0, 5.0, 7.0, 10.0]))

    assert found.value == -1721
    assert found.error == pytest.approx(304.10360077)
    assert found.z == pytest.approx(-5.65925558)
    assert (found.low, found.high) == (pytest.approx(-2317.03210507), pytest.approx(-1124.96789493))


def test_quotient_and_net_effect_of_the_example() -> None:
    found = displacement_quotient(BEFORE, AFTER)

    assert found.value == pytest.approx(0.2581857, abs=5e-8)
    assert found.success == pytest.approx(-0.3261660, abs=5e-8)
    assert found.buffer == pytest.approx(-0.0842114, abs=5e-8)
    assert net_effect(BEFORE, AFTER) == pytest.approx(130.5, abs=0.05)
    assert found.low < found.value < found.high < inf


def test_the_quotients_interval_covers_the_true_quotient_as_often_as_it_says() -> None:
    generator = np.random.default_rng(4)
    usual, later = np.array([400.0, 500.0, 300.0, 200.0]), np.array([200.0, 500.0, 240.0, 200.0])
    truth = (240 / 500 - 300 / 500) / (200 / 500 - 400 / 500)

    found = [
        displacement_quotient(generator.poisson(usual).astype(float), generator.poisson(later).astype(float))
        for _ in range(2000)
    ]

    assert np.mean([one.low <= truth <= one.high for one in found]) == pytest.approx(0.95, abs=0.015)


def test_where_nothing_surely_changed_the_quotient_has_no_bounds() -> None:
    found = displacement_quotient(np.full(4, 50.0), np.array([51.0, 50.0, 52.0, 50.0]))

    assert (found.low, found.high) == (-inf, inf)


def test_without_incidents_in_the_controls_nothing_is_said() -> None:
    before = np.array([50.0, 0.0, 20.0, 0.0])

    assert isnan(displacement_quotient(before, before).value)
    assert isnan(net_effect(before, before))


@given(FOUR, FOUR)
def test_exchanging_before_and_after_turns_the_sign(before: np.ndarray, after: np.ndarray) -> None:
    there, back = displacement_difference(before, after), displacement_difference(after, before)

    assert there.value == -back.value
    assert there.error == pytest.approx(back.error)


@given(FOUR, FOUR, st.floats(min_value=0, max_value=1e4))
def test_more_noise_never_narrows_the_interval(before: np.ndarray, after: np.ndarray, extra: float) -> None:
    plain, noisy = displacement_difference(before, after), displacement_difference(before, after, extra=extra)

    assert noisy.error >= plain.error
    assert noisy.value == plain.value
