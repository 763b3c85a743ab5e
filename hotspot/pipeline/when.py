"""When it happens in a finished run: clocks, seasons and classes, and their files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clock import known_days
from hotspot.measure.covered import covered
from hotspot.measure.emerging import FEWEST_MONTHS
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.briefs import chosen as chosen_areas
from hotspot.pipeline.discreet import not_told, sensitive_rows
from hotspot.pipeline.harm import harm_of
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.understood import dated_record
from hotspot.schema import Choice, Finding
from hotspot.schema.timed import Timed
from hotspot.times import emerged_places, place_time, places_named
from hotspot.times.months import whole_months
from hotspot.times.places import CITY, city
from hotspot.times.week import DRAWS, FEWEST
from hotspot.write import when as write

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Language, Result
    from hotspot.schema.timed import PlaceTime, TimeUnit
    from hotspot.times.places import Place

STEPS = ("take_up", "clocks", "classes", "write")
FOLDER = "when"
FIRST = 3  # areas and hot spots that are shown where none is named
UNKNOWN_HOURS = 0.2  # share that is worth a warning


@dataclass(frozen=True, kw_only=True)
class WhenQuestion:
    """What was asked: areas by id or name, hot spots by id, "city"; the `share` that the fewest hours are to
    hold, hours of a shift, and whether incidents count or their harm."""

    places: tuple[str, ...] = ()
    share: float = 0.6
    shift_hours: int = 8
    by: TimeUnit = "incidents"
    language: Language | None = None
    out: str = ""


def when_run(
    folder: str, asked: WhenQuestion, *, step: Progress = unsaid
) -> tuple[Timed, Result, tuple[Path, ...]]:
    """Find when it happens in the run in `folder`, write the files, and return all three.

    Raises ConfigError for a place that there is not or a record without dates, OutputError where nothing can
    be written.
    """
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.WHEN.folder(asked.out or str(Path(folder) / FOLDER))
    found = timed(result, asked, step)
    step("write")
    files = write.WHEN.write(found, result, out, asked=asked_text(asked))
    return found, result, files


def timed(result: Result, asked: WhenQuestion, step: Progress = unsaid) -> Timed:
    """Find when it happens, for a result that is at hand. Raises ConfigError for one without dates."""
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    record = covered(start, dated_record(result, "when"))
    months = whole_months(start, result.period)
    known = known_days(start, result.incidents["hour_known"].to_numpy(bool))
    incidents = result.incidents.assign(start=known)
    weight = _weights(result, asked.by)
    apart = sensitive_rows(result)
    places = [_told(place, apart) for place in _places(result, asked.places)]
    clocks = []
    for i, place in enumerate(places):
        step("clocks", done=i, of=len(places))
        clocks.append(
            place_time(
                place,
                incidents,
                weight,
                months,
                record,
                share=asked.share,
                shift_hours=asked.shift_hours,
                seed=result.seed,
            )
        )
    step("classes")
    return Timed(
        unit=asked.by,
        share=asked.share,
        places=_adjusted(clocks),
        emerged=emerged_places(city(result), [_told(place, apart) for place in places_named(result)], months),
        months=len(months.first),
        days=record.by_weekday,
        least=FEWEST,
        draws=DRAWS,
        seed=result.seed,
        findings=(*_findings(result, len(months.first)), *not_told(result, "when_sensitive")),
        choices=tuple(_choices(asked, places)),
    )


def _adjusted(clocks: list[PlaceTime]) -> tuple[PlaceTime, ...]:
    """Return the places with their p values adjusted for how many places were tried; those of months for all
    months of all places, which are shown side by side."""
    hours = benjamini_hochberg(np.array([one.busiest.p_value if one.busiest else np.nan for one in clocks]))
    shifts = benjamini_hochberg(np.array([one.stretch.p_value if one.stretch else np.nan for one in clocks]))
    seasons = benjamini_hochberg(np.array([one.season.p_value if one.season else np.nan for one in clocks]))
    of_months = iter(benjamini_hochberg(np.array([month.p_value for one in clocks for month in one.months])))
    return tuple(
        replace(
            one,
            busiest=replace(one.busiest, p_value=float(p)) if one.busiest else None,
            stretch=replace(one.stretch, p_value=float(of_shift)) if one.stretch else None,
            season=replace(one.season, p_value=float(of_season)) if one.season else None,
            months=tuple(replace(month, p_value=float(next(of_months))) for month in one.months),
        )
        for one, p, of_shift, of_season in zip(clocks, hours, shifts, seasons, strict=True)
    )


def _places(result: Result, named: tuple[str, ...]) -> list[Place]:
    """Return the places asked for in this order; else the city and the first of the ranking."""
    if not named:
        areas = chosen_areas(result.ranking.frame, (), top=FIRST)
        spots = result.hotspots.called().sort_values(["rank", "hotspot_id"])["hotspot_id"].head(FIRST)
        return [city(result), *places_named(result, areas, spots.tolist())]
    found: list[Place] = []
    spots_there = set(result.hotspots.frame["hotspot_id"])
    area_ids = set(result.ranking.frame["area_id"])
    for name in dict.fromkeys(named):
        if name.casefold() == CITY and name not in area_ids:
            found.append(city(result))
        elif name.upper() in spots_there and name not in area_ids:
            found += places_named(result, [], [name.upper()])
        else:
            found += places_named(result, chosen_areas(result.ranking.frame, [name], top=None), [])
    return found


def _told(place: Place, apart: Bools) -> Place:
    """Return the place with the incidents whose times may be told of it; of the city all may."""
    return place if place.kind == CITY else replace(place, mine=place.mine & ~apart)


def _weights(result: Result, by: TimeUnit) -> Floats:
    """Return what each incident counts (n,): 1, or its harm. Raises ConfigError where there is no harm."""
    return np.ones(len(result.incidents)) if by == "incidents" else harm_of(result)


def _findings(result: Result, months: int) -> list[Finding]:
    found = []
    incidents = result.incidents
    if "end" not in incidents or incidents["end"].isna().all():
        found.append(Finding(code="when_starts_only", level="info"))
    unknown = 1 - float(incidents["hour_known"].mean())
    if unknown > UNKNOWN_HOURS:
        values = {"share": round(100 * unknown)}
        found.append(Finding(code="when_hours_unknown", level="warning", values=values))
    if months < FEWEST_MONTHS:
        values = {"months": months, "least": FEWEST_MONTHS}
        found.append(Finding(code="when_months_short", level="info", values=values))
    return found


def _choices(asked: WhenQuestion, places: list[Place]) -> list[Choice]:
    found = []
    if not asked.places:
        shown = ", ".join(place.place_id for place in places)
        found.append(Choice(name="when.places", value=shown, why="when_places", flag="AREA, H1 or city"))
    if asked.by == "harm":
        found.append(Choice(name="when.by", value="harm", why="when_harm", flag="--by incidents|harm"))
    return found
