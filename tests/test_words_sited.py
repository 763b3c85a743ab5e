"""Posts in words: what is unknown is a dash, and a proof claims no more than it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES
from hotspot.schema.placed import Gain, Placed
from hotspot.words import Words
from hotspot.words.gain_curve import curve_table
from hotspot.words.sited import lines, proof

if TYPE_CHECKING:
    from hotspot.schema import Language

NONE = gpd.GeoDataFrame({"a": []}, geometry=[], crs=32643)
PLACED = Placed(
    model="median",
    unit="incidents",
    posts=NONE,
    existing=NONE,
    catchments=NONE,
    total=200.0,
    before=20.0,
    covered=100.0,
    value=5_000.0,
    bound=5_000.0,
    candidates=70,
    reach_m=400.0,
    on_streets=True,
    draws=0,
)
ENGLISH = Words(language="en")


def test_what_is_unknown_on_the_curve_is_a_dash() -> None:
    nan = float("nan")
    gains = (
        Gain(posts=2, greedy=nan, value=60.0, bound=61.0),
        Gain(posts=3, greedy=nan, value=75.0, bound=75.0),
    )

    rows = curve_table(replace(PLACED, gains=gains), ENGLISH).rows

    plain = [[cell.replace("\xa0", " ") for cell in row] for row in rows]
    assert plain == [["2", "–", "–", "60 (30 %)", "61 (30 %)"], ["3", "15", "–", "75 (38 %)", "75 (38 %)"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bound", [5_000.0, 4_900.0])
def test_a_proof_about_squares_and_some_sites_says_so(language: Language, bound: float) -> None:
    words = Words(language=language)

    whole = proof(replace(PLACED, bound=bound), words)
    part = proof(replace(PLACED, bound=bound, gathered_m=150.0), words)

    assert "150" not in whole
    assert "150" in part
    assert "70" in part


def test_a_curve_without_a_bend_is_told_by_what_its_table_shows() -> None:
    def reaching(*reached: float, knee: int) -> Placed:
        gains = tuple(Gain(posts=k, greedy=v, value=v, bound=v) for k, v in enumerate(reached, 1))
        return replace(PLACED, gains=gains, knee=knee)

    straight, bent = reaching(60.0, 90.0, 130.0, knee=0), reaching(80.0, 130.0, 150.0, knee=2)

    told = [" ".join(lines(placed, made_result(), ENGLISH)) for placed in (straight, bent, PLACED)]

    assert "no clear bend: a further post adds 30 to 40" in told[0]
    assert "bends at 2 posts: up to there a post adds 55 on average, a further one 20" in told[1]
    assert "curve of gains" not in told[2]


def test_a_gap_is_never_rounded_to_nothing() -> None:
    said = proof(replace(PLACED, value=5_000.0, bound=4_999.99), ENGLISH)

    assert said == "Not proved to be the best: no choice can be better by more than 0.01 %"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["expected_days", "expected_harm_days"])
def test_the_days_of_a_forecast_do_not_run_into_the_number_before_them(language: Language, unit: str) -> None:
    said = Words(language=language)(f"posts.unit.{unit}", days=365)

    assert "365" in said
    assert not said[0].isdigit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_that_is_all_of_what_is_named_is_not_told(language: Language) -> None:
    words, result = Words(language=language), made_result()

    some, whole = (
        lines(replace(PLACED, covered=covered), result, words)[1].replace("\xa0", " ")
        for covered in (100.0, 199.6)
    )

    assert "(50 %)" in some
    assert "100 %" not in whole
    assert "(10 %)" in whole
    assert "()" not in whole
