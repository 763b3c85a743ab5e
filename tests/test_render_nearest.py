"""The nearest post and camera of each area."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from made_result import CRS, SIDE, SOUTH, WEST, made_result
from shapely import Point, box

from hotspot.render.facts import area_facts
from hotspot.render.nearest import nearest_facilities
from hotspot.schema import LANGUAGES
from hotspot.words import Words

MIDDLE = (WEST + 500.0, SOUTH + 2_500.0)  # of the first area


def layer(*places: tuple[float, float], **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[Point(place) for place in places], crs=CRS)


def test_the_distance_is_straight_and_taken_from_the_mean_centre_of_the_incidents() -> None:
    result = made_result()
    inside = result.incidents[result.incidents["area"] == 0]
    centre = inside["easting"].mean(), inside["northing"].mean()
    posts = layer((centre[0] + 30.0, centre[1] - 40.0), (centre[0] + 900.0, centre[1]))

    found = nearest_facilities(replace(result, layers={"posts": posts}))["A01"]

    assert [near.layer for near in found] == ["posts"]
    assert found[0].metres == pytest.approx(50.0)


def test_an_area_without_incidents_is_measured_from_a_place_inside_it() -> None:
    result = made_result()
    empty = result.incidents[result.incidents["area"] != 0]
    cameras = layer((MIDDLE[0] + 300.0, MIDDLE[1]))

    found = nearest_facilities(replace(result, incidents=empty, layers={"cameras": cameras}))["A01"]

    assert found[0].metres == pytest.approx(300.0)


def test_facilities_inside_each_area_are_counted_and_posts_come_before_cameras() -> None:
    cameras = layer(MIDDLE, (MIDDLE[0] + 10, MIDDLE[1]), (MIDDLE[0] + SIDE, MIDDLE[1]))
    posts = layer((WEST - 9_000.0, SOUTH))

    found = nearest_facilities(replace(made_result(), layers={"cameras": cameras, "posts": posts}))

    assert [(near.layer, near.inside) for near in found["A01"]] == [("posts", 0), ("cameras", 2)]
    assert [near.inside for near in found["A02"]] == [0, 1]
    assert list(found) == [f"A{i:02d}" for i in range(1, 13)]


def test_the_name_is_the_one_of_the_language() -> None:
    posts = layer(MIDDLE, name=["Пост 3"], name_en=["Post 3"], name_kk=["3-бекет"])

    found = nearest_facilities(replace(made_result(), layers={"posts": posts}))["A01"][0]

    assert [found.names[language] for language in LANGUAGES] == ["Post 3", "Пост 3", "3-бекет"]


def test_other_layers_and_empty_ones_give_no_fact() -> None:
    nowhere = gpd.GeoDataFrame({"name": ["lost"]}, geometry=[Point()], crs=CRS)

    assert (
        nearest_facilities(replace(made_result(), layers={"venues": layer(MIDDLE), "posts": nowhere})) == {}
    )


def test_a_post_given_as_a_building_is_near_from_its_wall_and_inside_by_a_place_in_it() -> None:
    walls = box(MIDDLE[0] + 400, MIDDLE[1], MIDDLE[0] + 440, MIDDLE[1] + 40)
    post = gpd.GeoDataFrame({"name": ["Post"]}, geometry=[walls], crs=CRS)
    empty = made_result().incidents.iloc[:0]

    found = nearest_facilities(replace(made_result(), incidents=empty, layers={"posts": post}))["A01"][0]

    assert (found.metres, found.inside) == (pytest.approx(400.0), 1)


def test_the_fact_says_straight_line_and_how_many_stand_inside() -> None:
    result = made_result()
    row = result.ranking.frame.iloc[0]
    posts = layer((MIDDLE[0] + 20.0, MIDDLE[1]), (MIDDLE[0] - 480.0, MIDDLE[1]), name=["Post 3", ""])
    near = nearest_facilities(replace(result, incidents=result.incidents.iloc[:0], layers={"posts": posts}))

    facts = {
        language: area_facts(row, result, Words(language=language), nearest=near["A01"])[-1]
        for language in LANGUAGES
    }

    assert facts["en"] == ("Nearest police post (straight line)", "Post 3, 20\xa0m; inside the area: 2")
    assert facts["ru"] == ("Ближайший пост полиции (по прямой)", "Post 3, 20\xa0м; на участке: 2")
    assert facts["kk"][1] == "Post 3, 20\xa0м; аумақ ішінде: 2"


def test_distances_of_many_areas_agree_with_measuring_each_pair() -> None:
    result = made_result()
    rng = np.random.default_rng(2)
    places = rng.uniform((WEST, SOUTH), (WEST + 4 * SIDE, SOUTH + 3 * SIDE), (40, 2))
    centres = result.incidents.groupby("area")[["easting", "northing"]].mean().to_numpy()

    found = nearest_facilities(replace(result, layers={"cameras": layer(*map(tuple, places))}))

    want = np.hypot(*(centres[:, None, :] - places[None]).transpose(2, 0, 1)).min(axis=1)
    np.testing.assert_allclose([near[0].metres for near in found.values()], want)
