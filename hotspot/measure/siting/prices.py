"""Prices on demand (Lagrange multipliers): a bound of all choices at once, and sites to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from hotspot.measure.siting.greedy import Quota, swapped
from hotspot.measure.siting.table import table, times

if TYPE_CHECKING:
    from hotspot.measure.siting.reach import Reach
    from hotspot.measure.siting.table import Table
    from hotspot.schema import Floats, Ints

ROUNDS, PATIENCE, FIRST_STEP = 400, 15, 2.0
CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Priced:
    """The best choice met, its value, a bound of every choice, and the sites that a better one may hold."""

    chosen: Ints
    value: float
    bound: float
    open: Ints


def priced_cover(reach: Reach, *, posts: int, known: Ints, quota: Quota | None = None) -> Priced:
    """Return a bound of the maximal cover by subgradient steps from a `known` choice of at most `posts`.

    Each demand i pays lambda_i, 0 … weight_i, to every chosen site that serves it; what it does not pay it
    keeps if served. Then sites can be chosen one by one, and the sum over the `posts` best paid is a bound.
    Galvão & ReVelle (1996), European Journal of Operational Research 88, 114-123. A site that would lower the
    bound below the best choice cannot be part of a better one. With a quota all choices keep it.
    """
    ranked = _Ranked.of(reach, posts=posts, quota=quota)
    weight = reach.weight
    best, value = known, reach.covered_weight(known)
    price = weight / np.maximum(np.diff(reach.served.indptr), 1)
    bound, settled = np.inf, price
    step, since, near = FIRST_STEP, 0, len(ranked.order)
    for _ in range(ROUNDS):
        top, paid, near = ranked.best_paid(price, near)
        total = float((weight - price).sum() + paid.sum())
        if total < bound - CLOSE * max(abs(bound), 1.0) or not np.isfinite(bound):
            bound, settled, since = total, price, 0
        else:
            since += 1
        count = reach.serving(top)
        reached = float(weight[count > 0].sum())
        if reached > value:
            best = swapped(reach, top, quota=quota)
            value = reach.covered_weight(best)
        if since >= PATIENCE:
            step, since, price = step / 2, 0, settled
        slope = count - (price < weight)
        size = float(np.square(slope).sum())
        if bound - value <= CLOSE * max(value, 1.0) or size == 0 or step < 1e-3:
            break
        price = np.clip(price - step * (total - value) / size * slope, 0.0, weight)
    paid = times(reach.of_sites, settled)
    top = _best_paid(paid, posts, quota)
    needed = _outdone(paid, top, posts, quota)
    bound = float((weight - settled).sum() + np.sort(paid[top]).sum())
    open_ = np.flatnonzero(bound - needed + paid >= value * (1 - CLOSE))
    return Priced(chosen=best, value=value, bound=bound, open=np.union1d(open_, best))


@dataclass(frozen=True, kw_only=True)
class _Ranked:
    """The sites in the `order` of the `most` that they can ever be paid, all they serve: only those that
    could be among the best paid are summed."""

    order: Ints
    most: Floats
    serves: Table
    posts: int
    quota: Quota | None

    @classmethod
    def of(cls, reach: Reach, *, posts: int, quota: Quota | None) -> _Ranked:
        most = times(reach.of_sites, reach.weight)
        order = np.argsort(-most, kind="stable")
        serves = table(reach.of_sites[order])
        return cls(order=order, most=most[order], serves=serves, posts=posts, quota=quota)

    def best_paid(self, price: Floats, sites: int) -> tuple[Ints, Floats, int]:
        """Return the best paid sites for these prices (d,), what they are paid, and how many had to be
        looked at; `sites` is a guess of that."""
        paid = np.full(len(self.order), -np.inf)
        while True:
            paid[self.order[:sites]] = times(self._first(sites), price)
            top = _best_paid(paid, self.posts, self.quota)
            last = float(paid[top].min()) if len(top) == self.posts else 0.0
            near = int(np.searchsorted(-self.most, -last, side="right"))
            if near <= sites:
                return top, paid[top], near
            sites = near

    def _first(self, sites: int) -> Table:
        """Return the first rows as views: a table made of its parts would copy them, each time."""
        upto = self.serves.indptr[sites]
        first: Table = csr_array((sites, self.serves.shape[1]))
        first.data, first.indices = self.serves.data[:upto], self.serves.indices[:upto]
        first.indptr = self.serves.indptr[: sites + 1]
        return first


def _best_paid(paid: Floats, posts: int, quota: Quota | None) -> Ints:
    """Return the `posts` sites that are paid most; where there is a quota, of those choices that keep it."""
    if quota is None:
        return np.argpartition(-paid, posts - 1)[:posts]
    grouped = quota.group[quota.group >= 0]
    enough = min(posts * int(np.bincount(grouped, minlength=1).max(initial=1)), len(paid))
    some = np.argpartition(-paid, enough - 1)[:enough]
    some = some[np.argsort(-paid[some], kind="stable")]
    by_group = np.argsort(quota.group[some], kind="stable")
    group = quota.group[some][by_group]
    number = np.arange(enough) - np.searchsorted(group, group)
    kept = np.ones(enough, dtype=bool)
    kept[by_group] = (number < quota.most) | (group < 0)
    return some[kept][:posts]


def _outdone(paid: Floats, top: Ints, posts: int, quota: Quota | None) -> Floats:
    """Return what the site is paid that each site (c,) would take the place of among the best paid: the last
    of its group where that is full, else the last of all."""
    last = float(paid[top].min()) if len(top) == posts else 0.0
    if quota is None:
        return np.full(len(paid), last)
    mine = top[quota.group[top] >= 0]
    groups = int(quota.group.max(initial=0)) + 1
    lowest = np.full(groups, np.inf)
    np.minimum.at(lowest, quota.group[mine], paid[mine])
    full = np.bincount(quota.group[mine], minlength=groups) >= quota.most
    in_full = (quota.group >= 0) & full[quota.group]
    return np.where(in_full, lowest[quota.group], last)
