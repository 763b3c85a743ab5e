"""Types are weighed by a table of the law, and what cannot be weighed is said with its number."""

from __future__ import annotations

import pytest

from hotspot.harm import TABLES, weigh
from hotspot.schema import LANGUAGES
from hotspot.words import Words

TYPES = {"ст.188 ч.3": 60, "ст.191 ч.2": 20, "1880": 10, "ст.999 ч.1": 6, "драка": 4}


def said(table: str, types: dict[str, int] | None = None) -> dict[str, dict[str, object]]:
    return {one.code: dict(one.values) for one in weigh(types or TYPES, table).findings}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "theft", "robbery", "plain"),
    [
        ("kz-severity", 4380, 4380, 1825),
        ("kz-min", 730, 1095, 182.5),
        ("kz-mid", 1642.5, 1825, 638.75),
        ("kz-max", 2555, 2555, 1095),
    ],
)
def test_each_table_weighs_the_same_types_by_its_own_rule(
    table: str, theft: float, robbery: float, plain: float
) -> None:
    days = weigh(TYPES, table).days  # type: ignore[arg-type]

    assert days == {"ст.188 ч.3": theft, "ст.191 ч.2": robbery, "1880": plain}


def test_types_without_an_article_of_the_table_are_listed_with_numbers_and_have_no_weight() -> None:
    found = said("kz-mid")

    assert found["harm_unmatched"] == {
        "table": "kz-mid",
        "types": "ст.999 ч.1: 6; драка: 4",
        "count": 10,
        "share": 10.0,
    }
    assert found["harm_by_law"] == {"table": "kz-mid", "count": 90, "of": 100}


def test_a_part_that_the_article_does_not_have_is_no_match() -> None:
    found = said("kz-mid", {"ст.188 ч.9": 3, "ст.188 ч.1": 1})

    assert found["harm_unmatched"]["types"] == "ст.188 ч.9: 3"


def test_an_article_without_its_part_counts_as_the_plain_deed_and_is_said_to() -> None:
    found = said("kz-mid")

    assert found["harm_first_part"]["types"] == "1880: 10"
    assert set(weigh({"188": 1, "ст.188 ч.1": 1}, "kz-max").days.values()) == {1095.0}


def test_an_article_that_has_no_parts_is_all_its_first_part() -> None:
    days = weigh({"ст.115": 1, "ст.115 ч.1": 1}, "kz-max").days

    assert days == {"ст.115": 30, "ст.115 ч.1": 30}
    assert "harm_first_part" not in said("kz-max", {"ст.115": 1})


def test_a_later_article_goes_before_a_part_and_that_is_said() -> None:
    found = weigh({"188-1": 5, "188-2": 5}, "kz-max")

    assert found.days == {"188-1": 5 * 365, "188-2": 5 * 365}
    assert [dict(one.values)["types"] for one in found.findings if one.code == "harm_article_or_part"] == [
        "188-1: 5"
    ]


def test_the_register_s_own_code_of_the_class_is_understood_by_the_table_of_classes_alone() -> None:
    types = dict.fromkeys("01234", 1)

    assert list(weigh(types, "kz-severity").days.values()) == [50, 730, 1825, 4380, 7300]
    assert weigh(types, "kz-mid").days == {}


def test_types_without_a_weight_are_a_warning_and_first_parts_are_not() -> None:
    levels = {one.code: one.level for one in weigh({**TYPES, "188-1": 1}, "kz-mid").findings}

    assert levels["harm_unmatched"] == "warning"
    assert levels["harm_first_part"] == levels["harm_by_law"] == "info"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_reads_as_a_sentence(table: str, language: str) -> None:
    words = Words(language=language)  # type: ignore[arg-type]

    for one in weigh({**TYPES, "188-1": 1}, table).findings:  # type: ignore[arg-type]
        seen, _ = words.finding(one)
        assert "{" not in seen
        assert "Harm" not in seen or language == "en"


def test_many_types_are_cut_off_with_their_number() -> None:
    found = said("kz-min", {f"вид {i:02}": 1 for i in range(14)} | {"ст.188 ч.1": 1})

    assert str(found["harm_unmatched"]["types"]).endswith("вид 09: 1; … +4")
