"""Distinct places of very many rows: in buckets of eastings, several at once, each small enough for a cache.

A bucket holds the rows between two eastings: its places, sorted, follow those of the bucket before it. The
answer does not depend on where the buckets end, nor on how many threads there are.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hotspot.compiled import COMPILED
from hotspot.measure.threads import cpus

if COMPILED:
    from hotspot.compiled import collapse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Ints

WORTH_BUCKETS = 200_000  # rows; the places of fewer fit in the cache together
ROWS_IN_BUCKET = 1 << 16
SAMPLE = 1_000  # rows of which the eastings are looked at, to make bins


def sorted_places(xy: Floats) -> tuple[Floats, Ints, Floats]:
    """Return the distinct rows of (n, 2) places (m, 2) sorted by first, then second column; the place of each
    row (n,) among them; and how many rows each has (m,). Only where the loops are compiled."""
    return _alone(xy) if len(xy) < WORTH_BUCKETS else _in_buckets(xy, side_by_side=cpus())


def _in_buckets(xy: Floats, *, side_by_side: int) -> tuple[Floats, Ints, Floats]:
    bins = _bins(xy)
    ends = np.linspace(0, len(xy), side_by_side + 1).astype(int).tolist()
    parts = list(pairwise(ends))
    into, row = np.empty(xy.shape), np.empty(len(xy), dtype=np.uint32)
    of = np.empty(len(xy), dtype=np.int64)
    with ThreadPoolExecutor(side_by_side) as threads:
        count = np.array(list(threads.map(lambda part: collapse.binned(xy, *bins, *part), parts)))
        bucket, start, at = _buckets(count)
        scatter = partial(collapse.scattered, xy, *bins, bucket=bucket, into=into, row=row)
        list(threads.map(lambda part, own: scatter(*part, at=own), parts, at))
        spans = [slice(*span) for span in pairwise(start)]
        found = list(threads.map(lambda span: _alone(into[span]), spans))
        before = np.cumsum([0, *(len(places) for places, _, _ in found)]).tolist()
        numbers = [number for _, number, _ in found]
        list(threads.map(lambda *of_bucket: _give_back(row, of, *of_bucket), spans, numbers, before))
    return np.concatenate([one[0] for one in found]), of, np.concatenate([one[2] for one in found])


def _give_back(row: NDArray[np.uint32], of: Ints, span: slice, number: Ints, before: int) -> None:
    collapse.given_back(row[span], number, before, of)


def _alone(xy: Floats) -> tuple[Floats, Ints, Floats]:
    of, met = collapse.first_seen(xy)
    places, rows = collapse.ordered(met, of)
    return places, of, rows


def _bins(xy: Floats) -> tuple[float, float]:
    """Return where the bins of eastings begin, and how many there are to a metre."""
    some = xy[:: max(len(xy) // SAMPLE, 1), 0]
    some = some[np.isfinite(some)]
    least, most = (float(some.min()), float(some.max())) if len(some) else (0.0, 0.0)
    return least, collapse.BINS_OF_EASTINGS / (most - least) if most > least else 0.0


def _buckets(count: Ints) -> tuple[Ints, list[int], Ints]:
    """Return the bucket of each bin (bins,), where each bucket starts and the last one ends, and where each
    thread writes its first row of each bucket (threads, buckets); `count` is (threads, bins)."""
    rows = count.sum(axis=0)
    _, first, bucket = np.unique(
        (np.cumsum(rows) - rows) // ROWS_IN_BUCKET, return_index=True, return_inverse=True
    )
    each = np.add.reduceat(count, first, axis=1)
    end = np.cumsum(each.T).reshape(each.T.shape)
    at = np.ascontiguousarray((end - each.T).T)
    return bucket, [*at[0].tolist(), int(rows.sum())], at
