"""The ranking as a table: for the terminal, for scripts, and as CSV."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_result import made_result

from hotspot.schema import LANGUAGES, RANKING_COLUMNS, Choice
from hotspot.words import Words
from hotspot.write.tables import (
    published,
    ranking_file_rows,
    ranking_json,
    ranking_rows,
    ranking_table,
    write_csv,
)

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language

AHEAD = Choice(name="score.horizon_days", value=365, unit="d", why="score_horizon")
RULED = Choice(name="score.drift_percent", value=15, why="score_drift_rule", values={"level": 16})

CONTRACT = (
    "rank,area_id,name,incidents,per_km2,score,score_low,score_high,rank_low,rank_high,p_top,hotspot_share"
)


def terminal_width(line: str) -> int:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return len(line) + wide - sum(bool(unicodedata.combining(letter)) for letter in line)


def csv_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_the_csv_begins_with_the_columns_that_scripts_rely_on(tmp_path: Path) -> None:
    write_csv(ranking_rows(made_result()), tmp_path / "ranking.csv")

    header, first, *_ = (tmp_path / "ranking.csv").read_text(encoding="utf-8").splitlines()

    assert header.startswith(CONTRACT + ",")
    assert "geometry" not in header
    assert first.startswith("1,A01,Орбита,150,150.0,148.148,125.505,174.495,1,2,1.0,0.5333,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path: Path, start: str) -> None:
    write_csv(ranking_rows(made_result(names=[f'{start}HYPERLINK("x")'])), tmp_path / "ranking.csv")

    first = csv_rows(tmp_path / "ranking.csv")[0]

    assert first["name"] == f'\'{start}HYPERLINK("x")'
    assert first["score"] == "148.148"


def test_an_unknown_number_is_an_empty_cell(tmp_path: Path) -> None:
    write_csv(ranking_rows(made_result()), tmp_path / "ranking.csv")

    first = csv_rows(tmp_path / "ranking.csv")[0]

    assert (first["population"], first["harm_per_km2_year"]) == ("", "")


def test_whoever_has_the_csv_alone_knows_the_level_of_each_interval_in_it() -> None:
    known = made_result()
    frame = known.ranking.frame
    unknown = dict.fromkeys(("expected", "expected_low", "expected_high"), np.nan)
    short = replace(known, ranking=replace(known.ranking, frame=frame.assign(**unknown)))
    long = replace(known, ranking=replace(known.ranking, frame=frame.assign(**dict.fromkeys(unknown, 5.0))))

    rows = [ranking_file_rows(one) for one in (short, long)]

    assert [one.columns[-1] for one in rows] == ["intervals", "intervals"]
    assert set(rows[0]["intervals"]) == {"score 95 %; rank 95 %"}
    assert set(rows[1]["intervals"]) == {"score 95 %; rank 95 %; expected 90 %"}
    assert rows[0].columns[:-1].tolist() == ranking_rows(known).columns.tolist()
    assert json.loads(ranking_json(long))["intervals"] == {"score": 0.95, "rank": 0.95, "expected": 0.9}


def test_rows_come_by_rank_whatever_the_order_of_the_frame() -> None:
    result = made_result()
    shuffled = result.ranking.frame.sort_values("name")

    rows = ranking_rows(replace(result, ranking=replace(result.ranking, frame=shuffled)))

    assert rows.equals(ranking_rows(result))


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_a_published_measure_is_right_to_six_digits(value: float) -> None:
    frame = made_result().ranking.frame.assign(score=value)

    shown = published(frame, RANKING_COLUMNS)["score"].iloc[0]

    assert shown == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_published_as_nothing(value: float) -> None:
    frame = made_result().ranking.frame.assign(score=value)

    assert published(frame, ["score"])["score"].iloc[0] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_fits_a_terminal_and_its_columns_line_up(language: Language) -> None:
    names = ["Ы" * 60, "東京都千代田区霞が関二丁目一番", "e\N{COMBINING ACUTE ACCENT}" * 40]

    lines = ranking_table(made_result(names=names, language=language), limit=None).splitlines()

    rows = lines[lines.index("") + 1 :]
    assert max(map(terminal_width, lines)) <= 110
    starts = {terminal_width(row[: row.index(")")]) for row in rows[1:]}
    assert len(starts) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_whether_it_is_a_forecast_and_what_the_intervals_are_about(language) -> None:
    result, words = made_result(language=language), Words(language=language)
    bases = {"ahead": (AHEAD,), "period": (RULED,), "data": ()}

    tables = {basis: ranking_table(replace(result, choices=made), limit=3) for basis, made in bases.items()}

    for basis, text in tables.items():
        said = [words(f"table.intervals.{one}") in text for one in bases]
        assert said == [one == basis for one in bases]


def test_the_table_says_place_period_rows_order_unit_and_that_data_are_synthetic() -> None:
    text = ranking_table(replace(made_result(), choices=(AHEAD,)), limit=3)

    assert "Test city · SYNTHETIC DATA · 1 Jan 2025 – 31 Dec 2025 (365 days)" in text
    assert "600 of 650 incidents used" in text
    assert "ranked by expected density, incidents per km² per year" in text
    assert "Score per km² and year" in text
    assert "intervals: 95 %" in text
    assert " ".join(
        text.splitlines()[4].split()
    ) == "1 Orbita 150 148 (126–174) 1–2 >99\u00a0% 53\u00a0% up".replace("\u00a0", " ")
    assert "Areas not shown: 9 (all are in ranking.csv)" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_of_twenty_letters_is_whole_in_a_city_of_ten_thousand_areas(language: Language) -> None:
    result = made_result(names=["Sheffield 074C north"], language=language)
    frame = result.ranking.frame.assign(
        rank=np.arange(15_001, 15_013), rank_low=12_345, rank_high=15_867, incidents=15_867, trend="down"
    )

    lines = ranking_table(
        replace(result, ranking=replace(result.ranking, frame=frame)), limit=None
    ).splitlines()

    assert max(map(terminal_width, lines)) <= 110
    assert "Sheffield 074C north" in lines[lines.index("") + 2]


def test_the_heading_of_the_score_says_per_period_where_no_period_is_known() -> None:
    result = made_result()

    text = ranking_table(
        replace(result, period=None, ranking=replace(result.ranking, score_unit="per_km2")), limit=None
    )

    assert "Score per km² in period" in text
    assert "year" not in text


def test_the_published_shares_of_thousands_of_areas_sum_to_one() -> None:
    frame = made_result().ranking.frame.iloc[np.zeros(15_867, int)].assign(share=1 / 15_867)

    shares = published(frame, ["share"])["share"]

    assert sum(shares) == pytest.approx(1, abs=1e-5)


def test_real_data_are_not_called_synthetic() -> None:
    assert "SYNTHETIC" not in ranking_table(made_result(synthetic=False), limit=None)


def test_a_name_cannot_steer_the_terminal() -> None:
    text = ranking_table(made_result(names=["\x1b[2J\x07Oops\u202e"], title="\x1b]0;x"), limit=None)

    assert not any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in text.replace("\n", ""))
    assert "Oops" in text


def test_the_json_accounts_for_every_row() -> None:
    content = json.loads(ranking_json(made_result()))

    assert content["rows"]["read"] == content["rows"]["kept"] + sum(content["rows"]["dropped"].values())
    assert [row["rank"] for row in content["ranking"]] == list(range(1, 13))
    assert content["ranking"][0]["population"] is None
    assert content["synthetic"] is True


def test_no_chance_is_told_where_no_more_than_the_first_are_ranked() -> None:
    result = made_result()
    few = replace(result, ranking=replace(result.ranking, top=len(result.ranking.frame)))

    shown = ranking_table(few, limit=None)
    kept = {row["p_top"] for row in json.loads(ranking_json(few))["ranking"]}

    assert ">99" in ranking_table(result, limit=None)
    assert ">99" not in shown
    assert None not in kept


def test_the_only_area_has_no_ranks_to_take() -> None:
    result = made_result(names=["Samal"])
    alone = replace(result.ranking, frame=result.ranking.frame.head(1), top=5)

    line = ranking_table(replace(result, ranking=alone), limit=None).splitlines()[-1]

    assert line.split()[5:7] == ["–", "–"]
