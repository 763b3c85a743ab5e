"""What a back-test says of its own intervals, and of areas that are too few for the shares asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hotspot.schema import LANGUAGES
from hotspot.schema.judged import Coverage, Headline
from hotspot.words import Words
from hotspot.words.judged import held, line

if TYPE_CHECKING:
    from hotspot.schema import Language

EN = Words(language="en")


def coverage(**of: Any) -> tuple[Coverage, ...]:
    asked = {"series": "", "unit": "areas", "horizon_days": 365, "level": 0.9, "of": "top"}
    given = {"covered": 65, "counts": 100, "low": 0.5, "high": 0.8}
    return (Coverage(**{**asked, **given, **of}),)


def test_intervals_that_hold_too_seldom_are_named_with_their_share_and_its_bounds() -> None:
    said = held(coverage(), EN)

    assert "micro-areas, 365 days: 65\u00a0% (50\u00a0%–80\u00a0%) within intervals of 90\u00a0%" in said


@pytest.mark.parametrize("of", [{"high": 0.93}, {"of": "all"}, {"level": 0.95}, {"series": "theft"}], ids=str)
def test_what_chance_explains_and_what_is_no_list_of_first_places_is_not_held_against_them(
    of: dict[str, Any],
) -> None:
    assert held(coverage(**of), EN).startswith(
        "Intervals of 90\u00a0% of the first 20 places nowhere held fewer"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(language: str) -> None:
    words = Words(language=language)  # type: ignore[arg-type]

    assert "365" in held(coverage(), words)
    assert "{" not in held(coverage(), words) + held(coverage(high=1.0), words)


def headline(**of: Any) -> Headline:
    given = {
        "first": "2024-03-01",
        "last": "2025-10-01",
        "cutoffs": 20,
        "record_days": 1_200,
        "unit": "areas",
    }
    asked = {"horizon_days": 90, "share": 0.02, "ratio": 1.0, "ratio_low": 0.9, "ratio_high": 1.1}
    return Headline(**{**given, **asked, "hits": 9.0, "incidents": 90, "verdict": "inconclusive", **of})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("of", "again"), [({}, True), ({"horizon_days": 30}, False), ({"cutoffs": 1}, False)]
)
def test_the_line_says_where_an_incident_counts_at_several_cut_offs(
    language: Language, of: dict[str, Any], again: bool
) -> None:
    words = Words(language=language)

    assert (words("judge.again") in line(headline(**of), words)) == again


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_under_three_years_is_not_said_to_be_held_against_counts_of_three(
    language: Language,
) -> None:
    words = Words(language=language)

    assert words("judge.baseline.short") in line(headline(record_days=640), words)
    assert words("judge.baseline") in line(headline(), words)
