"""What is not shown one by one: incidents of sensitive types, and the addresses they come back to.

Of small places, such as areas, hot spots and venues, neither the hours nor the months of such incidents are
told; of the whole city they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot import clean
from hotspot.errors import ConfigError
from hotspot.schema import KM2, Finding, weights
from hotspot.words.sensitive import not_shown_singly

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.schema import Areas, Bools, HotSpots, Ints, Result

MOSTLY = 0.5  # of the incidents at an address


def types_at_addresses(frame: pd.DataFrame, settings: Mapping[str, Any]) -> pd.Series[str]:
    """Return the types that may be told of a hot spot, which can be a single house: "" for sensitive ones."""
    types: pd.Series[str] = clean.without_types(frame, _sensitive(frame, settings))["type"]
    return types


def types_in_areas(frame: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Return the incidents as a ranking may tell of them in an area: sensitive ones without hour, and without
    a type that few there share. Their days stay: a trend counts them all."""
    kinds = _sensitive(frame, settings)
    hour_known = frame["hour_known"] & ~frame["type"].isin(kinds)
    return clean.without_rare_types(frame.assign(hour_known=hour_known) if kinds else frame, kinds)


def sensitive_rows(result: Result) -> Bools:
    """Return which incidents (n,) of a finished run are of types that it does not show one by one."""
    kinds = _sensitive(result.incidents, result.config.get("settings", {}))
    return np.asarray(result.incidents["type"].isin(kinds).to_numpy(bool))


def told_by_place(result: Result, types: tuple[str, ...]) -> tuple[str, ...]:
    """Return the types asked for, of which places with an address are to be told how many they have.

    Raises ConfigError for a sensitive one.
    """
    for kind in not_shown_singly(types, result.config.get("settings", {})):
        what = f"'{kind[:40]}' is a sensitive type, and is not counted by place"
        to_do = "leave it out, or rank with --set privacy.sensitive=show for pages that stay with the analyst"
        raise ConfigError("--type", what, to_do)
    return types


def not_told(result: Result, code: str) -> tuple[Finding, ...]:
    """Say under `code` how many incidents of which sensitive types a command leaves out of small places."""
    found = noted(result.incidents, result.config.get("settings", {}))
    return tuple(replace(one, code=code) for one in found)


def told_of_places(result: Result) -> pd.DataFrame:
    """Return the incidents of a finished run as they may be told of a place with an address: sensitive ones
    without type, day and hour."""
    settings = result.config.get("settings", {})
    frame = clean.without_times(result.incidents, sensitive_rows(result))
    return clean.without_types(frame, _sensitive(frame, settings))


def told_of_areas(result: Result) -> pd.DataFrame:
    """Return the incidents of a finished run as they may be told of an area: sensitive ones without day and
    hour, and without a type that few there share."""
    frame = clean.without_times(result.incidents, sensitive_rows(result))
    return types_in_areas(frame, result.config.get("settings", {}))


def noted(frame: pd.DataFrame, settings: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Say which incidents are not shown one by one."""
    return clean.look_at_sensitive(frame, _sensitive(frame, settings))


def addresses_as_areas(result: Result) -> Result:
    """Return the result with each single-address hot spot of mostly sensitive incidents drawn as its area.

    Its outline and km² become those of the area that holds it, and its density goes by them; the number of
    incidents stays that at the address. Of no hot spot of mostly sensitive incidents are types told: what is
    missing to 100 % would be theirs.
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
    mostly = sensitive > MOSTLY * count
    spots = replace(spots, frame=spots.frame.assign(main_types=spots.frame["main_types"].mask(mostly, "")))
    area_of = {
        int(spot): _area_of(frame["area"].to_numpy()[label == spot])
        for spot in np.flatnonzero(single & mostly)
    }
    if not area_of:
        return replace(result, hotspots=spots)
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
