"""From raw files to a ranking: the stages in order, as the method section of a paper would tell them.

What a command does not call is not imported: a map is drawn again in a second, without the libraries that
compute.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hotspot.pipeline.briefs import brief_run, write_briefs
    from hotspot.pipeline.city import load_ahead, rank_city, save
    from hotspot.pipeline.given import inputs
    from hotspot.pipeline.prepared import STEPS, Prepared, check, prepare
    from hotspot.pipeline.redraw import MapQuestion, redraw_map
    from hotspot.pipeline.suggestion import suggest, told_apart

__all__ = [
    "STEPS",
    "MapQuestion",
    "Prepared",
    "brief_run",
    "check",
    "inputs",
    "load_ahead",
    "prepare",
    "rank_city",
    "redraw_map",
    "save",
    "suggest",
    "told_apart",
    "write_briefs",
]
_MODULES = {
    "briefs": ("brief_run", "write_briefs"),
    "city": ("load_ahead", "rank_city", "save"),
    "given": ("inputs",),
    "prepared": ("STEPS", "Prepared", "check", "prepare"),
    "redraw": ("MapQuestion", "redraw_map"),
    "suggestion": ("suggest", "told_apart"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, with all of its module that is public."""
    for module, names in _MODULES.items():
        if name in names:
            found = import_module(f"{__name__}.{module}")
            globals().update({one: getattr(found, one) for one in names})
            return globals()[name]
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
