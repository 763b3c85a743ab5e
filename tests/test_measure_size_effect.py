"""Size: how incidents grow with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.size_effect import size_effect

SIZES = np.geomspace(10, 400, 60)


def test_counts_proportional_to_size_have_exponent_one() -> None:
    effect = size_effect(SIZES / 2, SIZES)

    assert effect is not None
    assert effect.exponent == pytest.approx(1.0, abs=1e-6)


@given(st.sampled_from([0.0, 0.5, 1.0, 1.5]), st.integers(0, 200))
def test_the_interval_is_finite_and_around_the_exponent(power: float, seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(3 * (SIZES / SIZES.mean()) ** power).astype(np.float64)

    effect = size_effect(counts, SIZES)

    assert effect is not None
    assert effect.low < effect.exponent < effect.high


def test_the_interval_holds_the_exponent_about_as_often_as_it_says_though_venues_differ() -> None:
    draw, held = np.random.default_rng(1), 0

    for _ in range(100):
        mean = 4 * np.sqrt(SIZES / SIZES.mean()) * draw.gamma(2.0, 0.5, len(SIZES))
        effect = size_effect(draw.poisson(mean).astype(np.float64), SIZES)
        assert effect is not None
        held += effect.low <= 0.5 <= effect.high

    assert held >= 87


def test_the_unit_of_the_size_does_not_matter() -> None:
    counts = np.random.default_rng(2).poisson(SIZES / 20).astype(np.float64)

    first, second = size_effect(counts, SIZES), size_effect(counts, 10.7639 * SIZES)

    assert first is not None
    assert second is not None
    assert second.exponent == pytest.approx(first.exponent)


@pytest.mark.parametrize(("counts", "size"), [(np.zeros(5), SIZES[:5]), (np.ones(5), np.full(5, 30.0))])
def test_without_incidents_or_with_one_size_nothing_is_fitted(counts: np.ndarray, size: np.ndarray) -> None:
    assert size_effect(counts, size) is None


@pytest.mark.parametrize("counts", [[0.0, 0, 0, 5, 6, 7], [5.0, 6, 7, 0, 0, 0]])
def test_where_all_incidents_are_at_the_largest_or_the_smallest_no_exponent_is_told(
    counts: list[float],
) -> None:
    size = np.array([10.0, 10, 10, 20, 20, 20])

    assert size_effect(np.array(counts), size) is None
    assert size_effect(np.array(counts) + 1, size) is not None
