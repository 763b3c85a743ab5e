"""The title block: what, when, how many, from where; names of files, never their folders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_result import COUNTS, made_result

from hotspot.render.title import about, title_facts, title_sources
from hotspot.schema import LANGUAGES, Choice, Finding, Language, Result, Source
from hotspot.words import Words

EN = Words(language="en")
DATES = ("31 Dec 2025", "31 дек. 2025", "2025 ж. 31 жел.")
LIMITS = [10.0, 20.0, 50.0, 100.0]


def with_types(kinds: list[str], where: str = "") -> Result:
    result = made_result()
    incidents = result.incidents.assign(type=np.resize(kinds, sum(COUNTS)))
    return replace(result, incidents=incidents, config={"settings": {"incidents": {"where": where}}})


def test_the_title_block_says_place_period_types_and_the_account_of_the_rows() -> None:
    assert title_facts(made_result(), EN) == [
        "Almaty",
        "1 Jan 2025 – 31 Dec 2025 (365 days)",
        "types: robbery, theft",
        "600 of 650 incidents used",
        "50 incidents left out",
    ]


@pytest.mark.parametrize(
    ("language", "used", "left_out"),
    [
        ("en", "20 of 21 incidents used", "1 incident left out"),
        ("ru", "учтено 20 из 21 происшествия", "не учтено 1 происшествие"),
        ("kk", "21 оқиғадан 20 есепке алынды", "1 оқиға есепке алынбады"),
    ],
)
def test_counts_bend_as_the_language_bends_them(language: Language, used: str, left_out: str) -> None:
    result = made_result()
    rows = replace(result.rows, read=21, dropped={"outside_area": 1})

    assert title_facts(replace(result, rows=rows), Words(language=language))[-2:] == [used, left_out]


def test_what_was_not_asked_for_is_told_apart_from_what_could_not_be_used() -> None:
    result = made_result()
    rows = replace(
        result.rows,
        dropped={"outside_area": 8, "filtered_out": 30, "outside_period": 12},
    )

    assert title_facts(replace(result, rows=rows), EN)[-2:] == [
        "600 of 650 incidents used (outside the period or the filter: 42)",
        "8 incidents left out",
    ]


@pytest.mark.parametrize(
    ("kinds", "where", "said"),
    [
        (["a", "b", "c"], "", ["types: a, b, c"]),
        (["a", "b", "c", "d"], "", ["all types (4)"]),
        (["a", "b", "c", "d"], "type != 'e'", ["types: 4", "filter: type != 'e'"]),
        (["a", ""], "", ["types: a"]),
        ([""], "", []),
    ],
)
def test_few_types_are_named_many_are_counted_and_a_filter_is_said(
    kinds: list[str], where: str, said: list[str]
) -> None:
    assert title_facts(with_types(kinds, where), EN)[2:-2] == said


def test_sources_are_names_with_the_beginning_of_the_hash_as_version_of_the_boundaries() -> None:
    assert title_sources(made_result(), EN) == [
        "Incidents: incidents.csv",
        "Boundaries: areas.geojson (version cdcdcdcd)",
        "Run 0123456789ab",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/home/ivanov/cases/may.csv", "may.csv"),
        ("C:\\Users\\ivanov\\may.csv", "may.csv"),
        ("\\\\server\\share\\ivanov\\may.csv", "may.csv"),
        ("postgresql://ivanov@10.0.0.7/cases", "database"),
        ("sqlite:////home/ivanov/cases.db", "database"),
    ],
)
def test_no_folder_host_or_user_reaches_the_page(path: str, said: str) -> None:
    result = made_result()
    noted = Finding(code="invisible_signs", level="warning", values={"file": path, "rows": 2})
    secret = replace(result, sources={"incidents": (Source(path=path),)}, findings=(noted,))

    told = about(secret, EN, limits=LIMITS, full=9)

    assert told["sources"][0] == f"Incidents: {said}"
    assert f"incidents: {said}" in told["data"]
    assert not any(part in str(told) for part in ("ivanov", "10.0.0.7", "server", "home"))


def test_dates_in_findings_and_choices_are_written_as_the_language_writes_them() -> None:
    values = {"now": 365, "before": 365, "end": "2025-12-31"}
    choice = Choice(name="trend.window_days", value=365, unit="d", why="trend_window", values=values)

    told = [
        about(replace(made_result(), choices=(choice,)), Words(language=one), limits=LIMITS, full=9)["data"][
            0
        ]
        for one in LANGUAGES
    ]

    assert [date in said for date, said in zip(DATES, told, strict=True)] == [True] * 3


def test_areas_that_the_tool_made_are_said_to_be_made_without_the_folder_of_the_streets() -> None:
    areas = replace(made_result().areas, sources=(), made_by="blocks:/home/ivanov/streets.gpkg")

    said = title_sources(replace(made_result(), areas=areas), EN)[1]

    assert said == "Areas made by the tool: blocks:streets.gpkg"


def test_a_run_without_an_id_says_nothing_of_it() -> None:
    assert not any("Run" in source for source in title_sources(replace(made_result(), run_id=""), EN))


def test_limits_of_an_earlier_run_are_said_and_stay_open_where_scores_lie_beyond() -> None:
    result = made_result()
    pinned = replace(result.drawing, limits=tuple(LIMITS), limits_of="ffff00001111")

    told = about(replace(result, drawing=pinned), EN, limits=LIMITS, full=9)

    assert told["areas_legend"] == ["< 20", "20 – 50", "≥ 50"]
    assert told["areas_method"] == "incidents per km² per year; class limits are those of run ffff00001111"


def test_limits_that_hold_every_score_are_closed() -> None:
    assert about(made_result(), EN, limits=[3.0, 50.0, 150.0], full=9)["areas_legend"] == [
        "3 – 50",
        "50 – 150",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_straight_lines_are_a_caveat_only_where_posts_or_cameras_are_given(language: Language) -> None:
    words = Words(language=language)
    said = words("map.straight")

    caveats = [
        about(replace(made_result(), layers=layers), words, limits=LIMITS, full=9)["caveats"]
        for layers in (made_result().layers, {})
    ]

    assert [said in told for told in caveats] == [True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_score_that_is_no_forecast_is_not_taken_for_one(language: Language) -> None:
    words = Words(language=language)
    ahead = Choice(name="score.horizon_days", value=365, unit="d", why="score_horizon")
    ruled = Choice(name="score.drift_percent", value=15, why="score_drift_rule", values={"level": 16})

    forecast, period = (
        about(replace(made_result(), choices=(made,)), words, limits=LIMITS, full=12)["caveats"]
        for made in (ahead, ruled)
    )

    assert set(period) - set(forecast) == {words("basis.period", places=15, level=16)}
    assert set(forecast) <= set(period)
