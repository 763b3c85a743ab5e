"""A control made of others: it meets what can be met, its placebos keep their level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.synthetic_control import placebo_in_space, synthetic_control


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=10_000))
def test_targets_that_can_be_met_are_met_with_weights_that_are_never_negative(seed: int) -> None:
    generator = np.random.default_rng(seed)
    places = np.column_stack([np.ones(60), generator.poisson(20.0, (60, 4))])
    some = np.where(generator.random(60) < 0.3, generator.gamma(1.0, 1.0, 60), 0.01)
    target = places.T @ (some * 5 / some.sum())

    weight = synthetic_control(places, target, treated=5)

    assert places.T @ weight == pytest.approx(target, rel=1e-6)
    assert (weight >= 0).all()


def test_among_all_weights_that_meet_the_targets_the_most_equal_ones_are_taken() -> None:
    places = np.array([[1.0, 10.0], [1.0, 20.0], [1.0, 30.0], [1.0, 40.0]])

    weight = synthetic_control(places, np.array([4.0, 100.0]), treated=4)

    assert weight == pytest.approx(np.ones(4))


def test_by_hand_a_target_between_two_places_lies_between_them() -> None:
    places = np.array([[1.0, 10.0], [1.0, 20.0]])

    weight = synthetic_control(places, np.array([1.0, 12.5]), treated=1)

    assert weight == pytest.approx([0.75, 0.25])


def test_targets_with_slack_pull_the_less_the_more_slack_they_have() -> None:
    places = np.array([[1.0, 10.0], [1.0, 20.0], [1.0, 60.0]])
    target = np.array([1.0, 20.0])

    misses = [
        abs(
            float(places[:, 1] @ synthetic_control(places, target, treated=1, slack=np.array([0.0, slack])))
            - 20
        )
        for slack in (1e-6, 100.0, 1e6)
    ]

    assert misses[0] == pytest.approx(0, abs=1e-3)
    assert misses[0] < misses[1] < misses[2] < 10.001


def test_where_no_pilot_was_the_placebos_call_one_in_twenty() -> None:
    generator = np.random.default_rng(9)
    calls = []

    for seed in range(200):
        counts = generator.poisson(generator.gamma(4, 10, (40, 1)), (40, 5)).astype(float)
        treated = np.zeros(40, dtype=bool)
        treated[generator.choice(40, 4, replace=False)] = True
        found = placebo_in_space(
            counts[:, :4], counts[:, 4], treated, np.ones(40, bool), groups=19, variation=0.0, seed=seed
        )
        calls.append(found.p_value <= 0.05)

    assert np.mean(calls) == pytest.approx(0.05, abs=0.04)


def test_a_pilot_that_halves_its_incidents_is_seen() -> None:
    generator = np.random.default_rng(5)
    counts = generator.poisson(60.0, (40, 5)).astype(float)
    treated = np.arange(40) < 4
    counts[:4, 4] /= 2

    found = placebo_in_space(
        counts[:, :4], counts[:, 4], treated, np.ones(40, bool), groups=99, variation=0.0, seed=1
    )

    assert found.change == pytest.approx(-0.5, abs=0.1)
    assert found.p_value == 0.01
