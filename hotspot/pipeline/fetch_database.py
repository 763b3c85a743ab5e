"""Fetch incidents from a PostGIS database into a file, so that a run can be repeated without the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as day
from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import ConfigError, HotspotError, InputError
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.project import parse_crs, to_crs
from hotspot.read.allowed import Allowed
from hotspot.read.database import read_query_table
from hotspot.schema.fetched import Fetched
from hotspot.write.fetched import check_target, write_fetched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from hotspot.read.table import PointTable
    from hotspot.schema.fetched import Cell

SCHEMES = ("postgresql", "postgres", "postgis")
DEGREES = "EPSG:4326"
NAMES = (("lon", "lat"), ("geom_lon", "geom_lat"))  # of the points, where the first are not taken


@dataclass(frozen=True, kw_only=True)
class DatabaseQuestion:
    """What to fetch: the `address` of the database, one SELECT, the file `to`, and the most rows."""

    address: str
    query: str
    to: str
    max_rows: int = 1_000_000


def fetch_rows(
    asked: DatabaseQuestion, *, date: str, step: Progress = unsaid
) -> tuple[Fetched, tuple[Path, ...]]:
    """Run the query, write its rows, and return them with the files; `date` is the day, for the record.

    All rows come or none; the password stands in no record. Points become columns of longitude and latitude.
    Raises ConfigError for a question that cannot be asked, InputError for what the database refuses, and
    OutputError for the file.
    """
    if asked.address.strip().partition(":")[0].partition("+")[0].lower() not in SCHEMES:
        to_do = "write it as postgresql://user:${PGPASSWORD}@host/database"
        raise ConfigError("URL", "it is no address of a PostgreSQL database", to_do)
    target = check_target(asked.to)
    step("fetch")
    table = _read(asked)
    rows = _rows(table)
    if not rows:
        raise InputError(table.name, "the query gives no rows", "check its conditions")
    columns = {name.casefold(): name for name in rows[0]}
    fetched = Fetched(
        protocol="postgis",
        address=table.name,
        name=table.name.rpartition("/")[2].partition("?")[0],
        id_column=columns.get("id", ""),
        rows=tuple(rows),
        asked={"protocol": "postgis", "address": table.name, "query": " ".join(asked.query.split())},
        before=None,
        after=None,
        findings=table.findings,
    )
    step("write", rows=len(rows))
    return fetched, write_fetched(fetched, target, date=date)


def _read(asked: DatabaseQuestion) -> PointTable:
    """Return the rows; what is wrong is told in the words of this command."""
    try:
        return read_query_table(asked.address, asked.query, allowed=Allowed(rows=asked.max_rows))
    except HotspotError as error:
        where, to_do = (text.replace("incidents.query", "--query") for text in (error.where, error.to_do))
        if "limits.rows" in to_do:
            to_do = "ask for fewer in the query, or raise --max-rows"
        raise type(error)(where, error.what, to_do) from None


def _rows(table: PointTable) -> list[Mapping[str, Cell]]:
    columns: dict[str, Sequence[Any]] = {str(name): table.frame[name].tolist() for name in table.frame}
    if table.x is not None and table.y is not None:
        xy = np.column_stack([table.x, table.y])
        if table.crs:
            source, degrees = (parse_crs(str(crs), where=table.name) for crs in (table.crs, DEGREES))
            xy = to_crs(xy, source, degrees)
        there = {name.casefold() for name in columns}
        names = ("x", "y") if not table.crs else next(pair for pair in NAMES if not there & set(pair))
        columns |= {name: along.tolist() for name, along in zip(names, xy.T, strict=True)}
    cells = [[_cell(value) for value in values] for values in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def _cell(value: Any) -> Cell:
    """Return a value as files have it: moments as ISO text, what is missing as nothing."""
    if value is None or value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN and NaT
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, day | time) else value
