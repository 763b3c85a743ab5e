"""Squares and hexagons of one size over the study area, cut at its edge, the empty ones included.

Cells hang on the origin of the CRS, not on the data: the same place has the same cell and the same id
whatever the study area is, so that two runs can be compared. A cell that the edge cuts down to a sliver is
kept, since leaving it out would lose its incidents; how many there are is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import ConfigError
from hotspot.schema import Finding, Floats, Ints
from hotspot.tessellate.areas import made_areas
from hotspot.tessellate.cell_names import cell_names

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pyproj

    from hotspot.schema import Areas
    from hotspot.tessellate.areas import Polygonal, Shapes

MOST_CELLS = 200_000
SLIVER = 0.05  # share of a whole cell
_NOTHING_M2 = 0.01  # what touching at an edge leaves, by rounding
_AT_ONCE = 100_000  # cells that are built together
_BOX_TO_CELLS = 50  # a study area that fills less of its box than a fiftieth is taken for a mistake


@dataclass(frozen=True, kw_only=True)
class _Lattice:
    """One kind of cell: `build` makes the cells of columns and rows; steps and reach are in metres.

    A cell lies within `reach_x`, `reach_y` of the corner (column · column_m, row · row_m).
    """

    kind: str
    size_m: float
    column_m: float
    row_m: float
    reach_x: float
    reach_y: float
    build: Callable[[Ints, Ints], Shapes]

    @property
    def cell_m2(self) -> float:
        """Area of a whole cell."""
        return self.column_m * self.row_m


def squares(
    study: Polygonal, side_m: float, crs: pyproj.CRS, streets: gpd.GeoDataFrame | None = None
) -> Areas:
    """Return the squares of `side_m` metres that touch the study area, clipped to it.

    Square c3r7 has its lower left corner at easting 3 · side, northing 7 · side; it is called after the
    nearest of the `streets` (lines in `crs`) and numbered in reading order. Raises ConfigError for a
    side that is no positive number, or so small that there would be more than 200,000 cells.
    """

    def build(columns: Ints, rows: Ints) -> Shapes:
        corners = columns * side_m, rows * side_m, (columns + 1) * side_m, (rows + 1) * side_m
        return np.asarray(shapely.box(*corners))

    lattice = _Lattice(
        kind="square",
        size_m=side_m,
        column_m=side_m,
        row_m=side_m,
        reach_x=side_m,
        reach_y=side_m,
        build=build,
    )
    return _clipped(study, lattice, crs, streets)


def hexagons(
    study: Polygonal, width_m: float, crs: pyproj.CRS, streets: gpd.GeoDataFrame | None = None
) -> Areas:
    """Return the regular hexagons that touch the study area, clipped to it.

    `width_m` is the distance between opposite sides in metres. They lie flat side up: columns are
    width · √3/2 apart, and every odd column is shifted up by half a width; hexagon c0r0 has its centre at the
    origin of the CRS. Raises ConfigError as `squares` does.
    """
    half_side, half_width = width_m / np.sqrt(12), width_m / 2
    right = np.array([2, 1, -1, -2, -1, 1])  # corners in half sides and half widths from the centre
    up = np.array([0, 1, 1, 0, -1, -1])

    def build(columns: Ints, rows: Ints) -> Shapes:
        # Whole numbers times one length: neighbours get the very same corners.
        eastings = (3 * columns[:, None] + right) * half_side
        northings = (2 * rows[:, None] + (columns % 2)[:, None] + up) * half_width
        return np.asarray(shapely.polygons(np.stack([eastings, northings], axis=-1)))

    lattice = _Lattice(
        kind="hex",
        size_m=width_m,
        column_m=3 * half_side,
        row_m=width_m,
        reach_x=3 * half_side,
        reach_y=width_m,
        build=build,
    )
    return _clipped(study, lattice, crs, streets)


def _clipped(study: Polygonal, lattice: _Lattice, crs: pyproj.CRS, streets: gpd.GeoDataFrame | None) -> Areas:
    """Build the cells near each part of the study area, and cut those that cross its edge."""
    _check_size(lattice)
    _check_count(lattice, study.area / lattice.cell_m2)
    columns, rows = _near(study, lattice)
    shapely.prepare(study)
    kept = np.zeros(len(columns), dtype=bool)
    shapes: list[Shapes] = []
    for start in range(0, len(columns), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        cells = lattice.build(columns[part], rows[part])
        inner = shapely.contains_properly(study, cells)
        edge = ~inner & shapely.intersects(study, cells)
        cells[edge] = _polygonal(shapely.intersection(cells[edge], study))
        kept[part] = inner | (edge & (shapely.area(cells) > _NOTHING_M2))
        shapes.append(cells[kept[part]])
    _check_count(lattice, int(kept.sum()))
    columns, rows = columns[kept], rows[kept]
    ids = [f"c{c}r{r}" for c, r in zip(columns.tolist(), rows.tolist(), strict=True)]
    cells = np.concatenate(shapes)
    order = np.lexsort((columns, -rows))  # from north to south, each row from west to east
    names = cell_names(cells, order, streets, kind=lattice.kind, near_m=lattice.size_m)
    said = _findings(shapely.area(cells), lattice.cell_m2)
    return made_areas(ids, cells, crs, f"{lattice.kind}:{lattice.size_m:g}", said, names=names)


def _check_size(lattice: _Lattice) -> None:
    kind, size = lattice.kind, lattice.size_m
    if not (np.isfinite(size) and size > 0):
        raise ConfigError("areas", f"{kind}:{size:g} is no size", f"write a number of metres, {kind}:250")


def _check_count(lattice: _Lattice, count: float) -> None:
    """Refuse too many cells, and say which size would fit."""
    if count <= MOST_CELLS:
        return
    kind, size = lattice.kind, lattice.size_m
    fitting = 1.1 * size * np.sqrt(count / MOST_CELLS)
    step = 10.0 ** (np.floor(np.log10(fitting)) - 1)
    what = f"{kind}:{size:g} would make {count:,.0f} cells, more than {MOST_CELLS:,}"
    raise ConfigError("areas", what, f"choose {kind}:{np.ceil(fitting / step) * step:g} or more")


def _near(study: Polygonal, lattice: _Lattice) -> tuple[Ints, Ints]:
    """Return column and row of every cell whose box may touch the box of a part of the study area.

    Part by part, so that two towns far apart do not fill the country between them; sorted, each one once.
    """
    found = []
    for west, south, east, north in shapely.bounds(shapely.get_parts(study)):
        columns = _range(west - lattice.reach_x, east + lattice.reach_x, lattice.column_m)
        rows = _range(south - lattice.reach_y, north + lattice.reach_y, lattice.row_m)
        _check_count(lattice, len(columns) * len(rows) / _BOX_TO_CELLS)
        found.append(np.stack(np.meshgrid(rows, columns, indexing="ij")).reshape(2, -1).T)
    rows, columns = np.unique(np.concatenate(found), axis=0).T
    return columns, rows


def _range(low: float, high: float, step: float) -> Ints:
    return np.arange(np.floor(low / step), np.floor(high / step) + 1).astype(np.int64)


def _polygonal(cut: Shapes) -> Shapes:
    """Return what a cut left, without the lines and points where only edges met."""
    mixed = np.flatnonzero(shapely.get_type_id(cut) == 7)  # a collection
    for at in mixed:
        parts = shapely.get_parts(cut[at])
        cut[at] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return cut


def _findings(area_m2: Floats, whole_m2: float) -> list[Finding]:
    slivers = int((area_m2 < SLIVER * whole_m2).sum())
    values = {"cells": len(area_m2), "slivers": slivers, "percent": 100 * SLIVER}
    return [Finding(code="cells_slivers", level="info", values=values)] if slivers else []
