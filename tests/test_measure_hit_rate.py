"""Laws of the forward-chained hit rate: only the past is seen, and luck earns nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.hit_rate import Hits, forward_hits, gathered, hits_of, usual, windows_of
from hotspot.schema import Floats, Ints

SEARCH: dict[str, Any] = {
    "west": 0.0,
    "north": 2000.0,
    "cell_m": 100.0,
    "kernel": "quartic",
    "area_share": 0.02,
}
INSIDE = np.ones((20, 20), dtype=np.bool_)


def test_windows_follow_each_other_and_fill_the_later_half_of_the_dates() -> None:
    days = np.repeat(np.arange(100, 140), 3)

    windows = windows_of(days)

    assert windows == [(120, 125), (125, 130), (130, 135), (135, 140)]


def test_no_window_is_longer_than_ninety_dates() -> None:
    windows = windows_of(np.arange(5000))

    assert windows == [(4640, 4730), (4730, 4820), (4820, 4910), (4910, 5000)]


def test_months_only_data_are_tested_on_whole_months() -> None:
    october_to_february = np.array([273, 304, 334, 365, 396])

    windows = windows_of(october_to_february)

    assert windows == [(365, 396), (396, 397)]


def test_without_two_dates_there_is_nothing_to_test_on() -> None:
    assert windows_of(np.array([5, 5, 5])) == []
    assert windows_of(np.array([-1, -1])) == []


@given(seed=st.integers(0, 2**32 - 1), flagged=st.integers(1, 12))
def test_hits_are_the_fewest_that_any_order_of_equal_cells_could_give(seed: int, flagged: int) -> None:
    random = np.random.default_rng(seed)
    forecast, observed = random.integers(0, 3, 12).astype(float), random.integers(0, 5, 12).astype(float)

    hits = hits_of(forecast, observed, flagged=flagged)

    shuffled = [random.permutation(12) for _ in range(20)]
    worst_first = np.lexsort((observed, -forecast))
    orders = [order[np.argsort(-forecast[order], kind="stable")] for order in shuffled]
    assert hits == observed[worst_first[:flagged]].sum()
    assert all(hits <= observed[order[:flagged]].sum() for order in orders)


@given(seed=st.integers(0, 2**32 - 1))
def test_gathering_keeps_every_incident_and_moves_none_out_of_its_square(seed: int) -> None:
    random = np.random.default_rng(seed)
    sites, weights = random.uniform(0, 50, (30, 2)), random.integers(0, 4, (30, 2)).astype(float)

    places, together = gathered(sites, weights, square_m=10)

    np.testing.assert_array_equal(together.sum(axis=0), weights.sum(axis=0))
    corner = sites.min(axis=0)
    squares = {tuple(square) for square in np.floor((sites - corner) / 10).astype(int).tolist()}
    assert {tuple(square) for square in np.floor((places - corner) / 10).astype(int).tolist()} == squares


def test_gathering_in_squares_finer_than_the_sites_changes_nothing() -> None:
    sites, weights = np.array([[0.0, 0.0], [0.0, 7.0], [9.0, 2.0]]), np.array([[1.0], [2.0], [3.0]])

    places, together = gathered(sites, weights, square_m=1)

    np.testing.assert_array_equal(places, sites)
    np.testing.assert_array_equal(together, weights)


def one_busy_and_six_quiet_places() -> tuple[Floats, Ints, Ints]:
    """Nine incidents a day for forty days: three at one place, one at each of six others far apart."""
    east, north = np.meshgrid([350.0, 950.0, 1550.0], [350.0, 950.0, 1550.0])
    sites = np.column_stack([east.ravel(), north.ravel()])[:7]
    return sites, np.tile([0, 0, 0, 1, 2, 3, 4, 5, 6], 40), np.repeat(np.arange(40), 9)


def test_incidents_that_come_back_to_one_place_are_hit_with_the_narrowest_bandwidth() -> None:
    sites, site_of, days = one_busy_and_six_quiet_places()

    found = forward_hits(
        sites, site_of, days, INSIDE, **SEARCH | {"area_share": 7 / 400}, bandwidths_m=np.array([50.0, 300.0])
    )

    assert found.tested == 20 * 9
    assert found.windows == 4
    assert found.hits.tolist() == [20 * 9, 20 * 3]
    assert found.usual.tolist() == usual(np.array([0.5, 3.0])).tolist()


def test_only_incidents_before_a_window_can_flag_a_cell() -> None:
    sites = np.array([[150.0, 150.0], [1850.0, 1850.0]])
    moves_away_on_day_20 = np.repeat([0, 1], 20)

    found = forward_hits(
        sites,
        moves_away_on_day_20,
        np.arange(40),
        INSIDE,
        **SEARCH | {"area_share": 1 / 400},
        bandwidths_m=np.array([50.0]),
    )

    assert found.tested == 20
    assert found.hits.tolist() == [0]


def test_incidents_without_a_date_neither_flag_nor_count() -> None:
    random = np.random.default_rng(2)
    sites, site_of = random.uniform(0, 2000, (50, 2)), random.integers(0, 50, 300)
    days = random.integers(0, 200, 300)
    site_of_all, days_all = np.append(site_of, [7] * 500), np.append(days, [-1] * 500)

    known = forward_hits(sites, site_of, days, INSIDE, **SEARCH, bandwidths_m=np.array([80.0, 200.0]))
    with_unknown = forward_hits(
        sites, site_of_all, days_all, INSIDE, **SEARCH, bandwidths_m=np.array([80.0, 200.0])
    )

    np.testing.assert_array_equal(known.hits, with_unknown.hits)
    assert known.tested == with_unknown.tested


def test_the_search_ends_where_a_bandwidth_has_lost_a_fifth_of_the_hits() -> None:
    sites, site_of, days = one_busy_and_six_quiet_places()

    found = forward_hits(
        sites,
        site_of,
        days,
        INSIDE,
        **SEARCH | {"area_share": 7 / 400},
        bandwidths_m=np.array([50.0, 300.0, 400.0, 500.0]),
    )

    assert found.bandwidths_m.tolist() == [50, 300]


TRIED_M = np.array([50.0, 63.0, 80.0, 100.0, 200.0])


def tried(hits: list[float]) -> Hits:
    return Hits(
        bandwidths_m=TRIED_M, hits=np.array(hits), usual=usual(TRIED_M / 100), tested=99_999, windows=4
    )


def test_of_bandwidths_that_hit_about_as_often_the_widest_is_taken() -> None:
    found = tried([99_000, 99_500, 100_000, 99_600, 99_000])

    assert found.best() == 100


def test_without_hits_the_usual_bandwidth_is_the_best() -> None:
    found = tried([0, 0, 0, 0, 0])

    assert found.best() == 80


@pytest.mark.parametrize(("hits", "best"), [(100, 80), (100_000, 200)])
def test_only_many_hits_speak_against_what_is_usual(hits: int, best: float) -> None:
    found = tried([0.8 * hits, 0.8 * hits, 0.8 * hits, 0.8 * hits, hits])

    assert found.best() == best


@given(hits=st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_the_bandwidth_chosen_has_nearly_the_most_hits_or_usually_has(hits: list[int]) -> None:
    found = tried([float(each) for each in hits])

    at = TRIED_M.tolist().index(found.best())
    assert hits[at] >= 0.995 * max(hits) - 1600 * 0.2
