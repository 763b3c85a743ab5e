"""What the map of a brief shows: the area in its surroundings, cut to the frame, in metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from hotspot.render.warp import density_limits
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from hotspot.schema import Floats, Result
    from hotspot.words import Words
    from hotspot.words.phrases import Row

MARGIN = 1.7  # the frame is so many times as large as the area
LEAST_M = 600.0  # height of the frame around a very small area
OUTLINE_STEPS = 300  # of detail in the outline of the whole city
POINTS, GROUND = ("posts", "cameras"), ("streets", "water", "buildings")


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A hot spot as it is drawn."""

    name: str
    shape: BaseGeometry
    is_single: bool


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The map of one area. `west`, `north`, `width_m`, `height_m` are its frame; shapes are cut to it.

    `points` are (n, 2) easting and northing by layer; `density` (rows, columns) lies at the centres `easting`
    and `northing`, its classes begin at `limits`; `north_degrees`, clockwise from up, is true north.
    """

    west: float
    north: float
    width_m: float
    height_m: float
    area: BaseGeometry
    neighbours: tuple[tuple[BaseGeometry, str], ...]
    spots: tuple[Spot, ...]
    ground: Mapping[str, BaseGeometry]
    points: Mapping[str, Floats]
    easting: Floats
    northing: Floats
    density: Floats
    limits: tuple[float, ...]
    city: BaseGeometry
    north_degrees: float


@dataclass(frozen=True, kw_only=True)
class City:
    """What all briefs of a run share: outlines of the city and of all areas, the rows of the ranking, names,
    classes of the density."""

    outline: BaseGeometry
    shapes: NDArray[np.object_]
    rows: tuple[Row, ...]
    names: tuple[str, ...]
    limits: tuple[float, ...]


def city_of(result: Result, words: Words) -> City:
    """Return what all maps share; areas are in the order of the ranking's frame."""
    shapes = np.asarray(result.ranking.frame.geometry.array, dtype=object)
    outline, rows = shapely.union_all(shapes), tuple(rows_of(result.ranking.frame))
    west, south, east, north = outline.bounds
    return City(
        outline=outline.simplify(max(east - west, north - south) / OUTLINE_STEPS),
        shapes=shapes,
        rows=rows,
        names=tuple(local_name(row, words) for row in rows),
        limits=density_limits(result.surface.values),
    )


def scene_of(result: Result, city: City, row: int, *, aspect: float) -> Scene:
    """Return the map of the area in the ranking's row `row`; `aspect` is the frame's width / height."""
    area = city.shapes[row]
    west, south, east, north = area.bounds
    height = max(MARGIN * max((east - west) / aspect, north - south), LEAST_M)
    width = height * aspect
    middle = ((west + east) / 2, (south + north) / 2)
    frame = shapely.box(
        *(middle[0] - width / 2, middle[1] - height / 2), middle[0] + width / 2, middle[1] + height / 2
    )
    others = [i for i in np.flatnonzero(shapely.intersects(city.shapes, frame)) if i != row]
    easting, northing, density = _density(result, frame)
    return Scene(
        west=frame.bounds[0],
        north=frame.bounds[3],
        width_m=width,
        height_m=height,
        area=area,
        neighbours=tuple((city.shapes[i].intersection(frame), city.names[i]) for i in others),
        spots=_spots(result, frame),
        ground={name: _cut(result.layers[name], frame) for name in GROUND if name in result.layers},
        points={name: _places(result.layers[name], frame) for name in POINTS if name in result.layers},
        easting=easting,
        northing=northing,
        density=density,
        limits=city.limits,
        city=city.outline,
        north_degrees=true_north(result.crs, *middle),
    )


def _spots(result: Result, frame: BaseGeometry) -> tuple[Spot, ...]:
    spots = result.hotspots.called().sort_values(["rank", "hotspot_id"], kind="stable")
    spots = spots[shapely.intersects(np.asarray(spots.geometry.array, dtype=object), frame)]
    columns = (spots["hotspot_id"], spots["kind"], spots.geometry)
    return tuple(
        Spot(name=str(name), shape=shape, is_single=kind == "single_address")
        for name, kind, shape in zip(*columns, strict=True)
    )


def _cut(layer: gpd.GeoDataFrame, frame: BaseGeometry) -> BaseGeometry:
    """Return the lines and surfaces of a layer inside the frame, as one shape."""
    shapes = np.asarray(layer.geometry.array, dtype=object)
    shapes = shapes[shapely.intersects(shapes, frame) & (shapely.get_dimensions(shapes) > 0)]
    parts = shapely.get_parts(shapely.clip_by_rect(shapes, *frame.bounds))
    return shapely.GeometryCollection(parts.tolist())


def _places(layer: gpd.GeoDataFrame, frame: BaseGeometry) -> Floats:
    shapes = np.asarray(layer.geometry.array, dtype=object)
    points = shapely.get_coordinates(shapely.get_parts(shapes[shapely.get_dimensions(shapes) == 0]))
    west, south, east, north = frame.bounds
    inside = (points[:, 0] > west) & (points[:, 0] < east) & (points[:, 1] > south) & (points[:, 1] < north)
    return np.asarray(points[inside])


def _density(result: Result, frame: BaseGeometry) -> tuple[Floats, Floats, Floats]:
    """Return the cells' centres within the frame and one cell around it, with their values, 0 for none."""
    grid = result.surface.grid
    easting, northing = grid.centres()
    west, south, east, north = frame.buffer(grid.cell_m).bounds
    columns = np.flatnonzero((easting > west) & (easting < east))
    rows = np.flatnonzero((northing > south) & (northing < north))
    values = result.surface.values[np.ix_(rows, columns)]
    return easting[columns], northing[rows], np.nan_to_num(values, nan=0.0)


def true_north(crs: pyproj.CRS, easting: float, northing: float) -> float:
    """Return where true north lies at a place, in degrees clockwise from the grid's north."""
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(easting, northing)
    east, north = to_degrees.transform(lon, lat + 0.001, direction="INVERSE")
    return math.degrees(math.atan2(east - easting, north - northing))
