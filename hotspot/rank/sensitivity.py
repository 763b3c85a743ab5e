"""What the first areas owe to flaws of the data: unequal reporting, stacked points, rows without a place."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.distinct import stacked
from hotspot.schema import LANGUAGES, Finding, weights

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.rank.score import By, Score
    from hotspot.schema import Floats, Ints, Rows, Sites, Tallies

FIRM = 0.8  # of the draws, in which an area has to stay among the first
UNPLACED = (
    *("missing_coordinates", "unreadable_coordinates", "zero_coordinates", "impossible_coordinates"),
    "sentinel_point",
)
IN_INCIDENTS = ("score", "count", "rate")  # orders whose unit is incidents per something


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The areas in order of rank, those without one left out: `names` (n rows of the areas frame), `score`,
    `incidents`, those of them on `stacks`, `whole`, what they stand for once rows without a place are shared
    out by type, and `exposure`, all (n,)."""

    names: pd.DataFrame
    score: Floats
    incidents: Floats
    stacks: Floats
    whole: Floats
    exposure: Floats


def tried(frame: gpd.GeoDataFrame, incidents: Tallies, score: Score, sites: Sites, order: Ints) -> Tried:
    """Count what each ranked area owes to stacks and would gain by its part of the rows without a place."""
    types, places, n = incidents.types, incidents.places, len(frame)
    area, weight = types["area"].to_numpy(), weights(types)
    times = weight if weight is not None else 1
    stands_for = times * types["stands_for"].to_numpy(float) if "stands_for" in types else weight
    held = weights(places)
    on_stack = stacked(sites.weight)[places["site"].to_numpy()] * (held if held is not None else 1.0)
    first = order[: int(score.ranked.sum())]
    row_of = np.cumsum(score.ranked) - 1
    return Tried(
        names=frame.iloc[first],
        score=score.mean[first],
        incidents=np.bincount(area, weight, minlength=n)[first].astype(np.float64),
        stacks=np.bincount(places["area"].to_numpy(), on_stack, minlength=n)[first].astype(np.float64),
        whole=np.bincount(area, stands_for, minlength=n)[first].astype(np.float64),
        exposure=score.exposure[row_of[first]],
    )


def sensitivity(
    areas: Tried, p_reporting: Floats, *, by: By, top: int, reporting: tuple[float, float], rows: Rows | None
) -> tuple[Finding, ...]:
    """Return what was found for the first `top` areas; `p_reporting` (n,) is in order of rank."""
    if top >= len(areas.score):
        return ()
    return (
        _reporting(areas, p_reporting, top=top, reporting=reporting),
        *_stacks(areas, top=top),
        *(_unplaced(areas, rows, by=by, top=top) if rows else ()),
    )


def _reporting(areas: Tried, p: Floats, *, top: int, reporting: tuple[float, float]) -> Finding:
    """Name those of the first areas that another rate of reporting would often displace."""
    unsure = np.flatnonzero(p[:top] < FIRM)
    values: dict[str, str | int | float] = {
        "top": top,
        "count": len(unsure),
        "low": round(100 * reporting[0]),
        "high": round(100 * reporting[1]),
        "firm": round(100 * FIRM),
    }
    if not len(unsure):
        return Finding(code="reporting_firm", level="info", values=values)
    return Finding(code="reporting_unsure", level="warning", values=values | _names(areas, unsure))


def _stacks(areas: Tried, *, top: int) -> list[Finding]:
    """Say which of the first areas would not be there without the rows on stacked places."""
    if not areas.stacks.any():
        return []
    without = areas.score * (1 - areas.stacks / np.maximum(areas.incidents, 1.0))
    gone = _displaced(without, top)
    values: dict[str, str | int | float] = {
        "incidents": int(areas.stacks.sum()),
        "top": top,
        "count": len(gone),
    }
    if not len(gone):
        return [Finding(code="stacks_keep", level="info", values=values)]
    return [Finding(code="stacks_move", level="warning", values=values | _names(areas, gone))]


def _unplaced(areas: Tried, rows: Rows, *, by: By, top: int) -> list[Finding]:
    """Say what the rows without a usable place could change about the first areas.

    Shared out as the other rows of their type lie, they displace `count` of them. And if they all lay in one
    area further down, it would need about `least` of them to pass the last of the first: the gap between the
    two, in incidents that lift a score as much as one does on average in the city.
    """
    missing = sum(rows.dropped.get(reason, 0) for reason in UNPLACED)
    if not missing or by not in IN_INCIDENTS:
        return []
    lift = float(areas.score @ areas.exposure) / max(float(areas.incidents.sum()), 1.0)
    gap = (areas.score[top - 1] - areas.score[top:]) * areas.exposure[top:] / max(lift, 1e-9)
    nearest = int(np.argmin(gap))
    least = max(1, ceil(gap[nearest]))
    values: dict[str, str | int | float] = {
        "rows": missing,
        "share": round(100 * missing / rows.read, 1),
        "top": top,
        "count": len(_displaced(areas.score * areas.whole / np.maximum(areas.incidents, 1.0), top)),
        "least": least,
    }
    values |= _names(areas, np.array([top + nearest]))
    return [Finding(code="unplaced_safe" if least > missing else "unplaced", level="info", values=values)]


def _displaced(score: Floats, top: int) -> Ints:
    """Return which of the first `top` areas are not among the first by another score."""
    first = np.argsort(-score, kind="stable")[:top]
    return np.setdiff1d(np.arange(top), first)


def _names(areas: Tried, which: Ints) -> dict[str, str | int | float]:
    """Return the names of areas in each language, for a sentence."""
    rows = areas.names.iloc[which]
    plain = [str(name or area_id) for name, area_id in zip(rows["name"], rows["area_id"], strict=True)]
    named: dict[str, str | int | float] = {"name": ", ".join(plain)}
    for language in LANGUAGES:
        local = rows[f"name_{language}"].astype(str).tolist()
        named[f"name_{language}"] = ", ".join(name or other for name, other in zip(local, plain, strict=True))
    return named
