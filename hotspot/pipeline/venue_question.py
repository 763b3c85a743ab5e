"""What is asked of the venues of a run, and what is worth saying about the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotspot.pipeline.asked import FILE
from hotspot.pipeline.understood import metres_of
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    from hotspot.schema import Language
    from hotspot.schema.venued import Concentration
    from hotspot.venues.joined import Joined
    from hotspot.venues.ranked import Exposure

REACH = "50m"
FARTHEST_M = 1_000.0
FEW_INCIDENTS = 50
SHARED = 0.2  # of the joined incidents that have several venues within reach, worth a warning


@dataclass(frozen=True, kw_only=True)
class VenueQuestion:
    """What was asked of the venues: the file `venues`, "" for the run's layer; `reach` such as "50m", `hours`
    such as (18, 4), `types` by name, `size` and `kind` the columns with these; `calls` says that the run's
    incidents are calls to the police; the first `top` get a card."""

    venues: str = field(default="", metadata=FILE)
    reach: str = REACH
    hours: tuple[int, int] | None = None
    types: tuple[str, ...] = ()
    size: str = ""
    kind: str = ""
    calls: bool = False
    top: int = 10
    language: Language | None = None
    out: str = ""

    @property
    def reach_m(self) -> float:
        """How far from a venue an incident may lie. Raises ConfigError."""
        return metres_of(self.reach, "--reach", most=FARTHEST_M)


def check(asked: VenueQuestion) -> None:
    """Raise ConfigError for a request that makes no sense, before any work."""
    metres_of(asked.reach, "--reach", most=FARTHEST_M)


def findings_of(asked: VenueQuestion, near: Joined, found: Concentration) -> list[Finding]:
    """Return what makes the answer weaker than it looks."""
    joining = near.joining
    share = joining.shared / joining.account.joined
    said: dict[str, dict[str, str | int | float]] = {}
    if share > SHARED:
        said["venues_shared"] = {"share": round(100 * share), "metres": joining.reach_m}
    if found.incidents < FEW_INCIDENTS:
        said["venues_few"] = {"count": found.incidents}
    if found.held is None:
        said["venues_not_held"] = {}
    if asked.calls:
        said["venues_calls"] = {}
    return [Finding(code=code, level="warning", values=values) for code, values in said.items()]


def choices_of(asked: VenueQuestion, exposure: Exposure, found: Concentration) -> list[Choice]:
    """Return what was decided without being asked."""
    chosen = []
    if asked.reach == REACH:
        chosen.append(
            Choice(name="venues.reach", value=asked.reach_m, unit="m", why="venues_reach", flag="--reach 50m")
        )
    size = exposure.size
    if size is not None:
        fit = size.exponent
        values = {} if fit is None else {"low": round(fit.low, 2), "high": round(fit.high, 2)}
        value = 1.0 if fit is None else round(fit.value, 3)
        why = "venues_proportional" if fit is None else "venues_exponent"
        chosen.append(Choice(name="venues.exponent", value=value, why=why, values=values))
    if found.dispersion > 1:
        chosen.append(
            Choice(name="venues.dispersion", value=round(found.dispersion, 3), why="venues_dispersion")
        )
    return chosen
