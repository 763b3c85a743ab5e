"""DBSCAN: scikit-learn's answer for the rows one by one, whatever their order and whatever is stacked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from hotspot.compiled import COMPILED
from hotspot.measure import dbscan as measure
from hotspot.measure import neighbours
from hotspot.measure.dbscan import (
    components,
    dbscan,
    expected_by_chance,
    hdbscan,
    join,
    min_samples_by_chance,
)

WAYS = [True, False] if COMPILED else [False]


@pytest.fixture(autouse=True, scope="module", params=WAYS, ids=lambda way: "loops" if way else "twins")
def way(request):
    """Let every law hold for the compiled loops and for their twins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "COMPILED", request.param)
        patch.setattr(neighbours, "COMPILED", request.param)
        yield request.param


places = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), st.integers(1, 5), min_size=1, max_size=30
)
radius = st.sampled_from([1, 5, 10, 13])


def sites_of(found):
    xy = np.array(sorted(found), dtype=float)
    return xy, np.array([found[east, north] for east, north in sorted(found)], dtype=float)


def row_by_row(xy, weight, eps_m, min_samples):
    """Give core, noise and label of each place as scikit-learn finds them on one row per incident."""
    site = np.repeat(np.arange(len(xy)), weight.astype(int))
    model = DBSCAN(eps=eps_m, min_samples=min_samples, metric="euclidean", algorithm="kd_tree").fit(xy[site])
    core = np.zeros(len(xy), dtype=bool)
    core[site[model.core_sample_indices_]] = True
    label = model.labels_[np.unique(site, return_index=True)[1]]
    return core, label == -1, label


def same_partition(one, other):
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))


@settings(max_examples=50)
@given(places, radius, st.integers(1, 12))
def test_core_and_noise_sets_and_the_partition_are_those_of_scikit_learn_row_by_row(found, eps_m, minimum):
    xy, weight = sites_of(found)
    core, noise, label = row_by_row(xy, weight, eps_m, minimum)

    ours = dbscan(xy, weight, eps_m=eps_m, min_samples=minimum)

    assert ours.core.tolist() == core.tolist()
    assert (ours.label == -1).tolist() == noise.tolist()
    assert same_partition(ours.label[core], label[core])


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 40))
def test_the_same_holds_for_random_places_far_from_the_origin(seed, minimum):
    draw = np.random.default_rng(seed)
    xy = draw.normal((651_234.5, 4_795_678.9), 200, (120, 2))
    weight = draw.geometric(0.4, 120).astype(float)
    core, noise, label = row_by_row(xy, weight, 75.0, minimum)

    ours = dbscan(xy, weight, eps_m=75, min_samples=minimum)

    assert ours.core.tolist() == core.tolist()
    assert (ours.label == -1).tolist() == noise.tolist()
    assert same_partition(ours.label[core], label[core])


@pytest.mark.parametrize("unit_m", [0.1, 0.3, 1 / 3, 100.7])
@settings(max_examples=30)
@given(places, radius, st.integers(1, 12), st.sampled_from([(0.0, 0.0), (651_234.5, 4_795_678.9)]))
def test_where_rounding_decides_at_the_rim_it_decides_as_in_scikit_learn(
    unit_m, found, radius, minimum, corner
):
    xy, weight = sites_of(found)
    xy = np.array(corner) + unit_m * xy
    core, noise, label = row_by_row(xy, weight, unit_m * radius, minimum)

    ours = dbscan(xy, weight, eps_m=unit_m * radius, min_samples=minimum)

    assert ours.core.tolist() == core.tolist()
    assert (ours.label == -1).tolist() == noise.tolist()
    assert same_partition(ours.label[core], label[core])


@settings(max_examples=50)
@given(places, radius, st.integers(1, 12))
def test_a_border_place_has_the_lowest_label_among_its_nearest_core_places(found, eps_m, minimum):
    xy, weight = sites_of(found)
    apart2 = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)

    ours = dbscan(xy, weight, eps_m=eps_m, min_samples=minimum)

    for site in np.flatnonzero(~ours.core & (ours.label >= 0)):
        to_core = apart2[site][ours.core]
        nearest = ours.label[ours.core][to_core == to_core.min()]
        assert to_core.min() <= eps_m**2
        assert ours.label[site] == nearest.min()


