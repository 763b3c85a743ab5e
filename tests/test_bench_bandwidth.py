"""The bench of the bandwidth: what chance alone takes from the best one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from hotspot.schema import Floats

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_bandwidth", ROOT / "bench" / "bandwidth.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_bandwidth"] = module
    spec.loader.exec_module(module)
    return module


def judged(bench: ModuleType, cells: Floats, *, hits: float) -> Any:
    return bench.Judged(chosen_m=80.0, why="bandwidth_hits", hits=hits, cells=cells, tested=100)


def test_what_is_kept_is_held_against_the_best_over_all_cut_offs(bench: ModuleType) -> None:
    first = judged(bench, np.array([[6.0, 4.0], [6.0, 0.0]]), hits=6.0)
    second = judged(bench, np.array([[0.0, 2.0], [3.0, 2.0]]), hits=3.0)

    kept = bench.share_kept([first, second])

    assert kept == 9 / 12  # the first bandwidth has 10 + 2, the second 6 + 5


def test_one_bandwidth_whose_cells_hold_all_others_is_surely_kept(bench: ModuleType) -> None:
    nested = np.array([[50.0, 30.0, 5.0], [50.0, 30.0, 0.0], [50.0, 0.0, 0.0]])

    assert bench.chance([judged(bench, nested, hits=85.0)]) == 1.0


def test_two_equal_bandwidths_of_other_cells_are_told_apart_by_a_lot(bench: ModuleType) -> None:
    apart = np.array([[40.0, 0.0], [0.0, 40.0]])

    chance = bench.chance([judged(bench, apart, hits=40.0)])

    assert 0.5 < chance < 0.65  # a half, and where the two differ by less than 3 %


def test_with_more_hits_the_better_bandwidth_is_kept_more_surely(bench: ModuleType) -> None:
    chances = [
        bench.chance([judged(bench, times * np.array([[42.0, 0.0], [0.0, 40.0]]), hits=1.0)])
        for times in (1, 10, 100)
    ]

    assert chances == sorted(chances)
    assert chances[-1] == 1.0
