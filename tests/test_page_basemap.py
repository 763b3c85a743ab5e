"""The ground in a real browser: drawn from moves and tiles alike, shown and hidden, without any request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from made_result import CRS, SIDE, SOUTH, WEST, made_result
from shapely import LineString, box

from hotspot.render import basemap, map_page
from hotspot.schema import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.schema import Result

pytestmark = pytest.mark.browser
NEUTRAL = {"color_scheme": "light"}
WATER = (169, 203, 224)  # as script/basemap.js paints it
STREET = (180, 185, 190)
BUILDING = (227, 225, 220)
# How many points of a pane's canvas have a colour, to within what rounding and smooth edges do.
COUNT = """([pane, colour]) => {
  const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
  const copy = new OffscreenCanvas(canvas.width, canvas.height)
    .getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const alike = colour ? colour.every((part, j) => Math.abs(part - data[i + j]) <= 2) : true;
    if (alike && data[i + 3] > (colour ? 250 : 0)) count += 1;
  }
  return count;
}"""
METRES = """() => 40075016.7 * Math.cos(City.box[0][0] * Math.PI / 180) / (256 * 2 ** Ground.map.getZoom())"""


def layer(kind: str, *shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"kind": [kind] * len(shapes)}, geometry=list(shapes), crs=CRS)


def city() -> Result:
    """The hand-made city with a lake of 1 km² beside it, a main street across, and a building with a yard."""
    middle = SOUTH + SIDE
    lake = box(WEST - 500, SOUTH, WEST - 100, SOUTH + 2_500)
    house = box(WEST + 600, middle + 200, WEST + 700, middle + 300)
    yard = box(WEST + 630, middle + 230, WEST + 670, middle + 270)
    osm = Source(path="city.osm.pbf", sha256="0", facts={"credit": "OpenStreetMap, ODbL"})
    result = made_result()
    return replace(
        result,
        layers={
            "water": layer("water", lake),
            "streets": layer("main", LineString([(WEST - 400, middle), (WEST + 3 * SIDE, middle)])),
            "buildings": layer("buildings", house.difference(yard)),
        },
        sources={**result.sources, "layers.basemap": (osm,)},
    )


def count(page: Page, colour: tuple[int, int, int] | None, *, pane: str = "ground") -> int:
    found: int = page.evaluate(COUNT, [pane, list(colour) if colour else None])
    return found


def settled(page: Page, colour: tuple[int, int, int]) -> int:
    """Wait until the ground has the colour and changes no more; return how many of its points have it."""
    before = -1
    for _ in range(40):
        now = count(page, colour)
        if now == before > 0:
            return now
        before = now
        page.wait_for_timeout(100)
    return before


def look_closely(page: Page) -> None:
    page.evaluate("(at) => { Ground.map.setView(at, 17, { animate: false }); }", house_place())


def house_place() -> list[float]:
    place = gpd.GeoSeries(
        [box(WEST + 600, SOUTH + SIDE + 200, WEST + 700, SOUTH + SIDE + 300).centroid], crs=CRS
    )
    point = place.to_crs("EPSG:4326").iloc[0]
    return [point.y, point.x]


@pytest.fixture(params=["moves", "tiles"])
def page_text(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "tiles":
        monkeypatch.setattr(basemap, "HEAVIEST", 0)
    return map_page(city())


def test_water_streets_and_buildings_are_drawn_from_moves_and_from_tiles(
    open_page: Callable[..., Page], page_text: str
) -> None:
    page = open_page(page_text, **NEUTRAL)

    lake = settled(page, WATER)
    metres = page.evaluate(METRES)
    assert lake == pytest.approx(400 * 2_500 / metres**2, rel=0.05)
    assert count(page, STREET) > 100
    assert count(page, BUILDING) == 0  # too small to be seen from afar

    look_closely(page)
    house = settled(page, BUILDING)
    metres = page.evaluate(METRES)
    assert house == pytest.approx((100**2 - 40**2) / metres**2, rel=0.08)  # its outline lies half inside


def test_a_page_is_ready_when_its_ground_is_painted(open_page: Callable[..., Page], page_text: str) -> None:
    page = open_page(page_text, **NEUTRAL)

    assert count(page, WATER) > 0


def test_a_layer_of_the_ground_can_be_hidden_and_shown(
    open_page: Callable[..., Page], page_text: str
) -> None:
    page = open_page(page_text, **NEUTRAL)
    before = settled(page, WATER)

    page.uncheck("#show-water")
    page.wait_for_timeout(200)
    hidden = count(page, WATER)
    page.check("#show-water")

    assert (hidden, settled(page, WATER)) == (0, before)


def test_main_streets_are_seen_over_the_areas_too(open_page: Callable[..., Page], page_text: str) -> None:
    page = open_page(page_text, **NEUTRAL)
    settled(page, WATER)

    painted = count(page, None, pane="streets")

    assert painted > 300


def test_moves_and_tiles_paint_the_same_picture(
    open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = open_page(map_page(city()), **NEUTRAL)
    monkeypatch.setattr(basemap, "HEAVIEST", 0)
    tiled = open_page(map_page(city()), **NEUTRAL)

    assert settled(plain, WATER) == pytest.approx(settled(tiled, WATER), rel=0.02)
    assert settled(plain, STREET) == pytest.approx(settled(tiled, STREET), rel=0.15)  # smooth edges differ


def test_the_credit_is_on_the_page_in_the_language_shown(
    open_page: Callable[..., Page], page_text: str
) -> None:
    page = open_page(page_text, **NEUTRAL)

    english = page.inner_text("#credit")
    page.click("#languages button[lang=ru]")

    assert english == "© OpenStreetMap contributors (ODbL)"
    assert page.inner_text("#credit") == "© участники OpenStreetMap (ODbL)"


def test_on_white_ground_an_area_has_the_colour_of_its_class(open_page: Callable[..., Page]) -> None:
    page = open_page(map_page(city()), **NEUTRAL)
    settled(page, WATER)

    canvas_ground = count(page, (255, 255, 255))
    blend = page.evaluate("getComputedStyle(document.querySelector('.leaflet-areas-pane')).mixBlendMode")

    assert blend == "multiply"
    assert canvas_ground > 100_000


def test_the_ground_stays_light_in_dark_mode(open_page: Callable[..., Page]) -> None:
    page = open_page(map_page(city()), color_scheme="dark")

    assert settled(page, WATER) > 1_000


def test_tiles_are_numbered_along_the_hilbert_curve(open_page: Callable[..., Page]) -> None:
    page = open_page(map_page(city()), **NEUTRAL)

    table = [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0), (12, 3423, 1763)]
    found = [page.evaluate("(place) => Tiles.idOf(...place)", list(place)) for place in table]

    assert found == [0, 1, 2, 3, 4, 5, 19_078_479]  # PMTiles 3, chapter 4.1
