"""Places in polygons: the compiled loop and GEOS give the same pairs, wherever a place lies."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from hotspot.rank import within
from hotspot.rank.within import places_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats

ONE_THIRD = 1 / 3


@pytest.fixture(params=["as installed", "without the loop"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each law with the loop, where it could be compiled, and without."""
    if request.param == "without the loop":
        monkeypatch.setattr(within, "COMPILED", False)


def _pairs(polygons: Sequence[object], xy: object) -> set[tuple[int, int]]:
    places = np.array(xy, dtype=float).reshape(-1, 2)
    polygon, place = places_in(np.array(polygons, dtype=object), places)
    pairs = list(zip(polygon.tolist(), place.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert polygon.tolist() == sorted(polygon.tolist())
    return set(pairs)


def _one_by_one(polygons: NDArray[np.object_], xy: Floats) -> set[tuple[int, int]]:
    """Ask GEOS about each pair."""
    known: Bools = np.asarray(np.isfinite(xy).all(axis=1))
    held = shapely.intersects(polygons[:, None], shapely.points(np.where(known[:, None], xy, 0.0)))
    polygon, place = np.nonzero(np.asarray(held) & known)
    return set(zip(polygon.tolist(), place.tolist(), strict=True))


def test_corners_edges_and_the_inside_belong_to_a_square_and_a_hole_does_not_but_for_its_outline() -> None:
    square = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (3, 1), (3, 3), (1, 3)]])
    inside = [(0, 0), (4, 4), (0, 2), (2, 4), (2, 0), (0.5, 0.5), (1, 1), (1, 2), (2, 3), (3.5, 2)]
    outside = [(2, 2), (1.5, 2.9), (4.0000001, 2), (2, -1e-9), (-1, 1), (5, 1), (9, 9)]

    assert _pairs([square], inside + outside) == {(0, place) for place in range(len(inside))}


def test_a_place_in_polygons_that_overlap_is_in_all_of_them() -> None:
    nested = [box(0, 0, 10, 10), box(2, 2, 4, 4), box(4, 4, 6, 6)]

    assert _pairs(nested, [(1, 1), (3, 3), (4, 4)]) == {(0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2)}


def test_all_parts_of_an_area_hold_their_places() -> None:
    islands = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])

    assert _pairs([islands], [(0.5, 0.5), (3, 3), (6, 5.5)]) == {(0, 0), (0, 2)}


def test_empty_and_missing_shapes_hold_nothing_and_unknown_places_lie_nowhere() -> None:
    shapes = [Polygon(), None, box(0, 0, 1, 1), MultiPolygon()]
    unknown = [(np.nan, 0.5), (0.5, np.nan), (np.inf, 0.5), (0.5, -np.inf), (np.nan, np.nan)]

    assert _pairs(shapes, [*unknown, (0.5, 0.5)]) == {(2, 5)}
    assert _pairs(shapes, np.empty((0, 2))) == set()
    assert _pairs([], [(0.5, 0.5)]) == set()
    assert _pairs([None, Polygon()], [(0.5, 0.5)]) == set()


def test_shapes_without_ground_hold_the_places_on_them() -> None:
    line = LineString([(0, 0), (2, 2)])

    assert _pairs([line, Point(5, 5)], [(1, 1), (1, 2), (5, 5)]) == {(0, 0), (1, 2)}
    assert _pairs([GeometryCollection([line, box(3, 3, 4, 4)])], [(1, 1), (3.5, 3.5)]) == {(0, 0), (0, 1)}


def test_places_within_rounding_of_a_slanting_edge_are_told_apart_as_geos_does() -> None:
    triangle = Polygon([(500_000.1, 4_600_000.2), (500_300.7, 4_600_100.9), (500_100.3, 4_600_400.4)])
    corner, other = np.array(triangle.exterior.coords)[:2]
    on_edge = corner + np.linspace(0, 1, 1001)[:, None] * (other - corner)
    beside = [np.nextafter(on_edge, on_edge + step) for step in ((0, 1), (0, -1), (1, 0), (-1, 0))]
    xy = np.concatenate([on_edge, *beside])

    found = _pairs([triangle], xy)

    assert found == _one_by_one(np.array([triangle]), xy)
    assert 0 < len(found) < len(xy)


def test_a_comb_whose_every_edge_spans_its_height_is_no_harder_than_others() -> None:
    teeth = np.arange(2001.0)
    comb = Polygon([*zip(teeth, 1000 * (teeth % 2), strict=True), (2000, -1), (0, -1)])
    xy = np.random.default_rng(1).uniform(0, 2000, (2000, 2)) * (1, 0.5)

    assert _pairs([comb], xy) == _one_by_one(np.array([comb]), xy)


def _star(corners: list[tuple[float, float]], east: float, north: float, whole: bool) -> Polygon:
    """Return a polygon, valid or not, that has its corners at these turns and radii around a place."""
    turn, radius = np.array(sorted(corners)).T
    ring = np.column_stack([np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)]) * radius[:, None]
    return Polygon((np.round(ring) if whole else ring) + (east, north))


@st.composite
def _shapes(draw: st.DrawFn) -> NDArray[np.object_]:
    """Draw valid shapes near each other: some with holes, some of several parts, on whole metres or not."""
    corner = st.tuples(st.floats(0, 0.999), st.floats(1, 8))
    many = st.lists(st.lists(corner, min_size=3, max_size=12), min_size=1, max_size=8)
    whole, far = draw(st.booleans()), draw(st.sampled_from([0.0, 500_000.0, 4_600_000.5]))
    stars = [
        _star(corners, far + 3 * place, far - 2 * place, whole) for place, corners in enumerate(draw(many))
    ]
    valid = [part for star in stars for part in shapely.get_parts(shapely.make_valid(star))]
    shapes = [part for part in valid if part.geom_type == "Polygon"]
    shapes += [one.difference(other) for one, other in pairwise(shapes)]
    shapes += [one.union(other) for one, other in zip(shapes, shapes[2:], strict=False)]
    kept = [one for one in shapes if one.is_valid and one.geom_type in ("Polygon", "MultiPolygon")]
    return np.array([*kept, box(far, far, far + 4, far + 4)], dtype=object)


@settings(max_examples=60)
@given(_shapes(), st.integers(0, 2**32))
def test_every_pair_is_what_geos_says_of_it_on_corners_edges_whole_metres_and_anywhere(
    shapes: NDArray[np.object_], seed: int
) -> None:
    random = np.random.default_rng(seed)
    corners = shapely.get_coordinates(shapes)
    next_to = random.integers(0, len(corners) - 1, 40)
    part = random.choice([0.5, 0.25, ONE_THIRD], 40)[:, None]
    along = corners[next_to] * part + corners[next_to + 1] * (1 - part)
    west, south, east, north = shapely.total_bounds(shapes)
    anywhere = random.uniform((west - 1, south - 1), (east + 1, north + 1), (60, 2))
    xy = np.concatenate([corners, along, anywhere, np.round(anywhere), [(np.nan, north)]])

    assert _pairs(list(shapes), xy) == _one_by_one(shapes, xy)
