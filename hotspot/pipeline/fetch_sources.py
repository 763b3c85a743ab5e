"""What each kind of public server is asked: its rows, their number, and which of them are still to come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hotspot import fetch
from hotspot.errors import ConfigError
from hotspot.read.columns import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hotspot.fetch import Layer, Line, Square
    from hotspot.read.presets import Preset
    from hotspot.schema.fetched import Page, Protocol
    from hotspot.write.part import Part

LAST = "last"
MOST_MONTHS = 600
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, kw_only=True)
class FetchQuestion:
    """What to fetch: the `address` of a layer or data set, or the name of a preset that has one; the file
    `to`; rows and columns (`where`, `fields`); rows `since` an id, a day of `date_field` ("last": after those
    that the file holds); for police.uk a rectangle in degrees and months; how to behave; and the
    way there: `proxy` and `ca_file`, "" for what the environment says."""

    protocol: Protocol
    address: str
    to: str
    where: str = ""
    fields: tuple[str, ...] = ()
    since: str = ""
    date_field: str = ""
    bbox: tuple[float, float, float, float] | None = None
    months: tuple[str, str] | None = None
    pause_s: float = 1.0
    timeout_s: float = 30.0
    tries: int = 6
    minutes: float = 60.0
    max_rows: int = 1_000_000
    again: bool = False
    proxy: str = ""
    ca_file: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A server that has been asked what it has: `pages` brings what is not held yet, `count` asks again."""

    name: str
    id_column: str
    before: int | None
    count: Callable[[], int | None]
    pages: Callable[[Part], Iterator[Page]]


def _arcgis(line: Line, asked: FetchQuestion, preset: Preset | None, after: int | None) -> Source:
    layer = fetch.open_layer(line)
    where = " AND ".join(f"({one})" for one in _conditions(asked, layer, preset, after)) or "1=1"
    columns = _columns(asked, layer, preset)
    before = fetch.count_objects(line, layer, where=where)
    ids = fetch.object_ids(line, layer, where=where) if before else []

    def pages(part: Part) -> Iterator[Page]:
        held = {row.get(layer.id_column) for page in part.pages for row in page.rows}
        wanted = [one for one in ids if one not in held]
        yield from fetch.arcgis_pages(line, layer, wanted, where=where, columns=columns)

    return Source(
        name=layer.name,
        id_column=layer.id_column,
        before=before,
        count=lambda: fetch.count_objects(line, layer, where=where),
        pages=pages,
    )


def _conditions(
    asked: FetchQuestion, layer: Layer, preset: Preset | None, after: int | None
) -> Iterable[str]:
    if asked.where:
        yield asked.where
    if after is not None:
        yield f"{layer.id_column} > {after}"
    elif asked.since.isascii() and asked.since.isdigit():
        yield f"{layer.id_column} > {asked.since}"
    elif asked.since and asked.since != LAST:
        yield f"{_date_column(asked, layer, preset)} >= TIMESTAMP '{_day(asked.since)} 00:00:00'"


def _date_column(asked: FetchQuestion, layer: Layer, preset: Preset | None) -> str:
    """Return the column that --since goes by: as asked, the preset's, or the only one of the layer."""
    if asked.date_field:
        if asked.date_field not in layer.dates:
            there = ", ".join(layer.dates) or "none"
            raise ConfigError(
                "--date-field", f"no column of dates '{asked.date_field}'", f"there are {there}"
            )
        return asked.date_field
    dates = preset.roles.get("date", ()) if preset else ()
    known = [column for column in layer.dates if key(column) in dates] or list(layer.dates)
    if len(known) != 1:
        there = ", ".join(layer.dates) or "none"
        raise ConfigError(
            "--since", "it is not clear which column holds the day", f"give --date-field: {there}"
        )
    return known[0]


def _columns(asked: FetchQuestion, layer: Layer, preset: Preset | None) -> tuple[str, ...]:
    """Return the columns to fetch: those asked for, those that the preset reads, or all."""
    if asked.fields:
        by_key = {key(column): column for column in layer.columns}
        unknown = [name for name in asked.fields if key(name) not in by_key]
        if unknown:
            there = ", ".join(layer.columns)[:300]
            what = f"the layer has no column {', '.join(repr(name) for name in unknown)}"
            raise ConfigError("--fields", what, f"there are {there}")
        return tuple(by_key[key(name)] for name in asked.fields)
    return preset.used(layer.columns) if preset else layer.columns


def _socrata(line: Line, asked: FetchQuestion, preset: Preset | None, after: int | None) -> Source:  # noqa: ARG001 - one signature
    conditions = [f"({asked.where})"] if asked.where else []
    if asked.since:
        conditions.append(f"{asked.date_field or ':updated_at'} >= '{_day(asked.since)}T00:00:00'")
    where = " AND ".join(conditions)

    def pages(part: Part) -> Iterator[Page]:
        seen = {str(row.get(":id")) for page in part.pages for row in page.rows}
        start = int(part.pages[-1].key) if part.pages else 0
        yield from fetch.socrata_pages(line, where=where, columns=asked.fields, start=start, seen=seen)

    return Source(
        name=line.address.path.rpartition("/")[2].removesuffix(".json"),
        id_column=":id",
        before=fetch.count_rows(line, where=where),
        count=lambda: fetch.count_rows(line, where=where),
        pages=pages,
    )


def _police_uk(line: Line, asked: FetchQuestion, preset: Preset | None, after: int | None) -> Source:  # noqa: ARG001 - one signature
    square, months = _square(asked), _months(asked)

    def pages(part: Part) -> Iterator[Page]:
        seen = {str(row.get("id")) for page in part.pages for row in page.rows}
        held = [page.key for page in part.pages]
        yield from fetch.police_pages(line, months, square, held=held, seen=seen)

    return Source(name="crimes-street", id_column="id", before=None, count=lambda: None, pages=pages)


SOURCES = {"arcgis": _arcgis, "socrata": _socrata, "police-uk": _police_uk}


def _square(asked: FetchQuestion) -> Square:
    if asked.bbox is None:
        raise ConfigError("--bbox", "it is missing", "give WEST SOUTH EAST NORTH in degrees")
    west, south, east, north = asked.bbox
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        shown = " ".join(f"{one:g}" for one in asked.bbox)
        raise ConfigError("--bbox", f"{shown} is no rectangle", "give WEST SOUTH EAST NORTH in degrees")
    return fetch.Square(west=west, south=south, east=east, north=north)


def _months(asked: FetchQuestion) -> tuple[str, ...]:
    first, last = asked.months or ("", "")
    if not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last) and first <= last):
        what = f"'{first}' to '{last}' are no months one after the other"
        raise ConfigError("--months", what, "write --months 2025-01 2025-06")
    names = fetch.month_names(first, last)
    if len(names) > MOST_MONTHS:
        what = f"'{first}' to '{last}' are {len(names)} months, and each is a request or more"
        raise ConfigError("--months", what, f"ask for {MOST_MONTHS} months at the most")
    return names


def _day(since: str) -> str:
    try:
        day = date.fromisoformat(since) if _DAY.fullmatch(since) else None
    except ValueError:
        day = None
    if day is None:
        what = f"'{since[:40]}' is neither an object id nor a day"
        raise ConfigError("--since", what, f"write --since 2026-01-31, an id, or {LAST}")
    return since
