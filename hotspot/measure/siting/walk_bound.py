"""What no patrols can beat: the best walks if streets could be walked in part, by linear programming.

Walks become flows on the streets, kept together by cuts that are added where the flow falls apart, and by the
metres walked so far. Fischetti, Salazar González & Toth (1998), INFORMS Journal on Computing 10, 133 (the
orienteering problem by branch and cut); Gavish & Graves (1978) for the metres as a flow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hotspot.measure.siting.solver import Infeasible, OutOfTime, Program, solve, stacked
from hotspot.measure.siting.table import row
from hotspot.measure.siting.walk_flow import Flow, program_of, rules_of, timed_program

if TYPE_CHECKING:
    from hotspot.measure.siting.solver import Constraint
    from hotspot.measure.siting.walks import Streets
    from hotspot.schema import Floats, Ints

THRESHOLDS = (1e-6, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # of a flow: weaker ones are left out
VIOLATED = 0.05  # by how much a cut must be broken to be worth adding
PER_PART = 3  # cuts for each part that falls off
LITTLE = 1e-4  # of the bound that a round must gain for another one to follow
SLACK = 1e-6  # relative, for the solver's tolerances
WORK = 50_000  # arcs times rounds: what is done at most
MOST_ARCS = 8_000  # up to which the metres walked so far are looked at too


def walk_bound(
    streets: Streets, *, count: int, budget: float, known: float = 0.0, seconds: float = 0.0
) -> float:
    """Return a bound of the prizes that `count` walks of at most `budget` metres each can pass together.

    `known` is what some walks are known to pass: the bound is not below it. With `seconds`, so many are spent
    on each try to prove that nothing passes more, by branch and bound: for one patrol one try for each post.
    """
    quick = knapsack_bound(streets, count=count, budget=budget)
    bound = min(quick, _bound(Flow.on(streets, count=count, budget=budget), known, seconds=0.0))
    if not seconds or bound <= known:
        return max(bound, known)
    each = [streets]
    if count == 1:
        each = [replace(streets, posts=streets.posts[i : i + 1]) for i in range(len(streets.posts))]
    best = known
    for one in each:
        flow = Flow.on(one, count=count, budget=budget)
        best = max(best, min(bound, _bound(flow, best, seconds=seconds)))
    return best


def knapsack_bound(streets: Streets, *, count: int, budget: float) -> float:
    """Return the most prizes that fit into all budgets, streets in reach taken in parts, ways left out.

    Dantzig (1957), Operations Research 5, 266.
    """
    some = streets.reached(budget) & (streets.prize > 0)
    length, prize = streets.length[some], streets.prize[some]
    order = np.argsort(-prize / np.maximum(length, 1e-9), kind="stable")
    used = np.concatenate([[0.0], np.cumsum(length[order])])
    got = np.concatenate([[0.0], np.cumsum(prize[order])])
    return float(np.interp(count * budget, used, got))


def _bound(flow: Flow, known: float, *, seconds: float) -> float:
    """Return a bound from flows that are cut where they fall apart, then follow the metres walked so far."""
    if not len(flow.prized):
        return 0.0
    bound, rules, before = np.inf, rules_of(flow), np.inf
    for _ in range(WORK // len(flow.tail)):
        value, walked, passed = _solved(flow, rules)
        bound = min(bound, value)
        cuts = _cuts(flow, walked, passed)
        if cuts is None or before - value < LITTLE * value:
            break
        before, rules = value, stacked([rules, cuts])
    if len(flow.tail) <= MOST_ARCS:
        program = timed_program(flow, rules)
        bound = min(bound, -solve(program, seconds=np.inf).cost * (1 + SLACK))
        if seconds and bound > known:
            bound = min(bound, _proved(flow, program, known, seconds=seconds))
    return bound


def _proved(flow: Flow, program: Program, known: float, *, seconds: float) -> float:
    """Return the bound of the program in whole numbers; `known` where nothing passes more than that."""
    whole = np.arange(len(program.cost)) < flow.columns
    more: Constraint = (row(program.cost), np.full(1, -np.inf), np.full(1, -known * (1 + SLACK)))
    matrix, low, high = stacked([(program.matrix, program.low, program.high), more])
    try:
        found = solve(replace(program, matrix=matrix, low=low, high=high, whole=whole), seconds=seconds)
    except Infeasible:
        return known
    except OutOfTime:
        return np.inf
    return -found.bound * (1 + SLACK)


def _solved(flow: Flow, rules: Constraint) -> tuple[float, Floats, Floats]:
    """Return the bound, how often each arc is walked (a,) and how much of each prize is passed (x,)."""
    arcs = len(flow.tail)
    cost = np.concatenate([np.zeros(arcs), -flow.streets.prize[flow.prized]])
    most = np.concatenate([np.full(arcs, float(flow.count)), np.ones(len(flow.prized))])
    found = solve(program_of(cost, rules, most), seconds=np.inf)
    return -found.cost * (1 + SLACK), found.values[:arcs], found.values[arcs:]


def _cuts(flow: Flow, walked: Floats, passed: Floats) -> Constraint | None:
    """Return the broken rules that nothing inside a part without a post is passed more often than the part is
    entered; None where none is found among the parts into which the stronger flows fall."""
    streets, arcs = flow.streets, len(flow.tail)
    start, end = streets.start[flow.prized], streets.end[flow.prized]
    entries: list[tuple[Ints, Ints, Floats]] = []
    count = 0
    for least in THRESHOLDS:
        strong = walked > least
        graph = coo_array(
            (np.ones(int(strong.sum())), (flow.tail[strong], flow.head[strong])),
            shape=(streets.nodes, streets.nodes),
        )
        part = np.asarray(connected_components(graph, directed=False)[1])
        between = part[flow.tail] != part[flow.head]
        entered = np.bincount(part[flow.head[between]], walked[between], minlength=part.max() + 1)
        inside = (part[start] == part[end]) & ~np.isin(part[start], part[streets.posts])
        broken = np.where(inside, passed - entered[part[start]], 0.0)
        for one in np.unique(part[start[broken > VIOLATED]]):
            worst = np.flatnonzero((part[start] == one) & (broken > VIOLATED))
            into = np.flatnonzero(between & (part[flow.head] == one))
            for prize in worst[np.argsort(-broken[worst], kind="stable")][:PER_PART]:
                columns = np.append(into, arcs + prize)
                values = np.append(-np.ones(len(into)), 1.0)
                entries.append((np.full(len(columns), count), columns, values))
                count += 1
    return flow.rows(entries, count, -np.inf, 0.0) if count else None
