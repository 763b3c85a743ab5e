"""What is true of the invented city, to be compared with what a method finds in its incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sample.files import NOTE, Json
from sample.ground import CRS, Area, to_lonlat
from sample.incidents import FIRST_DAY, KEEPS_TO_HABIT, LAST_DAY, MALL, TILT, YEARS
from sample.risk import MALL_AREA, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample.defects import Planted
    from sample.hotspots import HotSpot
    from sample.places import Place


def truth(
    areas: Sequence[Area], risk: Risk, planted: Planted, police_office: Place, *, seed: int
) -> dict[str, Json]:
    """Return the truth; `expected…` is incidents in the two years, before defects."""
    id_of = {area.name.en: area.area_id for area in areas}
    mall = risk.addresses.lonlat[risk.cause == risk.mall][0]
    return {
        "synthetic": True,
        "note": NOTE,
        "seed": seed,
        "first_day": FIRST_DAY.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "years": round(YEARS, 6),
        "metric_crs": CRS,
        "rows": len(planted.rows),
        "expected_incidents": round(float(risk.expected.sum()), 3),
        "defects": dict(planted.counts),
        "default_geocode": {"lon": police_office.lon, "lat": police_office.lat, **police_office.about},
        "single_address": {
            "place": "shopping mall",
            "area_id": id_of[MALL_AREA],
            "lon": float(mall[0]),
            "lat": float(mall[1]),
            "expected": risk.planted(risk.mall),
            "types": dict(MALL.types),
        },
        "trends": [
            {"area_id": id_of[name], "later_year_over_earlier": round((1 + tilt / 2) / (1 - tilt / 2), 3)}
            for name, tilt in TILT.items()
        ],
        "hotspots": [_hotspot(number, spot, areas, risk) for number, spot in enumerate(risk.hotspots)],
        "areas": _ranked(areas, risk),
    }


def _hotspot(number: int, spot: HotSpot, areas: Sequence[Area], risk: Risk) -> dict[str, Json]:
    """Return one planted hot spot."""
    centre = to_lonlat(spot.centre[None, :])
    inside = spot.reach(risk.addresses.xy) <= 1
    own = risk.cause == number
    in_area = np.bincount(risk.addresses.area[own], weights=risk.expected[own], minlength=len(areas))
    first, span = spot.plan.habit.hours
    return {
        "hotspot_id": f"T{number + 1}",
        "place": spot.plan.place,
        "area_id": areas[int(np.argmax(in_area))].area_id,
        "lon": float(centre[0, 0]),
        "lat": float(centre[0, 1]),
        "radius_m": spot.plan.semi_axes_m[0],
        "semi_major_m": spot.plan.semi_axes_m[0],
        "semi_minor_m": spot.plan.semi_axes_m[1],
        "bearing_deg": spot.bearing_deg,
        "relative_risk": spot.plan.relative_risk,
        "expected_planted": round(risk.planted(number), 3),
        "expected_inside": round(float(risk.expected[inside].sum()), 3),
        "addresses": int(own.sum()),
        "planted_share_by_area": {
            areas[i].area_id: round(float(in_area[i] / in_area.sum()), 3)
            for i in np.flatnonzero(in_area).tolist()
        },
        "types": dict(spot.plan.habit.types),
        "hours": f"{first:02d}-{(first + span) % 24:02d}",
        "weekdays_monday_0": spot.plan.habit.days,
        "share_in_hours_and_weekdays": KEEPS_TO_HABIT,
    }


def _ranked(areas: Sequence[Area], risk: Risk) -> list[Json]:
    """Return what is expected in every area, most per km² first."""
    expected = np.bincount(risk.addresses.area, weights=risk.expected, minlength=len(areas))
    per_km2_year = expected / np.array([area.km2 for area in areas]) / YEARS
    return [
        {
            "true_rank": rank,
            "area_id": areas[i].area_id,
            "name_en": areas[i].name.en,
            "area_km2": round(areas[i].km2, 6),
            "expected": round(float(expected[i]), 3),
            "expected_per_km2_year": round(float(per_km2_year[i]), 3),
        }
        for rank, i in enumerate(np.argsort(-per_km2_year, kind="stable"), start=1)
    ]
