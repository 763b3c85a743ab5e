"""The ground that is counted: pilot areas, their controls, and the ring around each, none of it twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hotspot.schema.piloted import ZONE_COLUMNS, Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyproj
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints
    from hotspot.schema.piloted import ZoneKind

    Shapes = NDArray[np.object_]

TENTH_M = 0.1
LEAST_M2 = 1.0  # of a ring: what is left of one between others may be a sliver


def near(shapes: Shapes, others: Shapes, *, buffer_m: float) -> Bools:
    """Return which shapes (n, m) touch the others or lie within their buffers, both in metres."""
    return np.asarray(shapely.distance(shapes[:, None], others[None, :]) <= buffer_m)


def far_apart(shapes: Shapes, *, buffer_m: float, most: int) -> Ints:
    """Return the first `most` of the shapes that neither touch an earlier one nor lie within its buffer."""
    chosen: list[int] = []
    for i in range(len(shapes)):
        if len(chosen) == most:
            break
        if not near(shapes[i : i + 1], shapes[chosen], buffer_m=buffer_m).any():
            chosen.append(i)
    return np.array(chosen, dtype=np.int64)


def rings(areas: Sequence[Zone], ground: Shapes, *, buffer_m: float) -> tuple[Zone, ...]:
    """Return the ring around each of the pilot areas, then of the control areas, within the study area.

    A ring leaves out all areas of the pilot, and what an earlier ring has; one that has nothing left goes.
    """
    if not buffer_m:
        return ()
    study = shapely.union_all(ground)
    shapes = shapely.from_wkt([zone.shape for zone in areas])
    taken = shapely.union_all(shapes)
    found = []
    for zone, shape in zip(areas, shapes, strict=True):
        ring = shapely.difference(shapely.intersection(shapely.buffer(shape, buffer_m), study), taken)
        ring = outline(ring)
        if shapely.area(ring) < LEAST_M2:
            continue
        taken = shapely.union(taken, ring)
        kind: ZoneKind = "pilot_ring" if zone.kind == "pilot" else "control_ring"
        found.append(replace(zone, zone_id=f"{zone.zone_id}R", kind=kind, shape=as_text(ring)))
    return tuple(found)


def outline(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape whose corners lie on tenths of a metre, its surfaces only."""
    parts = shapely.get_parts(shapely.set_precision(shape, TENTH_M))
    surfaces = parts[shapely.get_dimensions(parts) == 2]
    whole: shapely.Geometry = shapely.normalize(shapely.union_all(surfaces))
    return whole


def as_text(shape: shapely.Geometry) -> str:
    """Return the shape as WKT with one decimal.

    >>> as_text(shapely.Point(500_000.26, 4_790_000.0))
    'POINT (500000.3 4790000)'
    """
    return str(shapely.to_wkt(shape, rounding_precision=1, trim=True))


def zone_of(zones: Sequence[Zone], xy: Floats) -> Ints:
    """Return the zone that each place (n, 2) lies in, on a common border the first; -1 for none."""
    found = np.full(len(xy), len(zones), dtype=np.int64)
    tree = shapely.STRtree(np.asarray(shapely.points(xy)))
    zone, place = tree.query(shapely.from_wkt([zone.shape for zone in zones]), predicate="intersects")
    np.minimum.at(found, place, zone)
    return np.where(found == len(zones), -1, found)


def zone_frame(zones: Sequence[Zone], crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return the zones with `ZONE_COLUMNS`."""
    columns = {name: [getattr(zone, name) for zone in zones] for name in ZONE_COLUMNS[:-1]}
    shapes = shapely.from_wkt([zone.shape for zone in zones])
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)[list(ZONE_COLUMNS)]
