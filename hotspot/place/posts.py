"""Where the posts go: the sites that reach most, by the model that was asked for, with a bound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting import (
    Infeasible,
    OutOfTime,
    Rules,
    Siting,
    backup_cover,
    fewest,
    greedy_order,
    maximal_cover,
    most_served,
)
from hotspot.measure.siting.free import MOST_ENTRIES
from hotspot.measure.siting.table import table
from hotspot.place.candidates import too_near
from hotspot.place.nearest import by_ways

if TYPE_CHECKING:
    from hotspot.measure.siting import Reach
    from hotspot.place.walking import Walking
    from hotspot.schema import Floats, Ints
    from hotspot.schema.placed import Demand, SitingModel

BRIEF_ENTRIES = (
    30_000  # of demand by candidates, up to which a question beside the main one is solved exactly
)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked for: so many `posts`, or as few as reach the share `cover` of all demand.

    From one micro-area at most `per_area` posts, from each of the areas `wanted` (rows of the areas) at least
    one, no two nearer than `spacing_m`; a post serves at most `capacity` demand; each district, if demand is
    given one, gets at least the share `floor`. The exact search is for at most so many `entries` of demand by
    candidates; the `seconds` only end what hangs. `draws` of the demand try the choice.
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
    entries: int = MOST_ENTRIES
    seconds: float = 300.0
    draws: int = 50
    seed: int = 1

    @property
    def is_ruled(self) -> bool:
        """Say whether the choice has to keep any rule but that of the number of posts."""
        counted = self.capacity is not None or self.per_area is not None or bool(self.wanted)
        return counted or self.spacing_m > 0 or self.floor > 0

    @property
    def is_free(self) -> bool:
        """Say whether most is to be covered without any rule: then the greedy order is nearly the best."""
        return self.model == "cover" and not self.is_ruled

    @property
    def briefly(self) -> Ask:
        """Return the same question where a good choice will do and no proof is needed."""
        return replace(self, entries=min(self.entries, BRIEF_ENTRIES))


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
    existing posts and those before it, and the model's own `value` and `bound`.

    The bound holds for the `candidates` that the model chose among, and where `gathered_m` is not 0 for the
    demand of each square so wide taken as one. `cut_short` says that the clock ended the search.
    """

    sites: Ints
    gain: Floats
    value: float
    bound: float
    candidates: int
    gathered_m: float = 0.0
    cut_short: bool = False


def choose(ask: Ask, demand: Demand, sites: Sites, reach: Reach, *, walking: Walking | None) -> Chosen:
    """Return the sites for the posts; `reach` says which demand each site, existing ones included, reaches.

    Raises Infeasible where no choice keeps the rules, and OutOfTime.
    """
    gathered_m, candidates = 0.0, len(sites.candidates)
    if ask.model in {"median", "center"}:
        found, candidates, gathered_m = by_ways(ask, demand, sites, reach, walking=walking)
    else:
        found = _by_reach(ask, demand, sites, reach)
    order, gain = in_order(reach, found.chosen, sites.fixed)
    if ask.capacity is not None:
        gain = served_gain(reach, order, sites.fixed, capacity=ask.capacity)
    return Chosen(
        sites=order,
        gain=gain,
        value=found.value,
        bound=found.bound,
        candidates=candidates,
        gathered_m=gathered_m,
        cut_short=found.cut_short,
    )


def _by_reach(ask: Ask, demand: Demand, sites: Sites, reach: Reach) -> Siting:
    """Choose by what lies within reach."""
    rules = rules_of(ask, demand, sites)
    if ask.model == "fewest":
        return fewest(reach, share=ask.cover, rules=rules, seconds=ask.seconds)
    found = maximal_cover(reach, posts=ask.posts, rules=rules, entries=ask.entries, seconds=ask.seconds)
    if ask.model == "cover":
        return found
    again = backup_cover(reach, posts=ask.posts, least=found.value, rules=rules, seconds=ask.seconds)
    bound = max(again.bound, again.value * (1 + found.gap))  # the first aim may not be proved
    return replace(again, bound=bound, cut_short=found.cut_short or again.cut_short)


def served(reach: Reach, chosen: Ints, *, capacity: float | None) -> float:
    """Return how much demand the chosen sites reach; with a `capacity`, how much of it they can serve."""
    if capacity is None or not len(chosen):
        return reach.covered_weight(chosen)
    return most_served(reach, chosen, capacity=capacity)


def in_order(reach: Reach, chosen: Ints, fixed: Ints) -> tuple[Ints, Floats]:
    """Return the chosen sites, each time the one that adds most, and what it adds; idle ones come last."""
    some = replace(reach, served=table(reach.served[:, chosen]), weight=left_by(reach, fixed).weight)
    order, gains = greedy_order(some, posts=len(chosen))
    idle = np.setdiff1d(np.arange(len(chosen)), order)
    return chosen[np.concatenate([order, idle])], np.concatenate([gains, np.zeros(len(idle))])


def left_by(reach: Reach, fixed: Ints) -> Reach:
    """Return the reach with the demand that the fixed sites do not serve."""
    return reach.weighing(np.where(reach.covered(fixed), 0.0, reach.weight))


def served_gain(reach: Reach, order: Ints, fixed: Ints, *, capacity: float) -> Floats:
    """Return what each site in the order adds to what is served."""
    steps = [np.concatenate([fixed, order[:count]]) for count in range(len(order) + 1)]
    return np.diff([served(reach, each, capacity=capacity) for each in steps])


def rules_of(ask: Ask, demand: Demand, sites: Sites) -> Rules:
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
        district=demand.area if ask.floor > 0 else None,
        floor=ask.floor,
    )


def found_or_none(
    ask: Ask, demand: Demand, sites: Sites, reach: Reach, *, walking: Walking | None
) -> Chosen | None:
    """Return the choice, None where no choice keeps the rules or none was found."""
    try:
        return choose(ask, demand, sites, reach, walking=walking)
    except (Infeasible, OutOfTime):
        return None
