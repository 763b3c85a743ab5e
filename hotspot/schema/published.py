"""What is published for citizens and councils: counts by area, type and year, some of them hidden."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema.data import Period
    from hotspot.schema.numbers import Bools, Floats, Ints
    from hotspot.schema.said import Choice, Finding

WITHHELD = "x"  # what stands for a number that would give a small one back; the usual sign in statistics
OTHER = "*other"  # all types that are too rare to be shown by themselves
WHOLE = ""  # a key without an area, a type or a year speaks of all of them
Standing: TypeAlias = Literal["above", "alike", "below", ""]
# How something was found out.
Attack: TypeAlias = Literal[
    "count", "rate", "order", "page", "join", "areas", "place", "clock", "person", "unknown"
]

AREA_FIELDS = (
    "area_id",
    "name_en",
    "name_ru",
    "name_kk",
    "area_km2",
    "residents",
    "incidents",  # a number, "<5" or "x"
    "per_km2_year",  # these only where the number of incidents is shown
    "per_km2_year_low",  # 95 % interval
    "per_km2_year_high",
    "per_1000_year",
    "standing",  # against the city's mean, beyond noise
)
TYPE_FIELDS = ("area_id", "type", "incidents")  # no area: the whole city
YEAR_FIELDS = ("area_id", "year", "first_day", "last_day", "incidents")
CITY_FIELDS = ("what", "type", "incidents")
SPOT_FIELDS = ("hotspot_id", "at_least")


class Key(NamedTuple):
    """Which number is meant; "" for all areas, all types, all years."""

    area: str
    type: str
    year: str


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Incidents by area and type (n, t), and by area and year (n, y), with the names of all three.

    Both tables have the same sums over their rows. `spans` are the days of each year that are counted.
    """

    areas: tuple[str, ...]
    types: tuple[str, ...]
    years: tuple[str, ...]
    spans: tuple[Period, ...]
    by_type: Ints
    by_year: Ints


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Which numbers are hidden, in the order of `publish.table.keys_of`: those that are `small`, and those
    `withheld` so that the small ones cannot be worked out."""

    small: Bools
    withheld: Bools


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many numbers of one kind there are, how many of them small, how many withheld besides."""

    numbers: int
    small: int
    withheld: int

    @property
    def share(self) -> float:
        """Return the share that is hidden."""
        return (self.small + self.withheld) / self.numbers if self.numbers else 0.0


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The public edition: `text` is what is shown for each key, `areas` the outlines (sorted as the counts),
    with name_en, name_ru, name_kk, area_km2, residents; `low`, `high`, `per_km2_year` (n,) are NaN where the
    number is hidden. `apart` are types counted for the whole city only, `left_out` rows under their reason;
    both as they may be shown. `by_list` tells whether the tool's own list of sensitive types was in force.
    """

    title: str
    city: str
    synthetic: bool
    run_id: str
    period: Period | None
    least: int
    delay_days: int
    areas: gpd.GeoDataFrame
    spots: gpd.GeoDataFrame
    types: tuple[str, ...]
    years: tuple[str, ...]
    spans: tuple[Period, ...]
    text: Mapping[Key, str]
    per_km2_year: Floats
    low: Floats
    high: Floats
    per_1000_year: Floats
    standing: tuple[Standing, ...]
    dispersion: float
    apart: tuple[tuple[str, str], ...]
    by_list: bool
    left_out: tuple[tuple[str, str], ...]
    merged: tuple[tuple[str, str], ...]
    tallies: Mapping[str, Tally]
    earlier: int
    attacked: int = 0  # numbers that the verifier tried to work out
    seed: int = 1
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Weakness:
    """Something that the published files give away: the `kind` of attack, the file `where`, `what` it is
    about, and the interval that it gives; 0 to 0 where it is no number. `area` is the id of its area."""

    kind: Attack
    where: str
    what: str
    low: int = 0
    high: int = 0
    area: str = ""
