"""What a camera sees: its range and angle of view, less what stands behind walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from hotspot.place.network import Shapes
    from hotspot.schema import Floats

FULL_CIRCLE = 360.0
STEP_DEG = 3.0  # between corners of the arc


@dataclass(frozen=True, kw_only=True)
class Views:
    """Cameras at `xy` (n, 2) in metres that see `range_m` (n,) far, `angle_deg` (n,) wide around the
    `direction_deg` (n,), clockwise from north; an angle of 360 looks everywhere."""

    xy: Floats
    range_m: Floats
    direction_deg: Floats
    angle_deg: Floats

    def of(self, which: Floats | slice) -> Views:
        """Return some of the cameras."""
        return Views(
            xy=self.xy[which],
            range_m=self.range_m[which],
            direction_deg=self.direction_deg[which],
            angle_deg=self.angle_deg[which],
        )


def seen(views: Views, buildings: Shapes | None = None) -> Shapes:
    """Return the ground that each camera sees, as polygons (n,).

    `buildings` are polygons that hide what is in and behind them: behind each wall lies a shadow, as long as
    the range. A camera in or on a building looks out of it: that one hides nothing.
    """
    found = np.empty(len(views.xy), dtype=object)
    tree = shapely.STRtree(buildings) if buildings is not None and len(buildings) else None
    for i, at in enumerate(views.xy):
        ground: shapely.Geometry = sector(at, views.range_m[i], views.direction_deg[i], views.angle_deg[i])
        if tree is not None and buildings is not None:
            near = np.sort(tree.query(ground, predicate="intersects"))
            own = shapely.distance(buildings[near], shapely.Point(at)) == 0
            ground = _unhidden(ground, at, buildings[near[~own]], views.range_m[i])
        found[i] = ground
    return found


def sector(at: Floats, range_m: float, direction_deg: float, angle_deg: float) -> shapely.Polygon:
    """Return the sector of a circle around `at` (2,), its arc drawn with a corner every three degrees."""
    if angle_deg >= FULL_CIRCLE:
        turn = np.radians(np.arange(0.0, FULL_CIRCLE, STEP_DEG))
        return shapely.Polygon(at + range_m * np.column_stack([np.sin(turn), np.cos(turn)]))
    steps = max(int(np.ceil(angle_deg / STEP_DEG)), 1)
    turn = np.radians(direction_deg + np.linspace(-angle_deg / 2, angle_deg / 2, steps + 1))
    arc = at + range_m * np.column_stack([np.sin(turn), np.cos(turn)])
    return shapely.Polygon(np.concatenate([at[None, :], arc]))


def _unhidden(ground: shapely.Geometry, at: Floats, walls: Shapes, range_m: float) -> shapely.Geometry:
    """Return the ground less the buildings and their shadows as seen from `at`."""
    if not len(walls):
        return ground
    hidden = shapely.union_all(np.concatenate([walls, *(_shadows(at, wall, range_m) for wall in walls)]))
    left = shapely.difference(ground, hidden)
    parts = shapely.get_parts(left)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _shadows(at: Floats, building: shapely.Geometry, range_m: float) -> Shapes:
    """Return what each wall of a building hides: from the wall away from the camera, beyond the range."""
    rings = shapely.get_rings(shapely.get_parts(building))
    corner, ring = shapely.get_coordinates(rings, return_index=True)
    wall = np.flatnonzero(ring[1:] == ring[:-1])
    first, last = corner[wall], corner[wall + 1]
    both = np.stack([first, last])
    away = both - at
    length = np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9)[..., None]
    end, start = at + away / length * (length + 2 * range_m)
    quads = np.stack([first, last, start, end], axis=1)
    return np.asarray(shapely.convex_hull(shapely.multipoints(quads)))
