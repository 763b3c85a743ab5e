"""The planted hot spots of the invented city: eight ellipses with a risk, types and hours of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sample.addresses import Coords
    from sample.ground import Area, Street


@dataclass(frozen=True, kw_only=True)
class Habit:
    """What happens at a planted place: shares of `types`; the first hour and how many, and the weekdays
    (Monday 0), of nearly all of its incidents."""

    types: Mapping[str, float]
    hours: tuple[int, int]
    days: str = "0123456"


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A hot spot as planned: an ellipse around a place given in metres from its area's centroid.

    `near` moves the place to the nearest street (the ellipse then lies along it) or corner of the area.
    """

    place: str
    area: str
    offset_m: tuple[float, float] = (0.0, 0.0)
    near: Literal["", "street", "corner"] = ""
    semi_axes_m: tuple[float, float]
    bearing_deg: float = 0.0
    relative_risk: float
    addresses: int
    habit: Habit


PLAN: tuple[Planted, ...] = (
    Planted(
        place="bazaar rows",
        area="Bazaar",
        semi_axes_m=(150, 100),
        bearing_deg=20,
        relative_risk=5,
        addresses=26,
        habit=Habit(types={"theft": 0.82, "robbery": 0.08, "hooliganism": 0.1}, hours=(9, 9), days="123456"),
    ),
    Planted(
        place="bar street",
        area="Koktem-2",
        near="street",
        semi_axes_m=(180, 45),
        relative_risk=8,
        addresses=16,
        habit=Habit(types={"assault": 0.45, "hooliganism": 0.3, "robbery": 0.25}, hours=(22, 6), days="456"),
    ),
    Planted(
        place="bus station square",
        area="Sairan",
        offset_m=(-400, 400),
        near="corner",
        semi_axes_m=(120, 100),
        bearing_deg=60,
        relative_risk=8,
        addresses=18,
        habit=Habit(types={"theft": 0.65, "robbery": 0.25, "assault": 0.1}, hours=(6, 16)),
    ),
    Planted(
        place="courtyards with parked cars",
        area="Mamyr-3",
        offset_m=(-20, -90),
        semi_axes_m=(130, 90),
        bearing_deg=5,
        relative_risk=8,
        addresses=17,
        habit=Habit(types={"theft from vehicle": 1.0}, hours=(23, 6)),
    ),
    Planted(
        place="underpass",
        area="Almagul",
        offset_m=(150, -120),
        near="street",
        semi_axes_m=(90, 70),
        relative_risk=10,
        addresses=12,
        habit=Habit(types={"theft": 0.6, "robbery": 0.4}, hours=(17, 5), days="01234"),
    ),
    Planted(
        place="student hostels",
        area="Orbita-2",
        offset_m=(0, 150),
        semi_axes_m=(110, 85),
        bearing_deg=120,
        relative_risk=9,
        addresses=14,
        habit=Habit(types={"theft": 0.55, "burglary": 0.45}, hours=(11, 9)),
    ),
    Planted(
        place="houses at the edge of the city",
        area="Kuramys",
        offset_m=(-40, 60),
        semi_axes_m=(140, 105),
        bearing_deg=80,
        relative_risk=11,
        addresses=20,
        habit=Habit(types={"burglary": 0.8, "theft": 0.2}, hours=(9, 8), days="01234"),
    ),
    Planted(
        place="school yards",
        area="Ainabulak-3",
        offset_m=(30, -100),
        semi_axes_m=(100, 80),
        relative_risk=10,
        addresses=13,
        habit=Habit(types={"vandalism": 0.6, "hooliganism": 0.4}, hours=(18, 6)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class HotSpot:
    """A hot spot as it lies in the city: `area` is the place of its micro-area in the list of areas, `centre`
    is in metres, `bearing_deg` the long axis, clockwise from grid north, and `share_of_area` the size of the
    ellipse over that of the micro-area."""

    plan: Planted
    area: int
    centre: NDArray[np.float64]
    bearing_deg: float
    share_of_area: float

    def reach(self, xy: Coords) -> NDArray[np.float64]:
        """Return how far each place is from the centre, where 1 is the edge of the ellipse."""
        east, north = (xy - self.centre).T
        along, across = self._axes
        major_m, minor_m = self.plan.semi_axes_m
        reach: NDArray[np.float64] = np.hypot(
            (east * along[0] + north * along[1]) / major_m,
            (east * across[0] + north * across[1]) / minor_m,
        )
        return reach

    def places(self, rng: np.random.Generator) -> Coords:
        """Return the places of its own addresses, spread evenly over the ellipse."""
        angle = rng.uniform(0, 2 * np.pi, self.plan.addresses)
        radius = 0.97 * np.sqrt(rng.random(self.plan.addresses))
        along, across = self._axes
        major_m, minor_m = self.plan.semi_axes_m
        east_north: Coords = (
            self.centre
            + (radius * np.cos(angle) * major_m)[:, None] * along
            + (radius * np.sin(angle) * minor_m)[:, None] * across
        )
        return east_north

    @property
    def _axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The unit vectors along and across, easting and northing."""
        sine, cosine = np.sin(np.radians(self.bearing_deg)), np.cos(np.radians(self.bearing_deg))
        return np.array([sine, cosine]), np.array([cosine, -sine])


def located(areas: Sequence[Area], streets: Sequence[Street]) -> tuple[HotSpot, ...]:
    """Return the hot spots of the plan where they lie among these areas and streets."""
    place_of = {area.name.en: place for place, area in enumerate(areas)}
    return tuple(_located(plan, place_of[plan.area], areas, streets) for plan in PLAN)


def _located(plan: Planted, place: int, areas: Sequence[Area], streets: Sequence[Street]) -> HotSpot:
    """Return one hot spot, moved to the street or corner that its plan asks for."""
    polygon = areas[place].polygon
    centre = np.asarray(polygon.centroid.coords[0]) + plan.offset_m
    bearing_deg = plan.bearing_deg
    if plan.near == "corner":
        ring = np.asarray(polygon.exterior.coords)
        centre = ring[np.argmin(np.hypot(*(ring - centre).T))]
    if plan.near == "street":
        line = min((street.line for street in streets), key=shapely.Point(centre).distance)
        at_m = line.project(shapely.Point(centre))
        centre, ahead = (np.asarray(line.interpolate(at_m + step_m).coords[0]) for step_m in (0.0, 1.0))
        bearing_deg = float(np.degrees(np.arctan2(*(ahead - centre))) % 180)
    ellipse_m2 = np.pi * plan.semi_axes_m[0] * plan.semi_axes_m[1]
    return HotSpot(
        plan=plan,
        area=place,
        centre=np.round(centre, 2),
        bearing_deg=round(bearing_deg, 1),
        share_of_area=float(ellipse_m2 / polygon.area),
    )
