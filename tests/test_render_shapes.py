"""Outlines as small whole numbers."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot.render.shapes import STEPS, outlines, steps

PLACES = st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000))
LINES = st.lists(st.lists(PLACES, min_size=2, max_size=6))


@given(LINES)
def test_the_moves_of_a_line_lead_through_its_places(places):
    lines = np.array([shapely.LineString(np.array(one) / STEPS) for one in places], dtype=object)

    moves = steps(lines)

    walked = [np.cumsum(np.reshape(one, (-1, 2)), axis=0).tolist() for one in moves]
    assert walked == [_without_standing_still(one) for one in places]


def test_outlines_keep_parts_and_holes_apart_and_leave_lines_out():
    texts = (
        "POLYGON ((0 0, 90 0, 90 90, 0 0), (40 10, 50 10, 50 20, 40 10))",
        "LINESTRING (0 0, 10 10)",
        "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 0)), ((50 0, 60 0, 60 10, 50 0)))",
    )
    shapes = shapely.transform(shapely.from_wkt(texts), lambda step: step / STEPS)
    frame = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")

    drawn = outlines(frame)

    assert drawn == [
        [[[0, 0, 90, 0, 0, 90, -90, -90], [40, 10, 10, 0, 0, 10, -10, -10]]],
        [],
        [[[0, 0, 10, 0, 0, 10, -10, -10]], [[50, 0, 10, 0, 0, 10, -10, -10]]],
    ]


def _without_standing_still(places):
    return [list(place) for i, place in enumerate(places) if i == 0 or place != places[i - 1]]
