"""Two counts: the reference values, and how rarely noise is called a change."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from hotspot.measure.change import e_test
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.sppt import fisher_changed, share_changes, similarity
from hotspot.measure.two_periods import (
    late_shortfall,
    place_dispersion,
    rate_interval,
    rate_ratio,
    root_difference,
    root_noise,
    widened,
)


@pytest.mark.parametrize(
    ("now", "past", "lengths", "p"),
    [
        (0, 3, (1, 1), 0.0884),
        (6, 2, (1, 1), 0.1749),
        (10, 5, (1, 1), 0.2061644),
        (100, 25, (10, 5), 0.00153807),
        (15, 5, (1, 1), 0.02503511),
    ],
)
def test_the_e_test_gives_the_published_values(
    now: int, past: int, lengths: tuple[int, int], p: float
) -> None:
    found = e_test(
        np.array([now * 1.0]), np.array([past * 1.0]), length_now=lengths[0], length_past=lengths[1]
    )

    assert found[0] == pytest.approx(p, abs=5e-5)


@pytest.mark.parametrize(("now", "past"), [(10, 20), (0, 5), (7, 0), (120, 100)])
def test_bounds_are_those_of_the_exact_binomial_interval(now: int, past: int) -> None:
    exact = binomtest(now, now + past).proportion_ci(0.95, method="exact")

    _, low, high = rate_ratio(np.array([now * 1.0]), np.array([past * 1.0]), length_now=30, length_past=60)

    assert low[0] == pytest.approx(2 * exact.low / (1 - exact.low))
    assert high[0] == pytest.approx(np.inf if exact.high == 1 else 2 * exact.high / (1 - exact.high))


def test_more_noise_widens_the_bounds() -> None:
    now, past = np.array([40.0]), np.array([50.0])

    _, low, high = rate_ratio(now, past, length_now=1, length_past=1)
    _, wide_low, wide_high = rate_ratio(now, past, length_now=1, length_past=1, dispersion=2.0)

    assert wide_low[0] < low[0] < high[0] < wide_high[0]


def test_noise_of_root_differences_is_as_wide_as_said() -> None:
    draw = np.random.default_rng(1)
    now, past = draw.poisson(50, 20_000), draw.poisson(100, 20_000)

    outside = np.abs(root_difference(now, past / 2)) > root_noise(length_now=1, length_past=2, dispersion=1.0)

    assert outside.mean() == pytest.approx(0.05, abs=0.01)


def test_overdispersed_counts_without_a_change_keep_the_level_once_it_is_allowed_for() -> None:
    draw = np.random.default_rng(2)
    mean, extra = 100.0, 0.02
    counts = draw.poisson(mean * draw.gamma(1 / extra, extra, (600, 2))).astype(float)
    phi = 1 + mean * extra

    naive = e_test(counts[:, 0], counts[:, 1], length_now=1, length_past=1)
    allowed = e_test(counts[:, 0], counts[:, 1], length_now=1, length_past=1, dispersion=phi)

    assert np.mean(naive <= 0.05) > 0.15
    assert np.mean(allowed <= 0.05) <= 0.07


def test_among_many_areas_with_uneven_months_hardly_any_unchanged_one_is_told() -> None:
    draw, told, shared = np.random.default_rng(4), 0, 0
    for _ in range(60):
        rate = 20 * draw.lognormal(-0.5, 1, (60, 1))
        table = draw.poisson(rate * draw.gamma(10, 0.1, (60, 24))).astype(float)
        now, past = table[:, -3:].sum(axis=1), table[:, -6:-3].sum(axis=1)
        enough = now + past >= 10
        for each, noise in enumerate((np.full(60, overdispersion(table)), place_dispersion(table))):
            p = e_test(now[enough], past[enough], length_now=1, length_past=1, dispersion=noise[enough])
            any_told = bool((benjamini_hochberg(p) <= 0.05).any())
            told, shared = told + (each == 1 and any_told), shared + (each == 0 and any_told)

    assert told <= 0.07 * 60
    assert shared > 0.15 * 60


def test_even_months_leave_all_places_with_one_dispersion() -> None:
    table = np.random.default_rng(1).poisson(np.full((60, 24), 20.0)).astype(float)

    assert place_dispersion(table) == pytest.approx(np.full(60, 1.0), abs=0.15)


def test_last_days_that_are_as_full_as_a_year_before_are_no_shortfall() -> None:
    assert late_shortfall(20, 200, 20, 200, dispersion=1.0) == pytest.approx(0.5)
    assert np.isnan(late_shortfall(0, 0, 5, 10, dispersion=1.0))


def test_a_pattern_that_keeps_its_shares_is_alike_whatever_its_level() -> None:
    base = np.array([400, 300, 200, 100, 0])
    test = base // 2

    signs = share_changes(base, test, draws=200, seed=1)

    assert signs.tolist() == [0, 0, 0, 0, 0]
    assert similarity(signs != 0, base, test) == (1.0, 1.0)
    assert not fisher_changed(base, test).any()


def test_shares_that_moved_are_named_with_their_direction() -> None:
    base, test = np.array([500, 300, 200]), np.array([300, 500, 200])

    signs = share_changes(base, test, draws=200, seed=1)

    assert signs.tolist() == [-1, 1, 0]
    assert fisher_changed(base, test).tolist() == [True, True, False]


def test_andresens_test_names_areas_by_chance_that_fishers_does_not() -> None:
    draw = np.random.default_rng(3)
    share = np.full(60, 1 / 60)
    base, test = draw.multinomial(3000, share), draw.multinomial(3000, share)

    assert (share_changes(base, test, draws=200, seed=1) != 0).mean() > 0.3
    assert not fisher_changed(base, test).any()


def test_lengths_that_are_estimates_widen_the_bounds_as_their_variance_says() -> None:
    draw = np.random.default_rng(4)
    variance = 0.01
    length = np.exp(draw.normal(0, variance**0.5, 4_000))
    now, past = draw.poisson(300 * length).astype(float), draw.poisson(300, 4_000).astype(float)
    lengths = {"length_now": 1.0, "length_past": 1.0}

    noise = widened(1.0, now, past, variance=variance, **lengths)
    _, low, high = rate_ratio(now, past, dispersion=noise, **lengths)
    _, short, tall = rate_ratio(now, past, **lengths)

    assert np.mean((low > 1) | (high < 1)) == pytest.approx(0.045, abs=0.015)
    assert np.mean((short > 1) | (tall < 1)) > 0.15


def test_rates_have_the_exact_interval_of_their_count_and_none_without_exposure() -> None:
    counts, exposure = np.array([0.0, 10.0, 3.0]), np.array([2.0, 2.0, np.nan])

    rate, low, high = rate_interval(counts, exposure, dispersion=1.0)

    assert rate[:2].tolist() == [0.0, 5.0]
    assert (low[0], high[0]) == (0.0, pytest.approx(1.8444, abs=1e-4))
    assert (low[1], high[1]) == (pytest.approx(2.3977, abs=1e-4), pytest.approx(9.1952, abs=1e-4))
    assert np.isnan([rate[2], low[2], high[2]]).all()
