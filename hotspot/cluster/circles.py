"""Hot spots of the second chance: circles that stand out among what lies around, where nothing is dense."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot.cluster.contents import members
from hotspot.cluster.hot_spots import described, in_order, kind_of, numbered, relabelled
from hotspot.cluster.outline import clipped
from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.cluster.outline import Geometries, Polygonal
    from hotspot.schema import Circles, HotSpots, Ints, Sites

_QUAD_SEGS = 8  # corners of a quarter circle


def with_circles(
    hotspots: HotSpots,
    circles: Circles,
    sites: Sites,
    *,
    types: Sequence[str] | pd.Series[str],
    month_index: Ints | None,
    weight: Ints | None = None,
    study: Polygonal,
    min_places: int = 3,
    years: float | None,
) -> HotSpots:
    """Return the hot spots with one more for each of the `circles`, all in one order of rank.

    The circles have passed the test already. Each is drawn around its incidents; its stability is not
    measured, as no radius made it. The other arguments are those of `hot_spots`.
    """
    if not len(circles.p_value):
        return hotspots
    drawn = _drawn(hotspots, circles, sites, study)
    held = members(sites, circles.label)
    found = described(
        sites,
        circles.label,
        drawn,
        types=types,
        month_index=month_index,
        weight=weight,
        crs=hotspots.frame.crs,
        years=years,
    ).assign(
        kind=kind_of(held, min_samples=hotspots.min_samples, min_places=min_places),
        stability=np.nan,
        usual=circles.expected,
        p_value=circles.p_value,
        significant=True,
    )
    before = len(hotspots.frame)
    both = pd.concat([hotspots.frame, found], ignore_index=True) if before else found
    frame = gpd.GeoDataFrame(both, crs=hotspots.frame.crs)
    order = in_order(frame)
    label = np.where(circles.label >= 0, circles.label + before, hotspots.label)
    told = Finding(code="hot_spots_circles", level="info", values={"count": len(found)})
    kept = [finding for finding in hotspots.findings if finding.code != "hot_spots_none"]
    return replace(
        hotspots,
        frame=numbered(frame.iloc[order]),
        label=relabelled(label, order),
        findings=(*kept, told),
    )


def _drawn(hotspots: HotSpots, circles: Circles, sites: Sites, study: Polygonal) -> Geometries:
    """Return all within half of eps of the hull of each circle's sites, outside what is drawn before it."""
    taken = hotspots.frame.geometry.union_all()
    drawn = []
    for number in range(len(circles.p_value)):
        hull = shapely.convex_hull(shapely.multipoints(sites.xy[circles.label == number]))
        shape = shapely.buffer(hull, hotspots.eps_m / 2, quad_segs=_QUAD_SEGS)
        free = shapely.difference(shape, taken)
        drawn.append(shape if free.is_empty else free)
        taken = shapely.union(taken, shape)
    return clipped(np.array(drawn, dtype=object), study)
