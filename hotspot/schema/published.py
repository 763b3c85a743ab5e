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
ALL_YEARS = "*all"  # all days together, where there are no years or they cannot be shown by themselves
CALLED = {OTHER: "all other types", ALL_YEARS: "all days"}
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

    @property
    def called(self) -> str:
        """Return what an error calls the number.

        >>> Key("M04", OTHER, WHOLE).called, Key(WHOLE, WHOLE, WHOLE).called
        ('M04, all other types', 'the city')
        """
        parts = (CALLED.get(part, part) for part in self if part != WHOLE)
        return ", ".join(parts) or "the city"


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
class Terms:
    """What is published under: numbers from 1 to `least` - 1 are hidden, the last `delay_days` days left out,
    types with one of `words` in their name counted for the whole city only."""

    least: int
    delay_days: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The tables as they are shown: `text` is what stands for each number, "" for all areas, types or years;
    `spans` are the days of each of the years, `tallies` how much is hidden of each table."""

    types: tuple[str, ...]
    years: tuple[str, ...]
    spans: tuple[Period, ...]
    text: Mapping[Key, str]
    tallies: Mapping[str, Tally]


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Incidents per km² and year with their interval, and per 1,000 residents and year, (n,) each, NaN where
    the number is hidden; how each area stands against the city; the dispersion that was allowed for."""

    per_km2_year: Floats
    low: Floats
    high: Floats
    per_1000_year: Floats
    standing: tuple[Standing, ...]
    dispersion: float


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How many numbers an attack tried to work out: all `small` ones; those in `rows` withheld whole, which
    may be small, too; differences `since` earlier editions."""

    small: int
    rows: int
    since: int

    @property
    def numbers(self) -> int:
        """Return how many they are together."""
        return self.small + self.rows + self.since


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The public edition: `areas` are the outlines, with name_en, name_ru, name_kk, area_km2 and residents,
    in the order of the `rates`; `spots` the cells of hot spots. `apart` are types counted for the whole city
    only, `left_out` the others of the records `read`, under their reason, all as they may be shown; `merged`
    are areas too fine to be shown, each with the one that it joined; `earlier` is how many editions it was
    held beside, `attacked` what the verifier tried to work out. `by_month` where the run's dates are whole
    months, and so the period.
    """

    title: str
    synthetic: bool
    run_id: str
    terms: Terms
    period: Period | None
    areas: gpd.GeoDataFrame
    spots: gpd.GeoDataFrame
    tables: Tables
    rates: Rates
    apart: tuple[tuple[str, str], ...]
    read: str
    left_out: tuple[tuple[str, str], ...]
    merged: tuple[tuple[str, str], ...]
    earlier: int
    attacked: Tried | None = None
    by_month: bool = False
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
