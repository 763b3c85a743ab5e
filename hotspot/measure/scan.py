"""How much a place with many incidents speaks against chance, and the circle in a city that does so most.

Kulldorff (1997), Communications in Statistics: Theory and Methods 26, 1481-1496.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from hotspot.compiled import COMPILED

if COMPILED:
    from hotspot.compiled.scan import best_ratios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema import Floats, Ints

LARGEST_SHARE = 0.5  # of what is expected, in one circle
MOST_CELLS = 2_000_000  # centres times areas in a circle: beyond it, circles hold fewer areas
BLOCK = 200_000  # of them looked at together
CITIES = 64  # simulated side by side


@dataclass(frozen=True, kw_only=True)
class Circle:
    """The areas around `centre`, its `members` (rows of the areas): `observed` incidents where `expected`
    were, the log-likelihood `ratio`, and `p`, how often chance alone does as well anywhere."""

    centre: int
    members: tuple[int, ...]
    observed: float
    expected: float
    ratio: float
    p: float


@dataclass(frozen=True, kw_only=True)
class _Rings:
    """For each area the areas by distance (n, k), itself first; `due` (n, k) is expected up to each,
    `allowed` (n, k) says whether a circle may grow so far."""

    order: Ints
    due: Floats
    allowed: Floats

    def blocks(self) -> Iterator[slice]:
        step = max(BLOCK // self.order.shape[1], 1)
        for first in range(0, len(self.order), step):
            yield slice(first, first + step)


def log_likelihood_ratio(observed: Floats, expected: Floats, total: Floats | float) -> Floats:
    """Return c ln(c / E) + (N - c) ln((N - c) / (N - E)) where more was observed than expected, else 0.

    `observed` c and `expected` E are (k,), `total` N of all or of each; the expected of the whole add up to
    N. Equation 3.

    >>> log_likelihood_ratio(np.array([117.0]), np.array([70.610520]), 552.0).round(6).tolist()
    [15.005562]
    """
    observed, expected = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    rest, rest_expected = total - observed, total - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(observed > 0, observed * np.log(observed / expected), 0.0)
        outside = np.where(rest > 0, rest * np.log(rest / rest_expected), 0.0)
    return np.asarray(np.where(observed > expected, inside + outside, 0.0))


def scan(
    observed: Floats,
    expected: Floats,
    places: Floats,
    *,
    most: int = 10,
    simulations: int = 999,
    seed: int,
) -> list[Circle]:
    """Return the circles with the highest ratio that share no area, best first, at most `most`.

    `observed` incidents and what was to be `expected` (n,) of each area, brought to the same total; `places`
    (n, 2) easting and northing in metres. A circle grows from each area over the next nearest ones while it
    expects at most half of all; beyond 1,400 areas it holds at most 2 million / n of them. `p` compares each
    with the best circle of every simulated city (family-wise): multinomial counts with the expected shares.
    """
    total = float(observed.sum())
    if total == 0 or len(observed) < 2:
        return []
    expected = expected * (total / expected.sum())
    rings = _rings(expected, places, total)
    ratio, count = _best_rings(observed, rings, total)
    best = _best_by_chance(expected / expected.sum(), rings, total, simulations=simulations, seed=seed)
    found = []
    for centre, members in _apart(ratio, count, rings, most):
        rows = list(members)
        found.append(
            Circle(
                centre=centre,
                members=members,
                observed=float(observed[rows].sum()),
                expected=float(expected[rows].sum()),
                ratio=float(ratio[centre]),
                p=float(family_wise_p(ratio[[centre]], best)[0]),
            )
        )
    return found


def family_wise_p(ratio: Floats, best: Floats) -> Floats:
    """Return (1 + simulations whose best is at least the ratio) / (1 + simulations), for each ratio (k,).

    >>> family_wise_p(np.array([5.0, 1.0]), np.array([2.0, 3.0, 6.0]))
    array([0.5, 1. ])
    """
    reached = len(best) - np.searchsorted(np.sort(best), ratio * (1 - 1e-12), side="left")
    return np.asarray((1 + reached) / (1 + len(best)))


def _rings(expected: Floats, places: Floats, total: float) -> _Rings:
    size = max(min(len(places), MOST_CELLS // len(places)), 2)
    order = np.asarray(cKDTree(places).query(places, k=size)[1], dtype=np.int64)
    due = np.cumsum(expected[order], axis=1)
    allowed = (due <= LARGEST_SHARE * total).astype(np.float64)
    allowed[:, 0] = 1.0
    return _Rings(order=order, due=due, allowed=allowed)


def _best_rings(observed: Floats, rings: _Rings, total: float) -> tuple[Floats, Ints]:
    """Return the highest ratio around each area (n,) and how many areas its circle holds (n,)."""
    ratio, count = np.empty(len(observed)), np.empty(len(observed), dtype=np.int64)
    for part in rings.blocks():
        held = np.cumsum(observed[rings.order[part]], axis=1)
        ratios = log_likelihood_ratio(held, rings.due[part], total) * rings.allowed[part]
        best = ratios.argmax(axis=1)
        ratio[part], count[part] = ratios[np.arange(len(best)), best], best + 1
    return ratio, count


def _best_by_chance(shares: Floats, rings: _Rings, total: float, *, simulations: int, seed: int) -> Floats:
    """Return the highest ratio of each simulated city: multinomial counts with these `shares` (n,)."""
    draw = np.random.default_rng(seed)
    reach = rings.allowed.sum(axis=1).astype(np.int64)  # circles that may grow come before those that may not
    best = []
    for first in range(0, simulations, CITIES):
        cities = draw.multinomial(round(total), shares, size=min(CITIES, simulations - first))
        counts = cities.astype(np.float64)
        if COMPILED:
            best.append(best_ratios(rings.order, rings.due, reach, np.ascontiguousarray(counts.T), total))
        else:
            best.append(np.array([_best(observed, rings, total) for observed in counts]))
    return np.concatenate([np.zeros(0), *best])


def _best(observed: Floats, rings: _Rings, total: float) -> float:
    """Return the highest ratio of a simulated city.

    Logarithms are taken only where (c - E)² / E · N / (N - E), which is never below the ratio, can still win.
    """
    best = 0.0
    for part in rings.blocks():
        due, held = rings.due[part], np.cumsum(observed[rings.order[part]], axis=1)
        excess = np.maximum(held - due, 0.0) * rings.allowed[part]
        most = excess**2 * (total / (due * np.maximum(total - due, 1e-9)))
        first = np.unravel_index(most.argmax(), most.shape)
        best = max(best, float(log_likelihood_ratio(held[first], due[first], total)))
        worth = most > best
        best = max(best, float(log_likelihood_ratio(held[worth], due[worth], total).max(initial=0.0)))
    return best


def _apart(ratio: Floats, count: Ints, rings: _Rings, most: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return centre and members of the best circles that share no area."""
    found: list[tuple[int, tuple[int, ...]]] = []
    taken: set[int] = set()
    for centre in np.argsort(-ratio, kind="stable").tolist():
        members = tuple(sorted(rings.order[centre, : count[centre]].tolist()))
        if ratio[centre] <= 0 or len(found) == most:
            break
        if taken.isdisjoint(members):
            taken.update(members)
            found.append((centre, members))
    return found
