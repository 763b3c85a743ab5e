"""Distances, times and days as people write them: 400 m, 0,4 км, 5min, 1h 30min, 30d, 31.01.2025."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = r"\d+(?:[.,]\d+)?"
QUANTITY = re.compile(rf"([+-]?{NUMBER})\s*(°|[^\W\d]*)\.?")
DURATION = re.compile(rf"(?:({NUMBER})\s*(?:h|ч|сағ))?\s*(?:({NUMBER})\s*(?:min|мин))?")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
METRES: Mapping[str, float] = {
    **dict.fromkeys(("", "m", "metre", "metres", "meter", "meters", "м", "метр", "метра", "метров"), 1.0),
    **dict.fromkeys(("km", "км", "шақырым"), 1_000.0),
    **dict.fromkeys(("ft", "feet", "foot"), 0.3048),
}
DAYS: Mapping[str, float] = dict.fromkeys(
    ("", "d", "day", "days", "д", "дн", "день", "дня", "дней", "күн"), 1.0
)


def quantity(text: str, units: Mapping[str, float]) -> float:
    """Return the number in a text, times its unit of `units`, of which "" stands for none; NaN where there is
    no such number.

    >>> [quantity(text, METRES) for text in ("60", "60 м", "0,1 km", "60 s")]
    [60.0, 60.0, 100.0, nan]
    >>> quantity("30d", DAYS)
    30.0
    """
    found = QUANTITY.fullmatch(text.strip())
    unit = found[2].casefold() if found else ""
    if found is None or unit not in units:
        return float("nan")
    return _number(found[1]) * units[unit]


def minutes(text: str) -> float:
    """Return the minutes that a text such as "2h", "90min" or "1h 30min" stands for; NaN where it is none.

    >>> [minutes(text) for text in ("1h 30min", "0.5h", "5 мин", "90")]
    [90.0, 30.0, 5.0, nan]
    """
    found = DURATION.fullmatch(text.strip().casefold())
    if found is None or not (found[1] or found[2]):
        return float("nan")
    return 60.0 * _number(found[1] or "0") + _number(found[2] or "0")


def date_of(text: str) -> date:
    """Return the day that a text such as "2025-01-31" or "31.01.2025" stands for.

    Raises ValueError where it is none, or not clearly one: 01/02/2025.

    >>> date_of("5.3.2025").isoformat()
    '2025-03-05'
    """
    if found := YEAR_FIRST.fullmatch(text.strip()):
        year, month, day = found.groups()
    elif found := DAY_FIRST.fullmatch(text.strip()):
        day, month, year = found.groups()
    else:
        raise ValueError(f"{text!r} is no day")
    return date(int(year), int(month), int(day))


def _number(text: str) -> float:
    return float(text.replace(",", "."))
