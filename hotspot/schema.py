"""What travels between the stages: incidents, areas, sites, surface, hot spots, ranking, and what was said.

Every coordinate pair is in the order lon, lat or easting, northing. Frames that leave `project` are in one
metric CRS; units are part of a column's name. Nothing here computes more than a sum.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import pyproj

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Language: TypeAlias = Literal["en", "ru", "kk"]
LANGUAGES: tuple[Language, ...] = ("en", "ru", "kk")

KM2 = 1_000_000.0  # square metres
YEAR_DAYS = 365.25

# Columns of an incidents frame as it leaves `read` and `clean`; the index is the row number in the source,
# counted from 1, and so stays the same whatever is dropped.
#   x, y        float64, in `Incidents.crs`; NaN where missing or unreadable
#   start       datetime64[s], local wall time without zone; NaT where unknown
#   end         datetime64[s], end of the time window; NaT where there is none
#   hour_known  bool: False where the source gives only a day or a month
#   type        str, "" where missing
#   id          str, "" where missing
#   xy_text_bad, date_text_bad   bool: there was text, but not a number / not a possible date
INCIDENT_COLUMNS = ("x", "y", "start", "end", "hour_known", "type", "id", "xy_text_bad", "date_text_bad")

# Columns of an areas frame, one row per micro-area, sorted as in the source; all text, but for the last two.
#   name is what to show when nothing else is asked; name_en, name_ru, name_kk are "" where unknown.
#   population is float64, NaN where unknown.
AREA_COLUMNS = ("area_id", "name", "name_en", "name_ru", "name_kk", "population", "geometry")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing noticed about the data; `code` is a key of the word catalogue, `values` fill its gaps.

    The catalogue holds `finding.<code>` (what was seen) and `finding.<code>.advice` (what to do about it).
    """

    code: str
    level: Literal["info", "warning"]
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that the tool decided by itself, with the flag that overrides it.

    `why` is a key of the word catalogue (`choice.<why>`), filled with `values`; `alternatives` are other
    answers to the same question, each with the name of its rule.
    """

    name: str
    value: str | int | float
    unit: str = ""
    why: str = ""
    flag: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The account of the rows: read = kept + the sum of all that was dropped, each under one reason.

    >>> Rows(read=5, dropped={"outside_area": 2}).kept
    3
    """

    read: int
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """Rows that remain."""
        return self.read - sum(self.dropped.values())

    def drop(self, reason: str, count: int) -> Rows:
        """Return the account with `count` more rows dropped for `reason` (none: the account as it is)."""
        if count <= 0:
            return self
        return Rows(read=self.read, dropped={**self.dropped, reason: self.dropped.get(reason, 0) + count})


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something was read from: `path` as given (never a password), `sha256` of the bytes ("" for a
    query), and `facts` such as encoding, delimiter, layer and the columns used, for the run's record."""

    path: str
    sha256: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """Incidents as read (or as cleaned): `frame` has `INCIDENT_COLUMNS`; `crs` is that of x and y.

    `dated` is False where the source has no date at all; `month_only` where dates are whole months;
    `columns` maps each role (x, y, date, time, type, id, …) to the column it was found in.
    """

    frame: pd.DataFrame
    crs: pyproj.CRS
    dated: bool
    month_only: bool
    rows: Rows
    columns: Mapping[str, str]
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Micro-areas: `frame` is a GeoDataFrame with `AREA_COLUMNS` and a CRS; `made_by` is "" for a file and
    `square:200`, `hex:250`, `blocks:…` for areas that the tool made."""

    frame: gpd.GeoDataFrame
    sources: tuple[Source, ...]
    made_by: str = ""
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days that the incidents cover, both ends included; `years` is their length."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return self.days / YEAR_DAYS


@dataclass(frozen=True, kw_only=True)
class Sites:
    """Distinct places: `xy` (n, 2) easting and northing in metres, sorted by easting, then northing;
    `weight` (n,) incidents at each; `site_of` (m,) the place of each incident of the cleaned frame."""

    xy: Floats
    weight: Floats
    site_of: Ints


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


# hotspot_id   text, "H1" …              rank          1 = most incidents inside; areas first
# kind         "area" | "single_address" incidents     members of the cluster
# inside       incidents within polygon  sites         distinct places of members
# area_km2     of the polygon            per_km2_year  inside / area_km2 / years (per_km2 without time)
# share        incidents / all           months_active months with at least one, 0 without time
# main_types   "theft 60 %; robbery 12 %"             stability     0 … 1, NaN: not measured
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
    "geometry",
)


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


# The first twelve are the contract for scripts; the rest say why an area stands where it stands.
RANKING_COLUMNS = (
    "rank",  # 1 = highest score
    "area_id",
    "name",
    "incidents",  # in the period
    "per_km2",  # incidents / area_km2, in the period
    "score",  # posterior mean, in `score_unit`
    "score_low",  # 95 % interval
    "score_high",
    "rank_low",  # 95 % interval of the rank: best …
    "rank_high",  # … and worst
    "p_top",  # probability of being among the first `top`
    "hotspot_share",  # share of the area's incidents that lie inside a hot spot
    "group",  # areas of one group cannot be told apart from its first, at 95 %
    "share",  # of the city's incidents
    "cumulative_share",  # of this and all higher ranks
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
    "trend_p",  # exact test of equal rates; NaN where not tested
    "main_types",
    "main_hours",  # "18–24 h 41 %"; "" where hours are unknown
    "name_en",
    "name_ru",
    "name_kk",
    "geometry",
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """All that one run found, as `write` and `render` take it."""

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
    sources: Mapping[str, tuple[Source, ...]]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]
    config: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    language: Language
