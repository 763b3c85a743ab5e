"""Fetch incidents from a public server into a file with a record of its source; what is cut short goes on."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from hotspot import fetch
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.fetch_sources import LAST, SOURCES, FetchQuestion
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.read.presets import PRESETS
from hotspot.schema import Finding
from hotspot.schema.fetched import Fetched, Page
from hotspot.write.fetched import check_target, earlier_record, earlier_rows, last_id, write_fetched
from hotspot.write.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from hotspot.fetch import Line
    from hotspot.pipeline.fetch_sources import Source
    from hotspot.schema.fetched import Cell

__all__ = ["PRESETS", "STEPS", "TOKEN", "FetchQuestion", "fetch_file"]

STEPS = ("fetch", "write")
TOKEN = "HOTSPOT_TOKEN"  # noqa: S105 - the name of the variable, not what it holds


def fetch_file(
    asked: FetchQuestion,
    *,
    date: str,
    step: Progress = unsaid,
    sleep: Callable[[float], None] | None = None,
) -> tuple[Fetched, tuple[Path, ...]]:
    """Fetch what is asked for and write it; `date` is the day, for the record. Returns it and the files.

    Raises ConfigError for a question that cannot be asked, InputError where the server fails, and OutputError
    for the file. What had come by then stays in a part file beside the target, and counts the next time.
    """
    target = check_target(asked.to)
    preset = next((one for one in PRESETS if one.address and one.name == asked.address), None)
    line = _line(asked, preset.address if preset else asked.address, sleep)
    step("fetch")
    earlier = _earlier(asked, target)
    after = last_id(earlier, _id_column(target)) if earlier else None
    source = SOURCES[asked.protocol](line, asked, preset, after)
    _refuse_too_many(source.before, asked, line.host)
    part = Part(target, asked=_told(asked, line, after), again=asked.again)
    try:
        rows = sum(len(page.rows) for page in part.pages)
        step("fetch", done=rows, of=source.before or 0)
        for page in source.pages(part):
            part.keep(page)
            rows += len(page.rows)
            step("fetch", done=min(rows, source.before or rows), of=source.before or 0)
            _refuse_too_many(rows, asked, line.host)
    finally:
        part.close()
    fetched = _account(asked, line, source, part.pages, earlier)
    if not fetched.rows:
        part.remove()
        raise InputError(line.host, "it has no rows for this question", "check --where, --since and the area")
    step("write", rows=len(fetched.rows))
    files = write_fetched(fetched, target, date=date)
    part.remove()
    return fetched, files


def _line(asked: FetchQuestion, address: str, sleep: Callable[[float], None] | None) -> Line:
    manners = fetch.Manners(
        pause_s=asked.pause_s, timeout_s=asked.timeout_s, tries=asked.tries, minutes=asked.minutes
    )
    token = os.environ.get(TOKEN, "").strip()
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in token):
        raise ConfigError(TOKEN, "it holds signs that no token has", "set it again, without blanks")
    header = {"arcgis": ("X-Esri-Authorization", f"Bearer {token}"), "socrata": ("X-App-Token", token)}
    headers = dict([header[asked.protocol]]) if token and asked.protocol in header else {}
    fetch.checked_address(address)
    way = fetch.way_to(address, proxy=asked.proxy, ca_file=asked.ca_file)
    if sleep is None:
        return fetch.Line(address, manners=manners, way=way, headers=headers)
    return fetch.Line(address, manners=manners, way=way, headers=headers, sleep=sleep)


def _earlier(asked: FetchQuestion, target: Path) -> tuple[Mapping[str, Cell], ...]:
    """Return the rows that the file holds already, where only newer ones are asked for."""
    if asked.since != LAST:
        return ()
    if asked.protocol != "arcgis":
        raise ConfigError("--since", "'last' goes by object ids, which only ArcGIS has", "give a day instead")
    if not target.exists():
        return ()  # the first time all rows are new
    return earlier_rows(target)


def _id_column(target: Path) -> str:
    """Return the column of ids of the file that an earlier fetch has written."""
    return str((earlier_record(target) or {}).get("id_column", ""))


def _refuse_too_many(rows: int | None, asked: FetchQuestion, host: str) -> None:
    if rows is not None and rows > asked.max_rows:
        what = f"there are {rows:,} rows, more than the {asked.max_rows:,} that were allowed"
        raise InputError(host, what, "ask for fewer with --where or --since, or raise --max-rows")


def _told(asked: FetchQuestion, line: Line, after: int | None) -> dict[str, str]:
    """Return what was asked, for the part file and the record; no token is part of it."""
    given = {
        "protocol": asked.protocol,
        "address": line.address.geturl(),
        "where": asked.where,
        "fields": ", ".join(asked.fields),
        "since": str(after) if after is not None else asked.since,
        "date_field": asked.date_field,
        "bbox": " ".join(f"{one:g}" for one in asked.bbox or ()),
        "months": " ".join(asked.months or ()),
    }
    return {name: text for name, text in given.items() if text}


def _account(
    asked: FetchQuestion,
    line: Line,
    source: Source,
    pages: Iterable[Page],
    earlier: tuple[Mapping[str, Cell], ...],
) -> Fetched:
    """Put the pages together, ask the server for its number again, and say whether they add up."""
    pages = tuple(pages)
    held = {str(row.get(source.id_column)) for row in earlier}
    new = tuple(row for page in pages for row in page.rows if str(row.get(source.id_column)) not in held)
    fetched = Fetched(
        protocol=asked.protocol,
        address=line.address.geturl(),
        name=source.name,
        id_column=source.id_column,
        rows=(*earlier, *new),
        asked=_told(asked, line, None),
        before=source.before,
        after=source.count(),
        repeated=sum(page.repeated for page in pages),
        gone=sum(page.gone for page in pages),
        earlier=len(earlier),
    )
    return replace(fetched, findings=_findings(fetched))


def _findings(fetched: Fetched) -> tuple[Finding, ...]:
    new = len(fetched.rows) - fetched.earlier
    found = []
    if fetched.adds_up is None:
        found.append(Finding(code="fetch_no_count", level="info", values={"count": new}))
    elif fetched.adds_up:
        found.append(Finding(code="fetch_adds_up", level="info", values={"count": new}))
    else:
        values = {"count": new, "before": fetched.before or 0, "after": fetched.after or 0}
        found.append(Finding(code="fetch_differs", level="warning", values=values))
    if fetched.repeated:
        values = {"count": fetched.repeated}
        found.append(Finding(code="fetch_repeated", level="info", values=values))
    if fetched.gone:
        found.append(Finding(code="fetch_gone", level="warning", values={"count": fetched.gone}))
    return tuple(found)
