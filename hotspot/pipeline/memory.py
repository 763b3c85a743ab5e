"""Memory that one stage has done with is given back, so that the next does not add its own to it."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Give what is free to the system: glibc and Arrow keep it for arrays of the same size, which the next
    stage does not make. With millions of incidents that is a third of all memory."""
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)  # not in musl
