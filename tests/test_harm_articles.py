"""Types of incident name articles of the Code in many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.harm import Article, article_of


@pytest.mark.parametrize(
    ("kind", "number", "part"),
    [
        ("ст.188 ч.3", "188", "3"),
        ("ст. 188 ч. 2", "188", "2"),
        ("СТ188Ч2", "188", "2"),
        ("cт.188 ч.3", "188", "3"),  # a Latin c
        ("Статья 188, часть 3", "188", "3"),
        ("по статье 188 части 3 УК РК", "188", "3"),
        ("ст.188 ч.3 п.2", "188", "3"),
        ("ст.188-1 ч.2", "188-1", "2"),
        ("ст.188‑1 ч.2", "188-1", "2"),  # a hyphen that does not break
        ("ст.120 ч.3-1", "120", "3-1"),
        ("188 ч.3", "188", "3"),
        ("188-1 ч. 2", "188-1", "2"),
        ("188-бап 3-бөлік", "188", "3"),
        ("188-баптың 3-бөлігі", "188", "3"),
        ("ҚР ҚК 188-бабы", "188", ""),
        ("Кража (ст.188 ч.2)", "188", "2"),
        ("ст.24 ч.3 - ст.191 ч.2", "191", "2"),  # an attempt
        ("188", "188", ""),
        ("1880", "188", ""),
        ("0990", "99", ""),  # murder on the crime map
        ("990", "99", ""),
        ("Article 188 part 4", "188", "4"),
    ],
)
def test_an_article_is_found_however_it_is_written(kind: str, number: str, part: str) -> None:
    assert article_of(kind) == Article(number=number, part=part)


def test_two_bare_numbers_may_be_a_part_or_a_later_article() -> None:
    assert article_of("188-2") == Article(number="188", part="2", either=True)
    assert article_of("188.2") == Article(number="188", part="2")


@pytest.mark.parametrize(
    "kind", ["", "кража", "theft", "24", "ст.24 ч.3", "1881", "12345", "2020-02-08", "район 188", "стол 188"]
)
def test_what_names_no_offence_is_no_article(kind: str) -> None:
    assert article_of(kind) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(kind: str) -> None:
    found = article_of(kind)

    assert found is None or 99 <= int(found.number.partition("-")[0]) <= 999
