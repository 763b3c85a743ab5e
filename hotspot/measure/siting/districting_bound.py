"""The best beats, proved where that is quick: an integer program, cut wherever a beat comes apart.

Assignment of areas to centres under a band of workload; prices from its relaxation leave out what cannot be
part of better beats. Contiguity by separators: Oehrlein & Haunert (2017), Journal of Spatial Information
Science 15, 89; Hess et al. (1965).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import vstack
from scipy.sparse.csgraph import connected_components

from hotspot.measure.siting.annealing import annealed
from hotspot.measure.siting.districting import Districted
from hotspot.measure.siting.median import p_median
from hotspot.measure.siting.solver import Infeasible, OutOfTime, Program, solve, stacked
from hotspot.measure.siting.table import entries, table

if TYPE_CHECKING:
    from hotspot.measure.siting.districting import Districts
    from hotspot.measure.siting.solver import Constraint
    from hotspot.schema import Bools, Floats, Ints

MOST_PAIRS = 40_000  # areas times areas, up to which the relaxation is solved
MOST_AREAS = 1_500  # up to which the p-median gives a bound
MOST_OPEN = 2_500  # pairs that may be left for the integer program
ROUNDS = 40
SLACK = 1e-6  # relative, for the solver's tolerances
CLOSE = 1e-9


def districted(districts: Districts, *, seed: int, steps: int, seconds: float) -> Districted:
    """Return beats in one piece each within the band, the cheapest found, with a bound.

    The same seed gives the same beats everywhere: searches end by their size. The `seconds` only end what
    hangs, and the answer says so.
    """
    beat = annealed(districts, seed=seed, steps=steps)
    known = Districted(beat=beat, value=districts.value(beat), bound=0.0, within=districts.within(beat))
    try:
        found = _improved(districts, known, seconds=seconds)
    except Infeasible:
        found = replace(known, impossible=True)
    return replace(found, beat=_numbered(found.beat, districts), bound=min(found.bound, found.value))


def _improved(districts: Districts, known: Districted, *, seconds: float) -> Districted:
    """Return better beats, or the same with a bound; of many areas only the bound of the p-median.

    Raises Infeasible where it is proved that none are within the band.
    """
    if len(districts.load) ** 2 > MOST_PAIRS:
        if len(districts.load) > MOST_AREAS:
            return known
        easier = p_median(districts.metres, districts.load, posts=districts.count, seconds=seconds)
        return replace(known, bound=easier.bound, cut_short=easier.cut_short)
    pairs = _Pairs.of(districts)
    bound, reduced = _relaxed(pairs)
    known = replace(known, bound=bound)
    if known.within:
        pairs = pairs.only(reduced <= (known.value - bound) * (1 + SLACK))
    return _exact(pairs, known, seconds=seconds) if len(pairs.area) <= MOST_OPEN else known


def _numbered(beat: Ints, districts: Districts) -> Ints:
    """Return the beats numbered by their load, the largest first."""
    loads = np.bincount(beat, districts.load, minlength=districts.count)
    order = np.argsort(-loads, kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[beat]


@dataclass(frozen=True, kw_only=True)
class _Pairs:
    """Which `area` (v,) may belong to which `centre` (v,), an area too, at what `cost` (v,)."""

    districts: Districts
    area: Ints
    centre: Ints
    cost: Floats

    @classmethod
    def of(cls, districts: Districts) -> _Pairs:
        n = len(districts.load)
        area, centre = np.divmod(np.arange(n * n), n)
        return cls(
            districts=districts,
            area=area,
            centre=centre,
            cost=districts.load[area] * districts.metres[area, centre],
        )

    def only(self, some: Bools) -> _Pairs:
        """Return some of the pairs; each centre that is left belongs to itself."""
        own = np.zeros(len(self.districts.load), dtype=bool)
        own[self.centre[(self.area == self.centre) & some]] = True
        kept = some & own[self.centre]
        return replace(self, area=self.area[kept], centre=self.centre[kept], cost=self.cost[kept])

    @property
    def own(self) -> Ints:
        """The pair (n,) of each area with itself, -1 where it cannot be a centre."""
        found = np.full(len(self.districts.load), -1)
        own = np.flatnonzero(self.area == self.centre)
        found[self.area[own]] = own
        return found

    def rules(self) -> Constraint:
        """Return: each area has one centre, which is its own; so many centres; loads within the band."""
        districts, n, v = self.districts, len(self.districts.load), len(self.area)
        pair, one = np.arange(v), np.ones(v)
        own = self.own
        each = entries(self.area, pair, one, shape=(n, v))
        others = np.flatnonzero(self.area != self.centre)
        row = np.arange(len(others))
        opened = entries(
            np.concatenate([row, row]),
            np.concatenate([others, own[self.centre[others]]]),
            np.concatenate([np.ones(len(row)), -np.ones(len(row))]),
            shape=(len(others), v),
        )
        count = entries(
            np.zeros(n, dtype=np.int64)[own >= 0], own[own >= 0], np.ones((own >= 0).sum()), shape=(1, v)
        )
        load = districts.load[self.area]
        loads = entries(self.centre, pair, load, shape=(n, v))
        centre = np.flatnonzero(own >= 0)
        most = entries(centre, own[centre], np.full(len(centre), districts.most * (1 + 1e-12)), shape=(n, v))
        least = entries(
            centre, own[centre], np.full(len(centre), districts.least * (1 - 1e-12)), shape=(n, v)
        )
        return stacked(
            [
                (each, np.ones(n), np.ones(n)),
                (opened, np.full(len(others), -np.inf), np.zeros(len(others))),
                (count, np.full(1, districts.count), np.full(1, districts.count)),
                (table(loads - most), np.full(n, -np.inf), np.zeros(n)),
                (table(loads - least), np.zeros(n), np.full(n, np.inf)),
            ]
        )


def _relaxed(pairs: _Pairs) -> tuple[float, Floats]:
    """Return the bound of the linear relaxation and the reduced cost of each pair.

    Raises Infeasible where not even parts of areas can be shared out.
    """
    matrix, low, high = pairs.rules()
    equal = low == high
    upper = np.isfinite(high) & ~equal
    lower = np.isfinite(low) & ~equal
    below = table(vstack([matrix[upper], -1.0 * matrix[lower]], format="csr"))
    found = linprog(  # type: ignore[call-overload]  # the stubs do not know sparse matrices
        pairs.cost,
        A_ub=below,
        b_ub=np.concatenate([high[upper], -low[lower]]),
        A_eq=matrix[equal],
        b_eq=low[equal],
        bounds=(0.0, 1.0),
        method="highs-ipm",
    )
    if found.status == 2:  # HiGHS: infeasible
        raise Infeasible
    return float(found.fun) * (1 - SLACK), np.asarray(found.lower.marginals) + np.minimum(
        found.upper.marginals, 0
    )


def _exact(pairs: _Pairs, known: Districted, *, seconds: float) -> Districted:
    """Return the best beats among the pairs, or those known with a bound, by branch and cut.

    Raises Infeasible where the pairs hold no beats and none are known.
    """
    districts, rules, count = pairs.districts, pairs.rules(), len(pairs.cost)
    for _ in range(ROUNDS):
        program = Program(
            cost=pairs.cost,
            matrix=rules[0],
            low=rules[1],
            high=rules[2],
            whole=np.ones(count, dtype=bool),
            least=np.zeros(count),
            most=np.ones(count),
        )
        try:
            found = solve(program, seconds=seconds)
        except Infeasible:
            if known.within:  # nothing among what is left is better than what is known
                return replace(known, bound=known.value)
            raise
        except OutOfTime as limits:
            return replace(known, cut_short=known.cut_short or limits.by_clock)
        known = replace(
            known,
            bound=max(known.bound, found.bound * (1 - CLOSE)),
            cut_short=known.cut_short or found.cut_short,
        )
        if known.within and known.bound >= known.value * (1 - SLACK):
            return replace(known, bound=known.value)
        chosen = found.values > 0.5
        centre = np.empty(len(districts.load), dtype=np.int64)
        centre[pairs.area[chosen]] = pairs.centre[chosen]
        cuts = _cuts(pairs, centre)
        if cuts is None:
            beat = np.unique(centre, return_inverse=True)[1].astype(np.int64)
            value = districts.value(beat)
            better = not known.within or value < known.value
            return replace(known, beat=beat, value=value, within=True) if better else known
        rules = stacked([rules, cuts])
    return known


def _cuts(pairs: _Pairs, centre: Ints) -> Constraint | None:
    """Return, for each piece of a beat without its centre, that an area of it can only belong to that centre
    if one of the areas around the piece does; None where all beats are whole."""
    districts = pairs.districts
    near = districts.next_to
    number = {
        (a, c): i for i, (a, c) in enumerate(zip(pairs.area.tolist(), pairs.centre.tolist(), strict=True))
    }
    rows: list[tuple[int, list[int]]] = []
    for one in np.unique(centre).tolist():
        member = np.flatnonzero(centre == one)
        part = np.asarray(connected_components(near[member][:, member], directed=False)[1])
        for piece in np.unique(part).tolist():
            inside = member[part == piece]
            if one in inside:
                continue
            around = np.setdiff1d(np.flatnonzero(near[inside].sum(axis=0)), inside)
            for other in np.unique(pairs.centre).tolist():
                if other in inside:
                    continue
                door = [number[a, other] for a in around.tolist() if (a, other) in number]
                rows += [(number[a, other], door) for a in inside.tolist() if (a, other) in number]
    if not rows:
        return None
    row = np.concatenate([np.full(1 + len(door), i) for i, (_, door) in enumerate(rows)])
    column = np.concatenate([np.array([pair, *door]) for pair, door in rows])
    value = np.concatenate([np.array([1.0, *([-1.0] * len(door))]) for _, door in rows])
    matrix = entries(row, column, value, shape=(len(rows), len(pairs.area)))
    return matrix, np.full(len(rows), -np.inf), np.zeros(len(rows))
