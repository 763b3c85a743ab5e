"""Beats found by moving areas between neighbours: most moves that help, some that do not, fewer and fewer."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.siting.districting import CLOSE, Districts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Bools, Floats, Ints

FIRST_SHARE, LAST_SHARE = 0.03, 1e-5  # temperatures, as a share of the first cost
RUNS = 2  # each from where the last one ended
EXCHANGES = 0.5  # share of the steps that exchange two areas
PENALTY = 4.0  # what a load beyond the band costs: as if it had to be carried so many mean distances


def annealed(districts: Districts, *, seed: int, steps: int) -> Ints:
    """Return beats (n,), each in one piece: the cheapest within the band, or the most even ones met.

    The areas have to hang together. The same seed gives the same beats.
    """
    search = _Search(districts, _grown(districts))
    best, best_key = search.beat.copy(), search.key()
    draw = np.random.default_rng(seed)
    for _ in range(RUNS):
        heat = FIRST_SHARE * search.cost() / districts.count
        cooling = (LAST_SHARE / FIRST_SHARE) ** (RUNS / max(steps, 1))
        picks = draw.integers(0, len(districts.load), steps // RUNS).tolist()
        for area, luck in zip(picks, draw.random((len(picks), 4)).tolist(), strict=True):
            heat *= cooling
            limit = -heat * log(max(luck[0], 1e-300))
            if search.step(area, luck[1:], limit) and (key := search.key()) < best_key:
                best, best_key = search.beat.copy(), key
    return best


def _grown(districts: Districts) -> Ints:
    """Return beats grown from areas far apart, each time the lightest one by its nearest neighbour."""
    load, metres, near = districts.load, districts.metres, districts.next_to
    seeds = [int(np.argmin(load @ metres))]
    while len(seeds) < districts.count:
        seeds.append(int(np.argmax(metres[seeds].min(axis=0))))
    beat = np.full(len(load), -1)
    beat[seeds] = np.arange(districts.count)
    loads = load[seeds].copy()
    rims = [set(near.indices[near.indptr[i] : near.indptr[i + 1]].tolist()) for i in seeds]
    for _ in range(len(load) - districts.count):
        for one in np.argsort(loads, kind="stable").tolist():
            open_ = sorted(area for area in rims[one] if beat[area] < 0)
            if open_:
                break
        area = open_[int(np.argmin(metres[seeds[one], open_]))]
        beat[area] = one
        loads[one] += load[area]
        rims[one] |= set(near.indices[near.indptr[area] : near.indptr[area + 1]].tolist())
    return beat


class _Search:
    """Beats under work: their loads, and for each beat and area what it would cost as the centre."""

    def __init__(self, districts: Districts, beat: Ints) -> None:
        self.districts, self.beat = districts, beat.copy()
        near = districts.next_to
        self.near = [near.indices[near.indptr[i] : near.indptr[i + 1]].tolist() for i in range(len(beat))]
        self.weighted = districts.load[:, None] * districts.metres
        count = districts.count
        self.member = beat[None, :] == np.arange(count)[:, None]
        self.loads = np.bincount(beat, districts.load, minlength=count).astype(float)
        self.sums = self.member.astype(float) @ self.weighted
        self.costs = np.array([self._cheapest(self.sums[b], self.member[b]) for b in range(count)])
        total, mean_m = float(districts.load.sum()), float(self.costs.sum() / districts.load.sum())
        self.price = PENALTY * max(mean_m, 1.0) if total else 0.0

    @staticmethod
    def _cheapest(sums: Floats, member: Bools) -> float:
        return float(sums[member].min()) if member.any() else 0.0

    def off(self, load: float) -> float:
        """Return by how much a load is outside the band."""
        return max(self.districts.least - load, load - self.districts.most, 0.0)

    def cost(self) -> float:
        """Return load times metres, and the price of what is outside the band."""
        return float(self.costs.sum()) + self.price * sum(self.off(load) for load in self.loads.tolist())

    def key(self) -> tuple[bool, float]:
        """Return what orders beats: those within the band by their cost, others by how uneven they are."""
        apart = float(abs(self.loads / self.districts.mean - 1).max())
        outside = apart > self.districts.band + CLOSE
        return outside, apart if outside else float(self.costs.sum())

    def step(self, area: int, luck: Sequence[float], limit: float) -> bool:
        """Move an area to a beat next to it, or exchange it for one, if that costs at most `limit`."""
        to, own = self.neighbour(area, luck[0]), int(self.beat[area])
        if to < 0 or not self.stays_whole(area):
            return False
        change = self.change(area, to)
        if luck[1] >= EXCHANGES:
            if change <= limit:
                self.move(area, to)
            return change <= limit
        self.move(area, to)
        back = [i for i in np.flatnonzero(self.beat == to).tolist() if i != area and self.touches(i, own)]
        if back:
            other = back[int(luck[2] * len(back))]
            if self.stays_whole(other) and change + self.change(other, own) <= limit:
                self.move(other, own)
                return True
        self.move(area, own)
        return False

    def touches(self, area: int, beat: int) -> bool:
        """Say whether an area is next to one of a beat."""
        return any(self.beat[other] == beat for other in self.near[area])

    def neighbour(self, area: int, which: float) -> int:
        """Return one of the other beats next to an area, -1 for none."""
        own = self.beat[area]
        others = sorted({int(self.beat[other]) for other in self.near[area]} - {int(own)})
        return others[int(which * len(others))] if others else -1

    def change(self, area: int, to: int) -> float:
        """Return what it would cost to move an area to another beat."""
        own, load = int(self.beat[area]), float(self.districts.load[area])
        loads = self.loads
        price = (
            self.off(loads[own] - load)
            + self.off(loads[to] + load)
            - self.off(loads[own])
            - self.off(loads[to])
        )
        row = self.weighted[area]
        left, joined = self.member[own].copy(), self.member[to].copy()
        left[area], joined[area] = False, True
        cheap = self._cheapest(self.sums[own] - row, left) + self._cheapest(self.sums[to] + row, joined)
        return cheap - float(self.costs[own] + self.costs[to]) + self.price * price

    def stays_whole(self, area: int) -> bool:
        """Say whether the beat of an area is not empty and stays in one piece without it."""
        own = self.beat[area]
        inside = [other for other in self.near[area] if self.beat[other] == own]
        if not inside:
            return False
        wanted, seen, todo = set(inside[1:]), {area, inside[0]}, [inside[0]]
        while todo and wanted:
            for other in self.near[todo.pop()]:
                if other not in seen and self.beat[other] == own:
                    seen.add(other)
                    wanted.discard(other)
                    todo.append(other)
        return not wanted

    def move(self, area: int, to: int) -> None:
        """Move an area to another beat."""
        own, row, load = int(self.beat[area]), self.weighted[area], self.districts.load[area]
        self.member[own, area], self.member[to, area] = False, True
        self.sums[own] -= row
        self.sums[to] += row
        self.loads[own] -= load
        self.loads[to] += load
        self.beat[area] = to
        for one in (own, to):
            self.costs[one] = self._cheapest(self.sums[one], self.member[one])
