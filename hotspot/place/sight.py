"""What a camera sees: its range and angle of view, less what stands behind walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from hotspot.measure.siting.table import entries
from hotspot.place.walking import spans

if TYPE_CHECKING:
    from hotspot.measure.siting.table import Table
    from hotspot.place.network import Shapes
    from hotspot.schema import Bools, Floats, Ints

FULL_CIRCLE = 360.0
STEP_DEG = 3.0  # between corners of the arc
FACING_M2 = 1e-9  # twice the triangle of camera and wall: less is a wall seen along its length
RAYS_AT_ONCE = 500_000


@dataclass(frozen=True, kw_only=True)
class Views:
    """Cameras at `xy` (n, 2) in metres that see `range_m` (n,) far, `angle_deg` (n,) wide around the
    `direction_deg` (n,), clockwise from north; an angle of 360 looks everywhere."""

    xy: Floats
    range_m: Floats
    direction_deg: Floats
    angle_deg: Floats

    def of(self, which: Ints | slice) -> Views:
        """Return some of the cameras."""
        return Views(
            xy=self.xy[which],
            range_m=self.range_m[which],
            direction_deg=self.direction_deg[which],
            angle_deg=self.angle_deg[which],
        )

    def before(self, others: Views) -> Views:
        """Return these cameras, then the others."""
        return Views(
            xy=np.concatenate([self.xy, others.xy]),
            range_m=np.concatenate([self.range_m, others.range_m]),
            direction_deg=np.concatenate([self.direction_deg, others.direction_deg]),
            angle_deg=np.concatenate([self.angle_deg, others.angle_deg]),
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


def sees(views: Views, places: Floats, buildings: Shapes | None = None) -> Table:
    """Return which of the `places` (d, 2) each camera sees, as a table of ones (d, n).

    A place is seen where it lies within the range and the angle and no building stands on the straight line
    between. As with the camera, a building that the place itself lies in does not hide it: an address lies in
    its house, not before it.
    """
    poles, pole = np.unique(views.xy, axis=0, return_inverse=True)
    farthest = np.zeros(len(poles))
    np.maximum.at(farthest, pole, views.range_m)
    near = cKDTree(places).query_ball_point(poles, farthest, return_sorted=True)
    count = np.array([len(each) for each in near], dtype=np.int64)
    place = np.concatenate([np.empty(0), *near]).astype(np.int64)
    of = np.repeat(np.arange(len(poles)), count)
    if buildings is not None and len(buildings):
        free = _free(poles, places, of, place, buildings)
        of, place = of[free], place[free]
    low, high = (np.searchsorted(of, pole, side=side) for side in ("left", "right"))
    view, pair = spans(low, high)
    away = places[place[pair]] - views.xy[view]
    metres = np.hypot(*away.T)
    bearing = np.degrees(np.arctan2(*away.T))
    turned = abs((bearing - views.direction_deg[view] + 180.0) % FULL_CIRCLE - 180.0)
    inside = (turned <= views.angle_deg[view] / 2) | (views.angle_deg[view] >= FULL_CIRCLE) | (metres == 0)
    inside &= metres <= views.range_m[view]
    shape = (len(places), len(views.xy))
    return entries(place[pair[inside]], view[inside], np.ones(int(inside.sum())), shape=shape)


def sector(at: Floats, range_m: float, direction_deg: float, angle_deg: float) -> shapely.Polygon:
    """Return the sector of a circle around `at` (2,), its arc drawn with a corner every three degrees."""
    if angle_deg >= FULL_CIRCLE:
        turn = np.radians(np.arange(0.0, FULL_CIRCLE, STEP_DEG))
        return shapely.Polygon(at + range_m * np.column_stack([np.sin(turn), np.cos(turn)]))
    steps = max(int(np.ceil(angle_deg / STEP_DEG)), 1)
    turn = np.radians(direction_deg + np.linspace(-angle_deg / 2, angle_deg / 2, steps + 1))
    arc = at + range_m * np.column_stack([np.sin(turn), np.cos(turn)])
    return shapely.Polygon(np.concatenate([at[None, :], arc]))


def _free(poles: Floats, places: Floats, pole: Ints, place: Ints, buildings: Shapes) -> Bools:
    """Return for which pairs of a pole and a place (k,) no building but their own stands between."""
    tree = shapely.STRtree(buildings)
    own_pole, own_place = (_within(tree, xy, len(buildings)) for xy in (poles, places))
    free = np.ones(len(pole), dtype=bool)
    for first in range(0, len(pole), RAYS_AT_ONCE):
        some = slice(first, first + RAYS_AT_ONCE)
        rays = shapely.linestrings(np.stack([poles[pole[some]], places[place[some]]], axis=1))
        ray, building = tree.query(rays, predicate="intersects")
        ray += first
        own = np.isin(pole[ray] * len(buildings) + building, own_pole)
        own |= np.isin(place[ray] * len(buildings) + building, own_place)
        free[ray[~own]] = False
    return free


def _within(tree: shapely.STRtree, xy: Floats, buildings: int) -> Ints:
    """Return in or on which building each place (n, 2) lies, as place times `buildings` plus building."""
    place, building = tree.query(shapely.points(xy), predicate="intersects")
    return np.asarray(place * buildings + building, dtype=np.int64)


def _unhidden(ground: shapely.Geometry, at: Floats, walls: Shapes, range_m: float) -> shapely.Geometry:
    """Return the ground less the buildings and their shadows as seen from `at`."""
    if not len(walls):
        return ground
    hidden = shapely.union_all(np.concatenate([walls, _shadows(at, walls, range_m)]))
    left = shapely.difference(ground, hidden)
    parts = shapely.get_parts(left)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _shadows(at: Floats, buildings: Shapes, range_m: float) -> Shapes:
    """Return what each wall that faces the camera hides: from the wall on, to beyond the range.

    What is behind a wall that faces away is behind one that faces the camera, or in the building.
    """
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(buildings)))
    corner, ring = shapely.get_coordinates(rings, return_index=True)
    wall = np.flatnonzero(ring[1:] == ring[:-1])
    first, last = corner[wall] - at, corner[wall + 1] - at
    facing = first[:, 0] * last[:, 1] - first[:, 1] * last[:, 0] < -FACING_M2
    first, last = first[facing], last[facing]
    far = 2 * range_m + np.hypot(*first.T)[:, None] + np.hypot(*last.T)[:, None]
    left, right = first / np.hypot(*first.T)[:, None], last / np.hypot(*last.T)[:, None]
    across = right - left  # the middle of a wide shadow is told by it, that of a narrow one by the sum
    middle = left + right + np.column_stack([-across[:, 1], across[:, 0]])
    middle /= np.hypot(*middle.T)[:, None]
    rim = (right * far, middle * far, left * far)
    return np.asarray(shapely.polygons(at + np.stack([first, last, *rim], axis=1)))
