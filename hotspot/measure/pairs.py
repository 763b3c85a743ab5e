"""Who is near whom: every pair of a place and an incident's site that are within reach of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled import pairs as loops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema import Floats, Ints

PAIRS_AT_ONCE = 2_000_000  # bounds the memory to about 100 MB
MOST_BUCKETS = 1_000  # from west to east, and from south to north
ROUNDING = 1 + 1e-9  # a bucket is so much wider than the reach


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Sites within reach of places: number of the place, of the site, and the metres between, each (p,)."""

    place: Ints
    site: Ints
    distance_m: Floats


def pairs_within(sites: Floats, at: Floats, *, reach_m: float) -> Iterator[Pairs]:
    """Yield every pair of a place in `at` (m, 2) and a site (n, 2) at most `reach_m` apart, a part at a time.

    All pairs of one place come in one part; the parts are small enough for the memory to stay bounded.
    """
    if not len(at) or not len(sites):
        return
    near = _near(sites, at, reach_m)
    batch = np.cumsum(near) // PAIRS_AT_ONCE
    starts = np.flatnonzero(np.diff(batch, prepend=-1))
    for start, stop in zip(starts, [*starts[1:], len(at)], strict=True):
        found = _found(sites, at[start:stop], near[start:stop], reach_m)
        yield Pairs(place=found.place + start, site=found.site, distance_m=found.distance_m)


def _near(sites: Floats, at: Floats, reach_m: float) -> Ints:
    """Return the number of sites within reach of each place (m,)."""
    if COMPILED:
        return _Buckets.around(at, reach_m).near(sites)
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while, and the loop does without

    return np.asarray(cKDTree(sites).query_ball_point(at, reach_m, return_length=True))


def _found(sites: Floats, at: Floats, near: Ints, reach_m: float) -> Pairs:
    """Return all pairs at once, of which each place has as many as are `near` (m,)."""
    if COMPILED:
        return _Buckets.around(at, reach_m).pairs(sites, near)
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while, and the loop does without

    pairs = cKDTree(at).sparse_distance_matrix(cKDTree(sites), reach_m, output_type="ndarray")
    return Pairs(place=pairs["i"], site=pairs["j"], distance_m=pairs["v"])


@dataclass(frozen=True, kw_only=True)
class _Buckets:
    """Places (m, 2) in the `order` of their buckets; `starts` (rows, columns + 1) of each row's buckets."""

    at: Floats
    order: Ints
    starts: Ints
    corner: Floats
    side_m: float
    reach_m: float

    @classmethod
    def around(cls, at: Floats, reach_m: float) -> _Buckets:
        corner, span = at.min(axis=0), np.ptp(at, axis=0)
        side_m = max(reach_m * ROUNDING, float(span.max()) / MOST_BUCKETS, np.finfo(float).tiny)
        column, row = np.floor((at - corner) / side_m).astype(np.int64).T
        columns, rows = int(column.max()) + 1, int(row.max()) + 1
        bucket = row * columns + column
        order = np.argsort(bucket, kind="stable")
        edges = np.arange(rows)[:, None] * columns + np.arange(columns + 1)
        return cls(
            at=np.ascontiguousarray(at[order]),
            order=order,
            starts=np.searchsorted(bucket[order], edges),
            corner=corner,
            side_m=side_m,
            reach_m=reach_m,
        )

    def near(self, sites: Floats) -> Ints:
        """Return the number of sites within reach of each place, in their own order."""
        count = np.zeros(len(self.at), dtype=np.int64)
        self._look(sites, count, into=None)
        found = np.empty_like(count)
        found[self.order] = count
        return found

    def pairs(self, sites: Floats, near: Ints) -> Pairs:
        """Return every pair; `near` (m,) of them for each place."""
        count, total = near[self.order], int(near.sum())
        into = Pairs(
            place=np.empty(total, dtype=np.int64),
            site=np.empty(total, dtype=np.int64),
            distance_m=np.empty(total),
        )
        self._look(sites, np.cumsum(count) - count, into=into)
        return Pairs(place=self.order[into.place], site=into.site, distance_m=into.distance_m)

    def _look(self, sites: Floats, filled: Ints, *, into: Pairs | None) -> None:
        nothing = np.empty(0, dtype=np.int64)
        loops.pairs_within(
            np.ascontiguousarray(sites, dtype=float),
            self.at,
            self.starts,
            filled,
            into.place if into else nothing,
            into.site if into else nothing,
            into.distance_m if into else np.empty(0),
            west=float(self.corner[0]),
            south=float(self.corner[1]),
            side_m=self.side_m,
            reach_m=self.reach_m,
            count_only=into is None,
        )
