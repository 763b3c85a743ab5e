"""The incidents of the invented city: each has a place, a type, a day and an hour.

Places are drawn from what is expected at each; days follow the week, the season and, in two areas, a trend;
hours follow the type, or the habit of a hot spot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sample.hotspots import Habit
from sample.risk import BACKGROUND, Risk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sample.ground import Area
    from sample.plan import Kind

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2025, 12, 31)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
YEARS = DAYS / 365.25
BY_MONTH = "787889998887"  # January first; 9 is the most
TILT = {"Zhuldyz-2": 0.6, "Taugul-2": -0.6}  # expected incidents per day go from 1 - tilt to 1 + tilt times
KEEPS_TO_HABIT = 0.88  # share of a hot spot's incidents that fall in its own hours and weekdays
MALL = Habit(types={"theft": 0.92, "robbery": 0.03, "hooliganism": 0.05}, hours=(10, 12))


@dataclass(frozen=True, kw_only=True)
class Type:
    """A type of incident: its share by kind of place, weights by hour (0 to 23) and weekday (Monday
    first), and the share of it that the police found themselves."""

    name: str
    central: int
    panel: int
    private: int
    by_hour: str
    by_weekday: str
    discovered: float


TYPES: tuple[Type, ...] = (
    Type(
        name="theft",
        central=42,
        panel=30,
        private=28,
        by_hour="211111245678999988765433",
        by_weekday="8888997",
        discovered=0.04,
    ),
    Type(
        name="theft from vehicle",
        central=14,
        panel=22,
        private=14,
        by_hour="998887543222222233455678",
        by_weekday="8778899",
        discovered=0.05,
    ),
    Type(
        name="burglary",
        central=5,
        panel=8,
        private=22,
        by_hour="322222345788887766554433",
        by_weekday="8888976",
        discovered=0.03,
    ),
    Type(
        name="robbery",
        central=10,
        panel=8,
        private=7,
        by_hour="875322112233344455678999",
        by_weekday="7777899",
        discovered=0.1,
    ),
    Type(
        name="hooliganism",
        central=11,
        panel=12,
        private=10,
        by_hour="986421112233444555678999",
        by_weekday="6667899",
        discovered=0.45,
    ),
    Type(
        name="vandalism",
        central=7,
        panel=9,
        private=7,
        by_hour="765432111122233344567899",
        by_weekday="7777899",
        discovered=0.3,
    ),
    Type(
        name="assault",
        central=11,
        panel=11,
        private=12,
        by_hour="986432112233344556678999",
        by_weekday="6667999",
        discovered=0.25,
    ),
)
_MIX_OF: Mapping[Kind, str] = {
    "central": "central",
    "bazaar": "central",
    "panel": "panel",
    "new": "panel",
    "park": "panel",
    "private": "private",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the incidents file, all as text."""

    id: str
    occurred: str
    type: str
    source: str
    lon: str
    lat: str


def drawn(risk: Risk, areas: Sequence[Area], rng: np.random.Generator) -> list[Row]:
    """Return the incidents in order of time, without any defect."""
    address = np.repeat(np.arange(len(risk.expected)), rng.poisson(risk.expected))
    type_of = _types(risk, areas, address, rng)
    day, hour = _days_and_hours(risk, areas, address, type_of, rng)
    minute = _minutes(hour, rng)
    discovered = rng.random(len(address)) < np.array([kind.discovered for kind in TYPES])[type_of]
    rows: list[Row] = []
    for i in np.lexsort((address, minute, hour, day)):
        start = datetime.combine(FIRST_DAY, datetime.min.time()) + timedelta(
            days=int(day[i]), hours=int(hour[i]), minutes=int(minute[i])
        )
        lon, lat = risk.addresses.lonlat[address[i]]
        rows.append(
            Row(
                id=f"{len(rows) + 1:07d}",
                occurred=f"{start:%Y-%m-%d %H:%M}",
                type=TYPES[type_of[i]].name,
                source="discovered" if discovered[i] else "reported",
                lon=f"{lon:.6f}",
                lat=f"{lat:.6f}",
            )
        )
    return rows


