"""The counting of neighbours: exact at the rim, whatever the order and the size of the pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hotspot.compiled import COMPILED
from hotspot.measure import neighbours
from hotspot.measure.neighbours import k_distances, knee, neighbour_weight, pieces, weight_reaching

if COMPILED:
    from hotspot.compiled import neighbours as compiled

WAYS = [True, False] if COMPILED else [False]


@pytest.fixture(autouse=True, scope="module", params=WAYS, ids=lambda way: "loops" if way else "twins")
def way(request):
    """Let every law hold for the compiled loops and for their twins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "COMPILED", request.param)
        yield request.param


weighted = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, (n, 2), elements=st.integers(0, 60)).map(lambda xy: xy.astype(float)),
        arrays(np.int64, n, elements=st.integers(1, 9)).map(lambda weight: weight.astype(float)),
    )
)


def by_hand(xy, weight, eps_m):
    apart = xy[:, None] - xy[None]
    return ((apart**2).sum(axis=2) <= eps_m * eps_m) @ weight


def test_a_place_at_exactly_the_radius_counts_and_one_a_hair_further_does_not():
    xy = np.array([[500_000.0, 4_800_000.0], [500_030.0, 4_800_040.0], [500_000.0, 4_800_050.001]])

    found = neighbour_weight(xy, np.array([1.0, 10.0, 100.0]), eps_m=50)

    assert found.tolist() == [11.0, 111.0, 110.0]


@given(weighted, st.sampled_from([1, 5, 13, 25, 50, 65]))
def test_whole_metres_are_counted_as_by_hand_rim_included(sites, eps_m):
    xy, weight = sites

    found = neighbour_weight(xy, weight, eps_m=eps_m)

    assert found.tolist() == by_hand(xy, weight, eps_m).tolist()


@given(st.integers(0, 10_000), st.sampled_from([37.5, 150.0, 801.3]))
def test_random_coordinates_far_from_the_origin_are_counted_as_by_hand(seed, eps_m):
    draw = np.random.default_rng(seed)
    xy = draw.normal((651_234.5, 4_795_678.9), 400, (150, 2))
    weight = draw.integers(1, 50, 150).astype(float)

    found = neighbour_weight(xy, weight, eps_m=eps_m)

    assert found.tolist() == by_hand(xy, weight, eps_m).tolist()


def test_the_size_of_the_pieces_in_memory_does_not_change_the_count(monkeypatch):
    monkeypatch.setattr(neighbours, "COMPILED", False)
    xy = np.random.default_rng(4).uniform(0, 300, (400, 2))
    whole = neighbour_weight(xy, np.ones(400), eps_m=80)

    monkeypatch.setattr(neighbours, "_PAIRS", 7)
    in_pieces = neighbour_weight(xy, np.ones(400), eps_m=80)

    assert in_pieces.tolist() == whole.tolist()


@given(st.lists(st.integers(0, 20), max_size=30), st.integers(1, 30))
def test_pieces_cover_every_row_once_and_in_order(sizes, budget):
    cut = list(pieces(np.array(sizes, dtype=np.int64), budget))

    assert [row for piece in cut for row in range(piece.start, piece.stop)] == list(range(len(sizes)))
    assert all(sum(sizes[piece]) <= budget + max(sizes[piece], default=0) for piece in cut)


def test_the_first_nearest_place_of_a_row_of_houses_is_next_door():
    houses = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [50.0, 0.0]])

    assert k_distances(houses, k=1).tolist() == [10.0, 10.0, 10.0, 30.0]
    assert k_distances(houses, k=3).tolist() == [30.0, 40.0, 50.0, 50.0]


def towns(seed):
    """Return places of very different spacing: two crowds, one of them on a lattice, and a few far away."""
    draw = np.random.default_rng(seed)
    crowd = draw.normal((4_000.0, 4_795_000.0), 3, (100, 2))
    lattice = np.argwhere(np.ones((8, 9))) * 100.0
    return draw.permutation(np.vstack([crowd, lattice, [[-9e5, 10.0], [9e5, 3e6]]]))


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_the_nearest_are_found_wherever_they_lie_crowded_or_alone(seed, k):
    xy = towns(seed)
    apart = np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(axis=2))

    found = k_distances(xy, k=k)

    assert found.tolist() == np.sort(np.sort(apart, axis=1)[:, k]).tolist()


