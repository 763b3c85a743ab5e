"""Posts: laws of siting on the ground, and what is said of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspot import place
from hotspot.place import posts
from hotspot.place.candidates import too_near
from hotspot.schema import Areas
from hotspot.schema.placed import LOCAL_COLUMNS, POST_COLUMNS, Demand, Gain

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


def placed(ask, demand, sites, *, walking=None):
    """Return the choice, and what each site reaches."""
    reach = place.reach_of(sites.xy, demand.xy, demand.weight, walking=walking, reach_m=ask.reach_m)
    return place.choose(ask, demand, sites, reach, walking=walking), reach


def test_reach_along_streets_never_covers_more_than_in_a_straight_line():
    demand, sites = city()
    ask = place.Ask(posts=5, reach_m=500)

    straight, _ = placed(ask, demand, sites)
    walked, _ = placed(ask, demand, sites, walking=streets())

    assert walked.value <= straight.value
    assert walked.value == pytest.approx(walked.bound)


def test_a_post_that_stands_never_lowers_the_total():
    demand, sites = city()
    none = place.Sites(candidates=sites.candidates, existing=np.empty((0, 2)), area=sites.area[:-1])
    ask = place.Ask(posts=4, reach_m=500)

    with_it, _ = placed(ask, demand, sites)
    without, _ = placed(ask, demand, none)

    assert with_it.value >= without.value


def test_gains_in_order_fall_and_add_up_to_what_is_reached():
    demand, sites = city()

    chosen, reach = placed(place.Ask(posts=6, reach_m=500), demand, sites)

    assert (np.diff(chosen.gain) <= 1e-9).all()
    assert chosen.gain.sum() + reach.covered_weight(sites.fixed) == pytest.approx(chosen.value)


def test_the_curve_of_gains_rises_and_greedy_never_beats_the_best():
    demand, sites = city()
    ask = place.Ask(posts=4, reach_m=500)
    _, reach = placed(ask, demand, sites)

    gains = place.gain_curve(ask, demand, sites, reach, posts=4)

    assert [gain.posts for gain in gains] == list(range(1, 9))
    assert (np.diff([gain.value for gain in gains]) >= 0).all()
    assert all(gain.greedy <= gain.value + 1e-9 <= gain.bound + 1e-6 for gain in gains)


def test_posts_keep_their_distance_from_each_other_and_from_those_that_stand():
    demand, sites = city()
    ask = place.Ask(posts=6, reach_m=500, spacing_m=900.0)

    chosen, _ = placed(ask, demand, sites)

    every = np.concatenate([sites.xy[chosen.sites], sites.existing])
    assert len(too_near(every, spacing_m=900.0)) == 0


def test_no_area_gets_more_than_its_quota_and_each_wanted_area_gets_one():
    demand, sites = city()
    quota = place.Ask(posts=4, reach_m=500, per_area=2)
    wanted = place.Ask(posts=1, reach_m=500, wanted=(1,))

    spread, _ = placed(quota, demand, sites)
    there, _ = placed(wanted, demand, sites)

    stand = np.bincount(sites.area[np.concatenate([spread.sites, sites.fixed])], minlength=2)
    assert stand.max() <= 2
    assert sites.area[there.sites].tolist() == [1]


@pytest.mark.parametrize("model", ["median", "center", "backup"])
def test_each_model_places_the_posts_asked_for_and_carries_its_bound(model):
    demand, sites = city()

    chosen, _ = placed(place.Ask(model=model, posts=3, reach_m=500), demand, sites)

    assert len(chosen.sites) == 3
    assert chosen.value == pytest.approx(chosen.bound)


def test_as_few_posts_as_asked_for_reach_the_share():
    demand, sites = city()
    ask = place.Ask(model="fewest", cover=0.3, reach_m=500)

    chosen, reach = placed(ask, demand, sites)
    fewer, _ = placed(place.Ask(posts=len(chosen.sites) - 1, reach_m=500), demand, sites)

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

    chosen, reach = placed(ask, demand, sites)

    assert chosen.sites.tolist() == [0]
    assert place.stability(ask, demand, reach, sites, chosen.sites).tolist() == [1.0]


def test_candidates_on_barred_ground_are_left_out():
    lake = gpd.GeoSeries([shapely.box(0, 0, 100, 100)], crs=CRS)

    free = place.allowed(np.array([[50.0, 50.0], [100.0, 50.0], [101.0, 50.0]]), lake)

    assert free.tolist() == [False, False, True]


def test_posts_are_described_with_all_their_columns():
    demand, sites = city()
    chosen, reach = placed(place.Ask(posts=3, reach_m=500), demand, sites)
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
        demand=demand,
        reach=reach,
        reach_m=500,
        among=place.Surroundings(
            areas=Areas(frame=halves, sources=()),
            streets=None,
            standing=gpd.GeoDataFrame({"name": ["Post 7"]}, geometry=[shapely.Point(0, 0)], crs=CRS),
        ),
    )

    first = frame.iloc[0]
    assert tuple(frame.columns) == (*POST_COLUMNS, *LOCAL_COLUMNS)
    assert frame["post_id"].tolist() == ["P1", "P2", "P3"]
    assert first["name_ru"] == f"Пост 1 ({'Запад' if first['area_id'] == 'W' else 'Восток'})"
    assert (frame["incidents_low"] < frame["incidents"]).all()
    assert (frame["incidents"] < frame["incidents_high"]).all()
    assert (frame["within_reach"] >= frame["gain"] - 1e-9).all()


@pytest.mark.parametrize("model", ["median", "center"])
def test_all_sites_are_offered_where_the_ways_are_few_and_else_the_answer_says_how_many(model, monkeypatch):
    demand, sites = city()
    ask = place.Ask(model=model, posts=3, reach_m=500)

    whole, _ = placed(ask, demand, sites)
    monkeypatch.setattr("hotspot.place.nearest.MOST_PAIRS", 3_000)
    part, _ = placed(ask, demand, sites)

    assert (whole.candidates, whole.gathered_m) == (60, 0.0)
    assert part.gathered_m == 150.0
    assert part.candidates < 60


def test_where_no_site_reaches_any_demand_the_nearest_are_still_found():
    demand, sites = city()
    ask = place.Ask(model="median", posts=2, reach_m=0.001)

    chosen, _ = placed(ask, demand, sites)

    assert len(chosen.sites) == 2
    assert chosen.gain.tolist() == [0.0, 0.0]


def test_with_a_capacity_gains_add_up_to_what_is_served():
    demand, sites = city()
    ask = place.Ask(posts=4, reach_m=700, capacity=60.0)

    chosen, reach = placed(ask, demand, sites)

    every = np.concatenate([chosen.sites, sites.fixed])
    served = place.served(reach, every, capacity=60.0)
    assert served == pytest.approx(chosen.value)
    assert served <= 60.0 * len(every) + 1e-6
    assert served < reach.covered_weight(every)
    assert place.at_start(ask, sites, reach) + chosen.gain.sum() == pytest.approx(served)


def test_demand_outside_all_areas_belongs_to_no_district():
    demand, sites = city()
    outside = np.arange(300) % 3 == 0
    demand = replace(demand, area=np.where(outside, -1, 0))
    reach = place.reach_of(sites.xy, demand.xy, demand.weight, walking=None, reach_m=900)
    most = reach.covered_weight(np.arange(61)) / reach.total
    inside_only = replace(demand, weight=np.where(outside, 0.0, demand.weight))
    share = 0.9 * most

    chosen = place.choose(place.Ask(posts=40, reach_m=900, floor=share), demand, sites, reach, walking=None)

    every = np.concatenate([chosen.sites, sites.fixed])
    within = inside_only.weight[reach.covered(every)].sum()
    assert within >= share * inside_only.weight.sum() * (1 - 1e-6)
    rules = posts.rules_of(place.Ask(floor=share), demand, sites)
    assert rules.district is not None
    assert (rules.district[outside] == -1).all()


def test_the_curve_keeps_the_rules_and_leaves_out_what_cannot():
    demand, sites = city()
    apart = place.Ask(posts=3, reach_m=500, spacing_m=1_500.0)
    both = place.Ask(posts=2, reach_m=500, wanted=(0, 1))
    _, reach = placed(apart, demand, sites)
    none = place.Sites(candidates=sites.candidates, existing=np.empty((0, 2)), area=sites.area[:-1])
    _, without = placed(both, demand, none)

    spaced = place.gain_curve(apart, demand, sites, reach, posts=3)
    there = place.gain_curve(both, demand, none, without, posts=2)

    free = place.gain_curve(place.Ask(posts=3, reach_m=500), demand, sites, reach, posts=3)
    for gain in spaced:
        alone, _ = placed(replace(apart, posts=gain.posts), demand, sites)
        assert gain.value == pytest.approx(alone.value)
        assert np.isnan(gain.greedy)
    assert spaced[1].value < free[1].value
    assert [gain.posts for gain in there] == [2, 3, 4]
    assert place.gain_curve(replace(free_ask(), model="median"), demand, sites, reach, posts=3) == ()


def free_ask():
    return place.Ask(posts=3, reach_m=500)


def test_the_points_of_a_curve_bound_each_other():
    loose = tuple(
        Gain(posts=k, greedy=0.0, value=value, bound=bound)
        for k, value, bound in ((1, 5.0, 9.0), (2, 4.0, 7.0), (3, 6.0, 8.0))
    )

    tight = place.tightened(loose)

    assert [(gain.value, gain.bound) for gain in tight] == [(5.0, 7.0), (5.0, 7.0), (6.0, 8.0)]


@pytest.mark.parametrize("ask", [{"spacing_m": 300.0}, {"model": "backup"}, {"model": "median"}])
def test_stability_is_unknown_where_the_quick_search_does_not_answer_the_question(ask):
    demand, sites = city()
    chosen, reach = placed(place.Ask(posts=2, reach_m=500), demand, sites)
    asked = place.Ask(posts=2, reach_m=500, **ask)

    assert np.isnan(place.stability(asked, demand, reach, sites, chosen.sites)).all()


def test_a_curve_bends_only_where_the_bend_is_a_tenth_of_the_rise():
    def curve(*values):
        return tuple(Gain(posts=k, greedy=v, value=v, bound=v) for k, v in enumerate(values, start=1))

    assert place.knee(curve(10, 20, 30, 40), 0.0) == 0
    assert place.knee(curve(11, 21, 31, 40), 0.0) == 0
    assert place.knee(curve(20, 34, 37, 40), 0.0) == 2


def test_a_curve_bends_only_where_every_later_post_adds_less_than_every_earlier_one():
    def curve(*added):
        reached = np.cumsum(added)
        return tuple(Gain(posts=k, greedy=v, value=v, bound=v) for k, v in enumerate(reached, start=1))

    assert place.knee(curve(40, 30, 10, 12), 0.0) == 2
    assert place.knee(curve(40, 9, 30, 10, 8), 0.0) == 0
    assert place.knee(curve(40, 30, 30, 1, 30), 0.0) == 0


def test_the_trial_asks_the_same_question_of_the_past():
    demand, sites = city()
    draw = np.random.default_rng(2)
    before, after = (draw.poisson(3, 300).astype(float) for _ in range(2))
    ask = place.Ask(posts=4, reach_m=500, spacing_m=1_200.0)
    _, reach = placed(ask, demand, sites)
    asked = []

    def chosen_by(weight):
        past = replace(demand, weight=weight)
        asked.append(place.found_or_none(ask, past, sites, replace(reach, weight=weight), walking=None))
        return asked[-1]

    found = place.hold_out(chosen_by, reach, sites, before=before, after=after, cutoff=date(2025, 7, 1))

    every = np.concatenate([asked[0].sites, sites.fixed])
    assert len(too_near(sites.xy[every], spacing_m=1_200.0)) == 0
    assert found.posts == len(asked[0].sites)
    assert found.covered == after[reach.covered(every)].sum()


def test_where_the_past_has_no_answer_there_is_no_trial():
    demand, sites = city()
    sites = place.Sites(candidates=sites.candidates, existing=np.empty((0, 2)), area=sites.area[:-1])
    ask = place.Ask(posts=1, reach_m=500, wanted=(0, 1))
    _, reach = placed(place.Ask(posts=1, reach_m=500), demand, sites)

    found = place.hold_out(
        lambda weight: place.found_or_none(ask, replace(demand, weight=weight), sites, reach, walking=None),
        reach,
        sites,
        before=np.ones(300),
        after=np.ones(300),
        cutoff=date(2025, 7, 1),
    )

    assert found is None


def test_a_floor_that_no_choice_keeps_is_said_with_the_area_or_the_number_of_posts():
    demand, sites = city()
    demand = replace(demand, area=(demand.xy[:, 0] > 2_000).astype(np.int64))
    near = replace(
        sites, candidates=sites.candidates[sites.candidates[:, 0] < 1_500], existing=np.empty((0, 2))
    )
    ask = place.Ask(posts=1, reach_m=400, floor=0.4)

    one_side = place.unkept(ask, demand, near, reaches(ask, demand, near), names=("West", "East"))
    few = place.unkept(ask, demand, sites, reaches(ask, demand, sites), names=("West", "East"))

    assert one_side[0].startswith("all candidate sites together reach 0.0% of 'East', less than the floor")
    assert few[0].startswith("a floor of 40.0% in each area takes ")
    assert few[1].startswith("ask for -n ")


def reaches(ask, demand, sites):
    return place.reach_of(sites.xy, demand.xy, demand.weight, walking=None, reach_m=ask.reach_m)
