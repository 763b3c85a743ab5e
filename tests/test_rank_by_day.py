"""Incidents by day and area: counts, months, and sums that no order of rows changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.rank.by_day import by_day


def _frame(rows: list[tuple[str, int, float]]) -> pd.DataFrame:
    start = np.array([when for when, _, _ in rows], dtype="M8[s]")
    return pd.DataFrame({"start": start, "area": [row[1] for row in rows], "harm": [row[2] for row in rows]})


ROWS = [
    ("2025-03-01T23:59:59", 1, 2.0),
    ("2025-01-31T00:00", 0, 5.0),
    ("2025-03-01T00:00", 1, 0.5),
    ("NaT", 0, 9.0),
    ("2025-03-01T12:00", 0, 1.0),
]


def test_incidents_of_one_day_and_area_are_counted_together_and_those_without_a_date_not_at_all() -> None:
    found = by_day(_frame(ROWS), 3)

    assert found.day.astype("M8[D]").astype(str).tolist() == ["2025-01-31", "2025-03-01", "2025-03-01"]
    assert found.area.tolist() == [0, 0, 1]
    assert found.count.tolist() == [1, 1, 2]
    assert found.harm is not None
    assert found.harm.tolist() == [5.0, 1.0, 2.5]


def test_months_between_the_first_and_the_last_are_all_there_and_so_is_every_area() -> None:
    assert by_day(_frame(ROWS), 3).by_month().tolist() == [[1, 0, 1], [0, 0, 2], [0, 0, 0]]


def test_a_stretch_of_days_holds_its_first_and_not_its_end() -> None:
    days = np.array(["2025-01-31", "2025-03-01"], dtype="M8[D]")

    found = by_day(_frame(ROWS), 3).between(days[0], days[1])

    assert found.by_area().tolist() == [1, 0, 0]
    assert found.by_month().tolist() == [[1], [0], [0]]


@pytest.mark.parametrize(("rows", "first"), [(ROWS, False), (ROWS[2:3], True), ([], True)])
def test_first_days_of_months_are_noticed_where_there_is_nothing_else(
    rows: list[tuple[str, int, float]], first: bool
) -> None:
    assert by_day(_frame(rows), 3).only_first_days() is first


def test_without_any_date_there_is_no_day_and_no_month() -> None:
    found = by_day(_frame(ROWS[3:4]), 2)

    assert len(found.day) == 0
    assert found.by_area().tolist() == [0, 0]
    assert found.by_month().shape == (2, 0)


@given(st.permutations([(f"1969-12-3{row % 2}T12:00", row % 3, 0.1 * row) for row in range(30)]))
def test_the_order_of_rows_changes_no_bit_of_any_sum(rows: list[tuple[str, int, float]]) -> None:
    one, other = by_day(_frame(rows), 3), by_day(_frame(sorted(rows)), 3)

    assert one.harm is not None
    assert other.harm is not None
    assert one.harm.tobytes() == other.harm.tobytes()
    assert one.count.tolist() == other.count.tolist()
