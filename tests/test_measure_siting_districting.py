"""Beats: against all partitions there are on small grids, and laws of band and contiguity."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hotspot.measure.siting.annealing import annealed
from hotspot.measure.siting.districting import Districts
from hotspot.measure.siting.districting_bound import districted
from hotspot.measure.siting.table import entries


def city(rows: int, columns: int, *, seed: int, count: int, band: float) -> Districts:
    """Return a grid of areas of 100 m with loads of 1 to 9."""
    draw = np.random.default_rng(seed)
    number = np.arange(rows * columns).reshape(rows, columns)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    xy = 100.0 * np.column_stack(np.unravel_index(number.ravel(), (rows, columns)))
    near = entries(
        np.concatenate([one, other]),
        np.concatenate([other, one]),
        np.ones(2 * len(one)),
        shape=(rows * columns, rows * columns),
    )
    return Districts(
        load=draw.integers(1, 10, rows * columns).astype(float),
        metres=np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)),
        next_to=near,
        count=count,
        band=band,
    )


def best_of_all(districts: Districts) -> float:
    """Return the least load times metres of all partitions into whole beats within the band; inf for none."""
    values = [np.inf]
    for labels in product(range(districts.count), repeat=len(districts.load) - 1):
        beat = np.array((0, *labels))
        if districts.within(beat) and districts.whole(beat):
            values.append(districts.value(beat))
    return min(values)


@pytest.mark.parametrize(("seed", "count", "band"), [(1, 2, 0.1), (2, 2, 0.05), (3, 3, 0.2), (4, 3, 0.3)])
def test_beats_are_the_best_of_all_partitions_and_proved_to_be(seed: int, count: int, band: float) -> None:
    districts = city(3, 3, seed=seed, count=count, band=band)

    found = districted(districts, seed=1, steps=500, seconds=10.0)

    assert found.value == pytest.approx(best_of_all(districts))
    assert found.bound == pytest.approx(found.value)


@pytest.mark.parametrize("steps", [0, 20])
def test_a_poor_start_does_not_change_what_is_proved(steps: int) -> None:
    districts = city(3, 4, seed=5, count=2, band=0.1)

    found = districted(districts, seed=1, steps=steps, seconds=10.0)

    assert found.value == pytest.approx(best_of_all(districts))
    assert found.bound == pytest.approx(found.value)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 5), st.floats(0.02, 0.4))
def test_beats_are_always_whole_and_all_there_and_say_whether_they_keep_to_the_band(
    seed: int, count: int, band: float
) -> None:
    districts = city(5, 5, seed=seed, count=count, band=band)

    beat = annealed(districts, seed=1, steps=400)

    assert districts.whole(beat)
    assert districts.within(beat) == (districts.apart(beat) <= band + 1e-9)


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_a_wider_band_never_makes_ways_longer_where_both_are_proved(seed: int) -> None:
    narrow = city(3, 4, seed=seed, count=3, band=0.15)

    first = districted(narrow, seed=1, steps=100, seconds=10.0)
    second = districted(replace(narrow, band=0.4), seed=1, steps=100, seconds=10.0)

    assume(first.within and second.bound == second.value)
    assert second.value <= first.value + 1e-6


def test_a_band_that_no_beats_keep_is_proved_to_be_impossible() -> None:
    districts = replace(city(1, 3, seed=1, count=2, band=0.1), load=np.array([1.0, 1.0, 1.0]))

    found = districted(districts, seed=1, steps=100, seconds=10.0)

    assert found.impossible
    assert not found.within
    assert districts.apart(found.beat) == pytest.approx(1 / 3)


def test_a_beat_does_not_jump_over_another_one_even_where_that_would_be_even() -> None:
    line = replace(city(1, 4, seed=1, count=2, band=0.0), load=np.array([3.0, 1.0, 1.0, 3.0]))
    jumping = replace(line, load=np.array([2.0, 3.0, 3.0, 2.0]), band=0.3)

    even = districted(line, seed=1, steps=100, seconds=10.0)
    whole = districted(jumping, seed=1, steps=100, seconds=10.0)

    assert sorted([even.beat[:2].tolist(), even.beat[2:].tolist()]) == [[0, 0], [1, 1]]
    assert jumping.whole(whole.beat)


def test_beats_are_numbered_by_their_load_and_the_same_seed_gives_the_same() -> None:
    districts = city(5, 5, seed=2, count=4, band=0.2)

    found, again = (districted(districts, seed=3, steps=500, seconds=10.0) for _ in range(2))

    loads = np.bincount(found.beat, districts.load)
    assert (np.diff(loads) <= 0).all()
    assert found.beat.tolist() == again.beat.tolist()


def test_a_clock_that_ends_the_search_is_told_and_enough_time_is_not() -> None:
    districts = city(6, 6, seed=4, count=4, band=0.05)

    ended = districted(districts, seed=1, steps=50, seconds=1e-6)
    whole = districted(districts, seed=1, steps=50, seconds=300.0)

    assert ended.cut_short
    assert not whole.cut_short
    assert ended.bound <= whole.value
