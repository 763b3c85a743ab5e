"""What stands in the invented city: police posts, cameras, cafes, and one police office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sample.addresses import Addresses, Coords, area_of
from sample.ground import Area, Corners, to_lonlat
from sample.plan import Name
from sample.risk import COMMERCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

POST_AREAS = ("Zhuldyz-1", "Aksai-4", "Sairan", "Koktem-1", "Samal-2", "Orbita-3", "Kalkaman-2")
POLICE_OFFICE_AREA = "Koktem-3"
JUNCTION_CAMERAS, YARD_CAMERAS, CAFES = 38, 22, 50


@dataclass(frozen=True, kw_only=True)
class Place:
    """Something at one point; `about` holds its other columns."""

    place_id: str
    lon: float
    lat: float
    about: Mapping[str, str | int]


def posts(areas: Sequence[Area], addresses: Addresses) -> list[Place]:
    """Return the modular police posts: at the main-street address nearest to the middle of their areas."""
    found = []
    for number, english in enumerate(POST_AREAS, start=1):
        (here,) = (i for i, area in enumerate(areas) if area.name.en == english)
        middle = np.asarray(areas[here].polygon.centroid.coords[0])
        away_m = np.hypot(*(addresses.xy - middle).T)
        at = int(np.argmin(np.where((addresses.area == here) & addresses.main, away_m, np.inf)))
        name = areas[here].name
        title = Name(
            kk=f"№ {number} модульдік полиция бекеті ({name.kk})",
            ru=f"Модульный пост полиции № {number} ({name.ru})",
            en=f"Modular police post {number} ({name.en})",
        )
        about = {**names(title), "area_id": areas[here].area_id}
        found.append(_at(f"P{number}", addresses.lonlat[at], about))
    return found


def cameras(
    areas: Sequence[Area], corner: Corners, addresses: Addresses, rng: np.random.Generator
) -> list[Place]:
    """Return cameras: most where main streets cross, the others in yards."""
    crossings = to_lonlat(corner[1:-1, 1:-1].reshape(-1, 2))
    crossings = crossings[area_of(crossings + 1e-4, areas) >= 0]
    yards = addresses.lonlat[~addresses.main]
    at_crossing = crossings[np.sort(rng.permutation(len(crossings))[:JUNCTION_CAMERAS])]
    in_yard = yards[np.sort(rng.permutation(len(yards))[:YARD_CAMERAS])]
    kinds = ["junction"] * len(at_crossing) + ["yard"] * len(in_yard)
    return [
        _at(f"C{number:02d}", lonlat, {"kind": kind, "since": int(rng.integers(2016, 2026))})
        for number, (lonlat, kind) in enumerate(
            zip(np.concatenate([at_crossing, in_yard]), kinds, strict=True), start=1
        )
    ]


def cafes(areas: Sequence[Area], addresses: Addresses, rng: np.random.Generator) -> list[Place]:
    """Return cafes: where there are shops, more on main streets."""
    per_area = np.array([COMMERCE[area.kind] for area in areas]) ** 1.5
    weight = per_area[addresses.area] * np.where(addresses.main, 3.0, 1.0)
    # The largest of uniform ** (1 / weight) are a sample without replacement by weight.
    chosen = np.sort(np.argsort(-(rng.random(len(weight)) ** (1 / weight)), kind="stable")[:CAFES])
    found = []
    for number, at in enumerate(chosen, start=1):
        title = Name(kk=f"№ {number} кафе", ru=f"Кафе № {number}", en=f"Cafe {number}")
        closes = (22, 23, 0, 2)[int(rng.integers(0, 4))]
        seats = int(4 * np.rint(np.exp(2.3 + 0.7 * rng.standard_normal())) + 8)
        about: dict[str, str | int] = {**names(title), "seats": seats, "closes": f"{closes:02d}:00"}
        found.append(_at(f"F{number:02d}", addresses.lonlat[at], about))
    return found


def police_office(areas: Sequence[Area]) -> Place:
    """Return where a geocoder puts the incidents whose address it does not find."""
    (area,) = (area for area in areas if area.name.en == POLICE_OFFICE_AREA)
    middle = np.asarray(area.polygon.centroid.coords) + 60.0
    return _at("office", to_lonlat(middle)[0], {"area_id": area.area_id})


def names(name: Name) -> dict[str, str]:
    """Return the three names as columns."""
    return {"name_kk": name.kk, "name_ru": name.ru, "name_en": name.en}


def _at(place_id: str, lonlat: Coords, about: Mapping[str, str | int]) -> Place:
    """Return a place at one longitude and latitude."""
    return Place(place_id=place_id, lon=float(lonlat[0]), lat=float(lonlat[1]), about=about)
