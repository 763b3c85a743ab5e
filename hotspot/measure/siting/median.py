"""The p-median: least way to go in all, each demand to its nearest post."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import eye_array, hstack, vstack

from hotspot.measure.siting.solver import PROVED, OutOfTime, Program, Siting, solve
from hotspot.measure.siting.table import entries, table

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

ROUNDS, PATIENCE, FIRST_STEP = 600, 20, 1.5
MOST_ENTRIES = 20_000_000  # of the radius form, up to which what prices leave over is solved exactly


def p_median(distance_m: Floats, weight: Floats, *, posts: int, seconds: float = 60.0) -> Siting:
    """Return the `posts` sites with the least sum of weight times distance to the nearest site.

    Hakimi (1964), Operations Research 12, 450-459. `distance_m` is (demands, candidates), `weight`
    (demands,). Prices by subgradient steps give a bound and leave out sites that no better choice can hold
    (Cornuéjols, Fisher & Nemhauser 1977, Management Science 23, 789-810); what is left is solved exactly in
    the radius form of Elloumi (2010), Journal of Combinatorial Optimization 19, 69-83, unless that is too
    large: then the bound of the prices stands.
    """
    cost = weight[:, None] * distance_m
    chosen = exchanged(cost, _greedy(cost, posts))
    price, bound, chosen, value = _prices(cost, posts, chosen, _total(cost, chosen))
    known = Siting(chosen=np.sort(chosen), value=value, bound=min(bound, value))
    if bound < value * (1 - PROVED):
        return _exact(cost, posts, known, price, seconds=seconds)
    return known


def _exact(cost: Floats, posts: int, known: Siting, price: Floats, *, seconds: float) -> Siting:
    """Return the best of the sites that the prices left over; the known choice where that is not found."""
    reduced = np.minimum(cost - price[:, None], 0.0).sum(axis=0)
    within = np.partition(reduced, posts - 1)
    last, first_out = within[:posts].max(), within[posts:].min(initial=np.inf)
    floor = float(price.sum() + within[:posts].sum())
    limit = known.value * (1 - PROVED)
    left = np.flatnonzero((reduced <= last) | (floor + reduced - last < limit))
    sure = np.flatnonzero((reduced <= last) & (floor - reduced + first_out >= limit))
    left = np.union1d(left, known.chosen)
    try:
        found = _radius_form(cost[:, left], posts, np.searchsorted(left, sure), seconds)
    except OutOfTime as limits:
        return replace(known, cut_short=limits.by_clock)
    if found is None:
        return known
    exact = left[found.chosen]
    better = known
    if _total(cost, exact) < known.value:
        better = replace(known, chosen=np.sort(exact), value=_total(cost, exact))
    bound = min(max(known.bound, found.bound), better.value)
    return replace(better, bound=bound, cut_short=found.cut_short)


def _total(cost: Floats, chosen: Ints) -> float:
    return float(cost[:, chosen].min(axis=1).sum())


def _greedy(cost: Floats, posts: int) -> Ints:
    """Return sites chosen one by one, each the one that saves most."""
    nearest = np.full(len(cost), np.inf)
    chosen: list[int] = []
    for _ in range(posts):
        total = np.minimum(cost, nearest[:, None]).sum(axis=0)
        total[chosen] = np.inf
        chosen.append(int(np.argmin(total)))
        nearest = np.minimum(nearest, cost[:, chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def exchanged(cost: Floats, chosen: Ints) -> Ints:
    """Return the choice after the best exchanges of one site for another, until none saves anything.

    `cost` (demands, candidates) is that of each demand at each site. Teitz & Bart (1968), Operations Research
    16, 955-961; the loss and the gain of all exchanges at once as in Resende & Werneck (2007), European
    Journal of Operational Research 179, 590-600.
    """
    chosen = np.sort(chosen)
    posts, demands = len(chosen), len(cost)
    if posts == cost.shape[1]:
        return chosen
    while True:
        held = cost[:, chosen]
        nearest = held.argmin(axis=1)
        first = held[np.arange(demands), nearest]
        held[np.arange(demands), nearest] = np.inf
        second = held.min(axis=1)
        gain = np.maximum(first[:, None] - cost, 0.0).sum(axis=0)
        own = np.zeros((posts, demands))
        own[nearest, np.arange(demands)] = 1.0
        loss = own @ np.maximum(np.minimum(second[:, None], cost) - first[:, None], 0.0)
        saved = gain[None, :] - loss
        saved[:, chosen] = -np.inf
        out, into = np.unravel_index(int(np.argmax(saved)), saved.shape)
        if saved[out, into] <= PROVED * max(float(first.sum()), 1.0):
            return chosen
        chosen = np.sort(np.append(np.delete(chosen, out), into))


def _prices(cost: Floats, posts: int, chosen: Ints, value: float) -> tuple[Floats, float, Ints, float]:
    """Return the prices with the best bound, that bound, the best choice met on the way and its value."""
    price = np.partition(cost, 1, axis=1)[:, 1] if cost.shape[1] > 1 else cost[:, 0]
    settled, bound, step, since = price, -np.inf, FIRST_STEP, 0
    seen: set[bytes] = set()
    for _ in range(ROUNDS):
        saved = np.minimum(cost - price[:, None], 0.0)
        reduced = saved.sum(axis=0)
        top = np.sort(np.argpartition(reduced, posts - 1)[:posts])
        total = float(price.sum() + reduced[top].sum())
        if total > bound + PROVED * max(abs(bound), 1.0) or not np.isfinite(bound):
            bound, settled, since = total, price, 0
        else:
            since += 1
        if top.tobytes() not in seen and len(seen) < PATIENCE:
            seen.add(top.tobytes())
            better = exchanged(cost, top)
            if _total(cost, better) < value:
                chosen, value = better, _total(cost, better)
        if since >= PATIENCE:
            step, since, price = step / 2, 0, settled
            continue
        slope = 1.0 - (saved[:, top] < 0).sum(axis=1)
        size = float(np.square(slope).sum())
        if value - bound <= PROVED * max(value, 1.0) or size == 0 or step < 1e-3:
            break
        price = price + step * (value - total) / size * slope
    return settled, bound, chosen, value


def _radius_form(cost: Floats, posts: int, sure: Ints, seconds: float) -> Siting | None:
    """Solve exactly: for each demand and each distinct cost, is there no open site cheaper than that? None
    where the program would be too large."""
    demands, sites = cost.shape
    worst = np.partition(cost, sites - posts, axis=1)[:, sites - posts]
    if len(sure):
        worst = np.minimum(worst, cost[:, sure].min(axis=1))
    near = (cost <= worst[:, None]).sum(axis=1, dtype=np.int64)
    if int((near * (near + 1) // 2).sum()) > MOST_ENTRIES:
        return None
    rows, columns, constant, price, at = [], [], 0.0, [], 0
    for i in range(demands):
        order = np.argsort(cost[i], kind="stable")
        steps = np.unique(cost[i, order[cost[i, order] <= worst[i]]])
        constant += float(steps[0])
        upto = np.searchsorted(cost[i, order], steps[:-1], side="right")
        for k, count in enumerate(upto):
            price.append(float(steps[k + 1] - steps[k]))
            rows.append(np.full(count, at))
            columns.append(order[:count])
            at += 1
    if not at:  # whichever sites are chosen, each demand has the same way
        others = np.setdiff1d(np.arange(sites), sure)
        return Siting(chosen=np.sort(np.append(sure, others)[:posts]), value=constant, bound=constant)
    ones = np.ones(sum(map(len, rows)))
    nearer = entries(np.concatenate(rows), np.concatenate(columns), ones, shape=(at, sites))
    several = np.concatenate([np.ones(sites), np.zeros(at)])[None, :]
    matrix = table(vstack([hstack([nearer, eye_array(at)]), table(several)]))
    least = np.zeros(sites + at)
    least[sure] = 1.0
    program = Program(
        cost=np.concatenate([np.zeros(sites), price]),
        matrix=matrix,
        low=np.append(np.ones(at), float(posts)),
        high=np.append(np.full(at, np.inf), float(posts)),
        whole=np.arange(sites + at) < sites,
        least=least,
        most=np.ones(sites + at),
    )
    found = solve(program, seconds=seconds)
    chosen = np.flatnonzero(found.values[:sites] > 0.5)
    value, bound = found.cost + constant, found.bound + constant
    return Siting(chosen=chosen, value=value, bound=bound, cut_short=found.cut_short)
