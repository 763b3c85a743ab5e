"""Streets to walk on: lines of a layer, or of an extract those that a person may use."""

from __future__ import annotations

import json
from pathlib import Path

import pyproj
import pytest
from made_osm import extract

from hotspot.errors import InputError
from hotspot.read import read_streets

UTM = pyproj.CRS.from_epsg(32643)
HERE = (76.90, 43.20, 76.95, 43.25)
ALMATY = Path(__file__).parents[2] / "shared" / "data" / "kazakhstan" / "almaty" / "almaty_2013-12.osm.pbf"
KINDS = {
    "kept": [
        {"highway": "primary", "name": "Абай", "name:kk": "Абай даңғылы"},
        {"highway": "footway", "name": "path"},
        {"highway": "trunk", "name": "trunk"},
        {"highway": "service", "access": "private", "foot": "yes", "name": "let in"},
    ],
    "left": [
        {"highway": "motorway", "name": "motorway"},
        {"highway": "motorway_link", "name": "link"},
        {"highway": "service", "access": "private", "name": "yard"},
        {"highway": "residential", "foot": "no", "name": "barred"},
        {"highway": "proposed", "name": "plan"},
        {"waterway": "river", "name": "river"},
    ],
}


def made(path: Path) -> str:
    every = [*KINDS["kept"], *KINDS["left"]]
    ways = [(tags, [(76.91, 43.21 + i / 1000), (76.92, 43.21 + i / 1000)]) for i, tags in enumerate(every)]
    path.write_bytes(extract([*ways, ({"highway": "primary", "name": "far"}, [(71.4, 51.1), (71.5, 51.1)])]))
    return str(path)


def test_of_an_extract_come_the_streets_that_a_person_may_walk_on(tmp_path: Path) -> None:
    streets, findings = read_streets(made(tmp_path / "city.osm.pbf"), crs=UTM, box=HERE)

    assert sorted(streets["name"]) == sorted(tags["name"] for tags in KINDS["kept"])
    assert streets.set_index("name").loc["Абай", "name_kk"] == "Абай даңғылы"
    assert streets.geometry.length.between(800, 820).all()
    assert (streets.crs, findings) == (UTM, ())


def test_an_extract_of_another_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no street to walk on around the city"):
        read_streets(made(tmp_path / "city.osm.pbf"), crs=UTM, box=(10.0, 50.0, 10.1, 50.1))


def test_a_layer_without_lines_is_refused(tmp_path: Path) -> None:
    point = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [76.9, 43.2]},
    }
    path = tmp_path / "points.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}), encoding="utf-8")

    with pytest.raises(InputError, match="there is no street in it"):
        read_streets(str(path), crs=UTM, box=HERE)


def test_the_real_extract_of_almaty_has_hundreds_of_ways_on_foot() -> None:
    if not ALMATY.is_file():
        pytest.skip("the extract of Almaty is not at hand")

    streets, _ = read_streets(str(ALMATY), crs=UTM, box=HERE)

    assert len(streets) > 300
    assert {"main", "minor"} <= set(streets["kind"])
