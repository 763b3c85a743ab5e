"""The gamma–Poisson model: shrinkage, its scale, its honesty, Marshall's moments against published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln
from scipy.stats import nbinom

from hotspot.measure.gamma_poisson import (
    Posterior,
    Prior,
    fit_prior,
    moments,
    overdispersion,
    posterior,
)
from hotspot.measure.surroundings import neighbour_sums, spacing

# North Carolina, sudden infant deaths and live births 1974-78 by county (Cressie 1993, pp. 386-389): the set
# `sids2`, on which esda states its results.
DEATHS_TEXT = """
1 0 5 1 9 7 0 0 4 1 2 16 4 4 4 18 3 4 1 1 1 0 1 2 10 23 13 6 4 16 8 0 10 6 0 2 16 2 4 1 0 8 5 5 0 5 7 2
11 3 14 5 9 6 2 0 7 3 4 5 12 18 6 10 8 2 5 44 3 3 5 5 0 10 3 11 1 0 4 1 2 38 1 4 15 7 0 4 4 0 13 8 29 31
5 8 4 15 12 5
"""
BIRTHS_TEXT = """
1091 487 3188 508 1421 1452 286 420 968 1612 1035 4449 1671 1556 2180 3608 1638 3146 1323 484 751 781
1269 1399 11858 16184 4672 1324 3164 7970 4021 671 3657 3609 770 1549 14484 765 4139 1207 1333 5509 3573
990 248 1946 4456 1646 3702 4606 5094 5754 7515 3999 2110 521 2692 675 870 2252 2992 6638 3776 4866 2216
1143 2648 21588 4099 1258 2356 2574 415 3589 1173 9014 533 797 3025 542 1027 20366 578 3915 1570 1494
338 2483 2756 284 5868 2255 11158 7889 2414 1782 1228 3350 5526 2181
"""
DEATHS, BIRTHS = (np.array(text.split(), dtype=float) for text in (DEATHS_TEXT, BIRTHS_TEXT))


def test_marshalls_moments_give_the_published_rates_of_sudden_infant_death():
    mean, variance = moments(DEATHS, BIRTHS)

    shape = np.full((1, 100), mean**2 / variance)
    prior = Prior(
        shape=shape,
        rate=shape / mean,
        weight=np.ones((1, 100)),
        scale_m=None,
        scales_m=(),
        heterogeneity=mean**2 / variance,
        fits=(),
    )
    smoothed = posterior(DEATHS, BIRTHS, prior).mean

    assert smoothed[:5] == pytest.approx([0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], abs=5e-8)
    assert (DEATHS / BIRTHS / mean)[:5] == pytest.approx([0.453433, 0, 0.775871, 0.97381, 3.13319], abs=2e-6)


def test_a_variance_that_comes_out_negative_is_set_to_nought():
    mean, variance = moments(np.array([50.0, 50, 51, 49]), np.ones(4))

    assert (mean, variance) == (50.0, 0.0)


def test_areas_that_differ_less_than_chance_makes_them_all_come_out_nearly_equal():
    counts, exposure = np.array([50.0, 52, 49, 51, 50, 48, 50]), np.ones(7)

    rates = posterior(counts, exposure, fit_prior(counts, exposure, None))

    assert rates.mean == pytest.approx(50, abs=1)
    assert np.argmax(rates.mean) == 1


@given(st.lists(st.integers(0, 300), min_size=2, max_size=30))
def test_with_equal_exposure_and_the_city_as_neighbourhood_the_order_is_that_of_the_counts(counts):
    y, exposure = np.array(counts, dtype=float), np.full(len(counts), 0.7)

    mean = posterior(y, exposure, fit_prior(y, exposure, None)).mean

    more = y[:, None] > y
    assert np.all((mean[:, None] > mean)[more])


def test_an_areas_own_incidents_do_not_enter_its_own_prior():
    places = np.column_stack([np.arange(10) * 100.0, np.zeros(10)])
    counts, exposure = np.full(10, 20.0), np.ones(10)
    more = counts.copy()
    more[3] = 2000

    before = neighbour_sums(places, counts, exposure, (200.0,))[0][0]
    after = neighbour_sums(places, more, exposure, (200.0,))[0][0]

    assert after[3] == before[3]
    assert after[4] == pytest.approx(before[4] + 1980 * np.exp(-0.5 * (100 / 200) ** 2))


def test_an_empty_area_among_full_ones_is_expected_to_have_more_than_an_empty_one_far_away():
    rng = np.random.default_rng(1)
    places = np.array([(x * 100.0, y * 100.0) for x in range(20) for y in range(20)])
    level = np.where(places[:, 0] < 1000, 3.0, 0.2)
    counts = rng.poisson(level).astype(float)
    counts[[105, 305]] = 0  # one on either side

    prior = fit_prior(counts, np.ones(400), places)
    mean = posterior(counts, np.ones(400), prior).mean

    assert prior.scale_m is not None
    assert mean[105] > 3 * mean[305] > 0


def test_no_prior_weighs_more_than_the_incidents_it_was_taken_from():
    counts, exposure = np.array([5.0, 5, 5, 5, 5, 5, 5, 5]), np.ones(8)

    prior = fit_prior(counts, exposure, None)

    assert np.all(prior.shape <= counts.sum() - counts + 0.5)


def test_95_of_100_true_rates_lie_in_their_intervals_at_the_top_of_the_list_too():
    rng = np.random.default_rng(5)
    places = rng.uniform(0, 8000, (600, 2))
    exposure = rng.uniform(0.02, 0.06, 600)
    truth = 50 * np.exp(np.sin(places[:, 0] / 2000) + rng.normal(0, 0.5, 600))
    counts = rng.poisson(truth * exposure).astype(float)

    rates = posterior(counts, exposure, fit_prior(counts, exposure, places))

    held = (rates.quantile(0.025) <= truth) & (truth <= rates.quantile(0.975))
    assert 0.93 <= held.mean() <= 0.98
    assert held[np.argsort(-rates.mean)[:60]].mean() >= 0.88
    assert np.mean((rates.mean - truth) ** 2) < 0.6 * np.mean((counts / exposure - truth) ** 2)


GRID = np.array([(x * 200.0, y * 200.0) for x in range(10) for y in range(10)])


def _held(truth, seed):
    """Tell for each area whether the interval from Poisson counts around `truth` holds it."""
    counts, exposure = np.random.default_rng(seed).poisson(truth).astype(float), np.ones(len(truth))
    rates = posterior(counts, exposure, fit_prior(counts, exposure, GRID))
    return (rates.quantile(0.025) <= truth) & (truth <= rates.quantile(0.975))


@pytest.mark.parametrize("mean", [2.0, 20.0])
@pytest.mark.parametrize("variation", [0.0, 0.05, 0.1, 0.2])
def test_the_intervals_hold_where_the_areas_hardly_differ(mean, variation):
    rng = np.random.default_rng(5)
    truths = [mean * np.exp(rng.normal(0, variation, 100)) for _ in range(60)]

    held = np.mean([_held(truth, seed) for seed, truth in enumerate(truths)])

    assert held >= 0.92  # 0.936 over 400 runs in the worst case


@pytest.mark.parametrize("mean", [2.0, 20.0])
def test_an_area_ten_times_as_dense_as_all_around_it_keeps_to_its_own_count(mean):
    truth = np.full(100, mean)
    truth[44] *= 10

    held = np.mean([_held(truth, seed)[44] for seed in range(120)])

    assert held >= 0.85


@pytest.mark.parametrize("seed", range(3))
def test_the_weights_of_the_components_sum_to_1_and_an_areas_own_count_does_not_move_its_own(seed):
    rng = np.random.default_rng(seed)
    counts, exposure = rng.poisson(rng.gamma(2, 5, 40)).astype(float), np.ones(40)
    more = counts.copy()
    more[3] += 1

    before, after = fit_prior(counts, exposure, None), fit_prior(more, exposure, None)

    assert before.weight.sum(axis=0) == pytest.approx(np.ones(40))
    assert after.weight[:, 3] == pytest.approx(before.weight[:, 3], abs=0.005)
    assert after.weight[:-1, 4] != pytest.approx(before.weight[:-1, 4], rel=1e-6)


def test_the_fit_of_a_few_areas_is_that_of_the_prior_they_get():
    counts = np.array([6.0, 3, 0])

    prior = fit_prior(counts, np.ones(3), None)

    chance = nbinom.logpmf(counts, prior.shape[0], prior.rate[0] / (prior.rate[0] + 1)).sum()
    assert prior.fits[0] == pytest.approx(chance + gammaln(counts + 1).sum())
    assert prior.heterogeneity == 0.25


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([0.0], [0.5]), ([7.0], [7.5]), ([60.0, 40.0], [59.8811, 40.0840]), ([0.0, 0.0], [1 / 6.06, 1 / 6.06])],
)
def test_one_or_two_areas_keep_their_counts_but_for_a_weak_prior(counts, expected):
    y = np.array(counts)

    prior = fit_prior(y, np.ones(len(y)), np.zeros((len(y), 2)))
    rates = posterior(y, np.ones(len(y)), prior)

    assert rates.mean == pytest.approx(expected, rel=1e-4)


def test_a_city_without_incidents_expects_next_to_none_and_says_how_many_there_could_be():
    counts = np.zeros(30)

    rates = posterior(counts, np.ones(30), fit_prior(counts, np.ones(30), None))

    assert np.all(rates.mean < 0.05)
    assert np.all(rates.quantile(0.975) > rates.mean)


def test_counts_that_vary_twice_as_much_as_chance_double_the_rates_and_leave_the_relative_width():
    counts, exposure = np.array([30.0, 12, 7, 3, 20, 9]), np.ones(6)
    once = posterior(counts, exposure, fit_prior(counts, exposure, None))

    prior = fit_prior(2 * counts / 2, exposure, None)
    twice = posterior(2 * counts, exposure, prior, dispersion=2)

    assert twice.mean == pytest.approx(2 * once.mean, rel=1e-12)
    assert twice.quantile(0.9) == pytest.approx(2 * once.quantile(0.9), rel=1e-12)


def test_poisson_counts_have_a_dispersion_of_about_1_and_copied_ones_of_about_2():
    rng = np.random.default_rng(2)
    table = rng.poisson(np.outer(rng.uniform(1, 20, 100), rng.uniform(0.5, 1.5, 12))).astype(float)

    once, twice = overdispersion(table), overdispersion(2 * table)

    assert once == pytest.approx(1, abs=0.08)
    assert twice == pytest.approx(2 * once, abs=0.08)


def test_a_season_that_all_areas_share_is_no_dispersion_and_few_months_say_nothing():
    shared = np.outer(np.arange(1.0, 31), np.arange(1.0, 13))

    assert overdispersion(shared) == 1.0
    assert overdispersion(np.array([[9.0, 1], [1, 9], [5, 0]])) == 1.0
    assert overdispersion(np.zeros((4, 0))) == 1.0


def test_a_posterior_of_shape_1_is_exponential():
    one = Posterior(shape=np.ones(1), rate=np.array([2.0]))

    assert one.mean[0] == 0.5
    assert one.quantile(0.5)[0] == pytest.approx(np.log(2) / 2)


def test_places_that_all_coincide_have_no_spacing():
    assert spacing(np.zeros((4, 2))) is None


@pytest.mark.parametrize("others", [0.0, 1.0])
@pytest.mark.parametrize("count", [30.0, 1000.0])
def test_one_busy_area_among_all_but_empty_ones_keeps_its_count(count, others):
    y = np.append(count, np.full(9, others))
    places = np.column_stack([np.arange(10) * 500.0, np.zeros(10)])

    rates = posterior(y, np.ones(10), fit_prior(y, np.ones(10), places))

    assert rates.mean[0] == pytest.approx(count, rel=0.03)
    assert rates.quantile(0.025)[0] < count < rates.quantile(0.975)[0]
