"""Ways over the cheapest rows are the cheapest ways there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from hotspot.measure.shortcuts import KEPT, Shortcuts

ROWS, LEFT, RIGHT = 12, 3, 2
NUMBERS = LEFT * (ROWS + 1) + ROWS + RIGHT * (ROWS + 1)


def made(seed: int, *, rows: int = ROWS) -> Shortcuts:
    random = np.random.default_rng(seed)
    numbers = LEFT * (rows + 1) + rows + RIGHT * (rows + 1)
    price = np.where(random.random(numbers) < 0.2, np.inf, random.integers(1, 50, numbers) / 7)
    room = random.integers(0, 4, (2, numbers))
    return Shortcuts(rows=rows, left=LEFT, right=RIGHT, rise=room[0], fall=room[1], price=price)


def by_dijkstra(ways: Shortcuts, cell: int, amount: int) -> float:
    """Return the price of the cheapest way for `cell` to rise, over the whole network."""
    size = ways.first + 2 * ways.rows
    cost = np.full((size, size), np.inf)
    for number in range(len(ways.price)):
        if number != cell:
            tail, head = ways.ends(number)
            cost[tail, head] = ways.price[number] if ways.rise[number] >= amount else np.inf
            cost[head, tail] = ways.price[number] if ways.fall[number] >= amount else np.inf
    known = np.isfinite(cost)
    graph = csr_array((cost[known], np.nonzero(known)), shape=cost.shape)
    tail, head = ways.ends(cell)
    return float(dijkstra(graph, indices=head)[tail])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, NUMBERS - 1), st.integers(1, 3))
def test_a_way_costs_what_the_search_of_the_whole_network_finds(seed: int, cell: int, amount: int) -> None:
    ways = made(seed)
    ways.free([number for number in range(0, NUMBERS, 5) if np.isfinite(ways.price[number])])
    tail, head = ways.ends(cell)

    way = ways.cheapest(head, tail, amount, barred=cell, passed={})

    expected = by_dijkstra(ways, cell, amount)
    if way is None:
        assert expected == np.inf
    else:
        assert sum(ways.price[number] for number, _ in way) == pytest.approx(expected)
        assert cell not in {number for number, _ in way}


def test_rows_that_were_passed_before_are_walked_with_the_room_that_is_left() -> None:
    ways = made(3)
    cell = LEFT  # the first number of the first row
    tail, head = ways.ends(cell)
    first = ways.cheapest(head, tail, 1, barred=cell, passed={})
    assert first is not None
    used = {number: sign * int((ways.rise if sign > 0 else ways.fall)[number]) for number, sign in first}

    second = ways.cheapest(head, tail, 1, barred=cell, passed=used)

    assert second is None or not {*first} & {*second}


def test_more_rows_passed_than_are_kept_leave_the_others_open() -> None:
    ways = made(5, rows=40)
    cell = LEFT
    tail, head = ways.ends(cell)
    passed = {LEFT * (row + 1): 0 for row in range(1, KEPT + 4)}

    way = ways.cheapest(head, tail, 1, barred=cell, passed=passed)

    assert way is not None
