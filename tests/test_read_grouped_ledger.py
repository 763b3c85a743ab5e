"""A ledger knows of each incident its place, kind and time, and counts them by any labels of these."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hotspot.errors import InputError
from hotspot.read.allowed import Allowed
from hotspot.read.grouped import GroupQuestion, open_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.read.grouped import Ledger

QUESTION = GroupQuestion(today=date(2026, 11, 22))
ROWS = """id,lon,lat,date,type
1,76.9,43.2,2025-01-01 10:00,theft
2,76.9,43.2,2025-01-01 10:20,theft
2,76.9,43.2,2025-01-01 10:20,robbery
3,76.8,43.1,2025-01-02 10:40,theft
3,76.8,43.1,2025-01-03 10:40,theft
,,,2025-01-03 11:00,robbery
,x,43.2,2025-01-03 11:00,robbery
,0,0,,robbery
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    (tmp_path / "incidents.csv").write_text(ROWS)
    return open_ledger([str(tmp_path / "incidents.csv")], QUESTION, engine="duckdb")


def test_places_that_are_none_come_first_and_all_rows_lie_somewhere(ledger: Ledger) -> None:
    places = ledger.incidents.frame

    assert places["weight"].tolist() == [1, 1, 1, 2, 3]
    assert places["xy_text_bad"].tolist() == [False, True, False, False, False]
    np.testing.assert_array_equal(places["x"], [np.nan, np.nan, 0.0, 76.8, 76.9])
    assert ledger.incidents.rows.read == 8


def test_incidents_are_counted_by_labels_and_those_without_one_are_left_out(ledger: Ledger) -> None:
    place = np.array([-1, -1, -1, 7, 4])
    kind = np.where(ledger.kinds["type"] == "theft", 1, 0)

    found = ledger.count(place=place, kind=kind, again=None)

    assert found.to_numpy().tolist() == [[4, 0, 1], [4, 1, 2], [7, 1, 2]]


def test_times_are_told_by_the_hour_and_another_minute_is_half_past(ledger: Ledger) -> None:
    place = np.array([-1, -1, -1, -1, 0])

    found = ledger.count(place=place, time=np.arange(len(ledger.times)), again=None)

    start = ledger.times["start"].iloc[found["time"]]
    told = dict(zip(start.dt.strftime("%H:%M"), found["weight"], strict=True))
    assert told == {"10:00": 1, "10:30": 2}
    assert pd.isna(ledger.times["start"].iloc[0])


def test_an_incident_repeats_one_of_its_number_place_and_time_and_else_its_number_comes_back(
    ledger: Ledger,
) -> None:
    everywhere, any_kind, any_time = np.zeros(5), np.zeros(len(ledger.kinds)), np.zeros(len(ledger.times))

    again = ledger.count(kind=np.arange(len(ledger.kinds)), again=True)
    back = ledger.coming_back(
        place=everywhere.astype(int), kind=any_kind.astype(int), time=any_time.astype(int)
    )

    assert ledger.kinds["type"].iloc[again["kind"]].tolist() == ["theft"]
    assert again["weight"].tolist() == [1]
    assert back == 1


def test_its_file_goes_with_the_ledger(ledger: Ledger, tmp_path: Path) -> None:
    ledger = open_ledger([str(tmp_path / "incidents.csv")], QUESTION, engine="duckdb")
    folder = ledger.scratch.path
    assert folder.exists()

    del ledger

    assert not folder.exists()


def test_a_disk_that_does_not_take_it_is_told_with_the_way_to_another(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.read.grouped.enter.LEDGER", "missing/ledger.parquet")

    with pytest.raises(InputError, match="it cannot be written") as refused:
        open_ledger([str(tmp_path / "incidents.csv")], QUESTION, engine="duckdb")

    assert "TMPDIR" in refused.value.to_do


def test_more_rows_than_are_held_without_an_engine_name_the_engine() -> None:
    with pytest.raises(InputError, match="more than 10 rows") as refused:
        Allowed(rows=10).check_rows(11, "incidents.csv")

    assert "--engine duckdb" in refused.value.to_do
