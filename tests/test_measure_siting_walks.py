"""Patrols: routes against all routes there are, and laws of the bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.siting.orienteering import Patrols, patrols
from hotspot.measure.siting.walk_bound import knapsack_bound, walk_bound
from hotspot.measure.siting.walks import Streets


def grid(side: int, seed: int, *, stops: int = 1, posts: tuple[int, ...] = (0,)) -> Streets:
    """Return a grid of side × side corners with streets of 100 to 200 m and prizes of 0 to 9."""
    draw = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    start = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    halt = draw.choice(side * side, stops, replace=False)
    return Streets(
        nodes=side * side,
        start=np.concatenate([start, halt]),
        end=np.concatenate([end, halt]),
        length=np.concatenate([draw.integers(100, 201, len(start)), np.full(stops, 150)]).astype(float),
        prize=draw.integers(0, 10, len(start) + stops).astype(float),
        posts=np.array(posts),
    )


def best_of_all(streets: Streets, budget: float) -> float:
    """Return the most that any closed walk from the first post passes, by walking all of them."""
    ways: dict[int, list[tuple[int, int]]] = {node: [] for node in range(streets.nodes)}
    for street, (u, v) in enumerate(zip(streets.start.tolist(), streets.end.tolist(), strict=True)):
        ways[u].append((street, v))
        if u != v:
            ways[v].append((street, u))
    home, best = int(streets.posts[0]), 0.0
    back = streets.from_posts[0]
    seen: dict[tuple[int, frozenset[int]], float] = {}
    todo = [(home, frozenset[int](), 0.0)]
    while todo:
        node, passed, length = todo.pop()
        if seen.get((node, passed), np.inf) <= length or length + back[node] > budget:
            continue
        seen[node, passed] = length
        if node == home:
            best = max(best, float(streets.prize[list(passed)].sum()))
        todo += [(to, passed | {street}, length + streets.length[street]) for street, to in ways[node]]
    return best


def length_of(streets: Streets, found: Patrols, patrol: int) -> float:
    return float(sum(streets.length[street] for street, _, _ in found.walks[patrol]))


@pytest.mark.parametrize("seed", range(8))
def test_a_patrol_passes_what_the_best_of_all_walks_passes_and_the_bound_is_above(seed: int) -> None:
    streets = grid(3, seed)

    found = patrols(streets, count=1, budget=900.0, rounds=300)

    best = best_of_all(streets, 900.0)
    assert found.value == best > 0
    assert (
        best <= walk_bound(streets, count=1, budget=900.0) <= knapsack_bound(streets, count=1, budget=900.0)
    )


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 3), st.floats(200.0, 3_000.0))
def test_every_patrol_is_a_connected_way_from_its_post_and_back_within_its_budget(
    seed: int, count: int, budget: float
) -> None:
    streets = grid(5, seed, stops=3, posts=(0, 24))

    found = patrols(streets, count=count, budget=budget, rounds=10)

    for patrol, walk in enumerate(found.walks):
        home = int(streets.posts[found.post[patrol]])
        nodes = [home, *(to for _, _, to in walk)]
        assert [one for _, one, _ in walk] == nodes[:-1]
        assert nodes[-1] == home
        assert all({u, v} == {streets.start[s], streets.end[s]} for s, u, v in walk)
        assert length_of(streets, found, patrol) <= budget + 1e-3


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_each_street_counts_once_whoever_walks_it_and_no_patrols_beat_the_bound(
    seed: int, count: int
) -> None:
    streets = grid(4, seed, stops=2, posts=(0, 5))

    found = patrols(streets, count=count, budget=1_200.0, rounds=10)

    passed = {street for walk in found.walks for street, _, _ in walk}
    assert found.value == streets.prize[list(passed)].sum()
    assert found.value <= walk_bound(streets, count=count, budget=1_200.0) + 1e-6


def test_more_patrols_and_longer_ways_never_pass_less_than_the_bound_allows() -> None:
    streets = grid(5, 3)

    bounds = [walk_bound(streets, count=k, budget=800.0) for k in (1, 2, 3)]
    longer = [walk_bound(streets, count=1, budget=metres) for metres in (400.0, 800.0, 1_600.0)]

    assert bounds == sorted(bounds)
    assert longer == sorted(longer)
    assert walk_bound(streets, count=1, budget=1e6) == pytest.approx(streets.prize.sum(), rel=1e-5)


def test_a_budget_for_everything_passes_everything_and_none_for_nothing() -> None:
    streets = grid(3, 1)

    everything = patrols(streets, count=1, budget=1e5, rounds=0)
    nothing = patrols(streets, count=2, budget=50.0, rounds=5)

    assert everything.value == streets.prize.sum()
    assert nothing.value == 0.0
    assert nothing.walks == ((), ())


def test_a_stop_takes_its_part_of_the_budget() -> None:
    line = Streets(
        nodes=2,
        start=np.array([0, 1]),
        end=np.array([1, 1]),
        length=np.array([100.0, 300.0]),
        prize=np.array([1.0, 5.0]),
        posts=np.array([0]),
    )

    short = patrols(line, count=1, budget=499.0, rounds=5)
    long = patrols(line, count=1, budget=500.0, rounds=5)

    assert (short.value, long.value) == (1.0, 6.0)
    assert long.walks == (((0, 0, 1), (1, 1, 1), (0, 1, 0)),)


def test_patrols_of_two_posts_far_apart_do_not_walk_the_same_streets() -> None:
    streets = grid(6, 2, stops=0, posts=(0, 35))

    found = patrols(streets, count=2, budget=1_000.0, rounds=50, each_post=True)

    first, second = ({street for street, _, _ in walk} for walk in found.walks)
    assert found.post.tolist() == [0, 1]
    assert not first & second


def test_the_same_seed_gives_the_same_patrols_and_more_rounds_never_worse_ones_here() -> None:
    streets = grid(6, 4, posts=(0, 20))

    one, again = (patrols(streets, count=2, budget=1_500.0, rounds=40, seed=7) for _ in range(2))
    none = patrols(replace(streets), count=2, budget=1_500.0, rounds=0, seed=7)

    assert one.walks == again.walks
    assert one.value >= none.value
