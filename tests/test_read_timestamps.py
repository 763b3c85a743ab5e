"""A column of whole moments: when it tells the hour, when the date, and when neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.read.timestamps import of_timestamps

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = ["2024-03-01 14:05", "2024-03-02 00:00"]


def found(given: tuple[str, ...] = (), never: tuple[str, ...] = (), **cells: list[str]) -> dict[str, str]:
    roles = {role: role for role in ("date", "time", "hour", "reported") if role in cells}
    if "date" not in roles:
        roles.pop("time", None)
    return of_timestamps(roles, tuple(cells), lambda: cells, given=given, never=never)


@pytest.mark.parametrize("moment", ["2024-03-01 14:05", "01.03.2024 14:05", "03/01/2024 02:05 PM"])
def test_a_time_column_of_whole_moments_tells_the_hour_beside_days(moment: str) -> None:
    assert found(date=["2024-03-01"], time=[moment]) == {"time": "time"}


def test_days_at_midnight_are_days_and_a_datetime_beside_them_tells_the_hour() -> None:
    assert found(date=["2024-03-01 00:00:00", ""], datetime=MOMENT) == {"time": "datetime"}


def test_a_lone_time_column_of_whole_moments_is_the_date() -> None:
    assert found(type=["theft"], time=MOMENT) == {"date": "time"}


@pytest.mark.parametrize(
    "cells",
    [
        {"date": ["2024-03-01 10:00"], "datetime": MOMENT},  # the date has hours of its own
        {"date": ["2024-03-01"], "time": ["14:05"]},
        {"time": ["14:05"]},
        {"date": ["2024-03-01"], "datetime": ["2024-03-01 14:05", "soon"]},
        {"date": ["2024-03-01"], "hour": ["14"], "datetime": MOMENT},
        {"date": ["2024-03-01"], "reported": MOMENT},  # the hour of a report is not that of the incident
        {"date": ["2024-03-01"], "timestamp": MOMENT},
        {"date": [], "datetime": MOMENT},
    ],
)
def test_other_columns_stay_what_their_names_say(cells: dict[str, list[str]]) -> None:
    assert found(**cells) == {}


def test_what_the_user_said_and_what_must_not_be_read_is_heeded() -> None:
    assert found(given=("time",), date=["2024-03-01"], datetime=MOMENT) == {}
    assert found(given=("date",), time=MOMENT) == {}
    assert found(never=("datetime",), date=["2024-03-01"], datetime=MOMENT) == {}


def test_a_column_that_its_cells_have_settled_is_said_as_a_choice(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("lon,lat,date,datetime\n76.9,43.2,2024-03-01,2024-03-01 14:05\n", encoding="utf-8")

    incidents = read_incidents([str(path)], IncidentQuestion())

    assert incidents.frame["start"].tolist() == [pd.Timestamp("2024-03-01 14:05")]
    said = {one.name: (one.value, one.why) for one in incidents.choices}
    assert said["incidents.columns.time"] == ("datetime", "time_of_timestamps")
