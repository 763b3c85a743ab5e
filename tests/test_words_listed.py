"""Numbers in the lists that findings hold are written as the language writes them; names stay."""

from __future__ import annotations

import pytest

from hotspot.schema import Choice, Finding, Language
from hotspot.words import Words
from hotspot.words.decided import choice_value


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "art. 188: 1,200; theft: 40"), ("ru", "art. 188: 1\xa0200; theft: 40")]
)
def test_a_finding_writes_counts_of_types_as_its_language_does(language: Language, shown: str) -> None:
    values: dict[str, str | int | float] = {
        "count": 1240,
        "share": 3.5,
        "types": "art. 188: 1200; theft: 40",
    }

    seen, _ = Words(language=language).finding(
        Finding(code="discovered_left_out", level="warning", values=values)
    )

    assert shown in seen


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "1 происшествие"), (3, "3 происшествия"), (21, "21 происшествие")]
)
def test_a_chosen_number_of_incidents_bends_its_word(count: int, shown: str) -> None:
    choice = Choice(name="clusters.min_samples", value=count, unit="incidents")

    assert choice_value(choice, Words(language="ru")) == shown
