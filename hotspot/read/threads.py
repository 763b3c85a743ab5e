"""How many threads read at once: as many as there are processors for us, and never many."""

from __future__ import annotations

import os

MOST = 4  # each holds a block of the file


def threads() -> int:
    """Return the number of threads, one at least."""
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(ours, MOST)