def _pick(weights: Sequence[float] | Floats, count: int, rng: np.random.Generator) -> Ints:
    """Return `count` draws of 0, 1, … by these weights."""
    below = np.cumsum(weights)
    found: Ints = np.searchsorted(below, rng.random(count) * below[-1], side="right").astype(np.int64)
    return found


def _habits(risk: Risk) -> dict[int, Habit]:
    """Return the habit of each cause but the background."""
    return {cause: spot.plan.habit for cause, spot in enumerate(risk.hotspots)} | {risk.mall: MALL}


def _types(risk: Risk, areas: Sequence[Area], address: Ints, rng: np.random.Generator) -> Ints:
    """Return the type of each incident: by the kind of its area, or by the habit of its hot spot."""
    chosen = np.zeros(len(address), dtype=np.int64)
    cause = risk.cause[address]
    mix = np.array([_MIX_OF[area.kind] for area in areas])[risk.addresses.area[address]]
    for name in sorted(set(_MIX_OF.values())):
        here = (cause == BACKGROUND) & (mix == name)
        chosen[here] = _pick([getattr(kind, name) for kind in TYPES], int(here.sum()), rng)
    for number, habit in _habits(risk).items():
        here = cause == number
        chosen[here] = _pick([habit.types.get(kind.name, 0.0) for kind in TYPES], int(here.sum()), rng)
    return chosen


def _days_and_hours(
    risk: Risk, areas: Sequence[Area], address: Ints, type_of: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return the day (0 is the first) and the hour of each incident."""
    weekday_weights = np.array([[int(w) for w in kind.by_weekday] for kind in TYPES])[type_of]
    hour = np.zeros(len(address), dtype=np.int64)
    for number, kind in enumerate(TYPES):
        here = type_of == number
        hour[here] = _pick([float(w) for w in kind.by_hour], int(here.sum()), rng)
    for number, habit in _habits(risk).items():
        here = (risk.cause[address] == number) & (rng.random(len(address)) < KEEPS_TO_HABIT)
        first, span = habit.hours
        hour[here] = (first + rng.integers(0, span, int(here.sum()))) % 24
        weekday_weights[here] = [9 if str(weekday) in habit.days else 0 for weekday in range(7)]
    tilt = np.array([TILT.get(area.name.en, 0.0) for area in areas])[risk.addresses.area[address]]
    return _days(weekday_weights, tilt, rng), hour


def _days(weekday_weights: Ints, tilt: Floats, rng: np.random.Generator) -> Ints:
    """Return a day for each incident by weekday, month and tilt; a day that is refused is drawn again."""
    dates = [FIRST_DAY + timedelta(days=day) for day in range(DAYS)]
    weekday = np.array([day.weekday() for day in dates])
    by_month = np.array([int(BY_MONTH[day.month - 1]) for day in dates]) / 9
    chosen = np.zeros(len(tilt), dtype=np.int64)
    open_rows = np.arange(len(tilt))
    while len(open_rows):
        day = rng.integers(0, DAYS, len(open_rows))
        chance = by_month[day] * weekday_weights[open_rows, weekday[day]] / 9
        chance *= (1 + tilt[open_rows] * (2 * (day + 0.5) / DAYS - 1)) / (1 + np.abs(tilt[open_rows]))
        taken = rng.random(len(open_rows)) < chance
        chosen[open_rows[taken]] = day[taken]
        open_rows = open_rows[~taken]
    return chosen


def _minutes(hour: Ints, rng: np.random.Generator) -> Ints:
    """Return minutes as people report them: full and half hours often, else in fives; never exactly 00:00."""
    kind = rng.random(len(hour))
    minute = np.where(kind < 0.35, 0, np.where(kind < 0.5, 30, 5 * rng.integers(0, 12, len(hour))))
    return np.where((hour == 0) & (minute == 0), 5, minute).astype(np.int64)
