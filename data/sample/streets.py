"""The streets inside the blocks of the invented city, and how all its streets are joined to a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.affinity
from shapely import LineString, MultiLineString

from sample.ground import Area, Corners, Street, bent
from sample.plan import DIAGONAL_ENDS, DIAGONAL_STREET, TURN_DEG, Kind, Name

if TYPE_CHECKING:
    from collections.abc import Sequence

CENTIMETRE = 0.01
SHORTEST_STREET_M = 80.0
NEAREST_TO_MAIN_STREET_M = 55.0

# Distance between local streets that run north, and between those that run east, in metres. A park has one
# path each way, a microdistrict of panel houses an inner ring with one street through it each way.
_LOCAL_SPACING_M: dict[Kind, tuple[float, float]] = {
    "central": (235.0, 215.0),
    "new": (270.0, 230.0),
    "private": (260.0, 135.0),
    "bazaar": (190.0, 170.0),
}


def diagonal(corner: Corners, rng: np.random.Generator) -> Street:
    """Return the avenue that runs across the blocks."""
    kk, ru, en, road_class = DIAGONAL_STREET
    line = LineString(bent(corner[DIAGONAL_ENDS[0]], corner[DIAGONAL_ENDS[1]], rng))
    return Street(name=Name(kk=kk, ru=ru, en=en), road_class=road_class, line=line)


def local_streets(area: Area, rng: np.random.Generator) -> list[Street]:
    """Return the streets inside one area; each begins and ends on a street around it."""
    if area.kind in _LOCAL_SPACING_M:
        north, east = _LOCAL_SPACING_M[area.kind]
        lines = [*_parallels(area, 90, north, rng), *_parallels(area, 0, east, rng)]
        lines = [line for line in lines if rng.random() > 0.08]
    else:
        lines = [*_parallels(area, 90, 1e4, rng), *_parallels(area, 0, 1e4, rng)]
        if area.kind == "panel":
            ring = shapely.affinity.scale(area.polygon.exterior, 0.6, 0.6, origin=area.polygon.centroid)
            lines.append(LineString(np.round(np.asarray(ring.coords), 2)))
    road_class = "footway" if area.kind == "park" else "residential"
    return [
        Street(name=_numbered(area.name, number), road_class=road_class, line=line)
        for number, line in enumerate(lines, start=1)
    ]


def _parallels(area: Area, turn_deg: float, spacing_m: float, rng: np.random.Generator) -> list[LineString]:
    """Return parallel lines through an area, about `spacing_m` apart; at least one, through its middle."""
    turn = np.radians(TURN_DEG + turn_deg + rng.uniform(-4, 4))
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    middle = np.asarray(area.polygon.centroid.coords[0])
    ring = np.asarray(area.polygon.exterior.coords) - middle
    reach = ring[:, 0] * across[0] + ring[:, 1] * across[1]
    count = max(1, round(float(np.ptp(reach)) / spacing_m) - 1)
    offsets = (np.arange(1, count + 1) / (count + 1)) * np.ptp(reach) + reach.min()
    offsets += rng.uniform(-0.12, 0.12, count) * min(spacing_m, 200.0)
    lines = []
    for offset in offsets:
        foot = middle + offset * across
        line = shapely.intersection(LineString([foot - 3000 * along, foot + 3000 * along]), area.polygon)
        for piece in shapely.get_parts(line):
            away = piece.interpolate(0.5, normalized=True).distance(area.polygon.exterior)
            if piece.length >= SHORTEST_STREET_M and away >= NEAREST_TO_MAIN_STREET_M:
                lines.append(LineString(np.round(np.asarray(piece.coords), 2)))
    return lines


def _numbered(area: Name, number: int) -> Name:
    """Return the name of a local street."""
    return Name(
        kk=f"{area.kk}, {number}-көше", ru=f"{area.ru}, {number}-я улица", en=f"{area.en}, Street {number}"
    )


def joined(streets: Sequence[Street]) -> list[Street]:
    """Return the streets as a network: wherever two meet or cross, both have the same point.

    A street is one line again afterwards, or several where it is broken; it is not cut at junctions.
    """
    lines = [street.line for street in streets]
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=CENTIMETRE))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    _, parents = shapely.STRtree(lines).query_nearest(middles, all_matches=False)
    pieces_of: dict[Name, list[LineString]] = {street.name: [] for street in streets}
    road_class = {street.name: street.road_class for street in streets}
    for piece, parent in zip(pieces, parents, strict=True):
        pieces_of[streets[parent].name].append(piece)
    return [
        Street(name=name, road_class=road_class[name], line=line)
        for name, found in pieces_of.items()
        for line in _whole(found)
    ]


def _whole(pieces: Sequence[LineString]) -> list[LineString]:
    """Return the pieces of one street merged, each from its western end, sorted."""
    lines = []
    for line in shapely.get_parts(shapely.line_merge(MultiLineString(list(pieces)))):
        coords = np.round(np.asarray(line.coords), 2)
        lines.append(LineString(min(coords.tolist(), coords[::-1].tolist())))
    return sorted(lines, key=lambda line: list(line.coords))
