"""What was asked for, as it is understood: distances, times, days and hours, each with one error for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import ConfigError
from hotspot.pipeline.understood import day_of, days_of, hours_of, metres_of, minutes_of


@pytest.mark.parametrize(("text", "metres"), [("400m", 400), ("0.4 km", 400), ("0,4км", 400), ("250", 250)])
def test_a_distance_has_a_unit_or_is_in_metres(text: str, metres: float) -> None:
    assert metres_of(text, "--reach") == metres


def test_five_minutes_are_a_distance_only_where_people_walk() -> None:
    assert metres_of("5min", "--reach", on_foot=True) == 400

    with pytest.raises(ConfigError, match="'5min' is no distance"):
        metres_of("5min", "--range")


@pytest.mark.parametrize("text", ["far", "-3m", "0", "0km", "", "9" * 400])
def test_what_is_no_distance_names_the_flag_the_value_and_how_to_write_it(text: str) -> None:
    with pytest.raises(ConfigError) as told:
        metres_of(text, "--spacing")

    assert told.value.where == "--spacing"
    assert told.value.what == f"'{text[:40]}' is no distance"
    assert told.value.to_do == "write it as 400m or 0.4km"


def test_no_distance_at_all_and_the_most_are_allowed_where_they_make_sense() -> None:
    assert metres_of("0m", "--buffer", most=5_000, zero=True) == 0
    assert metres_of("5km", "--buffer", most=5_000) == 5_000

    with pytest.raises(ConfigError, match=r"'5\.1km' is no distance up to 5000 m"):
        metres_of("5.1km", "--buffer", most=5_000)


@given(st.integers(min_value=1, max_value=366), st.sampled_from(["", "d", " days", " дней"]))
def test_days_are_whole_with_or_without_a_unit(days: int, unit: str) -> None:
    assert days_of(f"{days}{unit}", "--window", least=1, most=366) == days


@pytest.mark.parametrize("text", ["soon", "1.5d", "367", "0", "-1", "3h", "9" * 400])
def test_what_is_no_number_of_days_is_told(text: str) -> None:
    with pytest.raises(ConfigError) as told:
        days_of(text, "--window", least=1, most=366)

    assert told.value.what == f"'{text[:40]}' is no number of days from 1 to 366"
    assert told.value.to_do == "write it as 30d"


def test_a_time_without_a_unit_is_refused_since_it_could_be_hours() -> None:
    assert minutes_of("1h 30min", "--time") == 90

    with pytest.raises(ConfigError, match="'90' is no time"):
        minutes_of("90", "--time")


def test_hours_may_run_over_midnight() -> None:
    assert hours_of("20-6", "--hours") == (20, 6)


@pytest.mark.parametrize("text", ["8to20", "25-3", "8-8", "0-0", "8-", "-3-4"])
def test_what_is_no_span_of_hours_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="is no span of hours"):
        hours_of(text, "--hours")


def test_a_day_that_was_not_named_is_none() -> None:
    assert day_of("", "--start") is None
