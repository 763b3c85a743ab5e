"""Dates in three languages, and how a period is cut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.schema import LANGUAGES, Choice, Language, Period
from hotspot.words import Words
from hotspot.words.dates import date_text, dates_text, piece_text, pieces

YEARS = Period(first=date(2024, 1, 1), last=date(2025, 12, 31))
SIX_WEEKS = Period(first=date(2024, 12, 18), last=date(2025, 1, 28))
WEEK = Period(first=date(2024, 4, 29), last=date(2024, 5, 5))


def names(period: Period, language: str) -> list[str]:
    return [piece_text(piece, period, Words(language=language)) for piece in pieces(period)]  # type: ignore[arg-type]


def test_a_period_is_told_with_the_plural_of_its_days() -> None:
    said = [dates_text(YEARS, Words(language=language)) for language in LANGUAGES]

    assert said == [
        "1 Jan 2024 – 31 Dec 2025 (731 days)",
        "1 янв. 2024 – 31 дек. 2025 (731 день)",
        "2024 ж. 1 қаң. – 2025 ж. 31 жел. (731 күн)",
    ]


def test_a_month_of_a_date_bends_in_russian_and_a_month_alone_does_not() -> None:
    assert date_text(date(2024, 3, 8), Words(language="ru")) == "8 мар. 2024"
    assert names(YEARS, "ru")[:5] == ["янв. 2024", "февр. 2024", "март 2024", "апр. 2024", "май 2024"]
    assert date_text(date(2024, 5, 9), Words(language="ru")) == "9 мая 2024"


def test_two_years_are_cut_into_months_six_weeks_into_iso_weeks_and_a_week_into_days() -> None:
    assert len(pieces(YEARS)) == 24
    assert names(SIX_WEEKS, "en") == [
        "18–22 Dec",
        "23–29 Dec",
        "30 Dec – 5 Jan",
        "6–12 Jan",
        "13–19 Jan",
        "20–26 Jan",
        "27–28 Jan",
    ]
    assert names(WEEK, "kk") == ["29 сәу.", "30 сәу.", "1 мам.", "2 мам.", "3 мам.", "4 мам.", "5 мам."]


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_the_pieces_of_a_period_follow_each_other_without_gap_and_none_has_the_name_of_another(
    first: date, more: int
) -> None:
    period = Period(first=first, last=first + timedelta(days=more))

    cut = pieces(period)

    days = [begin + timedelta(days=i) for begin, end in cut for i in range((end - begin).days + 1)]
    assert days == [first + timedelta(days=i) for i in range(period.days)]
    assert len(set(names(period, "kk"))) == len(cut)


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1 Oct 2025"), ("ru", "1 окт. 2025"), ("kk", "2025 ж. 1 қаз.")]
)
def test_days_in_findings_and_choices_are_written_as_people_write_them(
    language: Language, written: str
) -> None:
    words = Words(language=language)
    values = {"count": 2, "day": "2025-10-01"}
    choice = Choice(name="period.start", value="2025-10-01", why="strays_before", values=values)

    assert written in words.choice(choice)
    assert "2025-10" not in words.choice(choice)
