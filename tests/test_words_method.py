"""How the ranking was made, told with the formulas that the run used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES, Choice, Finding, Language, Result
from hotspot.words import Words, catalogue
from hotspot.words.method import method_texts, score_texts

ENGLISH = Words(language="en")
PERIOD_ONLY = made_result()
AHEAD = Choice(name="score.horizon_days", value=365, unit="d", why="score_horizon")
SHRUNK = "(a + y / φ) / (b + E / φ)"
CITY = Choice(name="score.prior_scale_m", value="city", why="prior_scale_city")


def by(order: str, *choices: Choice, dated: bool = True) -> Result:
    ranking = replace(PERIOD_ONLY.ranking, by=order)  # type: ignore[arg-type]  # one of the orders
    period = PERIOD_ONLY.period if dated else None
    return replace(PERIOD_ONLY, ranking=ranking, choices=choices, period=period)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_is_told_as_a_forecast_and_an_estimate_of_the_period_as_one(language: Language) -> None:
    words = Words(language=language)

    ahead, period = (" ".join(score_texts(by("score", *made), words)) for made in ((AHEAD,), ()))

    assert all(part in ahead for part in ("Σ wₖ aₖ", "365", "Shepp & Vardi"))
    assert SHRUNK not in ahead
    assert SHRUNK in period
    assert "Σ wₖ aₖ" not in period


@pytest.mark.parametrize(
    ("order", "dated", "exposure"),
    [
        ("score", True, "km² times years"),
        ("score", False, "its km²."),
        ("harm", True, "km² times years"),
        ("count", True, "the period in years"),
        ("count", False, "1 for all areas"),
        ("rate", True, "thousands of residents times years"),
        ("rate", False, "thousands of residents."),
    ],
)
def test_a_count_is_spread_over_what_the_order_asks_for(order: str, dated: bool, exposure: str) -> None:
    text = score_texts(by(order, dated=dated), ENGLISH)[0]

    assert exposure in text
    assert ("years" in exposure) == ("years" in text)


def test_an_area_leans_on_those_around_it_only_where_it_does() -> None:
    around, city = (score_texts(by("score", *made), ENGLISH)[0] for made in ((), (CITY,)))

    assert "fitted to the areas around it" in around
    assert "fitted to the other areas of the city" in city


def test_weights_of_harm_and_the_surface_have_their_own_formulas() -> None:
    assert "Σw² / Σw" in " ".join(score_texts(by("harm", AHEAD), ENGLISH))
    assert "Σw² / Σw" not in " ".join(score_texts(by("score", AHEAD), ENGLISH))
    (density,) = score_texts(by("density"), ENGLISH)
    assert "mean of the density surface" in density
    assert SHRUNK not in density


def test_hot_spots_are_told_by_the_method_that_found_them() -> None:
    said = Finding(code="hot_spots_hdbscan", level="warning")

    texts = " ".join(method_texts(replace(PERIOD_ONLY, findings=(said,)), ENGLISH))

    assert "Campello" in texts
    assert "Ester" not in texts
    assert "Ester" in " ".join(method_texts(PERIOD_ONLY, ENGLISH))
    assert catalogue()["report.method.hotspots_hdbscan"]["ru"] != catalogue()["report.method.hotspots"]["ru"]
