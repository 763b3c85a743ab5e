"""What libraries load for others and no command uses is loaded when it is asked for, which is never.

SciPy loads all of NumPy, with its compiler for Fortran and its tests; Folium loads the client that fetches
data from the web. Each first turns on more modules of its own: a tenth of a second of every run.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import LazyLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

UNUSED = frozenset({"numpy.f2py", "numpy.testing", "requests"})


class Later:
    """Finds the modules that nobody uses, and has each loaded once one of its names is asked for."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:  # noqa: ARG004 - Python's signature
        """Return how to load one of them; None for every other module, which Python finds as ever."""
        spec = PathFinder.find_spec(name, path) if name in UNUSED else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


def load_later() -> None:
    """Have Python ask here first for every module that is loaded from now on."""
    sys.meta_path.insert(0, Later)
