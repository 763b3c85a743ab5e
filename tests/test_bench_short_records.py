"""The bench of short records: what it counts, and that the interval shown holds on a real city."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
AREAS, DAYS = 25, 1500


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    import short_records

    return short_records  # type: ignore[no-any-return]


def _city(bench: ModuleType, *, season: float):
    """A city whose days differ by nothing but chance and a season of that size."""
    random = np.random.default_rng(3)
    rate = random.lognormal(0, 1, AREAS)
    day = np.arange(DAYS)
    swing = 1 + season * np.sin(2 * np.pi * day / 365.25)
    return bench.City(
        series={kind: random.poisson(swing[:, None] * rate) for kind in (bench.ALL, "theft")},
        km2=np.ones(AREAS),
        places=np.column_stack([day[:AREAS] % 5, day[:AREAS] // 5]) * 500.0,
        month=day // 30,
    )


def test_in_a_city_that_never_changes_the_interval_of_the_mean_holds_and_a_season_breaks_it(bench) -> None:
    steady, seasonal = (_city(bench, season=season) for season in (0.0, 0.4))

    plain, broken = (
        np.mean([bench._held(city, city.series[bench.ALL], end, 61) for end in (800, 900, 1000)], axis=(0, 2))
        for city in (steady, seasonal)
    )

    assert plain[0] > 0.9
    assert broken[0] < plain[0] - 0.1
    assert broken[1] > broken[0] + 0.1


def test_a_cut_off_has_the_record_before_it_and_the_year_after_it(bench) -> None:
    counts = np.ones((DAYS, 2), dtype=np.int64)

    ends = list(bench._ends(counts, 1000, 50))

    assert ends[0] == 1000
    assert ends[-1] + bench.AFTER_DAYS <= DAYS < ends[-1] + bench.AFTER_DAYS + 50
    assert not list(bench._ends(np.zeros_like(counts), 1000, 50))


def test_two_or_three_months_of_vancouver_hold_the_year_after_as_often_as_they_say(bench) -> None:
    if not (DATA / "vancouver").is_dir():
        pytest.skip("no real city files in ../shared/data")
    city = bench.city_of("Vancouver, local areas", DATA)
    kinds = [kind for kind in city.series if kind != bench.ALL]

    held = {
        span: np.array(
            [
                np.mean(
                    [
                        bench._held(city, city.series[kind], end, span)
                        for end in bench._ends(city.series[kind], span, 365)
                    ],
                    axis=(0, 2),
                )
                for kind in kinds
            ]
        ).mean(axis=0)
        for span in (61, 91)
    }

    for mean, year, count in held.values():
        assert mean < 0.87
        assert 0.90 < year < 0.98
        assert 0.93 < count < 0.99