@pytest.mark.skipif(not COMPILED, reason="no loops were compiled, so there are not two ways")
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([20.0, 75.0, 300.0]), st.integers(1, 60))
def test_loops_and_twins_give_every_place_the_same_label(seed, eps_m, minimum):
    draw = np.random.default_rng(seed)
    towns = draw.uniform(0, 3000, (8, 2))
    xy = towns[draw.integers(0, 8, 600)] + draw.normal(0, 150, (600, 2))
    xy = np.unique(np.vstack([xy, np.round(xy[:200], -1), [[9e5, -9e5]]]), axis=0)
    weight = draw.geometric(0.3, len(xy)).astype(float)
    found = []

    for compiled in WAYS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(measure, "COMPILED", compiled)
            patch.setattr(neighbours, "COMPILED", compiled)
            found.append(dbscan(xy, weight, eps_m=eps_m, min_samples=minimum))

    assert found[0].label.tolist() == found[1].label.tolist()
    assert found[0].core.tolist() == found[1].core.tolist()


@settings(max_examples=50)
@given(places, radius, st.integers(1, 12))
def test_what_is_noise_at_a_larger_radius_can_be_left_out_at_a_smaller_one(found, eps_m, minimum):
    xy, weight = sites_of(found)
    kept = dbscan(xy, weight, eps_m=1.25 * eps_m, min_samples=minimum).label >= 0
    whole = dbscan(xy, weight, eps_m=eps_m, min_samples=minimum)

    without = dbscan(xy[kept], weight[kept], eps_m=eps_m, min_samples=minimum)

    assert without.label.tolist() == whole.label[kept].tolist()
    assert without.core.tolist() == whole.core[kept].tolist()
    assert (whole.label[~kept] == -1).all()


@settings(max_examples=50)
@given(places, radius, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_the_places_does_not_matter_for_any_label(found, eps_m, minimum, random):
    xy, weight = sites_of(found)
    order = list(range(len(xy)))
    random.shuffle(order)
    straight = dbscan(xy, weight, eps_m=eps_m, min_samples=minimum)

    shuffled = dbscan(xy[order], weight[order], eps_m=eps_m, min_samples=minimum)

    assert shuffled.label.tolist() == straight.label[order].tolist()
    assert shuffled.core.tolist() == straight.core[order].tolist()


@settings(max_examples=50)
@given(places, radius, st.integers(1, 12))
def test_twice_the_incidents_with_twice_the_threshold_change_nothing(found, eps_m, minimum):
    xy, weight = sites_of(found)
    once = dbscan(xy, weight, eps_m=eps_m, min_samples=minimum)

    twice = dbscan(xy, 2 * weight, eps_m=eps_m, min_samples=2 * minimum)

    assert twice.label.tolist() == once.label.tolist()
    assert twice.core.tolist() == once.core.tolist()


@settings(max_examples=50)
@given(places, radius)
def test_strips_join_to_the_same_chains_however_narrow_they_are(found, eps_m):
    xy, _ = sites_of(found)
    whole = components(xy, eps_m=eps_m)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "COMPILED", False)
        patch.setattr(measure, "_NEIGHBOURS", 3)
        in_strips = components(xy, eps_m=eps_m)

    assert same_partition(in_strips, whole)


