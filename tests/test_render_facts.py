"""What is said of areas and hot spots, in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_result import made_result

from hotspot.render.facts import area_facts, area_row, area_sentences, hotspot_facts
from hotspot.schema import LANGUAGES, Language
from hotspot.words import Words

if TYPE_CHECKING:
    import pandas as pd

EN = Words(language="en")


def area(**values: Any) -> pd.Series[Any]:
    row = made_result().ranking.frame.iloc[1].copy()
    for name, value in values.items():
        row[name] = value
    return row


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Rank 2 of 69. On these data it could be anywhere between 2nd and 23rd (95 %)."),
        ("ru", "Место 2 из 69. По этим данным возможно любое место с 2-го по 23-е (95 %)."),
        ("kk", "69 ішінен 2-орын. Осы деректер бойынша 2–23-орындардың кез келгені мүмкін (95 %)."),
    ],
)
def test_the_interval_of_a_rank_is_told_in_ordinals(language: Language, said: str) -> None:
    row = area(rank_low=2, rank_high=23)

    assert area_sentences(row, 69, "Samal", ["Samal"], Words(language=language)) == [said]


def test_a_certain_rank_is_told_without_an_interval() -> None:
    said = area_sentences(area(rank=1, rank_low=1, rank_high=1), 69, "Samal", ["Samal"], EN)

    assert said == ["Rank 1 of 69. On these data no other rank is plausible (95 %)."]


def test_an_area_whose_ranks_span_half_of_the_list_has_none() -> None:
    row = area(rank_low=11, rank_high=45)

    said = area_sentences(row, 68, "Samal", ["Samal"], EN)

    assert area_row(row, 68, EN) == ["(2)", "110", "109", "11–45"]
    assert said == ["No clear rank among 68 areas: anywhere between 11th and 45th (95 %)."]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Cannot be told apart from: b, c, d and 1 other."),
        ("ru", "По этим данным неотличим от участков: b, c, d и ещё 1 участка."),
        ("kk", "Осы деректер бойынша мына аумақтардан ажыратылмайды: b, c, d және тағы 1 аумақ."),
    ],
)
def test_three_of_a_group_are_named_and_the_others_counted(language: Language, said: str) -> None:
    assert area_sentences(area(), 20, "a", list("abcde"), Words(language=language))[1] == said


def test_two_areas_of_one_name_in_a_group_are_both_meant() -> None:
    assert area_sentences(area(), 20, "a", ["a", "a"], EN)[1] == "Cannot be told apart from: a."


def test_a_change_between_counts_that_are_too_small_shows_no_counts() -> None:
    facts = dict(area_facts(area(trend="too few", recent=3, before=1), made_result(), EN))

    assert facts["Trend (last window against the equal one before)"] == "too few to compare"


def test_a_change_that_was_tested_shows_both_counts() -> None:
    facts = dict(area_facts(area(trend="up", recent=1_555, before=36), made_result(), EN))

    assert facts["Trend (last window against the equal one before)"] == "up: 1,555 against 36"


def test_what_is_not_known_has_no_fact() -> None:
    unknown = area(trend="", main_hours="", population=np.nan, rate_per_1000=np.nan, density_mean=np.nan)

    labels = {what for what, _ in area_facts(unknown, made_result(), EN)}

    assert not any(word in label for label in labels for word in ("Trend", "hours", "esident", "density"))
    assert "Incidents" in labels


def test_stability_is_told_as_the_overlap_that_it_is() -> None:
    facts = hotspot_facts(made_result().hotspots.frame.iloc[1], made_result(), EN)

    assert facts[-1] == ("Stability, 0 to 1 (mean overlap with itself at other radii)", "0.81")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hot_spot_whose_stability_was_not_measured_says_nothing_of_it(language: Language) -> None:
    words = Words(language=language)
    spot = made_result().hotspots.frame.iloc[1].copy()
    spot["stability"] = np.nan

    assert words("map.fact.stability") not in dict(hotspot_facts(spot, made_result(), words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_only_area_has_no_ranks_and_no_plausible_place(language: Language) -> None:
    words = Words(language=language)
    row = area(rank=1, rank_low=1, rank_high=1)

    assert area_row(row, 1, words)[-1] == "–"
    assert area_sentences(row, 1, "Samal", ["Samal"], words) == [words("map.card.alone")]


@pytest.mark.parametrize(("top", "told"), [(11, True), (12, False), (20, False)])
def test_the_chance_to_be_among_the_first_is_told_where_not_all_areas_are(top: int, told: bool) -> None:
    result = made_result()
    result = replace(result, ranking=replace(result.ranking, top=top))

    facts = dict(area_facts(area(), result, EN))

    assert (EN("map.fact.p_top", k=top) in facts) == told
