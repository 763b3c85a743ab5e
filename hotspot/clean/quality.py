"""What the analyst should know about the rows that are used: stacks, copies, snapped points, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import InputError
from hotspot.schema import Finding, Incidents, Sites

if TYPE_CHECKING:
    import pandas as pd

STACK_SHARE = 0.01  # of all incidents at one place
LEAST_STACK = 20
DEFAULT_GEOCODE_SHARE = 0.20
MANY_COPIES_SHARE = 0.01
SNAPPED_SHARE = 0.5  # distinct places among the incidents
LEAST_FOR_SNAPPED = 200


def look_at(incidents: Incidents, sites: Sites) -> list[Finding]:
    """Return what is worth knowing about the cleaned incidents; nothing is dropped here.

    Raises InputError where all lie on one place: then there is no density, cluster or ranking to speak of.
    """
    if len(sites.xy) == 1 and len(incidents.frame) > 1:
        where = incidents.sources[0].path if incidents.sources else "incidents"
        what = f"all {len(incidents.frame)} incidents lie on one place (a default geocode?)"
        raise InputError(
            where, what, "geocode the addresses, or filter this place out with 'incidents.where'"
        )
    return [
        *_stacks(sites),
        *_snapped(sites),
        *_copies(incidents.frame),
        *_types(incidents.frame),
        *_windows(incidents.frame),
    ]


def _stacks(sites: Sites) -> list[Finding]:
    total = sites.weight.sum()
    heavy = sites.weight >= max(LEAST_STACK, STACK_SHARE * total)
    if not heavy.any():
        return []
    largest = float(sites.weight.max())
    values: dict[str, str | int | float] = {
        "places": int(heavy.sum()),
        "share": f"{sites.weight[heavy].sum() / total:.1%}",
        "largest": int(largest),
    }
    default = largest / total > DEFAULT_GEOCODE_SHARE
    return [Finding(code="default_geocode" if default else "stacks", level="warning", values=values)]


def _snapped(sites: Sites) -> list[Finding]:
    total = float(sites.weight.sum())
    share = len(sites.xy) / total
    if total < LEAST_FOR_SNAPPED or share >= SNAPPED_SHARE:
        return []
    values: dict[str, str | int | float] = {
        "places": len(sites.xy),
        "incidents": int(total),
        "share": f"{share:.0%}",
    }
    return [Finding(code="repeated_places", level="info", values=values)]


def _copies(frame: pd.DataFrame) -> list[Finding]:
    copies = int(frame.duplicated(["x", "y", "start", "type"]).sum())
    if copies < max(1, MANY_COPIES_SHARE * len(frame)):
        return []
    return [
        Finding(code="copies", level="info", values={"count": copies, "share": f"{copies / len(frame):.1%}"})
    ]


def _types(frame: pd.DataFrame) -> list[Finding]:
    without = int((frame["type"] == "").sum())
    if not without or without == len(frame):
        return []
    return [Finding(code="no_type", level="info", values={"count": without})]


def _windows(frame: pd.DataFrame) -> list[Finding]:
    """Count windows that end before they begin, and those longer than a day: their hour is not known."""
    both = frame["end"].notna() & frame["start"].notna()
    if not both.any():
        return []
    length = (frame["end"] - frame["start"]).dt.total_seconds()
    reversed_windows = int(np.sum(both & (length < 0)))
    long = int(np.sum(both & (length > 86_400)))
    found = []
    if reversed_windows:
        found.append(Finding(code="reversed_window", level="warning", values={"count": reversed_windows}))
    if long:
        found.append(Finding(code="long_window", level="info", values={"count": long}))
    return found
