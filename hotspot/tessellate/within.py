"""Micro-areas held to the city's outline, so that areas, incidents and density speak of the same ground."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.schema import Finding

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from hotspot.schema import Areas

ROUNDING = 0.001  # of an area; outlines drawn apart agree no better


def within(areas: Areas, boundary: Polygon | MultiPolygon) -> Areas:
    """Return the areas cut to `boundary`; those wholly outside are left out, and both are said.

    Both are in the same metric CRS. An area of which less than 0.1 % lies outside stays as it is. Raises
    InputError where no area lies inside.
    """
    shapes = areas.frame.geometry.to_numpy()
    cut = shapely.intersection(shapes, boundary)
    share = shapely.area(cut) / shapely.area(shapes)
    inside, whole = share >= ROUNDING, share > 1 - ROUNDING
    if not inside.any():
        what = "none of the areas lies inside the boundary"
        raise InputError("boundary", what, "check that both files are of the same place")
    frame = areas.frame.set_geometry(np.where(whole, shapes, cut)).loc[inside].reset_index(drop=True)
    findings = list(areas.findings)
    counts = {"areas_outside": int((~inside).sum()), "areas_cut": int((inside & ~whole).sum())}
    findings += [
        Finding(code=code, level="warning", values={"count": count, "areas": len(shapes)})
        for code, count in counts.items()
        if count
    ]
    uncovered = 1 - float(shapely.area(cut).sum()) / boundary.area
    if uncovered > ROUNDING * 10:
        values: dict[str, str | int | float] = {"share": round(100 * uncovered, 1)}
        findings.append(Finding(code="boundary_uncovered", level="warning", values=values))
    return replace(areas, frame=frame, findings=tuple(findings))
