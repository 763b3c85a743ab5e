"""Made areas: they cover the study area once, and the same place has the same id in every run."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point, Polygon, box

from hotspot.errors import ConfigError, InputError
from hotspot.schema import AREA_COLUMNS, LANGUAGES, Areas
from hotspot.tessellate import blocks, hexagons, squares, study_area, within
from hotspot.words import Words

UTM = pyproj.CRS.from_epsg(32643)
DATA = Path(__file__).parents[2] / "shared" / "data"
metres = st.integers(-5_000_000, 5_000_000).map(lambda millimetres: millimetres / 1000)


def shapes(areas: Areas) -> NDArray[np.object_]:
    return np.asarray(areas.frame.geometry.to_numpy())


def streets(*lines: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[LineString(line) for line in lines], crs=UTM)


@st.composite
def outlines(draw: st.DrawFn) -> Polygon:
    corners = draw(st.lists(st.tuples(metres, metres), min_size=3, max_size=12))
    outline = shapely.convex_hull(shapely.multipoints(corners))
    return outline if outline.area > 1000 else Point(draw(metres), draw(metres)).buffer(300)


def test_squares_have_ids_by_their_place_and_are_cut_at_the_edge() -> None:
    areas = squares(box(200, 400, 500, 600), 200, UTM)

    assert list(areas.frame["area_id"]) == ["c1r2", "c2r2"]
    assert areas.frame.area.tolist() == [40_000, 20_000]
    assert tuple(areas.frame.columns) == AREA_COLUMNS
    assert list(areas.frame["name_kk"]) == ["1-шаршы", "2-шаршы"]
    assert areas.made_by == "square:200"


def test_a_hexagon_is_as_wide_as_asked_between_opposite_sides() -> None:
    areas = hexagons(box(-1000, -1000, 1000, 1000), 200, UTM)

    cell = areas.frame.set_index("area_id").geometry["c0r0"]
    assert cell.centroid.coords[0] == pytest.approx((0, 0), abs=1e-9)
    assert cell.bounds[3] - cell.bounds[1] == pytest.approx(200)
    assert cell.area == pytest.approx(200**2 * np.sqrt(3) / 2)


@pytest.mark.parametrize("make", [squares, hexagons])
@settings(deadline=None, max_examples=40)
@given(study=outlines(), size=st.floats(150, 700))
def test_cells_cover_the_study_area_once_and_nothing_else(make, study, size) -> None:  # type: ignore[no-untyped-def]
    areas = make(study, size, UTM)

    touching_m2 = 0.01 * 8 * len(areas.frame)  # a neighbour cut down to less than 0.01 m² is left out
    assert areas.frame.area.sum() == pytest.approx(study.area, rel=1e-6, abs=touching_m2)
    assert shapely.union_all(shapes(areas)).symmetric_difference(study).area < 1e-4 * study.area
    assert areas.frame["area_id"].is_unique
    assert areas.frame.is_valid.all()


@pytest.mark.parametrize("make", [squares, hexagons])
def test_a_place_has_the_same_cell_whatever_the_study_area_is(make) -> None:  # type: ignore[no-untyped-def]
    small = make(Point(3000, 2000).buffer(700), 250, UTM).frame
    large = make(box(0, 0, 9000, 9000), 250, UTM).frame

    whole = small[small.area > (1 - 1e-9) * large.area.max()].set_index("area_id")
    same = large.set_index("area_id").loc[whole.index]

    assert len(whole) > 10
    assert whole.geometry.geom_equals(same.geometry).all()


def test_empty_cells_holes_and_towns_far_apart_are_kept_as_they_are() -> None:
    ring = Polygon(box(0, 0, 1000, 1000).exterior, [box(200, 200, 800, 800).exterior])
    study = MultiPolygon([ring, box(900_000, 0, 900_400, 400)])

    areas = squares(study, 200, UTM)

    assert len(areas.frame) == 25 - 9 + 4
    assert areas.frame.area.sum() == pytest.approx(study.area)


def test_slivers_at_the_edge_are_kept_and_counted() -> None:
    areas = squares(box(0, 0, 205, 200), 200, UTM)

    assert list(areas.frame["area_id"]) == ["c0r0", "c1r0"]
    assert [dict(finding.values) for finding in areas.findings] == [
        {"cells": 2, "slivers": 1, "percent": 5.0}
    ]


@pytest.mark.parametrize("make", [squares, hexagons])
@pytest.mark.parametrize("size", [0.0, -5.0, float("nan"), float("inf")])
def test_a_size_that_is_no_length_is_refused(make, size: float) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigError, match="is no size"):
        make(box(0, 0, 1000, 1000), size, UTM)


@pytest.mark.parametrize("make", [squares, hexagons])
def test_too_many_cells_are_refused_with_a_size_that_fits(make) -> None:  # type: ignore[no-untyped-def]
    study = box(0, 0, 30_000, 30_000)

    with pytest.raises(ConfigError) as caught:
        make(study, 10, UTM)

    kind, fitting = caught.value.to_do.removeprefix("choose ").removesuffix(" or more").split(":")
    assert kind in {"square", "hex"}
    assert 150_000 < len(make(study, float(fitting), UTM).frame) < 200_000


def test_blocks_are_the_ground_between_streets_that_cross_without_being_cut() -> None:
    cross = streets([(500, -100), (500, 1100)], [(-100, 500), (1100, 500)])

    areas = blocks(cross, box(0, 0, 1000, 1000), UTM)

    assert areas.frame.area.tolist() == [250_000] * 4
    assert list(areas.frame["area_id"]) == ["b25_25", "b75_25", "b25_75", "b75_75"]


def test_a_small_block_joins_the_neighbour_with_the_longest_common_edge() -> None:
    # In the south, a strip of 15,000 m²; its slanting west side is 40 cm longer than its east side.
    across, north = [(0, 500), (1000, 500)], [(500, 500), (500, 1000)]
    west, east = [(470, 0), (490, 500)], [(510, 0), (510, 500)]

    areas = blocks(streets(across, north, west, east), box(0, 0, 1000, 1000), UTM, min_area_m2=20_000)

    assert sorted(areas.frame.area) == [245_000, 250_000, 250_000, 255_000]


def test_the_strip_between_two_carriageways_is_no_block() -> None:
    lines = streets([(495, 0), (495, 3000)], [(505, 0), (505, 3000)])

    areas = blocks(lines, box(0, 0, 1000, 3000), UTM)

    assert sorted(areas.frame.area) == [1_485_000, 1_515_000]


def test_dead_ends_and_streets_outside_cut_nothing() -> None:
    lines = streets([(500, 0), (500, 700)], [(5000, 0), (5000, 700)])

    areas = blocks(lines, box(0, 0, 1000, 1000), UTM)

    assert areas.frame.area.tolist() == [1_000_000]


def test_streets_elsewhere_are_refused() -> None:
    with pytest.raises(InputError, match="no street runs through the study area"):
        blocks(streets([(5000, 0), (5000, 700)]), box(0, 0, 1000, 1000), UTM)


@settings(deadline=None, max_examples=40)
@given(ends=st.lists(st.tuples(metres, metres, metres, metres), min_size=1, max_size=15), study=outlines())
def test_blocks_cover_the_study_area_without_gaps(ends, study) -> None:  # type: ignore[no-untyped-def]
    through = (-9000.0, study.centroid.y, 9000.0, study.centroid.y)
    lines = streets(*[[(a, b), (c + 0.5, d)] for a, b, c, d in (*ends, through)])

    areas = blocks(lines, study, UTM)

    assert areas.frame.area.sum() == pytest.approx(study.area, rel=1e-6)
    assert shapely.union_all(shapes(areas)).symmetric_difference(study).area < 1e-6 * study.area
    assert len(areas.frame) == 1 or areas.frame.area.min() >= 10_000
    assert areas.frame["area_id"].is_unique


def test_the_order_of_streets_changes_no_block() -> None:
    random = np.random.default_rng(1)
    lines = [[(x, 0), (x, 5000)] for x in random.uniform(0, 5000, 20)]
    lines += [[(0, y), (5000, y)] for y in random.uniform(0, 5000, 20)]
    study = box(0, 0, 5000, 5000)

    one, other = blocks(streets(*lines), study, UTM), blocks(streets(*lines[::-1]), study, UTM)

    assert list(one.frame["area_id"]) == list(other.frame["area_id"])
    assert one.frame.geometry.geom_equals(other.frame.geometry).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(metres, metres), min_size=1, max_size=40), st.floats(50, 1000))
def test_every_incident_lies_in_the_study_area_within_reach_of_its_edge(
    places: list[tuple[float, float]], reach_m: float
) -> None:
    xy = np.array(places)

    study = study_area(xy, reach_m=reach_m)

    assert study.is_valid
    edge = shapely.distance(shapely.points(xy), study.boundary)
    assert shapely.contains_xy(study, xy[:, 0], xy[:, 1]).all()
    assert edge.min() >= 0.6 * reach_m


def test_one_incident_makes_about_a_circle_of_its_reach() -> None:
    study = study_area(np.array([[12_345.0, 67_890.0]]), reach_m=200)

    assert study.area == pytest.approx(np.pi * 200**2, rel=0.25)
    assert study.hausdorff_distance(Point(12_345, 67_890).buffer(200)) < 100


def test_gaps_narrower_than_four_reaches_close_and_wider_ones_do_not() -> None:
    side = np.arange(0, 3000, 50.0)
    near = np.concatenate([np.column_stack([side, side * 0]), np.column_stack([side, side * 0 + 350])])
    far = near + np.where(near[:, 1:] > 0, [0, 700], [0, 0])

    assert study_area(near, reach_m=100).geom_type == "Polygon"
    assert study_area(far, reach_m=100).geom_type == "MultiPolygon"


def test_small_holes_are_filled_and_a_large_one_stays() -> None:
    angle = np.linspace(0, 2 * np.pi, 2000)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])

    lake, sea = study_area(700 * circle, reach_m=100), study_area(3000 * circle, reach_m=100)

    assert shapely.get_num_interior_rings(lake) == 0
    assert shapely.get_num_interior_rings(sea) == 1


def test_the_order_of_incidents_and_unknown_places_change_no_study_area() -> None:
    xy = np.random.default_rng(2).normal(0, 2000, (500, 2))
    with_unknown = np.vstack([xy[::-1], [[np.nan, 1.0], [np.inf, 2.0]]])

    one, other = study_area(xy, reach_m=200), study_area(with_unknown, reach_m=200)

    assert shapely.equals_exact(one, other)


def test_a_lone_incident_far_away_costs_no_raster_of_the_country() -> None:
    xy = np.vstack([np.random.default_rng(3).normal(0, 2000, (1000, 2)), [[2e6, 3e6]]])

    study = study_area(xy, reach_m=100)

    assert shapely.contains_xy(study, 2e6, 3e6)


def test_no_place_at_all_makes_no_study_area() -> None:
    with pytest.raises(ValueError, match="no place"):
        study_area(np.array([[np.nan, np.nan]]), reach_m=100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_can_be_spoken(language: str) -> None:
    made = (
        squares(box(0, 0, 205, 200), 200, UTM),
        blocks(streets([(0, 1), (9e3, 9e3)]), box(0, 0, 9e3, 9e3), UTM),
    )

    words = Words(language=language)  # type: ignore[arg-type]
    spoken = [words.finding(finding) for areas in made for finding in areas.findings]

    assert len(spoken) == 3
    assert all(seen and "{" not in seen + advice for seen, advice in spoken)


def test_the_streets_of_almaty_make_blocks_of_a_size_that_people_walk() -> None:
    path = DATA / "kazakhstan" / "almaty" / "streets_2013.gpkg"
    if not path.exists():
        pytest.skip("the real streets are not here")
    lines = gpd.read_file(path).to_crs(UTM)
    study = study_area(shapely.get_coordinates(lines.geometry.to_numpy()), reach_m=300)

    areas = blocks(lines, study, UTM)

    assert areas.frame.area.sum() == pytest.approx(study.area, rel=1e-9)
    assert 2000 < len(areas.frame) < 3500
    assert 1.5 < areas.frame.area.median() / 10_000 < 4


def test_areas_are_held_to_the_boundary_and_what_is_cut_or_left_out_is_said():
    cells = squares(shapely.box(0, 0, 300, 100), 100, UTM)

    held = within(cells, shapely.box(0, 0, 150, 200))

    assert held.frame["area_id"].tolist() == cells.frame["area_id"].tolist()[:2]
    assert held.frame.geometry.area.tolist() == [10_000.0, 5_000.0]
    counts = {
        finding.code: finding.values.get("count", finding.values.get("share")) for finding in held.findings
    }
    assert counts == {"areas_outside": 1, "areas_cut": 1, "boundary_uncovered": 50.0}


def test_a_boundary_drawn_from_the_areas_changes_nothing():
    cells = squares(shapely.box(0, 0, 300, 100), 100, UTM)

    held = within(cells, shapely.box(0, 0, 300, 100))

    assert held.frame.geometry.geom_equals(cells.frame.geometry).all()
    assert held.findings == cells.findings
