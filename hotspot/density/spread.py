"""Incidents whose place is not told: each area's are spread evenly over its ground, so that all count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema import KM2

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Bools, Floats, Ints, Surface


def spread_over_areas(
    surface: Surface, areas: gpd.GeoSeries, area_of_cell: Ints, count: Floats, *, years: float | None
) -> Surface:
    """Return the surface with `count` (n + 1,) incidents more: those of each of the n `areas` on its cells
    alike, and the last, which lie in no area, on the cells of none.

    `area_of_cell` (rows, columns) is the row of the area that holds the centre of each cell, -1 for none. An
    area that holds no centre has the cell at its representative point; what has no cell at all lies on the
    whole study area. Cells still add up to the number of incidents, as `density_surface` says.
    """
    inside, n = surface.inside, len(areas)
    area = np.where(area_of_cell < 0, n, area_of_cell)[inside]
    cells = np.bincount(area, minlength=n + 1)
    left = np.where(cells, 0.0, count)
    added = ((count - left) / np.maximum(cells, 1))[area]
    without = np.flatnonzero(left[:n])
    here = _cells_at(surface, areas.iloc[without])
    without, here = without[here >= 0], here[here >= 0]
    np.add.at(added, here, left[without])
    added += (left.sum() - left[without].sum()) / len(area)
    values = surface.values.copy()
    values[inside] += added * KM2 / surface.grid.cell_m**2 / (years or 1.0)
    return replace(surface, values=values)


def _cells_at(surface: Surface, areas: gpd.GeoSeries) -> Ints:
    """Return which of the cells inside the study area holds a point of each area, -1 for none."""
    grid, points = surface.grid, areas.representative_point()
    column = np.floor((points.x.to_numpy() - grid.west) / grid.cell_m).astype(np.int64)
    row = np.floor((grid.north - points.y.to_numpy()) / grid.cell_m).astype(np.int64)
    on_grid = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    return _numbered(surface.inside)[np.where(on_grid, row, -1), np.where(on_grid, column, -1)]


def _numbered(inside: Bools) -> Ints:
    """Return the number of each cell among those inside, -1 for others; a margin more for what is off."""
    number = np.full((inside.shape[0] + 1, inside.shape[1] + 1), -1, dtype=np.int64)
    number[:-1, :-1][inside] = np.arange(inside.sum())
    return number
