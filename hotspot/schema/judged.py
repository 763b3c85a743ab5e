"""What a back-test found: how much of what followed each method had caught, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from hotspot.schema.data import Period
    from hotspot.schema.numbers import Language
    from hotspot.schema.said import Choice, Finding, Rows, Source

Verdict: TypeAlias = Literal["better", "no_difference", "worse", "inconclusive", ""]
OURS, BASELINE = "hotspot", "count-3y"  # the method under test, and the one that all are held against
METHODS = (
    OURS,
    "count-1y",
    BASELINE,
    "eb-3y",
    "kde-scott",
    "kde-400",
    "kde-400-quartic",
    "gi-star",
    "dbscan",
    "random",
    "oracle",
)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One method on one kind of unit, for one horizon and one share of the area, pooled over all cut-offs.

    `series` is the type of incident, "" for all together; `unit` is square:100, square:200 or areas, of which
    there are `units`, and `flagged` of them, `area_share` of the ground, are flagged. `hits` n of `incidents`
    N fell into them. A measure that a method cannot have is NaN: `pred_over_obs` and `log_score` (mean
    log-probability per unit) need expected counts; `top_overlap` is the share of the first twenty that are
    the same at the next cut-off. `ratio` is that of the hits to those of three-year counts, with its 95 %
    interval and the two-sided `p_value` of no difference. Of units with equal scores the emptiest count
    first, for every method; counts have many such ties, so `hits_even` and `ratio_even` tell what comes of
    drawing them by lot instead.
    """

    series: str
    unit: str
    units: int
    horizon_days: int
    share: float
    method: str
    cutoffs: int
    flagged: int
    area_share: float
    hits: float
    hits_even: float
    incidents: int
    hit_rate: float
    pai: float
    pei_star: float
    ser: float
    recapture_rate: float
    pred_over_obs: float
    log_score: float
    top_overlap: float
    ratio: float
    ratio_low: float
    ratio_high: float
    p_value: float
    ratio_even: float
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Capture curve of a method: the hit rate at each share of the units, pooled over all cut-offs."""

    series: str
    unit: str
    horizon_days: int
    method: str
    shares: tuple[float, ...]
    hit_rates: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many of the counts that followed lay in the predictive interval of `level`, for the units `of`;
    `low` and `high` bound the share that would lie there in other times, with 95 %."""

    series: str
    unit: str
    horizon_days: int
    level: float
    of: Literal["all", "top"]
    covered: int
    counts: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of the counts that the intervals covered."""
        return self.covered / self.counts if self.counts else float("nan")


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """The cut-offs of one horizon: the first and the last of them, and the last day that is tested."""

    days: int
    cutoffs: int
    first: date
    last: date
    tested_to: date


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """A whole back-test, as its files hold it.

    `left_out` are horizons in days for which the dates do not reach; `recorded_from` is the first day that
    the methods could learn from, `synthetic` says that the data are invented.
    """

    title: str
    period: Period
    recorded_from: date
    rows: Rows
    horizons: tuple[Horizon, ...]
    left_out: tuple[int, ...]
    shares: tuple[float, ...]
    judged: tuple[Judged, ...]
    curves: tuple[Curve, ...]
    coverage: tuple[Coverage, ...]
    sources: Mapping[str, tuple[Source, ...]]
    where: str
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]
    seed: int
    version: str
    language: Language
    synthetic: bool = False


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The one row that stands for a whole back-test, with the time it was tested on: `first` and `last` are
    cut-offs, and before the last one lay `record_days` of the record."""

    first: str
    last: str
    record_days: int
    cutoffs: int
    unit: str
    horizon_days: int
    share: float
    ratio: float
    ratio_low: float
    ratio_high: float
    hits: float
    incidents: int
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class LastBacktest:
    """What is told of a back-test elsewhere: its one row, and how many counts its intervals held."""

    headline: Headline
    coverage: tuple[Coverage, ...]
