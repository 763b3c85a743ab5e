"""Laws of the bandwidth rules, and the values that spatstat gives on trees known from the literature."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_density import density_at
from scipy.special import erf

from hotspot.measure import bandwidth as bandwidth_module
from hotspot.measure.bandwidth import (
    berman_diggle,
    cronie_van_lieshout,
    densities_at_own_place,
    k_function,
    ladder,
    log_likelihood,
    scott,
    set_covariance,
    snapped_spacing,
)
from hotspot.measure.kernel import KERNELS, KernelName
from hotspot.measure.pairs import pairs_within
from hotspot.schema import Floats

PATTERNS = Path(__file__).parent / "cases" / "patterns"
WINDOWS = {
    "redwood": (0.0, 1.0, -1.0, 0.0),
    "japanesepines": (0.0, 1.0, 0.0, 1.0),
    "swedishpines": (0.0, 96.0, 0.0, 100.0),
    "longleaf": (0.0, 200.0, 0.0, 200.0),
}
over_the_patterns = pytest.mark.parametrize("pattern", list(WINDOWS))


def trees_of(pattern: str) -> Floats:
    return np.loadtxt(PATTERNS / f"{pattern}.csv", delimiter=",", skiprows=1)


def spatstat_grid(pattern: str) -> Floats:
    """Give the sixteen standard deviations that spatstat tries: smallest spacing to half the diagonal."""
    trees, (west, east, south, north) = trees_of(pattern), WINDOWS[pattern]
    distance = np.hypot(*(trees[:, None] - trees[None]).transpose(2, 0, 1))
    spacing = distance[distance > 0].min()
    return np.geomspace(spacing, np.hypot(east - west, north - south) / 2, 16)


def gaussian_mass(at: Floats, window: tuple[float, float, float, float], deviation: float) -> Floats:
    west, east, south, north = window
    low, high = (np.array([west, south]) - at) / deviation, (np.array([east, north]) - at) / deviation
    return ((erf(high / np.sqrt(2)) - erf(low / np.sqrt(2))) / 2).prod(axis=1)


def share_of_circle_inside(
    centre: Floats, radius: Floats, window: tuple[float, float, float, float]
) -> Floats:
    """Give the share of each circle's rim inside a rectangle: Ripley's isotropic correction, inverted."""
    west, east, south, north = window
    x, y = centre.T
    sides = [x - west, north - y, east - x, y - south]
    outside = np.zeros(len(radius))
    for i, side in enumerate(sides):
        half = np.arccos(np.minimum(side / radius, 1))
        for neighbour in (sides[i - 1], sides[(i + 1) % 4]):
            outside += np.minimum(half, np.arctan2(neighbour, side))
    return 1 - outside / (2 * np.pi)


@over_the_patterns
def test_diggle_bandwidth_is_that_of_spatstat(pattern: str) -> None:
    trees, window = trees_of(pattern), WINDOWS[pattern]
    west, east, south, north = window
    n, area = len(trees), (east - west) * (north - south)
    radii = np.linspace(0, min(east - west, north - south, 4 * np.sqrt(1000 * area / (np.pi * n))) / 4, 512)
    (pairs,) = pairs_within(trees, trees, reach_m=float(radii[-1]))
    apart = pairs.distance_m > 0
    distance, centre = pairs.distance_m[apart], trees[pairs.place[apart]]
    correction = 1 / share_of_circle_inside(centre, distance, window)

    k = k_function(distance, correction, radii, pairs_per_m2=n * (n - 1) / area)
    error = berman_diggle(radii, k, intensity=n / area)

    expected = {
        "redwood": 0.02250489,
        "japanesepines": 0.05870841,
        "swedishpines": 5.706458,
        "longleaf": 2.495108,
    }
    assert radii[np.argmin(error)] / 2 == pytest.approx(expected[pattern], rel=1e-6)


@over_the_patterns
def test_cronie_van_lieshout_bandwidth_is_that_of_spatstat(pattern: str) -> None:
    trees, tried, ones = trees_of(pattern), spatstat_grid(pattern), np.ones(len(trees_of(pattern)))
    west, east, south, north = WINDOWS[pattern]

    (pairs,) = pairs_within(trees, trees, reach_m=1000)
    _, density = densities_at_own_place(pairs, ones, ones, bandwidths_m=tried, kernel="gaussian")
    misses = [cronie_van_lieshout(row, ones, area_m2=(east - west) * (north - south)) for row in density]

    expected = {
        "redwood": 0.1339284,
        "japanesepines": 0.0969152,
        "swedishpines": 7.024097,
        "longleaf": 10.24993,
    }
    assert tried[np.argmin(misses)] == pytest.approx(expected[pattern], rel=1e-6)


@over_the_patterns
def test_likelihood_bandwidth_is_that_of_spatstat(pattern: str) -> None:
    trees, tried, ones = trees_of(pattern), spatstat_grid(pattern), np.ones(len(trees_of(pattern)))
    west, east, south, north = WINDOWS[pattern]
    step = (np.arange(64) + 0.5) / 64
    easting, northing = np.meshgrid(west + step * (east - west), south + step * (north - south))
    pixels = np.column_stack([easting.ravel(), northing.ravel()])

    (pairs,) = pairs_within(trees, trees, reach_m=1000)
    leave_out, _ = densities_at_own_place(pairs, ones, ones, bandwidths_m=tried, kernel="gaussian")
    likelihood = []
    for deviation, row in zip(tried, leave_out, strict=True):
        surface = density_at(trees, ones, pixels, bandwidth_m=deviation, kernel="gaussian")
        integral = (surface / gaussian_mass(pixels, WINDOWS[pattern], deviation)).mean()
        corrected = row / gaussian_mass(trees, WINDOWS[pattern], deviation)
        likelihood.append(
            log_likelihood(corrected, ones, integral=integral * (east - west) * (north - south))
        )

    end_of_the_grid = tried[-1]  # trees that keep their distance: no bandwidth is wide enough
    expected = {
        "redwood": 0.04080572,
        "japanesepines": end_of_the_grid,
        "swedishpines": end_of_the_grid,
        "longleaf": 6.618435,
    }
    assert tried[np.argmax(likelihood)] == pytest.approx(expected[pattern], rel=1e-6)


@pytest.mark.parametrize(
    ("pattern", "easting", "northing"),
    [
        ("redwood", 0.1362021, 0.1378626),
        ("japanesepines", 0.1415691, 0.1567939),
        ("swedishpines", 14.11212, 13.17435),
        ("longleaf", 19.55049, 17.22876),
    ],
)
def test_scott_bandwidths_are_those_of_spatstat(pattern: str, easting: float, northing: float) -> None:
    trees = trees_of(pattern)

    rule = scott(trees, np.ones(len(trees)))

    assert rule == pytest.approx([easting, northing], rel=1e-6)


def test_scott_counts_a_site_once_for_each_of_its_incidents() -> None:
    sites, weights = np.array([[0.0, 0.0], [10.0, 40.0], [30.0, 0.0]]), np.array([3.0, 1.0, 2.0])

    rule = scott(sites, weights)

    assert rule == pytest.approx(scott(np.repeat(sites, [3, 1, 2], axis=0), np.ones(6)))


@given(seed=st.integers(0, 2**32 - 1))
def test_the_density_at_the_own_place_is_the_others_plus_the_peak_of_the_own(seed: int) -> None:
    random = np.random.default_rng(seed)
    sites, weights = random.uniform(0, 300, (12, 2)), random.integers(1, 5, 12).astype(float)
    chosen = np.array([2, 7, 11])

    (pairs,) = pairs_within(sites, sites[chosen], reach_m=90)
    others, together = densities_at_own_place(
        pairs, weights, weights[chosen], bandwidths_m=np.array([40.0, 90.0]), kernel="quartic"
    )

    for row, bandwidth_m in enumerate([40.0, 90.0]):
        plain = density_at(sites, weights, sites[chosen], bandwidth_m=bandwidth_m, kernel="quartic")
        without = density_at(
            sites, weights, sites[chosen], bandwidth_m=bandwidth_m, kernel="quartic", leave_out=True
        )
        np.testing.assert_allclose(others[row], without, atol=1e-18)
        np.testing.assert_allclose(together[row], plain)


def test_repeats_at_the_same_places_do_not_narrow_the_likelihood_bandwidth() -> None:
    sites, tried = trees_of("redwood"), np.geomspace(0.01, 0.5, 20)
    sevens, ones = np.full(62, 7.0), np.ones(62)

    (pairs,) = pairs_within(sites, sites, reach_m=10)
    of_seven, _ = densities_at_own_place(pairs, sevens, sevens, bandwidths_m=tried, kernel="gaussian")
    of_one, _ = densities_at_own_place(pairs, ones, ones, bandwidths_m=tried, kernel="gaussian")
    seven_each = [log_likelihood(row, sevens) for row in of_seven]
    one_each = [log_likelihood(row, ones) for row in of_one]

    assert np.argmax(seven_each) == np.argmax(one_each) > 0


def test_k_counts_the_ordered_pairs_up_to_each_radius_by_hand() -> None:
    distance = np.array([1.0, 1.0, 2.0, 2.0])  # three points in 10 m², two pairs of them in reach
    correction = np.array([1.0, 1.5, 1.0, 1.0])

    k = k_function(distance, correction, np.array([0.5, 1.0, 3.0]), pairs_per_m2=3 * 2 / 10)

    assert k == pytest.approx([0, 2.5 / 0.6, 4.5 / 0.6])


def test_a_window_shares_its_whole_area_with_itself_and_the_less_the_further_it_moves() -> None:
    inside = np.ones((60, 90), dtype=np.bool_)
    moved = np.array([0.0, 50.0, 100.0])

    shared = set_covariance(inside, cell_m=10, lags_m=moved)

    a, b = 600.0, 900.0  # mean over directions of (a - d |cos|) (b - d |sin|), for d below both sides
    expected = a * b - 2 * moved * (a + b) / np.pi + moved**2 / np.pi
    assert shared == pytest.approx(expected, rel=2e-3)


def test_the_fourth_nearest_of_snapped_points_is_found() -> None:
    east, north = np.meshgrid(np.arange(10) * 80.0, np.arange(10) * 90.0)
    points = np.column_stack([east.ravel(), north.ravel()])

    spacing = snapped_spacing(points, np.full(100, 6.0))

    assert spacing == 90  # two neighbours at 80 m, then two at 90 m


@pytest.mark.parametrize(("points", "expected"), [(2, 100), (3, 200), (4, 250), (1, 0)])
def test_with_fewer_than_five_snapped_points_the_farthest_counts(points: int, expected: float) -> None:
    row = np.column_stack([np.arange(points) * 100.0, np.zeros(points)])

    assert snapped_spacing(row, np.full(points, 9.0)) == expected


def test_incidents_that_hardly_ever_share_a_place_are_not_snapped() -> None:
    random = np.random.default_rng(1)

    spacing = snapped_spacing(random.uniform(0, 1000, (50, 2)), np.ones(50))

    assert spacing == 0


def test_points_moved_by_a_few_metres_ask_nothing_of_the_bandwidth() -> None:
    random = np.random.default_rng(1)
    block = np.repeat(random.uniform(0, 5000, (100, 2)), 10, axis=0)

    spacing = snapped_spacing(block + random.uniform(-5, 5, (1000, 2)), np.full(1000, 3.0))

    assert spacing < 5


@given(lowest_m=st.floats(1, 2000), highest_m=st.floats(1, 2000))
def test_the_ladder_starts_at_the_lowest_and_climbs_by_about_a_quarter(
    lowest_m: float, highest_m: float
) -> None:
    steps = ladder(lowest_m, highest_m)

    assert steps[0] == lowest_m
    assert (np.diff(steps) > 0).all()
    assert (steps[2:] / steps[1:-1] < 1.3).all()
    assert len(steps) == 1 or steps[-1] <= highest_m


def test_the_ladder_of_another_kernel_spreads_as_far() -> None:
    quartic = ladder(100, 200)

    gaussian = ladder(100 / np.sqrt(8), 200 / np.sqrt(8), kernel="gaussian")

    assert gaussian * np.sqrt(8) == pytest.approx(quartic)


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("kernel", list(KERNELS))
def test_the_densities_at_the_own_place_are_those_of_each_bandwidth_alone(
    monkeypatch: pytest.MonkeyPatch, kernel: KernelName, compiled: bool
) -> None:
    monkeypatch.setattr(bandwidth_module, "COMPILED", compiled and bandwidth_module.COMPILED)
    random = np.random.default_rng(4)
    sites, weights = random.uniform(0, 300, (80, 2)), random.integers(1, 9, 80).astype(float)
    tried = np.array([40.0, 20.0, 95.0])  # in no order
    reach_m = 95.0 * KERNELS[kernel].reach
    (pairs,) = pairs_within(sites, sites[:30], reach_m=reach_m)

    others, everyone = densities_at_own_place(pairs, weights, weights[:30], bandwidths_m=tried, kernel=kernel)

    for i, bandwidth_m in enumerate(tried):
        alone = [
            density_at(
                sites, weights, sites[:30], bandwidth_m=bandwidth_m, kernel=kernel, leave_out=leave_out
            )
            for leave_out in (True, False)
        ]
        np.testing.assert_allclose([others[i], everyone[i]], alone, rtol=1e-9, atol=1e-18)
