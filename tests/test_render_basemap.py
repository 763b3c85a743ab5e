"""The ground under the areas: cut to the place, thinned, in moves or in tiles, without a word of the data."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from made_result import CRS, SIDE, SOUTH, WEST, made_result
from shapely import LineString, Point, Polygon, box

from hotspot.render import basemap
from hotspot.render.basemap import base_island, ground
from hotspot.render.tiles import GROUPS, archive, tiled
from hotspot.schema import LANGUAGES, Source
from hotspot.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result

WORDS = {language: Words(language=language) for language in LANGUAGES}
X, Y = WEST + SIDE, SOUTH + SIDE  # well inside the city


def layer(kinds: list[str], shapes: list[Any]) -> gpd.GeoDataFrame:
    columns = {name: ["<img onerror>"] * len(kinds) for name in ("name", "name_en", "name_ru", "name_kk")}
    return gpd.GeoDataFrame({**columns, "kind": kinds}, geometry=shapes, crs=CRS)


def with_ground(**layers: gpd.GeoDataFrame) -> Result:
    return replace(made_result(), layers=layers)


def island(result: Result) -> dict[str, Any]:
    found = base_island(result, WORDS)
    assert found is not None
    return found


def city() -> Result:
    """A city with one of everything, and a building with a courtyard."""
    yard = Polygon(
        [(X, Y), (X, Y + 60), (X + 60, Y + 60), (X + 60, Y)],
        [[(X + 20, Y + 20), (X + 40, Y + 20), (X + 40, Y + 40), (X + 20, Y + 40)]],
    )
    across = [LineString([(X, Y + 100 * i), (X + 900, Y + 100 * i + 1)]) for i in range(6)]
    return with_ground(
        streets=layer(["main", "minor", "service", "foot", "streets"], across[:5]),
        water=layer(["water", "river", "stream"], [box(X, Y + 700, X + 200, Y + 800), *across[4:]]),
        buildings=layer(["buildings"], [yard]),
        green=layer(["green"], [box(X + 300, Y + 700, X + 500, Y + 800)]),
        railway=layer(["railway"], [across[5]]),
    )


def test_a_city_without_any_ground_has_none() -> None:
    assert base_island(with_ground(), WORDS) is None
    assert base_island(with_ground(posts=layer(["posts"], [Point(X, Y)])), WORDS) is None


def test_each_thing_is_drawn_as_its_kind_and_an_unknown_street_as_a_main_one() -> None:
    found = island(city())

    counts = {kind: len(lines) for kind, lines in found["paths"].items()}
    one_each = dict.fromkeys(("green", "water", "river", "stream", "railway", "minor", "service", "foot"), 1)
    assert counts == {**one_each, "building": 2, "main": 2}
    assert found["layers"] == ["green", "water", "buildings", "railway", "streets"]
    assert (found["tiles"], found["left_out"]["en"]) == ({}, [])


def test_no_text_from_the_data_reaches_the_page() -> None:
    result = city()
    result.layers["streets"]["kind"] = "<img onerror>"

    assert "onerror" not in json.dumps(base_island(result, WORDS))


def test_holes_run_the_other_way_round_than_outlines() -> None:
    outer, inner = (
        np.cumsum(np.reshape(ring, (-1, 2)), axis=0) for ring in island(city())["paths"]["building"]
    )

    assert shapely.is_ccw(shapely.linearrings(outer))
    assert not shapely.is_ccw(shapely.linearrings(inner))


def test_what_lies_far_away_is_left_out_and_what_crosses_the_edge_is_cut() -> None:
    result = with_ground(
        streets=layer(["main", "minor"], [
            LineString([(X - 1e6, Y), (X + 1e6, Y)]), LineString([(X + 5e5, Y), (X + 6e5, Y)]),
        ]),
        water=layer(["water"], [box(X - 1e6, Y, X + 1e6, Y + 50)]),
    )  # fmt: skip

    shapes = ground(result)

    west, _, east, _ = result.ranking.frame.total_bounds
    width = (1 + 2 * basemap.MARGIN) * (east - west)
    assert list(shapes) == ["water", "main"]
    assert shapes["main"][0].length == pytest.approx(width, rel=0.1)
    assert shapes["water"][0].area == pytest.approx(50 * shapes["main"][0].length)


def test_lines_are_joined_end_to_end_and_thinned_to_three_metres() -> None:
    wavy = [(X + 10 * i, Y + (i % 2)) for i in range(41)]
    pieces = [LineString(wavy[:21]), LineString(wavy[20:])]

    (line,) = ground(with_ground(streets=layer(["main", "main"], pieces)))["main"]

    assert shapely.get_num_coordinates(line) == 2
    assert line.length == pytest.approx(400, abs=1)


def test_the_order_of_features_does_not_change_the_page() -> None:
    one = city()
    other = replace(one, layers={name: frame.iloc[::-1] for name, frame in reversed(one.layers.items())})

    assert island(one) == island(other)


def test_data_of_openstreetmap_carry_the_credit_in_three_languages() -> None:
    plain = city()
    osm = Source(path="city.osm.pbf", sha256="0", facts={"credit": "OpenStreetMap, ODbL"})

    credit = island(replace(plain, sources={**plain.sources, "layers.basemap": (osm,)}))["credit"]

    assert set(island(plain)["credit"].values()) == {""}
    assert credit["en"] == "© OpenStreetMap contributors (ODbL)"
    assert all("© " in text and "ODbL" in text for text in credit.values())
    assert len(set(credit.values())) == 3


def test_a_heavy_ground_comes_as_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basemap, "HEAVIEST", 100)

    found = island(city())

    assert found["paths"] == {}
    assert list(found["tiles"]) == list(GROUPS)
    assert found["layers"] == ["green", "water", "buildings", "railway", "streets"]
    assert all(base64.b64decode(text).startswith(b"PMTiles\x03") for text in found["tiles"].values())


def test_tiles_hold_every_shape_to_half_a_metre(tmp_path: Path) -> None:
    shapes = ground(city())
    path = tmp_path / "ground.pmtiles"
    path.write_bytes(archive({"main": shapes["main"], "building": shapes["building"]}, CRS, zoom=14))

    back = pyogrio.read_dataframe(path).to_crs(CRS)

    for kind in ("main", "building"):
        drawn = shapely.union_all(back.loc[back["kind"] == kind].geometry.to_numpy())
        assert drawn.hausdorff_distance(shapely.union_all(shapes[kind])) < 100  # tiles reach over their edge
        assert drawn.symmetric_difference(shapely.union_all(shapes[kind])).area < 100
    header = struct.unpack("<7s4B", path.read_bytes()[:8] + path.read_bytes()[99:102])
    assert header == (b"PMTiles", 3, 1, 14, 14)


def test_tiles_are_the_same_bytes_twice_and_tell_no_path_and_no_time() -> None:
    shapes = ground(city())

    first, second = (archive({"main": shapes["main"]}, CRS, zoom=13) for _ in range(2))

    assert first == second


def test_what_is_too_much_is_first_coarser_then_left_out_buildings_before_small_streets() -> None:
    shapes = ground(city())
    sizes = {name: len(text) for name, text in tiled(shapes, CRS, heaviest=10**9)[0].items()}

    found = [tiled(shapes, CRS, heaviest=most) for most in (sum(sizes.values()), sizes["wide"] * 2, 1)]

    assert [left_out for _, left_out in found] == [(), ("buildings",), ("buildings", "near")]
    assert [list(archives) for archives, _ in found] == [list(GROUPS), ["wide", "near"], ["wide"]]


def test_what_was_left_out_is_said_and_is_no_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basemap, "HEAVIEST", 100)
    monkeypatch.setattr(basemap, "HEAVIEST_TILES", 1)

    found = island(city())

    assert "buildings" not in found["layers"]
    assert [text.partition(":")[0] for text in found["left_out"]["en"]] == [
        "Buildings left out", "Small streets and paths left out",
    ]  # fmt: skip
    assert all(len(found["left_out"][language]) == 2 for language in LANGUAGES)


def test_a_place_of_no_size_and_shapes_without_extent_do_no_harm() -> None:
    spot = Point(X, Y)
    dots = [LineString([spot, spot]), box(X, Y, X + 0.5, Y + 0.5), spot]
    result = with_ground(streets=layer(["main"] * 3, dots), buildings=layer(["buildings"] * 3, dots))

    assert base_island(result, WORDS) is None


def test_moves_lead_along_the_line() -> None:
    steps = island(city())["paths"]["river"][0]

    lon, lat = steps[0] / 1e5, steps[1] / 1e5
    places = [(lon, lat)]
    for east, north in zip(steps[2::2], steps[3::2], strict=True):
        places.append((places[-1][0] + east / 1e5, places[-1][1] + north / 1e5))
    metres = gpd.GeoSeries([Point(place) for place in places], crs=4326).to_crs(CRS)
    legs = [one.distance(other) for one, other in pairwise(metres)]
    assert sum(legs) == pytest.approx(900, abs=2)
