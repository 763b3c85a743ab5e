"""Crimes of England, Wales and Northern Ireland from data.police.uk, month by month within a rectangle.

See data.police.uk/docs/method/crime-street: a rectangle with more than 10,000 crimes is answered with status
503, and is then asked for in quarters. Places are those that the publisher moved to a point of its own map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotspot.fetch.answers import reader
from hotspot.fetch.line import TooMuchError
from hotspot.schema.fetched import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hotspot.fetch.line import Line
    from hotspot.schema.fetched import Cell

TOO_MANY = (503,)
DEEPEST = 6  # quarterings: 4,096 squares


@dataclass(frozen=True, kw_only=True)
class Square:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def quarters(self) -> tuple[Square, ...]:
        """Return its four quarters."""
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        return (
            Square(west=self.west, south=self.south, east=x, north=y),
            Square(west=x, south=self.south, east=self.east, north=y),
            Square(west=self.west, south=y, east=x, north=self.north),
            Square(west=x, south=y, east=self.east, north=self.north),
        )

    def corners(self) -> str:
        """Return the corners as the server wants them: latitude,longitude pairs."""
        places = (
            *((self.south, self.west), (self.south, self.east)),
            *((self.north, self.east), (self.north, self.west)),
        )
        return ":".join(f"{lat:.6f},{lon:.6f}" for lat, lon in places)


def month_names(first: str, last: str) -> tuple[str, ...]:
    """Return the months between two, both included.

    >>> month_names("2024-11", "2025-01")
    ('2024-11', '2024-12', '2025-01')
    """
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(start, end + 1))


def police_pages(
    line: Line, months: Collection[str], square: Square, *, held: Collection[str], seen: set[str]
) -> Iterator[Page]:
    """Fetch the crimes of each month whose page is not `held` yet; `seen` are the ids that have come."""
    names: dict[str, str] = {}
    for month in months:
        if month in held:
            continue
        names = names or _type_names(line, month)
        rows: list[Mapping[str, Cell]] = []
        repeated = 0
        for crime in _crimes(line, month, square, DEEPEST):
            one = str(crime.get("id", ""))
            if one and one in seen:
                repeated += 1
                continue
            seen.add(one)
            rows.append(_row(crime, names))
        yield Page(key=month, rows=tuple(rows), repeated=repeated)


def _crimes(line: Line, month: str, square: Square, deeper: int) -> Iterator[dict[str, Any]]:
    """Return the crimes of a month, in quarters where they are too many for one answer."""
    try:
        told = line.ask(
            _path(line, "crimes-street/all-crime"),
            {"date": month, "poly": square.corners()},
            reader(line, list),
            too_much=TOO_MANY if deeper else (),
        )
    except TooMuchError:
        for quarter in square.quarters():
            yield from _crimes(line, month, quarter, deeper - 1)
        return
    yield from (crime for crime in told if isinstance(crime, dict))


def _type_names(line: Line, month: str) -> dict[str, str]:
    """Ask how the types of crime are called; they come as short codes."""
    told = line.ask(_path(line, "crime-categories"), {"date": month}, reader(line, list))
    return {str(one.get("url")): str(one.get("name")) for one in told if isinstance(one, dict)}


def _row(crime: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Cell]:
    """Return the crime under the column names of the publisher's own files; street names are left out."""
    found = crime.get("location")
    place = found if isinstance(found, dict) else {}
    kind = str(crime.get("category", ""))
    return {
        "id": str(crime.get("id", "")),
        "Month": str(crime.get("month", "")),
        "Longitude": str(place.get("longitude") or ""),
        "Latitude": str(place.get("latitude") or ""),
        "Crime type": names.get(kind, kind),
    }


def _path(line: Line, what: str) -> str:
    return f"{line.address.path.rstrip('/')}/{what}"
