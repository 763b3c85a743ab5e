"""What comes back: near repeats in space and time, repeat addresses, flare-ups of the week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.schema.numbers import Floats, Ints
    from hotspot.schema.said import Choice, Finding

LEAST_TIMES = 1.2  # as many pairs as expected, and
SURE = 0.05  # p at most: from here on repeats are told as more than chance
SAME_PLACE_M = 1.0  # incidents closer to each other happened at the same place
LEAST_PAIRS = 10  # fewer, however many times expected, may be one night's raid
SNAPPED_M = 100.0  # nearer, a source that moves incidents to common points makes neighbours one place

# What an excess in a cell of Knox's table counts for: in a row from the nearest band that can be trusted on,
# apart from those, of too few pairs, in a band that cannot be trusted; "" for no excess.
Excess: TypeAlias = Literal["near", "apart", "few", "snapped", ""]

# near.csv: one row per type, distance and lapse; both are from … to before.
NEAR_COLUMNS = (
    *("type", "from_m", "to_m", "from_day", "to_day", "pairs"),
    "expected",  # by the margins: if places and days had nothing to do with each other
    "ratio",
    "p_value",
    "p_adjusted",  # for the number of cells of the type
    "excess",  # near, apart, few or snapped; empty where the pairs are no more than chance brings
)
# places.csv: one row per address with several incidents, the worst first.
PLACE_COLUMNS = ("place", "lon", "lat", "area_id", "incidents", "first_day", "last_day", "main_types")
# alerts.geojson: circles where much happened lately, the strongest first.
ALERT_COLUMNS = (
    *("alert_id", "type", "area_id", "area", "incidents", "first_day", "last_day"),
    "usual",  # incidents in the circle in as many days, by the rest of the record; empty where it is shorter
    "p_value",  # share of shuffled dates with as many around the place
    "reach_m",
    *("lon", "lat", "geometry"),
)


@dataclass(frozen=True, kw_only=True)
class NearRepeat:
    """Knox's table of one type: pairs of incidents by distance and by days between them.

    `metres` (s + 1,) and `days` (t + 1,) are the edges of half-open bands [a, b); the others are (s, t).
    `p_value` is one-sided, from `draws` shuffles of the dates; `p_adjusted` for the number of cells. `excess`
    names the cells with at least `LEAST_TIMES` as many pairs as expected, at an adjusted p value of at most
    `SURE`. Bands that begin below `from_m` are not trusted. Up to `near_m` and, in the nearest trusted band,
    `near_days` it is "near"; 0 for none.
    """

    type: str
    incidents: int
    metres: Floats
    days: Floats
    pairs: Ints
    expected: Floats
    p_value: Floats
    p_adjusted: Floats
    draws: int
    excess: NDArray[np.str_]
    from_m: float
    near_m: float
    near_days: float

    @property
    def first(self) -> int | None:
        """Row of the nearest band that can be trusted; None for none."""
        rows = np.flatnonzero(self.metres[:-1] >= self.from_m)
        return int(rows[0]) if len(rows) else None

    @property
    def ratio(self) -> Floats:
        """Pairs over expected pairs; NaN where none are expected."""
        some = self.expected > 0
        return np.where(some, self.pairs / np.where(some, self.expected, 1.0), np.nan)


@dataclass(frozen=True, kw_only=True)
class AtLeast:
    """Places with at least `times` incidents: how many, and the incidents there."""

    times: int
    places: int
    incidents: int


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The weekly lists of the past `weeks`: of `alerts`, `followed` saw another incident within the reach and
    7 days; `usual` would have, by the rest of the record. `by_chance` are alerts a week with shuffled dates,
    `now` those of this week."""

    type: str
    weeks: int
    alerts: int
    followed: int
    usual: float
    now: int = 0
    by_chance: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """The answer of `hotspot repeats`: `places` has `PLACE_COLUMNS`, `alerts` is a GeoDataFrame with
    `ALERT_COLUMNS` in the metric CRS, as of the day `as_of`. `since` is the first day that near repeats were
    looked for from."""

    incidents: int
    since: date
    as_of: date
    near: tuple[NearRepeat, ...]
    at_least: tuple[AtLeast, ...]
    all_places: int
    places: pd.DataFrame
    alerts: gpd.GeoDataFrame
    followed: tuple[Followed, ...]
    reach_m: float
    window_days: int
    least: int
    seed: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
