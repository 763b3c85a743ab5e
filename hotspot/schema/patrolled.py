"""What patrols find: the routes, leg by leg, what each passes, and how good any routes could be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hotspot.schema.numbers import LANGUAGES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.placed import DemandUnit
    from hotspot.schema.said import Choice, Finding

# One row per patrol, the one that passes most first. Coordinates are those of the line, in WGS 84.
PATROL_COLUMNS = (
    "patrol_id",  # "W1", "W2" …
    "name_en",
    "name_ru",
    "name_kk",
    "post",  # where it starts and ends
    "length_m",  # on foot, in all
    "minutes",  # walking and stops
    "stops",  # hot spots that it stops at
    "hotspots",  # "H1 H4", in order
    "streets",  # names in order, "; " between; those without a name are left out
    "passed",  # demand that it passes and no patrol before it does
    "share",  # of all demand
    "incidents",  # of the period, at what it passes
    "incidents_low",  # 95 % interval of what that count stands for, Poisson
    "incidents_high",
    "geometry",
)
# Beside them, for texts in three languages: the names of the same post and streets in each.
LOCAL_PATROL_COLUMNS = tuple(f"{column}_{each}" for column in ("post", "streets") for each in LANGUAGES)
# One row per leg: a street by its name, or a stop.
LEG_COLUMNS = (
    "patrol_id",
    "leg",  # 1, 2 … within the patrol
    "kind",  # "street" | "stop"
    "name",  # of the street, "" where unknown; the id of the hot spot
    "length_m",
    "from_minute",  # since the start
    "to_minute",
    "passed",  # demand that counts here for the first time
    "lon",  # where the leg begins
    "lat",
)
LOCAL_LEG_COLUMNS = tuple(f"name_{each}" for each in LANGUAGES)  # beside them, the same name in each language


@dataclass(frozen=True, kw_only=True)
class Patrolled:
    """The answer of `hotspot patrol`: `patrols` is a GeoDataFrame with `PATROL_COLUMNS` in the metric CRS,
    `legs` a frame with `LEG_COLUMNS`; both have the local columns, too.

    `total` is all demand, `value` what the patrols pass together and `bound` what no patrols can beat, in the
    demand's unit. Each patrol has a `budget` of metres or of minutes; minutes hold the stops of `dwell_min`.
    """

    unit: DemandUnit
    patrols: gpd.GeoDataFrame
    legs: pd.DataFrame
    total: float
    value: float
    bound: float
    budget: float
    budget_unit: Literal["m", "min"]
    dwell_min: float
    posts: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def gap(self) -> float:
        """Return how far the bound is above the value, as a share of it; 0 if nothing can be better."""
        apart = max(self.bound - self.value, 0.0)
        return 0.0 if apart <= 1e-5 * max(self.value, 1.0) else apart / max(self.value, 1e-9)
