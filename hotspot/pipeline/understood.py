"""What a command on a finished run was asked for, as the run understands it: days, types, a dated record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Period, Result


def day_of(text: str, flag: str) -> date | None:
    """Return the day that "2025-01-31" stands for, None where nothing was said. Raises ConfigError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(flag, f"'{text[:40]}' is no date", "write it as 2025-01-31") from None


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
