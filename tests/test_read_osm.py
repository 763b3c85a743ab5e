"""Base maps: of an extract only the ground around the place comes in, and only from a file that is whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
from made_osm import extract
from shapely import LineString, Point, box

from hotspot.errors import InputError
from hotspot.read import GROUND, read_basemap, read_layer
from hotspot.read.osm_blocks import check_blocks

if TYPE_CHECKING:
    from hotspot.read.osm import Box

HERE: Box = (76.90, 43.20, 76.95, 43.25)
CASES = Path(__file__).parent / "cases" / "files"
ALMATY = Path(__file__).parents[2] / "shared" / "data" / "kazakhstan" / "almaty" / "almaty_2013-12.osm.pbf"


def square(west: float, south: float, side: float = 0.001) -> list[tuple[float, float]]:
    east, north = round(west + side, 7), round(south + side, 7)
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


WAYS = [
    ({"highway": "primary", "name": "Абай", "name:kk": "Абай даңғылы"}, [(76.91, 43.21), (76.92, 43.21)]),
    ({"highway": "residential", "surface": "asphalt"}, [(76.91, 43.22), (76.92, 43.22)]),
    ({"highway": "service"}, [(76.91, 43.23), (76.92, 43.23)]),
    ({"highway": "footway"}, [(76.91, 43.24), (76.92, 43.24)]),
    ({"highway": "proposed"}, [(76.91, 43.245), (76.92, 43.245)]),
    ({"waterway": "river", "name": "Есентай"}, [(76.93, 43.20), (76.93, 43.25)]),
    ({"waterway": "stream"}, [(76.94, 43.20), (76.94, 43.25)]),
    ({"natural": "water", "name": "Сайран"}, square(76.915, 43.215)),
    ({"building": "yes", "name": "Own name"}, square(76.925, 43.215)),
    ({"building": "no"}, square(76.927, 43.215)),
    ({"leisure": "park"}, square(76.905, 43.235)),
    ({"landuse": "industrial"}, square(76.907, 43.235)),
    ({"railway": "rail"}, [(76.90, 43.201), (76.95, 43.201)]),
    ({"highway": "primary"}, [(71.4, 51.1), (71.5, 51.1)]),  # another city
    ({"building": "yes"}, square(71.45, 51.15)),
]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "city.osm.pbf"
    path.write_bytes(extract(WAYS))
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_basemap(str(path), box=HERE)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_of_an_extract_the_ground_of_the_place_is_read_by_kind(city: Path) -> None:
    base = read_basemap(str(city), box=HERE)

    kinds = {layer: sorted(frame["kind"]) for layer, frame in base.layers.items()}
    assert kinds == {
        "green": ["green"],
        "water": ["river", "stream", "water"],
        "buildings": ["buildings"],
        "railway": ["railway"],
        "streets": ["foot", "main", "minor", "service"],
    }
    assert tuple(base.layers) == GROUND
    assert all(frame.crs == "EPSG:4326" for frame in base.layers.values())
    assert base.findings == ()


def test_only_streets_keep_their_names_and_no_other_tag_comes_along(city: Path) -> None:
    layers = read_basemap(str(city), box=HERE).layers

    streets = layers["streets"].set_index("kind")
    assert streets.loc["main", ["name", "name_kk", "name_ru"]].tolist() == ["Абай", "Абай даңғылы", ""]
    kept = {text for frame in layers.values() for text in frame.drop(columns="geometry").to_numpy().ravel()}
    assert kept == {
        *("", "Абай", "Абай даңғылы", "main", "minor", "service", "foot"),
        *("river", "stream", "water", "buildings", "green", "railway"),
    }


def test_a_layer_that_is_given_elsewhere_is_not_read(city: Path) -> None:
    base = read_basemap(str(city), box=HERE, wanted={"water", "railway"})

    assert list(base.layers) == ["water", "railway"]


def test_an_extract_says_whose_data_it_holds_and_its_hash(city: Path) -> None:
    source = read_basemap(str(city), box=HERE).source

    assert source.path == str(city)
    assert len(source.sha256) == 64
    assert source.facts == {"credit": "OpenStreetMap, ODbL"}


def test_an_extract_of_another_place_is_said_aloud(city: Path) -> None:
    base = read_basemap(str(city), box=(0.0, 0.0, 1.0, 1.0))

    assert base.layers == {}
    assert [finding.code for finding in base.findings] == ["basemap_elsewhere"]


def test_nothing_is_left_behind_and_gdal_is_as_before(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = pyogrio.get_gdal_config_option("CPL_TMPDIR")

    read_basemap(str(city), box=HERE)

    assert list(scratch.iterdir()) == []
    assert pyogrio.get_gdal_config_option("CPL_TMPDIR") == before


@pytest.mark.parametrize("share", [0.2, 0.3, 0.6, 0.99])
def test_an_extract_that_is_cut_short_is_refused(city: Path, share: float) -> None:
    whole = city.read_bytes()
    city.write_bytes(whole[: int(len(whole) * share)])

    assert "the file is damaged or cut short: the block at byte" in refused(city)


def test_every_changed_byte_of_the_data_is_noticed(city: Path) -> None:
    whole = city.read_bytes()
    start = whole.index(b"OSMData")

    for at in range(start + 30, len(whole), 97):
        city.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert "damaged or cut short" in refused(city)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"<osm></osm>", "its content is XML or HTML text"),
        (b"\0\0\0\x0d\n\x09OSMHeaderX" + bytes(50), "damaged or cut short"),
        (b"\xff\xff\xff\xff\n\x09OSMHeader" + bytes(50), "damaged or cut short"),
        (extract([]), "the file holds no map data"),
    ],
)
def test_what_only_looks_like_an_extract_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "city.osm.pbf"
    path.write_bytes(content)

    assert said in refused(path)


def test_an_extract_under_another_ending_and_another_file_as_an_extract_are_refused(city: Path) -> None:
    as_package = city.with_name("city.gpkg")
    as_package.write_bytes(city.read_bytes())
    as_xml = city.with_name("city.osm")
    as_xml.write_bytes(b"<osm></osm>")

    assert "it ends in '.gpkg', but its content is" in refused(as_package)
    assert "osmium cat" in refused(as_xml)
    with pytest.raises(InputError, match="this is an address"):
        read_basemap("/vsicurl/http://127.0.0.1/city.osm.pbf", box=HERE)


def test_an_extract_of_a_continent_is_refused(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotspot.read.osm_blocks.MOST_BYTES", 100)

    with pytest.raises(InputError, match="cut the city out of it"):
        check_blocks(city, "city.osm.pbf")


def package(path: Path, **layers: gpd.GeoDataFrame) -> Path:
    for name, frame in layers.items():
        frame.to_file(path, layer=name, engine="pyogrio")
    return path


def test_of_a_geopackage_layers_are_found_by_name_and_cut_to_the_place_in_their_own_crs(
    tmp_path: Path,
) -> None:
    roads = gpd.GeoDataFrame(
        {"fclass": ["trunk", "track", "trunk"], "name": ["A", None, "far"]},
        geometry=[LineString(line) for line in (WAYS[0][1], WAYS[1][1], WAYS[13][1])],
        crs=4326,
    )
    lakes = gpd.GeoDataFrame({"owner": ["Ivanov"]}, geometry=[box(76.91, 43.21, 76.92, 43.22)], crs=4326)
    people = gpd.GeoDataFrame({"name": ["Ivanov"]}, geometry=[Point(76.91, 43.21)], crs=4326)
    path = package(tmp_path / "base.gpkg", roads=roads.to_crs(32643), Water=lakes, people=people)

    base = read_basemap(str(path), box=HERE)

    assert list(base.layers) == ["water", "streets"]
    assert base.layers["streets"][["name", "kind"]].to_numpy().tolist() == [["A", "main"], ["", "service"]]
    assert base.layers["streets"].crs == "EPSG:32643"
    assert base.source.facts == {}


def test_layers_named_as_geofabrik_does_bring_the_credit(tmp_path: Path) -> None:
    water = gpd.GeoDataFrame(
        {"fclass": ["river"]}, geometry=[LineString([(76.91, 43.2), (76.91, 43.25)])], crs=4326
    )
    path = package(tmp_path / "almaty.gpkg", gis_osm_waterways_free=water)

    base = read_basemap(str(path), box=HERE)

    assert base.layers["water"]["kind"].tolist() == ["river"]
    assert base.source.facts == {"credit": "OpenStreetMap, ODbL"}


def test_a_geopackage_without_any_known_layer_is_refused_with_the_names_it_has(tmp_path: Path) -> None:
    people = gpd.GeoDataFrame({"name": ["Ivanov"]}, geometry=[Point(76.91, 43.21)], crs=4326)
    path = package(tmp_path / "base.gpkg", people=people)

    message = refused(path)
    assert "it has people" in message
    assert "call them streets, water, buildings" in message


def test_streets_of_the_user_are_told_apart_by_any_known_class_column(tmp_path: Path) -> None:
    lines = [LineString([(76.9, 43.2 + i / 100), (76.95, 43.2 + i / 100)]) for i in range(4)]
    frame = gpd.GeoDataFrame({"highway": ["tertiary_link", "steps", "<b>", None]}, geometry=lines, crs=4326)
    frame.to_file(tmp_path / "streets.geojson")

    read = read_layer(str(tmp_path / "streets.geojson"), kind="streets")

    assert read["kind"].tolist() == ["main", "foot", "minor", "minor"]


def test_a_real_extract_of_a_city_is_read_whole() -> None:
    if not ALMATY.exists():
        pytest.skip("needs the extract of Almaty")

    layers = read_basemap(str(ALMATY), box=(76.8, 43.2, 77.0, 43.35)).layers

    counts = {layer: len(frame) for layer, frame in layers.items()}
    assert counts == dict(green=90, water=101, buildings=7612, railway=83, streets=3210)  # noqa: C408
