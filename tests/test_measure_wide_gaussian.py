"""Laws of the two steps to a wide Gaussian: as good as one, nothing lost at the edge, no bit by chance."""

from typing import Any

import numpy as np
import pytest

from hotspot.measure import hills as hills_module
from hotspot.measure import wide_gaussian
from hotspot.measure.kernel import density_on_grid
from hotspot.schema import Bools, Floats

FRAME: dict[str, Any] = {"west": 0.0, "north": 2400.0, "cell_m": 20.0, "kernel": "gaussian"}
INSIDE = np.zeros((120, 100), dtype=np.bool_)
INSIDE[5:110, 8:90] = True
INSIDE[40:60, 30:50] = False


def sites(n: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(n)
    return random.uniform(-400, 2600, (n, 2)), random.integers(1, 9, n).astype(float)


def both_ways(
    monkeypatch: pytest.MonkeyPatch, xy: Floats, weights: Floats, inside: Bools, **how: Any
) -> tuple[Floats, Floats]:
    monkeypatch.setattr(wide_gaussian, "HEIGHTS_PER_CELL", np.inf)
    one_by_one = density_on_grid(xy, weights, inside, **FRAME, **how)
    monkeypatch.setattr(wide_gaussian, "HEIGHTS_PER_CELL", 0)
    return one_by_one, density_on_grid(xy, weights, inside, **FRAME, **how)


@pytest.mark.parametrize("cells", [3, 5, 15, 50])
@pytest.mark.parametrize("edge_corrected", [True, False])
@pytest.mark.parametrize("n", [1, 400])
def test_two_steps_are_off_by_less_than_a_millionth_of_the_peak(
    monkeypatch: pytest.MonkeyPatch, cells: float, edge_corrected: bool, n: int
) -> None:
    xy, weights = sites(n)

    one_by_one, in_two_steps = both_ways(
        monkeypatch, xy, weights, INSIDE, bandwidth_m=cells * 20, edge_corrected=edge_corrected
    )

    np.testing.assert_allclose(in_two_steps, one_by_one, rtol=0, atol=1e-6 * one_by_one.max())
    assert (in_two_steps[~INSIDE] == 0).all()
    assert in_two_steps.min() == 0


@pytest.mark.parametrize("cells", [3, 15])
def test_two_steps_add_up_to_the_incidents_also_those_far_outside(
    monkeypatch: pytest.MonkeyPatch, cells: float
) -> None:
    xy, weights = sites(400)
    xy[:3] = [[-1e5, 0.0], [1000.0, 9e4], [1000.0, 1200.0]]

    _, in_two_steps = both_ways(
        monkeypatch, xy, np.column_stack([weights, 1 / weights]), INSIDE, bandwidth_m=cells * 20
    )

    assert in_two_steps.sum(axis=(1, 2)) * 400 == pytest.approx(
        [weights.sum(), (1 / weights).sum()], rel=1e-12
    )


def test_a_few_incidents_or_a_narrow_kernel_are_not_worth_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(wide_gaussian.WideGaussian, "_spread", refuse)
    few, many = sites(20), sites(20_000)

    density_on_grid(*few, INSIDE, **FRAME, bandwidth_m=100)
    density_on_grid(*many, INSIDE, **FRAME, bandwidth_m=59)
    with pytest.raises(AssertionError):
        density_on_grid(*many, INSIDE, **FRAME, bandwidth_m=100)


def test_the_number_of_threads_does_not_change_a_single_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    xy, weights = sites(3000)
    surfaces = []

    for threads in (1, 2, 5):
        monkeypatch.setattr(hills_module, "WORTH_THREADS", 0)
        monkeypatch.setattr(hills_module, "cpus", lambda threads=threads: threads)
        monkeypatch.setattr(wide_gaussian, "cpus", lambda threads=threads: threads)
        surfaces.append(density_on_grid(xy, weights, INSIDE, **FRAME, bandwidth_m=150))

    np.testing.assert_array_equal(surfaces[1], surfaces[0])
    np.testing.assert_array_equal(surfaces[2], surfaces[0])
