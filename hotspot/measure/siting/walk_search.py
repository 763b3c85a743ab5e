"""The search for patrols: streets go into routes where they cost little way, come out, and go in anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.siting.walks import Streets, Target, Ways
    from hotspot.schema import Bools, Floats

LEAST_M = 1.0  # a detour shorter than this counts as this long: else all free streets would be equally good
ROUNDING_M = 1e-6
WILD = 0.4  # share of the rounds that make a walk anew quite differently
NOISE, MILD = 0.9, 0.3  # by which prizes are blurred at most, in these rounds and in the others
THRIFT = (0.3, 1.5)  # power of the detour by which a prize is divided: the less, the further a walk goes
WORSE = 0.02  # of the value: how much worse a walk may be at first to be worked on further
RUNS = 0.7  # share of the rounds that take out a run of streets, not single ones
TRIED = 3  # posts from which a patrol is tried in earnest: those best at first sight


@dataclass
class Route:
    """A patrol under work: the row of its post, its node, and the streets that it passes for their prize."""

    post: int
    node: int
    targets: list[Target] = field(default_factory=list)

    def gaps(self) -> list[tuple[int, int]]:
        """Return, between each two targets in a row, the nodes where the one ends and the other begins."""
        outs = [self.node, *(target[2] for target in self.targets)]
        ins = [*(target[1] for target in self.targets), self.node]
        return list(zip(outs, ins, strict=True))


@dataclass
class Search:
    """The state of the search: every street that is passed and has a prize is a target of one route, once."""

    streets: Streets
    ways: Ways
    budget: float
    draw: np.random.Generator
    routes: list[Route] = field(default_factory=list)
    detours: dict[tuple[int, int], Floats] = field(default_factory=dict)
    taken: Bools = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no street taken."""
        self.taken = np.zeros(len(self.streets.start), dtype=bool)

    # --- what a route is

    def length(self, route: Route) -> float:
        """Return the metres of a route."""
        gaps = np.array(route.gaps())
        own = sum(self.streets.length[target[0]] for target in route.targets)
        return float(self.ways.metres[gaps[:, 0], gaps[:, 1]].sum() + own)

    def walk(self, route: Route) -> list[Target]:
        """Return every street of a route, those on the way between targets too."""
        found: list[Target] = []
        for (out, into), target in zip(route.gaps(), [*route.targets, None], strict=True):
            found += self.ways.along(out, into)
            if target is not None:
                found.append(target)
        return found

    def value(self) -> float:
        """Return the prizes of all that is taken."""
        return float(self.streets.prize[self.taken].sum())

    # --- how one is made

    def start(self, count: int, rounds: int, *, each_post: bool) -> None:
        """Make the routes one after the other, each from the post from which it adds most."""
        posts = len(self.streets.posts)
        for number in range(count):
            found = []
            for post in [number % posts] if each_post else range(posts):
                route = Route(post, int(self.streets.posts[post]))
                self.fill([route])
                found.append((self.release(route), route))
            found.sort(key=lambda one: -one[0])
            best = [(self.release(route), route) for _, route in found[:1]]
            if len(found) > 1:
                best = [(self.tried(route, rounds), route) for _, route in found[:TRIED]]
            route = max(best, key=lambda one: one[0])[1]
            self.routes.append(route)
            self.taken[[target[0] for target in route.targets]] = True

    def release(self, route: Route) -> float:
        """Give back what a route takes and return what that is worth."""
        streets = [target[0] for target in route.targets]
        self.taken[streets] = False
        return float(self.streets.prize[streets].sum())

    def tried(self, route: Route, rounds: int) -> float:
        """Return what a route is worth after some rounds, beside what the others take."""
        self.taken[[target[0] for target in route.targets]] = True
        self.improve(rounds, [route])
        return self.release(route)

    def fill(self, routes: Sequence[Route], *, noise: float = 0.0, thrift: float = 1.0) -> None:
        """Insert streets, each time the one with the most prize for its detour, until none fits."""
        blur = 1.0 + noise * self.draw.uniform(-1.0, 1.0, len(self.streets.prize))
        prize = self.streets.prize * blur
        if not prize.any():
            return
        left = {id(route): self.budget - self.length(route) for route in routes}
        while True:
            best = (0.0, 0, 0, routes[0])
            for route in routes:
                detour = np.array([self.detour(*gap) for gap in route.gaps()])
                gap = detour.argmin(axis=0)
                metres = detour[gap, np.arange(detour.shape[1])]
                good = prize / np.maximum(metres, LEAST_M) ** thrift
                good[self.taken | (metres > left[id(route)] + ROUNDING_M)] = 0.0
                street = int(np.argmax(good))
                if good[street] > best[0]:
                    best = (float(good[street]), street, int(gap[street]), route)
            good_of, street, at, route = best
            if good_of <= 0.0:
                return
            self.insert(route, street, at)
            left[id(route)] = self.budget - self.length(route)

    def detour(self, out: int, into: int) -> Floats:
        """Return the metres more that each street (e,) takes on the way between two nodes."""
        found = self.detours.get((out, into))
        if found is None:
            start, end, way = self.streets.start, self.streets.end, self.ways.metres
            there = np.minimum(way[out, start] + way[into, end], way[out, end] + way[into, start])
            found = there + self.streets.length - way[out, into]
            self.detours[out, into] = found
        return found

    def insert(self, route: Route, street: int, at: int) -> None:
        """Put a street between two targets; what its way passes for the first time becomes a target too."""
        out, into = route.gaps()[at]
        first, last, way = int(self.streets.start[street]), int(self.streets.end[street]), self.ways.metres
        if way[out, first] + way[last, into] > way[out, last] + way[first, into]:
            first, last = last, first
        self.taken[street] = True
        before, after = self.passed(out, first), self.passed(last, into)
        route.targets[at:at] = [*before, (street, first, last), *after]

    def passed(self, out: int, into: int) -> list[Target]:
        """Take all streets with a prize on the shortest way that nobody has taken."""
        found = []
        for target in self.ways.along(out, into):
            street = target[0]
            if not self.taken[street] and self.streets.prize[street] > 0.0:
                self.taken[street] = True
                found.append(target)
        return found

    # --- how it gets better

    def improve(self, rounds: int, routes: Sequence[Route]) -> None:
        """Take a part of some route out and fill up again, as often as asked; keep what is best."""
        best = now = self.value()
        kept = held = [list(route.targets) for route in routes]
        for round_ in range(rounds):
            self.ruin(routes[int(self.draw.integers(len(routes)))])
            for route in routes:
                self.shorten(route)
            wild, thrift = self.draw.random() < WILD, self.draw.uniform(*THRIFT)
            noise = (NOISE if wild else MILD) * self.draw.random()
            self.fill(routes, noise=noise, thrift=thrift if wild else 1.0)
            value = self.value()
            if value >= now - WORSE * best * (1.0 - round_ / rounds):
                now, held = value, [list(route.targets) for route in routes]
                if value > best:
                    best, kept = value, held
            else:
                self.restore(routes, held)
        self.restore(routes, kept)

    def ruin(self, route: Route) -> None:
        """Take out a run of targets, or some at random."""
        count = len(route.targets)
        if not count:
            return
        size = int(self.draw.integers(1, count + 1))
        if self.draw.random() < RUNS:
            first = int(self.draw.integers(0, count - size + 1))
            out = set(range(first, first + size))
        else:
            out = set(self.draw.choice(count, size, replace=False).tolist())
        self.rebuild(route, [target for i, target in enumerate(route.targets) if i not in out])

    def rebuild(self, route: Route, targets: list[Target]) -> None:
        """Give a route other targets; what its ways pass beside them becomes a target too."""
        self.taken[[target[0] for target in route.targets]] = False
        self.taken[[target[0] for target in targets]] = True
        route.targets = targets
        woven: list[Target] = []
        for (out, into), target in zip(route.gaps(), [*targets, None], strict=True):
            woven += self.passed(out, into)
            if target is not None:
                woven.append(target)
        route.targets = woven

    def shorten(self, route: Route) -> None:
        """Turn round parts of a route as long as that saves way (2-opt)."""
        while len(route.targets) > 1:
            outs, ins = (np.array(side) for side in zip(*route.gaps(), strict=True))
            way = self.ways.metres
            old = way[outs, ins]
            # The part between gap i and gap j > i, turned: out i meets out j, in i meets in j.
            saved = old[:, None] + old[None, :] - way[np.ix_(outs, outs)] - way[np.ix_(ins, ins)]
            saved[np.tril_indices(len(outs))] = 0.0
            i, j = np.unravel_index(int(np.argmax(saved)), saved.shape)
            if saved[i, j] <= ROUNDING_M * 10:
                return
            turned = [(street, v, u) for street, u, v in route.targets[i:j][::-1]]
            self.rebuild(route, [*route.targets[:i], *turned, *route.targets[j:]])

    def restore(self, routes: Sequence[Route], held: Sequence[list[Target]]) -> None:
        """Take up routes as they were."""
        for route in routes:
            self.taken[[target[0] for target in route.targets]] = False
        for route, targets in zip(routes, held, strict=True):
            route.targets = list(targets)
            self.taken[[target[0] for target in targets]] = True
