"""All layers in one GeoPackage, with styles for QGIS."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest
from made_result import made_result

from hotspot.schema import LANGUAGES
from hotspot.write.geopackage import write_geopackage

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write_geopackage(made_result(), tmp_path / "hotspot.gpkg")
    return tmp_path / "hotspot.gpkg"


def rows(package: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(package)) as database:
        return database.execute(query).fetchall()


def test_every_layer_has_a_default_style_that_names_an_existing_table(package: Path) -> None:
    layers = {name for name, kind in pyogrio.list_layers(package) if kind is not None}

    styled = rows(package, "SELECT f_table_name, f_geometry_column, useAsDefault FROM layer_styles")

    assert layers == {"ranking", "hotspots", "posts", "streets"}
    assert {name for name, *_ in styled} == layers
    assert {tuple(rest) for _, *rest in styled} == {("geom", 1)}


def style(package: Path, layer: str) -> ET.Element:
    ((text,),) = rows(package, f"SELECT styleQML FROM layer_styles WHERE f_table_name = '{layer}'")
    return ET.fromstring(text)  # noqa: S314 - our own text


def classes(root: ET.Element) -> list[tuple[float, float]]:
    return [(float(r.get("lower", "")), float(r.get("upper", ""))) for r in root.iter("range")]


def test_the_ranking_is_graduated_by_score_and_every_score_has_a_class(package: Path) -> None:
    scores = [score for (score,) in rows(package, "SELECT score FROM ranking")]

    root = style(package, "ranking")

    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("attr")) == ("graduatedSymbol", "score")
    assert len(classes(root)) == 5
    assert all(any(low <= float(score) <= high for low, high in classes(root)) for score in scores)


def test_the_highest_class_comes_first_so_that_a_limit_belongs_to_the_class_above_it(package: Path) -> None:
    found = classes(style(package, "ranking"))

    assert found == sorted(found, reverse=True)
    assert all(above[0] == below[1] for above, below in pairwise(found))


def test_ranks_are_written_on_the_areas(package: Path) -> None:
    root = style(package, "ranking")

    assert root.get("labelsEnabled") == "1"
    assert [text.get("fieldName") for text in root.iter("text-style")] == ["rank"]


def test_a_hot_spot_of_one_address_has_a_broken_outline(package: Path) -> None:
    root = style(package, "hotspots")

    lines = {
        category.get("label"): [
            option.get("value")
            for option in root.findall(f".//symbol[@name='{category.get('symbol')}']/layer/Option/Option")
            if option.get("name") == "outline_style"
        ]
        for category in root.iter("category")
    }
    assert lines == {"several addresses": ["solid", "solid"], "single address": ["solid", "dash"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_the_results_has_a_heading_of_its_own_in_every_language(
    tmp_path: Path, language: Language
) -> None:
    write_geopackage(made_result(language=language), tmp_path / "hotspot.gpkg")

    for layer in ("ranking", "hotspots"):
        names = pyogrio.read_info(tmp_path / "hotspot.gpkg", layer=layer)["fields"].tolist()
        headings = {
            a.get("field"): a.get("name") for a in style(tmp_path / "hotspot.gpkg", layer).iter("alias")
        }
        assert list(headings) == names
        assert all(headings.values())
        assert len(set(headings.values())) == len(names)


def test_the_level_of_each_interval_is_a_field_of_the_areas(package: Path) -> None:
    assert rows(package, "SELECT DISTINCT intervals FROM ranking") == [
        ("score 95 %; rank 95 %; expected 90 %",)
    ]
    assert dict(rows(package, "SELECT name, type FROM pragma_table_info('ranking')"))["intervals"] == "TEXT"


def test_what_is_unknown_is_null_and_a_column_keeps_its_type_where_all_of_it_is(tmp_path: Path) -> None:
    result = made_result()
    unknown = result.ranking.frame.assign(population=np.nan, rate_per_1000=np.nan, hotspot_ids="", name_kk="")
    result = replace(result, ranking=replace(result.ranking, frame=unknown))

    write_geopackage(result, tmp_path / "hotspot.gpkg")

    asked = "population", "rate_per_1000", "hotspot_ids", "name_kk", "rank"
    kinds = dict(rows(tmp_path / "hotspot.gpkg", "SELECT name, type FROM pragma_table_info('ranking')"))
    assert [kinds[name] for name in asked] == ["INTEGER", "REAL", "TEXT", "TEXT", "INTEGER"]
    assert rows(tmp_path / "hotspot.gpkg", f"SELECT {', '.join(asked)} FROM ranking LIMIT 1") == [
        (None, None, None, None, 1)
    ]


def test_no_hot_spot_gives_an_empty_layer_with_its_types(tmp_path: Path) -> None:
    result = made_result()
    result = replace(result, hotspots=replace(result.hotspots, frame=result.hotspots.frame.iloc[:0]))

    write_geopackage(result, tmp_path / "hotspot.gpkg")

    info = pyogrio.read_info(tmp_path / "hotspot.gpkg", layer="hotspots")
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert info["features"] == 0
    assert (types["incidents"], types["area_km2"], types["kind"]) == ("int64", "float64", "object")


def test_results_say_their_order_period_and_that_they_are_synthetic(package: Path) -> None:
    ((about,),) = rows(package, "SELECT description FROM gpkg_contents WHERE table_name = 'ranking'")

    assert about.startswith("Test city · ")
    assert "per km² per year" in about
    assert "31 Dec 2025" in about
    assert about.endswith("SYNTHETIC DATA")


def test_programs_of_some_years_ago_read_the_version(package: Path) -> None:
    assert rows(package, "PRAGMA user_version") == [(10_200,)]


def test_the_file_is_sound_and_its_style_table_is_registered(package: Path) -> None:
    assert rows(package, "PRAGMA integrity_check") == [("ok",)]
    assert rows(package, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [
        ("attributes",)
    ]


def test_of_a_given_layer_only_names_leave(package: Path) -> None:
    posts = pyogrio.read_dataframe(package, layer="posts")

    assert list(posts.columns) == ["name", "geometry"]
    assert b"+7 700" not in package.read_bytes()


def test_a_given_thing_without_a_plain_name_is_called_as_the_language_calls_it(tmp_path: Path) -> None:
    result = made_result(language="ru")
    posts = result.layers["posts"].assign(name=["", None], name_ru=["Пост 1", ""], kind="posts")

    write_geopackage(replace(result, layers={"posts": posts}), tmp_path / "hotspot.gpkg")

    assert rows(tmp_path / "hotspot.gpkg", "SELECT name, name_ru, kind FROM posts") == [
        ("Пост 1", "Пост 1", "posts"),
        (None, None, "posts"),
    ]


def test_posts_cameras_and_venues_have_different_marks(tmp_path: Path) -> None:
    result = made_result()
    posts = result.layers["posts"]

    write_geopackage(
        replace(result, layers=dict.fromkeys(("posts", "cameras", "venues", "trees"), posts)),
        tmp_path / "hotspot.gpkg",
    )

    marks = [
        option.get("value")
        for layer in ("posts", "cameras", "venues", "trees")
        for option in style(tmp_path / "hotspot.gpkg", layer).iter("Option")
        if option.get("name") == "name"
    ]
    assert marks == ["square", "triangle", "circle", "diamond"]


def test_a_given_layer_cannot_take_the_place_of_a_result(tmp_path: Path) -> None:
    result = made_result()
    posts = result.layers["posts"]
    result = replace(result, layers={"ranking": posts, "layer_styles": posts, "a; DROP": posts, "": posts})

    write_geopackage(result, tmp_path / "hotspot.gpkg")

    names = {name for name, _ in pyogrio.list_layers(tmp_path / "hotspot.gpkg")}
    assert names == {
        "ranking",
        "hotspots",
        "given_ranking",
        "given_layer_styles",
        "a_drop",
        "layer",
        "layer_styles",
    }
    assert len(pyogrio.read_dataframe(tmp_path / "hotspot.gpkg", layer="ranking")) == 12


def test_the_day_given_to_gdal_is_taken_back() -> None:
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
