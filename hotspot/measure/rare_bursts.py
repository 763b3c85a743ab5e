"""Bursts that few shuffles match: as many more shuffles as it takes to tell them in a list of hundreds."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import gammainc

from hotspot.measure.bursts import in_window

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

FEW = 4  # of the first draws with as large a group, up to which a burst is drawn again
LEAST_AGAIN = 999  # draws; fewer would only change the luck
MOST_WORK = 100_000_000  # distances measured for the bursts of a list, some 3 s
A_DRAW = 3_000  # distances that could be measured in the time that one draw takes besides


def draws_needed(tests: int, *, sure: float) -> int:
    """Return the draws with which one among so many tests can pass at `sure` alone, adjusted for the others:
    the least p value, 1 / (1 + draws), is then sure / tests.

    >>> draws_needed(10, sure=0.05), draws_needed(300, sure=0.05)
    (199, 5999)
    """
    return ceil(tests / sure - 1e-9) - 1


def surer_shares(
    share: Floats,
    xy: Floats,
    day: Ints,
    centres: Floats,
    size: Ints,
    *,
    as_of: int,
    days: int,
    reach_m: float,
    sure: float,
    draws: int,
    seed: int,
) -> Floats:
    """Return the shares (k,) of shuffled dates with as large a group around each burst, those of rare bursts
    anew, from so many draws that one of the k can pass at `sure` alone (Benjamini and Hochberg).

    `share` (k,) are those of `shuffled_bursts` from its `draws`; the rest is as there. Drawn again is what at
    most `FEW` of the first draws matched; where that was by luck, the second share is as true as the first,
    so that by chance no more than p have a p value of p (cf. Besag and Clifford 1991, Biometrika 78, 301).
    Only what lies within two reaches of a burst can be of a group around it, and how many of the shuffled
    dates fall there is hypergeometric. Where that takes more than `MOST_WORK`, all get fewer draws.
    """
    rare = np.flatnonzero(np.rint(share * (1 + draws)) <= 1 + FEW)
    wanted = draws_needed(len(share), sure=sure)
    if wanted <= draws or not len(rare):
        return share
    found_near = cKDTree(xy).query_ball_point(centres[rare], 2 * reach_m, return_sorted=True)
    near = [np.asarray(rows, dtype=np.int64) for rows in found_near]
    recent = int(in_window(day, as_of=as_of, days=days).sum())
    held = np.array([len(rows) for rows in near]) * recent / len(xy)
    work = float(np.sum(gammainc(size[rare], held) * (held**2 + A_DRAW)))  # a draw; Poisson, for an estimate
    wanted = max(draws, min(max(wanted, LEAST_AGAIN), int(MOST_WORK / max(work, 1e-9))))
    found = share.copy()
    for burst, rows in zip(rare.tolist(), near, strict=True):
        draw, least = np.random.default_rng([seed, burst]), int(size[burst])
        there = draw.hypergeometric(len(rows), len(xy) - len(rows), recent, size=wanted)
        around = xy[rows] - centres[burst]
        some = (around[draw.permutation(len(rows))[:count]] for count in there[there >= least].tolist())
        matched = sum(_has_group(one, least=least, reach_m=reach_m) for one in some)
        found[burst] = (1 + matched) / (1 + wanted)
    return found


def _has_group(around: Floats, *, least: int, reach_m: float) -> bool:
    """Tell whether one of the places (n, 2) in reach of the origin has `least` of them within its reach."""
    middle = around[np.hypot(around[:, 0], around[:, 1]) <= reach_m]
    apart = middle[:, None] - around[None]
    within = np.hypot(apart[..., 0], apart[..., 1]) <= reach_m
    return bool((within.sum(axis=1) >= least).any())
