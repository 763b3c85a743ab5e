"""The inner loops of the measures, in C: the same sums as in NumPy, only sooner.

Each loop has its twin in `hotspot.measure`, where the formula is explained and which does the work where no
compiler was at hand when the tool was installed; tests hold one against the other. Loops take contiguous
arrays, release the interpreter's lock, and never draw random numbers.
"""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["COMPILED"]

LOOPS = (
    "collapse",
    "kernel_sums",
    "knox",
    "kth_nearest",
    "lattice",
    "neighbours",
    "outline",
    "pairs",
    "scan",
    "within",
)
COMPILED: bool = all(find_spec(f"{__name__}.{loop}") is not None for loop in LOOPS)
