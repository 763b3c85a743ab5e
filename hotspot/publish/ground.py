"""Ground that may be shown: areas no smaller than a cell of 100 m, hot spots only as such cells.

The cell is the least that police.uk's rule comes to in a built-up place: eight dwellings and more, or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hotspot.publish.catchment import LEAST_RESIDENTS, living_in, too_few
from hotspot.schema import KM2
from hotspot.schema.published import SPOT_FIELDS

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.publish.catchment import Shapes
    from hotspot.schema import Bools, Floats, Ints, Result

CELL_M = 100.0
LEAST_M2 = CELL_M**2
LEAST_PLACES = 3
MOSTLY = 0.5  # of the incidents in a hot spot may be shown, or else it is not theirs
COARSEST = 5  # times that a cell is doubled
ROUNDING = 1e-6  # of a hectare: squares of 100 m are not finer than that for the sake of the last digit
COLUMNS = 10**6  # more cells than the Earth is high
LIKE = ("name", "name_en", "name_ru", "name_kk", "area_id")


def shown_areas(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Ints, tuple[tuple[str, str], ...]]:
    """Return the areas to be shown, sorted by id; the row that each given area has in them; what was joined.

    An area of less than a hectare, or with one to seven residents, joins the neighbour with which it shares
    the longest border, or the nearest one.
    """
    given = frame.reset_index(drop=True)
    shapes = np.array(given.geometry.array, dtype=object)
    residents = given["population"].to_numpy(float).copy()
    size, goes_to = shapely.area(shapes), np.arange(len(given))
    left = np.ones(len(given), dtype=bool)
    while (fine := _too_fine(size, residents, left)) >= 0 and left.sum() > 1:
        into = _neighbour(fine, shapes, left)
        shapes[into] = shapely.union_all([shapes[into], shapes[fine]])
        size[into], left[fine] = shapely.area(shapes[into]), False
        residents[into] = np.nansum([residents[into], residents[fine]])
        goes_to[goes_to == fine] = into
    order = np.flatnonzero(left)
    order = order[np.argsort(given["area_id"].to_numpy(str)[order], kind="stable")]
    row = np.full(len(given), -1)
    row[order] = np.arange(len(order))
    joined = [
        (str(given["area_id"][i]), str(given["area_id"][goes_to[i]]))
        for i in np.flatnonzero(goes_to != np.arange(len(given))).tolist()
    ]
    return _frame(given, order, shapes, residents), row[goes_to], tuple(joined)


def shown_spots(result: Result, rows: pd.Index, *, least: int) -> gpd.GeoDataFrame:
    """Return the cells of 100 m that hot spots of several addresses lie in, in the result's CRS.

    Where it is known how many people live there, the cells are so large that 8 of them do, or none. Shown are
    only those whose cells hold at least `least` of the incidents `rows` that may be shown, at three places or
    more, and in which most of all incidents are such. How many they hold is not said.
    """
    called = result.hotspots.called()
    called = called[called["kind"] == "area"]
    every = result.incidents[["easting", "northing"]].to_numpy(float)
    site, told = result.incidents["site"].to_numpy(), result.incidents.index.isin(rows)
    shapes = []
    for shape in called.geometry:
        cell = _cell_of(shape, result.areas.frame)
        if not cell:
            continue
        cells = _cells(shape, cell)
        inside = np.isin(_number(np.floor(every / cell).astype(np.int64)), _number(cells))
        mine = inside & told
        if mine.sum() >= max(least, MOSTLY * inside.sum()) and len(np.unique(site[mine])) >= LEAST_PLACES:
            shapes.append(_ground(cells, cell))
    order = sorted(
        range(len(shapes)), key=lambda i: tuple(shapely.bounds(shapes[i]).tolist())
    )  # numbered by place, not by size
    data = {SPOT_FIELDS[0]: [f"C{i + 1}" for i in range(len(order))], SPOT_FIELDS[1]: [least] * len(order)}
    geometry = gpd.GeoSeries([shapes[i] for i in order], crs=result.crs)
    return gpd.GeoDataFrame(data, geometry=geometry, crs=result.crs)


def _cell_of(shape: shapely.Geometry, areas: gpd.GeoDataFrame) -> float:
    """Return the side in metres of the cells that a hot spot is drawn in, 0 where all are too fine."""
    for cell in CELL_M * 2.0 ** np.arange(COARSEST + 1):
        people = living_in(
            _ground(_cells(shape, cell), cell), np.asarray(areas.geometry.array), areas["population"]
        )
        if not too_few(people):
            return float(cell)
    return 0.0


def _ground(cells: Ints, cell: float) -> shapely.Geometry:
    corners = cells * cell
    return shapely.union_all(shapely.box(*corners.T, *(corners + cell).T))


def _too_fine(size: Floats, residents: Floats, left: Bools) -> int:
    """Return the smallest area that is too fine to be shown, -1 where there is none."""
    fine = left & ((size < LEAST_M2 * (1 - ROUNDING)) | ((residents > 0) & (residents < LEAST_RESIDENTS)))
    return int(np.where(fine, size, np.inf).argmin()) if fine.any() else -1


def _neighbour(of: int, shapes: Shapes, left: Bools) -> int:
    """Return the area with which this one shares the longest border; the nearest where it touches none."""
    others = np.flatnonzero(left & (np.arange(len(left)) != of))
    west, south, east, north = shapely.bounds(shapes[of])
    box = shapely.bounds(shapes[others])
    beside = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
    near = others[beside]
    border = shapely.length(shapely.intersection(shapes[near], shapely.boundary(shapes[of])))
    if border.max(initial=0.0) > 0:
        return int(near[np.argmax(border)])
    return int(others[np.argmin(shapely.distance(shapes[others], shapes[of]))])


def _cells(shape: shapely.Geometry, cell: float) -> Ints:
    """Return column and row (k, 2) of each cell, `cell` metres wide, that the shape has a part in."""
    west, south, east, north = np.floor(shapely.bounds(shape) / cell).astype(np.int64)
    column, row = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    cells = np.column_stack([column.ravel(), row.ravel()])
    squares = shapely.box(*(cells * cell).T, *((cells + 1) * cell).T)
    shared = shapely.area(shapely.intersection(squares, shape))
    return np.asarray(cells[shared > 0], dtype=np.int64)


def _number(cells: Ints) -> Ints:
    """Return one number for each column and row (k, 2)."""
    return cells[:, 0] * COLUMNS + cells[:, 1]


def _frame(
    given: gpd.GeoDataFrame,
    order: Ints,
    shapes: Shapes,
    residents: Floats,
) -> gpd.GeoDataFrame:
    rows = given.iloc[order].reset_index(drop=True)
    geometry = gpd.GeoSeries([shapes[i] for i in order], crs=given.crs)
    data = {name: rows[name].to_numpy(str) for name in LIKE}
    data |= {"residents": residents[order], "area_km2": np.round(geometry.area.to_numpy() / KM2, 4)}
    return gpd.GeoDataFrame(data, geometry=geometry, crs=given.crs)
