"""What is compared: our work and a peer's on the same data, what a good answer is, and what we aim at."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Prepared(NamedTuple):
    """Data that one side has loaded into the form it likes: `run` is timed, `answer` makes an array of it."""

    run: Callable[[], Any]
    answer: Callable[[Any], np.ndarray[Any, Any]]


Prepare = Callable[[Path], Prepared]  # from the folder of a city


class Run(NamedTuple):
    """Seconds of one run, CPU seconds of all threads, and MB: peak of a command, growth of a warm step."""

    seconds: float
    cpu_s: float
    mb: float


class Goal(NamedTuple):
    """What we aim at: `faster` than the peer, or at most as `long`, so many times; limits of ours alone."""

    name: str = ""
    faster: float = 0.0
    long: float = inf
    seconds: float = inf
    mb: float = inf

    def parts(self) -> list[tuple[str, bool]]:
        """Return the parts that are set, as text; whether each is a lower bound."""
        bounds = (
            (f"≥ {self.faster:g} × faster", self.faster > 0),
            (f"≤ {self.long:g} × as long", self.long < inf),
            (f"≤ {self.seconds:g} s", self.seconds < inf),
            (f"≤ {self.mb:,.0f} MB", self.mb < inf),
        )
        return [part for part in bounds if part[1]]


class Calls(NamedTuple):
    """Two functions on one city, in two warm processes: no imports and no reading in the seconds."""

    what: str
    rows: int
    ours: Prepare
    peer_name: str
    peer: Prepare
    agreement: Callable[[Path, Path, Path], str]  # city, our answer, theirs; raises Disagreement
    goal: Goal = Goal()


class Commands(NamedTuple):
    """Two commands, each in a process of its own: start-up, imports and reading are in the seconds."""

    what: str
    rows: int
    ours: list[str]
    peer_name: str
    peer: list[str]
    agreement: Callable[[], str]  # of what both wrote; raises Disagreement
    goal: Goal = Goal()


class Alone(NamedTuple):
    """One command of ours that has no peer."""

    what: str
    rows: int
    ours: list[str]
    goal: Goal = Goal()


Comparison = Calls | Commands | Alone


class Measured(NamedTuple):
    """The runs of one comparison in the order they were made, pair by pair; or why there are none."""

    of: Comparison
    ours: tuple[Run, ...] = ()
    peer: tuple[Run, ...] = ()
    agreement: str = ""
    why_not: str = ""

    def times_faster(self) -> list[float]:
        """Return for each pair of runs how many times as long the peer took."""
        return [peer.seconds / ours.seconds for ours, peer in zip(self.ours, self.peer, strict=True)]

    def times_less_cpu(self) -> float:
        """Return how many times as many CPU seconds the peer took, as the median of the pairs.

        On a busy machine it says more than the seconds; on a calm one it leaves out what threads bring.
        """
        return median(peer.cpu_s / ours.cpu_s for ours, peer in zip(self.ours, self.peer, strict=True))

    def is_met(self) -> bool:
        """Tell whether the medians reach the goal."""
        goal = self.of.goal
        seconds, mb = median(run.seconds for run in self.ours), max(run.mb for run in self.ours)
        faster = median(self.times_faster()) if self.peer else inf
        is_fast = faster >= goal.faster and 1 / faster <= goal.long
        return is_fast and seconds <= goal.seconds and mb <= goal.mb


class Disagreement(Exception):  # noqa: N818 - it is a finding
    """The two sides gave different answers: nothing is timed."""


class NotRun(Exception):  # noqa: N818 - it is a finding
    """A side could not run: not installed, out of memory, or broken."""


def require(holds: bool, said: str) -> None:
    """Raise Disagreement where something that both sides must agree on does not hold."""
    if not holds:
        raise Disagreement(said)
