"""What commands have found in a run, taken up from their files for its map: posts, classes, a pilot …"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from hotspot.read.run.changes import read_changes, read_emerged
from hotspot.read.run.features import read_drawn
from hotspot.read.run.placed import read_placed
from hotspot.read.run.planned import read_beats, read_patrolled, read_watched, with_local
from hotspot.schema.compared import Ratio
from hotspot.schema.drawn import (
    TODO_NUMBERS,
    TODO_TEXTS,
    VENUE_NUMBERS,
    VENUE_TEXTS,
    YARD_NUMBERS,
    YARD_TEXTS,
    ZONE_NUMBERS,
    ZONE_TEXTS,
    DrawnFinds,
    DrawnPilot,
    DrawnVenues,
    DrawnVerdict,
    DrawnYards,
)
from hotspot.schema.piloted import ZONE_KINDS, PilotVerdict
from hotspot.schema.venued import LOCAL_NAMES
from hotspot.schema.yards import ITEMS, ToDoUnit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.parts import FoundPart
    from hotspot.schema import Result
    from hotspot.schema.drawn import Days

PLANNED: Mapping[str, Callable[..., Any]] = {
    "posts": read_placed,
    "cameras": read_watched,
    "patrols": read_patrolled,
    "beats": read_beats,
}

OF_AREAS: Mapping[str, Callable[..., Any]] = {"when": read_emerged, "trend": read_changes}


def with_find(finds: DrawnFinds, part: FoundPart, result: Result) -> DrawnFinds:
    """Return the finds with one part more. Raises InputError for a file that no command writes.

    An evaluation replaces the plan that it evaluates; another one says nothing about the plan in the folder.
    """
    if part.kind == "plan":
        return replace(finds, pilot=_plan(part, result))
    if part.kind != "evaluation":
        return replace(finds, **{part.kind: _read(part, result)})
    found, plan = _evaluation(part, result), finds.pilot
    if plan is not None and plan.signature != found.signature:
        return finds
    return replace(finds, pilot=replace(found, buffer_m=plan.buffer_m if plan else None))


def _read(part: FoundPart, result: Result) -> Any:
    if part.kind in PLANNED:
        return PLANNED[part.kind](part, crs=result.crs)
    if part.kind in OF_AREAS:
        return OF_AREAS[part.kind](part, areas=frozenset(map(str, result.areas.frame["area_id"])))
    return _venues(part, result) if part.kind == "venues" else _yards(part, result)


def _venues(part: FoundPart, result: Result) -> DrawnVenues:
    frame = read_drawn(part, "venues.geojson", crs=result.crs, texts=VENUE_TEXTS, numbers=VENUE_NUMBERS)
    said = part.said
    first = frame[frame["rank"] <= said.at("top").whole()].sort_values("rank", kind="stable")
    return DrawnVenues(
        frame=with_local(part, first.reset_index(drop=True), LOCAL_NAMES),
        venues=said.at("concentration").at("venues").whole(),
        reach_m=said.at("joining").at("reach_m").number(),
    )


def _yards(part: FoundPart, result: Result) -> DrawnYards:
    frame = read_drawn(part, "yards.geojson", crs=result.crs, texts=YARD_TEXTS, numbers=YARD_NUMBERS)
    frame = frame.sort_values(["score", "area_id"], ascending=[False, True], kind="stable")
    rows = list(part.said.at("todo").each())
    columns: dict[str, list[object]] = {name: [row.at(name).text() for row in rows] for name in TODO_TEXTS}
    columns |= {name: [row.at(name).scalar() for row in rows] for name in TODO_NUMBERS}
    for row in rows:
        row.at("item").one_of(ITEMS)
    return DrawnYards(
        frame=frame.reset_index(drop=True),
        todo=pd.DataFrame(columns),
        by=part.said.at("by").one_of(get_args(ToDoUnit)),
    )


def _plan(part: FoundPart, result: Result) -> DrawnPilot:
    plan = part.said.at("plan")
    return DrawnPilot(
        frame=_zones(part, "plan.geojson", result, ZONE_NUMBERS),
        signature=part.said.at("signature").text(),
        baseline=_days(plan.at("baseline")),
        pilot=_days(plan.at("pilot")),
        buffer_m=plan.at("buffer_m").number(),
    )


def _evaluation(part: FoundPart, result: Result) -> DrawnPilot:
    said = part.said
    zones = _zones(part, "evaluation.geojson", result, (*ZONE_NUMBERS, "before", "after"))
    ring, detectable = said.at("ring_ratio"), said.at("detectable")
    return DrawnPilot(
        frame=zones,
        signature=said.at("plan").at("signature").text(),
        baseline=_days(said.at("baseline")),
        pilot=_days(said.at("pilot")),
        buffer_m=None,
        judged=DrawnVerdict(
            verdict=said.at("verdict").one_of(get_args(PilotVerdict)),
            ratio=_ratio(said.at("ratio")),
            ring_verdict=said.at("ring_verdict").one_of(get_args(PilotVerdict)),
            ring_ratio=None if ring.value is None else _ratio(ring),
            detectable=None if detectable.value is None else detectable.number(),
            zones=zones,
        ),
    )


def _zones(part: FoundPart, file: str, result: Result, numbers: tuple[str, ...]) -> gpd.GeoDataFrame:
    frame = read_drawn(part, file, crs=result.crs, texts=ZONE_TEXTS, numbers=numbers)
    kinds = {kind: i for i, kind in enumerate(ZONE_KINDS)}
    if not set(frame["kind"]) <= set(kinds):
        raise part.said.wrong("names zones of another kind")
    order = frame.assign(kind=frame["kind"].map(kinds)).sort_values(["kind", "pair"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _ratio(said: Entry) -> Ratio:
    numbers = {name: said.at(name).scalar() for name in ("value", "error", "low", "high", "p_value")}
    if any(isinstance(number, str) for number in numbers.values()):
        raise said.wrong("is no ratio")
    return Ratio(**{name: float(number) for name, number in numbers.items()})


def _days(said: Entry) -> Days:
    days = [one.text() for one in said.each()]
    if len(days) != 2:
        raise said.wrong("is no period")
    return days[0], days[1]
