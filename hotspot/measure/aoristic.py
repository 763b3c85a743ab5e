"""When in the week incidents happened, where only a window is known: each hour gets its part."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hotspot.schema import Floats, Ints

HOURS = 168  # of a week, from Monday 0:00
HOUR_S = 3_600
MONDAY_S = 4 * 86_400  # 1970-01-05
_CELLS = 4_000_000  # hours held in memory at a time


def aoristic_hours(
    start: NDArray[np.datetime64],
    end: NDArray[np.datetime64],
    *,
    weight: Floats | None = None,
    group: Ints | None = None,
    groups: int = 1,
) -> Floats:
    """Return how much happened in each hour of the week (groups, 168), from Monday 0:00; the sum is that of
    `weight`.

    `start` and `end` (n,) are seconds of local wall time, every start known. An incident counts in each hour
    by the part of its window [start, end) that lies in it, to the second. Where the end is unknown, or not
    after the start, it counts in the hour of the start; a window longer than a week says nothing and counts
    1/168 in each hour. `weight` (n,) is 1 unless given; `group` (n,), from 0, keeps incidents apart.
    Ratcliffe (2002), J. Quantitative Criminology 18, 27; minute-exact as in the R package aoristic from 1.0.

    >>> window = np.array(["2025-01-06T10:55", "2025-01-06T11:55"], dtype="datetime64[s]")
    >>> aoristic_hours(window[:1], window[1:])[0, 10:12].round(4)
    array([0.0833, 0.9167])
    """
    first = start.astype("datetime64[s]").astype(np.int64) - MONDAY_S
    known = ~np.isnat(end)
    last = np.where(known, end.astype("datetime64[s]").astype(np.int64) - MONDAY_S, first)
    share = np.ones(len(first)) if weight is None else weight
    row = np.zeros(len(first), dtype=np.int64) if group is None else group
    span = last - first
    long, point = span > HOURS * HOUR_S, span <= 0
    total = np.repeat(np.bincount(row[long], weights=share[long], minlength=groups) / HOURS, HOURS)
    cell = row * HOURS + first // HOUR_S % HOURS
    total += np.bincount(cell[point], weights=share[point], minlength=len(total))
    rows = np.flatnonzero(~long & ~point)
    for part in _blocks(span[rows]):
        some = rows[part]
        hour, which, inside = _covered(first[some], last[some])
        cell = row[some][which] * HOURS + hour % HOURS
        held = share[some][which] * inside / span[some][which]
        total += np.bincount(cell, weights=held, minlength=len(total))
    return total.reshape(groups, HOURS)


def _covered(first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each hour that a window touches, counted from the first Monday; the window; seconds inside."""
    begin, stop = first // HOUR_S, -(-last // HOUR_S)
    count = stop - begin
    window = np.repeat(np.arange(len(first)), count)
    hour = np.arange(len(window)) - np.repeat(np.cumsum(count) - count, count) + begin[window]
    inside = np.minimum(last[window], (hour + 1) * HOUR_S) - np.maximum(first[window], hour * HOUR_S)
    return hour, window, inside


def _blocks(span: Ints) -> Iterator[slice]:
    """Cut windows into pieces that hold about `_CELLS` hours each."""
    if not len(span):
        return
    running = np.cumsum(span // HOUR_S + 2)
    cuts = np.searchsorted(running, np.arange(_CELLS, int(running[-1]), _CELLS), side="right")
    edges = np.unique(np.concatenate([[0], cuts, [len(span)]])).tolist()
    yield from (slice(low, high) for low, high in pairwise(edges))
