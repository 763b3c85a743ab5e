"""Laws of the kernel density: what is spread adds up, edges lose nothing, weights are rows."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_density import density_at

from hotspot.measure.kernel import (
    KERNELS,
    KernelName,
    as_wide,
    bandwidth_for,
    density_on_grid,
    kernel_at,
    mass_inside,
)
from hotspot.schema import Bools, Floats

PATTERNS = Path(__file__).parent / "cases" / "patterns"
GRID: dict[str, Any] = {"west": 0.0, "north": 1000.0, "cell_m": 50.0}  # 20 × 20 cells
EVERYWHERE = np.ones((20, 20), dtype=np.bool_)

every_kernel = pytest.mark.parametrize("kernel", list(KERNELS))
kernels = st.sampled_from(list(KERNELS))


def bandwidths(low: int, high: int) -> st.SearchStrategy[float]:
    """Never the exact distance between a site and a place, where the uniform kernel jumps."""
    return st.integers(low, high).map(lambda metres: metres + 0.0371)


@st.composite
def weighted_sites(draw: st.DrawFn) -> tuple[Floats, Floats]:
    n = draw(st.integers(1, 30))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    return random.uniform(-60, 1060, (n, 2)).round(1), random.integers(1, 9, n).astype(float)


@st.composite
def study_areas(draw: st.DrawFn) -> Bools:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inside = random.random((20, 20)) < draw(st.floats(0.1, 1))
    inside[random.integers(20), random.integers(20)] = True
    return inside


def redwood() -> Floats:
    return np.loadtxt(PATTERNS / "redwood.csv", delimiter=",", skiprows=1)


def unit_square(cells: int) -> tuple[Bools, dict[str, Any]]:
    inside = np.ones((cells, cells), dtype=np.bool_)
    return inside, {
        "west": 0.0,
        "north": 0.0,
        "cell_m": 1 / cells,
        "bandwidth_m": 0.05,
        "kernel": "gaussian",
    }


def centres(cells: int, cell_m: float, north: float) -> Floats:
    step = (np.arange(cells) + 0.5) * cell_m
    easting, northing = np.meshgrid(step, north - step)
    return np.column_stack([easting.ravel(), northing.ravel()])


@every_kernel
def test_the_volume_under_a_kernel_is_one(kernel: KernelName) -> None:
    distance_m = (np.arange(600_000) + 0.5) / 1000

    ring = kernel_at(distance_m, bandwidth_m=90, kernel=kernel) * 2 * np.pi * distance_m / 1000

    assert ring.sum() == pytest.approx(1, abs=2e-8)


@every_kernel
def test_a_kernel_spreads_as_far_as_the_gaussian_it_stands_for(kernel: KernelName) -> None:
    distance_m = (np.arange(600_000) + 0.5) / 1000
    bandwidth_m = bandwidth_for(40, kernel=kernel)

    ring = kernel_at(distance_m, bandwidth_m=bandwidth_m, kernel=kernel) * 2 * np.pi * distance_m / 1000
    variance_along_one_axis = (ring * distance_m**2).sum() / 2

    assert variance_along_one_axis == pytest.approx(40**2, rel=1e-5)


def test_an_incident_counts_most_where_it_happened_and_nothing_beyond_its_reach() -> None:
    sites, weights = np.array([[0.0, 0.0]]), np.array([2.0])
    places = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 100.0], [300.0, 300.0]])

    density = density_at(sites, weights, places, bandwidth_m=100, kernel="quartic")

    peak = 2 * 3 / (np.pi * 100**2)
    assert density == pytest.approx([peak, peak * 0.75**2, 0, 0])


@every_kernel
def test_kernels_as_wide_as_each_other_come_from_the_same_deviation(kernel: KernelName) -> None:
    quartic_m = 80 * as_wide("quartic", as_of=kernel)

    assert as_wide(kernel, as_of=kernel) == 1.0
    assert bandwidth_for(quartic_m * KERNELS["quartic"].deviation, kernel=kernel) == pytest.approx(80)


@given(data=weighted_sites(), inside=study_areas(), kernel=kernels, bandwidth_m=bandwidths(5, 900))
def test_the_grid_holds_the_same_sums_as_the_places(
    data: tuple[Floats, Floats], inside: Bools, kernel: KernelName, bandwidth_m: float
) -> None:
    sites, weights = data
    at_places = density_at(
        sites, weights, centres(20, 50.0, 1000.0), bandwidth_m=bandwidth_m, kernel=kernel
    ).reshape(20, 20)

    on_grid = density_on_grid(
        sites, weights, inside, **GRID, bandwidth_m=bandwidth_m, kernel=kernel, edge_corrected=False
    )

    np.testing.assert_allclose(on_grid, np.where(inside, at_places, 0), rtol=1e-9, atol=1e-20)


@given(data=weighted_sites(), inside=study_areas(), kernel=kernels, bandwidth_m=bandwidths(1, 3000))
def test_the_corrected_surface_adds_up_to_the_incidents_whatever_the_study_area(
    data: tuple[Floats, Floats], inside: Bools, kernel: KernelName, bandwidth_m: float
) -> None:
    sites, weights = data

    values = density_on_grid(sites, weights, inside, **GRID, bandwidth_m=bandwidth_m, kernel=kernel)

    assert values.sum() * 50**2 == pytest.approx(weights.sum(), rel=1e-12)
    assert (values[~inside] == 0).all()


@given(data=weighted_sites(), inside=study_areas(), kernel=kernels, bandwidth_m=bandwidths(20, 600))
def test_the_corrected_surface_is_each_kernel_over_its_own_mass_inside(
    data: tuple[Floats, Floats], inside: Bools, kernel: KernelName, bandwidth_m: float
) -> None:
    sites, weights = data
    distance_m = np.hypot(*(centres(20, 50.0, 1000.0)[:, None] - sites[None]).transpose(2, 0, 1))
    height = kernel_at(distance_m, bandwidth_m=bandwidth_m, kernel=kernel) * inside.reshape(-1, 1)
    mass = height.sum(axis=0) * 50**2
    met = mass > 1e-12

    values = density_on_grid(sites[met], weights[met], inside, **GRID, bandwidth_m=bandwidth_m, kernel=kernel)

    expected = (height[:, met] / mass[met]) @ weights[met]
    np.testing.assert_allclose(values.ravel(), expected, rtol=1e-6, atol=1e-14)


@settings(max_examples=30)
@given(data=weighted_sites(), inside=study_areas(), kernel=kernels)
def test_one_weighted_site_is_the_same_as_its_incidents_one_by_one_in_any_order(
    data: tuple[Floats, Floats], inside: Bools, kernel: KernelName
) -> None:
    sites, weights = data
    rows = np.repeat(sites, weights.astype(int), axis=0)[::-1]

    collapsed = density_on_grid(sites, weights, inside, **GRID, bandwidth_m=130, kernel=kernel)
    one_by_one = density_on_grid(rows, np.ones(len(rows)), inside, **GRID, bandwidth_m=130, kernel=kernel)

    np.testing.assert_allclose(collapsed, one_by_one, rtol=1e-11, atol=1e-18)


def test_several_surfaces_at_once_are_those_one_at_a_time() -> None:
    random = np.random.default_rng(3)
    sites, weights = random.uniform(0, 1000, (40, 2)), random.integers(0, 4, (40, 3)).astype(float)

    together = density_on_grid(sites, weights, EVERYWHERE, **GRID, bandwidth_m=120, kernel="quartic")

    alone = [
        density_on_grid(sites, column, EVERYWHERE, **GRID, bandwidth_m=120, kernel="quartic")
        for column in weights.T
    ]
    np.testing.assert_array_equal(together, alone)


def test_an_incident_that_no_cell_sees_counts_in_the_nearest_one() -> None:
    inside = np.zeros((20, 20), dtype=np.bool_)
    inside[0, 0] = inside[19, 19] = True
    lost = np.array([[990.0, 400.0]])

    values = density_on_grid(lost, np.array([3.0]), inside, **GRID, bandwidth_m=60, kernel="quartic")

    assert values[19, 19] * 50**2 == pytest.approx(3)
    assert values[0, 0] == 0


def test_no_incidents_make_an_empty_surface() -> None:
    nobody = np.empty((0, 2))

    values = density_on_grid(nobody, np.empty(0), EVERYWHERE, **GRID, bandwidth_m=60, kernel="quartic")

    assert not values.any()


@every_kernel
def test_a_kernel_has_all_half_or_a_quarter_of_its_mass_inside_at_centre_edge_and_corner(
    kernel: KernelName,
) -> None:
    places = np.array([[500.0, 500.0], [500.0, 0.0], [0.0, 0.0], [1000.0, 1000.0]])

    mass = mass_inside(places, EVERYWHERE, **GRID, bandwidth_m=80, kernel=kernel)

    assert mass == pytest.approx([1, 0.5, 0.25, 0.25], abs=1e-7)


def test_where_a_kernel_meets_no_cell_centre_the_own_cell_says_if_it_is_inside() -> None:
    inside = EVERYWHERE.copy()
    inside[:, 10:] = False
    places = np.array([[499.0, 501.0], [501.0, 501.0]])

    mass = mass_inside(places, inside, **GRID, bandwidth_m=5, kernel="uniform")

    assert mass.tolist() == [1, 0]


@every_kernel
def test_the_mass_inside_a_place_far_smaller_than_the_kernel_is_about_its_height_there(
    kernel: KernelName,
) -> None:
    door, one_cell = np.array([[25.0, 25.0]]), np.ones((1, 1), dtype=np.bool_)

    mass = mass_inside(door, one_cell, west=0.0, north=50.0, cell_m=50.0, bandwidth_m=1000.3, kernel=kernel)

    expected = kernel_at(np.array([0.0]), bandwidth_m=1000.3, kernel=kernel) * 50**2
    assert mass == pytest.approx(expected, rel=5e-3)


def test_leaving_out_an_incident_leaves_out_all_others_at_its_place() -> None:
    sites, weights = np.array([[0.0, 0.0], [30.0, 0.0]]), np.array([5.0, 1.0])

    without = density_at(sites, weights, sites, bandwidth_m=100, kernel="uniform", leave_out=True)

    assert without * np.pi * 100**2 == pytest.approx([1, 5])


def test_redwood_densities_at_the_trees_are_those_of_spatstat() -> None:
    trees, ones = redwood(), np.ones(62)
    inside, settings_ = unit_square(512)
    at = {"bandwidth_m": 0.05, "kernel": "gaussian"}

    mass = mass_inside(trees, inside, **settings_)
    plain = density_at(trees, ones, trees, **at)
    jones_diggle = density_at(trees, ones / mass, trees, **at)
    leave_one_out = density_at(trees, ones, trees, **at, leave_out=True) / mass

    assert plain[:3] == pytest.approx([86.480652, 187.231549, 195.146566], rel=1e-8)
    assert (plain / mass)[:3] == pytest.approx([91.494485, 191.590253, 206.460453], rel=2e-5)
    assert jones_diggle[:3] == pytest.approx([90.790709, 192.942343, 201.380368], rel=2e-5)
    assert leave_one_out[:3] == pytest.approx([24.141618, 126.446240, 139.107586], rel=2e-5)


def test_redwood_surfaces_are_those_of_spatstat_on_its_128_pixels() -> None:
    inside, settings_ = unit_square(128)
    pixel = (np.floor(redwood() * 128) + 0.5) / 128  # spatstat counts each tree at its pixel's centre
    ones = np.ones(62)

    none = density_on_grid(pixel, ones, inside, **settings_, edge_corrected=False)
    uniform = none / mass_inside(centres(128, 1 / 128, 0.0), inside, **settings_).reshape(128, 128)
    jones_diggle = density_on_grid(pixel, ones, inside, **settings_)

    assert (none.mean(), none.max()) == pytest.approx((60.308616, 324.312632), rel=1e-8)
    assert (uniform.mean(), uniform.max()) == pytest.approx((63.337017, 324.333243), rel=1e-8)
    assert (jones_diggle.mean(), jones_diggle.max()) == pytest.approx((62, 324.617023), rel=3e-8)
