"""Laws of the hills on the grid: exact to the last digits, compiled or not, however many threads."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure import hills as hills_module
from hotspot.measure import wide_gaussian
from hotspot.measure.hills import Hills
from hotspot.measure.kernel import KERNELS, KernelName, density_on_grid, kernel_at, mass_inside
from hotspot.schema import Bools, Floats

compiled_only = pytest.mark.skipif(not hills_module.COMPILED, reason="no compiler when it was installed")
every_kernel = pytest.mark.parametrize("kernel", list(KERNELS))
CELL_M, WEST, NORTH = 20.0, 500_000.0, 4_800_000.0


def frame(**more: Any) -> dict[str, Any]:
    return {"west": WEST, "north": NORTH, "cell_m": CELL_M, **more}


def study(seed: int, rows: int, columns: int) -> Bools:
    random = np.random.default_rng(seed)
    inside = random.random((rows, columns)) < 0.8
    inside[random.integers(rows), random.integers(columns)] = True
    return inside


def sites_around(seed: int, n: int, rows: int, columns: int) -> tuple[Floats, Floats]:
    """Sites in the grid and up to a third of its size beyond it, with one to eight incidents each."""
    random = np.random.default_rng(seed)
    share = random.uniform(-1 / 3, 4 / 3, (n, 2))
    sites = np.column_stack([WEST + share[:, 0] * columns * CELL_M, NORTH - share[:, 1] * rows * CELL_M])
    return sites, random.integers(1, 9, n).astype(float)


def apart(sites: Floats, rows: int, columns: int) -> Floats:
    """Metres from every cell (rows, columns) to every site (n,)."""
    easting = WEST + (np.arange(columns) + 0.5) * CELL_M
    northing = NORTH - (np.arange(rows) + 0.5) * CELL_M
    return np.hypot(easting[None, :, None] - sites[:, 0], northing[:, None, None] - sites[:, 1])


@every_kernel
@pytest.mark.parametrize("cells", [2, 3.3, 7, 15, 50])
@pytest.mark.parametrize("edge_corrected", [True, False])
@pytest.mark.parametrize("shape", [(40, 25), (1, 1), (1, 60)])
def test_every_cell_holds_the_plain_sum_over_all_sites(
    monkeypatch: pytest.MonkeyPatch,
    kernel: KernelName,
    cells: float,
    edge_corrected: bool,
    shape: tuple[int, int],
) -> None:
    rows, columns = shape
    inside = study(7, rows, columns)
    sites, weights = sites_around(8, 40, rows, columns)
    monkeypatch.setattr(wide_gaussian, "HEIGHTS_PER_CELL", np.inf)
    bandwidth_m = cells * CELL_M
    height = kernel_at(apart(sites, rows, columns), bandwidth_m=bandwidth_m, kernel=kernel)
    height *= inside[:, :, None]
    mass = height.sum(axis=(0, 1)) * CELL_M**2
    met = mass > 1e-9 if edge_corrected else np.ones(len(sites), dtype=np.bool_)

    values = density_on_grid(
        sites[met],
        weights[met],
        inside,
        **frame(bandwidth_m=bandwidth_m, kernel=kernel, edge_corrected=edge_corrected),
    )

    expected = (height[:, :, met] / (mass[met] if edge_corrected else 1.0)) @ weights[met]
    np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-12 * expected.max())


@compiled_only
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    cells=st.floats(0.1, 50),
    kernel=st.sampled_from(list(KERNELS)),
    edge_corrected=st.booleans(),
)
def test_the_loop_and_its_twin_in_numpy_give_the_same_surface(
    seed: int, shape: tuple[int, int], cells: float, kernel: KernelName, edge_corrected: bool
) -> None:
    rows, columns = shape
    inside, (sites, weights) = study(seed, rows, columns), sites_around(seed, 12, rows, columns)
    how = frame(bandwidth_m=cells * CELL_M, kernel=kernel)

    in_c = density_on_grid(sites, weights, inside, **how, edge_corrected=edge_corrected)
    share_in_c = mass_inside(sites, inside, **how)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hills_module, "COMPILED", False)
        in_numpy = density_on_grid(sites, weights, inside, **how, edge_corrected=edge_corrected)
        share_in_numpy = mass_inside(sites, inside, **how)

    np.testing.assert_allclose(in_c, in_numpy, rtol=1e-6, atol=1e-12 * in_numpy.max())
    np.testing.assert_allclose(share_in_c, share_in_numpy, rtol=1e-9, atol=1e-12)


@compiled_only
@every_kernel
def test_the_number_of_threads_does_not_change_a_single_bit(
    monkeypatch: pytest.MonkeyPatch, kernel: KernelName
) -> None:
    inside, (sites, weights) = study(1, 90, 70), sites_around(2, 5000, 90, 70)
    how = frame(bandwidth_m=130.0, kernel=kernel)
    alone = density_on_grid(sites, weights, inside, **how)

    monkeypatch.setattr(hills_module, "WORTH_THREADS", 0)
    monkeypatch.setattr(hills_module, "BAND_ROWS", 7)
    monkeypatch.setattr(hills_module, "SITES_AT_ONCE", 100)
    monkeypatch.setattr(hills_module, "cpus", lambda: 5)
    together = density_on_grid(sites, weights, inside, **how)

    np.testing.assert_array_equal(together, alone)


def test_a_hill_s_mass_is_its_heights_on_the_ground_and_its_whole_mass_goes_beyond_the_grid() -> None:
    hills = Hills(
        study=np.ones((1, 3), dtype=np.bool_),
        west=0.0,
        north=1.0,
        cell_m=1.0,
        bandwidth_m=2.0,
        kernel=KERNELS["epanechnikov"],
    )
    placed = hills.placed(np.array([[1.5, 0.5]]))

    on_ground = hills.masses(placed, ground=np.array([[0.0, 1.0, 0.5]]))
    all_of_it = hills.whole_masses(placed)

    assert on_ground == pytest.approx([1 + 0.75 / 2])
    assert all_of_it == pytest.approx([1 + 4 * 0.75 + 4 * 0.5])


def test_sites_are_placed_by_row_and_keep_their_order_within_it() -> None:
    hills = Hills(
        study=np.ones((3, 2), dtype=np.bool_),
        west=0.0,
        north=30.0,
        cell_m=10.0,
        bandwidth_m=10.0,
        kernel=KERNELS["quartic"],
    )

    placed = hills.placed(np.array([[15.0, 5.0], [1.0, 99.0], [99.0, 7.0], [5.0, 15.0]]))

    assert placed.row.tolist() == [0, 1, 2, 2]
    assert placed.column.tolist() == [0, 0, 1, 1]
    assert placed.order.tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize("compiled", [True, False])
def test_a_hill_at_one_edge_of_the_grid_adds_nothing_at_the_other(
    monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    monkeypatch.setattr(hills_module, "COMPILED", compiled and hills_module.COMPILED)
    hills = Hills(
        study=np.ones((3, 11), dtype=np.bool_),
        west=0.0,
        north=3.0,
        cell_m=1.0,
        bandwidth_m=1.2,
        kernel=KERNELS["uniform"],
    )
    placed = hills.placed(np.array([[10.5, 2.5], [0.5, 0.5]]))

    heights = hills.added(placed, np.array([[1.0], [4.0]]))[0]
    masses = hills.masses(placed, ground=np.ones((3, 11), dtype=np.bool_))

    assert np.argwhere(heights == 1.0).tolist() == [[0, 9], [0, 10], [1, 10]]
    assert np.argwhere(heights == 4.0).tolist() == [[1, 0], [2, 0], [2, 1]]
    assert heights.sum() == 15.0
    assert masses.tolist() == [3.0, 3.0]
