"""Where the posts go: the sites that reach most, by the model that was asked for, with a bound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting import (
    Quota,
    QuotaCovering,
    Rules,
    Siting,
    backup_cover,
    fewest,
    greedy_order,
    maximal_cover,
    p_center,
    p_median,
    swapped,
)
from hotspot.measure.siting.table import table
from hotspot.place.candidates import too_near
from hotspot.place.demand import drawn
from hotspot.place.ways import metres_between, reach_of
from hotspot.schema.placed import SAME_SITE_M, Gain

if TYPE_CHECKING:
    from hotspot.measure.siting import Reach
    from hotspot.place.walking import Walking
    from hotspot.schema import Floats, Ints
    from hotspot.schema.placed import Demand, SitingModel

GATHERED_M = 150.0  # p-median and p-center take the demand of a square this wide as one
MOST_SITES = 400  # that they choose among: those that reach most, one after the other
BEYOND = 2  # the gain curve is drawn for up to so many times the posts asked for


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked for: so many `posts`, or as few as reach the share `cover` of all demand.

    From one micro-area at most `per_area` posts, from each of the areas `wanted` (rows of the areas) at least
    one, no two nearer than `spacing_m`; a post serves at most `capacity` demand; each district, if demand is
    given one, gets at least the share `floor`. `seconds` for each exact solution, `draws` of the demand.
    """

    model: SitingModel = "cover"
    posts: int = 0
    cover: float = 1.0
    reach_m: float = 400.0
    spacing_m: float = 0.0
    per_area: int | None = None
    wanted: tuple[int, ...] = ()
    capacity: float | None = None
    floor: float = 0.0
    seconds: float = 5.0
    draws: int = 50
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Sites:
    """Where posts may stand and where some do: `candidates` (c, 2) and `existing` (e, 2) in metres, and the
    row of the areas that each of all these lies in (c + e,), -1 for none."""

    candidates: Floats
    existing: Floats
    area: Ints

    @property
    def xy(self) -> Floats:
        """All of them, candidates first."""
        return np.concatenate([self.candidates, self.existing])

    @property
    def fixed(self) -> Ints:
        """The numbers of those that stand."""
        return np.arange(len(self.candidates), len(self.candidates) + len(self.existing))


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The `sites` that were chosen, in the order in which each adds most, what each `gain`s beside the
    existing posts and those before it, and the model's own `value` and `bound`."""

    sites: Ints
    gain: Floats
    value: float
    bound: float
    gains: tuple[Gain, ...] = field(default=())


def choose(ask: Ask, demand: Demand, sites: Sites, *, walking: Walking | None) -> tuple[Chosen, Reach]:
    """Return the sites for the posts, and which demand each site reaches.

    Raises Infeasible where no choice keeps the rules, and OutOfTime.
    """
    reach = reach_of(sites.xy, demand.xy, demand.weight, walking=walking, reach_m=ask.reach_m)
    rules = _rules(ask, demand, sites)
    if ask.model in {"median", "center"}:
        found = _nearest(ask, demand, sites, reach, walking)
    elif ask.model == "fewest":
        found = fewest(reach, share=ask.cover, rules=rules, seconds=ask.seconds)
    else:
        found = maximal_cover(reach, posts=ask.posts, rules=rules, seconds=ask.seconds)
    if ask.model == "backup":
        least = found.value
        found = backup_cover(reach, posts=ask.posts, least=least, rules=rules, seconds=ask.seconds)
    chosen, gain = in_order(reach, found.chosen, sites.fixed)
    return Chosen(sites=chosen, gain=gain, value=found.value, bound=found.bound), reach


def gain_curve(
    ask: Ask, reach: Reach, sites: Sites, *, posts: int, quota: Quota | None = None
) -> tuple[Gain, ...]:
    """Return what 1, 2 … twice `posts` new posts reach, existing ones included, without rules but the quota.

    With a quota the value is that of a quick search, and the bound may lie above it.
    """
    most = min(BEYOND * posts, len(sites.candidates))
    before = reach.covered_weight(sites.fixed)
    _, added = greedy_order(_left(reach, sites.fixed), posts=most, quota=quota)
    greedy = before + np.cumsum(np.pad(added, (0, most - len(added))))
    covering = QuotaCovering.of(reach, quota, fixed=sites.fixed) if quota is not None else None
    found = []
    for k in range(1, most + 1):
        if covering is None:
            best = maximal_cover(reach, posts=k, rules=Rules(fixed=sites.fixed), seconds=ask.seconds)
        else:
            best = covering.best(k)
        found.append(Gain(posts=k, greedy=float(greedy[k - 1]), value=best.value, bound=best.bound))
        if len(best.chosen) < k:
            break
    return tuple(found)


