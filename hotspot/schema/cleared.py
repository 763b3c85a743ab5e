"""What a comparison of clearances finds: shares before and after, and how their difference may be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

ClearedVerdict: TypeAlias = Literal["rose", "fell", "no change beyond noise", "cannot tell"]

SURE = 0.05

# clearance.csv: one row per unit.
CLEARED_COLUMNS = (
    *("kind", "unit_id", "name"),
    *("cleared_now", "known_now", "share_now", "share_now_low", "share_now_high"),  # 95 % intervals
    *("cleared_past", "known_past", "share_past", "share_past_low", "share_past_high"),
    *("difference", "difference_low", "difference_high"),
    "p_value",  # of equal shares; below 0.05 where the interval leaves 0 out
    "p_adjusted",  # for all units of the kind; in pilots not
    "verdict",
)


@dataclass(frozen=True, kw_only=True)
class ClearedChange:
    """One unit: of the incidents of which it is known, how many were cleared in the later and in the earlier
    period; the shares and their difference, each with its 95 % interval, NaN where there are none."""

    kind: str
    unit_id: str
    name: str
    cleared_now: int
    known_now: int
    share_now: float
    share_now_low: float
    share_now_high: float
    cleared_past: int
    known_past: int
    share_past: float
    share_past_low: float
    share_past_high: float
    difference: float
    difference_low: float
    difference_high: float
    p_value: float
    p_adjusted: float
    verdict: ClearedVerdict

    @property
    def is_unsettled(self) -> bool:
        """Whether no change is told though the unit's own interval leaves no change out."""
        apart = self.difference_low > 0 or self.difference_high < 0
        return self.verdict == "no change beyond noise" and apart


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """Clearances of two periods, the whole first.

    Each incident is followed for `days`, and the later period up to the day `last` for that. Where no days of
    clearance are known, `days` is None and states are those of today; a fall is then told only if all had a
    year at least (`settled`), since much is still to come. Nothing is known of `unknown` incidents. `beside`
    is by how much the pilot areas' difference exceeds that of the control areas, with its interval; None
    outside of pilots.
    """

    days: int | None
    settled: bool
    last: date
    unknown: int
    dispersion: float
    rows: tuple[ClearedChange, ...]
    beside: tuple[float, float, float] | None = None
