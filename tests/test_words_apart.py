"""Areas without a denominator have no place in the order, and every output says so."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_result import made_result, unranked

from hotspot.pipeline.briefs import chosen
from hotspot.read.run.frames import typed_columns
from hotspot.render.brief import briefs
from hotspot.schema import LANGUAGES, RANKING_COLUMNS, STANDING_COLUMNS
from hotspot.words import Words
from hotspot.words.apart import apart_text
from hotspot.words.ranked import about_facts, first_table
from hotspot.write.geopackage import write_geopackage
from hotspot.write.report import write_report
from hotspot.write.tables import ranking_file_rows, ranking_json, ranking_rows, ranking_table, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language

EN = Words(language="en")
SAID = "Not ranked, residents unknown or fewer than 100: 2; incidents there: 10"


def test_the_terminal_numbers_the_ranked_areas_alone_and_tells_the_others_below() -> None:
    lines = ranking_table(unranked(made_result()), limit=None).splitlines()

    assert lines[-2:] == [SAID, "Most incidents among them: Shanyrak 6; Dorozhnik 4"]
    assert [line.split()[0] for line in lines[-12:-2]] == [str(rank) for rank in range(1, 11)]
    assert not any("–––" in line or "not shown" in line for line in lines)


def test_only_ranked_areas_are_said_to_be_not_shown() -> None:
    lines = ranking_table(unranked(made_result()), limit=8).splitlines()

    assert lines[-3] == "Areas not shown: 2 (all are in ranking.csv)"


def test_a_list_in_which_every_area_has_a_rank_says_nothing_of_others() -> None:
    assert ranking_table(made_result(), limit=None).splitlines()[-1].lstrip().startswith("12")


def test_files_leave_rank_interval_and_chance_of_such_areas_empty(tmp_path: Path) -> None:
    result = unranked(made_result())

    write_csv(ranking_file_rows(result), tmp_path / "ranking.csv")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "ranking.csv").read_text(encoding="utf-8"))))
    empty = ("rank", "score", "rank_low", "rank_high", "p_top", "group", "cumulative_share")
    assert [rows[0][name] for name in ("rank", "rank_low", "group")] == ["1", "1", "1"]
    assert {row[name] for row in rows[-2:] for name in empty} == {""}
    assert [row["incidents"] for row in rows[-2:]] == ["6", "4"]
    assert [area["rank"] for area in json.loads(ranking_json(result))["ranking"]] == [
        *range(1, 11),
        None,
        None,
    ]


def test_a_run_is_taken_up_with_areas_without_a_rank_and_refused_with_a_rank_without_a_score() -> None:
    rows = ranking_rows(unranked(made_result()))

    typed = typed_columns(rows, RANKING_COLUMNS)
    assert typed[list(STANDING_COLUMNS)].isna().sum().tolist() == [2] * 4
    with pytest.raises(ValueError, match="'rank' is given to an area without a score"):
        typed_columns(rows.assign(rank=[*range(1, 13)]), RANKING_COLUMNS)
    with pytest.raises(ValueError, match="'rank' is no whole number"):
        typed_columns(rows.assign(rank=pd.Series([None] * 12, dtype=object)), RANKING_COLUMNS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_tells_them_apart_from_the_first(tmp_path: Path, language: Language) -> None:
    result, words = unranked(made_result(language=language), 6), Words(language=language)

    write_report(result, tmp_path / "report.md")

    said = apart_text(result.ranking, words)
    assert f"\n- {said}\n" in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert said in dict(about_facts(result, words))[words("report.areas")]
    assert [row[0] for row in first_table(result, words).rows] == ["1", "2", "3", "4", "5", "6"]


def test_qgis_draws_them_in_a_colour_of_their_own(tmp_path: Path) -> None:
    write_geopackage(unranked(made_result()), tmp_path / "hotspot.gpkg")

    with closing(sqlite3.connect(tmp_path / "hotspot.gpkg")) as database:
        ((text,),) = database.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'ranking'")
        ranks = [rank for (rank,) in database.execute("SELECT rank FROM ranking")]
    root = ET.fromstring(text)  # noqa: S314 - our own text
    last = list(root.iter("range"))[-1]
    assert ranks == [*range(1, 11), None, None]
    assert [one.get("attr") for one in root.iter("renderer-v2")] == ['coalesce("score", -1)']
    assert (last.get("lower"), last.get("upper")) == ("-1", "-1")
    assert last.get("label") == "not ranked: residents unknown or fewer than 100"


def test_a_brief_of_such_an_area_has_no_number_and_says_why() -> None:
    result = unranked(made_result())

    brief = next(iter(briefs(result, ["A12"])))

    assert (brief.rank, brief.of) == ("–", "no rank")
    assert brief.sentences == (
        "Not ranked: residents are unknown or fewer than 100, so there is no rate to compare.",
    )
    assert ("Share of all incidents", "1 %") in [
        (what, much.replace("\N{NO-BREAK SPACE}", " ")) for what, much in brief.facts
    ]
    assert next(iter(briefs(result, ["A02"]))).sentences[0].startswith("Rank 2 of 10.")


def test_the_first_briefs_are_those_of_ranked_areas() -> None:
    frame = unranked(made_result(), 10).ranking.frame

    assert chosen(frame, [], top=5) == ["A01", "A02"]
