"""What the page is given: the shape that its script reads, in three languages, and no more than was named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_result import COUNTS, NAMES, made_result

from hotspot.render.contents import city_island
from hotspot.schema import LANGUAGES, Period

if TYPE_CHECKING:
    from hotspot.schema import Language, Result


def city(result: Result) -> dict[str, Any]:
    """Return the island as the page's script finds it."""
    found: dict[str, Any] = json.loads(json.dumps(city_island(result), allow_nan=False))
    return found


def facts(part: dict[str, Any], found: dict[str, Any], language: Language) -> dict[str, str]:
    """Read the facts of an area or a hot spot as the page's script reads them."""
    labels, i = found["about"][language]["labels"], list(found["about"]).index(language)
    told = [
        (label, found["repeated"][text] if isinstance(text, int) else text) for label, text in part["facts"]
    ]
    return {labels[label]: text if isinstance(text, str) else text[i] for label, text in told}


def drawn(result: Result, **drawing: Any) -> Result:
    return replace(result, drawing=replace(result.drawing, **drawing))


def test_facts_find_their_labels_in_every_language() -> None:
    found = city(made_result())

    told = [facts(found["areas"][1], found, one) for one in LANGUAGES]

    names = ("Main types", "Основные виды", "Негізгі түрлері")
    types = "theft 60\u00a0%; robbery 12\u00a0%"
    assert [fact[name] for fact, name in zip(told, names, strict=True)] == [types] * 3
    assert told[0]["Score, incidents per km² per year (95 % interval)"] == "109 (89–131)"
    residents = ("Residents", "Жителей", "Тұрғындар")
    written = ["11,000", "11\xa0000", "11\xa0000"]
    assert [fact[name] for fact, name in zip(told, residents, strict=True)] == written


def test_a_fact_that_is_the_same_in_all_languages_stands_in_the_page_once() -> None:
    texts = [text for _, text in city(made_result())["areas"][1]["facts"]]

    assert "theft 60\u00a0%; robbery 12\u00a0%" in texts
    assert ["11,000", "11\xa0000", "11\xa0000"] in texts
    assert all(len(set(text)) > 1 for text in texts if isinstance(text, list))


def test_a_text_that_several_cards_share_stands_in_the_page_once() -> None:
    found = city(made_result())

    said = [text for part in ("areas", "hotspots") for one in found[part] for _, text in one["facts"]]
    shared = [text for text in said if isinstance(text, int)]
    alone = [tuple(text) for text in said if isinstance(text, list)]
    assert set(shared) == set(range(len(found["repeated"])))
    assert all(shared.count(number) > 1 for number in set(shared))
    assert len(set(alone)) == len(alone)
    assert not set(alone) & set(map(tuple, found["repeated"]))


def test_an_area_carries_its_numbers() -> None:
    first = city(made_result())["areas"][0]

    assert (first["km2"], first["incidents"], first["ranked"], first["class"]) == (1.0, 150, True, 4)


def test_a_hot_spot_carries_its_stability_or_null_where_it_was_not_measured() -> None:
    result = made_result()
    spots = result.hotspots.frame.assign(stability=[0.98, np.nan, 1.0])

    found = city(replace(result, hotspots=replace(result.hotspots, frame=spots)))["hotspots"]

    assert [(spot["id"], spot["stability"]) for spot in found] == [("H1", 0.98), ("H2", None), ("H3", 1.0)]


