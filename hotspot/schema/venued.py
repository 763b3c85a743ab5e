"""What is found of venues: which incidents belong to which, how unevenly they fall, who stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from hotspot.schema.numbers import LANGUAGES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.numbers import Estimate, Ints
    from hotspot.schema.said import Choice, Finding
    from hotspot.schema.venue_rings import Rings

Against: TypeAlias = Literal["equal", "bursts", "size"]
WORST_SHARE = 0.2

LOCAL_NAMES = tuple(f"name_{each}" for each in LANGUAGES)
# A frame of venues as it leaves `read`: nothing else of the file leaves. name is in the language of the run,
# the local names are those in each, size is NaN where unknown.
VENUE_COLUMNS = ("venue_id", "name", *LOCAL_NAMES, "kind", "size", "geometry")

# venues.csv and venues.geojson: one row per place, the most incidents to be expected first.
RANKED_COLUMNS = (
    *("venue_id", "rank", "name", "kind"),
    "venues",  # rows of the file at this place
    "size",  # NaN where unknown or not asked for
    "incidents",
    "share",  # of the joined incidents
    "cumulative_share",
    "usual",  # incidents of a venue of its size, of any venue where no size is asked for
    "expected",  # incidents in such a period, by gamma–Poisson
    "expected_low",  # 95 %
    "expected_high",
    "rank_low",
    "rank_high",
    "p_top",  # probability of being among the first `top`
    "p_worst",  # … among the worst 20 %
    *("area_id", "main_types", "main_hours"),
    *("lon", "lat", "geometry"),
)
# jcurve.csv: the venues with most incidents first, down to the last.
JCURVE_COLUMNS = (
    *("venues", "share_of_venues"),
    "share_of_active",  # of the venues with at least one incident
    *("incidents", "share_of_incidents"),
    *("by_chance", "by_chance_low", "by_chance_high"),  # equal venues: mean, 95 %
    "after_shrinkage",  # of the true rates
)
# concentration.csv: one row per way of looking at it, in the words of `Against`, "counted", "true", "held".
CONCENTRATION_COLUMNS = (
    *("what", "share", "share_low", "share_high"),
    *("none", "none_low", "none_high", "gini", "p_value"),
)
# kinds.csv: one row per kind of venue, against all others.
KIND_COLUMNS = (
    *("kind", "venues", "incidents", "per_venue", "per_venue_low", "per_venue_high"),
    *("ratio", "ratio_low", "ratio_high"),  # exact
    *("wide_low", "wide_high"),  # widened by how venues of a kind differ
)
# reaches.csv: one row per reach tried.
REACH_COLUMNS = ("reach_m", "joined", "share", "by_chance", "none", "same")


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where the run's incidents went; all of them together are `incidents`."""

    incidents: int
    joined: int
    beyond_reach: int
    other_types: int
    other_hours: int
    hour_unknown: int


@dataclass(frozen=True, kw_only=True)
class Joining:
    """How incidents came to venues: `shared` of the joined have another venue within reach as well, `tied`
    are as near to two; `median_m` is the median distance."""

    reach_m: float
    account: Account
    shared: int
    tied: int
    median_m: float


@dataclass(frozen=True, kw_only=True)
class Chance:
    """What venues show that differ by chance alone: `against` equal ones, equal ones whose incidents come in
    bursts, or such that follow their size. `p_value` is how often they are as uneven as the real ones."""

    against: Against
    share: Estimate
    p_value: float
    none: Estimate
    gini: float
    draws: int


@dataclass(frozen=True, kw_only=True)
class HeldOut:
    """The worst of the earlier half of the period, counted in the later half: `hits` of `incidents`."""

    hits: float
    incidents: int
    share: Estimate
    even: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Concentration:
    """How unevenly the joined incidents fall: the `worst` of `venues` hold `share`, the worst fifth of the
    `active`, those with any, `share_active`; `true_share` and `true_gini` once chance is taken out."""

    venues: int
    worst: int
    incidents: int
    share: float
    active: int
    worst_active: int
    share_active: float
    none: int
    gini: float
    gini_sparse: float
    true_share: Estimate
    true_gini: Estimate
    chances: tuple[Chance, ...]
    held: HeldOut | None
    dispersion: float

    @property
    def judged(self) -> Chance:
        """The comparison that the verdict rests on: with bursts where there are any, else equal venues."""
        named = {one.against: one for one in self.chances}
        return named.get("bursts", named["equal"])


@dataclass(frozen=True, kw_only=True)
class SizeUsed:
    """Which column is the size, of how many venues it is known, and how incidents grow with it; `exponent`
    is None where it could not be fitted and venues are taken as proportional to their size."""

    column: str
    known: int
    unknown: int
    exponent: Estimate | None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Venues of a kind against all others: incidents per venue, their ratio with the exact interval for
    counts, and with one that is widened by how much venues of a kind differ among themselves."""

    kind: str
    venues: int
    incidents: int
    per_venue: Estimate
    ratio: Estimate
    wide: Estimate


@dataclass(frozen=True, kw_only=True)
class ReachTried:
    """What another reach would have given: `same` of the first `top` venues stay among the first."""

    reach_m: float
    joined: int
    share: float
    by_chance: float
    none: int
    same: int


@dataclass(frozen=True, kw_only=True)
class Card:
    """One venue of the first: its `row` in the ranked frame; incidents by weekday and hour, `hours` (7, 24)
    and `hour_unknown` (7,); what happened, how far from its point (`median_m`), and how many of its incidents
    have another venue within reach (`shared`)."""

    row: int
    hours: Ints
    hour_unknown: Ints
    types: tuple[tuple[str, int], ...]
    median_m: float
    shared: int


@dataclass(frozen=True, kw_only=True)
class Venued:
    """The answer of `hotspot venues`: `frame` is a GeoDataFrame of points with `RANKED_COLUMNS` in the metric
    CRS, `curve` has `JCURVE_COLUMNS`; `calls` says that the incidents are calls to the police."""

    frame: gpd.GeoDataFrame
    curve: pd.DataFrame
    rows: int
    joining: Joining
    concentration: Concentration
    size: SizeUsed | None
    kinds: tuple[Kind, ...]
    tried: tuple[ReachTried, ...]
    rings: tuple[Rings, ...]
    cards: tuple[Card, ...]
    top: int
    hours: tuple[int, int] | None
    types: tuple[str, ...]
    calls: bool
    seed: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
