"""The filter: a condition in SQL, safe to take from anybody."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import ConfigError
from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.read.where import Filter, matching, prepare

COLUMNS = ("Primary Type", "beat", "Дата", "n")
FRAME = pd.DataFrame(
    {
        "Primary Type": ["THEFT", "Кража", "тонау", ""],
        "beat": ["0111", "0112", "1011", "0111"],
        "n": ["9", "10", "-1.5", "x"],
    }
)


def chosen(condition: str) -> list[int]:
    needed = prepare(condition, COLUMNS, ()).columns
    return [int(i) for i in matching(condition, FRAME[list(needed)]).nonzero()[0]]


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("\"Primary Type\" = 'THEFT'", [0]),
        ("[primary type] IN ('THEFT', 'тонау')", [0, 2]),
        ("\"Primary Type\" LIKE 'кР%'", [1]),
        ("lower(\"Primary Type\") = 'кража'", [1]),
        ("\"Primary Type\" <> ''", [0, 1, 2]),
        ("n > 9", [1, 3]),  # text is above every number, as SQL has it
        ("n BETWEEN -2 AND 9", [0, 2]),
        ("beat = '0111'", [0, 3]),
        ("beat LIKE '01%'", [0, 1, 3]),
        ("beat = 111", []),
        ("1 = 1", [0, 1, 2, 3]),
        ("n IS NULL", []),
        ("n > 9 -- a remark", [1, 3]),
    ],
)
def test_a_condition_chooses_the_rows_that_fulfil_it(condition: str, rows: list[int]) -> None:
    assert chosen(condition) == rows


@given(numbers=st.lists(st.integers(-50, 50), min_size=1), limit=st.integers(-50, 50))
def test_numbers_kept_as_text_compare_as_numbers(numbers: list[int], limit: int) -> None:
    frame = pd.DataFrame({"n": [str(number) for number in numbers]})

    found = matching(f"n >= {limit}", frame)

    assert found.tolist() == [number >= limit for number in numbers]


def test_only_the_columns_of_the_condition_are_read() -> None:
    needed = prepare("n > 1 OR \"Primary Type\" = 'n'", COLUMNS, ("type",))

    assert needed == Filter(condition=needed.condition, columns=("Primary Type", "n"), roles=())


def test_friendly_names_stand_for_roles_unless_a_column_has_that_name() -> None:
    friendly = prepare("type = 'x' AND date > '2025'", ("n",), ("type", "date"))
    real = prepare("type = 'x'", ("Type",), ("type", "date"))

    assert (friendly.columns, friendly.roles) == ((), ("type", "date"))
    assert (real.columns, real.roles) == (("Type",), ())


def test_dates_compare_as_text_in_iso_order_and_unknown_ones_never() -> None:
    frame = pd.DataFrame({"date": [pd.Timestamp("2025-01-13 20:30"), pd.Timestamp("2025-02-01"), pd.NaT]})

    found = matching("date >= '2025-01-13 20:30' AND date < '2025-02'", frame)

    assert found.tolist() == [True, False, False]


def test_typed_columns_compare_as_what_they_are() -> None:
    frame = pd.DataFrame({"arrest": [True, False, True], "ward": [1, 2, 10]})

    found = matching("arrest AND ward < 9", frame)

    assert found.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("beet = '0111'", "no column 'beet'; did you mean 'beat'"),
        ("\"Primry Type\" = 'THEFT'", "no column 'Primry Type'; did you mean 'Primary Type'"),
        ("beat = ", "syntax error"),
        ("beat = 'x", "unrecognized token"),
        ("1); DROP TABLE incidents; --", "only a condition"),
        ("n IN (SELECT sql FROM sqlite_master)", "only a condition"),
        ("load_extension('x') = 1", "only a condition"),
        ("n = random()", "only a condition"),
        ("n > date('now')", "only a condition"),
        ("length(zeroblob(1000000000)) > 1", "only a condition"),
        ("n = ?", "binding"),
        ("n = '\0'", "null character"),
    ],
)
def test_whatever_is_more_or_less_than_a_condition_is_refused(condition: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as raised:
        prepare(condition, COLUMNS, ())

    assert raised.value.where == "--where"


def test_a_condition_that_takes_too_long_is_given_up() -> None:
    condition = "EXISTS (SELECT 1 FROM incidents a, incidents b, incidents c WHERE a.n + b.n < c.n - 9999)"
    frame = pd.DataFrame({"n": [str(i) for i in range(400)]})

    with pytest.raises(ConfigError, match="too long"):
        matching(condition, frame)


def test_two_columns_that_differ_only_in_case_cannot_be_told_apart() -> None:
    with pytest.raises(ConfigError, match="more than one column is called 'n'"):
        prepare("n = 1", ("n", "N"), ())


def test_a_filter_may_ask_for_hours_and_weekdays_and_unknown_hours_answer_neither(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(
        "lon,lat,date\n76.9,43.2,2025-01-06 21:30\n76.9,43.2,2025-01-07 09:00\n76.9,43.2,2025-01-11 22:00\n",
        encoding="utf-8",
    )
    days = tmp_path / "b.csv"
    days.write_text("lon,lat,date\n76.9,43.2,2025-01-06\n76.9,43.2,2025-01-07\n", encoding="utf-8")

    at_night = read_incidents([str(file)], IncidentQuestion(columns={}, where="hour >= 18 and weekday <= 5"))
    unknown = read_incidents([str(days)], IncidentQuestion(columns={}, where="hour < 24 or weekday = 2"))

    assert at_night.frame.index.tolist() == [1]
    assert unknown.frame.index.tolist() == [2]
