"""Flare-ups: the largest group first, what belongs to it in no other, and shuffles that keep the level."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.bursts import bursts, in_window, shuffled_bursts


def groups_by_hand(xy: np.ndarray, day: np.ndarray, reach_m: float, least: int) -> list[list[int]]:
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= reach_m
    free, found = np.ones(len(xy), dtype=bool), []
    while True:
        size = np.where(free, (near & free).sum(axis=1), 0)
        if size.max(initial=0) < least:
            return found
        centre = max(range(len(xy)), key=lambda row: (size[row], day[row], -row))
        others = [row for row in np.flatnonzero(near[centre] & free).tolist() if row != centre]
        found.append([centre, *others])
        free[found[-1]] = False


@given(seed=st.integers(0, 10_000), least=st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_the_largest_group_comes_first_and_its_incidents_count_in_no_other(seed: int, least: int) -> None:
    draw = np.random.default_rng(seed)
    xy, day = draw.uniform(0, 300, (40, 2)).round(), draw.integers(0, 14, 40)

    found = bursts(xy, day, reach_m=60.0, least=least)

    assert [group.tolist() for group in found] == groups_by_hand(xy, day, 60.0, least)


def test_shuffles_deal_the_dates_anew_among_all_places() -> None:
    draw = np.random.default_rng(3)
    xy, day = draw.uniform(0, 200, (60, 2)), draw.integers(0, 30, 60)
    centres, size = xy[:2], np.array([3, 9])

    p, by_chance = shuffled_bursts(
        xy, day, centres, size, as_of=29, days=7, reach_m=50.0, least=3, draws=19, seed=5
    )

    shuffle, reached, total = np.random.default_rng(5), np.zeros(2), 0
    for _ in range(19):
        some = xy[in_window(shuffle.permutation(day), as_of=29, days=7)]
        near = np.hypot(*(some[:, None] - some[None]).transpose(2, 0, 1)) <= 50.0
        around = np.hypot(*(centres[:, None] - some[None]).transpose(2, 0, 1)) <= 50.0
        reached += np.where(around, near.sum(axis=1), 0).max(axis=1, initial=0) >= size
        total += len(groups_by_hand(some, np.zeros(len(some)), 50.0, 3))
    assert p.tolist() == ((1 + reached) / 20).tolist()
    assert by_chance == total / 19
