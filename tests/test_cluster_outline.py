"""The outlines of hot spots: walked along rim by rim, they are what overlaying all discs gives."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.cluster import outline
from hotspot.cluster.outline import outlines
from hotspot.compiled import COMPILED
from hotspot.measure.dbscan import components

loops_only = pytest.mark.skipif(not COMPILED, reason="no loops were compiled, so nothing is walked")
corner = st.sampled_from([(0.0, 0.0), (651_234.5, 4_795_678.9)])


def overlaid(xy, label, radius_m):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "COMPILED", False)
        return outlines(xy, label, radius_m=radius_m)


def assert_the_same(one, other):
    assert [shape.geom_type for shape in one] == [shape.geom_type for shape in other]
    assert shapely.is_valid(one).all()
    assert shapely.area(one) == pytest.approx(shapely.area(other), rel=1e-9)
    assert (shapely.area(shapely.symmetric_difference(one, other)) <= 1e-6 * shapely.area(other)).all()
    assert (shapely.hausdorff_distance(one, other) < 1e-5).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 300), st.sampled_from([30.0, 75.0, 200.0]), corner)
def test_walked_outlines_of_scattered_places_are_those_of_all_discs_overlaid(seed, places, eps_m, corner):
    xy = np.array(corner) + np.random.default_rng(seed).uniform(0, 1000, (places, 2))
    label = components(xy, eps_m=eps_m)

    found = outlines(xy, label, radius_m=eps_m / 2)

    assert_the_same(found, overlaid(xy, label, eps_m / 2))


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=60),
    st.sampled_from([1.0, 1.5, 2.0, 2.5, 5.0]),
    corner,
)
def test_places_on_a_lattice_where_many_rims_meet_in_a_point_have_the_same_outline(found, radius, corner):
    xy = np.array(corner) + 20 * np.array(sorted(found), dtype=float)
    label = components(xy, eps_m=40 * radius)

    drawn = outlines(xy, label, radius_m=20 * radius)

    assert_the_same(drawn, overlaid(xy, label, 20 * radius))


@loops_only
def test_nearly_all_clusters_are_walked():
    xy = np.random.default_rng(1).uniform(0, 4000, (3000, 2))
    label = components(xy, eps_m=80)

    walked = outline._walked(xy, label, radius_m=40)

    assert shapely.is_missing(walked).mean() < 0.05


def test_a_lone_place_has_a_disc_of_32_corners():
    (disc,) = outlines(np.array([[5.0, 7.0]]), np.array([0]), radius_m=10)

    assert len(disc.exterior.coords) == 33
    assert disc.bounds == pytest.approx((-5, -3, 15, 17))


def test_places_a_hair_within_reach_whose_discs_do_not_meet_are_one_hot_spot_in_two_parts():
    turn = np.pi / 32  # from the middle of one side to the next disc
    xy = np.array([[0.0, 0.0], [19.99 * np.cos(turn), 19.99 * np.sin(turn)], [0.0, 60.0]])

    drawn = outlines(xy, np.array([0, 0, 1]), radius_m=10)

    assert [shape.geom_type for shape in drawn] == ["MultiPolygon", "Polygon"]


@pytest.mark.parametrize(("ring_m", "holes"), [(25.0, 0), (60.0, 1)])
def test_a_hole_is_kept_where_a_disc_would_fit_its_area(ring_m, holes):
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    xy = ring_m * np.column_stack([np.cos(turn), np.sin(turn)])

    (drawn,) = outlines(xy, np.zeros(40, dtype=np.int64), radius_m=15)

    assert len(drawn.interiors) == holes


def test_discs_of_another_hot_spot_hide_nothing():
    xy = np.array([[0.0, 0.0], [5.0, 0.0]])

    apart = outlines(xy, np.array([0, 1]), radius_m=10)
    alone = [outlines(place[None], np.array([0]), radius_m=10)[0] for place in xy]

    assert all(shape.equals(other) for shape, other in zip(apart, alone, strict=True))


def test_no_places_have_no_outline():
    assert len(outlines(np.empty((0, 2)), np.empty(0, dtype=np.int64), radius_m=10)) == 0
