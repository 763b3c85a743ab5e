"""Coordinates as people write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read.coordinates import Numbers, read_numbers


def read(*cells: str, degrees: bool = True) -> Numbers:
    return read_numbers("a.csv", pd.Series(cells, index=range(1, len(cells) + 1)), degrees=degrees)


@given(numbers=st.lists(st.floats(-180, 180), min_size=1), comma=st.booleans())
def test_a_decimal_point_and_a_decimal_comma_give_the_same_numbers(numbers: list[float], comma: bool) -> None:
    texts = [f"{number:.7f}".replace(".", "," if comma else ".") for number in numbers]

    found = read(*texts).found

    np.testing.assert_allclose(found, numbers, atol=1e-7)


@given(number=st.integers(1_000_000, 9_999_999))
def test_commas_between_thousands_do_not_change_a_number(number: int) -> None:
    found = read(f"{number:,}", f"{number - 1:,}.5", degrees=False).found

    assert found.tolist() == [number, number - 0.5]


@given(degree=st.integers(0, 89), minute=st.integers(0, 59), second=st.integers(0, 59))
def test_degrees_minutes_and_seconds_add_up(degree: int, minute: int, second: int) -> None:
    text = f"{degree}°{minute:02}'{second:02}\""

    found = read(text + "N", text + "S").found

    expected = degree + minute / 60 + second / 3600
    np.testing.assert_allclose(found, [expected, -expected], atol=1e-12)


def test_blank_cells_are_missing_and_words_are_bad() -> None:
    numbers = read("", "nan", "NULL", "нет", "-", "inf", "1e309", "43.25")

    assert numbers.text_bad.tolist() == [False, False, False, True, False, True, True, False]
    assert np.isnan(numbers.found[:7]).all()
    assert numbers.found[7] == 43.25


def test_numbers_that_the_file_has_as_numbers_pass_through() -> None:
    numbers = read_numbers("a.parquet", pd.Series([43.25, np.nan, np.inf]), degrees=True)

    np.testing.assert_array_equal(numbers.found, [43.25, np.nan, np.nan])
    assert numbers.text_bad.tolist() == [False, False, True]


@pytest.mark.parametrize("nothing", ["-", "–", "—", "\\N", "NULL", "#N/A"])
def test_signs_for_nothing_are_missing_and_no_mistake(nothing: str) -> None:
    numbers = read("43.25", nothing)

    assert np.isnan(numbers.found).tolist() == [False, True]
    assert not numbers.text_bad.any()


@pytest.mark.parametrize(("degrees", "number"), [(True, 71.43), (False, 71.43)])
def test_one_comma_that_could_be_a_degree_is_a_decimal_comma(degrees: bool, number: float) -> None:
    found = read("71,430", degrees=degrees).found

    assert found.tolist() == [number]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("1", "71 430"), "row 2: a number with a blank in it: '71 430'"),
        (("1", "71\u00a0430"), "row 2: a number with a blank"),
        (("1 006 343", "71 430"), "a number with a blank"),
        (("1,006,343", "43,5"), "row 2: commas between thousands and decimal commas"),
        (("43°15'N", "43.5"), "row 2: degrees with minutes and plain numbers"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_its_row(cells: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(*cells, degrees=False)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
def test_blanks_between_thousands_are_read_where_they_can_be_nothing_else(blank: str) -> None:
    numbers = read(f"4{blank}788{blank}578,4", f"650{blank}613,0", "12,5", "", degrees=False)

    assert numbers.found[:3].tolist() == [4_788_578.4, 650_613.0, 12.5]
    assert (numbers.written, numbers.text_bad.any()) == ("thousands_blank", False)


def test_sixty_seconds_are_what_rounding_makes_of_a_minute() -> None:
    assert read("43°15'60.0\"N").found == pytest.approx(43 + 16 / 60)


def test_sixty_minutes_are_no_minutes() -> None:
    numbers = read("43°60'00\"N")

    assert numbers.text_bad.tolist() == [True]
