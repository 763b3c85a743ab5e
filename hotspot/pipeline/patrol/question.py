"""What is asked of the patrols: how long they may be, with which stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.pipeline.asked import FILE
from hotspot.pipeline.understood import metres_of, minutes_of
from hotspot.schema.placed import WALKING_M_PER_MIN

if TYPE_CHECKING:
    from hotspot.pipeline.demand import By
    from hotspot.schema import Language


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
    posts: str = field(default="", metadata=FILE)
    streets: str = field(default="", metadata=FILE)
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
    dwell_min = minutes_of(asked.dwell, "--dwell")
    if asked.length:
        length_m = metres_of(asked.length, "--length")
        return Budget(metres=length_m, dwell_m=0.0, dwell_min=dwell_min, by_time=False)
    metres = minutes_of(asked.time, "--time") * WALKING_M_PER_MIN
    if not metres:
        raise ConfigError("--time", f"'{asked.time}' is no time", "write it as 2h, 90min or 1h 30min")
    return Budget(metres=metres, dwell_m=dwell_min * WALKING_M_PER_MIN, dwell_min=dwell_min, by_time=True)
