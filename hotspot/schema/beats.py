"""What beats are: areas joined to districts of even workload, and how even and compact they could be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.placed import DemandUnit
    from hotspot.schema.said import Choice, Finding

# One row per beat, the one with the largest workload first.
BEAT_COLUMNS = (
    "beat_id",  # "B1", "B2" …
    "name_en",
    "name_ru",
    "name_kk",
    "centre",  # area_id of the area from which the workload is nearest in all
    "areas",  # how many
    "workload",
    "share",  # of all workload
    "off_even",  # how far the workload is off the mean of all beats, as a share of it
    "incidents",  # of the period
    "incidents_low",  # 95 % interval of what that count stands for, Poisson
    "incidents_high",
    "area_km2",
    "compactness",  # 4 π area / perimeter²: 1 for a circle
    "mean_m",  # from the workload to the centre
    "geometry",
)
# One row per area: which beat it belongs to.
MEMBER_COLUMNS = ("area_id", "name", "beat_id", "workload", "incidents")


@dataclass(frozen=True, kw_only=True)
class Beats:
    """The answer of `hotspot beats`: `beats` is a GeoDataFrame with `BEAT_COLUMNS` in the metric CRS,
    `members` a frame with `MEMBER_COLUMNS`.

    `total` is all workload; `value` the mean metres from it to the centre of its beat, `bound` what no beats
    within the `band` can go below. `along_streets` says how metres were taken.
    """

    unit: DemandUnit
    beats: gpd.GeoDataFrame
    members: pd.DataFrame
    total: float
    value: float
    bound: float
    band: float
    along_streets: bool
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def gap(self) -> float:
        """Return how far the bound is below the value, as a share of it; 0 if nothing can be better."""
        apart = max(self.value - self.bound, 0.0)
        return 0.0 if apart <= 1e-7 * max(self.value, 1.0) else apart / max(self.value, 1e-9)
