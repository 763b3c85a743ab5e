"""Counts around what was expected: the distribution, its variance as learned, intervals of whole counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from hotspot.measure import negative_binomial
from hotspot.measure.negative_binomial import distribution, fit_variance, interval, log_likelihood


@given(st.floats(0.01, 500), st.floats(0.001, 5), st.floats(0, 1))
def test_the_distribution_has_the_mean_and_the_variance_that_it_was_asked_for(mean, bursts, drift):
    size, chance = distribution(np.array([mean]), bursts, drift)

    assert nbinom.mean(size, chance)[0] == pytest.approx(mean)
    assert nbinom.var(size, chance)[0] == pytest.approx(mean * (1 + bursts) + drift * mean**2, rel=1e-5)


def test_without_bursts_and_drift_counts_are_poisson():
    counts, mean = np.arange(12.0), np.full(12, 4.0)

    found = log_likelihood(counts, mean, 0.0, 0.0)

    assert found == pytest.approx(poisson.logpmf(counts, 4.0), abs=1e-4)


def test_bursts_and_drift_are_learned_from_many_counts():
    rng = np.random.default_rng(1)
    mean = np.repeat([2.0, 20.0, 200.0], 400)
    size, chance = distribution(mean, 0.5, 0.1)

    bursts, drift = fit_variance(mean, rng.negative_binomial(size, chance).astype(float))

    assert bursts == pytest.approx(0.5, abs=0.2)
    assert drift == pytest.approx(0.1, abs=0.02)


def test_a_few_counts_do_not_prove_that_there_is_no_drift():
    bursts, drift = fit_variance(np.full(10, 50.0), np.full(10, 50.0))

    assert bursts > 0
    assert 0 < drift < 0.05


def test_interval_ends_are_whole_counts_whose_chance_is_nearest_to_what_was_asked():
    low, high = interval(np.array([0.05, 0.2, 0.5, 3.0]), 0.0, 0.0, probability=0.9)

    assert low.tolist() == [0, 0, 0, 1]
    assert high.tolist() == [0, 0, 1, 6]  # chances 0.951, 0.819, 0.910, 0.917


@given(st.floats(1e-6, 1e5), st.floats(0, 3), st.floats(0, 0.5))
def test_an_interval_never_holds_less_for_being_cut_than_the_nearest_to_nominal(mean, bursts, drift):
    low, high = interval(np.array([mean]), bursts, drift, probability=0.9)
    size, chance = distribution(np.array([mean]), bursts, drift)

    held = nbinom.cdf(high, size, chance) - nbinom.cdf(low - 1, size, chance)
    tails = [nbinom.ppf(p, size, chance) for p in (0.05, 0.95)]
    widest = nbinom.cdf(tails[1], size, chance) - nbinom.cdf(tails[0] - 1, size, chance)

    assert 0 <= low[0] <= high[0]
    assert abs(held[0] - 0.9) <= abs(widest[0] - 0.9) + 1e-9


@given(st.floats(1e-9, 1e6), st.floats(0, 50), st.floats(0, 5), st.sampled_from([0.005, 0.05, 0.5, 0.95]))
def test_the_ends_before_they_are_cut_are_the_lowest_counts_that_reach_their_probability(
    mean, bursts, drift, probability
):
    size, chance = distribution(np.array([mean]), bursts, drift)

    found = negative_binomial._quantile(probability, size, chance)

    assert found.tolist() == nbinom.ppf(probability, size, chance).tolist()
