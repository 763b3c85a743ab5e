"""The density surface: incidents per km² and year on a raster of the city, true up to its border."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor, sqrt
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.errors import ConfigError
from hotspot.measure.kernel import KernelName, as_wide, density_on_grid
from hotspot.schema import KM2, Bools, Choice, Finding, Grid, Sites, Surface
from hotspot.schema.geojson import geojson_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely import MultiPolygon, Polygon

FINEST_CELL_M = 10.0
CELLS = 4_000_000  # at most, when the tool chooses
RASTERIO = Lock()  # it switches warnings off and on for the whole process while it burns
MOST_CELLS = 50_000_000  # at most, when the user does: about 2 GB of memory


def study_grid(study: Polygon | MultiPolygon, *, cell_m: float) -> tuple[Grid, Bools]:
    """Return the raster over `study` (a polygon in metres) and its cells whose centre lies inside.

    Cell borders are multiples of `cell_m`, so that two runs on one city share their cells. There is always
    one cell inside: that of a point in the study area if it covers no centre.
    """
    from rasterio import Affine  # noqa: PLC0415 - brings GDAL, which is slow to load
    from rasterio.features import rasterize  # noqa: PLC0415

    west, south, east, north = (edge / cell_m for edge in study.bounds)
    grid = Grid(
        west=floor(west) * cell_m,
        north=ceil(north) * cell_m,
        cell_m=cell_m,
        rows=max(1, ceil(north) - floor(south)),
        columns=max(1, ceil(east) - floor(west)),
    )
    with RASTERIO:
        burnt = rasterize(
            [_rings(study)],
            out_shape=(grid.rows, grid.columns),
            transform=Affine(cell_m, 0.0, grid.west, 0.0, -cell_m, grid.north),
            dtype="uint8",
        )
    inside = burnt.astype(np.bool_)
    if not inside.any():
        point = study.representative_point()
        row, column = int((grid.north - point.y) / cell_m), int((point.x - grid.west) / cell_m)
        inside[min(row, grid.rows - 1), min(column, grid.columns - 1)] = True
    return grid, inside


@lru_cache(maxsize=1)  # several rasters of one study area follow each other
def _rings(study: Polygon | MultiPolygon) -> Mapping[str, Any]:
    """Return the study area as rasterio takes it: rings of plain numbers, slow to make."""
    return geojson_shapes([study])[0]


def density_surface(
    sites: Sites,
    study: Polygon | MultiPolygon,
    *,
    kernel: KernelName,
    bandwidth_m: float,
    cell_m: float | None,
    years: float | None,
    most_cells: int = MOST_CELLS,
) -> Surface:
    """Return the kernel density of the sites in `study`, edge-corrected (Jones 1993, Diggle 1985).

    Values are incidents per km² per year, or per km² when `years` is None, NaN outside; times the area of a
    cell and the years they add up to the number of incidents. Without `cell_m` the tool chooses the cells.
    Raises ConfigError for a `cell_m` that would need more of them than `most_cells`.
    """
    choices: tuple[Choice, ...] = ()
    if cell_m is None:
        cell_m, choice = _cell(
            study, kernel=kernel, bandwidth_m=bandwidth_m, most=min(CELLS, most_cells // 2)
        )
        choices = (choice,)
    _check(cell_m, study, most_cells)
    grid, inside = study_grid(study, cell_m=cell_m)
    per_m2 = density_on_grid(
        sites.xy,
        sites.weight,
        inside,
        west=grid.west,
        north=grid.north,
        cell_m=cell_m,
        bandwidth_m=bandwidth_m,
        kernel=kernel,
    )
    return Surface(
        grid=grid,
        values=np.where(inside, per_m2 * KM2 / (years or 1.0), np.nan),
        inside=inside,
        kernel=kernel,
        bandwidth_m=bandwidth_m,
        unit="per_km2" if years is None else "per_km2_year",
        findings=_coarse(cell_m, kernel=kernel, bandwidth_m=bandwidth_m),
        choices=choices,
    )


def _cell(
    study: Polygon | MultiPolygon, *, kernel: KernelName, bandwidth_m: float, most: int
) -> tuple[float, Choice]:
    """Choose whole metres: a fifth of the bandwidth, unless there would be too many cells."""
    fine = max(FINEST_CELL_M, floor(bandwidth_m * as_wide("quartic", as_of=kernel) / 5))
    affordable = _least_cell(study, most)
    cell_m = float(max(fine, affordable))
    return cell_m, Choice(
        name="density.cell_m",
        value=cell_m,
        unit="m",
        why="cell_fifth" if fine >= affordable else "cell_limited",
        flag="--set density.cell_m=…",
        values={"bandwidth_m": bandwidth_m, "finest_m": FINEST_CELL_M, "cells": most},
    )


def _least_cell(study: Polygon | MultiPolygon, most: int) -> int:
    """Return the whole metres of a cell with which the box around the study area has about `most` cells."""
    west, south, east, north = study.bounds
    return ceil(sqrt((east - west) * (north - south) / most))


def _check(cell_m: float, study: Polygon | MultiPolygon, most: int) -> None:
    """Refuse a raster that the memory cannot hold."""
    west, south, east, north = study.bounds
    cells = ((east - west) / cell_m + 2) * ((north - south) / cell_m + 2)
    if cells > most:
        least = _least_cell(study, most) + 1
        raise ConfigError(
            "density.cell_m",
            f"{cell_m:g} m makes {cells:,.0f} cells; at most {most:,} fit (limits.cells)",
            f"--set density.cell_m={least} or more, or leave it out",
        )


def _coarse(cell_m: float, *, kernel: KernelName, bandwidth_m: float) -> tuple[Finding, ...]:
    """Warn where cells are too wide to show the kernel's shape."""
    if cell_m <= bandwidth_m * as_wide("quartic", as_of=kernel) / 2:
        return ()
    values = {"cell_m": cell_m, "bandwidth_m": bandwidth_m}
    return (Finding(code="density_coarse", level="warning", values=values),)