def test_a_border_place_goes_to_its_nearest_core_and_a_tie_to_the_heavier_cluster():
    xy = np.array([[0.0, 0.0], [9.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
    weight = np.array([10.0, 1.0, 1.0, 20.0])
    core = np.array([True, False, False, True])

    found = join(xy, weight, core, eps_m=10)

    assert found.label.tolist() == [1, 1, 0, 0]


def test_equally_heavy_clusters_are_numbered_from_the_west_then_from_the_south():
    xy = np.array([[900.0, 0.0], [0.0, 500.0], [0.0, 0.0]])

    found = dbscan(xy, np.full(3, 5.0), eps_m=10, min_samples=5)

    assert found.label.tolist() == [2, 1, 0]


def test_thousands_at_one_address_are_one_core_place():
    found = dbscan(np.array([[0.0, 0.0]]), np.array([50_000.0]), eps_m=100, min_samples=50_000)

    assert (found.label.tolist(), found.core.tolist()) == ([0], [True])


def test_where_nothing_is_dense_enough_everything_is_noise():
    found = dbscan(np.array([[0.0, 0.0], [500.0, 0.0]]), np.ones(2), eps_m=100, min_samples=2)

    assert (found.label.tolist(), found.core.tolist()) == ([-1, -1], [False, False])


def test_hdbscan_finds_two_crowds_and_leaves_the_loner_out_in_any_order():
    draw = np.random.default_rng(1)
    crowds = np.concatenate([draw.normal(0, 10, (30, 2)), draw.normal(0, 10, (40, 2)) + 1000])
    xy = np.vstack([crowds, [[9000.0, 0.0]]])
    order = draw.permutation(len(xy))

    found = hdbscan(xy, np.ones(len(xy)), min_places=20)
    shuffled = hdbscan(xy[order], np.ones(len(xy)), min_places=20)

    assert set(found.label[:30].tolist()) <= {1, -1}
    assert set(found.label[30:70].tolist()) <= {0, -1}
    assert found.label[70] == -1
    assert shuffled.label.tolist() == found.label[order].tolist()


def test_hdbscan_of_fewer_places_than_a_cluster_needs_finds_none():
    assert hdbscan(np.zeros((1, 2)), np.ones(1), min_places=5).label.tolist() == [-1]


@pytest.mark.parametrize(
    ("eps_m", "min_samples", "published"), [(300, 5, 62.0), (300, 8, 9.4), (300, 10, 1.0), (200, 8, 0.17)]
)
def test_false_clusters_in_pure_noise_are_as_many_as_published_and_never_more_than_expected_cores(
    eps_m, min_samples, published
):
    draw, runs = np.random.default_rng(20), 40
    cities = [draw.uniform(0, 10_000, (1000, 2)) for _ in range(runs)]

    found = [dbscan(xy, np.ones(1000), eps_m=eps_m, min_samples=min_samples) for xy in cities]

    clusters = np.array([one.label.max() + 1 for one in found])
    cores = np.mean([one.core.sum() for one in found])
    expected = expected_by_chance(1000, 100, eps_m=eps_m, min_samples=min_samples)
    noise = 4 * np.sqrt(published / runs)  # four standard errors of a Poisson count
    assert clusters.mean() == pytest.approx(published, abs=max(noise, 0.1 * published))
    assert clusters.mean() < expected
    assert cores == pytest.approx(expected, rel=0.25, abs=0.4)


@given(st.integers(1, 100_000), st.floats(0.5, 2_000), st.floats(20, 300), st.sampled_from([0.05, 1.0]))
def test_the_threshold_by_chance_is_the_smallest_that_keeps_its_promise(incidents, km2, eps_m, expected):
    smallest = min_samples_by_chance(incidents, km2, eps_m=eps_m, expected=expected)

    assert expected_by_chance(incidents, km2, eps_m=eps_m, min_samples=smallest) < expected
    assert expected_by_chance(incidents, km2, eps_m=eps_m, min_samples=smallest - 1) >= expected


@given(seed=st.integers(0, 10_000), eps_m=st.sampled_from([30.0, 100.0, 700.0]))
def test_no_place_within_reach_of_a_core_place_is_left_out_by_the_loop_or_by_its_twin(seed, eps_m):
    draw = np.random.default_rng(seed)
    xy, core = draw.integers(-300, 300, (200, 2)) * 10.0, draw.random(200) < 0.05
    near = (((xy[:, None] - xy[None, core]) ** 2).sum(axis=2) <= eps_m**2).any(axis=1)

    for compiled in WAYS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(measure, "COMPILED", compiled)
            found = measure.near_any(xy, xy[core], eps_m=eps_m)

        assert set(np.flatnonzero(near)) <= set(found)
        assert compiled or found.tolist() == np.flatnonzero(near).tolist()
