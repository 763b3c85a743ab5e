"""The bench of what there is to gain: who knows more finds no less, and the oracle most."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from hotspot import judge

if TYPE_CHECKING:
    from types import ModuleType

    from hotspot.judge.past import Record
    from hotspot.judge.units import Places, Units
    from hotspot.schema import Floats

ROOT = Path(__file__).parents[1]
FLAGGED = np.array([2, 5])
CUTOFF, DAYS = 800, 90


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    import ceiling

    return ceiling  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def city() -> tuple[Record, Units, Places, Floats]:
    """A city of 10 × 10 squares, some of them busy, whose rates never change."""
    random = np.random.default_rng(4)
    rate = random.lognormal(0, 1.5, 100)
    square = random.choice(100, 6000, p=rate / rate.sum())
    xy = 200.0 * np.column_stack([square % 10, square // 10]) + random.uniform(1, 199, (6000, 2))
    ground = judge.ground_of(shapely.box(0, 0, 2000, 2000), xy)
    units = judge.square_units(judge.ground_of(shapely.box(0, 0, 2000, 2000), xy, cell_m=200.0), ground, xy)
    day = np.sort(random.integers(0, 1000, 6000))
    return judge.record_of(day, np.arange(6000), first_day=0), units, ground, xy


def test_the_oracle_finds_most_and_true_rates_find_more_than_a_forecast(bench, city) -> None:
    record, units, ground, xy = city

    over = bench.caught(record, units, ground, xy, at=np.array([CUTOFF]), days=DAYS, flagged=FLAGGED)

    ours, after, tenths, rates, oracle = over
    assert np.all(oracle >= [ours, after])
    assert np.all(rates >= ours)
    assert np.all(tenths > 0.9 * ours)  # the tenths of one window: a few hits by chance


def test_each_tenth_is_judged_by_what_others_know(bench, city) -> None:
    record, units, *_ = city

    answers, tenths = bench.windows(record, units, cutoff=CUTOFF, days=DAYS)

    own = [answer[-1 - bench.NEAR] * (bench.TENTHS - 1) for answer in answers]
    whole = np.sum(tenths, axis=0)
    assert whole.sum() == len(record.rows(CUTOFF, CUTOFF + DAYS))
    for tenth, others in zip(tenths, own, strict=True):
        np.testing.assert_allclose(tenth + others, whole)


def test_true_rates_of_places_that_do_not_vary_win_nothing(bench, city) -> None:
    from hotspot.measure.intensity import Forecast

    _, units, *_ = city
    steady = Forecast(
        mean=np.linspace(1, 9, len(units.km2)),
        days=DAYS,
        weights=np.ones(1),
        bursts=0.0,
        drift=0.0,
        miss=0.0,
        origins=(),
    )

    gain = bench.gain_of_rates(steady, units, FLAGGED, seed=1)

    np.testing.assert_allclose(gain, 1.0, rtol=1e-3)
