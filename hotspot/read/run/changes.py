"""Classes of places and changes between two periods, taken up from the records of `when` and `trend`."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from hotspot.schema.data import Period
from hotspot.schema.drawn import DrawnTrend, DrawnWhen
from hotspot.schema.timed import CLASSES, Emerged, PlaceKind
from hotspot.schema.trended import Changed, ChangeKind, ChangeVerdict, PressReason

if TYPE_CHECKING:
    from collections.abc import Collection

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.parts import FoundPart

VERDICTS: tuple[ChangeVerdict, ...] = get_args(ChangeVerdict)
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)

LEFT_OUT = "when_sensitive"


def read_emerged(part: FoundPart, *, areas: Collection[str]) -> DrawnWhen | None:
    """Return the classes of the run's `areas` and hot spots, None where the record is too short for any.

    Raises InputError for what no version writes.
    """
    said = part.said
    emerged = tuple(_emerged(one) for one in said.at("emerging").each())
    for one in emerged:
        if one.kind == "area" and one.place_id not in areas:
            raise said.at("emerging").wrong("names an area that the run does not have")
    if not emerged:
        return None
    left_out = [one for one in said.at("findings").each() if one.at("code").text() == LEFT_OUT]
    count = sum(one.at("values").at("count").whole() for one in left_out)
    return DrawnWhen(months=said.at("months").whole(), emerged=emerged, left_out=count)


def read_changes(part: FoundPart, *, areas: Collection[str]) -> DrawnTrend:
    """Return the changes of the city and of the run's `areas`; InputError for what no version writes."""
    said = part.said
    changes = [_changed(one) for one in said.at("changes").each()]
    city = [one for one in changes if one.kind == "city"]
    if len(city) != 1:
        raise said.at("changes").wrong("has no row for the city")
    in_areas = tuple(one for one in changes if one.kind == "area")
    if not {one.unit_id for one in in_areas} <= set(areas):
        raise said.at("changes").wrong("names an area that the run does not have")
    reasons: tuple[PressReason, ...] = get_args(PressReason)
    return DrawnTrend(
        now=_period(said.at("now")),
        past=_period(said.at("past")),
        city=city[0],
        areas=in_areas,
        press=tuple(one.one_of(reasons) for one in said.at("not_for_press").each()),
    )


def _emerged(said: Entry) -> Emerged:
    last = said.at("last_out").text()
    kinds: tuple[PlaceKind, ...] = get_args(PlaceKind)
    return Emerged(
        place_id=said.at("place_id").text(),
        kind=said.at("kind").one_of(kinds),
        name=said.at("name").text(),
        found=said.at("class").one_of(CLASSES),
        incidents=said.at("incidents").whole(),
        months=said.at("months").whole(),
        months_out=said.at("months_out").whole(),
        last_out=_day(said.at("last_out"), f"{last}-01") if last else None,
        tau=_number(said.at("tau")),
        tau_p=_number(said.at("tau_p")),
    )


def _changed(said: Entry) -> Changed:
    values: dict[str, Any] = {
        "kind": said.at("kind").one_of(KINDS),
        "unit_id": said.at("unit_id").text(),
        "name": said.at("name").text(),
        "verdict": said.at("verdict").one_of(VERDICTS),
    }
    values |= {name: said.at(name).whole() for name in ("now", "past")}
    values["share_verdict"] = int(said.at("share_verdict").number())
    others = [one.name for one in fields(Changed) if one.name not in values]
    return Changed(**{**values, **{name: _number(said.at(name)) for name in others}})


def _number(said: Entry) -> float:
    """Return a number, NaN where nothing could be said."""
    found = said.scalar()
    if isinstance(found, str):
        raise said.wrong("is no number")
    return float(found)


def _period(said: Entry) -> Period:
    days = list(said.each())
    if len(days) != 2:
        raise said.wrong("is no period")
    first, last = (_day(one, one.text()) for one in days)
    if last < first:
        raise said.wrong("ends before it begins")
    return Period(first=first, last=last)


def _day(said: Entry, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise said.wrong("is no day") from None
