"""The map on the first page of the document: what is drawn, in which colours, told in which words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from made_result import made_result
from PIL import Image

from hotspot.render.contents import AREA_COLOURS
from hotspot.render.report import city_picture
from hotspot.words import Words

if TYPE_CHECKING:
    from hotspot.schema import Result

EN = Words(language="en")


def fills(svg: bytes) -> set[str]:
    return set(re.findall(r"fill: (#[0-9a-f]{6})", svg.decode()))


def with_scores(result: Result, scores: list[float]) -> Result:
    frame = result.ranking.frame.assign(score=scores)
    return replace(result, ranking=replace(result.ranking, frame=frame))


def test_the_map_has_the_colours_of_the_page_and_is_told_in_words() -> None:
    picture = city_picture(made_result(), EN)

    assert set(AREA_COLOURS) <= fills(picture.svg)
    assert picture.text.startswith("Map of the areas (12), expected density, incidents per km²")
    assert "1 Orbita; 2 Samal" in picture.text


def test_the_names_are_those_of_the_language() -> None:
    assert "3 Көктем" in city_picture(made_result(), Words(language="kk")).text


def test_the_same_run_gives_the_same_bytes() -> None:
    assert city_picture(made_result(), EN) == city_picture(made_result(), EN)


def test_screen_and_paper_have_the_same_shape() -> None:
    picture = city_picture(made_result(), EN)

    width, height = Image.open(io.BytesIO(picture.png)).size
    assert width / height == pytest.approx(picture.width_mm / picture.height_mm, rel=0.01)


def test_an_area_without_a_score_is_white_and_has_no_number() -> None:
    scores = made_result().ranking.frame["score"].tolist()

    picture = city_picture(with_scores(made_result(), [np.nan, *scores[1:]]), EN)

    assert "1 Orbita" not in picture.text
    assert "2 Samal" in picture.text


def test_a_city_without_hot_spots_and_posts_has_neither_in_its_key() -> None:
    result = made_result()
    bare = replace(result, hotspots=replace(result.hotspots, frame=result.hotspots.frame.iloc[:0]), layers={})

    assert len(city_picture(bare, EN).svg) < len(city_picture(result, EN).svg)


def test_areas_of_one_score_have_one_colour() -> None:
    picture = city_picture(with_scores(made_result(), [5.0] * 12), EN)

    assert len(fills(picture.svg) & set(AREA_COLOURS)) == 1
