"""All layers in one GeoPackage, with styles for QGIS."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pyogrio
import pytest
from made_result import made_result

from hotspot.write.geopackage import write_geopackage

if TYPE_CHECKING:
    from pathlib import Path


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


def test_the_ranking_is_graduated_by_score_and_every_score_has_a_class(package: Path) -> None:
    ((text,),) = rows(package, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'ranking'")
    scores = [score for (score,) in rows(package, "SELECT score FROM ranking")]

    renderer = ET.fromstring(text).find("renderer-v2")  # noqa: S314 - our own text

    assert renderer is not None
    assert (renderer.get("type"), renderer.get("attr")) == ("graduatedSymbol", "score")
    ranges = [(float(r.get("lower", "")), float(r.get("upper", ""))) for r in renderer.iter("range")]
    assert len(ranges) == 5
    assert all(any(low <= float(score) <= high for low, high in ranges) for score in scores)


def test_the_file_is_sound_and_its_style_table_is_registered(package: Path) -> None:
    assert rows(package, "PRAGMA integrity_check") == [("ok",)]
    assert rows(package, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [
        ("attributes",)
    ]


def test_of_a_given_layer_only_names_leave(package: Path) -> None:
    posts = pyogrio.read_dataframe(package, layer="posts")

    assert list(posts.columns) == ["name", "geometry"]
    assert b"+7 700" not in package.read_bytes()


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
