"""The bench of other ways to choose the bandwidth: how curves are read, and that halves are kept apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from hotspot.density import choose_bandwidth
from hotspot.measure.hit_rate import Hits
from hotspot.project import collapse

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    import choosers

    return choosers  # type: ignore[no-any-return]


def hill(bench: ModuleType, *, top: int) -> np.ndarray:
    """Return hits (h,) that rise to one bandwidth and fall after it."""
    return 1000.0 * (60 - np.abs(np.arange(len(bench.TRIED_M)) - top))


@pytest.mark.parametrize("seed", range(5))
def test_the_first_rule_chooses_as_the_tool_does(bench: ModuleType, seed: int) -> None:
    hits = np.random.default_rng(seed).uniform(500, 1500, (4, len(bench.TRIED_M)))

    rule = bench.widest(hits)

    tool = Hits(
        bandwidths_m=bench.TRIED_M, hits=hits.sum(axis=0), usual=bench.EXPECTED, tested=9000, windows=4
    )
    assert bench.TRIED_M[rule] == tool.best()


def test_windows_counted_one_by_one_lead_to_the_bandwidth_of_the_tool(bench: ModuleType) -> None:
    random = np.random.default_rng(2)
    places, rate = random.uniform(0, 4000, (150, 2)), random.lognormal(0, 1, 150)
    xy = places[random.choice(150, 10000, p=rate / rate.sum())]
    day, study = random.integers(0, 900, 10000), shapely.box(0, 0, 4000, 4000)
    city = bench.City(
        name="made", xy=xy, day=day, type=np.full(10000, "a"), study=study, cutoffs=(900,), horizon=90
    )

    rule = bench.widest(bench.by_window(city, np.ones(10000, dtype=bool)))

    tool = choose_bandwidth(
        collapse(xy),
        study,
        days=day - int(day.min()),
        kernel="quartic",
        geocoding_error_m=bench.GEOCODING_ERROR_M,
        area_share=bench.AREA_SHARE,
        seed=bench.SEED,
    )
    assert bench.TRIED_M[rule] == tool.value
    assert rule != bench.EXPECTED.argmax()  # the hits decide here, not what is usual


def test_a_lone_peak_is_taken_from_the_curve_and_followed_only_unsmoothed(bench: ModuleType) -> None:
    curve = hill(bench, top=3)
    curve[8] = 1.02 * curve.max()

    plain, smooth = bench.widest(curve[None]), bench.widest(curve[None], smooth=(1, 2, 1))

    assert plain == 8
    assert smooth == 3


def test_the_error_between_windows_decides_how_far_a_rule_strays_from_the_most_hits(
    bench: ModuleType,
) -> None:
    agreed = np.tile(hill(bench, top=3), (4, 1))
    tilt = np.array([[-1.0], [1.0], [-1.0], [1.0]]) * np.arange(len(bench.TRIED_M))

    steady, torn = (
        bench.within_error(hits, errors=1.0, usual_first=False) for hits in (agreed, agreed + 3000 * tilt)
    )

    assert steady == 3
    assert torn > 3


def test_a_rule_that_keeps_more_everywhere_wins_on_every_other_half(bench: ModuleType) -> None:
    better, noise = np.full(20, 0.99), np.random.default_rng(1).uniform(0.9, 0.98, 20)

    told = bench.by_lot(np.array([np.full(20, 0.95), noise, better]))

    assert "+10.00 series" in told
    assert "more in 100%" in told


def test_rules_that_differ_by_luck_alone_gain_nothing_on_other_halves(bench: ModuleType) -> None:
    shares = np.random.default_rng(6).normal(0.97, 0.01, (8, 400))

    learned = [
        shares[bench.chosen(shares[:, half])][~half].mean()
        for half in (np.arange(400) % 2 == k for k in (0, 1))
    ]

    assert np.mean(learned) == pytest.approx(0.97, abs=0.002)
