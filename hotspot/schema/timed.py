"""What the record says of time: clocks of the week, seasons, places that come and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from hotspot.schema.numbers import Floats, Ints
    from hotspot.schema.said import Choice, Finding

EmergingClass: TypeAlias = Literal["new", "intensifying", "diminishing", "persistent", "sporadic", "none"]
PlaceKind: TypeAlias = Literal["city", "area", "hotspot"]
CLASSES: tuple[EmergingClass, ...] = (
    *("new", "intensifying", "diminishing", "persistent"),
    *("sporadic", "none"),
)
ALWAYS = 0.9  # share of the months in which a place stands out
LAST_MONTHS = 3  # in which a new place has stood out for the first time
TimeUnit: TypeAlias = Literal["incidents", "harm"]

# when.csv: one row per place and hour of the week; hour is empty where only the day is known.
CLOCK_COLUMNS = (
    *("place_id", "kind", "name", "weekday", "hour", "weight"),
    "days",  # of this weekday that the record covers
)
# months.csv: one row per place and whole month.
MONTH_COLUMNS = (
    *("place_id", "kind", "month", "days", "incidents", "per_day"),
    "usual",  # by the mean of all whole months
    "usual_low",  # 95 % of months without a season lie between
    "usual_high",
    "p_value",  # two-sided, adjusted for the number of months of all places in the file
)
# emerging.csv: one row per area and hot spot.
EMERGING_COLUMNS = (
    *("place_id", "kind", "name", "class", "incidents", "months", "months_out"),
    "last_out",  # last month in which it stood out, "" for none
    "tau",  # Kendall's, of its share of the city's incidents, month by month
    "tau_p",  # adjusted for the number of places
)


@dataclass(frozen=True, kw_only=True)
class Busiest:
    """The fewest hours of the week that hold a share: `hours` from 0 = Monday 0:00, in order of the week.

    Each hour counts as if the record covered all equally often. They hold `share`; `even` is how many hours
    even weeks would need (median), `p_value` how often they need as few. As many hours, chosen from every
    other week, held `held_out` (`low` to `high`, 95 %) of the weeks left out, NaN if these are too few.
    """

    hours: Ints
    share: float
    even: float
    p_value: float
    held_out: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """The hours of the day in a row that hold most: from hour `first`, `length` of them; `p_value` is how
    often even days have such a stretch."""

    first: int
    length: int
    share: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Season:
    """How busy each month of the year is: `index` (12,) around 1, from January, with its 95 % interval.

    `p_value` is how often months shuffled within each year differ as much, NaN where that was not tried;
    `dispersion` says how many times Poisson the years disagree, at least 1.
    """

    index: Floats
    low: Floats
    high: Floats
    years: int
    p_value: float
    dispersion: float


@dataclass(frozen=True, kw_only=True)
class Month:
    """A whole month: what was counted, what is usual, within which 95 % of months lie if none is special, and
    the two-sided p value, adjusted for the months of all places that are shown."""

    first: date
    days: int
    incidents: int
    usual: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class PlaceTime:
    """When it happens at one place: `clock` (7, 24) from Monday, in the unit asked for.

    Of `incidents`, `timed` are in the clock, `windows` of them with a from–to window and `long_windows` with
    one longer than a week; of `day_only` only the day is known, by weekday `hour_unknown` (7,) in the unit,
    and of `undated` not even that.
    `busiest` and `stretch` are None where there are too few, or where the record lacks a weekday.
    `season` is None where the whole years of the record hold, with `of_years`, fewer than the `season_needs`
    incidents that a season takes, or none in one of them; 0 are needed of a record under two whole years.
    """

    place_id: str
    kind: PlaceKind
    name: str
    incidents: int
    timed: int
    windows: int
    long_windows: int
    clock: Floats
    hour_unknown: Floats
    day_only: int
    undated: int
    busiest: Busiest | None
    stretch: Stretch | None
    months: tuple[Month, ...]
    season: Season | None
    of_years: int = 0
    season_needs: int = 0


@dataclass(frozen=True, kw_only=True)
class Emerged:
    """What became of an area or a hot spot over `months` whole months; it stood out in `months_out`."""

    place_id: str
    kind: PlaceKind
    name: str
    found: EmergingClass
    incidents: int
    months: int
    months_out: int
    last_out: date | None
    tau: float
    tau_p: float


@dataclass(frozen=True, kw_only=True)
class Timed:
    """The answer of `hotspot when`: places in the order asked for, and the class of every area and hot spot.

    `days` (7,) are the days of each weekday, from Monday, that the record covers; `least` the incidents with
    a known hour from which hours are singled out, `draws` the weeks of the test.
    """

    unit: TimeUnit
    share: float
    places: tuple[PlaceTime, ...]
    emerged: tuple[Emerged, ...]
    months: int
    days: Ints
    least: int
    draws: int
    seed: int
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
