"""The simulation of unchanged cities in small: what the commands allow for keeps the level, less does not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
CITIES = 100


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_changes", ROOT / "bench" / "changes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_changes"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("case", "given"), [("city", (4, 100.0)), ("areas", (60, 12, 20.0)), ("standing", (60, 20.0))]
)
def test_where_nothing_has_changed_little_is_told(
    bench: ModuleType, case: str, given: tuple[float, ...]
) -> None:
    found = [getattr(bench, case)(*given, 0.1, seed) for seed in range(CITIES)]

    ours, plain = np.mean(found, axis=0)
    assert ours <= 0.09
    assert plain > 0.2


@pytest.mark.parametrize("days", [84, 92, 153])
def test_a_short_record_of_uneven_months_is_seldom_said_to_miss_reports_and_one_that_does_is(
    bench: ModuleType, days: int
) -> None:
    ours, plain = np.mean([bench.last_days(days, 300.0, 0.1, seed) for seed in range(200)], axis=0)
    found = np.mean([bench.last_days(days, 300.0, 0.0, seed, reported=0.5) for seed in range(50)], axis=0)

    assert ours <= 0.07
    assert plain > 0.2
    assert found[0] > 0.8
