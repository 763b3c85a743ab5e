"""What every choice of posts has to keep: those that stand, spacing, quotas, capacity, a fair share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import eye_array, hstack

from hotspot.measure.siting.solver import PROVED
from hotspot.measure.siting.table import entries, table

if TYPE_CHECKING:
    from hotspot.measure.siting.solver import Constraint
    from hotspot.measure.siting.table import Table
    from hotspot.schema import Floats, Ints


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What every choice has to keep.

    `fixed` candidates stand already: they serve, but are not among the posts to place. Of each pair in
    `conflicts` (k, 2) at most one may be chosen. `group` (candidates,) is a number such as the micro-area, -1
    for none; from each at most `group_most` may be chosen, fixed ones counted (where more stand already, no
    further one), and from each of the groups `wanted` at least one. A post serves at most `capacity` demand.
    Of each `district` (demands,), -1 for demand in none, at least the share `floor` has to be served.
    """

    fixed: Ints = field(default_factory=_none)
    conflicts: Ints = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    group: Ints | None = None
    group_most: int | None = None
    wanted: Ints = field(default_factory=_none)
    capacity: float | None = None
    district: Ints | None = None
    floor: float = 0.0

    @property
    def bind(self) -> bool:
        """Say whether any rule holds but that of fixed posts."""
        return self.of_sites or self.floored or self.capacity is not None

    @property
    def is_capacity(self) -> bool:
        """Say whether capacity is the one rule besides fixed posts."""
        return self.capacity is not None and not self.of_sites and not self.floored

    @property
    def of_sites(self) -> bool:
        """Say whether any rule speaks of the chosen sites alone: conflicts and quotas."""
        return bool(len(self.conflicts)) or self.grouped

    @property
    def grouped(self) -> bool:
        """Say whether there is a quota of any group."""
        return self.group is not None and (self.group_most is not None or len(self.wanted) > 0)

    @property
    def floored(self) -> bool:
        """Say whether districts are owed a share."""
        return self.district is not None and self.floor > 0

    def kept(self, chosen: Ints) -> bool:
        """Say whether a choice keeps the rules that speak of the chosen sites alone: conflicts and quotas."""
        every = np.concatenate([chosen, self.fixed])
        if np.isin(self.conflicts, every).all(axis=1).any():
            return False
        if self.group is None:
            return True
        there, stand = (each[each >= 0] for each in (self.group[every], self.group[self.fixed]))
        groups = int(self.group.max(initial=0)) + 1
        most = np.maximum(np.bincount(stand, minlength=groups), self.group_most or len(every))
        return bool(
            np.isin(self.wanted, there).all() and (np.bincount(there, minlength=groups) <= most).all()
        )


FREE = Rules()


def on_sites(rules: Rules, sites: int) -> list[Constraint]:
    """Return the rules that speak of the chosen sites alone: conflicts and quotas of groups."""
    rows: list[Constraint] = []
    pairs = len(rules.conflicts)
    if pairs:
        pair = np.repeat(np.arange(pairs), 2)
        both = entries(pair, rules.conflicts.ravel(), np.ones(2 * pairs), shape=(pairs, sites))
        rows.append((both, np.full(pairs, -np.inf), np.ones(pairs)))
    if rules.group is not None and rules.grouped:
        within = np.flatnonzero(rules.group >= 0)
        groups = max(int(rules.group.max()), int(rules.wanted.max(initial=0))) + 1
        member = entries(rules.group[within], within, np.ones(len(within)), shape=(groups, sites))
        if rules.group_most is not None:
            stand = rules.group[rules.fixed]
            most = np.maximum(np.bincount(stand[stand >= 0], minlength=groups), rules.group_most)
            rows.append((member, np.full(groups, -np.inf), most.astype(np.float64)))
        if len(rules.wanted):
            wanted = len(rules.wanted)
            rows.append((table(member[rules.wanted]), np.ones(wanted), np.full(wanted, np.inf)))
    return rows


def on_capacity(served_by: Table, served: Floats, capacity: float) -> list[Constraint]:
    """Return the rules of capacity: only chosen sites serve, each demand once, and no site more than it can.

    The variables are the sites, then one for each entry of `served_by` (demands, sites), which stands for
    the demand `served` (variables,).
    """
    demands, sites = served_by.shape
    pairs = served_by.nnz
    demand = np.repeat(np.arange(demands), np.diff(served_by.indptr))
    pair, site = np.arange(pairs), served_by.indices.astype(np.int64)
    once = entries(demand, sites + pair, np.ones(pairs), shape=(demands, sites + pairs))
    opened = table(hstack([entries(pair, site, -np.ones(pairs), shape=(pairs, sites)), eye_array(pairs)]))
    every = np.arange(sites)
    load = entries(
        np.concatenate([site, every]),
        np.concatenate([sites + pair, every]),
        np.concatenate([served[sites:], np.full(sites, -capacity)]),
        shape=(sites, sites + pairs),
    )
    return [
        (once, np.full(demands, -np.inf), np.ones(demands)),
        (opened, np.full(pairs, -np.inf), np.zeros(pairs)),
        (load, np.full(sites, -np.inf), np.zeros(sites)),
    ]


def on_districts(rules: Rules, weight: Floats, of_variable: Ints, served: Floats, sites: int) -> Constraint:
    """Return the rule that each district gets its share: `of_variable` is the district of each variable that
    serves, `weight` (demands,) the demand, `served` (variables,) the demand that a variable stands for; -1
    stands for no district, which is owed nothing."""
    district = rules.district if rules.district is not None else _none()
    within = district >= 0
    whole = np.bincount(district[within], weight[within])
    owed = np.flatnonzero(of_variable >= 0)
    shape = (len(whole), len(served))
    shares = entries(of_variable[owed], sites + owed, served[sites + owed], shape=shape)
    least = np.asarray(rules.floor * whole * (1 - PROVED), dtype=np.float64)
    return shares, least, np.full(len(whole), np.inf)
