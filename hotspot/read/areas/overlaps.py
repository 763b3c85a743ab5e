"""Whether two areas lie on the same ground, and how much ground between them belongs to none."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.schema import KM2, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from hotspot.read.features import Shapes

    Problem: TypeAlias = tuple[str, str]  # what is wrong, what to do

OVERLAP_MOST = 0.005  # share of all ground that may belong to two areas
_GAP_LEAST = 0.001  # share of all ground below which a gap is a matter of drawing
_UNION_MOST = 5_000  # areas; joining more takes longer than a remark on gaps is worth


def overlap_findings(
    shapes: Shapes, names: Sequence[str], where: str, *, allowed: bool
) -> tuple[Finding, ...]:
    """Say how much ground belongs to two of the `shapes` (in metres), and how much between them to none.

    Raises InputError where more than 0.5 % of all ground belongs to two areas, unless that is `allowed`: an
    incident there would count twice.
    """
    shapes = _valid(shapes)
    ground = float(shapely.area(shapes).sum())
    clean = bool(shapely.coverage_is_valid(shapes))
    twice, first, second, worst = (0.0, 0, 0, 0.0) if clean else _overlaps(shapes)
    findings = []
    if twice > OVERLAP_MOST * ground and not allowed:
        what = (
            f"areas overlap on {twice / KM2:.3g} km², {twice / ground:.1%} of all; "
            f"'{names[first]}' and '{names[second]}' share {worst / KM2:.3g} km²"
        )
        raise InputError(where, what, "correct the boundaries, or set areas.allow_overlap to true")
    if twice > OVERLAP_MOST * ground:
        values = {"km2": twice / KM2, "percent": 100 * twice / ground}
        pair = {"first": names[first], "second": names[second]}
        findings.append(Finding(code="areas_overlap", level="warning", values={**values, **pair}))
    if clean or len(shapes) <= _UNION_MOST:
        together = shapely.coverage_union_all(shapes) if clean else shapely.union_all(shapes)
        gaps = _holes(together)
        if gaps > _GAP_LEAST * ground:
            values = {"km2": gaps / KM2, "percent": 100 * gaps / ground}
            findings.append(Finding(code="areas_gaps", level="info", values=values))
    return tuple(findings)


def _valid(shapes: Shapes) -> Shapes:
    """Return shapes that can be overlaid: one that is sound in degrees may cross itself in metres."""
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    valid = shapes.copy()
    valid[broken] = shapely.make_valid(shapes[broken])
    return valid


def _overlaps(shapes: Shapes) -> tuple[float, int, int, float]:
    """Return the ground that pairs share in all, the pair that shares most, and how much that is, in m²."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    if not len(one):
        return 0.0, 0, 0, 0.0
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    worst = int(np.argmax(shared))
    return float(shared.sum()), int(one[worst]), int(other[worst]), float(shared[worst])


def _holes(together: BaseGeometry) -> float:
    parts = shapely.get_parts(together)
    rings, owner = shapely.get_rings(parts, return_index=True)
    outer = np.append(True, owner[1:] != owner[:-1])
    return float(shapely.area(shapely.polygons(rings[~outer])).sum()) if len(rings) else 0.0
