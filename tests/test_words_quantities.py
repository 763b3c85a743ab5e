"""Distances, times and days as people write them."""

from __future__ import annotations

from datetime import date
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.words.quantities import DAYS, METRES, date_of, minutes, quantity


@given(st.floats(min_value=0, max_value=1e6).map(lambda number: round(number, 3)))
def test_a_kilometre_is_a_thousand_metres_however_the_comma_is_written(number: float) -> None:
    written = f"{number:.3f}"

    metres, kilometres = quantity(f"{written} m", METRES), quantity(written.replace(".", ",") + "км", METRES)

    assert kilometres == 1_000 * metres
    assert metres == quantity(written, METRES) == number


@pytest.mark.parametrize("text", ["", "far", "4 00", "1e3", "4m5", "km", "²m", "nan", "inf", "4 d"])
def test_what_is_no_distance_is_not_guessed_at(text: str) -> None:
    assert isnan(quantity(text, METRES))


@pytest.mark.parametrize("text", ["30", "30d", "30 days", "30 дней", "30 күн", "30 Days"])
def test_days_are_understood_in_three_languages(text: str) -> None:
    assert quantity(text, DAYS) == 30


@pytest.mark.parametrize(
    ("text", "found"),
    [("2h", 120), ("90 min", 90), ("1h 30min", 90), ("1,5 ч", 90), ("1 сағ 5 мин", 65), ("0min", 0)],
)
def test_times_are_read_as_people_write_them(text: str, found: float) -> None:
    assert minutes(text) == found


@pytest.mark.parametrize("text", ["", "soon", "90", "30min 1h", "-5min", "1h30"])
def test_a_time_needs_a_unit(text: str) -> None:
    assert isnan(minutes(text))


@pytest.mark.parametrize("text", ["2025-03-05", "2025-3-5", "05.03.2025", "5.3.2025", " 2025-03-05 "])
def test_days_are_read_as_files_and_as_people_write_them(text: str) -> None:
    assert date_of(text) == date(2025, 3, 5)


@pytest.mark.parametrize("text", ["", "2025", "2025-03", "05/03/2025", "1741132800", "2025-02-30"])
def test_what_is_not_clearly_a_day_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        date_of(text)
