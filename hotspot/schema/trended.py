"""What a comparison of two periods finds: each change with interval, verdict and part of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from hotspot.schema.data import Period
    from hotspot.schema.said import Choice, Finding

ChangeVerdict: TypeAlias = Literal["up", "down", "no change beyond noise", "too few"]
ChangeKind: TypeAlias = Literal["city", "area", "outside", "type", "hours"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("city", "area", "outside", "type", "hours")
# Why a figure may not be printed by itself; each a key trend.reason.<reason> of the catalogue.
PressReason: TypeAlias = Literal["season", "lag", "few", "short"]

CHANGE_COLUMNS = (
    *("kind", "unit_id", "name", "now", "past"),
    "usual",  # past, brought to the days of the later period
    "now_per_day",
    "past_per_day",
    "change",  # now / usual − 1
    "change_low",  # 95 % interval
    "change_high",
    "root_difference",  # 2 (√now − √usual)
    "root_noise",  # 95 % of unchanged units lie between minus and plus this
    "p_value",  # E-test
    "p_adjusted",  # for the number of units of the kind
    "verdict",
    "contribution",  # (now − usual) / usual of the city: its part of the city's change
    "share_verdict",  # of areas: +1, −1 where the share of the city's incidents changed by Andresen's test
)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One unit in two periods; see `CHANGE_COLUMNS`. NaN where nothing can be said."""

    kind: ChangeKind
    unit_id: str
    name: str
    now: int
    past: int
    usual: float
    now_per_day: float
    past_per_day: float
    change: float
    change_low: float
    change_high: float
    root_difference: float
    root_noise: float
    p_value: float
    p_adjusted: float
    verdict: ChangeVerdict
    contribution: float
    share_verdict: int = 0


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Whether the pattern over areas changed, whatever the level: of `areas` areas, the share `s` is alike by
    Andresen's test, `s_robust` without areas that were empty both times, and `s_fisher` by Fisher's exact
    test of each share, adjusted for the number of areas. NaN where a period is empty."""

    areas: int
    s: float
    s_robust: float
    s_fisher: float
    draws: int


@dataclass(frozen=True, kw_only=True)
class Trended:
    """The answer of `hotspot trend`: the two periods, every change, the pattern, and what may be printed.

    `same_season` tells whether the earlier period is the same days of another year; `dispersion` by how much
    the months of the city and of areas vary more than Poisson counts. `press` is empty where the city's
    figure may be printed, else the reasons why not.
    """

    now: Period
    past: Period
    same_season: bool
    changes: tuple[Changed, ...]
    alike: Alike
    dispersion_city: float
    dispersion_areas: float
    lag_days: int
    press: tuple[PressReason, ...]
    seed: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def city(self) -> Changed:
        """Return the change of the whole city."""
        return self.changes[0]
