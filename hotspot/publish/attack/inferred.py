"""What an attacker infers of an area's total from what stands beside it: rates, shares, order, standing."""

from __future__ import annotations

import json
from itertools import pairwise
from math import ceil, floor, inf
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.publish.attack.evidence import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotspot.publish.attack.evidence import Evidence
    from hotspot.schema.published import Attack

SLACK = 1e-9
LEAST_IN_ORDER = 4  # shown numbers that have to stand in order before the order is believed


def inferred(
    evidence: Evidence, files: Mapping[str, str], hidden: Sequence[str], *, total: int, km2: float
) -> Iterator[tuple[Attack, str, Bounds]]:
    """Yield kind, area and bounds for what can be inferred of the totals of the `hidden` areas.

    `total` is the city's number of incidents, `km2` its size.
    """
    years = evidence.period.years if evidence.period else 1.0
    rows = {row["area_id"]: row for row in evidence.areas}
    for area in hidden:
        row = rows[area]
        yield from (("rate", area, bounds) for bounds in _rates(row, total, years))
        standing = _standing(row, total / km2) if km2 else None
        if standing:
            yield "order", area, standing
    for area, bounds in _ordered(evidence, hidden):
        yield "order", area, bounds
    for area, bounds in _spots(files):
        if area in hidden:
            yield "place", area, bounds


def _rates(row: Mapping[str, str], total: int, years: float) -> Iterator[Bounds]:
    km2, residents = _span(row.get("area_km2", "")), _span(row.get("residents", ""))
    for name, (low, high), per in (
        ("per_km2_year", km2, 1.0),
        ("per_1000_year", residents, 1_000.0),
        ("share", (1.0, 1.0), 1 / total),
    ):
        times = years if name != "share" else 1.0
        if row.get(name):
            least, most = _span(row[name])
            yield _whole(least * low * times / per, most * high * times / per)
    if row.get("per_km2_year_low") and row.get("per_km2_year_high"):
        least, most = _span(row["per_km2_year_low"])[0], _span(row["per_km2_year_high"])[1]
        yield _whole(least * km2[0] * years, most * km2[1] * years)


def _span(text: str) -> tuple[float, float]:
    """Return what a rounded number may have been before.

    >>> _span("2.5")
    (2.45, 2.55)
    """
    if not text:
        return 0.0, inf
    digits = len(text.partition(".")[2])
    half = 0.5 * 10.0**-digits if digits else 0.0
    return round(float(text) - half, digits + 1), round(float(text) + half, digits + 1)


def _whole(low: float, high: float) -> Bounds:
    return Bounds(max(ceil(low - SLACK), 0), floor(high + SLACK) if high < inf else 10**9)


def _standing(row: Mapping[str, str], mean: float) -> Bounds | None:
    usual = mean * float(row["area_km2"] or 0)
    match row.get("standing"):
        case "above":
            return Bounds(floor(usual) + 1, 10**9)
        case "below":
            return Bounds(0, max(ceil(usual) - 1, 0))
        case _:
            return None


def _ordered(evidence: Evidence, hidden: Sequence[str]) -> Iterator[tuple[str, Bounds]]:
    """Yield bounds for the hidden areas where the rows stand in the order of numbers, or of densities."""
    ids = [row["area_id"] for row in evidence.areas]
    if ids == sorted(ids):  # any other order is an accident
        return
    shown = [int(row["incidents"]) if row["incidents"].isdigit() else None for row in evidence.areas]
    for sizes in (
        [1.0] * len(shown),
        [float(row["area_km2"] or 0) or 1.0 for row in evidence.areas],
        [float(row["residents"] or 0) or 1.0 for row in evidence.areas],
    ):
        known = [
            (i, count / size)
            for i, (count, size) in enumerate(zip(shown, sizes, strict=True))
            if count is not None
        ]
        values = [value for _, value in known]
        if len(set(values)) < LEAST_IN_ORDER:
            continue
        falls = all(a >= b for a, b in pairwise(values))
        if not falls and not all(a <= b for a, b in pairwise(values)):
            continue
        for i, row in enumerate(evidence.areas):
            if row["area_id"] in hidden:
                before = [value for j, value in known if j < i][-1:]
                after = [value for j, value in known if j > i][:1]
                low, high = (after, before) if falls else (before, after)
                size = sizes[i]
                yield row["area_id"], _whole(*((low or [0.0])[0] * size, (high or [inf])[0] * size))


def _spots(files: Mapping[str, str]) -> Iterator[tuple[str, Bounds]]:
    """Yield what a hot spot that lies within one area says of it."""
    areas, spots = (
        json.loads(files[name])["features"] if files.get(name) else []
        for name in ("areas.geojson", "hotspot_cells.geojson")
    )
    if not areas or not spots:
        return
    tree = shapely.STRtree([shapely.geometry.shape(one["geometry"]) for one in areas])
    shapes = np.array([shapely.geometry.shape(one["geometry"]) for one in spots], dtype=object)
    for spot, area in tree.query(shapes, predicate="within").T.tolist():
        yield areas[area]["properties"]["area_id"], Bounds(int(spots[spot]["properties"]["at_least"]), 10**9)
