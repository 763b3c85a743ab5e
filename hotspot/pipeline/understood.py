"""What a command on a finished run was asked for, as understood: distances, times, days, hours, types."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.schema.placed import WALKING_M_PER_MIN
from hotspot.words.quantities import DAYS, METRES, date_of, minutes, quantity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hotspot.schema import Period, Result

HOURS = "8-20 or 20-6"
SHOWN = 40  # letters of what was given, in an error
MOST_DAYS = 999_999_999  # that a calendar can count


def metres_of(text: str, flag: str, *, most: float = inf, zero: bool = False, on_foot: bool = False) -> float:
    """Return the metres that "400m", "0.4km" or a bare "400" stands for; with `on_foot` those of "5min", too.

    Raises ConfigError for what is no distance, for more than `most`, and for none at all unless `zero`.

    >>> metres_of("0.4 km", "--reach"), metres_of("400", "--reach")
    (400.0, 400.0)
    >>> metres_of("5min", "--reach", on_foot=True)
    400.0
    """
    found = quantity(text, METRES)
    if on_foot and not found >= 0:
        found = minutes(text) * WALKING_M_PER_MIN
    if not 0 <= found <= most or not found < inf or (found == 0 and not zero):
        bounded = f" up to {most:g} m" if most < inf else ""
        to_do = "write it as 400m or 0.4km, or as 5min on foot" if on_foot else "write it as 400m or 0.4km"
        raise ConfigError(flag, f"'{text[:SHOWN]}' is no distance{bounded}", to_do)
    return found


def days_of(text: str, flag: str, *, least: int = 0, most: int = MOST_DAYS) -> int:
    """Return the days that "30d" or a bare "30" stands for. Raises ConfigError for what is no whole number of
    days, or none from `least` to `most`.

    >>> days_of("30d", "--delay"), days_of("0", "--delay")
    (30, 0)
    """
    found = quantity(text, DAYS)
    if not least <= found <= most or found != int(found):
        bounded = f" from {least} to {most}" if most < MOST_DAYS else ""
        raise ConfigError(flag, f"'{text[:SHOWN]}' is no number of days{bounded}", "write it as 30d")
    return int(found)


def minutes_of(text: str, flag: str) -> float:
    """Return the minutes that "2h", "90min" or "1h 30min" stands for. Raises ConfigError.

    >>> minutes_of("1h 30min", "--time"), minutes_of("0.5h", "--time")
    (90.0, 30.0)
    """
    found = minutes(text)
    if not 0 <= found < inf:
        raise ConfigError(flag, f"'{text[:SHOWN]}' is no time", "write it as 2h, 90min or 1h 30min")
    return found


def hours_of(text: str, flag: str) -> tuple[int, int]:
    """Return the hours that "20-6" stands for. Raises ConfigError."""
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < 24 and 0 < int(last) <= 24 and first != last):
        raise ConfigError(flag, f"'{text[:SHOWN]}' is no span of hours", f"write it as {HOURS}")
    return int(first), int(last)


def day_of(text: str, flag: str) -> date | None:
    """Return the day that "2025-01-31" or "31.01.2025" stands for, None where nothing was said. Raises
    ConfigError."""
    if not text:
        return None
    try:
        return date_of(text)
    except ValueError:
        raise ConfigError(flag, f"'{text[:SHOWN]}' is no date", "write it as 2025-01-31") from None


def types_of(result: Result, named: Sequence[str]) -> tuple[str, ...]:
    """Return the types that were named, whatever their capitals, each once. Raises ConfigError."""
    there = {str(name).casefold(): str(name) for name in result.incidents["type"].cat.categories if name}
    for name in named:
        if name.casefold() not in there:
            known = ", ".join(sorted(there.values())[:10]) or "none"
            raise ConfigError("--type", f"there is no type '{name[:60]}'", f"give one of the run's: {known}")
    return tuple(dict.fromkeys(there[name.casefold()] for name in named))


def dated_record(result: Result, command: str) -> Period:
    """Return the period of a run whose incidents have dates. Raises ConfigError where they have none."""
    if result.period is None or result.incidents["start"].isna().all():
        to_do = "rank incidents that have dates: name their column with incidents.columns.date"
        raise ConfigError(command, "the run's incidents have no dates", to_do)
    return result.period
