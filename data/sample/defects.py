"""The defects of the sample: what is wrong with real files, planted into the incidents and counted.

Every row carries one defect at most, so that the counts are exact; a second copy is one more row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sample.incidents import Row

MISSING_BY_TYPE: Mapping[str, float] = {"theft from vehicle": 0.026, "burglary": 0.005}
MISSING_OTHERWISE = 0.015
MISSING_BY_YEAR: Mapping[str, float] = {"2024": 1.5, "2025": 0.5}  # times the share of its type
OTHER_TOWNS = ((76.624, 43.199), (77.24, 43.303), (77.063, 43.881), (71.43, 51.128))  # lon, lat
IMPOSSIBLE_DAYS = ("2024-02-30", "2025-02-29", "2024-06-31", "2025-13-07", "2024-11-31", "2025-02-31")
FUTURE_YEAR = "2032"  # a leap year as 2024 is, so that 29 February stays a day
MIDNIGHT = "00:00"


@dataclass(frozen=True, kw_only=True)
class Planted:
    """The rows with their defects, and how many there are of each."""

    rows: tuple[Row, ...]
    counts: Mapping[str, int]


def spoiled(clean: Sequence[Row], police_office: tuple[str, str], rng: np.random.Generator) -> Planted:
    """Return the rows with defects; `police_office` is where a geocoder puts what it does not find."""
    rows = list(clean)
    missing = _missing(rows, rng)
    free = iter([i for i in rng.permutation(len(rows)).tolist() if i not in missing])
    towns = iter(rng.normal(0, 0.01, (1000, 2)).tolist())

    def elsewhere(row: Row) -> Row:
        east, north = next(towns)
        lon, lat = OTHER_TOWNS[int(row.id) % len(OTHER_TOWNS)]
        return replace(row, lon=f"{lon + east:.6f}", lat=f"{lat + north:.6f}")

    impossible = iter(IMPOSSIBLE_DAYS)
    lon, lat = police_office
    plan: dict[str, tuple[int, Callable[[Row], Row]]] = {
        "text_coordinates": (20, lambda row: replace(row, lon="нет", lat="нет")),
        "zero_coordinates": (25, lambda row: replace(row, lon="0", lat="0")),
        "swapped_coordinates": (12, lambda row: replace(row, lon=row.lat, lat=row.lon)),
        "outside_city": (30, elsewhere),
        "impossible_dates": (6, lambda row: replace(row, occurred=f"{next(impossible)}{row.occurred[10:]}")),
        "future_dates": (8, lambda row: replace(row, occurred=FUTURE_YEAR + row.occurred[4:])),
        "default_time": (150, lambda row: replace(row, occurred=f"{row.occurred[:10]} {MIDNIGHT}")),
        "default_geocode": (
            90,
            lambda row: replace(row, occurred=f"{row.occurred[:10]} {MIDNIGHT}", lon=lon, lat=lat),
        ),
    }
    for i in missing:
        rows[i] = replace(rows[i], lon="", lat="")
    for count, spoil in plan.values():
        for i in _next(free, count):
            rows[i] = spoil(rows[i])
    doubled = sorted(_next(free, 40))
    counts = {"missing_coordinates": len(missing)} | {name: count for name, (count, _) in plan.items()}
    return Planted(
        rows=(*rows, *(rows[i] for i in doubled)),
        counts=counts | {"duplicate_rows": len(doubled)},
    )


def _missing(rows: Sequence[Row], rng: np.random.Generator) -> set[int]:
    """Return which rows lose their coordinates: some types and the first year more often."""
    chance = [
        MISSING_BY_TYPE.get(row.type, MISSING_OTHERWISE) * MISSING_BY_YEAR[row.occurred[:4]] for row in rows
    ]
    return set(np.flatnonzero(rng.random(len(rows)) < np.array(chance)).tolist())


def _next(numbers: Iterator[int], count: int) -> list[int]:
    """Return the next `count` numbers."""
    return [next(numbers) for _ in range(count)]
