"""Walks as flows on the streets, and what every set of walks keeps: the rules of a linear program.

The metres walked so far as a flow: Gavish & Graves (1978), MIT Operations Research Center, GR-078-78.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from hotspot.measure.siting.solver import Program, stacked
from hotspot.measure.siting.table import table

if TYPE_CHECKING:
    from hotspot.measure.siting.solver import Constraint
    from hotspot.measure.siting.walks import Streets
    from hotspot.schema import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Streets as arcs in both directions: the nodes `tail` and `head` and the street `of` each (a,), and the
    streets that have a prize, `prized` (x,), stops among them; `count` patrols of `budget` metres each."""

    streets: Streets
    tail: Ints
    head: Ints
    of: Ints
    prized: Ints
    count: int
    budget: float

    @classmethod
    def on(cls, streets: Streets, *, count: int, budget: float) -> Flow:
        """Return the arcs of the streets within reach of a post; stops are none."""
        near, _, _ = streets.only(streets.reached(budget))
        road = np.flatnonzero(~near.is_stop)
        return cls(
            streets=near,
            tail=np.concatenate([near.start[road], near.end[road]]),
            head=np.concatenate([near.end[road], near.start[road]]),
            of=np.concatenate([road, road]),
            prized=np.flatnonzero(near.prize > 0),
            count=count,
            budget=budget,
        )

    @property
    def columns(self) -> int:
        """How often each arc is walked, then how much of each prize is passed."""
        return len(self.tail) + len(self.prized)

    def rows(
        self, entries: list[tuple[Ints, Ints, Floats]], count: int, low: float, high: float
    ) -> Constraint:
        """Return constraints from (row, column, value) entries."""
        at, column, value = (np.concatenate(each) for each in zip(*entries, strict=True))
        matrix = coo_array((value, (at, column)), shape=(count, self.columns))
        return table(csr_array(matrix)), np.full(count, low), np.full(count, high)


def rules_of(flow: Flow) -> Constraint:
    """Return what every set of walks keeps: what enters leaves, nothing is passed that is not walked, the
    budget, and as many starts as patrols."""
    streets, arcs, columns = flow.streets, np.arange(len(flow.tail)), flow.columns
    one, many = np.ones(len(arcs)), np.arange(len(flow.prized))
    kept = flow.rows([(flow.tail, arcs, one), (flow.head, arcs, -one)], streets.nodes, 0.0, 0.0)
    number = np.full(len(streets.start), -1)
    number[flow.prized] = many
    real = number[flow.of] >= 0
    entries = [(many, len(arcs) + many, np.ones(len(many))), (number[flow.of[real]], arcs[real], -one[real])]
    for stop in many[streets.is_stop[flow.prized]]:
        into = arcs[flow.head == streets.start[flow.prized[stop]]]
        entries.append((np.full(len(into), stop), into, -np.ones(len(into))))
    passed = flow.rows(entries, len(many), -np.inf, 0.0)
    metres = np.zeros(columns)
    metres[: len(arcs)] = streets.length[flow.of]
    metres[len(arcs) :] = np.where(streets.is_stop, streets.length, 0.0)[flow.prized]
    starts = np.zeros(columns)
    starts[: len(arcs)] = np.isin(flow.tail, streets.posts)
    total: Constraint = (
        table(csr_array(np.stack([metres, starts]))),
        np.zeros(2),
        np.array([flow.count * flow.budget, float(flow.count)]),
    )
    return stacked([kept, passed, total])


def program_of(cost: Floats, rules: Constraint, most: Floats) -> Program:
    """Return the program in parts of a whole: no variable below 0, none above `most`."""
    return Program(
        cost=cost,
        matrix=rules[0],
        low=rules[1],
        high=rules[2],
        whole=np.zeros(len(cost), dtype=bool),
        least=np.zeros(len(cost)),
        most=most,
    )


def timed_program(flow: Flow, rules: Constraint) -> Program:
    """Return the program that follows the metres walked so far: on leaving a node at least those from the
    nearest post, and never more than leave enough for the way back. In whole numbers it is exact.

    After the columns of the flow it has one for each arc: the metres walked on leaving its tail, beyond those
    from the nearest post.
    """
    arcs = len(flow.tail)
    far = flow.streets.from_posts.min(axis=0)
    room = flow.budget - flow.streets.length[flow.of] - far[flow.head] - far[flow.tail]
    wider: Constraint = (
        table(hstack([rules[0], csr_array((rules[0].shape[0], arcs))], format="csr")),
        rules[1],
        rules[2],
    )
    cost = np.concatenate([np.zeros(arcs), -flow.streets.prize[flow.prized], np.zeros(arcs)])
    walked = np.where(room >= 0, float(flow.count), 0.0)
    most = np.concatenate([walked, np.ones(len(flow.prized)), np.full(arcs, np.inf)])
    return program_of(cost, stacked([wider, _clock(flow, far), _way_back(flow, room)]), most)


def _clock(flow: Flow, far: Floats) -> Constraint:
    """Return that no metre is lost at a node (n,) but a post; `far` (n,) are those from the nearest post."""
    streets, arcs, first = flow.streets, np.arange(len(flow.tail)), flow.columns
    one = np.ones(len(arcs))
    stops = np.flatnonzero(streets.is_stop[flow.prized])
    halt = flow.prized[stops]
    entries = [
        (flow.tail, arcs, far[flow.tail]),
        (flow.tail, first + arcs, one),
        (flow.head, arcs, -(far[flow.tail] + streets.length[flow.of])),
        (flow.head, first + arcs, -one),
        (streets.start[halt], len(arcs) + stops, -streets.length[halt]),
    ]
    at, column, value = (np.concatenate(each) for each in zip(*entries, strict=True))
    matrix = csr_array(coo_array((value, (at, column)), shape=(streets.nodes, first + len(arcs))))
    free = np.isin(np.arange(streets.nodes), streets.posts)
    return table(matrix), np.where(free, -np.inf, 0.0), np.where(free, np.inf, 0.0)


def _way_back(flow: Flow, room: Floats) -> Constraint:
    """Return that whoever walks an arc (a,) has at most its `room` of metres behind, and nobody else any."""
    arcs, first = np.arange(len(flow.tail)), flow.columns
    value = np.concatenate([np.ones(len(arcs)), -np.maximum(room, 0.0)])
    at, column = np.tile(arcs, 2), np.concatenate([first + arcs, arcs])
    matrix = csr_array(coo_array((value, (at, column)), shape=(len(arcs), first + len(arcs))))
    return table(matrix), np.full(len(arcs), -np.inf), np.zeros(len(arcs))
