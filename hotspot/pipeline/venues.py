"""Risky facilities of a finished run: venues, their incidents, the J-curve, the first of them, the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import read, venues
from hotspot.errors import ConfigError
from hotspot.measure.clock import only_months
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.understood import types_of
from hotspot.read.cameras import metres
from hotspot.read.gate import sha256_of
from hotspot.read.venues import drawn_venues, read_venues
from hotspot.render.venues import venues_page
from hotspot.schema import Choice, Finding
from hotspot.schema.venued import Venued
from hotspot.write import venues as write

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Language, Result
    from hotspot.schema.venued import Concentration
    from hotspot.venues.joined import Joined
    from hotspot.venues.ranked import Exposure

STEPS = ("take_up", "venues", "join", "concentration", "write")
FOLDER = "venues"
LAYER = "layers.venues"
REACH = "50m"
FARTHEST_M = 1_000.0
FEWEST_VENUES = 5
FEW_INCIDENTS = 50
SHARED = 0.2  # of the joined incidents that have several venues within reach, worth a warning


@dataclass(frozen=True, kw_only=True)
class VenueQuestion:
    """What was asked of the venues: the file `venues`, "" for the run's layer; `reach` such as "50m", `hours`
    such as (18, 4), `types` by name, `size` the column with the size; `calls` says that the run's incidents
    are calls to the police; the first `top` get a card."""

    venues: str = ""
    reach: str = REACH
    hours: tuple[int, int] | None = None
    types: tuple[str, ...] = ()
    size: str = ""
    calls: bool = False
    top: int = 10
    language: Language | None = None
    out: str = ""

    @property
    def reach_m(self) -> float:
        """How far from a venue an incident may lie. Raises ConfigError."""
        found = metres(self.reach.strip().lower())
        if not found <= FARTHEST_M:
            to_do = f"write metres up to {FARTHEST_M:g}, such as {REACH}"
            raise ConfigError("--reach", f"'{self.reach[:40]}' is no reach of a venue", to_do)
        return found


def venues_run(
    folder: str, asked: VenueQuestion, *, step: Progress = unsaid
) -> tuple[Venued, Result, tuple[Path, ...]]:
    """Find what the venues of the run in `folder` have to do with its incidents, write the files, return all.

    Raises ConfigError for a request that makes no sense, InputError for a file that cannot be used,
    OutputError where nothing can be written.
    """
    _ = asked.reach_m  # a wrong one is told before any work
    step("take_up")
    result = read.read_run(folder)
    result = replace(result, language=asked.language or result.language)
    out = write.check_venues_folder(asked.out or str(Path(folder) / FOLDER))
    step("venues")
    frame, rows, findings = _given(result, asked)
    found = venued(result, asked, frame, rows=rows, findings=findings, step=step)
    step("write")
    page = venues_page(found, result)
    return found, result, write.write_venues(found, result, out, page=page, asked=asked_text(asked))


def venued(
    result: Result,
    asked: VenueQuestion,
    frame: gpd.GeoDataFrame,
    *,
    rows: int,
    findings: tuple[Finding, ...] = (),
    step: Progress = unsaid,
) -> Venued:
    """Answer for a result and venues (`VENUE_COLUMNS`, in the metric CRS) that are at hand.

    `rows` is how many the file had. Raises ConfigError where there are too few venues or no incident at any.
    """
    places, noticed = venues.venue_places(frame, result.areas.frame)
    if len(places) < FEWEST_VENUES:
        what = f"venues in the study area: {len(places)}, of {rows} in the file"
        raise ConfigError("venues", what, f"give {FEWEST_VENUES} or more, of the run's city")
    step("join")
    used = venues.used_incidents(
        result, types=types_of(result, asked.types), hours=_hours(result, asked.hours)
    )
    near = venues.joined(result, places, used, reach_m=asked.reach_m)
    if not near.joining.account.joined:
        what = f"no incident that counts lies within {asked.reach_m:g} m of a venue"
        raise ConfigError("--reach", what, "give a longer reach, other hours or other types")
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    dispersion = venues.dispersion_of(start, near.venue)
    exposure = venues.exposure_of(near.counts, places["size"].to_numpy(np.float64), asked.size)
    step("concentration")
    held = venues.held_out_share(start, near.venue, len(places), dispersion=dispersion)
    found, curve = venues.concentration(
        near.counts,
        exposure.value,
        sized=exposure.size is not None,
        dispersion=dispersion,
        held=held,
        seed=result.seed,
    )
    ranked = venues.told(
        venues.ranked(
            places,
            near.counts,
            exposure.value,
            dispersion=dispersion,
            top=asked.top,
            worst=found.worst,
            seed=result.seed,
        ),
        result.incidents,
        near.venue,
    )
    return Venued(
        frame=ranked,
        curve=curve,
        rows=rows,
        joining=near.joining,
        concentration=found,
        size=exposure.size,
        kinds=venues.kinds_compared(
            places["kind"].tolist(), near.counts, exposure.value, dispersion=dispersion
        ),
        tried=venues.reaches_tried(
            result, places, used, reach_m=asked.reach_m, counts=near.counts, top=asked.top
        ),
        cards=venues.cards_of(result, ranked, near, top=asked.top),
        top=min(asked.top, len(places)),
        hours=asked.hours,
        types=asked.types,
        calls=asked.calls,
        seed=result.seed,
        findings=(*findings, *noticed, *_findings(asked, near, found)),
        choices=tuple(_choices(asked, exposure, found)),
    )


def _given(result: Result, asked: VenueQuestion) -> tuple[gpd.GeoDataFrame, int, tuple[Finding, ...]]:
    """Return the venues asked for, or those of the run. Raises ConfigError where there are none."""
    if asked.venues:
        frame, rows, findings = read_venues(asked.venues, language=result.language, size=asked.size)
        _refuse_other(asked.venues, result)
        return frame.to_crs(result.crs), rows, findings
    layer = result.layers.get("venues")
    if layer is None or layer.empty:
        to_do = "give a file: hotspot venues VENUES.csv --from DIR"
        raise ConfigError("venues", "the run has no layer of venues", to_do)
    if asked.size:
        to_do = "give the file with that column: hotspot venues VENUES.csv --size COLUMN"
        raise ConfigError("--size", "the run's layer of venues knows no sizes", to_do)
    return drawn_venues(layer.to_crs(result.crs), language=result.language)


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


def _findings(asked: VenueQuestion, near: Joined, found: Concentration) -> list[Finding]:
    joining = near.joining
    share = joining.shared / joining.account.joined
    said: dict[str, dict[str, str | int | float]] = {}
    if share > SHARED:
        said["venues_shared"] = {"share": round(100 * share), "metres": joining.reach_m}
    if found.incidents < FEW_INCIDENTS:
        said["venues_few"] = {"count": found.incidents}
    if found.held is None:
        said["venues_not_held"] = {}
    if asked.calls:
        said["venues_calls"] = {}
    return [Finding(code=code, level="warning", values=values) for code, values in said.items()]


def _choices(asked: VenueQuestion, exposure: Exposure, found: Concentration) -> list[Choice]:
    chosen = []
    if asked.reach == REACH:
        chosen.append(
            Choice(name="venues.reach", value=asked.reach_m, unit="m", why="venues_reach", flag="--reach 50m")
        )
    size = exposure.size
    if size is not None:
        fit = size.exponent
        values = {} if fit is None else {"low": round(fit.low, 2), "high": round(fit.high, 2)}
        value = 1.0 if fit is None else round(fit.value, 3)
        why = "venues_proportional" if fit is None else "venues_exponent"
        chosen.append(Choice(name="venues.exponent", value=value, why=why, values=values))
    if found.dispersion > 1:
        chosen.append(
            Choice(name="venues.dispersion", value=round(found.dispersion, 3), why="venues_dispersion")
        )
    return chosen
