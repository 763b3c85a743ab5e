"""What commands have found in a run since, as its map draws and tells it: posts, patrols, yards, a pilot …"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.beats import Beats
    from hotspot.schema.cameras import Watched
    from hotspot.schema.compared import Ratio
    from hotspot.schema.data import Period
    from hotspot.schema.patrolled import Patrolled
    from hotspot.schema.piloted import PilotVerdict
    from hotspot.schema.placed import Placed
    from hotspot.schema.timed import Emerged
    from hotspot.schema.trended import Changed, PressReason
    from hotspot.schema.yards import ToDoUnit

Days: TypeAlias = "tuple[str, str]"
DrawnKind: TypeAlias = Literal["posts", "cameras", "patrols", "beats", "venues", "yards", "pilot"]

# What the map takes of each file; all other columns stay there.
VENUE_TEXTS = ("venue_id", "name", "kind", "main_hours")
VENUE_NUMBERS = (
    *("rank", "incidents", "share", "usual", "expected", "expected_low", "expected_high"),
    *("rank_low", "rank_high", "p_worst"),
)
YARD_TEXTS = ("area_id", "name", "first_day", "last_day", "verdict")
YARD_NUMBERS = (
    *("round", "observers", "visits", "items_seen", "score", "score_low", "score_high"),
    *("change", "change_low", "change_high"),
)
TODO_TEXTS = ("area_id", "item", "agreement")
TODO_NUMBERS = ("order", "grade", "grade_low", "grade_high", "weight", "weight_low", "weight_high")
ZONE_TEXTS = ("zone_id", "kind", "area_id", "name")
ZONE_NUMBERS = ("pair", "baseline")


@dataclass(frozen=True, kw_only=True)
class DrawnVenues:
    """The first venues: `frame` has `VENUE_TEXTS`, `VENUE_NUMBERS` and points in the metric CRS; `venues`
    were ranked, with incidents up to `reach_m` metres away."""

    frame: gpd.GeoDataFrame
    venues: int
    reach_m: float


@dataclass(frozen=True, kw_only=True)
class DrawnYards:
    """The yards of their last round, the worst score first: `frame` has `YARD_TEXTS`, `YARD_NUMBERS` and the
    areas in the metric CRS; `todo` (`TODO_TEXTS`, `TODO_NUMBERS`) is what to mend, in order, weighed `by`."""

    frame: gpd.GeoDataFrame
    todo: pd.DataFrame
    by: ToDoUnit


@dataclass(frozen=True, kw_only=True)
class DrawnVerdict:
    """What came of a pilot: what the verdict sentences need; `zones` has `kind`, `before` and `after`."""

    verdict: PilotVerdict
    ratio: Ratio
    ring_verdict: PilotVerdict
    ring_ratio: Ratio | None
    detectable: float | None
    zones: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class DrawnPilot:
    """A pilot: `frame` has `ZONE_TEXTS`, `ZONE_NUMBERS` and the zones in the metric CRS, pilot areas first,
    and once it is evaluated `before` and `after`; `judged` is None before."""

    frame: gpd.GeoDataFrame
    signature: str
    baseline: Days
    pilot: Days
    buffer_m: float | None
    judged: DrawnVerdict | None = None


@dataclass(frozen=True, kw_only=True)
class DrawnWhen:
    """The class of each area and hot spot over so many whole `months`; `left_out` are so many incidents of
    sensitive types."""

    months: int
    emerged: tuple[Emerged, ...]
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class DrawnTrend:
    """The change of the city and of each area from the `past` period to that of `now`; `press` says why no
    figure may be printed."""

    now: Period
    past: Period
    city: Changed
    areas: tuple[Changed, ...]
    press: tuple[PressReason, ...]


@dataclass(frozen=True, kw_only=True)
class DrawnFinds:
    """What has a table, a layer and cards of its own on the map, or colours of its own for the areas (`when`,
    `trend`); None where it was not found."""

    posts: Placed | None = None
    cameras: Watched | None = None
    patrols: Patrolled | None = None
    beats: Beats | None = None
    venues: DrawnVenues | None = None
    yards: DrawnYards | None = None
    pilot: DrawnPilot | None = None
    when: DrawnWhen | None = None
    trend: DrawnTrend | None = None
