"""The simulation of pilots in small: false verdicts keep their level, the naive design does not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
SEATTLE = ROOT.parent / "shared" / "data" / "seattle" / "seattledmi.csv.gz"
PUBLISHED = {
    "i_felony": (46, 68.22, -32.6),
    "i_misdemea": (45, 71.80, -37.3),
    "i_drugs": (20, 23.76, -15.8),
    "any_crime": (788, 986.44, -20.1),
}


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_pilot", ROOT / "bench" / "pilot.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_pilot"] = module
    spec.loader.exec_module(module)
    return module


def trials(bench: ModuleType, design: str, **case: float) -> list[Any]:
    return [bench.trial(design, seed=seed, **case) for seed in range(80)]


@pytest.mark.parametrize("design", ["pairs", "baseline"])
def test_areas_chosen_from_the_top_with_uneven_counts_bring_no_more_false_verdicts_than_allowed(
    bench: ModuleType, design: str
) -> None:
    runs = trials(bench, design, mean=20.0, variation=0.1)

    false = np.mean([any(run.ours) for run in runs])
    poisson = np.mean([any(run.poisson) for run in runs])
    assert false <= 0.07
    assert poisson > 0.26


def test_the_first_areas_beside_random_controls_seem_to_improve_by_themselves(bench: ModuleType) -> None:
    naive, pairs, apart = (
        trials(bench, design, mean=5.0, variation=0.02) for design in ("naive", "pairs", "baseline")
    )

    assert np.mean([run.poisson[0] for run in naive]) > 0.2
    assert np.mean([run.change for run in naive]) < -30
    assert abs(np.mean([run.change for run in pairs])) < 5
    assert abs(np.mean([run.change for run in apart])) < 8
    assert max(np.mean([run.ours[0] for run in runs]) for runs in (pairs, apart)) <= 0.035


def test_the_table_of_seattle_comes_out_within_its_rounding(bench: ModuleType) -> None:
    if not SEATTLE.exists():
        pytest.skip("the table of Seattle's drug market intervention is not at hand")

    found = bench.seattle(str(SEATTLE))

    for name, observed, usual in found:
        treated, synthetic, change = PUBLISHED[name]
        assert observed == treated
        assert usual == pytest.approx(synthetic, abs=0.011)  # its weights sum to 39.0002 instead of 39
        assert round(100 * (observed / usual - 1), 1) == change
