"""Rasters (84 to 91): the only one that is read is the density of a run whose map is drawn again."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from finished_run import copied, finished, forged
from rasterio.errors import NotGeoreferencedWarning

from cases.case import Case
from cases.made import areas, good_csv, write_features

if TYPE_CHECKING:
    from collections.abc import Callable

VRT = '<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Float32" band="1"/></VRTDataset>'


@lru_cache(maxsize=1)
def finished_run() -> Path:
    """Return the folder of a finished run, made once for all cases and deleted in the end."""
    folder = Path(tempfile.mkdtemp(prefix="hotspot-cases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return finished(folder)[1]


def _spoiled(**changes: Any) -> Callable[[Path], None]:
    """Return a maker of a run whose density has another profile or other `values`, under a forged hash."""

    def make(folder: Path) -> None:
        run = copied(finished_run(), folder)
        with rasterio.open(run / "density.tif") as raster:
            values, profile = raster.read(1), raster.profile
        profile = {"driver": "GTiff", **{key: profile[key] for key in PROFILE}, **changes}
        change = profile.pop("values", lambda values: values)
        profile["transform"] = profile.pop("placed", lambda step: step)(profile["transform"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(folder / "other.tif", "w", **profile) as raster:
                if not profile.get("sparse_ok"):
                    raster.write(change(values).astype(profile["dtype"]), 1)
        forged(run, "density.tif", (folder / "other.tif").read_bytes())

    return make


PROFILE = ("width", "height", "count", "dtype", "crs", "transform", "nodata")


def _other_format(folder: Path) -> None:
    forged(copied(finished_run(), folder), "density.tif", VRT.encode())


def _nobody_lives_there(folder: Path) -> None:
    good_csv(folder)
    write_features(folder / "areas.geojson", areas(population=[0, *([500] * 8)]))


def _refused(number: int, name: str, message: str, make: Callable[[Path], object]) -> Case:
    return Case(
        number=number,
        name=f"rasters {name}",
        arguments=("map", "run"),
        exit_code=1,
        message=("density.tif", message),
        make=make,
    )


CASES = (
    _refused(84, "without a place", "squares that look north", _spoiled(placed=lambda step: None)),
    _refused(
        *(85, "that is turned and sheared", "squares that look north"),
        _spoiled(placed=lambda step: rasterio.Affine(step.a, 1, step.c, 1, step.e, step.f)),
    ),
    _refused(
        *(86, "upside down", "squares that look north"),
        _spoiled(placed=lambda step: rasterio.Affine(step.a, 0, step.c, 0, -step.e, step.f)),
    ),
    _refused(
        *(87, "with -9999 that is not declared empty", "less than nothing"),
        _spoiled(nodata=None, values=lambda values: np.nan_to_num(values, nan=-9999)),
    ),
    _refused(
        88, "with nothing in it", "holds no density", _spoiled(values=lambda v: np.full_like(v, np.nan))
    ),
    _refused(
        *(90, "of four hundred million cells", "not the density"),
        _spoiled(width=20_000, height=20_000, sparse_ok=True, tiled=True, blockxsize=512, blockysize=512),
    ),
    _refused(
        91, "of whole numbers", "not the density", _spoiled(dtype="int16", nodata=None, values=np.nan_to_num)
    ),
    _refused(
        *(91, "of numbers beyond a float", "holds no density"),
        _spoiled(values=lambda values: np.where(np.isnan(values), values, np.float32(np.inf))),
    ),
    _refused(84, "that is a VRT", "XML or HTML text", _other_format),
    Case(
        number=89,
        name="rasters nobody lives in an area with incidents",
        arguments=("rank", "a.csv", "--areas", "areas.geojson", "--by", "rate"),
        written={"ranking.csv": ("A0",)},
        unwritten={"ranking.csv": ("inf", "nan"), "ranking.geojson": ("Infinity", "NaN")},
        make=_nobody_lives_there,
    ),
    Case(
        number=90,
        name="rasters more cells than the limit",
        arguments=(
            *("rank", "{tmp}/a.csv", "--areas", "square:500"),
            *("--set", "density.cell_m=10", "--set", "limits.cells=1000"),
        ),
        exit_code=1,
        message=("density.cell_m", "at most 1,000 fit (limits.cells)"),
        make=good_csv,
    ),
    Case(
        number=90,
        name="rasters cells chosen within the limit",
        arguments=("rank", "a.csv", "--areas", "square:500", "--set", "limits.cells=1000"),
        make=good_csv,
    ),
)
