"""Near repeats by type: whether incidents follow each other close by and soon, more often than chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.knox import from_nearest, knox, pairs_within
from hotspot.schema.repeated import LEAST_PAIRS, LEAST_TIMES, SAME_PLACE_M, SURE, NearRepeat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspot.measure.knox import Knox
    from hotspot.schema import Bools, Floats, Ints, Result

METRES = (0.0, SAME_PLACE_M, 100.0, 200.0, 300.0, 400.0)
DAYS = (0.0, 7.0, 14.0, 21.0, 28.0)
MOST_DRAWS, LEAST_DRAWS = 999, 99
WORK = 200_000_000  # pairs times shuffles that take some seconds
MOST_PAIRS = 20_000_000  # that fit into memory several times
FEWEST = 20  # incidents of a type
TYPES_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Series:
    """Dated incidents of one type ("" for all): their places (n, 2), whole days since 1970, rows of the run's
    frame."""

    type: str
    xy: Floats
    day: Ints
    rows: Ints


def series_of(result: Result, types: Sequence[str], *, first: date | None, last: date) -> list[Series]:
    """Return the incidents of each type from `first` to `last`; of all types together where there is none."""
    frame = result.incidents
    start = frame["start"].to_numpy().astype("datetime64[D]")
    known = ~np.isnat(start) & (start <= np.datetime64(last))
    if first is not None:
        known &= start >= np.datetime64(first)
    kinds = frame["type"].astype(str).to_numpy()
    xy = frame[["easting", "northing"]].to_numpy(np.float64)
    found = []
    for name in types or ("",):
        rows = np.flatnonzero(known & (kinds == name) if types else known)
        found.append(Series(type=name, xy=xy[rows], day=start[rows].astype(np.int64), rows=rows))
    return found


def commonest(result: Result) -> list[str]:
    """Return the commonest types, at most three, with enough incidents; none where types are unknown."""
    counts = result.incidents["type"].value_counts()
    return [str(name) for name, count in counts.items() if name and count >= FEWEST][:TYPES_SHOWN]


def near_repeat(
    series: Series, *, metres: Floats, days: Floats, from_m: float, seed: int
) -> NearRepeat | None:
    """Return Knox's table of a type; None for fewer than twenty incidents or too many pairs to hold.

    Bands that begin nearer than `from_m` metres are counted and not trusted.
    """
    pairs = pairs_within(series.xy, float(metres[-1])) if len(series.xy) >= FEWEST else 0
    if len(series.xy) < FEWEST or pairs > MOST_PAIRS:
        return None
    draws = int(np.clip(WORK // max(pairs, 1), LEAST_DRAWS, MOST_DRAWS))
    found = knox(series.xy, series.day, metres=metres, days=days, draws=draws, seed=seed)
    adjusted = benjamini_hochberg(found.p_value.reshape(-1)).reshape(found.p_value.shape)
    excess = excess_of(found, adjusted, trusted=metres[:-1] >= from_m)
    near = np.argwhere(excess == "near")
    return NearRepeat(
        type=series.type,
        incidents=len(series.xy),
        metres=metres,
        days=days,
        pairs=found.pairs,
        expected=found.expected,
        p_value=found.p_value,
        p_adjusted=adjusted,
        draws=draws,
        excess=excess,
        from_m=from_m,
        near_m=float(metres[near[-1, 0] + 1]) if len(near) else 0.0,
        near_days=float(days[near[near[:, 0] == near[0, 0], 1].max() + 1]) if len(near) else 0.0,
    )


def excess_of(found: Knox, p: Floats, *, trusted: Bools) -> NDArray[np.str_]:
    """Return what the excess in each cell counts for (s, t): see `Excess`; `p` (s, t) is adjusted, `trusted`
    (s,) marks the bands of distance to count on.

    >>> from hotspot.measure.knox import Knox
    >>> pairs = np.array([[90, 40], [60, 20], [20, 60]])
    >>> found = Knox(pairs=pairs, expected=np.full((3, 2), 20.0), p_value=np.full((3, 2), 0.01))
    >>> excess_of(found, found.p_value, trusted=np.array([False, True, True])).tolist()
    [['snapped', 'snapped'], ['near', ''], ['', 'apart']]
    """
    high = (found.pairs >= LEAST_TIMES * found.expected) & (found.pairs > 0) & (p <= SURE)
    enough = high & (found.pairs >= LEAST_PAIRS)
    near = np.zeros_like(high)
    near[trusted] = from_nearest(enough[trusted])
    kinds = [~high, ~np.broadcast_to(trusted[:, np.newaxis], high.shape), ~enough, near]
    return np.select(kinds, ["", "snapped", "few", "near"], default="apart")


def year_before(last: date, first: date) -> date:
    """Return the first day of the last 365 days of a record."""
    return max(first, last - timedelta(days=364))
