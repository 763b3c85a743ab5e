"""Which two stretches of time the trend of an area compares, said beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES, Choice, Language
from hotspot.words import Words
from hotspot.words.ranked import reading_texts
from hotspot.words.windowed import trend_label, windows_text

DAYS = {"now": 365, "before": 366, "end": "2017-12-31"}
CHOSEN = Choice(name="trend.window_days", value=365, unit="d", why="trend_window", values=DAYS)
WITHOUT = made_result()
COMPARED = replace(WITHOUT, choices=(*WITHOUT.choices, CHOSEN))


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Trend (last 365 days up to 31 Dec 2017 against the same days a year before)"),
        ("ru", "Динамика (365 дней по 31 дек. 2017 против тех же дней годом раньше)"),
        (
            "kk",
            "Динамика (2017 ж. 31 жел. қоса алғанда 365 күн, бір жыл бұрынғы сол күндермен салыстырғанда)",
        ),
    ],
)
def test_a_trend_names_its_days(language: Language, label: str) -> None:
    assert trend_label(COMPARED, Words(language=language)) == label


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_read_the_ranking_names_the_days_of_the_trend(language: Language) -> None:
    words = Words(language=language)

    added = set(reading_texts(COMPARED, words)) - set(reading_texts(WITHOUT, words))

    named = windows_text("report.reading.windows", COMPARED, words)
    assert added == {named, words("report.reading.trend")}
    assert all(part in named for part in ("2017", "365", "366"))


def test_where_no_days_are_compared_none_are_named() -> None:
    words = Words(language="en")

    assert windows_text("report.reading.windows", WITHOUT, words) == ""
    assert trend_label(WITHOUT, words) == words("map.fact.trend")


def test_a_run_that_ranks_no_more_areas_than_the_first_says_that_it_tells_no_chance() -> None:
    words, top = Words(language="en"), len(WITHOUT.ranking.frame)
    few = replace(WITHOUT, ranking=replace(WITHOUT.ranking, top=top))

    said = reading_texts(few, words)

    assert words("report.reading.p_top_all", k=top) in said
    assert words("report.reading.p_top", k=top) not in said
