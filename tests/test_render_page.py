"""The map page as text: no links, no code from data, the same bytes twice."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_result import SOUTH, WEST, made_result
from shapely import box

from hotspot.render import map_page
from hotspot.render.page import _folium_map, page_script
from hotspot.schema import LANGUAGES
from hotspot.words import catalogue

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}${7*7}`&amp;\u2028\u2029<!--city-->"


def islands(page: str) -> dict[str, Any]:
    found = re.findall(
        r'<script type="application/json" id="(\w+)-island">(.*?)</script>', page, flags=re.DOTALL
    )
    return {name: json.loads(text) for name, text in found}


def outside_islands(page: str) -> str:
    return re.sub(
        r'(<script type="application/json"[^>]*>).*?</script>', r"\1</script>", page, flags=re.DOTALL
    )


def test_the_same_result_gives_the_same_page() -> None:
    assert map_page(made_result()) == map_page(made_result())


def test_the_page_asks_for_nothing_from_anywhere() -> None:
    page = outside_islands(map_page(made_result()))

    assert (
        re.findall(
            r'(?:src|href)\s*=\s*"|url\((?!#)', re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
        )
        == []
    )
    assert "sourceMappingURL" not in page
    assert "cdn" not in page.lower()


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_page() -> None:
    page = outside_islands(map_page(made_result()))

    texts = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, flags=re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts}

    assert len(texts) == 6
    assert set(re.findall(r"'sha256-([^']+)'", page)) == hashes
    assert "default-src 'none'" in page
    assert "unsafe" not in re.search(r'Policy" content="([^"]*)"', page)[1]  # type: ignore[index]


def test_hostile_text_stands_in_the_islands_only_and_as_it_was_given() -> None:
    page = map_page(made_result(names=[HOSTILE], kind=HOSTILE, title="plain"))

    assert islands(page)["city"]["areas"][0]["texts"]["en"]["name"] == HOSTILE
    assert outside_islands(page) == outside_islands(map_page(made_result(title="plain")))
    assert "<img" not in page


def test_a_hostile_title_is_escaped_where_html_needs_it() -> None:
    page = outside_islands(map_page(made_result(title=HOSTILE)))

    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;{{7*7}}" in page
    assert "<img" not in page


def test_our_script_never_parses_text_as_html() -> None:
    parsers = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function"

    assert re.findall(parsers, page_script(is_long=True)) == []


def test_scripts_for_areas_that_are_not_listed_stand_in_pages_that_have_some() -> None:
    short, long = page_script(), page_script(is_long=True)

    assert "City.rest" not in short
    assert "City.rest" in long
    assert short in map_page(made_result())


def test_folium_still_writes_what_the_page_is_built_on() -> None:
    element, script = _folium_map()

    assert element == '<div class="folium-map" id="map_page" ></div>'
    assert script.startswith('var map_page = L.map(\n                "map_page",')
    assert "tileLayer" not in script


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_the_script_asks_for_is_in_the_words(language: str) -> None:
    words = islands(map_page(made_result()))["words"][language]["texts"]
    asked = set(re.findall(r'"((?:map|table|column)\.[a-z_.]+)"', page_script(is_long=True)))

    assert asked - {"map."} <= set(words)
    assert len(asked) > 15


def test_no_text_of_ours_is_missing_in_a_language() -> None:
    for key, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), key
        gaps = {language: sorted(set(re.findall(r"{(\w+)", str(text)))) for language, text in texts.items()}
        assert gaps["ru"] == gaps["kk"] == gaps["en"], key


def test_only_named_columns_reach_the_page() -> None:
    result = made_result()
    areas = result.ranking.frame.assign(officer="Ivanov 880101300123")
    page = map_page(replace(result, ranking=replace(result.ranking, frame=areas)))

    assert "880101300123" not in page  # nor the ids of the incidents
    assert "+7 700" not in page  # nor what a given layer holds beside its names
    assert "Post 1" in page


def test_the_page_says_synthetic_only_where_it_is() -> None:
    assert islands(map_page(made_result()))["city"]["synthetic"] is True
    assert islands(map_page(made_result(synthetic=False)))["city"]["synthetic"] is False


def test_thousands_of_squares_make_a_page_that_can_be_sent() -> None:
    result = made_result()
    many = result.ranking.frame.iloc[np.arange(7_000) % 12].reset_index(drop=True)
    frame = many.assign(rank=np.arange(1, 7_001), area_id=[f"Q{i:04d}" for i in range(7_000)], group=1)
    frame["geometry"] = [
        box(
            WEST + i % 84 * 200, SOUTH + i // 84 * 200, WEST + i % 84 * 200 + 200, SOUTH + i // 84 * 200 + 200
        )
        for i in range(7_000)
    ]

    page = map_page(replace(result, ranking=replace(result.ranking, frame=frame)))

    assert len(page.encode()) < 3_000_000
    city = islands(page)["city"]
    assert len(city["areas"]) == 2_000
    assert sum("sentences" in area for area in city["areas"]) == 1_000
    assert "ranking.xlsx" in city["about"]["en"]["caveats"][1]
