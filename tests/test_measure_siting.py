"""Siting posts: brute force, laws, and the known answers of San Francisco and the OR-Library."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from hotspot.measure.siting import (
    Infeasible,
    Reach,
    Rules,
    backup_cover,
    fewest,
    greedy_order,
    maximal_cover,
    median,
    most_served,
    p_center,
    p_median,
)

DATA = Path(__file__).parents[2] / "shared" / "data"
PMEDIANS = {1: 5819, 5: 1355, 7: 5631, 10: 1255, 12: 6634, 18: 4809}


@st.composite
def cities(draw, demands=12, candidates=7):
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    d, c = draw(st.integers(1, demands)), draw(st.integers(2, candidates))
    return rng.uniform(0, 1, (d, c)).round(2), rng.integers(0, 9, d).astype(float)


def served(distance, weight, chosen, reach_m):
    return weight[(distance[:, list(chosen)] <= reach_m).any(axis=1)].sum() if len(chosen) else 0.0


def choices(candidates, posts):
    return [each for k in range(posts + 1) for each in combinations(range(candidates), k)]


@given(city=cities(), posts=st.integers(1, 4), reach_m=st.sampled_from([0.2, 0.4, 0.6]))
@settings(max_examples=60, deadline=None)
def test_no_choice_serves_more_than_the_maximal_cover(city, posts, reach_m):
    distance, weight = city
    best = max(served(distance, weight, each, reach_m) for each in choices(distance.shape[1], posts))

    found = maximal_cover(Reach.of_distances(distance, weight, reach_m=reach_m), posts=posts)

    assert found.value == pytest.approx(best)
    assert found.proved
    assert len(found.chosen) <= posts
    assert served(distance, weight, found.chosen, reach_m) == pytest.approx(best)


@given(city=cities(), posts=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_existing_posts_serve_and_are_not_placed_again(city, posts):
    distance, weight = city
    reach = Reach.of_distances(distance, weight, reach_m=0.3)
    best = max(served(distance, weight, (*each, 1), 0.3) for each in choices(distance.shape[1], posts))

    found = maximal_cover(reach, posts=posts, rules=Rules(fixed=np.array([1])))

    assert found.value == pytest.approx(best)
    assert 1 not in found.chosen


@given(city=cities(), posts=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_every_rule_holds_and_within_the_rules_nothing_is_better(city, posts):
    distance, weight = city
    n = distance.shape[1]
    group = np.arange(n) % 3
    conflicts = np.array([[0, 1]])
    allowed = [
        each
        for each in choices(n, posts)
        if not {0, 1} <= set(each) and np.bincount(group[list(each)], minlength=3).max(initial=0) <= 1
    ]
    best = max(served(distance, weight, each, 0.4) for each in allowed)

    rules = Rules(conflicts=conflicts, group=group, group_most=1)
    found = maximal_cover(Reach.of_distances(distance, weight, reach_m=0.4), posts=posts, rules=rules)

    assert tuple(found.chosen) in allowed
    assert found.value == pytest.approx(best)


def test_from_each_group_that_is_wanted_one_is_chosen():
    distance = np.array([[0.0, 9.0, 9.0], [9.0, 0.0, 9.0], [9.0, 9.0, 0.0]])
    reach = Reach.of_distances(distance, np.array([5.0, 4.0, 1.0]), reach_m=1)

    found = maximal_cover(reach, posts=2, rules=Rules(group=np.array([0, 1, 2]), wanted=np.array([2])))

    assert found.chosen.tolist() == [0, 2]


def test_no_post_serves_more_than_its_capacity():
    reach = Reach.of_distances(np.zeros((4, 2)), np.array([3.0, 3.0, 3.0, 3.0]), reach_m=1)

    one, two = (maximal_cover(reach, posts=k, rules=Rules(capacity=5.0)) for k in (1, 2))

    assert (one.value, two.value) == (pytest.approx(5.0), pytest.approx(10.0))


def test_each_district_gets_its_share_although_the_total_is_then_smaller():
    distance = np.array([[0.0, 9.0], [0.0, 9.0], [9.0, 0.0]])
    reach = Reach.of_distances(distance, np.array([5.0, 5.0, 1.0]), reach_m=1)
    floor = Rules(district=np.array([0, 0, 1]), floor=0.5)

    free = maximal_cover(reach, posts=1)

    assert free.value == 10.0
    with pytest.raises(Infeasible):
        maximal_cover(reach, posts=1, rules=floor)
    assert maximal_cover(reach, posts=2, rules=floor).value == pytest.approx(11.0)


@given(city=cities(), share=st.sampled_from([0.3, 0.7, 1.0]))
@settings(max_examples=40, deadline=None)
def test_no_smaller_set_serves_the_share(city, share):
    distance, weight = city
    reach = Reach.of_distances(distance, weight, reach_m=0.5)
    enough = [
        len(each)
        for each in choices(distance.shape[1], distance.shape[1])
        if served(distance, weight, each, 0.5) >= share * weight.sum() - 1e-9
    ]
    if not enough:
        with pytest.raises(Infeasible):
            fewest(reach, share=share)
        return

    found = fewest(reach, share=share)

    if share < 1.0 or weight.all():  # a share of 1 serves the places without demand too
        assert found.value == min(enough)
    assert served(distance, weight, found.chosen, 0.5) >= share * weight.sum() - 1e-9


@given(city=cities(), posts=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_no_choice_with_the_same_cover_serves_more_demand_twice(city, posts):
    distance, weight = city
    near = distance <= 0.5
    first = maximal_cover(Reach.of_distances(distance, weight, reach_m=0.5), posts=posts).value
    twice = [
        weight[near[:, list(each)].sum(axis=1) >= 2].sum()
        for each in choices(distance.shape[1], posts)
        if served(distance, weight, each, 0.5) >= first - 1e-9
    ]

    found = backup_cover(Reach.of_distances(distance, weight, reach_m=0.5), posts=posts, least=first)

    assert found.value == pytest.approx(max(twice))
    assert found.proved


@given(city=cities(), posts=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_no_choice_has_shorter_ways_than_the_p_median_and_the_p_center(city, posts):
    distance, weight = city
    posts = min(posts, distance.shape[1])
    every = list(combinations(range(distance.shape[1]), posts))
    total = min((weight * distance[:, list(each)].min(axis=1)).sum() for each in every)
    longest = min(distance[:, list(each)].min(axis=1).max() for each in every)

    median, center = p_median(distance, weight, posts=posts), p_center(distance, posts=posts)

    assert median.value == pytest.approx(total)
    assert median.proved
    assert center.value == longest
    assert center.proved
    assert len(center.chosen) <= posts


@given(city=cities())
@settings(max_examples=40, deadline=None)
def test_more_posts_never_cover_less_and_each_gain_is_smaller_than_the_one_before(city):
    distance, weight = city
    reach = Reach.of_distances(distance, weight, reach_m=0.4)

    exact = [maximal_cover(reach, posts=k).value for k in range(1, distance.shape[1] + 1)]
    order, gains = greedy_order(reach, posts=distance.shape[1])

    assert (np.diff(exact) >= -1e-9).all()
    assert (np.diff(gains) <= 1e-9).all()
    assert len(set(order.tolist())) == len(order)
    for k in range(1, len(order) + 1):
        assert gains[:k].sum() == pytest.approx(reach.covered_weight(order[:k]))
        assert gains[:k].sum() >= (1 - 1 / np.e) * exact[k - 1] - 1e-9


@given(city=cities(demands=40, candidates=5))
@settings(max_examples=40, deadline=None)
def test_merging_demands_changes_no_choice(city):
    distance, weight = city
    reach = Reach.of_distances(distance, weight, reach_m=0.4)

    merged, row = reach.merged()

    assert len(np.unique(merged.served.toarray(), axis=0)) == len(merged.weight)
    assert (row == -1).sum() == (~(distance <= 0.4).any(axis=1)).sum()
    for each in choices(distance.shape[1], 5):
        assert merged.covered_weight(np.array(each, dtype=int)) == pytest.approx(
            reach.covered_weight(np.array(each, dtype=int))
        )


def test_a_candidate_that_serves_nothing_more_than_another_is_not_needed():
    near = np.array([[1, 1, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0]])
    reach = Reach.of_distances(1.0 - near, np.ones(3), reach_m=0.5)

    assert reach.undominated().tolist() == [1, 2]


def san_francisco():
    folder = DATA / "san_francisco"
    if not folder.is_dir():
        pytest.skip("the San Francisco data set is not at hand")
    ways = pd.read_csv(folder / "spopt_SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    distance = ways.pivot_table(values="distance", index="DestinationName", columns="name")
    people = pd.read_csv(folder / "spopt_SF_demand_205_centroid_uniform_weight.csv").set_index("NAME")
    return distance.to_numpy(), people.loc[distance.index, "POP2000"].to_numpy(float)


def test_san_francisco_has_the_answers_that_brute_force_and_other_solvers_give():
    distance, people = san_francisco()
    reach = Reach.of_distances(distance, people, reach_m=5_000)

    all_of_it, most = fewest(reach), maximal_cover(reach, posts=4)
    median, center = p_median(distance, people, posts=4), p_center(distance, posts=4)

    assert (all_of_it.value, all_of_it.proved) == (8.0, True)
    assert (most.value, most.proved) == (875_247.0, True)
    assert median.value == pytest.approx(2_848_268_129.7145, abs=1e-3)
    assert center.value == pytest.approx(7_403.06381085, abs=1e-8)
    assert median.proved
    assert center.proved


@pytest.mark.parametrize("number", PMEDIANS)
def test_or_library_p_medians_are_optimal_and_proved(number):
    path = DATA / "or_library" / f"pmed{number}.txt"
    if not path.is_file():
        pytest.skip("the OR-Library instances are not at hand")
    (n, _, posts), *edges = [
        list(map(int, line.split())) for line in path.read_text().splitlines() if line.strip()
    ]
    cost = np.zeros((n, n))
    for i, j, length in edges:
        cost[i - 1, j - 1] = cost[j - 1, i - 1] = length

    found = p_median(shortest_path(cost, directed=False), np.ones(n), posts=posts)

    assert found.value == PMEDIANS[number]
    assert found.proved


def test_demand_in_no_district_is_owed_nothing():
    distance = np.array([[0.0, 9.0], [9.0, 0.0], [9.0, 9.0]])
    reach = Reach.of_distances(distance, np.array([5.0, 1.0, 50.0]), reach_m=1)
    floor = Rules(district=np.array([0, 0, -1]), floor=0.8)

    found = maximal_cover(reach, posts=1, rules=floor)

    assert (found.chosen.tolist(), found.value) == ([0], pytest.approx(5.0))


def test_what_is_served_is_shared_out_among_those_that_reach_it():
    near = np.array([[1, 1], [1, 0], [0, 1]])
    reach = Reach.of_distances(1.0 - near, np.array([6.0, 3.0, 1.0]), reach_m=0.5)

    served_by = {capacity: most_served(reach, np.array([0, 1]), capacity=capacity) for capacity in (2, 5, 9)}

    assert served_by == {2: pytest.approx(4.0), 5: pytest.approx(10.0), 9: pytest.approx(10.0)}
    assert most_served(reach, np.array([1]), capacity=5) == pytest.approx(5.0)


@given(city=cities(), posts=st.integers(1, 4), capacity=st.sampled_from([3.0, 8.0, 40.0]))
@settings(max_examples=40, deadline=None)
def test_no_choice_serves_more_within_its_capacity(city, posts, capacity):
    distance, weight = city
    reach = Reach.of_distances(distance, weight, reach_m=0.4)
    best = max(
        most_served(reach, np.array(each, dtype=int), capacity=capacity) if each else 0.0
        for each in choices(distance.shape[1], posts)
    )

    found = maximal_cover(reach, posts=posts, rules=Rules(capacity=capacity))

    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.proved


def large_city(seed=3, demands=200, candidates=60):
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 50, demands).astype(float)
    return Reach.of_distances(rng.uniform(0, 1, (demands, candidates)), weight, reach_m=0.06)


def test_the_relaxation_leaves_out_no_site_of_a_better_choice(monkeypatch):
    reach = large_city()
    whole = maximal_cover(reach, posts=6)

    monkeypatch.setattr("hotspot.measure.siting.free.AT_ONCE", 0)
    narrowed = maximal_cover(reach, posts=6)

    assert whole.proved
    assert narrowed.proved
    assert narrowed.value == pytest.approx(whole.value)


def test_the_search_ends_at_the_same_branch_each_time_and_not_by_the_clock(monkeypatch):
    monkeypatch.setattr("hotspot.measure.siting.solver.BRANCHES", 0)
    monkeypatch.setattr("hotspot.measure.siting.solver.FEWEST_BRANCHES", 1)
    group = Rules(group=np.arange(60) // 2, group_most=1)

    first, again = (maximal_cover(large_city(), posts=12, rules=group) for _ in range(2))

    assert not first.proved
    assert (first.chosen.tolist(), first.bound) == (again.chosen.tolist(), again.bound)
    assert not first.cut_short


def test_where_the_clock_ends_the_search_the_answer_says_so():
    reach = large_city()

    found = maximal_cover(reach, posts=12, seconds=1e-9)

    assert found.cut_short
    assert not found.proved
    assert found.value == pytest.approx(reach.covered_weight(found.chosen))


def test_a_program_too_large_for_the_exact_search_keeps_the_bound_of_the_prices():
    reach = large_city()

    quick, whole = (maximal_cover(reach, posts=9, entries=entries) for entries in (0, 10**6))

    assert not quick.cut_short
    assert quick.value <= whole.value <= whole.bound <= quick.bound


def test_a_median_too_large_for_the_radius_form_keeps_the_bound_of_the_prices(monkeypatch):
    rng = np.random.default_rng(5)
    distance, weight = rng.uniform(0, 1, (40, 20)), np.ones(40)
    exact = p_median(distance, weight, posts=4)

    monkeypatch.setattr("hotspot.measure.siting.median.MOST_ENTRIES", 0)
    quick = p_median(distance, weight, posts=4)

    assert quick.bound <= exact.value <= quick.value
    assert not quick.cut_short


@given(city=cities(), share=st.sampled_from([0.3, 0.6]), capacity=st.sampled_from([4.0, 9.0]))
@settings(max_examples=40, deadline=None)
def test_no_smaller_set_serves_the_share_within_its_capacity(city, share, capacity):
    distance, weight = city
    reach = Reach.of_distances(distance, weight, reach_m=0.5)
    enough = [
        len(each)
        for each in choices(distance.shape[1], distance.shape[1])
        if most_served(reach, np.array(each, dtype=int), capacity=capacity) >= share * weight.sum() - 1e-6
    ]
    if not enough:
        with pytest.raises(Infeasible):
            fewest(reach, share=share, rules=Rules(capacity=capacity))
        return

    found = fewest(reach, share=share, rules=Rules(capacity=capacity))

    assert found.value == min(enough)
    assert found.proved


def test_a_median_is_found_where_all_sites_are_equally_near():
    found = median._radius_form(np.ones((3, 4)), 2, np.array([2]), 60.0)

    assert found is not None
    assert (found.chosen.tolist(), found.value, found.bound) == ([0, 2], 3.0, 3.0)
