"""What is found: density surface, ranking, and all of it together as the result of a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hotspot.schema.columns import STANDING_COLUMNS
from hotspot.schema.tallies import Tallies

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    import pyproj

    from hotspot.schema.agreed import Agreement
    from hotspot.schema.audited import Audit
    from hotspot.schema.data import Areas, Period, Sites
    from hotspot.schema.hotspots import HotSpots
    from hotspot.schema.numbers import Bools, Floats, Language
    from hotspot.schema.said import Choice, Finding, Rows, Source


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Square cells: row 0 is the north row, column 0 the west column; `west`, `north` is the outer corner."""

    west: float
    north: float
    cell_m: float
    rows: int
    columns: int

    def centres(self) -> tuple[Floats, Floats]:
        """Return the easting of each column's centre and the northing of each row's."""
        easting = self.west + (np.arange(self.columns) + 0.5) * self.cell_m
        northing = self.north - (np.arange(self.rows) + 0.5) * self.cell_m
        return np.asarray(easting, dtype=float), np.asarray(northing, dtype=float)


@dataclass(frozen=True, kw_only=True)
class Surface:
    """Kernel density: `values` (rows, columns) in incidents per km² per year (`unit` says when it is per km²
    in the period); NaN outside the study area, whose cells are `inside`."""

    grid: Grid
    values: Floats
    inside: Bools
    kernel: str
    bandwidth_m: float
    unit: Literal["per_km2_year", "per_km2"]
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Micro-areas in order of their score: `frame` is a GeoDataFrame with `RANKING_COLUMNS`.

    `by` is what the order was asked by, `score_unit` the unit of score, score_low and score_high, `top` the k
    of p_top, `area_of` (m,) the row of the *areas* frame that each incident lies in (-1: none).
    """

    frame: gpd.GeoDataFrame
    by: Literal["score", "count", "rate", "harm", "density"]
    score_unit: str
    top: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()

    @cached_property
    def ranked(self) -> int:
        """How many areas have a score, and so a place in the order."""
        return int(self.frame["score"].count())

    def in_order(self) -> gpd.GeoDataFrame:
        """Return the areas that have a rank, the first first."""
        frame = self.frame[self.frame["score"].notna()].astype(dict.fromkeys(STANDING_COLUMNS, np.int64))
        return frame.sort_values(["rank", "area_id"], kind="stable")

    def apart(self) -> gpd.GeoDataFrame:
        """Return the areas without a rank, those with most incidents first."""
        frame = self.frame[self.frame["score"].isna()]
        return frame.sort_values(["incidents", "area_id"], ascending=[False, True], kind="stable")


# The first twelve are the contract for scripts; the rest say why an area stands where it stands.
RANKING_COLUMNS = (
    "rank",  # 1 = highest score; NaN where there is no score: by rate, without residents
    "area_id",
    "name",
    "incidents",  # in the period
    "per_km2",  # incidents / area_km2, in the period
    "score",  # what to expect, in `score_unit`
    "score_low",  # 95 % interval
    "score_high",
    "rank_low",  # 95 % interval of the rank: best …
    "rank_high",  # … and worst
    "p_top",  # probability of being among the first `top`
    "hotspot_share",  # share of the area's incidents that lie inside a hot spot
    "expected",  # incidents in the coming days (choice score.horizon_days); NaN where the record is too short
    "expected_low",  # 90 % interval of their count
    "expected_high",
    "group",  # areas of one group cannot be told apart from its first, at 95 %
    "share",  # of the city's incidents
    "cumulative_share",  # of this and all higher ranks; NaN without a rank
    "area_km2",
    "population",  # NaN where unknown
    "rate_per_1000",  # incidents per 1,000 residents per year; NaN without population
    "harm_per_km2_year",  # NaN without harm weights
    "density_mean",  # of the surface's cells in the area, in the surface's unit
    "density_peak",
    "hotspots",  # how many
    "hotspot_ids",  # "H1 H4"
    "recent",  # incidents in the later window of `trend`
    "before",  # incidents in the window of equal length before it
    "trend",  # "up" | "down" | "no change beyond noise" | "too few" | ""
    "trend_p",  # E-test of equal rates, adjusted for the number of areas; NaN where not tested
    "main_types",
    "main_hours",  # "18–24: 41 %"; "" where hours are unknown
    "p_top_reporting",  # share of draws among the first `top` if areas report unequal shares
    "name_en",
    "name_ru",
    "name_kk",
    "geometry",
)

# Of the columns *_low and *_high. What the true rate may be is told at 95 %, as ranks are; a count to come at
# 90 %, the level at which such intervals were tried on what followed earlier forecasts.
INTERVAL_LEVELS = {"score": 0.95, "rank": 0.95, "expected": 0.9}


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What was asked of the map page: at most `incidents` single incidents in it; `limits` of the classes of
    the earlier run `limits_of` (empty: from this run's scores); `tiles`, the address of a tile server inside
    the own network, with `tiles_credit` to whom the tiles belong."""

    incidents: int = 200_000
    limits: tuple[float, ...] = ()
    limits_of: str = ""
    tiles: str = ""
    tiles_credit: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """All that one run found, as `write` and `render` take it.

    `run_id`, twelve hexadecimal digits, stands for what went in and what was decided: equal runs have equal
    ids.
    """

    title: str
    city: str
    synthetic: bool
    period: Period | None
    crs: pyproj.CRS
    rows: Rows
    incidents: pd.DataFrame  # cleaned, with columns easting, northing, area (row of areas, -1), site
    areas: Areas
    sites: Sites
    surface: Surface
    hotspots: HotSpots
    ranking: Ranking
    layers: Mapping[str, gpd.GeoDataFrame]  # posts, cameras, streets …: what the user gave to be drawn
    drawing: Drawing
    sources: Mapping[str, tuple[Source, ...]]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]
    config: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    language: Language
    run_id: str = ""
    agreement: Agreement | None = None  # None where the run is taken up again from its files
    audit: Audit | None = None  # likewise, and where nobody said how many people live anywhere
    tallies: Tallies | None = None  # of incidents that memory does not hold: then `incidents` is empty

    @property
    def told(self) -> Tallies:
        """Return the tables of the incidents."""
        return Tallies.of(self.incidents) if self.tallies is None else self.tallies
