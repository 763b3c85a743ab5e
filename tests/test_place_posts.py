"""Posts: laws of siting on the ground, and what is said of each."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspot import place
from hotspot.place.candidates import too_near
from hotspot.schema import Areas
from hotspot.schema.placed import LOCAL_COLUMNS, POST_COLUMNS, Demand

CRS = 32643


def city(seed=1, demands=300, candidates=60):
    draw = np.random.default_rng(seed)
    count = draw.poisson(4, demands) + 1.0
    demand = Demand(
        xy=draw.uniform(0, 4_000, (demands, 2)),
        weight=count * 1.5,
        incidents=count,
        area=np.zeros(demands, dtype=np.int64),
        unit="expected",
    )
    xy = draw.uniform(0, 4_000, (candidates, 2))
    existing = np.array([[2_000.0, 2_000.0]])
    area = (np.concatenate([xy, existing])[:, 0] > 2_000).astype(np.int64)
    return demand, place.Sites(candidates=xy, existing=existing, area=area)


def streets():
    along = [[(x, 0), *[(x, y) for y in range(200, 4_001, 200)]] for x in range(0, 4_001, 200)]
    across = [[(y, x) for x, y in line] for line in along]
    return place.Walking(
        place.street_network(np.array([shapely.LineString(each) for each in along + across], dtype=object))
    )


def test_reach_along_streets_never_covers_more_than_in_a_straight_line():
    demand, sites = city()
    ask = place.Ask(posts=5, reach_m=500)

    straight, _ = place.choose(ask, demand, sites, walking=None)
    walked, _ = place.choose(ask, demand, sites, walking=streets())

    assert walked.value <= straight.value
    assert walked.value == pytest.approx(walked.bound)


def test_a_post_that_stands_never_lowers_the_total():
    demand, sites = city()
    none = place.Sites(candidates=sites.candidates, existing=np.empty((0, 2)), area=sites.area[:-1])
    ask = place.Ask(posts=4, reach_m=500)

    with_it, _ = place.choose(ask, demand, sites, walking=None)
    without, _ = place.choose(ask, demand, none, walking=None)

    assert with_it.value >= without.value


def test_gains_in_order_fall_and_add_up_to_what_is_reached():
    demand, sites = city()

    chosen, reach = place.choose(place.Ask(posts=6, reach_m=500), demand, sites, walking=None)

    assert (np.diff(chosen.gain) <= 1e-9).all()
    assert chosen.gain.sum() + reach.covered_weight(sites.fixed) == pytest.approx(chosen.value)


def test_the_curve_of_gains_rises_and_greedy_never_beats_the_best():
    demand, sites = city()
    ask = place.Ask(posts=4, reach_m=500)
    _, reach = place.choose(ask, demand, sites, walking=None)

    gains = place.gain_curve(ask, reach, sites, posts=4)

    assert [gain.posts for gain in gains] == list(range(1, 9))
    assert (np.diff([gain.value for gain in gains]) >= 0).all()
    assert all(gain.greedy <= gain.value + 1e-9 <= gain.bound + 1e-6 for gain in gains)


def test_posts_keep_their_distance_from_each_other_and_from_those_that_stand():
    demand, sites = city()
    ask = place.Ask(posts=6, reach_m=500, spacing_m=900.0)

    chosen, _ = place.choose(ask, demand, sites, walking=None)

    every = np.concatenate([sites.xy[chosen.sites], sites.existing])
    assert len(too_near(every, spacing_m=900.0)) == 0


def test_no_area_gets_more_than_its_quota_and_each_wanted_area_gets_one():
    demand, sites = city()
    quota = place.Ask(posts=4, reach_m=500, per_area=2)
    wanted = place.Ask(posts=1, reach_m=500, wanted=(1,))

    spread, _ = place.choose(quota, demand, sites, walking=None)
    there, _ = place.choose(wanted, demand, sites, walking=None)

    stand = np.bincount(sites.area[np.concatenate([spread.sites, sites.fixed])], minlength=2)
    assert stand.max() <= 2
    assert sites.area[there.sites].tolist() == [1]


@pytest.mark.parametrize("model", ["median", "center", "backup"])
def test_each_model_places_the_posts_asked_for_and_carries_its_bound(model):
    demand, sites = city()

    chosen, _ = place.choose(place.Ask(model=model, posts=3, reach_m=500), demand, sites, walking=None)

    assert len(chosen.sites) == 3
    assert chosen.value == pytest.approx(chosen.bound)


def test_as_few_posts_as_asked_for_reach_the_share():
    demand, sites = city()
    ask = place.Ask(model="fewest", cover=0.3, reach_m=500)

    chosen, reach = place.choose(ask, demand, sites, walking=None)
    fewer, _ = place.choose(place.Ask(posts=len(chosen.sites) - 1, reach_m=500), demand, sites, walking=None)

    every = np.concatenate([chosen.sites, sites.fixed])
    assert reach.covered_weight(every) >= 0.3 * reach.total * (1 - 1e-5)
    assert fewer.value < 0.3 * reach.total


def test_a_site_far_better_than_all_others_stays_in_every_draw():
    demand = Demand(
        xy=np.array([[0.0, 0.0], [3_000.0, 0.0]]),
        weight=np.array([500.0, 3.0]),
        incidents=np.array([500.0, 3.0]),
        area=np.zeros(2, dtype=np.int64),
        unit="incidents",
    )
    sites = place.Sites(candidates=demand.xy, existing=np.empty((0, 2)), area=np.zeros(2, dtype=np.int64))
    ask = place.Ask(posts=1, reach_m=300)

    chosen, reach = place.choose(ask, demand, sites, walking=None)

    assert chosen.sites.tolist() == [0]
    assert place.stability(ask, demand, reach, sites, chosen.sites).tolist() == [1.0]


def test_candidates_on_barred_ground_are_left_out():
    lake = gpd.GeoSeries([shapely.box(0, 0, 100, 100)], crs=CRS)

    free = place.allowed(np.array([[50.0, 50.0], [100.0, 50.0], [101.0, 50.0]]), lake)

    assert free.tolist() == [False, False, True]


def test_posts_are_described_with_all_their_columns():
    demand, sites = city()
    chosen, reach = place.choose(place.Ask(posts=3, reach_m=500), demand, sites, walking=None)
    halves = gpd.GeoDataFrame(
        {
            "area_id": ["W", "E"],
            "name": ["West", "East"],
            "name_en": ["", ""],
            "name_ru": ["Запад", "Восток"],
            "name_kk": ["", ""],
            "population": [np.nan, np.nan],
        },
        geometry=[shapely.box(0, 0, 2_000, 4_000), shapely.box(2_000, 0, 4_000, 4_000)],
        crs=CRS,
    )

    frame = place.described(
        chosen.sites,
        chosen.gain,
        np.ones(3),
        sites=sites,
        names=["Post 7"],
        demand=demand,
        reach=reach,
        areas=Areas(frame=halves, sources=()),
        streets=None,
        reach_m=500,
    )

    first = frame.iloc[0]
    assert tuple(frame.columns) == (*POST_COLUMNS, *LOCAL_COLUMNS)
    assert frame["post_id"].tolist() == ["P1", "P2", "P3"]
    assert first["name_ru"] == f"Пост 1 ({'Запад' if first['area_id'] == 'W' else 'Восток'})"
    assert (frame["incidents_low"] < frame["incidents"]).all()
    assert (frame["incidents"] < frame["incidents_high"]).all()
    assert (frame["within_reach"] >= frame["gain"] - 1e-9).all()
