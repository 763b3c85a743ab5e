"""What the analyst should know about the rows that are used: stacks, copies, snapped points, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.clean.fingerprint import of_columns, perhaps_repeated
from hotspot.errors import InputError
from hotspot.measure.distinct import stacked
from hotspot.schema import Finding, Incidents, Rows, Sites, incidents_in, weights

if TYPE_CHECKING:
    import pandas as pd

MANY_DROPPED_SHARE = 0.2
# Chosen by the user, or with a finding of their own.
CHOSEN_REASONS = ("filtered_out", "outside_period", "outside_area", "discovered")
DEFAULT_GEOCODE_SHARE = 0.20
MANY_COPIES_SHARE = 0.01
SNAPPED_SHARE = 0.5  # distinct places among the incidents
LEAST_FOR_SNAPPED = 200


def look_at(incidents: Incidents, sites: Sites, *, single: bool = True) -> list[Finding]:
    """Return what is worth knowing about the cleaned incidents; nothing is dropped here.

    Where their frame does not know them one by one (`single` is False), neither copies nor windows of time
    are looked for. Raises InputError where all lie on one place: then there is no density, cluster or ranking
    to speak of.
    """
    count = incidents_in(incidents.frame)
    if len(sites.xy) == 1 and count > 1:
        where = incidents.sources[0].path if incidents.sources else "incidents"
        what = f"all {count} incidents lie on one place, as a default geocode does"
        raise InputError(
            where, what, "geocode the addresses, or filter this place out with 'incidents.where'"
        )
    return [
        *_stacks(sites),
        *_snapped(sites),
        *(_copies(incidents.frame) if single else ()),
        *_types(incidents),
        *(_windows(incidents.frame) if single else ()),
    ]


def look_at_account(rows: Rows) -> list[Finding]:
    """Warn of every reason that the user did not choose and that takes more than a fifth of the rows."""
    return [
        Finding(code="many_dropped", level="warning", values={"reason": reason, "count": count})
        for reason, count in rows.dropped.items()
        if count > MANY_DROPPED_SHARE * rows.read and reason not in CHOSEN_REASONS
    ]


def _stacks(sites: Sites) -> list[Finding]:
    total = sites.weight.sum()
    heavy = stacked(sites.weight)
    if not heavy.any():
        return []
    largest = float(sites.weight.max())
    values: dict[str, str | int | float] = {
        "places": int(heavy.sum()),
        "share": round(100 * float(sites.weight[heavy].sum()) / float(total), 1),
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
        "share": round(100 * share),
    }
    return [Finding(code="repeated_places", level="info", values=values)]


def _copies(frame: pd.DataFrame) -> list[Finding]:
    cells, weight, count = frame[["x", "y", "start", "type"]], weights(frame), incidents_in(frame)
    copies = int(cells[perhaps_repeated(of_columns(cells))].duplicated().sum())
    copies += int((weight - 1).sum()) if weight is not None else 0
    if copies < max(1, MANY_COPIES_SHARE * count):
        return []
    return [
        Finding(
            code="copies",
            level="info",
            values={"count": copies, "share": round(100 * copies / count, 1)},
        )
    ]


def _types(incidents: Incidents) -> list[Finding]:
    frame = incidents.frame
    without = incidents_in(frame, (frame["type"] == "").to_numpy(bool))
    if without == incidents_in(frame):
        return [] if "type" in incidents.columns else [Finding(code="no_types", level="warning")]
    if not without:
        return []
    return [Finding(code="no_type", level="info", values={"count": without})]


def _windows(frame: pd.DataFrame) -> list[Finding]:
    """Count windows that end before they begin, and those longer than a day: their hour is not known."""
    if "end" not in frame:
        return []
    both = frame["end"].notna() & frame["start"].notna()
    length = (frame["end"] - frame["start"]).dt.total_seconds()
    reversed_windows = int(np.sum(both & (length < 0)))
    long = int(np.sum(both & (length > 86_400)))
    found = []
    if reversed_windows:
        found.append(Finding(code="reversed_window", level="warning", values={"count": reversed_windows}))
    if long:
        found.append(Finding(code="long_window", level="info", values={"count": long}))
    return found
