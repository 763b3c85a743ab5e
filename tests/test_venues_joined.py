"""Joining: one incident, one venue; what is as near; places with several venues; kinds; bursts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from hotspot.schema.venued import LOCAL_NAMES, VENUE_COLUMNS
from hotspot.venues import dispersion_of, held_out_share, kinds_compared, venue_places
from hotspot.venues.concentrated import curve_points
from hotspot.venues.joined import nearest_venue

CRS = "EPSG:32643"
AREAS = gpd.GeoDataFrame(
    {
        "area_id": ["A", "B"],
        "name": ["East", "West"],
        "name_en": ["", ""],
        "name_ru": ["Восток", "Запад"],
        "name_kk": ["", ""],
    },
    geometry=[box(0, 0, 50, 100), box(50, 0, 100, 100)],
    crs=CRS,
)


def venues(*shapes: object, **columns: list[object]) -> gpd.GeoDataFrame:
    n = len(shapes)
    given_ = {"venue_id": [f"V{i + 1}" for i in range(n)], "name": ["Bar"] * n, "kind": [""] * n}
    given_ |= {"size": [np.nan] * n, **columns}
    local = dict.fromkeys(LOCAL_NAMES, given_["name"])
    frame = gpd.GeoDataFrame({**local, **given_}, geometry=list(shapes), crs=CRS)
    return frame[list(VENUE_COLUMNS)]


def test_an_incident_belongs_to_the_nearest_venue_up_to_the_reach_and_to_no_other() -> None:
    frame = venues(Point(0, 0), Point(30, 0))
    places = np.array([[10.0, 0], [16, 0], [80, 0], [80.1, 0]])

    near = nearest_venue(places, frame, reach_m=50)

    assert near.venue.tolist() == [0, 1, 1, -1]
    assert near.distance_m[:3].tolist() == [10, 14, 50]
    assert near.shared.tolist() == [True, True, False, False]
    assert not near.tied.any()


def test_of_venues_as_near_the_first_is_taken_and_the_tie_is_told() -> None:
    near = nearest_venue(np.array([[15.0, 0]]), venues(Point(0, 0), Point(30, 0)), reach_m=50)

    assert (near.venue.tolist(), near.tied.tolist()) == ([0], [True])


def test_inside_two_footprints_the_nearer_centre_decides() -> None:
    frame = venues(box(0, 0, 100, 100), box(0, 0, 20, 20))

    near = nearest_venue(np.array([[12.0, 12.0], [60.0, 60.0]]), frame, reach_m=10)

    assert near.venue.tolist() == [1, 0]
    assert near.distance_m.tolist() == [0, 0]


@settings(max_examples=30)
@given(st.integers(0, 500))
def test_the_nearest_is_that_of_looking_at_all_pairs(seed: int) -> None:
    draw = np.random.default_rng(seed)
    at, places = draw.uniform(0, 300, (12, 2)), draw.uniform(0, 300, (40, 2))

    near = nearest_venue(places, venues(*map(Point, at.tolist())), reach_m=60)

    distance = np.hypot(*(places[:, None, :] - at).T).T
    assert near.venue.tolist() == np.where(distance.min(axis=1) <= 60, distance.argmin(axis=1), -1).tolist()
    assert near.shared.tolist() == ((distance <= 60).sum(axis=1) > 1).tolist()


def test_venues_at_one_point_are_one_place_and_those_outside_are_counted() -> None:
    frame = venues(
        *(Point(10, 10), Point(10.2, 10), Point(70, 10), Point(500, 10)),
        name=["Zebra", "Apple", "Moon", "Far"],
        kind=["bar", "shop", "bar", "bar"],
        size=[10.0, 30.0, np.nan, 5.0],
    )

    places, found = venue_places(frame, AREAS, language="en")

    assert places["venue_id"].tolist() == ["V1", "V3"]
    assert places["name"].tolist() == ["Apple; Zebra", "Moon"]
    assert places["kind"].tolist() == ["+", "bar"]
    assert places["venues"].tolist() == [2, 1]
    assert places["area_id"].tolist() == ["A", "B"]
    assert places["size"].tolist()[0] == 40
    assert np.isnan(places["size"].tolist()[1])
    told = {one.code: dict(one.values) for one in found}
    assert told == {"venues_outside": {"count": 1}, "venues_one_point": {"count": 2, "places": 1}}


def test_places_of_one_name_are_told_apart_by_their_area_and_then_by_their_id() -> None:
    frame = venues(
        *(Point(10, 10), Point(70, 10), Point(90, 10), Point(20, 20)),
        name=["Magnum", "Magnum", "Magnum", "Sandyq"],
    )

    places, _ = venue_places(frame, AREAS, language="ru")

    assert places["name"].tolist() == [
        "Magnum (Восток)",
        "Magnum (Запад, id V2)",
        "Magnum (Запад, id V3)",
        "Sandyq",
    ]
    assert places["name_ru"].tolist() == places["name"].tolist()
    assert places["name_en"].tolist()[0] == "Magnum (East)"


def test_a_kind_is_held_against_all_others_by_the_exact_ratio() -> None:
    kinds = ["bar"] * 4 + ["shop"] * 6
    counts = np.array([5.0, 5, 6, 4, 1, 1, 2, 2, 3, 1])

    bar, shop = kinds_compared(kinds, counts, np.ones(10), dispersion=1.0)

    assert (bar.kind, bar.incidents, bar.per_venue.value) == ("bar", 20, 5)
    assert bar.ratio.value == pytest.approx(3.0)
    assert bar.ratio.low == pytest.approx(1 / shop.ratio.high)
    assert 1 < bar.ratio.low < 2 < bar.ratio.high


def test_venues_of_a_kind_that_differ_among_themselves_widen_its_interval() -> None:
    counts = np.array([40.0, 0, 0, 0, 5, 6, 4, 5])

    bar, _ = kinds_compared(["bar"] * 4 + ["shop"] * 4, counts, np.ones(8), dispersion=1.0)

    assert bar.ratio.low > 1
    assert bar.wide.low < 1 < bar.wide.high


def test_one_kind_alone_is_compared_with_nothing() -> None:
    assert kinds_compared(["bar"] * 5, np.ones(5), np.ones(5), dispersion=1.0) == ()


def test_incidents_that_come_in_bursts_are_more_dispersed() -> None:
    draw = np.random.default_rng(1)
    months = np.datetime64("2023-01", "M") + draw.integers(0, 24, 600)
    single, venue = months.astype("datetime64[s]"), draw.integers(0, 30, 600)

    plain, bursts = dispersion_of(single, venue), dispersion_of(np.repeat(single, 5), np.repeat(venue, 5))

    assert plain < 1.15
    assert bursts == pytest.approx(5 * plain, rel=0.15)


def test_the_later_half_alone_says_whether_the_worst_remain_so() -> None:
    day = np.datetime64("2024-01-01", "s") + np.arange(100) * np.timedelta64(1, "D")
    lasting = np.where(np.arange(100) % 2 == 0, 0, np.arange(100) % 10)
    moving = np.where(np.arange(100) < 50, 0, 1)

    stays, moves = (held_out_share(day, venue, 10, dispersion=1.0) for venue in (lasting, moving))

    assert stays is not None
    assert moves is not None
    assert (stays.incidents, stays.even) == (50, 0.2)
    assert stays.share.value > 0.5
    assert stays.p_value < 0.001
    assert moves.share.value == pytest.approx(1 / 9)


def test_the_curve_is_told_at_every_venue_or_at_two_hundred_points() -> None:
    assert curve_points(3).tolist() == [1, 2, 3]
    assert len(curve_points(18_891)) == 200
    assert curve_points(18_891)[-1] == 18_891
