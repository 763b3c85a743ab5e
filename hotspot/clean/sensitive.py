"""Sensitive types of incidents count like all others; their names are left out where few of them lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.schema import Finding, incidents_in, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Bools

LEAST = 5  # incidents of a type in an area: fewer can be known one by one
MOST_NAMED = 5


def without_rare_types(frame: pd.DataFrame, kinds: Sequence[str], *, least: int = LEAST) -> pd.DataFrame:
    """Return the incidents with the type emptied where it is one of these `kinds` and fewer than `least` of
    the kind lie in the area (column `area`)."""
    named = np.array(frame["type"].isin(kinds), dtype=bool)
    named[named] = _shared_by_fewer(frame[named], least)
    return _unnamed(frame, named)


def without_times(frame: pd.DataFrame, rows: Bools) -> pd.DataFrame:
    """Return the incidents with day and hour unknown of those marked in `rows` (n,)."""
    if not rows.any():
        return frame
    times = {name: frame[name].mask(rows) for name in ("start", "end") if name in frame}
    return frame.assign(**times, hour_known=frame["hour_known"].to_numpy(bool) & ~rows)


def with_mean_harm(frame: pd.DataFrame, rows: Bools) -> pd.DataFrame:
    """Return the incidents with the harm of each of those marked in `rows` (n,) the mean of them all."""
    if not rows.any():
        return frame
    harm = frame["harm"].to_numpy(np.float64, copy=True)
    times = weights(frame)
    harm[rows] = np.average(harm[rows], weights=None if times is None else times[rows])
    return frame.assign(harm=harm)


def look_at_sensitive(frame: pd.DataFrame, kinds: Sequence[str]) -> tuple[Finding, ...]:
    """Say how many incidents of which of these types are not shown one by one."""
    counts = {kind: incidents_in(frame, (frame["type"] == kind).to_numpy(bool)) for kind in kinds}
    ordered = sorted((kind for kind in kinds if counts[kind]), key=lambda kind: (-counts[kind], kind))
    if not ordered:
        return ()
    told = "; ".join(f"{kind}: {counts[kind]}" for kind in ordered[:MOST_NAMED])
    more = f"; … +{len(ordered) - MOST_NAMED}" if len(ordered) > MOST_NAMED else ""
    values: dict[str, str | int | float] = {
        "count": sum(counts.values()),
        "types": told + more,
        "least": LEAST,
    }
    return (Finding(code="sensitive_by_area", level="info", values=values),)


def _unnamed(frame: pd.DataFrame, rows: Bools) -> pd.DataFrame:
    return frame.assign(type=frame["type"].mask(rows, "")) if rows.any() else frame


def _shared_by_fewer(frame: pd.DataFrame, least: int) -> Bools:
    """Return which incidents are of a type that fewer than `least` in their area share."""
    code, kinds = pd.factorize(frame["type"])
    cell = (frame["area"].to_numpy(np.int64) + 1) * len(kinds) + code
    once, at = np.unique(cell, return_inverse=True)
    count = np.bincount(at, weights(frame), minlength=len(once))
    return np.asarray(count[at] < least)
