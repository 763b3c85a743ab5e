"""What a question brings along: every row is either kept or counted, and nothing odd ends in a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyproj
import pytest
import shapely

from hotspot.errors import InputError
from hotspot.read import in_metres, read_brought, read_demand

if TYPE_CHECKING:
    from pathlib import Path

UTM = pyproj.CRS.from_epsg(32643)
HERE, THERE = [76.9, 43.2], [76.91, 43.21]


def features(path: Path, *made: tuple[Any, dict[str, Any]]) -> str:
    found = [
        {
            "type": "Feature",
            "properties": told,
            "geometry": None if at is None else {"type": "Point", "coordinates": at},
        }
        for at, told in made
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8")
    return str(path)


def test_what_has_no_place_is_left_out_and_counted(tmp_path: Path) -> None:
    path = features(tmp_path / "plots.geojson", (HERE, {"name": "a"}), (None, {}), ([76.9, 91.0], {}))

    frame, findings = read_brought(path, kind="candidates", crs=UTM)

    assert frame["name"].tolist() == ["a"]
    assert frame.crs == UTM
    assert [(one.code, dict(one.values)) for one in findings] == [
        ("brought_left_out", {"file": "plots.geojson", "count": 2, "all": 3})
    ]


def test_each_point_counts_as_much_as_its_weight_says_or_one(tmp_path: Path) -> None:
    weighed = features(tmp_path / "a.geojson", (HERE, {"Weight": "2,5"}), (None, {}), (THERE, {"Weight": 3}))
    plain = features(tmp_path / "b.geojson", (HERE, {"name": "x"}))

    shapes, weight, findings = read_demand(weighed, crs=UTM)

    assert weight.tolist() == [2.5, 3.0]
    assert len(shapes) == 2
    assert [one.values["count"] for one in findings] == [1]
    assert read_demand(plain, crs=UTM)[1].tolist() == [1.0]


@pytest.mark.parametrize("weight", ["a lot", -1, None, 1e300, "nan"])
def test_a_weight_that_is_no_number_from_0_up_is_refused_with_its_row(tmp_path: Path, weight: Any) -> None:
    path = features(tmp_path / "demand.geojson", (HERE, {"weight": 1}), (THERE, {"weight": weight}))

    with pytest.raises(InputError, match=r"feature 2: '.*' is no usable demand"):
        read_demand(path, crs=UTM)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ([], "nothing in it that has a place"),
        ([(None, {})], "nothing in it that has a place"),
        ([([200.0, 95.0], {})], "nothing in it that has a place"),
        ([(HERE, {"weight": 0})], "every 'weight' is 0"),
    ],
)
def test_a_file_without_demand_is_refused(tmp_path: Path, made: list[Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_demand(features(tmp_path / "demand.geojson", *made), crs=UTM)


def test_a_file_that_does_not_say_its_crs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "demand.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(HERE)]).to_file(path)

    for read in (read_demand, lambda file, crs: read_brought(file, kind="posts", crs=crs)):
        with pytest.raises(InputError, match="does not say its CRS"):
            read(str(path), crs=UTM)


def test_rings_that_cross_are_mended(tmp_path: Path) -> None:
    bow = shapely.Polygon([(76.9, 43.2), (76.91, 43.21), (76.91, 43.2), (76.9, 43.21)])
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[bow], crs=4326)

    found, findings = in_metres(frame, crs=UTM, path="park.geojson")

    assert found.geometry.is_valid.all()
    assert findings == ()
