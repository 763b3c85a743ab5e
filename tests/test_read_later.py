"""The day of the report and the clearance: read in three languages, and never kept as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hotspot.errors import InputError
from hotspot.read import IncidentQuestion, read_incidents
from hotspot.read.later import read_later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = "Zhumabekov A. B."


def cleared(cells: Sequence[object], *, told: bool = False) -> tuple[list[int], list[str]]:
    frame = pd.DataFrame({"c": list(cells)})
    later = read_later("a.csv", frame, {"cleared": "c"}, told=["cleared"] if told else [], day_first=None)
    return later.columns.get("cleared", np.zeros(0)).tolist(), list(later.left_out)


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        (("true", "FALSE", ""), [1, 0, -1]),
        ((True, False, None), [1, 0, -1]),
        ((1, 0, 1), [1, 0, 1]),
        (("Yes", "no", "y"), [1, 0, 1]),
        (("Cleared by arrest", "Not cleared", "Cleared, exceptionally"), [1, 0, 1]),
        (("Раскрыто", "не раскрыто", "Нет"), [1, 0, 0]),
        (("ашылды", "Ашылмады", "жоқ"), [1, 0, 0]),
        (("да", "", "да"), [1, 0, 1]),  # where nobody says no, an empty cell does
        (("2025-03-01", "", "2025-03-09"), [1, 0, 1]),
        (("01.03.2025", "", "n/a"), [1, 0, 0]),
    ],
)
def test_yes_no_words_and_days_are_understood(cells: Sequence[object], state: list[int]) -> None:
    assert cleared(cells) == (state, [])


def test_what_says_neither_is_unknown_while_most_of_the_column_can_be_told() -> None:
    assert cleared(["yes", "no", "perhaps"]) == ([1, 0, -1], [])


def test_a_cell_counts_as_often_as_it_was_there() -> None:
    frame = pd.DataFrame({"c": ["yes", "no", "x", "z", "w"]})

    often = read_later(
        "a.csv", frame, {"cleared": "c"}, told=[], day_first=None, times=np.array([9, 9, 1, 1, 1])
    )
    once = read_later("a.csv", frame, {"cleared": "c"}, told=[], day_first=None)

    assert often.columns["cleared"].tolist() == [1, 0, -1, -1, -1]
    assert once.left_out == ("cleared",)


def test_a_column_that_cannot_be_told_is_left_out_or_refused_where_the_user_named_it() -> None:
    cells = [NAME, "B. C.", "yes"]

    assert cleared(cells) == ([], ["cleared"])
    with pytest.raises(InputError, match="too few incidents") as told:
        cleared(cells, told=True)
    assert NAME not in str(told.value)


def test_days_are_kept_without_their_hours(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "lon,lat,date,type,Дата регистрации,Дата раскрытия\n"
        "76.9,43.2,01.02.2025 10:00,кража,03.02.2025 09:15,05.03.2025 18:40\n"
        "76.9,43.2,13.02.2025 10:00,кража,,\n",
        encoding="utf-8",
    )

    found = read_incidents([str(tmp_path / "a.csv")], IncidentQuestion()).frame

    assert found["reported"].isna().tolist() == found["cleared_on"].isna().tolist() == [False, True]
    assert found["reported"].iloc[0] == pd.Timestamp("2025-02-03")
    assert found["cleared"].tolist() == [1, 0]
    assert found["cleared_on"].iloc[0] == pd.Timestamp("2025-03-05")


def test_day_and_month_stand_as_in_the_date_of_the_incident(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "lon,lat,date,reported\n76.9,43.2,01/31/2025,02/03/2025\n76.9,43.2,02/28/2025,03/04/2025\n",
        encoding="utf-8",
    )

    found = read_incidents([str(tmp_path / "a.csv")], IncidentQuestion())

    assert found.frame["reported"].astype(str).tolist() == ["2025-02-03", "2025-03-04"]


def test_a_column_of_names_called_reported_is_left_out_and_said(tmp_path: Path) -> None:
    rows = "\n".join(f"76.9,43.2,2025-01-{day:02d},{NAME}" for day in range(1, 9))
    (tmp_path / "a.csv").write_text(f"lon,lat,date,reported\n{rows}\n", encoding="utf-8")

    found = read_incidents([str(tmp_path / "a.csv")], IncidentQuestion())

    assert "reported" not in found.frame
    assert "reported" not in found.columns
    assert [one.code for one in found.findings] == ["reported_left_out"]
    assert NAME not in repr(found.findings) + repr(found.choices)
    assert not any(one.name == "incidents.columns.reported" for one in found.choices)


def test_months_are_no_days_of_report() -> None:
    frame = pd.DataFrame({"r": ["2025-01", "2025-02"]})

    later = read_later("a.csv", frame, {"reported": "r"}, told=[], day_first=None)

    assert later.left_out == ("reported",)


def test_rows_that_the_filter_leaves_out_take_their_days_with_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "lon,lat,date,type,reported,arrest\n"
        "76.9,43.2,2025-01-01,theft,2025-01-02,true\n"
        "76.9,43.2,2025-01-05,fraud,2025-01-09,false\n",
        encoding="utf-8",
    )

    found = read_incidents([str(tmp_path / "a.csv")], IncidentQuestion(where="type = 'fraud'")).frame

    assert found["reported"].astype(str).tolist() == ["2025-01-09"]
    assert found["cleared"].tolist() == [0]
