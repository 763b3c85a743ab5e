"""Shapes as GeoJSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping

from hotspot.schema.geojson import apart, geojson_shapes

HOLED = "POLYGON ((0 0, 9 0, 9 9, 0 0), (4 1, 5 1, 5 2, 4 1))"
SHAPES = [
    HOLED,
    "POLYGON EMPTY",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5), (7 6, 8 6, 8 7, 7 6)))",
    "MULTIPOLYGON EMPTY",
    "POINT (76.9 43.2)",
    "LINESTRING (0 0, 0.1 -0.0)",
    "GEOMETRYCOLLECTION (POINT (1 1), POLYGON ((0 0, 1 0, 1 1, 0 0)))",
]


@given(st.lists(st.sampled_from(SHAPES)))
def test_shapes_are_written_together_as_each_is_alone(texts):
    shapes = [shapely.from_wkt(text) for text in texts]

    written = geojson_shapes(shapes)

    assert json.dumps(written) == json.dumps([mapping(shape) for shape in shapes])


def test_a_hole_follows_the_ring_around_it():
    written = geojson_shapes([shapely.from_wkt(HOLED)])

    assert written[0]["coordinates"] == [
        [[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 0.0]],
        [[4.0, 1.0], [5.0, 1.0], [5.0, 2.0], [4.0, 1.0]],
    ]


def test_a_surface_has_no_heights():
    written = geojson_shapes([shapely.from_wkt("POLYGON Z ((0 0 7, 1 0 7, 1 1 7, 0 0 7))")])

    assert written[0]["coordinates"] == [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]


@pytest.mark.parametrize("counts", [[], [0], [3, 0, 2]])
def test_lists_laid_apart_hold_all_things_in_their_order(counts):
    things = list(range(sum(counts)))

    lists = apart(things, np.array(counts, dtype=np.int64))

    assert [len(one) for one in lists] == counts
    assert [thing for one in lists for thing in one] == things