def knee(gains: tuple[Gain, ...], before: float) -> int:
    """Return the number of posts after which each further one adds least against those before.

    The point of the curve farthest above the chord of its ends; Satopaa et al. (2011), "Kneedle".
    """
    if len(gains) < 3:
        return 0
    curve = np.array([before, *(gain.value for gain in gains)])
    return int(np.argmax(curve - np.linspace(curve[0], curve[-1], len(curve))))


def stability(
    ask: Ask,
    demand: Demand,
    reach: Reach,
    sites: Sites,
    chosen: Ints,
    *,
    same_m: float = SAME_SITE_M,
    quota: Quota | None = None,
) -> Floats:
    """Return, for each chosen site, the share of draws of the demand in which a post comes to stand within
    `same_m` metres of it, by the greedy order improved by exchanges."""
    posts = len(chosen)
    hits = np.zeros(posts)
    if not posts or not ask.draws:
        return np.full(posts, np.nan)
    left = _left(reach, sites.fixed)
    merged, row = left.merged()
    needed = merged.undominated()
    kept = row >= 0
    among = None if quota is None else replace(quota, group=quota.group[needed])
    at = sites.xy[chosen]
    for weight in drawn(demand, draws=ask.draws, seed=ask.seed) * (left.weight > 0):
        summed = np.bincount(row[kept], weight[kept], minlength=len(merged.weight)).astype(np.float64)
        again = replace(merged, served=table(merged.served[:, needed]), weight=summed)
        order, _ = greedy_order(again, posts=posts, quota=among)
        there = sites.xy[needed[swapped(again, order, quota=among)]]
        apart = np.hypot(*(at[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
        hits += apart.min(axis=1, initial=np.inf) <= same_m
    return np.asarray(hits / ask.draws)


def _left(reach: Reach, fixed: Ints) -> Reach:
    """Return the reach with the demand that the fixed sites do not serve."""
    return replace(reach, weight=np.where(reach.covered(fixed), 0.0, reach.weight))


def in_order(reach: Reach, chosen: Ints, fixed: Ints) -> tuple[Ints, Floats]:
    """Return the chosen sites, each time the one that adds most, and what it adds; idle ones come last."""
    some = replace(reach, served=table(reach.served[:, chosen]))
    order, gains = greedy_order(_left_of(some, reach, fixed), posts=len(chosen))
    idle = np.setdiff1d(np.arange(len(chosen)), order)
    return chosen[np.concatenate([order, idle])], np.concatenate([gains, np.zeros(len(idle))])


def _left_of(some: Reach, whole: Reach, fixed: Ints) -> Reach:
    return replace(some, weight=np.where(whole.covered(fixed), 0.0, whole.weight))


def _rules(ask: Ask, demand: Demand, sites: Sites) -> Rules:
    """Write what is asked for as rules about sites."""
    conflicts = np.empty((0, 2), dtype=np.int64)
    if ask.spacing_m > 0:
        pairs = too_near(sites.xy, spacing_m=ask.spacing_m)
        conflicts = pairs[(pairs < len(sites.candidates)).any(axis=1)]
    return Rules(
        fixed=sites.fixed,
        conflicts=conflicts,
        group=sites.area if ask.per_area is not None or ask.wanted else None,
        group_most=ask.per_area,
        wanted=np.array(ask.wanted, dtype=np.int64),
        capacity=ask.capacity,
        district=np.maximum(demand.area, 0) if ask.floor > 0 else None,
        floor=ask.floor,
    )


def _nearest(ask: Ask, demand: Demand, sites: Sites, reach: Reach, walking: Walking | None) -> Siting:
    """Choose by the ways to the nearest post: least in all, or the longest of them shortest."""
    order, _ = greedy_order(_left(reach, sites.fixed), posts=MOST_SITES)
    among = np.sort(order[order < len(sites.candidates)])
    xy, weight = _gathered(demand)
    metres = metres_between(sites.xy[among], xy, walking=walking)
    if len(sites.existing):
        standing = metres_between(sites.existing, xy, walking=walking).min(axis=1)
        metres = np.minimum(metres, standing[:, None])
    posts = min(ask.posts, len(among))
    if ask.model == "median":
        found = p_median(metres, weight, posts=posts, seconds=ask.seconds)
    else:
        found = p_center(metres, posts=posts, seconds=ask.seconds)
    return replace(found, chosen=among[found.chosen])


def _gathered(demand: Demand) -> tuple[Floats, Floats]:
    """Return the middle, weighted, and the sum of the demand in each square."""
    cell = np.floor(demand.xy / GATHERED_M).astype(np.int64)
    _, of = np.unique(cell, axis=0, return_inverse=True)
    weight = np.bincount(of.ravel(), demand.weight).astype(np.float64)
    middle = [np.bincount(of.ravel(), demand.weight * side) / weight for side in demand.xy.T]
    return np.column_stack(middle), weight
