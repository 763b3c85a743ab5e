"""The plan of a pilot, read back: only as it was signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from hotspot.errors import InputError
from hotspot.read.gate import checked_path
from hotspot.read.reference import read_crs
from hotspot.read.run.entry import read_json
from hotspot.schema.piloted import DESIGNS, ZONE_KINDS, Plan, Zone, signature

if TYPE_CHECKING:
    from hotspot.read.run.entry import Entry

LARGEST_BYTES = 50_000_000
POLYGONS = (3, 6)  # GEOS: polygon, multipolygon
PLAN = "plan.json"
NAME_IT = "name the plan.json that 'hotspot pilot plan' wrote"


def read_plan(path: str) -> Plan:
    """Return the plan in a file, or in the folder that holds its plan.json.

    Raises InputError where there is none, or where what is in it is not what was signed.
    """
    place = Path(path) / PLAN if Path(path).is_dir() else Path(path)
    file = checked_path(str(place), suffixes=(".json",))
    if file.stat().st_size > LARGEST_BYTES:
        raise InputError(str(place), "it is larger than any plan of a pilot", NAME_IT)
    entry = read_json(file.read_bytes(), str(place), kind="plan of a pilot", to_do=NAME_IT)
    if not isinstance(entry.value, dict) or entry.value.get("kind") != "plan":
        raise InputError(str(place), "it is no plan of a pilot", NAME_IT)
    plan = _plan(entry.at("plan"))
    if signature(plan) != entry.at("signature").text():
        what = "the plan is not as it was signed (its SHA-256 is another)"
        raise InputError(str(place), what, "take the plan.json of the day it was made")
    return plan


def _plan(entry: Entry) -> Plan:
    detectable = entry.at("detectable")
    zones = tuple(_zone(one) for one in entry.at("zones").each())
    if not {"pilot", "control"} <= {zone.kind for zone in zones}:
        raise entry.at("zones").wrong("lack pilot or control areas")
    return Plan(
        run_id=entry.at("run_id").text(),
        seed=entry.at("seed").whole(),
        design=entry.at("design").one_of(DESIGNS),
        crs=_crs(entry.at("crs")),
        buffer_m=entry.at("buffer_m").number(),
        months=entry.at("months").whole(),
        record=_days(entry.at("record")),
        selection=_days(entry.at("selection")),
        baseline=_days(entry.at("baseline")),
        pilot=_days(entry.at("pilot")),
        rule=entry.at("rule").text(),
        level=entry.at("level").number(),
        power=entry.at("power").number(),
        effect=entry.at("effect").number(),
        detectable=None if detectable.value is None else detectable.number(),
        variation=entry.at("variation").number(),
        freedom=entry.at("freedom").number(),
        window_months=entry.at("window_months").whole(),
        zones=zones,
    )


def _zone(entry: Entry) -> Zone:
    return Zone(
        zone_id=entry.at("zone_id").text(),
        kind=entry.at("kind").one_of(ZONE_KINDS),
        area_id=entry.at("area_id").text(),
        name=entry.at("name").text(),
        pair=entry.at("pair").whole(),
        baseline=entry.at("baseline").whole(),
        shape=_shape(entry.at("shape")),
    )


def _shape(entry: Entry) -> str:
    """Return a text that is the outline of an area."""
    text = entry.text()
    shape = shapely.from_wkt(text, on_invalid="ignore")
    if shape is None or shapely.get_type_id(shape) not in POLYGONS or not shapely.is_valid(shape):
        raise entry.wrong("is no outline of an area")
    return text


def _crs(entry: Entry) -> str:
    read_crs(entry.text())
    return entry.text()


def _days(entry: Entry) -> tuple[str, str]:
    """Return two days, the first one not after the other."""
    days = [one.text() for one in entry.each()]
    try:
        first, last = (date.fromisoformat(day) for day in days)
    except ValueError:
        raise entry.wrong("is no pair of days") from None
    if last < first or [str(first), str(last)] != days:
        raise entry.wrong("is no pair of days")
    return days[0], days[1]
