"""Numbers, shares and sentences as a reader meets them."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date

import babel
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_result import made_result

from hotspot.schema import LANGUAGES, Finding, Language, Rows
from hotspot.words import Words, catalogue, forms
from hotspot.words.dates import date_text
from hotspot.words.phrases import SPACES, UNKNOWN, chance, distance_text, number, ordinal, percent, visible
from hotspot.words.ranked import first_table, reading_texts, rows_texts, score_meaning
from hotspot.words.said import chance_text, ended

languages = st.sampled_from(LANGUAGES)


@given(languages, st.floats(min_value=0, max_value=1))
@example("en", 0.005)
@example("kk", 0.0046)
@example("ru", 1e-12)
def test_a_share_that_is_there_is_never_told_as_none(language: Language, share: float) -> None:
    said = percent(share, Words(language=language))

    assert bool(re.fullmatch(r"0\s%", said)) == (share == 0)
    assert bool(re.fullmatch(r"<1\s%", said)) == (0 < share <= 0.005)


@given(languages, st.floats(min_value=0, max_value=1))
@example("en", 0.005)
@example("ru", 0.995)
def test_what_was_drawn_is_never_quite_impossible_nor_certain(language: Language, probability: float) -> None:
    said = chance(probability, Words(language=language))

    assert not re.fullmatch(r"(0|100)\s%", said)
    assert said.endswith("%")


@given(languages, st.floats(min_value=0, max_value=1))
def test_a_p_value_is_never_told_as_nought(language: Language, p_value: float) -> None:
    said = chance_text(p_value, Words(language=language))

    assert said.startswith("<") == (p_value < 0.001)
    assert float(said.lstrip("<").replace(",", ".")) > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_unknown_is_a_dash_and_never_a_number(language: Language, value: float) -> None:
    words = Words(language=language)

    assert number(value, words) == percent(value, words) == UNKNOWN


@given(languages, st.floats(min_value=0, max_value=99_000))
def test_a_distance_is_right_to_the_digit_it_is_told_with(language: Language, metres: float) -> None:
    said = distance_text(metres, Words(language=language))

    figure, unit = re.split("[" + "".join(SPACES) + "]", said)
    told = float(figure.replace(",", ".")) * (1_000 if unit in {"km", "км"} else 1)
    assert abs(told - metres) <= (50.01 if unit in {"km", "км"} else 5.01)


@given(st.integers(1, 10_000))
def test_english_ranks_end_as_they_are_spoken(rank: int) -> None:
    ending = ordinal(rank, Words(language="en"))[-2:]

    teens = rank % 100 in {11, 12, 13}
    assert ending == ("th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th"))


@given(st.text(min_size=1))
def test_a_sentence_has_one_full_stop_however_it_came(text: str) -> None:
    said = ended(text)

    assert said.endswith(".")
    assert not said.endswith("..")
    assert ended(said) == said


@given(st.text())
def test_what_is_shown_holds_nothing_that_steers_a_terminal(text: str) -> None:
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", visible(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_rows_are_named_once_and_part_of_them_with_their_share(language: Language) -> None:
    words = Words(language=language)

    part = rows_texts(Rows(read=400, dropped={"no_time": 100}), words)[1]
    whole = rows_texts(Rows(read=400), words)[1]

    assert part.replace("\xa0", " ").endswith(": 300 (75 %)")
    assert whole.endswith(": 400")


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_that_all_have_coordinates_are_told_without_a_share(language: Language) -> None:
    words = Words(language=language)
    some = {"usable": 390, "read": 400, "share": 97.5}
    every = {"usable": 400, "read": 400, "share": 100.0}

    said = [words.finding(Finding(code="geocoding_rate", level="info", values=v))[0] for v in (some, every)]

    assert ["%" in text for text in said] == [True, False]


def test_the_rules_of_a_language_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinal(1, Words(language="en"))
    monkeypatch.setattr(babel, "Locale", None)

    assert ordinal(22, Words(language="en")) == "22nd"


@pytest.mark.parametrize(
    ("noticed", "said"),
    [
        ((), ("harm points", "баллов вреда", "зиян балдары")),
        (("harm_by_law",), ("days in custody", "суток лишения свободы", "қамақ тәуліктері")),
        (("harm_by_name",), ("days of sentence", "суток наказания", "жаза тәуліктері")),
    ],
)
def test_harm_is_told_in_days_where_a_table_of_days_has_weighed_it(
    noticed: tuple[str, ...], said: tuple[str, ...]
) -> None:
    result = made_result()
    by_harm = replace(
        result,
        ranking=replace(result.ranking, by="harm", score_unit="harm_per_km2_year"),
        findings=tuple(Finding(code=code, level="info") for code in noticed),
    )

    for language, unit in zip(LANGUAGES, said, strict=True):
        words = Words(language=language)
        assert unit in score_meaning(by_harm, words)
        assert unit in reading_texts(by_harm, words)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reading_of_the_trend_calls_no_change_as_the_column_does(language: Language) -> None:
    words = Words(language=language)

    assert words("trend.none").lower() in words("report.reading.trend").lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_venues_size_is_told_without_a_direction_that_its_interval_may_not_have(language: Language) -> None:
    gaps = dict.fromkeys(("column", "known", "chance", "least", "most", "p"), "?")

    said = Words(language=language)("venues.size", exponent="−0.16", between="−0.38 … 0.05", **gaps)

    assert "95 %: −0.38 … 0.05" in said
    assert not re.search("grow|раст(ё|е)т|растут|өседі", said)


def test_no_kazakh_sentence_ends_with_a_date_whose_month_is_shortened_with_a_full_stop() -> None:
    texts = [text for key in catalogue().values() for text in forms(key["kk"])]

    ending = [text for text in texts if re.search(r"\{(until|date|day|end|last|as_of)\}\.( |$)", text)]

    assert date_text(date(2026, 1, 5), Words(language="kk")).endswith(".")
    assert ending == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_areas_are_headed_by_what_orders_them_and_no_share_is_parted_from_its_sign(
    language: Language,
) -> None:
    made = made_result()
    ordered = replace(made.ranking, frame=made.ranking.frame.assign(main_types="theft 48 %; assault 5 %"))

    table = first_table(replace(made, ranking=ordered), Words(language=language))

    # A ranking by expected incidents, rate or harm need not have the densest area of the period first.
    assert not re.search("oncentration|онцентрац|шоғырлан", table.title)
    assert not any(" %" in cell for row in table.rows for cell in row)
