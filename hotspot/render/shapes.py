"""Outlines as small whole numbers, so that a page with hundreds of areas stays light."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from hotspot.schema.geojson import apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

Outlines: TypeAlias = list[list[list[list[int]]]]  # shapes, their polygons, their rings, steps

STEPS = 1e5  # per degree: one step is 1.1 m or less
TOLERANCE_M = 5.0
HOTSPOT_TOLERANCE_M = 2.0
COARSEST_AREA_M = 20.0
HEAVIEST_AREAS = 400_000  # characters that the outlines of all areas together may take in the page
COARSEST_HOTSPOT_M = 16.0
HEAVIEST_HOTSPOTS = 250_000  # characters, as above


def area_outlines(frame: gpd.GeoDataFrame, listed: int) -> tuple[Outlines, gpd.GeoDataFrame]:
    """Return the `outlines` of the first `listed` areas with about 5 m of detail, up to 20 m where they weigh
    too much, and all areas with that detail; neighbours still share their borders."""
    tolerance_m = TOLERANCE_M
    while True:
        thinned = thinned_areas(frame, tolerance_m=tolerance_m)
        drawn = outlines(thinned.head(listed))
        if tolerance_m >= COARSEST_AREA_M or _weight(drawn) <= HEAVIEST_AREAS:
            return drawn, thinned
        tolerance_m *= 2


def hotspot_outlines(frame: gpd.GeoDataFrame) -> Outlines:
    """Return the `outlines` of the hot spots with about 2 m of detail, up to 16 m where they weigh too much:
    their arcs have many small steps."""
    tolerance_m = HOTSPOT_TOLERANCE_M
    while True:
        drawn = outlines(frame.set_geometry(frame.geometry.simplify(tolerance_m)))
        if tolerance_m >= COARSEST_HOTSPOT_M or _weight(drawn) <= HEAVIEST_HOTSPOTS:
            return drawn
        tolerance_m *= 2


def _weight(drawn: Outlines) -> int:
    return sum(len(str(shape)) for shape in drawn)


def thinned_areas(frame: gpd.GeoDataFrame, *, tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
    """Return the areas with detail of about `tolerance_m` metres; neighbours still share their borders."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    return frame.set_geometry(
        gpd.GeoSeries(shapely.coverage_simplify(shapes, tolerance_m), index=frame.index)
    )


def outlines(frame: gpd.GeoDataFrame) -> Outlines:
    """Return each shape as its polygons, each polygon as its rings, each ring as `steps`."""
    shapes = np.asarray(frame.geometry.to_crs("EPSG:4326").array, dtype=object)
    parts, shape = shapely.get_parts(shapes, return_index=True)
    drawn = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    rings, part = shapely.get_rings(parts[drawn], return_index=True)
    polygons = apart(steps(rings), np.bincount(part, minlength=int(drawn.sum())))
    return apart(polygons, np.bincount(shape[drawn], minlength=len(shapes)))


def paths(frame: gpd.GeoDataFrame, *, tolerance_m: float = TOLERANCE_M) -> list[list[int]]:
    """Return the lines and outlines of a layer as `steps`, thinned to `tolerance_m`, without the shortest."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    surfaces = shapely.get_dimensions(shapes) == 2
    shapes[surfaces] = shapely.boundary(shapes[surfaces])
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapes[~shapely.is_empty(shapes)])))
    lines = shapely.simplify(lines[shapely.length(lines) > tolerance_m], tolerance_m)
    return steps(np.asarray(gpd.GeoSeries(lines, crs=frame.crs).to_crs("EPSG:4326").array, dtype=object))


def anchors(frame: gpd.GeoDataFrame) -> list[list[float]]:
    """Return a place inside each shape as lat, lon in degrees."""
    places = frame.geometry.representative_point().to_crs("EPSG:4326")
    return [[round(lat, 5), round(lon, 5)] for lon, lat in shapely.get_coordinates(places.array).tolist()]


def steps(lines: NDArray[np.object_]) -> list[list[int]]:
    """Return of each line or ring in degrees the first place and the moves from there, in 1e-5 degrees: lon,
    lat, Δlon, Δlat, …

    >>> steps(shapely.linestrings([[[76.9, 43.2], [76.90001, 43.2], [76.90001, 43.19998]]]))
    [[7690000, 4320000, 1, 0, 0, -2]]
    """
    lon_lat, line = shapely.get_coordinates(lines, return_index=True)
    whole = np.round(lon_lat * STEPS).astype(np.int64)
    begins = np.diff(line, prepend=-1) > 0
    moves: NDArray[np.int64] = np.where(begins[:, None], whole, np.diff(whole, axis=0, prepend=0))
    moving = begins | moves.any(axis=1)
    ends = 2 * np.cumsum(np.bincount(line[moving], minlength=len(lines)))
    written: list[int] = moves[moving].ravel().tolist()
    return [written[first:end] for first, end in pairwise([0, *ends.tolist()])]
