"""How incidents thin out with the distance from the nearest venue, ring by ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from hotspot.schema.numbers import Estimate

# rings.csv: one row per kind of venue ("" for all of them) and ring.
RING_COLUMNS = (
    *("kind", "from_m", "to_m", "incidents", "ground", "unit"),
    "density",  # incidents per unit of ground
    *("ratio", "ratio_low", "ratio_high"),  # to the last ring
)
RING_GROUPS = 8  # areas with venues that an interval of a ring needs
RING_BIN_M = 25.0  # of the search for where incidents become sparser
RingUnit: TypeAlias = Literal["km2", "km of street"]


@dataclass(frozen=True, kw_only=True)
class Ring:
    """Incidents between two distances from the nearest venue, on so much ground; `ratio` is their density
    against that of the last ring, None for the last one itself and where that has no incident."""

    from_m: float
    to_m: float
    incidents: int
    ground: float
    ratio: Estimate | None

    @property
    def density(self) -> float:
        """Incidents per unit of ground; NaN where there is no ground."""
        return self.incidents / self.ground if self.ground else float("nan")


@dataclass(frozen=True, kw_only=True)
class Rings:
    """Rings around the venues of a `kind` ("" for all), which lie in so many `groups`, the run's areas;
    `edge_m` is where incidents become sparser, None where they do not, or it cannot be told."""

    kind: str
    venues: int
    groups: int
    unit: RingUnit
    rings: tuple[Ring, ...]
    edge_m: Estimate | None
