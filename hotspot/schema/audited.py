"""Who lives in the areas that the ranking would send somebody to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from hotspot.schema.said import Finding


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """The share of a group's residents in flagged areas, that of all others, and the first over the second
    with its 95 % interval; NaN where it cannot be known."""

    group: float
    others: float
    ratio: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """Flagged areas, the first of the ranking or those with a significant hot spot: how many, and their share
    of the ground, the residents and the incidents of all areas whose residents are known; `groups` are the
    exposures by the name of the group."""

    by: Literal["first", "hot_spot"]
    areas: int
    ground: float
    residents: float
    incidents: float
    groups: tuple[tuple[str, Exposure], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The audit of a ranking: `areas` are those whose residents are known, `unknown` all others, which are
    left out; `counts` the residents of each group."""

    areas: int
    unknown: int
    residents: float
    counts: tuple[tuple[str, float], ...]
    flagged: tuple[Flagged, ...]
    findings: tuple[Finding, ...] = ()
