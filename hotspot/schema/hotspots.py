"""Hot spots: clusters of incidents with their outlines, and the circles that pass the same test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema.numbers import Floats, Ints
    from hotspot.schema.said import Choice, Finding


@dataclass(frozen=True, kw_only=True)
class HotSpots:
    """Clusters of incidents, areas before single addresses, each ranked by the incidents inside.

    `frame` is a GeoDataFrame in the metric CRS, one row per hot spot, with `HOTSPOT_COLUMNS`;
    `label` (n,) gives each site's row in it, -1 for none.
    """

    frame: gpd.GeoDataFrame
    label: Ints
    eps_m: float
    min_samples: float
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def is_tested(self) -> bool:
        """Tell whether any was held against chance."""
        return bool(self.frame["p_value"].notna().any())

    def called(self) -> gpd.GeoDataFrame:
        """Return those that may be called hot spots: all that passed the test or were not tested."""
        return self.frame[self.frame["significant"].astype(bool) | self.frame["p_value"].isna()]


# hotspot_id   text, "H1" …              rank          1 = most incidents inside; areas first
# kind         "area" | "single_address" incidents     members of the cluster
# inside       incidents within polygon  sites         distinct places of members
# area_km2     of the polygon            per_km2_year  inside / area_km2 / years (per_km2 without time)
# share        incidents / all           months_active months with at least one, 0 without time
# main_types   "theft 60 %; robbery 12 %"             stability     0 … 1, NaN: not measured
# usual        inside, by what lies around it         p_value       in cities without it; NaN: not tested
# significant  p_value <= 0.05: of cities without any hot spot, no more than 5 % get one
HOTSPOT_COLUMNS = (
    "hotspot_id",
    "rank",
    "kind",
    "incidents",
    "inside",
    "sites",
    "area_km2",
    "per_km2_year",
    "share",
    "months_active",
    "main_types",
    "stability",
    "usual",
    "p_value",
    "significant",
    "geometry",
)


@dataclass(frozen=True, kw_only=True)
class Circles:
    """Circles (k,) that hold significantly more than their surroundings: `label` (n,) gives each site's
    circle, -1 for none; `expected` are the incidents by what lies around, `p_value` how often chance does as
    well."""

    label: Ints
    expected: Floats
    p_value: Floats
