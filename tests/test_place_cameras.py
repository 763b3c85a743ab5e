"""Cameras on the ground: laws of what they see, of walls, of poles, and of what is said of each."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot import place
from hotspot.place import cameras as watching
from hotspot.place.camera_tables import camera_frame, unseen_frame, view_frame
from hotspot.place.names import Surroundings
from hotspot.place.sight import Views, seen, sees
from hotspot.schema import Areas
from hotspot.schema.cameras import CAMERA_COLUMNS, LOCAL_CAMERA_COLUMNS, UNSEEN_COLUMNS, VIEW_COLUMNS
from hotspot.schema.placed import Demand

CRS = 32643
SEEDS = st.integers(0, 10_000)


def demand_at(xy, *, weight=None, area=None):
    count = np.arange(1.0, len(xy) + 1.0) if weight is None else np.asarray(weight, dtype=float)
    rows = np.zeros(len(xy), dtype=np.int64) if area is None else area
    return Demand(
        xy=np.asarray(xy, dtype=float), weight=count * 2, incidents=count, area=rows, unit="expected"
    )


def views(draw, count, *, angle=None):
    return Views(
        xy=draw.uniform(0, 400, (count, 2)),
        range_m=draw.uniform(30, 120, count),
        direction_deg=draw.uniform(0, 360, count),
        angle_deg=draw.uniform(20, 360, count) if angle is None else np.full(count, angle),
    )


def houses(draw, count):
    corner = draw.uniform(0, 400, (count, 2))
    return np.asarray(shapely.box(*corner.T, *(corner + draw.uniform(5, 25, (count, 2))).T), dtype=object)


def watched(seed, *, standing=2, angle=90.0, buildings=None):
    draw = np.random.default_rng(seed)
    demand = demand_at(draw.uniform(0, 400, (80, 2)), weight=draw.integers(1, 9, 80))
    existing = views(draw, 4).of(slice(0, standing))
    poles = draw.uniform(0, 400, (12, 2))
    candidates, pole = watching.views_from(poles, range_m=70.0, angle_deg=angle)
    areas = np.zeros(len(pole) + standing, dtype=np.int64)
    return demand, watching.watch(candidates, pole, existing, demand, areas=areas, buildings=buildings)


def choose(seen_by, *, cameras, per_pole=1):
    quota = watching.quota_of(seen_by, per_pole=per_pole)
    return watching.choose_views(place.Ask(posts=cameras), seen_by, quota)


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_wall_never_lets_a_camera_see_more(seed):
    draw = np.random.default_rng(seed)
    cameras, places, walls = views(draw, 6), draw.uniform(0, 400, (60, 2)), houses(draw, 25)

    open_ground = sees(cameras, places).toarray()
    built = sees(cameras, places, walls).toarray()
    half_built = sees(cameras, places, walls[:12]).toarray()

    assert (built <= half_built).all()
    assert (half_built <= open_ground).all()


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_places_that_are_seen_lie_in_the_view_that_is_drawn_and_no_others(seed):
    draw = np.random.default_rng(seed)
    cameras, walls = views(draw, 5), houses(draw, 20)
    places = draw.uniform(0, 400, (80, 2))
    places = places[shapely.distance(shapely.union_all(walls), shapely.points(places)) > 0]

    found = sees(cameras, places, walls).toarray().astype(bool)
    drawn = seen(cameras, walls)

    points = shapely.points(places)
    inside = np.column_stack([shapely.contains(ground, points) for ground in drawn])
    unsure = np.column_stack([shapely.distance(ground.boundary, points) < 0.05 for ground in drawn])
    assert ((inside == found) | unsure).all()


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_every_view_lies_within_its_sector(seed):
    draw = np.random.default_rng(seed)
    cameras = views(draw, 4, angle=80.0)

    grounds = seen(cameras, houses(draw, 20))

    for i, ground in enumerate(grounds):
        away = shapely.get_coordinates(ground) - cameras.xy[i]
        away = away[np.hypot(*away.T) > 1e-6]
        bearing = np.degrees(np.arctan2(*away.T))
        turned = abs((bearing - cameras.direction_deg[i] + 180) % 360 - 180)
        assert np.hypot(*away.T).max(initial=0) <= cameras.range_m[i] + 1e-6
        assert turned.max(initial=0) <= 40 + 1e-6


def test_a_long_wall_at_arms_length_hides_all_that_is_behind_it():
    wall = np.array([shapely.box(-200, 1, 200, 2)], dtype=object)
    camera = Views(
        xy=np.zeros((1, 2)), range_m=np.array([60.0]), direction_deg=np.zeros(1), angle_deg=np.array([360.0])
    )

    (ground,) = seen(camera, wall)

    assert ground.bounds[3] == pytest.approx(1.0)
    assert ground.area == pytest.approx(np.pi * 60**2 / 2 + 120, rel=0.01)


def test_an_address_inside_a_house_is_seen_from_the_street_but_not_through_another_house():
    walls = np.array([shapely.box(20, -5, 30, 5), shapely.box(40, -5, 50, 5)], dtype=object)
    camera = Views(
        xy=np.zeros((1, 2)), range_m=np.array([60.0]), direction_deg=np.zeros(1), angle_deg=np.array([360.0])
    )

    found = sees(camera, np.array([[25.0, 0.0], [45.0, 0.0]]), walls)

    assert found.toarray().ravel().tolist() == [1.0, 0.0]


@given(seed=SEEDS, angle=st.sampled_from([60.0, 90.0, 360.0]))
@settings(max_examples=20, deadline=None)
def test_more_cameras_never_see_less_and_no_choice_exceeds_its_bound(seed, angle):
    _, cameras = watched(seed, angle=angle)

    found = [choose(cameras, cameras=count) for count in (1, 2, 4, 8)]

    values = [one.value for one in found]
    assert values == sorted(values)
    assert all(one.value <= one.bound for one in found)
    assert values[0] >= cameras.reach.covered_weight(cameras.sites.fixed)


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_camera_that_stands_never_lowers_the_total(seed):
    _, none = watched(seed, standing=0, angle=360.0)
    _, some = watched(seed, standing=3, angle=360.0)

    assert choose(some, cameras=3).value >= choose(none, cameras=3).value - 1e-9


@given(seed=SEEDS, per_pole=st.sampled_from([1, 2]))
@settings(max_examples=20, deadline=None)
def test_no_pole_carries_more_cameras_than_it_may_and_the_loss_is_proved(seed, per_pole):
    _, cameras = watched(seed, angle=60.0)

    kept = choose(cameras, cameras=8, per_pole=per_pole)
    free = choose(cameras, cameras=8, per_pole=None)

    assert np.bincount(cameras.pole[kept.sites]).max() <= per_pole
    assert kept.value <= free.value + 1e-9
    assert kept.value == pytest.approx(kept.bound)


def test_poles_stand_at_corners_and_not_further_apart_than_the_step():
    streets = place.street_network(
        np.array(
            [
                shapely.LineString([(0, 0), (100, 0), (200, 0)]),
                shapely.LineString([(100, 0), (100, 90)]),
            ],
            dtype=object,
        )
    )
    every = np.column_stack([np.arange(0.0, 201.0, 5.0), np.zeros(41)])

    found = watching.poles(streets, every, step_m=30.0, range_m=500.0)

    assert found.tolist() == sorted(
        [[100, 0], [25, 0], [50, 0], [75, 0], [125, 0], [150, 0], [175, 0], [100, 30], [100, 60]]
    )
    assert len(watching.poles(streets, np.array([[0.0, 0.0]]), step_m=30.0, range_m=30.0)) == 1


def test_cameras_of_unknown_direction_look_all_around_and_the_rest_as_the_file_says():
    frame = gpd.GeoDataFrame(
        {
            "range_m": [np.nan, 40.0],
            "direction_deg": [np.nan, 90.0],
            "angle_deg": [70.0, np.nan],
        },
        geometry=[shapely.Point(1, 2), shapely.Point(3, 4)],
        crs=CRS,
    )

    found = watching.standing_views(frame, range_m=60.0, angle_deg=80.0)

    assert found.range_m.tolist() == [60.0, 40.0]
    assert found.angle_deg.tolist() == [360.0, 80.0]
    assert found.direction_deg.tolist() == [0.0, 90.0]


def halves():
    frame = gpd.GeoDataFrame(
        {
            "area_id": ["W", "E"],
            "name": ["West", "East"],
            "name_en": ["", ""],
            "name_ru": ["Запад", "Восток"],
            "name_kk": ["", ""],
        },
        geometry=[shapely.box(0, 0, 200, 400), shapely.box(200, 0, 400, 400)],
        crs=CRS,
    )
    return Areas(frame=frame, sources=())


def test_what_nobody_sees_is_told_by_area_with_the_most_first():
    demand = demand_at(
        [[10, 10], [20, 10], [300, 10], [390, 390]], weight=[10, 5, 4, 40], area=np.array([0, 0, 1, 1])
    )
    eye = Views(
        xy=np.array([[10.0, 10.0]]),
        range_m=np.array([5.0]),
        direction_deg=np.zeros(1),
        angle_deg=np.full(1, 360.0),
    )
    new, pole = watching.views_from(np.array([[300.0, 12.0]]), range_m=30.0, angle_deg=360.0)
    cameras = watching.watch(new, pole, eye, demand, areas=np.array([1, 0]), buildings=None)

    frame = unseen_frame(cameras, np.array([0]), demand=demand, areas=halves())

    assert tuple(frame.columns) == UNSEEN_COLUMNS
    assert frame["area_id"].tolist() == ["E", "W"]
    assert frame["unseen"].tolist() == [88.0, 10.0]
    assert frame["seen"].tolist() == [0.0, 20.0]
    assert frame["seen_with_new"].tolist() == [8.0, 20.0]
    assert frame["incidents_seen"].tolist() == [0, 10]
    assert frame["share_seen_low"].round(3).tolist() == [0.0, 0.384]
    assert frame["share_seen_high"].round(3).tolist() == [0.08, 0.882]


def test_of_an_area_without_demand_no_share_is_told():
    demand = demand_at([[10, 10], [20, 10]], weight=[10, 5])
    eye, standing = watching.views_from(np.array([[300.0, 12.0]]), range_m=30.0, angle_deg=360.0)
    cameras = watching.watch(eye, standing, eye, demand, areas=np.array([1]), buildings=None)

    frame = unseen_frame(cameras, np.array([0]), demand=demand, areas=halves()).set_index("area_id")

    shares = [column for column in UNSEEN_COLUMNS if column.startswith("share_seen")]
    assert frame.loc["W", shares].notna().all()
    assert frame.loc["E", shares].isna().all()
    assert frame.loc["E", "expected"] == 0


def test_cameras_and_views_are_described_with_all_their_columns():
    demand, cameras = watched(3)
    chosen = choose(cameras, cameras=3)

    frame = camera_frame(
        chosen,
        np.ones(3),
        watched=cameras,
        demand=demand,
        among=Surroundings(
            areas=halves(),
            streets=None,
            standing=gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=[shapely.Point(0, 0)] * 2, crs=CRS),
        ),
    )
    ground = view_frame(
        cameras, chosen.sites, names=["A", "B", *frame["name_ru"]], demand=demand, buildings=None, crs=CRS
    )

    assert tuple(frame.columns) == (*CAMERA_COLUMNS, *LOCAL_CAMERA_COLUMNS)
    assert tuple(ground.columns) == VIEW_COLUMNS
    assert frame["camera_id"].tolist() == ["V1", "V2", "V3"]
    assert frame["name_ru"].tolist()[0] == "Камера 1 (Запад)"
    assert ground["view_id"].tolist() == ["E1", "E2", "V1", "V2", "V3"]
    assert ground["seen"].tolist()[2:] == frame["seen"].tolist()
    assert (frame["range_m"] == 70.0).all()
    assert (frame["direction_deg"] % 45 == 0).all()
    assert (frame["gain"] <= frame["seen"] + 1e-9).all()
