"""What a comparison of two periods finds: each change with interval, verdict and part of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from hotspot.schema.cleared import Clearance
    from hotspot.schema.data import Period
    from hotspot.schema.said import Choice, Finding

ChangeVerdict: TypeAlias = Literal["up", "down", "no change beyond noise", "too few"]
ChangeKind: TypeAlias = Literal["city", "area", "outside", "type", "hours"]
# Why a figure may not be printed by itself; each a key trend.reason.<reason> of the catalogue.
PressReason: TypeAlias = Literal["season", "season_taken_out", "lag", "estimated", "few", "short"]
SURE = 0.05  # p up to which a difference counts as more than chance
FEW_FOR_PRESS = 50  # incidents in a period under which a percentage says nothing

CHANGE_COLUMNS = (
    *("kind", "unit_id", "name", "now", "past"),
    "usual",  # past, brought to the days of the later period, to its season and to what is reported of it
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
    "now_in_full",  # what `now` will be once all is reported; empty where nothing tells
    "now_in_full_low",  # 95 % interval
    "now_in_full_high",
    "population",  # of areas with at least 100 residents
    "per_1000_now",  # incidents per 1,000 residents and year, those still to be reported among them
    *("per_1000_now_low", "per_1000_now_high"),  # 95 % intervals
    *("per_1000_past", "per_1000_past_low", "per_1000_past_high"),
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
    now_in_full: float = nan
    now_in_full_low: float = nan
    now_in_full_high: float = nan
    population: float = nan
    per_1000_now: float = nan
    per_1000_now_low: float = nan
    per_1000_now_high: float = nan
    per_1000_past: float = nan
    per_1000_past_low: float = nan
    per_1000_past_high: float = nan

    @property
    def is_unsettled(self) -> bool:
        """Whether no change is told though the unit's own interval, or its p, would say that there is one."""
        if self.verdict != "no change beyond noise":
            return False
        return self.p_adjusted <= SURE or self.change_low > 0 or self.change_high < 0


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """What the days of report tell: of the later period's incidents the share `reported` (95 % from `low` to
    `high`) is in the record, which holds reports up to `until`.

    From the delays of `incidents`: half are reported within `half` days and nine tenths within `most`, of
    those reported within `longest`. `steady` is False where the record is too short to see how the delays
    themselves vary.
    Left aside: `unknown` without a day of report, `before` with one before the incident.
    """

    until: date
    incidents: int
    half: int
    most: int
    longest: int
    reported: float
    low: float
    high: float
    steady: bool
    unknown: int
    before: int


@dataclass(frozen=True, kw_only=True)
class Seasonal:
    """What the season alone lets expect: `factor` times as many incidents per day in the later period as in
    the earlier one (95 % from `low` to `high`), by the months of `years` whole years before the later one."""

    years: int
    factor: float
    low: float
    high: float


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

    `same_season` tells whether the earlier period is the same days of another year, `seasonal` what was taken
    out where it is not; `reporting` what is still to be reported, `clearance` what was cleared: None where
    the record does not tell. `dispersion` says by how much the months of the city and of areas vary more than
    Poisson counts. `press` is empty where the city's figure may be printed, else the reasons why not;
    `by_month` tells that dates are whole months, and so both periods.
    """

    now: Period
    past: Period
    same_season: bool
    reporting: Reporting | None
    seasonal: Seasonal | None
    clearance: Clearance | None
    changes: tuple[Changed, ...]
    alike: Alike
    dispersion_city: float
    dispersion_areas: float
    lag_days: int
    press: tuple[PressReason, ...]
    seed: int
    by_month: bool = False
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    def press_of(self, row: Changed) -> tuple[PressReason, ...]:
        """Return why the figure of a unit may not be printed: all that holds for the city, and its own
        few incidents."""
        few: tuple[PressReason, ...] = ("few",) if min(row.now, row.past) < FEW_FOR_PRESS else ()
        return (*(one for one in self.press if one != "few"), *few)

    @property
    def city(self) -> Changed:
        """Return the change of the whole city."""
        return self.changes[0]
