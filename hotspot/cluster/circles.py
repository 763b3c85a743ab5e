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
    from hotspot.cluster.outline import Geometries, Polygonal
    from hotspot.schema import Circles, Floats, HotSpots, Ints, Sites

_QUAD_SEGS = 8  # corners of a quarter circle


def with_circles(
    hotspots: HotSpots,
    circles: Circles,
    sites: Sites,
    *,
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
        crs=hotspots.frame.crs,
        years=years,
    ).assign(
        kind=kind_of(held, min_samples=hotspots.min_samples, min_places=min_places),
        stability=np.nan,
        usual=circles.expected,
        p_value=circles.p_value,
        significant=True,
    )
    return _joined(hotspots, found, circles.label)


def _joined(hotspots: HotSpots, found: gpd.GeoDataFrame, circle: Ints) -> HotSpots:
    """Return the hot spots and those found besides in one order; `circle` (n,) is the row of each site among
    the latter, -1 for none."""
    before = len(hotspots.frame)
    both = pd.concat([hotspots.frame, found], ignore_index=True) if before else found
    frame = gpd.GeoDataFrame(both, crs=hotspots.frame.crs)
    order = in_order(frame)
    label = np.where(circle >= 0, circle + before, hotspots.label)
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
    taken = np.asarray(hotspots.frame.geometry, dtype=object)
    hulls = _hulls(sites.xy, circles.label, circles=len(circles.p_value))
    drawn = np.asarray(shapely.buffer(hulls, hotspots.eps_m / 2, quad_segs=_QUAD_SEGS), dtype=object)
    shapely.prepare(drawn)
    for number, shape in enumerate(drawn):
        near = shapely.intersects(shape, taken)  # what lies elsewhere would only cost time
        met = shapely.union_all(taken[near])
        free = shapely.difference(shape, met)
        drawn[number] = shape if shapely.is_empty(free) else free
        taken = np.append(taken[~near], shapely.get_parts(shapely.union(met, shape)))
    return clipped(drawn, study)


def _hulls(xy: Floats, label: Ints, *, circles: int) -> Geometries:
    """Return the convex hull of the sites (n, 2) of each circle; `label` (n,) is -1 for those of none."""
    held = np.flatnonzero(label >= 0)
    order = held[np.argsort(label[held], kind="stable")]
    parts = np.split(xy[order], np.searchsorted(label[order], np.arange(1, circles)))
    return np.array([shapely.convex_hull(shapely.multipoints(part)) for part in parts], dtype=object)
