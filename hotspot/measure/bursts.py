"""Places where several incidents came close together, and whether shuffled dates would show as many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints


def in_window(day: Ints, *, as_of: int, days: int) -> Bools:
    """Say which incidents lie in the last `days` days up to and with `as_of`."""
    return np.asarray((day > as_of - days) & (day <= as_of))


def bursts(xy: Floats, day: Ints, *, reach_m: float, least: int) -> list[Ints]:
    """Return groups of at least `least` incidents within `reach_m` metres of one of them, the centre first.

    `xy` (n, 2) and `day` (n,) are those of the window. The largest group comes first (ties: the later centre,
    then the earlier row), and what belongs to it counts in no other.

    >>> xy = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [900.0, 0.0]])
    >>> [group.tolist() for group in bursts(xy, np.array([1, 2, 3, 3]), reach_m=10.0, least=3)]
    [[1, 0, 2]]
    """
    if not len(xy):
        return []
    first, near = _neighbours(cKDTree(xy), reach_m)
    return _groups(first, near, day, least=least)


def _neighbours(tree: cKDTree, reach_m: float) -> tuple[Ints, Ints]:
    """Return where the neighbours of each place begin (n + 1,), and the neighbours, place after place."""
    pairs = np.asarray(tree.query_pairs(reach_m, output_type="ndarray"), dtype=np.int64)
    row: Ints = np.concatenate([pairs[:, 0], pairs[:, 1]])
    near: Ints = np.concatenate([pairs[:, 1], pairs[:, 0]])
    order = np.lexsort((near, row))
    return np.searchsorted(row[order], np.arange(tree.n + 1)), near[order]


def _groups(first: Ints, near: Ints, day: Ints, *, least: int) -> list[Ints]:
    """Return the groups of `bursts`, given the neighbours."""
    size = np.asarray(1 + np.diff(first), dtype=np.int64)
    free, found = np.ones(len(size), dtype=np.bool_), []
    busy = np.flatnonzero(size >= least)  # sizes only fall, so no others become centres
    while len(busy):
        held = size[busy]
        tied = busy[held == held.max()]
        centre = int(tied[np.argmax(day[tied])])
        others = near[first[centre] : first[centre + 1]]
        members = np.append(centre, others[free[others]])
        found.append(members)
        free[members], size[members] = False, 0
        mine = np.concatenate([near[first[member] : first[member + 1]] for member in members])
        np.subtract.at(size, mine[free[mine]], 1)
        busy = busy[size[busy] >= least]
    return found


def shuffled_bursts(
    xy: Floats,
    day: Ints,
    centres: Floats,
    size: Ints,
    *,
    as_of: int,
    days: int,
    reach_m: float,
    least: int,
    draws: int,
    seed: int,
) -> tuple[Floats, float]:
    """Return, for each burst (k,), the share of shuffled dates with as large a group around, and how many
    bursts a shuffled record has on average.

    `xy` and `day` are the whole record; `centres` (k, 2) and `size` (k,) the bursts. A group is around a
    burst if its centre lies within `reach_m` of the burst's: so a place that is always busy, and the choice
    of the centre, both count against it. The share is (1 + draws with one) / (1 + draws).
    """
    draw, recent = np.random.default_rng(seed), in_window(day, as_of=as_of, days=days)
    reached = np.zeros(len(size), dtype=np.int64)
    total = 0
    for _ in range(draws):
        some = xy[draw.permutation(recent)]
        if not len(some):
            continue
        tree = cKDTree(some)
        first, others = _neighbours(tree, reach_m)
        held = np.asarray(1 + np.diff(first), dtype=np.int64)
        total += len(_groups(first, others, np.zeros(len(some), dtype=np.int64), least=least))
        near = cKDTree(centres).query_ball_tree(tree, reach_m) if len(size) else []
        most = np.array([held[rows].max() if rows else 0 for rows in near], dtype=np.int64)
        reached += most >= size
    return (1 + reached) / (1 + draws), total / max(draws, 1)


def counts_within(xy: Floats, centres: Floats, *, reach_m: float) -> Ints:
    """Return how many of the places (n, 2) lie within `reach_m` metres of each centre (k,)."""
    if not len(xy) or not len(centres):
        return np.zeros(len(centres), dtype=np.int64)
    return np.asarray(cKDTree(xy).query_ball_point(centres, reach_m, return_length=True), dtype=np.int64)


def repeat_shares(weight: Floats, *, most: int = 5) -> list[tuple[int, int, int]]:
    """Return, for 2, 3 … `most`, how many places have at least as many incidents, and the incidents there.

    >>> repeat_shares(np.array([1.0, 2.0, 4.0]), most=3)
    [(2, 2, 6), (3, 1, 4)]
    """
    return [
        (times, int((weight >= times).sum()), int(weight[weight >= times].sum()))
        for times in range(2, most + 1)
    ]
