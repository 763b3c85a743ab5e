"""The bench of what answers from the past could do at most: looking back never finds less, and never more
than there was."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from hotspot import judge

if TYPE_CHECKING:
    from types import ModuleType

    from hotspot.judge import Places, Units

ROOT = Path(__file__).parents[1]
CUTOFFS, DAYS, SIDE, MANY = (800, 890), 90, 10, 12


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    import hindsight

    return hindsight  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def city(bench: ModuleType) -> tuple[Any, Units, Places]:
    """A city of 10 × 10 squares and two types, whose rates never change."""
    random = np.random.default_rng(4)
    rate = random.lognormal(0, 0.5, SIDE**2)
    square = random.choice(SIDE**2, 6000, p=rate / rate.sum())
    xy = 200.0 * np.column_stack([square % SIDE, square // SIDE]) + random.uniform(1, 199, (6000, 2))
    day = random.integers(0, 1000, 6000)
    study = shapely.box(0, 0, 200 * SIDE, 200 * SIDE)
    ground = judge.ground_of(study, xy)
    units = judge.square_units(judge.ground_of(study, xy, cell_m=200.0), ground, xy)
    rows = {"even": np.arange(0, 6000, 2), "odd": np.arange(1, 6000, 2)}
    series = {kind: judge.record_of(day[own], own, first_day=0) for kind, own in rows.items()}
    return bench.City(series=series, xy=xy, study=study, first=date(2020, 1, 1), days=1000), units, ground


@pytest.fixture(scope="module")
def windows(bench: ModuleType, city: tuple[Any, Units, Places]) -> list[Any]:
    whole, units, ground = city
    return [bench.window("even", whole, units, ground, cutoff=cutoff, days=DAYS) for cutoff in CUTOFFS]


def test_looking_back_finds_no_less_than_ours_and_no_more_than_there_was(bench, windows) -> None:
    ours, blend, others, _, oracle = bench.over_surface(windows, flagged=MANY)

    assert ours <= blend <= oracle
    assert others <= blend
    assert ours < oracle


def test_where_one_answer_knows_what_comes_looking_back_finds_all_of_it(bench, windows) -> None:
    told = [
        bench.Window(
            answers=np.vstack([one.answers, one.followed / one.followed.sum()]),
            surface=one.surface,
            followed=one.followed,
        )
        for one in windows
    ]

    _, blend, others, _, oracle = bench.over_surface(told, flagged=MANY)

    assert blend == pytest.approx(oracle, rel=0.02)
    assert others == pytest.approx(oracle, rel=0.02)


def test_a_truth_halfway_is_known_less_well_than_what_came(bench, windows) -> None:
    *_, halfway, oracle = bench.over_surface(windows, flagged=MANY)

    assert 1 < halfway < oracle


def test_no_answer_of_the_blend_knows_what_comes_after_the_cut_off(bench, city, windows) -> None:
    whole, units, ground = city
    known = {kind: record.before(CUTOFFS[0]) for kind, record in whole.series.items()}

    cut = bench.window("even", replace(whole, series=known), units, ground, cutoff=CUTOFFS[0], days=DAYS)

    np.testing.assert_array_equal(windows[0].answers, cut.answers)
    np.testing.assert_array_equal(windows[0].surface, cut.surface)
    assert windows[0].followed.any()
    assert not cut.followed.any()
