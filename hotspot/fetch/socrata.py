"""A data set of a Socrata server (data.cityofchicago.org and others), page by page in the order of its ids.

See the SODA 2.1 API: $select, $where, $order, $limit, $offset; `:id` is the row's own id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotspot.fetch.answers import reader
from hotspot.schema.fetched import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hotspot.fetch.line import Line
    from hotspot.schema.fetched import Cell

AT_ONCE = 1000
ID = ":id"


def count_rows(line: Line, *, where: str) -> int:
    """Ask how many rows there are. Raises InputError."""
    query = {"$select": "count(*) as n", **_condition(where)}
    told = line.ask(_path(line), query, reader(line, list))
    number = str(told[0].get("n", "")) if told and isinstance(told[0], dict) else ""
    if not number.isdigit():
        raise line.refused("it does not say how many rows it has", "check the address and --where")
    return int(number)


def socrata_pages(
    line: Line, *, where: str, columns: Collection[str], start: int, seen: set[str]
) -> Iterator[Page]:
    """Fetch the rows from number `start` on, until a page brings none that is new: a server may give fewer
    at once than it is asked for.

    `seen` are the ids that have come; a row that comes again is left out and counted.
    """
    while True:
        query: dict[str, str | int] = {
            "$select": ",".join((ID, *columns)) if columns else f"{ID},*",
            "$order": ID,
            "$limit": AT_ONCE,
            "$offset": start,
            **_condition(where),
        }
        told = line.ask(_path(line), query, reader(line, list))
        rows, repeated = _new(told, seen)
        if told:
            yield Page(key=str(start + len(told)), rows=rows, repeated=repeated)
        if not rows:
            return
        start += len(told)


def _new(told: list[Any], seen: set[str]) -> tuple[tuple[Mapping[str, Cell], ...], int]:
    rows, repeated = [], 0
    for values in told:
        if not isinstance(values, dict):
            continue
        one = str(values.get(ID, ""))
        if one and one in seen:
            repeated += 1
            continue
        seen.add(one)
        rows.append(_row(values))
    return tuple(rows), repeated


def _row(values: Mapping[str, Any]) -> Mapping[str, Cell]:
    """Return plain values; the first point becomes longitude and latitude, where the row has none, further
    ones two columns of their own name; other objects are left out."""
    row: dict[str, Cell] = {}
    for name, value in values.items():
        if value is None or isinstance(value, (str, int, float, bool)):
            row[name] = value
        elif isinstance(value, dict) and value.get("type") == "Point":
            place = value.get("coordinates")
            if isinstance(place, list) and len(place) >= 2:
                first = "longitude" not in values and "longitude" not in row
                names = ("longitude", "latitude") if first else (f"{name}_lon", f"{name}_lat")
                row |= dict(zip(names, place[:2], strict=True))
    return row


def _path(line: Line) -> str:
    path = line.address.path.rstrip("/")
    return path if path.endswith(".json") else f"{path}.json"


def _condition(where: str) -> dict[str, str]:
    return {"$where": where} if where else {}
