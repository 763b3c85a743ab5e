"""Rings around places: a planted decay is found, none is made up, and few witnesses give no interval."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot.measure.rings import likeliest_split, ring_ratios, step
from hotspot.schema.venue_rings import RING_GROUPS

GROUPS = 30
AREAS = np.pi * np.diff(np.array([0.0, 50, 100, 200, 400]) ** 2) / 1e6  # km² of one place's rings


def town(draw: np.random.Generator, near: float) -> tuple[np.ndarray, np.ndarray]:
    """Return counts and km² of the rings around 30 unlike groups; the first ring is `near` times as dense."""
    ground = AREAS * draw.uniform(0.5, 1.0, (GROUPS, 1))
    level = draw.gamma(1.5, 200.0, (GROUPS, 1))
    return draw.poisson(level * ground * np.array([near, 1.0, 1.0, 1.0])).astype(float), ground


def test_a_ratio_is_that_of_the_densities_of_sums() -> None:
    counts = np.array([[6.0, 2.0, 8.0], [2.0, 1.0, 2.0]])
    ground = np.array([[1.0, 2.0, 4.0], [1.0, 1.0, 1.0]])

    found = ring_ratios(counts, ground)

    assert found.ratio.tolist() == [(8 / 2) / (10 / 5), (3 / 3) / (10 / 5)]
    assert np.isnan(found.low).all()


def test_the_interval_is_that_of_the_linearised_log_ratio() -> None:
    counts = np.array([[4.0, 8.0]] * 5 + [[2.0, 8.0]] * 5)
    ground = np.ones((10, 2))

    found = ring_ratios(counts, ground)

    move = 4 / 30 - 8 / 80  # of the log-ratio, by each of the first five groups; the others move it back
    half = 2.2621571628 * np.sqrt(10 * move**2 * 10 / 9)  # Student's t with 9 degrees of freedom
    assert found.ratio[0] == pytest.approx(30 / 80)
    assert found.low[0] == pytest.approx(30 / 80 * np.exp(-half))
    assert found.high[0] == pytest.approx(30 / 80 * np.exp(half))


@pytest.mark.parametrize("near", [1.0, 3.0])
def test_the_true_ratio_lies_in_nine_of_ten_intervals_or_more(near: float) -> None:
    draw = np.random.default_rng(5)

    found = [ring_ratios(*town(draw, near)) for _ in range(200)]

    held = [one.low[0] <= near <= one.high[0] for one in found]
    assert np.mean(held) >= 0.9
    assert np.mean([one.low[0] > 1 for one in found]) == pytest.approx(0.0 if near == 1 else 1.0, abs=0.06)


def test_few_groups_and_an_empty_last_ring_give_no_interval() -> None:
    few = ring_ratios(np.ones((RING_GROUPS - 1, 2)), np.ones((RING_GROUPS - 1, 2)))
    empty = ring_ratios(np.tile([3.0, 0.0], (20, 1)), np.ones((20, 2)))

    assert few.ratio[0] == 1
    assert np.isnan(few.low[0])
    assert np.isnan(empty.ratio[0])


def test_the_likeliest_split_is_where_two_rates_meet() -> None:
    counts = np.array([[10.0, 10, 10, 2, 2, 2], [1, 1, 1, 1, 1, 9]])

    assert likeliest_split(counts, np.ones((2, 6))).tolist() == [3, 5]


def test_a_planted_step_is_found_with_an_interval_around_it() -> None:
    draw = np.random.default_rng(2)
    ground = np.tile(np.arange(1.0, 17.0), (40, 1))
    counts = draw.poisson(ground * np.where(np.arange(16) < 3, 4.0, 1.0) * draw.gamma(2, 0.5, (40, 1)))

    found = step(counts.astype(float), ground, draws=199, seed=1)

    assert found is not None
    assert (found.bins, found.low <= 3 <= found.high) == (3, True)
    assert step(counts.astype(float), ground, draws=199, seed=1) == found


def test_where_incidents_grow_denser_with_distance_there_is_no_edge() -> None:
    ground = np.ones((20, 8))

    assert step(np.tile(np.arange(8.0), (20, 1)), ground, draws=9, seed=1) is None
    assert step(np.zeros((20, 8)), ground, draws=9, seed=1) is None
