"""Integer programs, solved by HiGHS as it comes with SciPy; every answer with a bound and a gap."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import vstack

from hotspot.measure.siting.table import Table, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from hotspot.schema import Bools, Floats, Ints

    Constraint: TypeAlias = tuple[Table, Floats, Floats]  # rows, and the least and most of each

PROVED = 1e-7  # relative gap below which rounding, not search, is what is left
INFEASIBLE = 2  # status of scipy.optimize.milp
STANDARD_OUTPUT = 1  # its number in the operating system
_TURN = Lock()  # standard output is one for the whole process


class OutOfTime(Exception):  # noqa: N818
    """No choice was found within the seconds; there may be one."""


class Infeasible(Exception):  # noqa: N818 - the field's word, and no error of the program
    """No choice of sites keeps all the rules."""


@dataclass(frozen=True, kw_only=True)
class Siting:
    """The candidates that were `chosen` (k,), sorted; `value` is what they reach by the model's aim, `bound`
    what no choice can beat, both in the units of the demand (p-median: times distance; p-center: metres)."""

    chosen: Ints
    value: float
    bound: float

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
    """Values of the variables (v,), the cost they have and a proved lower bound of any cost."""

    values: Floats
    cost: float
    bound: float


def solve(program: Program, *, seconds: float) -> Solved:
    """Return the cheapest values found within the seconds.

    Raises Infeasible where there are none, and OutOfTime where the seconds were too few to find any.
    Deterministic unless the seconds run out.
    """
    with _silent():
        found = milp(
            program.cost,
            integrality=program.whole.astype(np.uint8),
            bounds=Bounds(program.least, program.most),
            constraints=LinearConstraint(program.matrix, program.low, program.high),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
    if found.status == INFEASIBLE:
        raise Infeasible
    if found.x is None:
        raise OutOfTime
    bound = float(found.fun if found.mip_dual_bound is None else found.mip_dual_bound)
    return Solved(values=np.asarray(found.x), cost=float(found.fun), bound=bound)


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
