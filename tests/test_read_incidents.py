"""Reading incidents: the cases under cases/tables, several files, and what is never loaded."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hotspot.errors import HotspotError, InputError
from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.schema import INCIDENT_COLUMNS, LANGUAGES
from hotspot.words import Words

TABLES = Path(__file__).parent / "cases" / "tables"
CASES = json.loads((TABLES / "cases.json").read_text(encoding="utf-8"))
DATA = Path(__file__).parents[2] / "shared" / "data"


def real(*paths: str) -> list[str]:
    missing = [path for path in paths if not (DATA / path).exists()]
    if missing:
        pytest.skip(f"real data not there: {missing[0]}")
    return [str(DATA / path) for path in paths]


def name_of(case: dict[str, Any]) -> str:
    told = json.dumps(case["question"], ensure_ascii=True) if "question" in case else ""
    return f"{case.get('e3', 'more')}-{case['file']}{told}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_each_table_gives_the_answer_or_the_message_written_beside_it(case: dict[str, Any]) -> None:
    path, question = str(TABLES / case["file"]), IncidentQuestion(**case.get("question", {}))

    if case["outcome"] == "error":
        with pytest.raises(HotspotError) as raised:
            read_incidents([path], question)

        for part in case["message"]:
            assert part in str(raised.value)
        return
    incidents = read_incidents([path], question)

    frame, rows = incidents.frame, incidents.rows
    assert rows.read == case["rows"]["read"]
    assert rows.dropped == case["rows"].get("dropped", {})
    assert rows.kept == len(frame)
    assert [finding.code for finding in incidents.findings] == case.get("finding", [])
    choices = {choice.name: choice.value for choice in incidents.choices}
    assert choices | case.get("choices", {}) == choices
    assert dict(incidents.columns) | case.get("columns", {}) == incidents.columns
    assert incidents.crs.to_string() == case.get("crs", incidents.crs.to_string())
    for column, value in case.get("first", {}).items():
        assert frame[column].iloc[0] == (np.datetime64(value) if column == "start" else pytest.approx(value))
    assert list(frame["type"]) == case.get("types", list(frame["type"]))
    assert list(frame["id"]) == case.get("ids", list(frame["id"]))
    assert frame["xy_text_bad"].sum() == case.get("xy_text_bad", 0)
    assert frame[["x", "y"]].isna().any(axis=1).sum() == case.get("xy_missing", 0)
    assert frame["date_text_bad"].sum() == case.get("date_text_bad", 0)


@pytest.mark.parametrize("case", [case for case in CASES if case["outcome"] == "ok"], ids=name_of)
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_said_has_words_in_every_language(case: dict[str, Any], language: Any) -> None:
    question = IncidentQuestion(**case.get("question", {}))
    words = Words(language=language)

    incidents = read_incidents([str(TABLES / case["file"])], question)

    assert all(words.finding(finding)[0] for finding in incidents.findings)
    assert all(words.choice(choice) for choice in incidents.choices)


def test_every_table_in_the_folder_has_its_case() -> None:
    files = {path.name for path in TABLES.iterdir()} - {"cases.json"}

    named = {case["file"] for case in CASES}

    assert files == named


def test_the_frame_has_the_columns_and_types_that_the_stages_rely_on() -> None:
    incidents = read_incidents([str(TABLES / "semicolon.csv")], IncidentQuestion())

    kinds = incidents.frame.dtypes

    assert tuple(incidents.frame.columns) == INCIDENT_COLUMNS
    assert kinds["x"] == kinds["y"] == np.float64
    assert kinds["start"] == np.dtype("datetime64[s]")
    assert kinds["type"] == "category"
    assert kinds["hour_known"] == kinds["xy_text_bad"] == kinds["date_text_bad"] == np.bool_
    assert incidents.frame.index.tolist() == [1, 2]


def test_row_numbers_run_on_through_all_files_and_skip_the_rows_left_out() -> None:
    ragged, second = str(TABLES / "ragged_few.csv"), str(TABLES / "bom.csv")

    incidents = read_incidents([ragged, second], IncidentQuestion())

    assert incidents.rows.read == 125
    assert incidents.rows.dropped == {"ragged_row": 1}
    assert incidents.frame.index.tolist() == [1, 2, *range(4, 126)]
    assert [source.path for source in incidents.sources] == [ragged, second]


def test_a_file_without_a_column_of_the_first_file_is_named() -> None:
    paths = [str(TABLES / "semicolon.csv"), str(TABLES / "no_latitude.csv")]

    with pytest.raises(InputError, match=r"no_latitude.csv: no column lat, type, which .*semicolon.csv has"):
        read_incidents(paths, IncidentQuestion())


def test_the_same_content_twice_is_noticed(tmp_path: Path) -> None:
    copy = shutil.copy(TABLES / "semicolon.csv", tmp_path / "copy.csv")

    incidents = read_incidents([str(TABLES / "semicolon.csv"), str(copy)], IncidentQuestion())

    assert [finding.code for finding in incidents.findings] == ["same_file_twice"]


def test_case_street_and_house_are_in_nothing_that_is_returned() -> None:
    incidents = read_incidents([str(TABLES / "kz_degrees.csv")], IncidentQuestion())

    said = repr((incidents.columns, incidents.sources, incidents.findings, incidents.choices))
    shown = said + incidents.frame.to_string()

    assert not any(secret in shown for secret in ("2475", "Abay", "UD", "FZ1R18P5"))


def test_a_filter_reads_a_column_that_nothing_else_needs() -> None:
    question = IncidentQuestion(where="iucr = '0110'")

    incidents = read_incidents([str(TABLES / "leading_zeros.csv")], question)

    assert incidents.frame["id"].tolist() == ["007"]
    assert incidents.rows.dropped == {"filtered_out": 1}


def test_a_filter_on_an_american_date_compares_it_as_a_date() -> None:
    question = IncidentQuestion(where="date >= '2025-02-01'")

    incidents = read_incidents([str(TABLES / "us_dates.csv")], question)

    assert incidents.frame["start"].tolist() == [pd.Timestamp("2025-02-01 12:05")]


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    table = pd.read_csv(TABLES / "bom.csv", dtype=str)
    turned = tmp_path / "turned.csv"
    table[table.columns[::-1]].to_csv(turned, index=False)

    one, other = (read_incidents([str(path)], IncidentQuestion()) for path in (TABLES / "bom.csv", turned))

    pd.testing.assert_frame_equal(one.frame, other.frame)


def test_harm_is_read_only_where_its_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("lon,lat,harm\n76.95,43.25,2.5\n76.91,43.22,0\n", encoding="utf-8")

    silent = read_incidents([str(path)], IncidentQuestion())
    told = read_incidents([str(path)], IncidentQuestion(columns={"harm": "harm"}))

    assert "harm" not in silent.frame
    assert told.frame["harm"].tolist() == [2.5, 0.0]


def test_feet_are_taken_where_the_crs_told_is_in_feet(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_text(
        "X_COORD_CD,Y_COORD_CD,Latitude,Longitude\n1058925,180924,40.66,-73.73\n", encoding="utf-8"
    )

    by_itself = read_incidents([str(path)], IncidentQuestion())
    told = read_incidents([str(path)], IncidentQuestion(crs="EPSG:2263"))

    assert by_itself.frame[["x", "y"]].to_numpy().tolist() == [[-73.73, 40.66]]
    assert told.frame[["x", "y"]].to_numpy().tolist() == [[1058925.0, 180924.0]]


def test_of_two_pairs_named_alike_the_one_in_degrees_is_taken() -> None:
    (path,) = real("san_francisco/crimes_2012_jul_dec.csv.gz")

    incidents = read_incidents([path], IncidentQuestion())

    assert (incidents.columns["x"], incidents.columns["y"]) == ("X", "Y")
    assert incidents.rows.read == 13_472
    assert not incidents.frame["hour_known"].any()


def test_chicagos_months_are_read_alike_from_text_and_from_parquet() -> None:
    text, typed = real("chicago/crimes_2017_12_raw.csv.gz", "chicago/crimes_2012_2017.parquet")
    december = IncidentQuestion(where="\"Date\" >= '2017-12-01'")

    one = read_incidents([text], december).frame.sort_values("id")
    other = read_incidents([typed], december).frame.sort_values("id")

    assert len(one) == len(other) == 20_996
    for column in ("x", "y", "start", "hour_known", "type", "id"):
        np.testing.assert_array_equal(one[column].to_numpy(), other[column].to_numpy())


def test_five_months_of_police_uk_are_one_table() -> None:
    months = ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02")
    paths = real(*(f"sheffield/{month}-south-yorkshire-street.csv.gz" for month in months))

    incidents = read_incidents(paths, IncidentQuestion())

    assert incidents.rows.read == len(incidents.frame) == 73_834
    assert incidents.month_only
    assert incidents.frame["x"].isna().sum() == 2_631
    assert incidents.frame.index.tolist() == list(range(1, 73_835))


def test_vancouver_is_refused_without_a_crs_and_read_with_it() -> None:
    (path,) = real("vancouver/CrimeData_2017.xlsx")

    with pytest.raises(InputError, match="UTM zone"):
        read_incidents([path], IncidentQuestion())
    incidents = read_incidents([path], IncidentQuestion(crs="EPSG:26910"))

    assert incidents.rows.read == 16_318
    assert incidents.frame["start"].min() == pd.Timestamp("2017-01-01")


def test_new_yorks_thefts_have_a_window_and_not_a_moment() -> None:
    (path,) = real("new_york/vehicle_thefts_2014_2017.csv.gz")

    incidents = read_incidents([path], IncidentQuestion())

    assert incidents.rows.read == 35_746
    assert incidents.frame["end"].isna().sum() == 2_852
    assert incidents.frame["start"].iloc[0] == pd.Timestamp("2013-12-31 10:00")


def test_a_table_is_read_alike_whether_gzipped_or_not() -> None:
    plain = (TABLES / "bom.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")

    unpacked = gzip.decompress((TABLES / "gzipped.csv.gz").read_bytes())

    assert unpacked == plain


def test_a_filter_that_leaves_nothing_is_told_with_its_count() -> None:
    with pytest.raises(InputError, match=r"no incident is left of 2 rows: left out by your filter: 2"):
        read_incidents([str(TABLES / "semicolon.csv")], IncidentQuestion(where="type = 'arson'"))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("type = 'arson'", "the types are 'theft', 'robbery'"),
        ("weekday = 'Sat'", "weekday is 1 for Monday to 7"),
        ("hour > 24", "hour is 0 to 23"),
        ("id = 9", "correct the filter (--where)"),
    ],
)
def test_a_filter_that_leaves_nothing_is_told_how_values_are_written(
    tmp_path: Path, condition: str, said: str
) -> None:
    path = tmp_path / "a.csv"
    lines = ("1,theft,2025-01-01 10:00", "2,theft,2025-01-02 11:00", "3,robbery,2025-01-03 12:00")
    path.write_text(
        "id,type,date,lon,lat\n" + "".join(f"{line},76.9,43.2\n" for line in lines), encoding="utf-8"
    )

    with pytest.raises(InputError) as error:
        read_incidents([str(path)], IncidentQuestion(where=condition))

    assert error.value.to_do.endswith(said)


def test_a_minus_of_a_word_processor_is_a_minus_and_truth_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("lon,lat\n\u221276.9,43.2\n", encoding="utf-8")
    pd.DataFrame({"lon": [True], "lat": [43.2]}).to_parquet(tmp_path / "a.parquet")

    assert read_incidents([str(path)], IncidentQuestion()).frame["x"].tolist() == [-76.9]
    with pytest.raises(
        InputError, match=r"no coordinates that can be read in 'lon' and 'lat': 'True', '43.2'"
    ):
        read_incidents([str(tmp_path / "a.parquet")], IncidentQuestion())


def test_a_crs_that_is_no_system_of_places_is_refused() -> None:
    for crs in ("EPSG:5773", "EPSG:4978"):
        with pytest.raises(HotspotError, match="no system of places on a map"):
            read_incidents([str(TABLES / "semicolon.csv")], IncidentQuestion(crs=crs))


@pytest.mark.parametrize("column", ["source", "Источник", "дереккөз"])
def test_who_noticed_an_incident_is_read_where_a_column_says_so(tmp_path: Path, column: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"lon,lat,{column}\n76.9,43.2,discovered\n76.8,43.1,\n", encoding="utf-8")

    told = read_incidents([str(path)], IncidentQuestion())
    untold = read_incidents([str(path)], IncidentQuestion(columns={"source": ""}))

    assert told.frame["source"].tolist() == ["discovered", ""]
    assert told.columns["source"] == column
    assert "source" not in untold.frame