def test_class_limits_of_an_earlier_run_colour_the_areas() -> None:
    found = city(drawn(made_result(), limits=(10.0, 50.0, 100.0, 120.0), limits_of="ffff00001111"))

    assert found["limits"] == [10.0, 50.0, 100.0, 120.0]
    assert [area["class"] for area in found["areas"]] == [2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert len(found["colours"]) == len(found["about"]["en"]["areas_legend"]) == 3


def test_the_page_has_single_incidents_and_then_no_counts_of_areas() -> None:
    found = city(made_result())

    assert found["incidents"]["count"] == 600
    assert found["types"] == ["theft", "robbery"]
    assert {about["no_incidents"] for about in found["about"].values()} == {""}
    assert not any("clock" in area or "months" in area for area in found["areas"])


@pytest.mark.parametrize(
    ("most", "why"),
    [
        (0, "holds no single incidents, only the counts of each area."),
        (599, "there are 600, and the setting"),
    ],
)
def test_a_page_without_single_incidents_says_why_and_has_the_counts_of_each_area(
    most: int, why: str
) -> None:
    found = city(drawn(made_result(), incidents=most))

    assert found["incidents"] is None
    assert why in found["about"]["en"]["no_incidents"]
    assert [sum(area["clock"]) for area in found["areas"]] == list(COUNTS)
    assert [len(area["months"]) for area in found["areas"]] == [12] * 12


def test_periods_name_each_month_in_each_language() -> None:
    periods = city(made_result())["periods"]

    assert len(periods) == 12
    assert periods[2] == {
        "first": 59,
        "last": 89,
        "names": {"en": "Mar 2025", "ru": "март 2025", "kk": "2025 ж. нау."},
    }


def test_a_short_period_is_told_in_weeks() -> None:
    result = replace(made_result(), period=Period(first=date(2025, 1, 1), last=date(2025, 2, 28)))

    periods = city(result)["periods"]

    assert [period["names"]["en"] for period in periods[:2]] == ["1–5 Jan", "6–12 Jan"]


def test_rates_of_filtered_counts_have_the_length_of_the_period() -> None:
    assert city(made_result())["years"] == pytest.approx(365 / 365.25, abs=1e-6)


def test_the_ground_is_no_layer_of_points() -> None:
    found = city(made_result())

    assert [layer["key"] for layer in found["layers"]] == ["posts"]
    assert "streets" in found["base"]["layers"]


def test_only_named_columns_reach_the_page() -> None:
    result = made_result()
    person = "Ivanov 880101300123"
    posts = result.layers["posts"].assign(officer=person)
    dirty = replace(
        result,
        incidents=result.incidents.assign(victim=person, narrative=person, site=7),
        ranking=replace(result.ranking, frame=result.ranking.frame.assign(officer=person)),
        hotspots=replace(result.hotspots, frame=result.hotspots.frame.assign(officer=person)),
        layers={**result.layers, "posts": posts, "beats": posts},
    )

    text = json.dumps(city(dirty), ensure_ascii=False)

    assert not any(part in text for part in ("880101300123", "Ivanov", "+7 700", "KZ-SECRET", "narrative"))
    assert "Post 1" in text


def test_hostile_types_names_and_filters_arrive_as_they_are() -> None:
    hostile = "</script>{{7*7}}{% raw %}${7*7}`\u202e\u200b🚓'\""
    result = made_result(kind=hostile, names=[hostile])
    posts = result.layers["posts"].assign(name=hostile)
    config = {"settings": {"incidents": {"where": hostile}}}

    found = city(replace(result, layers={hostile: posts, "posts": posts}, config=config))

    assert hostile in found["types"]
    assert found["layers"][0]["names"]["kk"] == hostile
    assert found["areas"][0]["texts"]["ru"]["name"] == hostile
    assert f"filter: {hostile}" in found["about"]["en"]["facts"]
    assert hostile in facts(found["areas"][0], found, "en")["Nearest police post (straight line)"]


def test_without_dates_no_card_says_per_year() -> None:
    result = made_result()
    undated = replace(
        result,
        period=None,
        ranking=replace(result.ranking, score_unit="per_km2"),
        surface=replace(result.surface, unit="per_km2"),
    )

    found = city(undated)

    labels = found["about"]["en"]["labels"]
    assert "Incidents per 1,000 residents in the period" in labels
    assert [label for label in labels if "year" in label] == []
    assert (found["periods"], found["years"]) == ([], None)


def test_names_and_numbers_are_written_as_each_language_writes_them() -> None:
    area = city(made_result())["areas"][2]

    assert tuple(area["texts"][language]["name"] for language in LANGUAGES) == NAMES[2]
    assert [area["texts"][language]["row"][2] for language in LANGUAGES] == ["88.9", "88,9", "88,9"]


def test_a_city_without_hot_spots_layers_or_period_still_has_a_page() -> None:
    result = made_result()
    spots = replace(result.hotspots, frame=result.hotspots.frame.iloc[:0])

    found = city(replace(result, hotspots=spots, layers={}, period=None))

    assert (found["hotspots"], found["layers"], found["base"]) == ([], [], None)
    assert "period unknown" in found["about"]["en"]["facts"]


def test_equal_results_give_equal_contents_whatever_the_order_of_their_incidents() -> None:
    result = made_result()
    shuffled = replace(result, incidents=result.incidents.sample(frac=1, random_state=1))

    assert city(shuffled) == city(result)
