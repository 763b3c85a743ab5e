"""Knox's table: exact counts, half-open bands, shuffles that keep the level."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.compiled import COMPILED
from hotspot.measure import knox as measure
from hotspot.measure.knox import knox, lapses, pairs_within

BURKITT = Path(__file__).parent / "burkitt.csv"
ARSON = (
    Path(__file__).parents[2]
    / "shared"
    / "data"
    / "small"
    / "near_repeat_chicago_arson"
    / "chicago_arson.csv"
)
BANDS = np.array([0, 0.1, 100, 200, 300, 400])
BLOCKS = [[2, 1, 1, 1], [4, 0, 0, 1], [6, 1, 0, 0], [3, 0, 0, 1], [1, 1, 5, 3]]
STRAIGHT = [[2, 1, 1, 1], [6, 0, 0, 1], [6, 1, 0, 0], [1, 1, 3, 2], [6, 1, 3, 7]]


def arson() -> tuple[np.ndarray, np.ndarray]:
    if not ARSON.exists():
        pytest.skip(f"{ARSON.name} is not here")
    with ARSON.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    xy = np.array([[float(x), float(y)] for x, y, _ in rows])
    return xy, np.array([date.fromisoformat(day).toordinal() for *_, day in rows])


def test_burkitts_lymphoma_has_the_thirteen_close_pairs_of_the_literature() -> None:
    x, y, t = np.loadtxt(BURKITT, delimiter=",", skiprows=1).T
    metres, days = np.array([0, 20.001]), np.array([0.0, 6.0])

    found = knox(np.column_stack([x, y]), t.astype(np.int64), metres=metres, days=days, draws=9, seed=1)

    assert found.pairs.tolist() == [[13]]
    assert found.expected[0, 0] == pytest.approx(10.1438161, abs=1e-6)


@pytest.mark.parametrize(("distance", "expected"), [("blocks", BLOCKS), ("straight", STRAIGHT)])
def test_arson_in_chicago_is_counted_as_in_the_r_package(distance: str, expected: list[list[int]]) -> None:
    xy, day = arson()
    days = np.array([0.0, 2, 4, 7, 14])

    found = knox(xy, day, metres=BANDS, days=days, draws=99, seed=1, distance=distance)  # type: ignore[arg-type]

    assert found.pairs.tolist() == expected
    if distance == "blocks":
        ratio = (found.pairs / found.expected)[:, 0]
        assert ratio.round(3).tolist() == [24.174, 26.86, 19.085, 5.255, 1.59]
        assert (found.p_value[:4, 0] <= 0.04).all()
        assert 0.3 < found.p_value[4, 0] < 0.65


def test_a_band_holds_its_lower_edge_and_not_its_upper_one() -> None:
    xy = np.array([[0.0, 0.0], [100.0, 0.0], [300.0, 0.0]])
    metres, days = np.array([0.0, 100.0, 200.0, 300.0]), np.array([0.0, 7.0, 14.0])

    found = knox(xy, np.array([0, 7, 0]), metres=metres, days=days, draws=1, seed=1)

    assert found.pairs.tolist() == [[0, 0], [0, 1], [0, 1]]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=25))
def test_lapses_are_those_of_the_pairs_listed_one_by_one(days: list[int]) -> None:
    day, edges = np.array(days), np.array([0.0, 1.0, 7.0, 20.0])
    one, other = np.triu_indices(len(day), 1)

    listed, _ = np.histogram(np.abs(day[one] - day[other]), bins=[0, 0.5, 6.5, 19.5])

    assert lapses(day, edges).tolist() == listed.tolist()


def test_unrelated_dates_are_rarely_called_near_repeats() -> None:
    draw = np.random.default_rng(5)
    metres, days = np.array([0.0, 200.0]), np.array([0.0, 7.0])

    p = [
        knox(
            draw.uniform(0, 2000, (80, 2)),
            draw.integers(0, 90, 80),
            metres=metres,
            days=days,
            draws=39,
            seed=i,
        ).p_value[0, 0]
        for i in range(200)
    ]

    assert np.mean(np.array(p) <= 0.05) <= 0.09


def test_pairs_are_told_without_listing_them() -> None:
    assert pairs_within(np.array([[0.0, 0.0], [3.0, 4.0], [100.0, 0.0]]), 5.0) == 1


@pytest.mark.skipif(not COMPILED, reason="no loops were compiled, so there are not two ways")
@given(st.integers(0, 10_000))
def test_the_loop_and_its_twin_count_the_same_pairs_in_every_shuffle(seed: int) -> None:
    draw = np.random.default_rng(seed)
    xy, day = draw.uniform(0, 500, (40, 2)).round(-1), draw.integers(0, 60, 40)
    found = []

    for compiled in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(measure, "COMPILED", compiled)
            found.append(knox(xy, day, metres=BANDS, days=np.array([1.0, 7, 14]), draws=9, seed=seed))

    assert found[0].pairs.tolist() == found[1].pairs.tolist()
    assert found[0].p_value.tolist() == found[1].p_value.tolist()
