"""What is compared from one period to the next: the city, areas, types, hours of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.times.places import city, places_named

if TYPE_CHECKING:
    from hotspot.schema import Ints, Result
    from hotspot.schema.trended import ChangeKind

BAND_HOURS = 6


@dataclass(frozen=True, kw_only=True)
class Units:
    """Units of one kind: ids, names, and the `unit` (n,) that each incident belongs to, -1 for none."""

    kind: ChangeKind
    ids: tuple[str, ...]
    names: tuple[str, ...]
    unit: Ints


def units_of(result: Result) -> list[Units]:
    """Return the units of each kind, the city first; incidents in no area are a unit of their own. Hours of
    the day are units only where the hour of an incident is known."""
    everything, areas = city(result), places_named(result, None, [])
    rows = {str(area_id): i for i, area_id in enumerate(result.areas.frame["area_id"])}
    order = np.full(len(rows) + 1, -1, dtype=np.int64)
    order[[rows[place.place_id] for place in areas]] = np.arange(len(areas))
    area = result.incidents["area"].to_numpy()
    hour = result.incidents["start"].dt.hour.fillna(0).to_numpy().astype(np.int64)
    known = result.incidents["hour_known"].to_numpy(bool)
    kinds = result.incidents["type"].cat
    bands = [(first, first + BAND_HOURS) for first in range(0, 24, BAND_HOURS)]
    found = [
        Units(
            kind="city", ids=(everything.place_id,), names=(everything.name,), unit=np.zeros(len(area), int)
        ),
        Units(
            kind="area",
            ids=tuple(place.place_id for place in areas),
            names=tuple(place.name for place in areas),
            unit=order[area],
        ),
        Units(kind="outside", ids=("",), names=("",), unit=np.where(area < 0, 0, -1)),
        Units(
            kind="type",
            ids=tuple(map(str, kinds.categories)),
            names=tuple(map(str, kinds.categories)),
            unit=kinds.codes.to_numpy().astype(np.int64),
        ),
    ]
    if known.any():
        names = tuple(f"{first}–{last}" for first, last in bands)
        ids = tuple(f"{first}-{last}" for first, last in bands)
        unit = np.where(known, hour // BAND_HOURS, -1)
        found.append(Units(kind="hours", ids=ids, names=names, unit=unit))
    return found
