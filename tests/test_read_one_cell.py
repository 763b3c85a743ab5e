"""Both coordinates in one cell: which columns hold them, and what each way of writing says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read.columns import key
from hotspot.read.one_cell import USUAL, column_of_places, written_in


def column(cells: dict[str, list[str]]) -> str:
    return column_of_places("a.csv", cells, {key(name): name for name in cells})


@pytest.mark.parametrize(
    ("cell", "a", "b"),
    [
        ("(41.88, -87.63)", 41.88, -87.63),
        ("43.25, 76.95", 43.25, 76.95),
        ("43.25,76.95", 43.25, 76.95),
        ("43.25 76.95", 43.25, 76.95),
        ("[-43.25;76.95]", -43.25, 76.95),
        ("43.25 | 76.95", 43.25, 76.95),
        ("\u221243.25, +76.95", -43.25, 76.95),
        ("43,25; 76,95", 43.25, 76.95),
        ("43,25, 76,95", 43.25, 76.95),
        ("43,25\u00a076,95", 43.25, 76.95),
        ("43.25°, 76.95°", 43.25, 76.95),
        ("43.25, 77", 43.25, 77),
        ("(0, 0)", 0, 0),
        ("12 S. Main St\nChicago, IL 60601\n(41.88, -87.63)", 41.88, -87.63),
        ("POINT (76.95 43.25)", 76.95, 43.25),
        ("SRID=4326;POINT(76.95 43.25)", 76.95, 43.25),
        ("point z (7.695e1 43.25 812.5)", 76.95, 43.25),
    ],
)
def test_two_numbers_are_taken_in_the_order_in_which_they_are_written(cell: str, a: float, b: float) -> None:
    read = written_in(pd.Series([cell]))

    assert (read.a[0], read.b[0], read.text_bad[0]) == (pytest.approx(a), pytest.approx(b), False)
    assert bool(read.point[0]) == ("POINT" in cell.upper())


@pytest.mark.parametrize(
    "cell", ["", "  ", "null", "-", "POINT EMPTY", "SRID=4326;POINT EMPTY", "(, )", "()"]
)
def test_a_cell_without_numbers_says_nothing_and_nothing_wrong(cell: str) -> None:
    read = written_in(pd.Series([cell, "43.25, 76.95"]))

    assert (np.isnan(read.a[0]), read.text_bad[0]) == (True, False)


@pytest.mark.parametrize(
    "cell", ["unknown", "43.25", "43,25", "1 234,50", "43.25, 76.95, 812", "POINT (76.95)", "5, Abay Street"]
)
def test_a_cell_with_text_that_is_no_place_is_counted_as_unreadable(cell: str) -> None:
    read = written_in(pd.Series([cell, "43.25, 76.95"]))

    assert (np.isnan(read.a[0]), read.text_bad[0]) == (True, True)


@given(
    a=st.floats(-180, 180).map(lambda number: round(number, 7)),
    b=st.floats(-180, 180).map(lambda number: round(number, 7)),
    form=st.sampled_from(["({a:.7f}, {b:.7f})", "{a:.7f} {b:.7f}", "POINT({a:.7f} {b:.7f})"]),
)
def test_what_is_written_is_read_back(a: float, b: float, form: str) -> None:
    read = written_in(pd.Series([form.format(a=a, b=b)]))

    assert (read.a[0], read.b[0]) == (a, b)


def test_the_forms_of_a_column_may_be_mixed_and_its_rows_keep_their_places() -> None:
    cells = ["43.25, 76.95", "", "POINT (76.5 43.5)", "what", "43.25, 76.95"]

    read = written_in(pd.Series(cells).astype("category"))

    np.testing.assert_array_equal(read.a, [43.25, np.nan, 76.5, np.nan, 43.25])
    assert read.point.tolist() == [False, False, True, False, False]
    assert read.text_bad.tolist() == [False, False, False, True, False]


def test_the_system_of_points_is_told_once_and_zero_is_none() -> None:
    cells = ["SRID=32643;POINT(1 2)", "SRID=32643;POINT(3 4)", "SRID=0;POINT(5 6)", "POINT(7 8)"]

    assert written_in(pd.Series(cells)).srids == (32643,)


def test_a_column_of_places_is_found_among_others_by_what_its_cells_hold() -> None:
    assert column({"type": ["theft"], "where": ["", "43.25, 76.95"]}) == "where"


@pytest.mark.parametrize(
    "cells",
    [
        ["5, Abay Street"],
        ["43.25"],
        ["1 234,50"],
        ["43.25, 76.95", "unknown"],
        [""],
        ["5, 6"],
        ["2025-01-31"],
    ],
)
def test_other_texts_are_no_column_of_places(cells: list[str]) -> None:
    assert column({"place": cells}) == ""


def test_a_few_cells_that_cannot_be_read_do_not_hide_a_column_of_places() -> None:
    assert column({"place": ["43.25, 76.95"] * 4 + ["unknown"]}) == "place"


def test_of_two_columns_of_places_the_one_with_a_usual_name_is_taken() -> None:
    assert column({"station": ["43.1, 76.1"], "Location": ["43.25, 76.95"]}) == "Location"


def test_two_columns_of_places_without_a_usual_name_are_refused_since_nothing_tells_which() -> None:
    with pytest.raises(InputError, match=r"2 columns hold both .* 'from', 'to'\..*incidents.columns.xy="):
        column({"from": ["43.1, 76.1"], "to": ["43.25, 76.95"]})


def test_usual_names_are_in_the_form_in_which_they_are_compared() -> None:
    assert [key(name) for name in USUAL] == list(USUAL)
