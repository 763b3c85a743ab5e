"""The incidence-rate ratio, its noise, and the variation that is estimated from the past."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.incidence_ratio import extra_variation, incidence_rate_ratio
from hotspot.schema.compared import Variation

COUNTS = st.lists(st.integers(min_value=1, max_value=500), min_size=1, max_size=6).map(
    lambda counts: np.array(counts, dtype=float)
)


def one(*counts: float) -> tuple[np.ndarray, ...]:
    return tuple(np.array([count], dtype=float) for count in counts)


def test_the_published_example_gives_the_published_ratio() -> None:
    t0, c0, t1, c1 = one(207, 308, 110, 318)

    found = incidence_rate_ratio((t0, c0), (t1, c1))

    assert found.value == pytest.approx(0.5146902, abs=5e-8)
    assert log(found.value) == pytest.approx(-0.6641900, abs=5e-8)
    assert found.error == pytest.approx(0.1425245, abs=5e-8)
    assert (found.low, found.high) == (
        pytest.approx(0.3892502, abs=5e-8),
        pytest.approx(0.6805547, abs=5e-8),
    )


def test_a_second_example_by_hand() -> None:
    t0, c0, t1, c1 = one(50, 60, 30, 55)

    found = incidence_rate_ratio((t0, c0), (t1, c1))

    assert found.value == pytest.approx(0.6545455, abs=5e-8)
    assert log(found.value) == pytest.approx(-0.4238142, abs=5e-8)


def test_an_empty_count_is_no_infinite_change() -> None:
    t0, c0, t1, c1 = one(5, 5, 0, 5)

    found = incidence_rate_ratio((t0, c0), (t1, c1))

    assert found.value == pytest.approx(0.5 / 5.5)
    assert found.low < 1 < found.high


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_uneven_rates_widen_the_interval_and_leave_the_ratio(
    t0: np.ndarray, c0: np.ndarray, t1: np.ndarray, c1: np.ndarray
) -> None:
    even = incidence_rate_ratio((t0, c0), (t1, c1))
    uneven = incidence_rate_ratio((t0, c0), (t1, c1), variation=Variation(squared=0.1, freedom=30))

    assert uneven.value == even.value
    assert uneven.low < even.low
    assert uneven.high > even.high
    assert uneven.p_value >= even.p_value


@given(COUNTS, COUNTS)
def test_a_ratio_of_what_did_not_change_is_one(pilot: np.ndarray, control: np.ndarray) -> None:
    found = incidence_rate_ratio((pilot, control), (pilot, control))

    assert found.value == pytest.approx(1)
    assert found.p_value == pytest.approx(1)


@pytest.mark.parametrize("variation", [0.0, 0.02, 0.1, 0.2])
def test_the_variation_that_was_put_in_is_found(variation: float) -> None:
    generator = np.random.default_rng(2)
    level, season = generator.gamma(2, 40, (300, 1)), np.array([0.7, 1.0, 1.3, 1.0])
    uneven = generator.gamma(1 / variation, variation, (300, 4)) if variation else np.ones((300, 4))
    table = generator.poisson(level * season * uneven).astype(float)

    found = extra_variation(table)

    assert found.squared == pytest.approx(variation, abs=0.002 + 0.1 * variation)


def test_places_without_incidents_and_a_single_window_say_nothing() -> None:
    assert extra_variation(np.array([[3.0], [4.0]])) == Variation(squared=0.0, freedom=0.0)
    assert extra_variation(np.zeros((4, 4))) == Variation(squared=0.0, freedom=0.0)


def test_windows_twice_as_long_vary_half_as_much() -> None:
    assert Variation(squared=0.1, freedom=9).longer(2) == Variation(squared=0.05, freedom=9)
