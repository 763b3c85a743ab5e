"""The density surface as a picture: it lies where it belongs, and its colours mean what the legend says."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import rasterio
from made_result import CRS, SOUTH, WEST, made_result
from pyproj import Transformer

from hotspot.render.warp import COLOURS, density_picture, png, to_mercator

# A PNG on a web page is placed by the page, not by itself.
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 43), (33, 0), (33, 43), (16, 20)])
def test_a_cell_lands_on_the_web_map_within_a_pixel_of_its_place(row: int, column: int) -> None:
    surface = made_result().surface
    values = np.zeros_like(surface.values)
    values[row, column] = 1.0
    easting, northing = surface.grid.centres()
    to_web = Transformer.from_crs(CRS, 3857, always_xy=True)
    expected = to_web.transform(easting[column], northing[row])

    picture, transform = to_mercator(replace(surface, values=values), CRS)

    weight = np.nan_to_num(picture)
    rows, columns = np.indices(picture.shape)
    centre = transform @ (
        float((columns * weight).sum() / weight.sum()) + 0.5,
        float((rows * weight).sum() / weight.sum()) + 0.5,
    )
    inner = 0 < row < 33
    reach = transform.a * (1.0 if inner else 0.3 * surface.grid.cell_m / transform.a + 1.0)
    assert np.hypot(centre[0] - expected[0], centre[1] - expected[1]) <= reach


def test_the_edges_of_the_picture_are_those_of_the_warped_grid() -> None:
    result = made_result()
    to_degrees = Transformer.from_crs(CRS, 4326, always_xy=True)
    corners = [
        to_degrees.transform(easting, northing)
        for easting in (WEST - 200, WEST + 4_200)
        for northing in (SOUTH - 200, SOUTH + 3_200)
    ]

    picture = density_picture(result.surface, CRS)

    pixel = (picture.east - picture.west) / 512
    assert picture.west == pytest.approx(min(lon for lon, _ in corners), abs=pixel)
    assert picture.north == pytest.approx(max(lat for _, lat in corners), abs=pixel)
    assert picture.east == pytest.approx(max(lon for lon, _ in corners), abs=2 * pixel)
    assert picture.south == pytest.approx(min(lat for _, lat in corners), abs=2 * pixel)


def test_the_png_has_the_colours_of_the_legend_and_is_clear_elsewhere() -> None:
    indexed = np.array([[0, 1, 2], [6, 0, 1]], dtype=np.uint8)

    with rasterio.open(BytesIO(png(indexed, COLOURS)), driver="PNG") as picture:
        pixels, palette = picture.read(1), picture.colormap(1)

    assert (pixels == indexed).all()
    assert palette[0][3] == 0
    assert palette[1] == (0xFE, 0xE3, 0x91, 255)
    assert palette[6] == (0x8C, 0x2D, 0x04, 255)


def test_about_half_of_the_city_is_coloured_in_classes_of_equal_ratio() -> None:
    result = made_result()

    picture = density_picture(result.surface, CRS)

    png_bytes = base64.b64decode(picture.address.removeprefix("data:image/png;base64,"))
    with rasterio.open(BytesIO(png_bytes), driver="PNG") as opened:
        classes = opened.read(1)
    inside = result.surface.inside.sum() / result.surface.inside.size * classes.size
    assert (classes > 0).sum() / inside == pytest.approx(0.5, abs=0.06)
    ratios = np.divide(picture.limits[1:], picture.limits[:-1])
    assert ratios == pytest.approx(np.full(6, ratios.mean()), rel=0.1)
    assert ratios.min() > 1
    assert classes.max() == 6


def test_a_surface_of_nothing_is_clear() -> None:
    surface = made_result().surface
    empty = replace(surface, values=np.where(surface.inside, 0.0, np.nan))

    picture = density_picture(empty, CRS)

    with rasterio.open(BytesIO(base64.b64decode(picture.address.split(",")[1])), driver="PNG") as opened:
        assert opened.read(1).max() == 0
