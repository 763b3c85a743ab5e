"""Rare bursts are drawn again, so often that one of a long list can pass, and by the same null hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure import rare_bursts
from hotspot.measure.bursts import bursts, in_window, shuffled_bursts
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.rare_bursts import draws_needed, surer_shares

if TYPE_CHECKING:
    import pytest

RULE = {"as_of": 199, "days": 14, "reach_m": 60.0}


def record(planted: int = 0, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """A town of 4,000 incidents in 200 days, and so many more at one quiet place in the last week."""
    draw = np.random.default_rng(seed)
    xy, day = draw.uniform(0, 1_500, (4_000, 2)), draw.integers(0, 200, 4_000)
    there = draw.normal(3_000, 15, (planted, 2))
    return np.vstack([xy, there]), np.concatenate([day, np.full(planted, 198)])


def found_in(xy: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = np.flatnonzero(in_window(day, as_of=199, days=14))
    groups = [inside[rows] for rows in bursts(xy[inside], day[inside], reach_m=60.0, least=3)]
    return xy[[rows[0] for rows in groups]], np.array([len(rows) for rows in groups])


def test_a_true_burst_passes_in_a_list_where_199_draws_let_none_pass() -> None:
    xy, day = record(planted=6)
    centres, size = found_in(xy, day)
    first, _ = shuffled_bursts(xy, day, centres, size, least=3, draws=199, seed=1, **RULE)

    p = surer_shares(first, xy, day, centres, size, sure=0.05, draws=199, seed=1, **RULE)

    true = np.flatnonzero((centres > 2_500).all(axis=1))
    assert len(size) > 25
    assert not (benjamini_hochberg(first) <= 0.05).any()
    assert np.flatnonzero(benjamini_hochberg(p) <= 0.05).tolist() == true.tolist()
    assert p[true].tolist() == [1 / 1_000]


def test_what_many_draws_matched_keeps_its_share_and_a_short_list_all_of_them() -> None:
    xy, day = record(planted=6)
    centres, size = found_in(xy, day)
    first, _ = shuffled_bursts(xy, day, centres, size, least=3, draws=199, seed=1, **RULE)

    p = surer_shares(first, xy, day, centres, size, sure=0.05, draws=199, seed=1, **RULE)
    short = surer_shares(first[:10], xy, day, centres[:10], size[:10], sure=0.05, draws=199, seed=1, **RULE)

    often = first > 5 / 200
    assert often.any()
    assert (p[often] == first[often]).all()
    assert short is not p
    assert (short == first[:10]).all()


def test_draws_of_the_surroundings_alone_match_as_often_as_those_of_the_whole_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    xy, day = record()
    draw = np.random.default_rng(9)
    centres, size = xy[draw.choice(len(xy), 30)], draw.integers(2, 5, 30)
    whole, _ = shuffled_bursts(xy, day, centres, size, least=3, draws=1_999, seed=2, **RULE)
    monkeypatch.setattr(rare_bursts, "FEW", 199)  # all are drawn again

    near = surer_shares(np.full(30, 1 / 200), xy, day, centres, size, sure=0.015, draws=199, seed=3, **RULE)

    error = np.sqrt(2 * np.maximum(whole * (1 - whole), 1 / 2_000) / 2_000)
    assert ((whole > 0.02) & (whole < 0.98)).sum() > 10
    assert (abs(near - whole) / error).max() < 4


def test_where_it_takes_too_long_all_get_fewer_draws_but_never_fewer_than_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    xy, day = record(planted=6)
    centres, size = found_in(xy, day)
    first, _ = shuffled_bursts(xy, day, centres, size, least=3, draws=199, seed=1, **RULE)
    monkeypatch.setattr(rare_bursts, "MOST_WORK", 1)

    p = surer_shares(first, xy, day, centres, size, sure=0.05, draws=199, seed=1, **RULE)

    assert p.min() == 1 / 200


def test_the_draws_let_one_pass_alone() -> None:
    for tests in (1, 11, 146, 1_000):
        p = np.ones(tests)
        p[0] = 1 / (1 + draws_needed(tests, sure=0.05))

        assert benjamini_hochberg(p)[0] <= 0.05 + 1e-12
