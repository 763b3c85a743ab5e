"""What 1, 2 … posts reach under the same rules, where that curve bends, and which sites stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting import FreeCovering, QuotaCovering, greedy_order, swapped
from hotspot.measure.siting.table import table
from hotspot.place.demand import drawn
from hotspot.place.posts import found_or_none, left_by, served
from hotspot.schema.placed import SAME_SITE_M, Gain

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.measure.siting import Quota, Reach, Siting
    from hotspot.place.posts import Ask, Sites
    from hotspot.place.walking import Walking
    from hotspot.schema import Floats, Ints
    from hotspot.schema.placed import Demand

BEYOND = 2  # the gain curve is drawn for up to so many times the posts asked for
RULED_ENTRIES = 60_000  # of demand by candidates, up to which a question with rules is asked again
BEND = 0.1  # of the whole rise: a curve that bends less is told as straight


def gain_curve(
    ask: Ask,
    demand: Demand,
    sites: Sites,
    reach: Reach,
    *,
    posts: int,
    walking: Walking | None = None,
    quota: Quota | None = None,
) -> tuple[Gain, ...]:
    """Return what 1, 2 … twice `posts` new posts reach under the rules asked for, existing ones included.

    A number of posts that cannot keep the rules is left out, and with rules the greedy order is unknown,
    since it would break them. Empty for models that do not count what is reached. With a quota the value is
    that of a quick search, and the bound may lie above it.
    """
    if ask.model in {"median", "center"}:
        return ()
    most = min(BEYOND * posts, len(sites.candidates))
    if ask.is_ruled:
        return _ruled(ask, demand, sites, reach, most=most, walking=walking)
    before = reach.covered_weight(sites.fixed)
    _, added = greedy_order(left_by(reach, sites.fixed), posts=most, quota=quota)
    greedy = before + np.cumsum(np.pad(added, (0, most - len(added))))
    best_of = _best_of(ask, sites, reach, quota)
    found = []
    for k in range(1, most + 1):
        best = best_of(k)
        found.append(
            Gain(
                posts=k,
                greedy=float(greedy[k - 1]),
                value=best.value,
                bound=best.bound,
                cut_short=best.cut_short,
            )
        )
        if len(best.chosen) < k:
            break
    return tightened(tuple(found))


def _best_of(ask: Ask, sites: Sites, reach: Reach, quota: Quota | None) -> Callable[[int], Siting]:
    """Return what finds the best choice of so many posts, made small once for all numbers of them."""
    if quota is None:
        free = FreeCovering.of(reach, fixed=sites.fixed)
        return lambda posts: free.best(posts, entries=ask.entries, seconds=ask.seconds)
    kept = QuotaCovering.of(reach, quota, fixed=sites.fixed)
    return lambda posts: kept.best(posts, entries=ask.entries)


def _ruled(
    ask: Ask, demand: Demand, sites: Sites, reach: Reach, *, most: int, walking: Walking | None
) -> tuple[Gain, ...]:
    """Ask for most cover under the same rules for each number of posts."""
    found = []
    for k in range(1, most + 1):
        asked = replace(ask, model="cover", posts=k)
        best = found_or_none(asked, demand, sites, reach, walking=walking)
        if best is None:
            continue
        found.append(
            Gain(
                posts=k,
                greedy=float("nan"),
                value=best.value,
                bound=best.bound,
                cut_short=best.cut_short,
            )
        )
        if len(best.sites) < k:
            break
    return tightened(tuple(found))


def tightened(gains: tuple[Gain, ...]) -> tuple[Gain, ...]:
    """Return the curve with what its points say of each other: more posts never reach less, so what fewer
    reach more reach too, and what more cannot exceed fewer cannot."""
    values = np.maximum.accumulate([gain.value for gain in gains])
    bounds = np.minimum.accumulate([gain.bound for gain in gains][::-1])[::-1]
    return tuple(
        replace(gain, value=float(value), bound=float(max(bound, value)))
        for gain, value, bound in zip(gains, values, bounds, strict=True)
    )


def is_large(ask: Ask, reach: Reach) -> bool:
    """Say whether asking again and again would take too long: each time the exact search has to take in the
    whole city, since rules and backup cover let nothing be left out before."""
    whole = ask.is_ruled or ask.model == "backup"
    return whole and reach.merged()[0].served.nnz > RULED_ENTRIES


def at_start(ask: Ask, sites: Sites, reach: Reach) -> float:
    """Return what the existing posts reach, or with a capacity serve."""
    return served(reach, sites.fixed, capacity=ask.capacity)


def knee(gains: tuple[Gain, ...], before: float) -> int:
    """Return the number of posts each of which adds more than any further one would; 0 for none.

    The point of the curve farthest above the chord of its ends (Satopaa et al. 2011, "Kneedle"), where that
    is a tenth of the rise at least, and where what the curve shows is a bend: best choices for 4 and 5 posts
    share no posts, so that a fifth may add more than the fourth did.
    """
    if len(gains) < 3:
        return 0
    posts = np.array([0, *(gain.posts for gain in gains)], dtype=np.float64)
    curve = np.array([before, *(gain.value for gain in gains)])
    rise = curve[-1] - curve[0]
    above = curve - curve[0] - rise * posts / posts[-1]
    bend = int(np.argmax(above))
    if not above[bend] >= BEND * rise > 0:
        return 0
    added = np.diff(curve) / np.diff(posts)
    return int(posts[bend]) if added[:bend].min() > added[bend:].max() else 0


def stability(
    ask: Ask,
    demand: Demand,
    reach: Reach,
    sites: Sites,
    chosen: Ints,
    *,
    same_m: float = SAME_SITE_M,
    quota: Quota | None = None,
    told: Callable[[int], None] | None = None,
) -> Floats:
    """Return, for each chosen site, the share of draws of the demand in which a post comes to stand within
    `same_m` metres of it; `told` is told how many draws are done. Each draw is answered by exchanges,
    from the greedy order and from the choice itself, whichever reaches more; NaN where rules or another
    model ask for more than that finds.
    """
    posts = len(chosen)
    hits = np.zeros(posts)
    if not posts or not ask.draws or not ask.is_free:
        return np.full(posts, np.nan)
    left = left_by(reach, sites.fixed)
    merged, row = left.merged()
    needed = np.union1d(merged.undominated(), chosen)
    known = np.searchsorted(needed, chosen)
    kept = row >= 0
    among = None if quota is None else replace(quota, group=quota.group[needed])
    at = sites.xy[chosen]
    few = replace(merged, served=table(merged.served[:, needed]))
    weights = drawn(demand, draws=ask.draws, seed=ask.seed) * (left.weight > 0)
    for done, weight in enumerate(weights):
        if told:
            told(done)
        summed = np.bincount(row[kept], weight[kept], minlength=len(merged.weight)).astype(np.float64)
        again = few.weighing(summed)
        order, _ = greedy_order(again, posts=posts, quota=among)
        found = [swapped(again, each, quota=among) for each in (order, known)]
        there = sites.xy[needed[max(found, key=again.covered_weight)]]
        apart = np.hypot(*(at[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
        hits += apart.min(axis=1, initial=np.inf) <= same_m
    return np.asarray(hits / ask.draws)
