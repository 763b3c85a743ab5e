"""Risky facilities of a finished run: venues, their incidents, the J-curve, the first of them, the files.

Incidents of sensitive types are not joined to venues. Their number alone would tell of one: beside the places
of the others on the map, a café with one incident and no point near it is the café of that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import venues
from hotspot.errors import ConfigError
from hotspot.measure.clock import only_months
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.discreet import not_told, told_by_place, told_of_places
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.understood import types_of
from hotspot.pipeline.venue_question import VenueQuestion, check, choices_of, findings_of
from hotspot.read.gate import sha256_of
from hotspot.read.venues import drawn_venues, read_venues
from hotspot.render.venues import venues_page
from hotspot.schema.venued import Venued
from hotspot.write import venues as write

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema import Choice, Finding, Result
    from hotspot.schema.venued import Concentration
    from hotspot.venues.joined import Joined
    from hotspot.venues.ranked import Exposure
    from hotspot.venues.used import Used

__all__ = ["FOLDER", "STEPS", "VenueQuestion", "venued", "venues_run"]

STEPS = ("take_up", "venues", "join", "concentration", "rings", "write")
FOLDER = "venues"
LAYER = "layers.venues"
FEWEST_VENUES = 5


def venues_run(
    folder: str, asked: VenueQuestion, *, step: Progress = unsaid
) -> tuple[Venued, Result, tuple[Path, ...]]:
    """Find what the venues of the run in `folder` have to do with its incidents, write the files, return all.

    Raises ConfigError for a request that makes no sense, InputError for a file that cannot be used,
    OutputError where nothing can be written.
    """
    check(asked)
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.VENUES.folder(asked.out or str(Path(folder) / FOLDER))
    step("venues")
    frame, rows, findings, choices = _given(result, asked)
    found = venued(result, asked, frame, rows=rows, findings=findings, choices=choices, step=step)
    step("write")
    files = write.VENUES.write(
        found, result, out, page=lambda: venues_page(found, result), asked=asked_text(asked)
    )
    return found, result, files


def venued(
    result: Result,
    asked: VenueQuestion,
    frame: gpd.GeoDataFrame,
    *,
    rows: int,
    findings: tuple[Finding, ...] = (),
    choices: tuple[Choice, ...] = (),
    step: Progress = unsaid,
) -> Venued:
    """Answer for a result and venues (`VENUE_COLUMNS`, in the metric CRS) that are at hand.

    `rows` is how many the file had. Raises ConfigError where there are too few venues or no incident at any.
    """
    types, hidden = told_by_place(result, types_of(result, asked.types)), not_told(result, "venues_sensitive")
    result = told_of_places(result)
    places, noticed = _places(result, frame, rows=rows)
    used = venues.used_incidents(result, types=types, hours=_hours(result, asked.hours))
    step("join")
    near = _joined(result, asked, places, used)
    step("concentration")
    uneven = _uneven(result, asked, places, near)
    step("rings")
    counts, exposure = near.counts, uneven.exposure.value
    kinds = places["kind"].tolist()
    return Venued(
        frame=uneven.ranked,
        curve=uneven.curve,
        rows=rows,
        joining=near.joining,
        concentration=uneven.found,
        size=uneven.exposure.size,
        kinds=venues.kinds_compared(kinds, counts, exposure, dispersion=uneven.found.dispersion),
        tried=venues.reaches_tried(result, places, used, reach_m=asked.reach_m, counts=counts, top=asked.top),
        rings=venues.rings_around(result, places, used),
        cards=venues.cards_of(result, uneven.ranked, near, top=asked.top),
        top=min(asked.top, len(places)),
        hours=asked.hours,
        types=asked.types,
        calls=asked.calls,
        seed=result.seed,
        findings=(*findings, *noticed, *findings_of(asked, near, uneven.found), *hidden),
        choices=(*choices, *choices_of(asked, uneven.exposure, uneven.found)),
    )


def _places(
    result: Result, frame: gpd.GeoDataFrame, *, rows: int
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the venues in the study area. Raises ConfigError where there are too few to compare."""
    places, noticed = venues.venue_places(frame, result.areas.frame, language=result.language)
    if len(places) < FEWEST_VENUES:
        what = f"venues in the study area: {len(places)}, of {rows} in the file"
        raise ConfigError("venues", what, f"give {FEWEST_VENUES} or more, of the run's city")
    return places, noticed


