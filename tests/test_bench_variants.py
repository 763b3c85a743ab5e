"""The bench of what was tried: the forecast is the ranking's, nothing looks ahead, and who is right wins."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from hotspot import judge
from hotspot.judge.past import expected

if TYPE_CHECKING:
    from types import ModuleType

    from hotspot.judge.past import Record
    from hotspot.judge.units import Units

ROOT = Path(__file__).parents[1]
CUTOFF, DAYS, SIDE = 1460, 90, 20
FLAGGED = np.array([4, 20])


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    import variants

    return variants  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def city() -> tuple[dict[str, Record], Units]:
    """A city of 20 × 20 squares and two types; each square of "summer" is busy in a quarter of its own."""
    random = np.random.default_rng(8)
    squares, days = SIDE**2, CUTOFF + DAYS
    rate = random.lognormal(0, 1, squares)
    steady = random.choice(squares, 6000, p=rate / rate.sum())
    seasonal = random.choice(squares, 12000, p=rate / rate.sum())
    quarter = random.integers(0, 4, squares)[seasonal]
    of_year = 91 * quarter + random.integers(0, 91, 12000)
    year = random.integers(0, np.where(of_year < DAYS, 5, 4))
    square = np.concatenate([steady, seasonal])
    day = np.concatenate([random.integers(0, days, 6000), 365 * year + of_year])
    corner = 200.0 * np.column_stack([square % SIDE, square // SIDE])
    xy = corner + random.uniform(1, 199, (len(square), 2))
    study = shapely.box(0, 0, 200 * SIDE, 200 * SIDE)
    ground = judge.ground_of(study, xy)
    units = judge.square_units(judge.ground_of(study, xy, cell_m=200.0), ground, xy)
    rows = {"steady": np.arange(6000), "summer": np.arange(6000, 18000)}
    return {kind: judge.record_of(day[own], own, first_day=0) for kind, own in rows.items()}, units


@pytest.mark.parametrize("kind", ["steady", "summer"])
def test_the_forecast_as_it_is_orders_places_as_the_ranking_does(bench, city, kind) -> None:
    series, units = city

    now, lessons = bench.lessons_of(kind, series, units, cutoff=CUTOFF, days=DAYS)

    (score,) = bench.scores(now, lessons, [bench.OURS])
    (ours,) = expected(series[kind], units, cutoff=CUTOFF, horizons=[DAYS])
    np.testing.assert_allclose(score / score.sum(), ours.mean / ours.mean.sum(), rtol=1e-6)


def test_no_variant_knows_what_comes_after_the_cut_off(bench, city) -> None:
    series, units = city
    known = {kind: record.before(CUTOFF) for kind, record in series.items()}

    whole, cut = (
        bench.scores(*bench.lessons_of("steady", told, units, cutoff=CUTOFF, days=DAYS), bench.VARIANTS)
        for told in (series, known)
    )

    np.testing.assert_array_equal(whole, cut)


def test_the_same_season_wins_where_places_have_seasons(bench, city) -> None:
    series, units = city
    tried = ["the same season of the last three years", "weights for all squares"]

    over = bench.caught("summer", series, units, tried, at=np.array([CUTOFF]), days=DAYS, flagged=FLAGGED)

    season, everywhere = over
    assert np.all(season > 1.3)
    assert np.all(np.abs(everywhere - 1) < 0.3)


def test_the_mean_of_two_variants_lies_between_them(bench, city) -> None:
    series, units = city
    now, lessons = bench.lessons_of("steady", series, units, cutoff=CUTOFF, days=DAYS)

    ours, other, mean = (
        score / score.sum()
        for score in bench.scores(
            now,
            lessons,
            [bench.OURS, bench.REGRESSION, "the mean of the forecast and that regression"],
        )
    )

    np.testing.assert_allclose(mean, (ours + other) / 2)
