"""Where posts may stand and where some do, and what was left out of either."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import place
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.posts.given import points_of, xy_of
from hotspot.pipeline.understood import metres_of
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    from hotspot.pipeline.posts.given import Given
    from hotspot.pipeline.posts.question import PostQuestion
    from hotspot.schema import Floats, Result

GRID_M = 100.0
FAR_M = 200.0  # from a street: demand further off is worth a warning
FLAG = "--candidates corners|hotspots|grid:100|FILE"
MOST_SQUARES = 1_000_000


def sites_of(
    result: Result, asked: PostQuestion, given: Given, *, reach_m: float
) -> tuple[place.Sites, Choice, tuple[Finding, ...]]:
    """Return where posts may stand and where some do, how the candidates were found, and what was noticed.

    Raises ConfigError and InputError.
    """
    found, choice, of_plots = _candidates(result, asked, given, reach_m)
    candidates = np.unique(found, axis=0)
    free = place.allowed(candidates, given.barred)
    barred = int((~free).sum())
    candidates = candidates[free]
    if len(candidates) < max(asked.posts or 1, 1):
        what = f"there are {len(candidates)} candidate sites for {asked.posts or 1} posts"
        to_do = "ask for fewer posts, or give more candidates: --candidates grid:100"
        raise ConfigError("--candidates", what, to_do)
    existing = xy_of(given.existing)
    area = place.rows_at(result.areas, np.concatenate([candidates, existing]))
    outside = int((area[len(candidates) :] < 0).sum())
    if asked.existing and outside == len(existing):
        raise InputError(asked.existing, "all of its posts lie outside the city", "check its CRS")
    findings = [*_of_ways(given), *of_plots]
    if barred:
        findings.append(Finding(code="posts_barred", level="info", values={"count": barred}))
    if outside:
        findings.append(Finding(code="posts_outside", level="warning", values={"count": outside}))
    return place.Sites(candidates=candidates, existing=existing, area=area), choice, tuple(findings)


def _of_ways(given: Given) -> tuple[Finding, ...]:
    """Say what the network left out, and how much demand is far from any street."""
    if given.walking is None:
        return (Finding(code="straight_line", level="warning", values={}),)
    findings = given.walking.streets.findings
    far = int((given.walking.places(given.demand.xy).off_m > FAR_M).sum())
    if not far:
        return findings
    values = {"count": far, "all": len(given.demand.xy), "limit": FAR_M}
    return (*findings, Finding(code="streets_far", level="warning", values=values))


def _candidates(
    result: Result, asked: PostQuestion, given: Given, reach_m: float
) -> tuple[Floats, Choice, tuple[Finding, ...]]:
    """Return where posts may stand: street corners, hot spots, a grid, or the plots of a file."""
    kind = asked.candidates or ("corners" if given.walking else f"grid:{GRID_M:g}")
    if kind == "corners":
        if given.walking is None:
            raise ConfigError("--candidates", "there are no streets with corners", "give --streets FILE")
        found = place.corners(given.walking.streets, given.demand.xy, reach_m=reach_m)
        return found, Choice(name="posts.candidates", value=kind, why="posts_corners", flag=FLAG), ()
    if kind == "hotspots":
        found = place.medoids(result.hotspots, result.sites)
        return found, Choice(name="posts.candidates", value=kind, why="posts_hotspots", flag=FLAG), ()
    if kind.startswith("grid:"):
        step_m = _step(kind, given)
        found = place.grid(given.demand.xy, step_m=step_m, reach_m=reach_m)
        why = "posts_squares" if asked.candidates else "posts_grid"
        values = {"step": step_m}
        return found, Choice(name="posts.candidates", value=kind, why=why, values=values, flag=FLAG), ()
    return _plots(result, kind)


def _step(kind: str, given: Given) -> float:
    """Return the side of the squares. Raises ConfigError where there would be too many."""
    step_m = metres_of(kind.removeprefix("grid:"), "--candidates")
    sides = np.ptp(given.demand.xy, axis=0) / step_m + 1
    if sides.prod() > MOST_SQUARES:
        what = f"a grid of {step_m:g} m has {sides.prod():,.0f} squares here"
        raise ConfigError("--candidates", what, "give a wider one, such as grid:100")
    return step_m


def _plots(result: Result, path: str) -> tuple[Floats, Choice, tuple[Finding, ...]]:
    """Return the plots of a file that lie in the city. Raises InputError."""
    plots, findings = points_of(result, path, "candidates")
    xy = xy_of(plots)
    inside = place.rows_at(result.areas, xy) >= 0
    outside = int((~inside).sum())
    if outside == len(xy):
        raise InputError(path, "all of its sites lie outside the city", "check its CRS")
    if outside:
        values: dict[str, str | int | float] = {"file": Path(path).name, "count": outside, "all": len(xy)}
        findings = (*findings, Finding(code="posts_plots_outside", level="warning", values=values))
    return xy[inside], Choice(name="posts.candidates", value=Path(path).name, why="posts_plots"), findings