def _joined(result: Result, asked: VenueQuestion, places: gpd.GeoDataFrame, used: Used) -> Joined:
    """Return which incident belongs to which venue. Raises ConfigError where none does."""
    near = venues.joined(result, places, used, reach_m=asked.reach_m)
    if not near.joining.account.joined:
        what = f"no incident that counts lies within {asked.reach_m:g} m of a venue"
        raise ConfigError("--reach", what, "give a longer reach, other hours or other types")
    return near


@dataclass(frozen=True, kw_only=True)
class _Uneven:
    """How unevenly the incidents fall on the venues: what was found, its J-curve, and the venues in order."""

    found: Concentration
    curve: pd.DataFrame
    exposure: Exposure
    ranked: gpd.GeoDataFrame


def _uneven(result: Result, asked: VenueQuestion, places: gpd.GeoDataFrame, near: Joined) -> _Uneven:
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    dispersion = venues.dispersion_of(start, near.venue)
    exposure = venues.exposure_of(near.counts, places["size"].to_numpy(np.float64), asked.size)
    held = venues.held_out_share(start, near.venue, len(places), dispersion=dispersion)
    found, curve = venues.concentration(
        near.counts,
        exposure.value,
        sized=exposure.size is not None,
        dispersion=dispersion,
        held=held,
        seed=result.seed,
    )
    ranked = venues.ranked(
        places,
        near.counts,
        exposure.value,
        dispersion=dispersion,
        top=asked.top,
        worst=found.worst,
        seed=result.seed,
    )
    told = venues.told(ranked, result.incidents, near.venue)
    return _Uneven(found=found, curve=curve, exposure=exposure, ranked=told)


def _given(
    result: Result, asked: VenueQuestion
) -> tuple[gpd.GeoDataFrame, int, tuple[Finding, ...], tuple[Choice, ...]]:
    """Return the venues asked for, or those of the run. Raises ConfigError where there are none."""
    if asked.venues:
        frame, rows, findings, choices = read_venues(
            asked.venues, language=result.language, size=asked.size, kind=asked.kind
        )
        _refuse_other(asked.venues, result)
        return frame.to_crs(result.crs), rows, findings, choices
    layer = result.layers.get("venues")
    if layer is None or layer.empty:
        to_do = "give a file: hotspot venues VENUES.csv --from DIR"
        raise ConfigError("venues", "the run has no layer of venues", to_do)
    for flag, column, what in (("--size", asked.size, "sizes"), ("--kind", asked.kind, "kinds")):
        if column:
            to_do = f"give the file with that column: hotspot venues VENUES.csv {flag} COLUMN"
            raise ConfigError(flag, f"the run's layer of venues knows no {what}", to_do)
    return *drawn_venues(layer.to_crs(result.crs), language=result.language), ()


def _refuse_other(path: str, result: Result) -> None:
    """Raise ConfigError where the file is one that the run has read as something else, such as incidents."""
    digest = sha256_of(path)
    for role, sources in result.sources.items():
        if role != LAYER and any(source.sha256 == digest for source in sources):
            what = f"{Path(path).name} is what the run has read as {role.removeprefix('layers.')}"
            raise ConfigError("venues", what, "give a file of venues, such as cafés, shops or stops")


def _hours(result: Result, hours: tuple[int, int] | None) -> tuple[int, int] | None:
    if hours is not None:
        start = result.incidents["start"].to_numpy().astype("datetime64[s]")
        known = result.incidents["hour_known"].to_numpy(bool)
        if not known.any() or only_months(start, known):
            to_do = "leave --hours out, or rank incidents that have a time"
            raise ConfigError("--hours", "the run's incidents have no hours", to_do)
    return hours
