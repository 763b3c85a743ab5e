"""Circles against their surroundings: what is expected, what stands out, and what does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.compiled import COMPILED
from hotspot.measure import background
from hotspot.measure.background import ground_of, rate, spread, surroundings
from hotspot.measure.circles import Places, circles, discs_of, look_at, sizes_between, strength
from hotspot.measure.scan import log_likelihood_ratio

EVEN = np.ones((90, 120))


def found_in(counts, ground, *, deviation=12.0, smallest=3.0, largest=9.0, least=0):
    around = surroundings(counts, ground_of(ground, deviation=deviation))
    whole = float(ground.sum())
    looks = [
        replace(look, gate=np.full_like(look.gate, least), least=np.full_like(look.least, least))
        for look in looks_of(ground, ground, smallest=smallest, largest=largest)
    ]
    return strength(circles(counts, looks), around, whole=whole)


def looks_of(ground, usual, *, smallest, largest, least=0):
    discs = discs_of(sizes_between(smallest, largest), ground)
    return [look_at(each, usual, whole=float(ground.sum()), least=least) for each in discs]


def place(row, column, radius, held, ground, *, included=True):
    values = {"row": row, "column": column, "radius": radius, "held": held, "ground": ground}
    numbers = {name: np.array([float(value)]) for name, value in values.items()}
    return Places(**numbers, included=np.array([included]))


@given(smallest=st.floats(1.0, 20.0), ratio=st.floats(1.0, 30.0))
def test_sizes_run_from_the_smallest_to_the_largest_in_even_steps(smallest, ratio):
    radii = [size.radius * size.times for size in sizes_between(smallest, smallest * ratio)]

    steps = np.diff(np.log2(radii))
    assert radii[0] == pytest.approx(smallest)
    assert radii[-1] == pytest.approx(smallest * (ratio if len(radii) > 1 else 1.0))
    assert steps == pytest.approx([steps.mean()] * len(steps)) if len(steps) else True


def test_large_circles_lie_on_coarser_blocks():
    sizes = sizes_between(4.0, 16.0)

    assert [size.times for size in sizes] == [1, 1, 1, 1, 2, 2, 2, 2, 4]
    assert all(size.radius >= 4.0 - 1e-9 for size in sizes)


def test_an_even_city_expects_in_each_circle_what_it_holds():
    counts = np.full(EVEN.shape, 2)

    found = found_in(counts, EVEN)

    assert found.expected == pytest.approx(found.places.held, rel=1e-6)


def test_where_half_of_the_ground_is_water_half_as_much_is_expected_there():
    ground = EVEN.copy()
    ground[:, 60:] = 0.5
    counts = np.where(ground == 1.0, 4, 2)

    found = found_in(counts, ground)

    assert found.expected == pytest.approx(found.places.held, rel=1e-6)


def test_the_planted_place_is_the_strongest_and_its_own_incidents_are_not_expected_there():
    counts = np.full(EVEN.shape, 1)
    row, column = np.indices(EVEN.shape)
    counts[(row - 40) ** 2 + (column - 70) ** 2 <= 25] += 4

    found = found_in(counts, EVEN)

    best = found.strength.argmax()
    at = found.places
    assert np.hypot(at.row[best] - 40.5, at.column[best] - 70.5) <= 2
    assert 4 <= at.radius[best] <= 6
    assert found.expected[best] == pytest.approx(at.ground[best], rel=0.2)


def test_a_broad_bump_is_expected_to_be_higher_in_its_middle():
    row, column = np.indices(EVEN.shape)
    bump = 40 * np.exp(-((row - 45) ** 2 + (column - 60) ** 2) / (2 * 25.0**2))
    counts = np.rint(bump).astype(int)
    mean = spread(counts, sigma=12.0)[45, 60] / spread(EVEN, sigma=12.0)[45, 60]

    found = strength(
        place(45.5, 60.5, 3.0, 29 * 40, 29),
        surroundings(counts, ground_of(EVEN, deviation=12.0)),
        whole=EVEN.size,
    )

    assert 29 * mean < found.expected[0]  # the plain mean of what lies around is too low
    assert found.expected[0] == pytest.approx(29 * 40, rel=0.1)


def test_without_a_limit_the_whole_city_is_the_surroundings_and_the_ratio_is_kulldorffs():
    counts = np.zeros((10, 10))
    counts[0, 0], counts[5, 5] = 30, 70

    found = strength(
        place(0.5, 0.5, 1.0, 30, 1),
        surroundings(counts, ground_of(np.ones((10, 10)), deviation=np.inf)),
        whole=100.0,
    )

    ratio = log_likelihood_ratio(np.array([30.0]), np.array([1.0]), 100.0)
    assert found.strength == pytest.approx(ratio - np.log(100))
    assert found.expected == pytest.approx([70 / 99])


def test_a_place_that_is_not_included_in_its_surroundings_is_not_taken_out_of_them():
    around = surroundings(np.full(EVEN.shape, 2), ground_of(EVEN, deviation=12.0))

    included, apart = (
        strength(place(45, 60, 3.0, 500, 29, included=included), around, whole=EVEN.size)
        for included in (True, False)
    )

    assert apart.expected == pytest.approx([58.0])
    assert included.expected[0] < 58.0


def test_a_rate_is_zero_off_the_ground():
    ground = np.zeros((5, 40))
    ground[:, :5] = 1.0

    found = rate(3 * ground, ground_of(ground, deviation=1.0))

    assert found[:, :5] == pytest.approx(np.full((5, 5), 3.0))
    assert found[:, 20:].tolist() == np.zeros((5, 20)).tolist()


def test_a_circle_is_worth_a_look_from_about_where_its_strength_is_above_nothing():
    usual = np.full((400, 400), 0.2)
    (look,) = looks_of(np.ones(usual.shape), usual, smallest=8.0, largest=8.0, least=5)
    own, gate = look.discs.ground[0, 50, 50], look.gate[0, 50, 50]
    due = 0.2 * own
    whole = usual.size

    ratio = [
        log_likelihood_ratio(np.array([float(held)]), np.array([due]), 0.2 * whole)[0] - np.log(whole / own)
        for held in (gate - 1, gate + 2)
    ]

    assert ratio[0] < 0.5
    assert ratio[1] > 0


def test_radii_that_hold_the_same_blocks_are_summed_once_and_each_is_a_circle():
    counts = np.ones(EVEN.shape, dtype=int)

    (discs,) = discs_of(sizes_between(1.1, 1.3), EVEN)
    found = found_in(counts, EVEN, smallest=1.1, largest=1.3)

    assert [len(alike) for alike in discs.radii] == [2]
    assert sorted(set(found.places.radius)) == pytest.approx([1.1, 1.3])
    assert len(found.strength) == 2 * EVEN.size


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
@given(sigma=st.floats(0.4, 5.0), seed=st.integers(0, 99))
def test_compiled_or_not_it_is_spread_the_same(sigma, seed):
    values = np.random.default_rng(seed).poisson(1.0, (17, 23)).astype(float)

    with pytest.MonkeyPatch.context() as patch:
        loops = spread(values, sigma=sigma)
        patch.setattr(background, "COMPILED", False)
        arrays_only = spread(values, sigma=sigma)

    assert loops == pytest.approx(arrays_only, rel=1e-12, abs=1e-12)


def test_circles_that_do_not_pass_their_gate_are_not_looked_at():
    counts = np.zeros(EVEN.shape, dtype=int)
    counts[10, 10] = 7

    assert len(found_in(counts, EVEN, least=7).strength) == 0
    assert len(found_in(counts, EVEN, least=6).strength) > 0
