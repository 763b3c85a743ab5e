"""Street blocks: the ground between streets, as people in a city know it; every place is in one block."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.schema import KM2, Finding, Floats, Ints
from hotspot.tessellate.areas import made_areas
from hotspot.tessellate.block_names import block_names

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from hotspot.schema import Areas
    from hotspot.tessellate.areas import Polygonal, Shapes

THIN_M = 15.0  # narrower than this is a strip between two carriageways, and not a block
_ID_M = 10.0
_LARGE_M2 = 10 * KM2


def blocks(
    streets: gpd.GeoDataFrame, study: Polygonal, crs: pyproj.CRS, min_area_m2: float = 10_000.0
) -> Areas:
    """Return the blocks between `streets` (lines in the metric `crs`) over the whole study area.

    Streets need not be cut where they cross; crossing is enough, also on a bridge. Blocks smaller than
    `min_area_m2` square metres, or narrower than 15 m (twice the area by the length of the outline), join the
    neighbour with the longest common edge, smallest first, so that the blocks cover the study area without
    gaps. Dead ends cut nothing. Block b65412_479803 holds easting 654120, northing 4798030: its id stays
    as long as its shape does. Its name is that of the streets around it (`block_names`). Raises InputError
    where the file holds no lines inside the study area.
    """
    faces = _faces(streets, study)
    group = _grouped(faces, min_area_m2)
    count = int(group.max()) + 1
    members = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group, minlength=count))[:-1])
    shapes = np.empty(count, dtype=object)
    for number, faces_of_block in enumerate(members):
        shapes[number] = faces[faces_of_block[0]]
        if len(faces_of_block) > 1:
            shapes[number] = shapely.union_all(faces[faces_of_block])
    findings, names = _findings(faces, shapes), block_names(shapes, streets)
    return made_areas(_ids(shapes), shapes, crs, f"blocks:{min_area_m2:g}", findings, names=names)


def _faces(streets: gpd.GeoDataFrame, study: Polygonal) -> Shapes:
    """Return the pieces into which streets and outline cut the study area, from south to north."""
    lines = shapely.get_parts(streets.geometry.to_numpy())
    shapely.prepare(study)
    lines = lines[(shapely.get_dimensions(lines) == 1) & shapely.intersects(study, lines)]
    if not len(lines):
        raise InputError(
            "streets", "no street runs through the study area", "check the street file and its CRS"
        )
    crossing = ~shapely.contains_properly(study, lines)
    lines[crossing] = shapely.intersection(lines[crossing], study)
    network = shapely.union_all([*lines, shapely.boundary(study)])
    faces = shapely.get_parts(shapely.polygonize([network]))
    places = shapely.point_on_surface(faces)
    inside = shapely.intersects(study, places)  # polygonize fills the holes of the study area too
    faces, places = faces[inside], places[inside]
    ordered: Shapes = faces[np.lexsort((shapely.get_x(places), shapely.get_y(places)))]
    return ordered


def _grouped(faces: Shapes, min_area_m2: float) -> Ints:
    """Return for each face the number of the block it belongs to, after small and thin ones have joined."""
    area, outline = shapely.area(faces), shapely.length(faces)
    neighbours = _common_edges(faces)
    owner = np.arange(len(faces))

    def too_small(face: int) -> bool:
        return bool(area[face] < min_area_m2 or 2 * area[face] < THIN_M * outline[face])

    waiting = [(area[face], face) for face in range(len(faces)) if too_small(face)]
    heapq.heapify(waiting)
    while waiting:
        known_area, face = heapq.heappop(waiting)
        if owner[face] != face or known_area != area[face] or not too_small(face) or not neighbours[face]:
            continue
        into = max(neighbours[face], key=lambda other: (neighbours[face][other], -other))
        outline[into] += outline[face] - 2 * neighbours[face][into]
        area[into] += area[face]
        owner[face] = into
        _hand_over(neighbours, face, into)
        if too_small(into):
            heapq.heappush(waiting, (area[into], into))
    return _numbered(owner)


def _hand_over(neighbours: list[dict[int, float]], face: int, into: int) -> None:
    """Give the common edges of `face` to the block that it joins."""
    for other, metres in neighbours[face].items():
        del neighbours[other][face]
        if other != into:
            neighbours[into][other] = neighbours[into].get(other, 0.0) + metres
            neighbours[other][into] = neighbours[into][other]
    neighbours[face] = {}


def _numbered(owner: Ints) -> Ints:
    """Return blocks numbered from 0 in the order of their faces, following who joined whom to the end."""
    last = owner
    while (last[last] != last).any():
        last = last[last]
    _, number = np.unique(last, return_inverse=True)
    return np.asarray(number, dtype=np.int64)


def _common_edges(faces: Shapes) -> list[dict[int, float]]:
    """Return for each face its neighbours and the metres of edge they share.

    The faces come from one network, so a common edge has the very same corners on both sides.
    """
    corners, owner = shapely.get_coordinates(shapely.get_rings(faces)), _ring_owner(faces)
    ring, face = owner
    start, end = corners[:-1], corners[1:]
    same_ring = ring[:-1] == ring[1:]
    start, end, face = start[same_ring], end[same_ring], face[:-1][same_ring]
    forward = (start[:, 0] < end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] <= end[:, 1]))
    edge = np.where(forward[:, None], np.hstack([start, end]), np.hstack([end, start]))
    order = np.lexsort((face, *edge.T))
    edge, face = edge[order], face[order]
    twice = np.flatnonzero((edge[:-1] == edge[1:]).all(axis=1))
    metres = np.hypot(edge[twice, 0] - edge[twice, 2], edge[twice, 1] - edge[twice, 3])
    neighbours: list[dict[int, float]] = [{} for _ in range(len(faces))]
    for one, other, length in zip(
        face[twice].tolist(), face[twice + 1].tolist(), metres.tolist(), strict=True
    ):
        if one != other:
            neighbours[one][other] = neighbours[other][one] = neighbours[one].get(other, 0.0) + length
    return neighbours


def _ring_owner(faces: Shapes) -> tuple[Ints, Ints]:
    """Return for each corner of the faces' rings the number of its ring and of its face."""
    rings, face_of_ring = shapely.get_rings(faces, return_index=True)
    _, ring = shapely.get_coordinates(rings, return_index=True)
    return ring, face_of_ring[ring]


def _ids(shapes: Shapes) -> list[str]:
    """Name each block after a place inside it, to ten metres; a second one there gets a letter more."""
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    seen: dict[str, int] = {}
    ids = []
    for easting, northing in np.floor(places / _ID_M).astype(np.int64).tolist():
        name = f"b{easting}_{northing}"
        seen[name] = seen.get(name, 0) + 1
        ids.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return ids


def _findings(faces: Shapes, shapes: Shapes) -> list[Finding]:
    area: Floats = shapely.area(shapes)
    values = {
        "blocks": len(shapes),
        "joined": len(faces) - len(shapes),
        "median_ha": round(float(np.median(area)) / 10_000, 2),
        "largest_km2": round(float(area.max()) / KM2, 2),
    }
    large = int((area > _LARGE_M2).sum())
    findings = [Finding(code="blocks_made", level="info", values=values)]
    if large:
        findings.append(Finding(code="blocks_large", level="warning", values={"count": large}))
    return findings
