"""Of very many areas and hot spots the page lists the first, says so, and sends no text three times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_result import made_result

from hotspot.render.contents import city_island
from hotspot.render.listing import compacted
from hotspot.schema import LANGUAGES
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = [Words(language=language) for language in LANGUAGES]


def area(rows: list[list[str]], names: list[str], **more: Any) -> dict[str, Any]:
    texts = {
        words.language: {"name": name, "row": row}
        for words, name, row in zip(WORDS, names, rows, strict=True)
    }
    return {"shape": [], "texts": texts, **more}


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set how many areas are listed, or of how many hot spots facts are told."""
    return lambda **most: [
        monkeypatch.setattr(f"hotspot.render.contents.{name}", value) for name, value in most.items()
    ]


def test_a_row_whose_numbers_only_are_written_differently_stands_there_once() -> None:
    rows = [["1,501", "–", "0.25", "900–2,100"], *[["1\xa0501", "–", "0,25", "900–2\xa0100"]] * 2]

    found = compacted([area(rows, ["c1r2"] * 3)], WORDS)

    assert found == [{"shape": [], "name": "c1r2", "row": ["1501", "–", "0.25", "900–2100"]}]


def test_a_row_or_a_name_that_differs_in_words_stands_there_in_every_language() -> None:
    rows, names = [["a few"], ["мало"], ["аз"]], ["Samal", "Самал", "Самал"]

    found = compacted([area(rows, names)], WORDS)

    assert (found[0]["row"], found[0]["name"]) == (rows, names)


def test_counts_of_a_long_list_are_digits() -> None:
    found = compacted([area([[]] * 3, ["a"] * 3, clock=[0, 1, 65], months=[2])], WORDS)

    assert found[0]["clock"] == {"digits": 2, "text": "AAABBB"}
    assert found[0]["months"] == {"digits": 1, "text": "C"}


def test_the_page_lists_the_first_areas_and_says_so_in_every_language(limited: Callable[..., None]) -> None:
    limited(LISTED=5)

    found = city_island(made_result())

    assert [one["name"][0] for one in found["areas"]] == ["Orbita", "Samal", "Koktem", "Ainabulak", "Zhetisu"]
    assert [sum("ranking.csv" in text for text in one["caveats"]) for one in found["about"].values()] == [
        1
    ] * 3
    assert len(found["incidents"]["areas"]) == 5 + 1
    assert sum(found["incidents"]["areas"]) == found["incidents"]["count"] == 600


def test_a_page_that_lists_all_areas_has_no_rest(limited: Callable[..., None]) -> None:
    limited(LISTED=12)

    found = city_island(made_result())

    assert "rest" not in found
    assert "texts" in found["areas"][0]


def test_the_first_hot_spots_have_facts_and_the_others_say_where_theirs_are(
    limited: Callable[..., None],
) -> None:
    whole = city_island(made_result())
    limited(TOLD_SPOTS=1)

    found = city_island(made_result())

    labels = found["about"]["en"]["labels"]
    said = "Measures are given for the first 1 of 3 hot spots; all are in hotspots.geojson."
    file = ("All measures are in the file", "hotspots.geojson")
    assert len(found["hotspots"][0]["facts"]) == len(whole["hotspots"][0]["facts"]) > 1
    for spot in found["hotspots"][1:]:
        assert [(labels[label], text) for label, text in spot["facts"]] == [file]
    assert said in found["about"]["en"]["caveats"]
    assert [spot["shape"] for spot in found["hotspots"]] == [spot["shape"] for spot in whole["hotspots"]]


def test_a_hot_spot_says_in_how_many_areas_it_lies_that_are_not_listed(limited: Callable[..., None]) -> None:
    limited(LISTED=1)
    frame = made_result().ranking.frame
    inside = [
        sum(spot in ids.split() for ids in frame.sort_values("rank")["hotspot_ids"][1:])
        for spot in ("H1", "H2", "H3")
    ]

    found = city_island(made_result())

    label = found["about"]["en"]["labels"].index("Areas not listed here")
    told = [dict(map(tuple, spot["facts"])).get(label, "0") for spot in found["hotspots"]]
    assert told == [str(count) for count in inside]
    assert sum(inside) > 0
