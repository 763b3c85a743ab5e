"""The density surface as a Cloud-Optimized GeoTIFF."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import rasterio
from made_result import SOUTH, WEST, made_result

from hotspot.schema import Finding
from hotspot.write.raster import write_raster

if TYPE_CHECKING:
    from pathlib import Path


def test_the_file_is_a_cog_with_unit_method_tiles_and_overviews(tmp_path: Path) -> None:
    write_raster(made_result(), tmp_path / "density.tif")

    with rasterio.open(tmp_path / "density.tif", driver="GTiff") as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.profile["tiled"]
        assert raster.overviews(1) == [2]
        assert (raster.dtypes, math.isnan(raster.nodata)) == (("float32",), True)
        assert raster.units == ("1/(km2 year)",)
        tags = raster.tags()
        assert (tags["PERIOD"], tags["BANDWIDTH_M"], tags["SYNTHETIC"]) == (
            "2025-01-01/2025-12-31",
            "310",
            "yes",
        )


def test_the_raster_says_how_many_incidents_it_spreads_over_their_areas(tmp_path: Path) -> None:
    told = Finding(code="sensitive_by_area", level="info", values={"count": 7})
    for name, findings in (("told", (told,)), ("none", ())):
        write_raster(replace(made_result(), findings=findings), tmp_path / name)

    with rasterio.open(tmp_path / "told") as told_raster, rasterio.open(tmp_path / "none") as plain:
        assert told_raster.tags()["SPREAD_OVER_AREAS"] == "7"
        assert "SPREAD_OVER_AREAS" not in plain.tags()


def test_without_a_title_the_raster_is_called_as_the_place(tmp_path: Path) -> None:
    write_raster(made_result(title=""), tmp_path / "density.tif")

    with rasterio.open(tmp_path / "density.tif") as raster:
        assert raster.tags()["TITLE"] == "Almaty"


def test_the_cells_add_up_to_the_number_of_incidents(tmp_path: Path) -> None:
    write_raster(made_result(), tmp_path / "density.tif")

    with rasterio.open(tmp_path / "density.tif", driver="GTiff") as raster:
        cells = raster.read(1, masked=True)
        km2 = abs(raster.transform.a * raster.transform.e) / 1e6

    assert cells.sum(dtype="float64") * km2 * 365 / 365.25 == pytest.approx(600, rel=1e-6)


def test_a_place_has_the_value_of_its_cell_and_none_outside_the_city(tmp_path: Path) -> None:
    result = made_result()
    write_raster(result, tmp_path / "density.tif")

    with rasterio.open(tmp_path / "density.tif", driver="GTiff") as raster:
        (inside,), (outside,) = raster.sample([(WEST + 50, SOUTH + 2_950), (WEST - 50, SOUTH + 2_950)])

    assert inside == pytest.approx(result.surface.values[2, 2], rel=1e-6)
    assert math.isnan(outside)
