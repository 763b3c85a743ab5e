"""Do incidents come close together and soon after each other more often than chance brings them?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled import knox as loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints

    Days: TypeAlias = NDArray[np.int32]  # half the memory of Ints

_PAIRS = 65_536  # looked at in one go: what a processor keeps close
NORMS: dict[str, float] = {"straight": 2.0, "blocks": 1.0}


@dataclass(frozen=True, kw_only=True)
class Knox:
    """Knox's table: `pairs` and `expected` (s, t) by band of distance and band of days; `p_value` (s, t)."""

    pairs: Ints
    expected: Floats
    p_value: Floats


@dataclass(frozen=True, kw_only=True)
class Near:
    """Pairs close in space: the rows of both incidents (p,), the nearest band of distance first, and where
    each band begins and ends among them (s + 1,)."""

    first: Days
    second: Days
    edge: Ints


def knox(
    xy: Floats,
    day: Ints,
    *,
    metres: Floats,
    days: Floats,
    draws: int,
    seed: int,
    distance: Literal["straight", "blocks"] = "straight",
) -> Knox:
    """Count pairs of incidents by distance and lapse, and hold them against shuffled dates.

    `xy` (n, 2) in metres, `day` (n,) whole days. `metres` (s + 1,) and `days` (t + 1,) rise and are the edges
    of half-open bands [a, b). `expected` is what the margins give: pairs at the distance × pairs at the lapse
    / all pairs. `p_value` is one-sided, (1 + shuffles with at least as many pairs) / (1 + `draws`). "blocks"
    measures along the axes (Manhattan). Knox (1964), Applied Statistics 13, 25; shuffles as in Johnson et al.
    (2007), J. Quantitative Criminology 23, 201. Only pairs closer than the last edge are ever held.
    """
    xy, day = _neighbours_together(xy, day)
    near = _near(xy, metres, distance)
    lapse = _bands(np.arange(int(np.ptp(day)) + 2 if len(day) else 2), days)
    cells = (len(metres) - 1, len(days) - 1)
    least = day.min() if len(day) else 0
    dates = (day - least).astype(np.int32)
    pairs = _table(dates, near, lapse, cells)
    reached = np.zeros(cells, dtype=np.int64)
    draw = np.random.default_rng(seed)
    for _ in range(draws):
        reached += _table(draw.permutation(dates), near, lapse, cells) >= pairs
    at_distance = np.diff(near.edge).astype(np.float64)
    all_pairs = len(day) * (len(day) - 1) / 2
    return Knox(
        pairs=pairs,
        expected=np.outer(at_distance, lapses(day, days)) / max(all_pairs, 1.0),
        p_value=(1 + reached) / (1 + draws),
    )


def lapses(day: Ints, days: Floats) -> Floats:
    """Return how many pairs lie in each band of days (t,), without listing them.

    >>> lapses(np.array([0, 0, 3, 9]), np.array([0.0, 1.0, 7.0])).tolist()
    [1.0, 3.0]
    """
    ordered = np.sort(day)
    before = [
        np.searchsorted(ordered, ordered + edge, side="left") - np.arange(1, len(ordered) + 1)
        for edge in days
    ]
    return np.diff([float(np.maximum(count, 0).sum()) for count in before])


def pairs_within(xy: Floats, reach_m: float) -> int:
    """Return how many pairs lie within a distance, without listing them."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while to import

    tree = cKDTree(xy)
    return (int(tree.count_neighbors(tree, reach_m)) - len(xy)) // 2


def _neighbours_together(xy: Floats, day: Ints) -> tuple[Floats, Ints]:
    """Return the incidents in an order in which neighbours in space are neighbours in memory."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while to import

    order = cKDTree(xy).indices if len(xy) else np.zeros(0, dtype=np.int64)
    return xy[order], day[order]


def _near(xy: Floats, metres: Floats, distance: str) -> Near:
    """Return the pairs within the bands of distance."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while to import

    norm = NORMS[distance]
    found = cKDTree(xy).query_pairs(float(metres[-1]), p=norm, output_type="ndarray")
    apart = np.abs(xy[found[:, 0]] - xy[found[:, 1]])
    length = apart.sum(axis=1) if norm == 1.0 else np.hypot(apart[:, 0], apart[:, 1])
    band = np.searchsorted(metres, length, side="right") - 1
    inside = (band >= 0) & (band < len(metres) - 1)
    found, band = found[inside].astype(np.int32), band[inside]
    order = np.argsort(band, kind="stable")
    return Near(
        first=found[order, 0],
        second=found[order, 1],
        edge=np.searchsorted(band[order], np.arange(len(metres))).astype(np.int64),
    )


def _bands(lapse: Ints, days: Floats) -> Ints:
    """Return the band of each number of days; the one after the last for those in none."""
    band = np.searchsorted(days, lapse, side="right") - 1
    return np.where(band < 0, len(days) - 1, band)


def _table(dates: Days, near: Near, lapse: Ints, cells: tuple[int, int]) -> Ints:
    """Return the pairs in each cell, for these dates."""
    if COMPILED:
        told = np.zeros((cells[0], cells[1] + 1), dtype=np.int64)
        loops.count_lapses(dates, near.first, near.second, near.edge, lapse, told)
        return told[:, :-1]
    counted = np.zeros(cells, dtype=np.int64)
    for band, (begin, end) in enumerate(pairwise(near.edge.tolist())):
        of_days = np.zeros(len(lapse), dtype=np.int64)
        for first in range(begin, end, _PAIRS):
            part = slice(first, min(first + _PAIRS, end))
            apart = dates.take(near.first[part])
            apart -= dates.take(near.second[part])
            of_days += np.bincount(np.abs(apart, out=apart), minlength=len(lapse))
        counted[band] = np.bincount(lapse, of_days, minlength=cells[1] + 1)[: cells[1]]
    return counted


def from_nearest(high: Bools) -> Bools:
    """Mark the cells (s, t) that are high in a row from the nearest band and the first lapse on.

    A band of distance counts if its first lapse is high and so is that of each nearer band; in it, the lapses
    count as far as they are high in a row.

    >>> high = np.array([[True, True, False], [True, False, True], [False, True, True]])
    >>> from_nearest(high).astype(int).tolist()
    [[1, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    in_a_row = np.logical_and.accumulate(high, axis=1)
    return np.asarray(in_a_row & np.logical_and.accumulate(high[:, :1], axis=0))
