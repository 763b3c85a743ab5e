"""What can be reached on foot from a post: the streets within reach and what lies beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

if TYPE_CHECKING:
    from hotspot.place.network import Shapes
    from hotspot.place.walking import Places, Walking
    from hotspot.schema import Floats

BESIDE_M = 40.0  # to both sides of a street: the buildings along it
CORNERS = 4  # to a quarter of a circle


def catchment_frame(posts: gpd.GeoDataFrame, walking: Walking | None, *, reach_m: float) -> gpd.GeoDataFrame:
    """Return the ground that can be reached from each post, with its id: along the streets, else a circle."""
    xy = np.column_stack([posts.geometry.x, posts.geometry.y])
    if walking is None:
        shapes = circles(xy, reach_m=reach_m)
    else:
        shapes = catchments(walking, walking.places(xy), reach_m=reach_m)
    columns = {"post_id": posts["post_id"].tolist(), "reach_m": reach_m}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=posts.crs)


def catchments(walking: Walking, sites: Places, *, reach_m: float) -> Shapes:
    """Return, for each site, the ground along the streets within `reach_m` of it, as polygons in metres.

    Exactly those nodes of the network lie inside that are within reach: around each of the others the polygon
    is notched, by half of the way to the nearest street within reach.
    """
    to_nodes = walking.to_nodes(sites, reach_m=reach_m)
    corners: Shapes = np.asarray(shapely.points(walking.streets.nodes))
    tree = shapely.STRtree(corners)
    found = np.empty(len(to_nodes), dtype=object)
    for i, metres in enumerate(to_nodes):
        ways = shapely.union_all(_ways(walking, sites, i, metres, reach_m))
        ground = shapely.buffer(ways, BESIDE_M, quad_segs=CORNERS)
        near = tree.query(ground, predicate="intersects")
        beyond = near[~np.isfinite(metres[near])]
        apart = shapely.distance(corners[beyond], ways)
        notches = shapely.buffer(corners[beyond], np.minimum(BESIDE_M, apart) / 2, quad_segs=CORNERS)
        found[i] = shapely.difference(ground, shapely.union_all(notches))
    return found


def circles(xy: Floats, *, reach_m: float) -> Shapes:
    """Return the circles of `reach_m` around the sites (s, 2): what can be reached in a straight line."""
    return np.asarray(shapely.buffer(shapely.points(xy), reach_m))


def _ways(walking: Walking, sites: Places, i: int, metres: Floats, reach_m: float) -> Shapes:
    """Return the streets within reach of site `i`, those at the rim in part."""
    streets = walking.streets
    length = streets.length_m
    from_start = np.clip(np.nan_to_num(reach_m - metres[streets.start], nan=0.0, neginf=0.0), 0.0, length)
    from_end = np.clip(np.nan_to_num(reach_m - metres[streets.end], nan=0.0, neginf=0.0), 0.0, length)
    whole = from_start + from_end >= length
    parts = [
        *(substring(streets.lines[j], 0.0, from_start[j]) for j in np.flatnonzero(~whole & (from_start > 0))),
        *(
            substring(streets.lines[j], length[j] - from_end[j], length[j])
            for j in np.flatnonzero(~whole & (from_end > 0))
        ),
    ]
    own, along = int(sites.line[i]), float(sites.along_m[i])
    left = max(reach_m - float(sites.off_m[i]), 0.0)
    parts.append(substring(streets.lines[own], max(along - left, 0.0), min(along + left, length[own])))
    return np.concatenate([streets.lines[whole], np.array(parts, dtype=object)])
