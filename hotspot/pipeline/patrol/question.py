"""What is asked of the patrols: how long they may be, with which stops."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.schema.placed import WALKING_M_PER_MIN

if TYPE_CHECKING:
    from hotspot.pipeline.demand import By
    from hotspot.schema import Language

LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(m|km)", re.ASCII)
DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+(?:\.\d+)?)\s*min)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PatrolQuestion:
    """What was asked of the patrols; "" stands for what the run has.

    Either the `length` of a route ("4km") or its `time` ("2h", at 4.8 km/h), which holds a stop of `dwell` at
    each hot spot it visits. `from_post` names posts that stand or are proposed; `posts` and `streets` name
    files; `hours` such as (20, 6) count these hours only; `seconds` are spent on proving that no route passes
    more.
    """

    patrols: int | None = None
    length: str = ""
    time: str = ""
    dwell: str = "12min"
    from_post: tuple[str, ...] = ()
    posts: str = ""
    streets: str = ""
    hours: tuple[int, int] | None = None
    by: By | None = None
    rounds: int = 300
    seconds: float = 0.0
    language: Language | None = None
    out: str = ""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a patrol may take: so many `metres` on foot, of which a stop takes `dwell_m`; as the user said it,
    and the minutes of a stop."""

    metres: float
    dwell_m: float
    dwell_min: float
    by_time: bool


def budget_of(asked: PatrolQuestion) -> Budget:
    """Return what a patrol may take. Raises ConfigError for none, two, or one that makes no sense."""
    if bool(asked.length) == bool(asked.time):
        what = "both a length and a time are given" if asked.length else "it is not said how long"
        raise ConfigError("patrol", what, "give either --length 4km or --time 2h")
    dwell_min = minutes(asked.dwell, "--dwell")
    if asked.length:
        return Budget(metres=_metres(asked.length), dwell_m=0.0, dwell_min=dwell_min, by_time=False)
    metres = minutes(asked.time, "--time") * WALKING_M_PER_MIN
    if not metres:
        raise ConfigError("--time", f"'{asked.time}' is no time", "write 2h, 90min or 1h 30min")
    return Budget(metres=metres, dwell_m=dwell_min * WALKING_M_PER_MIN, dwell_min=dwell_min, by_time=True)


def minutes(text: str, option: str) -> float:
    """Return the minutes that "2h", "90min" or "1h 30min" stand for. Raises ConfigError.

    >>> minutes("1h 30min", "--time"), minutes("0.5h", "--time")
    (90.0, 30.0)
    """
    found = DURATION.fullmatch(text.strip().lower())
    if not found or not (found[1] or found[2]):
        raise ConfigError(option, f"'{text[:40]}' is no time", "write 2h, 90min or 1h 30min")
    return 60.0 * float(found[1] or 0) + float(found[2] or 0)


def _metres(text: str) -> float:
    found = LENGTH.fullmatch(text.strip().lower())
    if not found or float(found[1]) <= 0:
        raise ConfigError("--length", f"'{text[:40]}' is no length", "write 4km or 3500m")
    return float(found[1]) * (1000.0 if found[2] == "km" else 1.0)
