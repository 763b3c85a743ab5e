"""What siting finds: posts, what each adds, what can be reached from it, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from hotspot.schema.numbers import LANGUAGES

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema.numbers import Floats, Ints
    from hotspot.schema.said import Choice, Finding

SitingModel: TypeAlias = Literal["cover", "fewest", "backup", "median", "center"]
# Incidents or their harm, either as the ranking expects them or as they were in the period; or as given.
DemandUnit: TypeAlias = Literal["expected", "incidents", "expected_harm", "harm", "given"]
FORECAST, HARM = ("expected", "expected_harm"), ("expected_harm", "harm")

# One row per post, in the order in which each adds most. Coordinates are those of the geometry, in WGS 84.
POST_COLUMNS = (
    "post_id",  # "P1", "P2" … in order
    "order",
    "area_id",  # of the micro-area that it stands in, "" for none
    "area",
    "name_en",
    "name_ru",
    "name_kk",
    "within_reach",  # demand that it reaches, whether or not others reach it too
    "share",  # of all demand
    "gain",  # demand that it adds to the existing posts and those before it
    "gain_share",
    "incidents",  # of the period within reach
    "incidents_low",  # 95 % interval of what that count stands for, Poisson
    "incidents_high",
    "reach_m",
    "street",  # the nearest one with a name, "" where unknown
    "street_m",
    "nearest_post",  # name or id of the nearest other post, existing or placed
    "nearest_post_m",
    "stability",  # share of draws of the demand in which a post comes to stand here or within `SAME_SITE_M`
    "geometry",
)
# Beside them, for pages in three languages: the names of the same area, street and post in each.
LOCAL_COLUMNS = tuple(
    f"{column}_{each}" for column in ("area", "street", "nearest_post") for each in LANGUAGES
)
SAME_SITE_M = 100.0
WALKING_M_PER_MIN = 80.0  # 4.8 km/h
# Posts that stand, with what each reaches by itself.
EXISTING_COLUMNS = (
    *("name", "name_en", "name_ru", "name_kk", "within_reach", "share"),
    *("incidents", "incidents_low", "incidents_high", "geometry"),
)

# What 1, 2 … posts reach; demand in the unit of the posts.
GAIN_COLUMNS = (
    "posts",
    "adds",  # by the last of them, beside the best choice of one fewer; unknown where that was not asked
    "greedy",
    "best",
    "bound",  # that no choice can beat
)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Places with what is expected there: `xy` (d, 2) in metres, `weight` (d,) in `unit`, the `incidents`
    (d,) of the period behind it and the row of the areas frame that each lies in (d,), -1 for none."""

    xy: Floats
    weight: Floats
    incidents: Floats
    area: Ints
    unit: DemandUnit


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What `posts` new posts reach: by the greedy order (NaN where rules do not let it), by the best choice
    found, and the bound of any; `cut_short` says that the clock ended the search."""

    posts: int
    greedy: float
    value: float
    bound: float
    cut_short: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldOut:
    """A trial of the rule: posts placed by what happened before `cutoff` reach `covered` of the `incidents`
    after it; as many `posts` where most happened before, without regard to each other, reach `naive`."""

    cutoff: str
    incidents: int
    covered: int
    naive: int
    posts: int = 0
    cut_short: bool = False


@dataclass(frozen=True, kw_only=True)
class Placed:
    """The answer of `hotspot posts`: frames are GeoDataFrames in the metric CRS.

    `posts` has `POST_COLUMNS` and `LOCAL_COLUMNS`; so has `reviewed`, sites that people chose, where asked
    for. `existing` has `EXISTING_COLUMNS`, `catchments` post_id and geometry. `total` is all demand, with so
    many `incidents` of the period behind it, `before` what existing posts reach and `covered` what all reach
    together, in the demand's unit; where posts have a `capacity` both are what they can serve, and `reached`
    is what lies within reach of any. `value` is the model's own aim and `bound` what no choice among the
    `candidates` can beat (cover: demand; backup: demand reached twice; p-median: demand times metres;
    p-center: metres; fewest: posts), where `gathered_m` is not 0 for the demand of each square so wide taken
    as one.
    """

    model: SitingModel
    unit: DemandUnit
    posts: gpd.GeoDataFrame
    existing: gpd.GeoDataFrame
    catchments: gpd.GeoDataFrame
    total: float
    before: float
    covered: float
    value: float
    bound: float
    candidates: int
    reach_m: float
    on_streets: bool
    draws: int
    incidents: int = 0
    capacity: float | None = None
    reached: float = 0.0
    gathered_m: float = 0.0
    gains: tuple[Gain, ...] = ()
    knee: int = 0
    hold_out: HoldOut | None = None
    reviewed: gpd.GeoDataFrame | None = None
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def gap(self) -> float:
        """Return how far the bound is from the value, as a share of it; 0 if it is proved to be best."""
        return relative_gap(self.value, self.bound)


def relative_gap(value: float, bound: float) -> float:
    """Return how far a bound is from the value, as a share of it; what is left by rounding counts as 0."""
    apart = abs(bound - value)
    return 0.0 if apart <= 1e-7 * max(abs(value), 1.0) else apart / max(abs(value), 1e-9)