@pytest.mark.parametrize("places", [1, 2, 3])
def test_a_place_without_so_many_others_has_its_nearest_infinitely_far_away(places):
    few = np.arange(2.0 * places).reshape(places, 2)

    assert k_distances(few, k=3).tolist() == [np.inf] * places


@pytest.mark.parametrize("axis", [0, 1])
def test_a_single_street_from_west_to_east_or_south_to_north_is_no_special_case(axis):
    street = np.zeros((500, 2))
    street[:, axis] = np.arange(500.0) ** 2

    assert k_distances(street, k=1).tolist() == [1.0, *range(1, 998, 2)]


@given(st.integers(0, 10_000), st.sampled_from([10.0, 100.0, 2e6]))
def test_crowds_and_loners_far_apart_are_counted_as_by_hand(seed, eps_m):
    xy = towns(seed)
    weight = np.random.default_rng(seed).integers(1, 50, len(xy)).astype(float)

    found = neighbour_weight(xy, weight, eps_m=eps_m)

    assert found.tolist() == by_hand(xy, weight, eps_m).tolist()


@pytest.mark.parametrize("scale", [1.0, 250.0])
def test_the_knee_moves_with_the_unit_of_the_curve(scale):
    curve = np.concatenate([np.linspace(1, 2, 90), np.linspace(2, 30, 11)[1:]])

    assert knee(scale * curve) == pytest.approx(2 * scale)


def test_the_number_of_threads_does_not_change_what_lies_near(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(8)
    xy, weight = draw.uniform(0, 900, (700, 2)), draw.integers(1, 9, 700).astype(float)
    alone = neighbour_weight(xy, weight, eps_m=60)

    monkeypatch.setattr(neighbours, "_WORTH_THREADS", 0)
    monkeypatch.setattr(neighbours, "_ROWS", 3)
    monkeypatch.setattr(neighbours, "cpus", lambda: 5)
    together = neighbour_weight(xy, weight, eps_m=60)

    assert together.tolist() == alone.tolist() == by_hand(xy, weight, 60).tolist()


needs_loops = pytest.mark.skipif(not COMPILED, reason="no loops were compiled: their twins rule nothing out")


def far_flung(seed):
    """Give 400 places in towns on both sides of 0 that fall together where the plane is folded."""
    draw = np.random.default_rng(seed)
    towns = draw.integers(-3, 4, (12, 2)) * 6_400.0
    return towns[draw.integers(0, 12, 400)] + np.round(draw.normal(0, 120, (400, 2)), -1)


@needs_loops
@given(st.integers(0, 10_000), st.sampled_from([30.0, 100.0, 700.0]), st.sampled_from([1.5, 8.0, 60.0]))
def test_whoever_reaches_the_least_weight_is_told_from_who_does_not_wherever_the_plane_is_folded(
    seed, eps_m, least
):
    xy = far_flung(seed)
    weight = np.random.default_rng(seed).geometric(0.4, len(xy)).astype(float)

    found = weight_reaching(xy, weight, eps_m=eps_m, least=least)

    assert (found >= least).tolist() == (by_hand(xy, weight, eps_m) >= least).tolist()


@needs_loops
@given(st.integers(0, 10_000), st.sampled_from([30.0, 100.0, 700.0]))
def test_what_lies_near_is_never_ruled_out(seed, eps_m):
    xy = far_flung(seed)
    some = np.random.default_rng(seed).random(len(xy)) < 0.03
    apart2 = ((xy[:, None] - xy[None, some]) ** 2).sum(axis=2)

    found = compiled.near_any(xy, np.ascontiguousarray(xy[some]), eps_m)

    assert set(np.flatnonzero((apart2 <= eps_m**2).any(axis=1))) <= set(found)


@needs_loops
def test_who_is_not_crowded_is_ruled_out_and_what_surrounds_a_crowd_is_kept():
    xy = np.array([[0.0, 0.0], [130.0, 0.0], [510.0, 0.0], [0.0, 490.0]])

    assert compiled.near_crowds(xy, np.array([1.0, 1.0, 3.0, 1.0]), 100, 2).tolist() == [0, 1, 2]
    assert compiled.near_crowds(xy, np.ones(4), 100, 3).tolist() == []
    assert compiled.near_any(xy, xy[3:], 100).tolist() == [3]
