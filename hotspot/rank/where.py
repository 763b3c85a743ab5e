"""What lies in an area: which places, which cells of the density surface, which hot spots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.rank.within import places_in
from hotspot.schema import weights
from hotspot.schema.geojson import geojson_shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely import MultiPolygon, Polygon

    from hotspot.schema import Areas, Bools, Floats, HotSpots, Ints, Sites, Surface


@dataclass(frozen=True, kw_only=True)
class HotSpotsInAreas:
    """For each area: the `share` (n,) of its incidents that lie in a hot spot, 0 where it has none, the `ids`
    (n,) of the hot spots that hold at least one of them, as text such as "H1 H4", and the `count` (n,) of
    those."""

    share: Floats
    ids: list[str]
    count: Ints


def area_of_sites(areas: Areas, xy: Floats) -> Ints:
    """Return for each place the row of the areas frame that it lies in, -1 for none.

    `xy` (n, 2) is easting and northing in the CRS of the areas. A place on a shared outline, or in areas that
    overlap, belongs to the lowest row.
    """
    polygons, places = places_in(areas.frame.geometry.to_numpy(), xy)
    area = np.full(len(xy), -1, dtype=np.int64)
    area[places[::-1]] = polygons[::-1]
    return area


def is_within(shape: Polygon | MultiPolygon, xy: Floats) -> Bools:
    """Tell which places (n, 2) lie in a shape or on its outline."""
    within = np.zeros(len(xy), dtype=np.bool_)
    within[places_in(np.array([shape], dtype=object), xy)[1]] = True
    return within


def density_in_areas(frame: gpd.GeoDataFrame, surface: Surface) -> tuple[Floats, Floats]:
    """Return mean and peak (n,) of the surface's cells whose centre lies in each area, in the surface's unit.

    An area without such a cell takes the cell at its representative point; NaN where that is outside the
    study area. Where areas overlap, a cell belongs to the lowest row, as the incidents do.
    """
    of_cell, n = area_of_cells(frame, surface), len(frame)
    cells = (of_cell >= 0) & surface.inside
    row, density = of_cell[cells], surface.values[cells]  # noqa: PD011 - a field of Surface, not of a frame
    size = np.bincount(row, minlength=n)
    mean = np.bincount(row, density, minlength=n) / np.maximum(size, 1)
    peak = np.full(n, -np.inf)
    run = np.flatnonzero(np.diff(row, prepend=-1))  # cells side by side mostly lie in one area
    np.maximum.at(peak, row[run], np.maximum.reduceat(density, run))
    without = np.flatnonzero(size == 0)
    mean[without] = peak[without] = _cell_at(surface, frame.geometry.iloc[without].representative_point())
    return mean, peak


def hotspots_in_areas(incidents: pd.DataFrame, n: int, hotspots: HotSpots, sites: Sites) -> HotSpotsInAreas:
    """Find which of each area's incidents lie in the polygon of a hot spot, or on its outline.

    A cluster that did not pass the test is no hot spot; one that was not tested stands as found. Incidents
    whose place is not told (`at_place` False, where there is such a column) are left out.
    """
    frame = hotspots.called()
    if "at_place" in incidents:
        incidents = incidents[incidents["at_place"].to_numpy(bool)]
    site = incidents["site"].to_numpy()
    area_of_site = np.full(len(sites.xy), -1, dtype=np.int64)
    area_of_site[site] = incidents["area"].to_numpy()
    weight = np.bincount(site, weights(incidents), minlength=len(sites.xy))
    spot, place = places_in(frame.geometry.to_numpy(), sites.xy)
    used = (area_of_site[place] >= 0) & (weight[place] > 0)
    spot, place = spot[used], place[used]
    once = np.unique(place)
    held = np.unique(np.column_stack([area_of_site[place], spot]), axis=0)
    names = frame["hotspot_id"].to_numpy()
    ids: list[list[str]] = [[] for _ in range(n)]
    for area, row in held:
        ids[area].append(str(names[row]))
    held_there = np.bincount(area_of_site[once], weight[once], minlength=n).astype(np.float64)
    of = np.bincount(incidents["area"].to_numpy(), weights(incidents), minlength=n)
    return HotSpotsInAreas(
        share=held_there / np.maximum(of, 1),
        ids=[" ".join(each) for each in ids],
        count=np.bincount(held[:, 0], minlength=n).astype(np.int64),
    )


def area_of_cells(frame: gpd.GeoDataFrame, surface: Surface) -> Ints:
    """Return the row of the areas frame for each cell's centre (rows, columns), -1 for none."""
    from rasterio import Affine  # noqa: PLC0415 - brings GDAL, which is slow to load
    from rasterio.features import rasterize  # noqa: PLC0415

    grid = surface.grid
    rows = np.flatnonzero(~frame.geometry.is_empty)[::-1]  # of two that overlap, the lowest is burnt last
    shapes = geojson_shapes(frame.geometry.to_numpy()[rows])
    burnt = rasterize(
        list(zip(shapes, rows.tolist(), strict=True)),
        out_shape=(grid.rows, grid.columns),
        fill=-1,
        transform=Affine(grid.cell_m, 0.0, grid.west, 0.0, -grid.cell_m, grid.north),
        dtype="int32",
    )
    return np.asarray(burnt)


def _cell_at(surface: Surface, points: gpd.GeoSeries) -> Floats:
    """Return the surface's value at each point, NaN outside the grid or the study area."""
    grid = surface.grid
    column = np.floor((points.x.to_numpy() - grid.west) / grid.cell_m).astype(np.int64)
    row = np.floor((grid.north - points.y.to_numpy()) / grid.cell_m).astype(np.int64)
    known = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    value = np.full(len(row), np.nan)
    value[known] = surface.values[row[known], column[known]]  # noqa: PD011 - a field of Surface
    return value
