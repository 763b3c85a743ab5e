"""Laws of the first places under unequal reporting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.reporting import share_among_first

SCORES = st.lists(st.floats(0.01, 1e4), min_size=1, max_size=40)


def shares(
    scores: list[float], *, top: int, low: float = 0.5, high: float = 1.0, seed: int = 1
) -> np.ndarray:
    ordered = np.array(sorted(scores, reverse=True))
    return share_among_first(ordered, top=top, low=low, high=high, seed=seed)


def test_the_share_is_that_of_the_integral() -> None:
    first, second = shares([1.0, 0.8], top=1)

    # P(0.8 / r₂ > 1 / r₁) with both uniform on 0.5 … 1: 4 ∫ (0.8 r − 0.5) dr from 0.625 to 1 = 0.225
    assert second == pytest.approx(0.225, abs=0.04)
    assert first + second == 1


def test_no_share_lifts_an_area_with_less_than_half_of_the_last_of_the_first() -> None:
    found = shares([10.0, 4.9, 4.9, 4.9], top=1)

    assert found.tolist() == [1, 0, 0, 0]


def test_where_all_areas_report_alike_nothing_changes() -> None:
    found = shares([5.0, 4.0, 3.9, 1.0], top=2, low=0.7, high=0.7)

    assert found.tolist() == [1, 1, 0, 0]


def test_the_wider_the_range_the_less_sure_is_the_first() -> None:
    narrow, wide = (shares([5.0, 4.0, 3.0, 2.0], top=1, low=low)[0] for low in (0.8, 0.3))

    assert wide < narrow


@given(scores=SCORES, top=st.integers(1, 50), low=st.floats(0.1, 1.0), seed=st.integers(0, 99))
def test_in_every_draw_so_many_are_among_the_first(
    scores: list[float], top: int, low: float, seed: int
) -> None:
    found = shares(scores, top=top, low=low, seed=seed)

    assert found.sum() == pytest.approx(min(top, len(scores)))
    assert (found >= 0).all()
    assert (found <= 1).all()


@given(scores=SCORES, factor=st.floats(0.01, 100))
def test_the_unit_of_the_score_does_not_matter(scores: list[float], factor: float) -> None:
    once, scaled = shares(scores, top=3), shares([factor * score for score in scores], top=3)

    assert scaled == pytest.approx(once, abs=0.01)


def test_the_same_seed_gives_the_same_shares() -> None:
    one, other, another = (shares([3.0, 2.9, 2.8, 2.7], top=2, seed=seed) for seed in (1, 1, 2))

    assert one.tolist() == other.tolist() != another.tolist()
