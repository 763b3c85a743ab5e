"""Integer programs, solved by HiGHS as it comes with SciPy; every answer with a bound and a gap."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import vstack

from hotspot.measure.siting.table import Table, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from hotspot.schema import Bools, Floats, Ints

    Constraint: TypeAlias = tuple[Table, Floats, Floats]  # rows, and the least and most of each

PROVED = 1e-7  # relative gap below which rounding, not search, is what is left
TOO_LONG, INFEASIBLE = 1, 2  # status of scipy.optimize.milp
BRANCHES = 20_000_000  # times entries of the program: beyond, the search ends, at the same branch everywhere
FEWEST_BRANCHES = 500
STANDARD_OUTPUT = 1  # its number in the operating system
_TURN = Lock()  # standard output is one for the whole process


class OutOfTime(Exception):  # noqa: N818 - an answer of the search, and no error of the program
    """No choice was found within the limits of the search; there may be one. `by_clock` says that the seconds
    were the limit: another machine may find one."""

    def __init__(self, *, by_clock: bool) -> None:
        """Keep whether the seconds were the limit."""
        super().__init__("no choice was found within the limits of the search")
        self.by_clock = by_clock


class Infeasible(Exception):  # noqa: N818 - the field's word, and no error of the program
    """No choice of sites keeps all the rules."""


@dataclass(frozen=True, kw_only=True)
class Siting:
    """The candidates that were `chosen` (k,), sorted; `value` is what they reach by the model's aim, `bound`
    what no choice can beat, both in the units of the demand (p-median: times distance; p-center: metres).
    `cut_short` says that the clock ended the search: another machine may then find another answer."""

    chosen: Ints
    value: float
    bound: float
    cut_short: bool = False

    @property
    def gap(self) -> float:
        """Return how far the bound is from the value, as a share of the value; 0 if nothing can be better."""
        apart = abs(self.bound - self.value)
        return 0.0 if apart <= PROVED * max(abs(self.value), 1.0) else apart / max(abs(self.value), PROVED)

    @property
    def proved(self) -> bool:
        """Say whether it is proved that no choice is better: only then is it optimal."""
        return self.gap == 0.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """Minimise `cost` (v,) with `matrix` (r, v) times the variables between `low` and `high` (r,).

    All variables lie between `least` and `most` (v,); those marked in `whole` (v,) are whole numbers.
    """

    cost: Floats
    matrix: Table
    low: Floats
    high: Floats
    whole: Bools
    least: Floats
    most: Floats


@dataclass(frozen=True, kw_only=True)
class Solved:
    """Values of the variables (v,), the cost they have and a proved lower bound of any cost; `cut_short` says
    that the clock ended the search."""

    values: Floats
    cost: float
    bound: float
    cut_short: bool


def solve(program: Program, *, seconds: float) -> Solved:
    """Return the cheapest values found.

    The search ends after a number of branches that follows from the size of the program, so the same program
    has the same answer everywhere; the `seconds` only end what hangs, and the answer says so. Raises
    Infeasible where there are no values, and OutOfTime where none were found.
    """
    branches = max(FEWEST_BRANCHES, BRANCHES // max(program.matrix.nnz, 1))
    with _silent():
        found = milp(
            program.cost,
            integrality=program.whole.astype(np.uint8),
            bounds=Bounds(program.least, program.most),
            constraints=LinearConstraint(program.matrix, program.low, program.high),
            options={"time_limit": seconds, "node_limit": branches, "mip_rel_gap": 0.0},
        )
    if found.status == INFEASIBLE:
        raise Infeasible
    late = found.status == TOO_LONG
    if found.x is None:
        raise OutOfTime(by_clock=late)
    bound = float(found.fun if found.mip_dual_bound is None else found.mip_dual_bound)
    return Solved(values=np.asarray(found.x), cost=float(found.fun), bound=bound, cut_short=late)


@dataclass(frozen=True, kw_only=True)
class Relaxed:
    """The answer where shares of sites may be chosen: `values` (v,), a `bound` of any cost of whole sites,
    and by how much at least that bound rises if a variable that is 0 has to be 1: `rises` (v,)."""

    values: Floats
    bound: float
    rises: Floats


def relaxed(program: Program, *, seconds: float) -> Relaxed:
    """Return the cheapest values when none need be whole. Raises OutOfTime.

    Linear programming by the dual simplex method; reduced costs as in Wolsey (1998), Integer Programming, 7.
    """
    over, under = np.isfinite(program.high), np.isfinite(program.low)
    rows: Any = vstack([program.matrix[over], -program.matrix[under]], format="csr")
    limits: Any = np.column_stack([program.least, program.most])
    with _silent():
        found = linprog(
            program.cost,
            A_ub=rows,
            b_ub=np.concatenate([program.high[over], -program.low[under]]),
            bounds=limits,
            method="highs-ds",
            options={"time_limit": seconds},
        )
    if found.x is None or found.status:
        raise OutOfTime(by_clock=found.status == TOO_LONG)
    rises = np.asarray(found.lower.marginals) + np.asarray(found.upper.marginals)
    bound = float(program.cost @ found.x)
    return Relaxed(values=np.asarray(found.x), bound=bound, rises=rises)


def stacked(parts: Sequence[Constraint]) -> Constraint:
    """Return the constraints one under the other: matrix, low and high."""
    matrix = table(vstack([part[0] for part in parts], format="csr"))
    return matrix, np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])


@contextmanager
def _silent() -> Iterator[None]:
    """Keep standard output clean while HiGHS works: now and then it prints there, whatever its options say.

    Its words wait in C's own buffer, so that is emptied before the way out is opened again.
    """
    with _TURN:
        flush = _c_flush()
        flush()
        try:
            kept = os.dup(STANDARD_OUTPUT)
        except OSError:  # closed: nothing can be printed there
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, STANDARD_OUTPUT)
            yield
        finally:
            flush()
            os.dup2(kept, STANDARD_OUTPUT)
            os.close(nowhere)
            os.close(kept)


def _c_flush() -> Callable[[], object]:
    """Return what empties all of C's buffers."""
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    return lambda: library.fflush(None)
