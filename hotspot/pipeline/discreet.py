"""What a run does not show one by one: incidents of sensitive types, and the addresses they come back to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot import clean
from hotspot.schema import KM2, Finding, weights
from hotspot.words.sensitive import not_shown_singly

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.schema import Areas, HotSpots, Ints, Result

MOSTLY = 0.5  # of the incidents at an address


def types_at_addresses(frame: pd.DataFrame, settings: Mapping[str, Any]) -> pd.Series[str]:
    """Return the types that may be told of a hot spot, which can be a single house: "" for sensitive ones."""
    types: pd.Series[str] = clean.without_types(frame, _sensitive(frame, settings))["type"]
    return types


def types_in_areas(frame: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Return the incidents with the types that may be told of an area: no sensitive one that few there
    share."""
    return clean.without_rare_types(frame, _sensitive(frame, settings))


def noted(frame: pd.DataFrame, settings: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Say which incidents are not shown one by one."""
    return clean.look_at_sensitive(frame, _sensitive(frame, settings))


def addresses_as_areas(result: Result) -> Result:
    """Return the result with each single-address hot spot of mostly sensitive incidents drawn as its area.

    Its outline and km² become those of the area that holds it, and its density goes by them; the number of
    incidents stays that at the address.
    """
    frame = result.incidents
    kinds = _sensitive(frame, result.config.get("settings", {}))
    spots = result.hotspots
    if not kinds or spots.frame.empty:
        return result
    label, n = spots.label[frame["site"].to_numpy()], len(spots.frame)
    theirs = frame["type"].isin(kinds).to_numpy(bool)
    times, held = weights(frame), label >= 0
    count, sensitive = (
        np.bincount(label[rows], None if times is None else times[rows], minlength=n)
        for rows in (held, held & theirs)
    )
    single = (spots.frame["kind"] == "single_address").to_numpy()
    mostly = np.flatnonzero(single & (sensitive > MOSTLY * count))
    area_of = {int(spot): _area_of(frame["area"].to_numpy()[label == spot]) for spot in mostly}
    if not area_of:
        return result
    years = result.period.years if result.period else 1.0
    told = Finding(code="sensitive_addresses", level="info", values={"count": len(area_of)})
    spots = _drawn(spots, result.areas, area_of, years=years)
    return replace(result, hotspots=spots, findings=(*result.findings, told))


def _drawn(spots: HotSpots, areas: Areas, area_of: Mapping[int, int], *, years: float) -> HotSpots:
    rows, shapes = list(area_of), spots.frame.geometry.to_numpy().copy()
    shapes[rows] = areas.frame.geometry.to_numpy()[list(area_of.values())]
    frame = spots.frame.set_geometry(shapes, crs=spots.frame.crs)
    moved = np.isin(np.arange(len(frame)), rows)
    km2 = frame.geometry.area / KM2
    frame["area_km2"] = frame["area_km2"].mask(moved, km2)
    frame["per_km2_year"] = frame["per_km2_year"].mask(moved, frame["inside"] / km2 / years)
    return replace(spots, frame=frame)


def _area_of(areas: Ints) -> int:
    """Return the area in which most of the incidents at an address lie; all that are ranked lie in one."""
    return int(np.bincount(areas[areas >= 0]).argmax())


def _sensitive(frame: pd.DataFrame, settings: Mapping[str, Any]) -> list[str]:
    return not_shown_singly(sorted(str(kind) for kind in frame["type"].unique() if kind), settings)
