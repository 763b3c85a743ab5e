"""Circles of the second chance are drawn apart from the hot spots and from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely

from hotspot.cluster import hot_spots, with_circles
from hotspot.project import collapse
from hotspot.schema import Circles

if TYPE_CHECKING:
    import geopandas as gpd

CRS = pyproj.CRS.from_epsg(32643)
STUDY = shapely.box(0, 0, 10_000, 10_000)
DENSE = [(5_000.0 + 10 * i, 5_000.0) for i in range(5) for _ in range(10)]


def drawn_with(groups: list[list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    places = np.array(DENSE + [place for group in groups for place in group])
    sites = collapse(places)
    label = np.full(len(sites.xy), -1)
    for number, group in enumerate(groups):
        label[(sites.xy[:, None] == np.array(group)[None]).all(axis=2).any(axis=1)] = number
    shared = {"study": STUDY, "years": 1.0}
    found = hot_spots(sites, crs=CRS, eps_m=100.0, min_samples=20.0, **shared)
    circles = Circles(label=label, expected=np.ones(len(groups)), p_value=np.full(len(groups), 0.01))
    return with_circles(found, circles, sites, **shared).frame


@pytest.mark.parametrize("apart", [60.0, 90.0, 500.0])
def test_no_two_of_them_overlap(apart):
    groups = [
        [(5_100.0 + apart * step + 20 * i, 5_000.0 + 15 * (i % 2)) for i in range(4)] for step in range(4)
    ]

    frame = drawn_with(groups)

    shapes = frame.geometry.to_numpy()
    one, other = np.triu_indices(len(shapes), 1)
    assert len(frame) == 5
    assert shapely.area(shapely.intersection(shapes[one], shapes[other])).max() < 1e-6


def test_one_that_lies_alone_is_its_hull_and_half_of_the_radius_around():
    group = [(1_000.0, 1_000.0), (1_100.0, 1_000.0), (1_050.0, 1_080.0)]

    frame = drawn_with([group])

    alone = frame.geometry[shapely.contains_xy(frame.geometry, 1_050.0, 1_020.0)].iloc[0]
    assert alone.equals(shapely.normalize(shapely.MultiPoint(group).convex_hull.buffer(50.0, quad_segs=8)))
