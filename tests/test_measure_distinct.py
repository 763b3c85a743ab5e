"""Laws of distinct places: sorted, each once, found again from every row; compiled, in buckets, or not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure import buckets
from hotspot.measure import distinct as distinct_module
from hotspot.measure.distinct import counted_places, distinct_places, places_met, stacked, summed
from hotspot.schema import Floats

all_ways = pytest.mark.parametrize("way", ["compiled", "in buckets", "in NumPy"])


@pytest.fixture
def _any_way(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(distinct_module, "COMPILED", way != "in NumPy" and distinct_module.COMPILED)
    if way == "in buckets":
        monkeypatch.setattr(buckets, "WORTH_BUCKETS", 1)
        monkeypatch.setattr(buckets, "ROWS_IN_BUCKET", 16)
        monkeypatch.setattr(buckets, "cpus", lambda: 3)


def rows(seed: int, n: int, values: int) -> Floats:
    return np.random.default_rng(seed).integers(0, values, (n, 2)) * 0.1


@all_ways
@pytest.mark.usefixtures("_any_way")
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(0, 300), values=st.integers(1, 40))
def test_places_are_sorted_and_every_row_finds_its_own(seed: int, n: int, values: int) -> None:
    xy = rows(seed, n, values)

    once, place_of = distinct_places(xy)

    expected, inverse = np.unique(xy, axis=0, return_inverse=True)
    np.testing.assert_array_equal(once, expected)
    np.testing.assert_array_equal(place_of, inverse.ravel())


@all_ways
@pytest.mark.usefixtures("_any_way")
def test_the_table_of_places_grows_with_them() -> None:
    xy = np.random.default_rng(5).permutation(np.repeat(np.arange(60_000.0), 2)).reshape(-1, 2)

    once, place_of = distinct_places(xy)

    np.testing.assert_array_equal(once[place_of], xy)
    assert len(once) == len(np.unique(xy[:, 0] * 1e6 + xy[:, 1]))


@all_ways
@pytest.mark.usefixtures("_any_way")
def test_zero_has_no_sign_and_rows_without_coordinates_are_one_place() -> None:
    xy = np.array([[0.0, -0.0], [np.nan, np.nan], [-0.0, 0.0], [np.nan, np.nan], [-np.inf, 2.0]])

    once, place_of = distinct_places(xy)

    np.testing.assert_array_equal(once, [[-np.inf, 2.0], [0.0, 0.0], [np.nan, np.nan]])
    assert place_of.tolist() == [1, 2, 1, 2, 0]
    assert not np.signbit(once[1]).any()


@all_ways
@pytest.mark.usefixtures("_any_way")
@given(seed=st.integers(0, 2**32 - 1))
def test_places_as_they_are_met_are_the_same_places(seed: int) -> None:
    xy = rows(seed, 200, 12)

    once, place_of = places_met(xy)

    np.testing.assert_array_equal(once[place_of], xy)
    assert len(once) == len(distinct_places(xy)[0])


@all_ways
@pytest.mark.usefixtures("_any_way")
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(0, 200))
def test_places_are_counted_row_by_row(seed: int, n: int) -> None:
    xy = rows(seed, n, 8)

    once, place_of, count = counted_places(xy)

    assert count.tolist() == [float((xy == place).all(axis=1).sum()) for place in once]
    np.testing.assert_array_equal(place_of, distinct_places(xy)[1])


@all_ways
@pytest.mark.usefixtures("_any_way")
def test_sums_by_place_hold_every_row_once() -> None:
    place_of = np.array([2, 0, 2, 2])
    values = np.array([[1.0, 0.5], [2.0, 0.0], [4.0, 0.25], [8.0, 0.0]])

    sums = summed(place_of, values, places=4)

    assert sums.tolist() == [[2.0, 0.0], [0.0, 0.0], [13.0, 0.75], [0.0, 0.0]]


def test_a_stack_holds_a_hundredth_of_all_and_at_least_twenty() -> None:
    assert stacked(np.array([19.0, 20.0, 30.0])).tolist() == [False, True, True]
    assert stacked(np.array([39.0, 40.0, 3921.0])).tolist() == [False, True, True]


@all_ways
@pytest.mark.usefixtures("_any_way")
@pytest.mark.parametrize("far", [1.0, -1e9, 1e300])
def test_many_places_with_one_easting_are_sorted_by_northing_also_beside_one_far_away(far: float) -> None:
    north = np.random.default_rng(6).permutation(np.arange(-500.0, 500.0))
    xy = np.concatenate([np.column_stack([np.full(1000, 7.5), north]), [[far, 3.0], [7.5, 2.0]]])

    once, place_of = distinct_places(xy)

    expected, inverse = np.unique(xy, axis=0, return_inverse=True)
    np.testing.assert_array_equal(once, expected)
    np.testing.assert_array_equal(place_of, inverse.ravel())


@pytest.mark.skipif(not distinct_module.COMPILED, reason="buckets are for the compiled loops")
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_places_of_many_rows_are_the_same_however_many_threads_there_are(
    monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    monkeypatch.setattr(buckets, "cpus", lambda: threads)
    xy = np.random.default_rng(7).normal(size=(buckets.WORTH_BUCKETS + 1, 2)).round(2)

    once, place_of, count = buckets.sorted_places(xy)

    expected, inverse, times = np.unique(xy + 0.0, axis=0, return_inverse=True, return_counts=True)
    np.testing.assert_array_equal(once, expected)
    np.testing.assert_array_equal(place_of, inverse.ravel())
    np.testing.assert_array_equal(count, times)
