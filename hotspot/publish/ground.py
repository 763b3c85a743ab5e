"""Ground that may be shown: areas no smaller than a cell of 100 m, hot spots only as such cells.

The cell is the least that police.uk's rule comes to in a built-up place: eight dwellings and more, or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hotspot.schema import KM2
from hotspot.schema.published import SPOT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.schema import Ints, Result

CELL_M = 100.0
LEAST_M2 = CELL_M**2
LEAST_RESIDENTS = 8  # where fewer live, and anybody does, an area is too fine
LEAST_PLACES = 3
COLUMNS = 10**6  # more cells than the Earth is high
LIKE = ("name", "name_en", "name_ru", "name_kk", "area_id")


def shown_areas(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Ints, tuple[tuple[str, str], ...]]:
    """Return the areas to be shown, sorted by id; the row that each given area has in them; what was joined.

    An area of less than a hectare, or with one to seven residents, joins the neighbour with which it shares
    the longest border, or the nearest one.
    """
    given = frame.reset_index(drop=True)
    shapes: list[shapely.Geometry] = list(given.geometry.array)
    residents = given["population"].to_numpy(float).copy()
    goes_to = np.arange(len(given))
    while (fine := _too_fine(shapes, residents, goes_to)) >= 0 and len(np.unique(goes_to)) > 1:
        into = _neighbour(fine, shapes, np.unique(goes_to))
        shapes[into] = shapely.union_all([shapes[into], shapes[fine]])
        residents[into] = np.nansum([residents[into], residents[fine]])
        goes_to[goes_to == fine] = into
    left = np.unique(goes_to)
    order = left[np.argsort(given["area_id"].to_numpy(str)[left], kind="stable")]
    row = np.full(len(given), -1)
    row[order] = np.arange(len(order))
    joined = [
        (str(given["area_id"][i]), str(given["area_id"][goes_to[i]]))
        for i in np.flatnonzero(goes_to != np.arange(len(given))).tolist()
    ]
    return _frame(given, order, shapes, residents), row[goes_to], tuple(joined)


def shown_spots(result: Result, rows: pd.Index, *, least: int) -> gpd.GeoDataFrame:
    """Return the cells of 100 m that hot spots of several addresses lie in, in the result's CRS.

    Only those are shown whose cells hold at least `least` of the incidents `rows` that may be shown, at three
    places or more. How many they hold is not said.
    """
    called = result.hotspots.called()
    called = called[called["kind"] == "area"]
    used = result.incidents.loc[rows]
    site = used["site"].to_numpy()
    here = _number(np.floor(used[["easting", "northing"]].to_numpy(float) / CELL_M).astype(np.int64))
    shapes = []
    for shape in called.geometry:
        cells = _cells(shape)
        inside = np.isin(here, _number(cells))
        if inside.sum() >= least and len(np.unique(site[inside])) >= LEAST_PLACES:
            corners = cells * CELL_M
            shapes.append(shapely.union_all(shapely.box(*corners.T, *(corners + CELL_M).T)))
    order = sorted(range(len(shapes)), key=lambda i: shapes[i].bounds)  # numbered by place, not by size
    data = {SPOT_FIELDS[0]: [f"C{i + 1}" for i in range(len(order))], SPOT_FIELDS[1]: [least] * len(order)}
    geometry = gpd.GeoSeries([shapes[i] for i in order], crs=result.crs)
    return gpd.GeoDataFrame(data, geometry=geometry, crs=result.crs)


def _too_fine(shapes: Sequence[shapely.Geometry], residents: NDArray[np.float64], goes_to: Ints) -> int:
    """Return the smallest area that is too fine to be shown, -1 where there is none."""
    left = np.unique(goes_to)
    size = shapely.area(np.array([shapes[i] for i in left], dtype=object))
    people = residents[left]
    fine = (size < LEAST_M2) | ((people > 0) & (people < LEAST_RESIDENTS))
    return int(left[fine][np.argmin(size[fine])]) if fine.any() else -1


def _neighbour(of: int, shapes: Sequence[shapely.Geometry], left: Ints) -> int:
    others = left[left != of]
    around = np.array([shapes[i] for i in others], dtype=object)
    border = shapely.length(shapely.intersection(around, shapely.boundary(shapes[of])))
    if border.max() > 0:
        return int(others[np.argmax(border)])
    return int(others[np.argmin(shapely.distance(around, shapes[of]))])


def _cells(shape: shapely.Geometry) -> Ints:
    """Return column and row (k, 2) of each cell of 100 m that the shape has a part in."""
    west, south, east, north = np.floor(shapely.bounds(shape) / CELL_M).astype(np.int64)
    column, row = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    cells = np.column_stack([column.ravel(), row.ravel()])
    squares = shapely.box(*(cells * CELL_M).T, *((cells + 1) * CELL_M).T)
    shared = shapely.area(shapely.intersection(squares, shape))
    return np.asarray(cells[shared > 0], dtype=np.int64)


def _number(cells: Ints) -> Ints:
    """Return one number for each column and row (k, 2)."""
    return cells[:, 0] * COLUMNS + cells[:, 1]


def _frame(
    given: gpd.GeoDataFrame,
    order: Ints,
    shapes: Sequence[shapely.Geometry],
    residents: NDArray[np.float64],
) -> gpd.GeoDataFrame:
    rows = given.iloc[order].reset_index(drop=True)
    geometry = gpd.GeoSeries([shapes[i] for i in order], crs=given.crs)
    data = {name: rows[name].to_numpy(str) for name in LIKE}
    data |= {"residents": residents[order], "area_km2": np.round(geometry.area.to_numpy() / KM2, 4)}
    return gpd.GeoDataFrame(data, geometry=geometry, crs=given.crs)
