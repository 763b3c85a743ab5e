"""What else to hide, and what can be worked out then: by hand, and against every table there is."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure import disclosure
from hotspot.measure.disclosure import System, intervals
from hotspot.measure.siting.solver import Infeasible
from hotspot.measure.siting.table import table
from hotspot.measure.suppression import TwoTables, complement

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints

SUMS = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])  # of a table of two by two


def square(a: int, b: int, c: int, d: int, *, least: int = 5) -> TwoTables:
    """Return the table [[a, b], [c, d]] of two areas by two types in one year, whose totals are all shown."""
    value = np.array([a + c, b + d, a, b, c, d, a + b, c + d, a + b, c + d, a + b + c + d])
    small = (value > 0) & (value < least)
    return TwoTables(
        rows=2,
        left=2,
        right=1,
        value=value,
        low=np.where(small, 1, least),
        high=np.where(small, least - 1, 1_000),
        price=np.array([np.inf] * 2 + [1.0] * 4 + [np.inf] * 5),
    )


def hidden_of(tables: TwoTables, *, least: int = 5) -> tuple[Bools, Ints]:
    small = (tables.value > 0) & (tables.value < least)
    low, high = np.where(small, 1, tables.value), np.where(small, least - 1, tables.value)
    return complement(tables, hidden=small, need_low=low, need_high=high)


def test_one_small_number_hides_its_whole_rectangle() -> None:
    hidden, failed = hidden_of(square(2, 20, 30, 40))

    assert hidden.tolist() == [False] * 2 + [True] * 4 + [False] * 5
    assert failed.size == 0


def test_a_table_without_small_numbers_hides_nothing() -> None:
    hidden, failed = hidden_of(square(5, 20, 30, 40))

    assert not hidden.any()
    assert failed.size == 0


def test_numbers_too_small_to_hide_behind_are_told() -> None:
    hidden, failed = hidden_of(square(1, 6, 30, 40))  # 1 cannot become 4: 6 is known to be 5 or more

    assert failed.tolist() == [2]
    assert hidden.tolist() == [i == 2 for i in range(11)]


def test_an_interval_found_by_hand() -> None:
    system = System(
        matrix=table(SUMS),
        least=np.array([22.0, 70, 32, 60]),
        most=np.array([22.0, 70, 32, 60]),
        low=np.array([1.0, 5, 5, 5]),
        high=np.array([4.0, 999, 999, 999]),
    )

    low, high = intervals(system, np.array([0, 1]), low=np.array([0, 0]), high=np.array([4, 999]))

    assert (low.tolist(), high.tolist()) == ([1, 18], [4, 21])


def test_equations_that_no_table_fits_are_told() -> None:
    totals = np.array([10.0, 10, 3, 3])
    system = System(matrix=table(SUMS), least=totals, most=totals, low=np.zeros(4), high=np.full(4, 9.0))

    with pytest.raises(Infeasible):
        intervals(system, np.array([0]), low=np.array([0]), high=np.array([9]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_interval_is_what_counting_every_table_gives(values: list[int], hidden: list[bool]) -> None:
    totals = (SUMS @ np.array(values)).astype(float)
    low = np.array([0.0 if hide else value for hide, value in zip(hidden, values, strict=True)])
    high = np.array([9.0 if hide else value for hide, value in zip(hidden, values, strict=True)])
    system = System(matrix=table(SUMS), least=totals, most=totals, low=low, high=high)
    every = np.array(
        [
            cells
            for cells in product(*(range(int(a), int(b) + 1) for a, b in zip(low, high, strict=True)))
            if (SUMS @ np.array(cells) == totals).all()
        ]
    )

    least, most = intervals(system, np.arange(4), low=np.zeros(4, int), high=np.full(4, 9))

    assert least.tolist() == every.min(axis=0).tolist()
    assert most.tolist() == every.max(axis=0).tolist()


def test_a_number_that_cannot_leave_its_own_bounds_or_was_seen_below_is_not_searched_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, witness = [], disclosure._witness

    def counted(system: System, cells: Ints, direction: Floats) -> Ints:
        asked.append(np.flatnonzero(direction).tolist())
        return witness(system, cells, direction)

    monkeypatch.setattr(disclosure, "_witness", counted)
    totals = np.array([3.0, 5.0, 3.0, 5.0])
    high = np.array([9.0, 0.0, 0.0, 9.0])
    system = System(matrix=table(SUMS), least=totals, most=totals, low=np.zeros(4), high=high)

    least, most = intervals(system, np.arange(4), low=np.ones(4, int), high=np.full(4, 4))

    assert least.tolist() == most.tolist() == [3, 0, 0, 5]
    assert not {1, 2} & {cell for cells in asked for cell in cells}
