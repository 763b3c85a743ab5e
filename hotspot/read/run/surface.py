"""The density surface of a finished run, from its GeoTIFF."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import numpy as np
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import MemoryFile

from hotspot.errors import InputError
from hotspot.read.run.entry import AGAIN
from hotspot.schema import Grid, Surface

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hotspot.read.run.entry import Entry

DENSITY = "density.tif"
UNITS: tuple[Literal["per_km2_year", "per_km2"], ...] = ("per_km2_year", "per_km2")
MOST_CELLS = 50_000_000  # a run makes no more


def read_surface(content: bytes, file: str, said: Entry) -> Surface:
    """Return the surface; `said` is what run.json says of it. NaN cells lie outside the study area."""
    grid, values = _cells(content, file)
    return Surface(
        grid=grid,
        values=values.astype(np.float64),
        inside=np.isfinite(values),
        kernel=said.at("kernel").text(),
        bandwidth_m=said.at("bandwidth_m").number(),
        unit=said.at("unit").one_of(UNITS),
    )


def _cells(content: bytes, file: str) -> tuple[Grid, NDArray[np.float32]]:
    try:
        with _quiet(), MemoryFile(content) as memory, memory.open(driver="GTiff") as raster:
            step = raster.transform
            if (
                raster.count != 1
                or raster.dtypes[0] != "float32"
                or raster.width * raster.height > MOST_CELLS
            ):
                raise InputError(file, "it is not the density that a run writes", AGAIN)
            if not (step.a > 0 and step.e == -step.a and step.b == step.d == 0):
                raise InputError(file, "its cells are no squares that look north", AGAIN)
            values: NDArray[np.float32] = raster.read(1)
    except RasterioError as error:
        raise InputError(file, f"it cannot be read: {' '.join(str(error).split())[:200]}", AGAIN) from None
    if not np.isfinite(values).any() or np.isinf(values).any():
        raise InputError(file, "it holds no density", AGAIN)
    if np.nanmin(values) < 0:
        raise InputError(file, f"a density of {np.nanmin(values):g} is less than nothing", AGAIN)
    rows, columns = values.shape
    return Grid(west=step.c, north=step.f, cell_m=step.a, rows=rows, columns=columns), values


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep silent about a raster that does not say where it lies: its cells then do not look north."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield
