"""Ranking and hot spots as GeoJSON: the rules of RFC 7946."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st
from made_result import CRS, SOUTH, WEST, made_result
from pyproj import Transformer

from hotspot.schema import RANKING_COLUMNS
from hotspot.write.features import lon_lat, write_features

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Any]:
    write_features(
        made_result(), ranking=tmp_path / "ranking.geojson", hotspots=tmp_path / "hotspots.geojson"
    )
    return {
        name: json.loads(
            (tmp_path / f"{name}.geojson").read_text(encoding="utf-8"), parse_constant=pytest.fail
        )
        for name in ("ranking", "hotspots")
    }


def moved(shape: shapely.Geometry) -> gpd.GeoDataFrame:
    shape = shapely.affinity.translate(shape, WEST, SOUTH)
    return gpd.GeoDataFrame(geometry=[shape], crs=CRS)


def test_places_are_longitude_and_latitude_in_wgs_84(written: dict[str, Any]) -> None:
    lon, lat = Transformer.from_crs(CRS, 4326, always_xy=True).transform(WEST, SOUTH + 3_000)

    ring = written["ranking"]["features"][0]["geometry"]["coordinates"][0]

    assert [round(lon, 6), round(lat, 6)] in ring
    assert "crs" not in written["ranking"]


@pytest.mark.parametrize("name", ["ranking", "hotspots"])
def test_outer_rings_turn_left_are_closed_and_have_six_decimals(written: dict[str, Any], name: str) -> None:
    for feature in written[name]["features"]:
        ring = feature["geometry"]["coordinates"][0]
        assert shapely.is_ccw(shapely.LinearRing(ring))
        assert ring[0] == ring[-1]
        assert all(round(value, 6) == value for place in ring for value in place)


def test_holes_turn_right_and_stay_holes() -> None:
    holed = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))

    (shape,) = lon_lat(moved(holed))

    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw


@given(
    corners=st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=3, max_size=9),
    hole=st.floats(0.01, 0.5),
)
def test_shapes_of_any_size_stay_valid_and_never_repeat_a_corner(
    corners: list[tuple[float, float]], hole: float
) -> None:
    small = shapely.MultiPoint(corners).convex_hull.buffer(0.02)

    (shape,) = lon_lat(moved(small.difference(small.centroid.buffer(hole))))

    assert shape.is_valid
    assert shape.geom_type in {"Polygon", "MultiPolygon"}
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            corners_of_ring = list(ring.coords)
            assert all(one != next_one for one, next_one in pairwise(corners_of_ring))


def test_a_shape_smaller_than_the_last_decimal_has_no_surface_left() -> None:
    (shape,) = lon_lat(moved(shapely.box(0, 0, 0.001, 0.001)))

    assert shape.is_empty


def test_the_box_holds_every_corner_and_no_more(written: dict[str, Any]) -> None:
    for collection in written.values():
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]

        assert collection["bbox"] == shapely.total_bounds(shapes).tolist()


def test_a_sliver_that_rounding_breaks_is_mended() -> None:
    bow = shapely.Polygon([(0, 0), (30, 0.02), (60, 0), (60, 30), (30, 0.03), (0, 30)])

    (shape,) = lon_lat(moved(bow))

    assert shape.is_valid
    assert shape.geom_type in {"Polygon", "MultiPolygon"}


def test_hot_spots_carry_what_scripts_rely_on_in_order_of_rank(written: dict[str, Any]) -> None:
    features = written["hotspots"]["features"]

    assert [feature["id"] for feature in features] == ["H1", "H2", "H3"]
    assert {"hotspot_id", "rank", "incidents", "sites", "area_km2"} <= set(features[0]["properties"])
    assert written["hotspots"]["about"] == {
        "title": "Test city",
        "synthetic": True,
        "period": ["2025-01-01", "2025-12-31"],
    }


def test_the_level_of_each_interval_is_said_of_the_file_and_in_a_field_that_every_gis_shows(
    tmp_path: Path, written: dict[str, Any]
) -> None:
    ranking = written["ranking"]

    read = pyogrio.read_dataframe(tmp_path / "ranking.geojson")

    assert ranking["about"]["intervals"] == {"score": 0.95, "rank": 0.95, "expected": 0.9}
    assert {feature["properties"]["intervals"] for feature in ranking["features"]} == {
        "score 95 %; rank 95 %; expected 90 %"
    }
    assert set(read["intervals"]) == {"score 95 %; rank 95 %; expected 90 %"}
    assert list(ranking["features"][0]["properties"])[:-1] == [
        column for column in RANKING_COLUMNS if column != "geometry"
    ]
    assert "intervals" not in written["hotspots"]["about"]  # they have none


def test_no_hot_spot_gives_an_empty_collection_that_opens(tmp_path: Path) -> None:
    result = made_result()
    result = replace(result, hotspots=replace(result.hotspots, frame=result.hotspots.frame.iloc[:0]))

    write_features(result, ranking=tmp_path / "r.geojson", hotspots=tmp_path / "h.geojson")

    collection = json.loads((tmp_path / "h.geojson").read_text(encoding="utf-8"))
    assert collection["features"] == []
    assert "bbox" not in collection


def test_gdal_reads_back_twelve_areas_with_their_numbers(tmp_path: Path) -> None:
    write_features(made_result(), ranking=tmp_path / "r.geojson", hotspots=tmp_path / "h.geojson")

    frame = pyogrio.read_dataframe(tmp_path / "r.geojson")

    assert frame["incidents"].sum() == 600
    assert frame.to_crs(CRS).area.sum() / 1e6 == pytest.approx(12.0, rel=1e-5)
