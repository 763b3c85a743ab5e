"""Change between two windows: the E-test against published values and against the plain double sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from hotspot.measure.change import e_test


def _p(now, past, length_now=1.0, length_past=1.0, dispersion=1.0):
    p = e_test(
        np.array([float(now)]),
        np.array([float(past)]),
        length_now=length_now,
        length_past=length_past,
        dispersion=dispersion,
    )
    return float(p[0])


@pytest.mark.parametrize(
    ("now", "past", "length_now", "length_past", "p"),
    [
        (0, 3, 1, 1, "0.0884"),
        (6, 2, 1, 1, "0.1749"),
        (10, 5, 1, 1, "0.2061644"),
        (100, 25, 10, 5, "0.00153807"),
        (15, 5, 1, 1, "0.02503511"),
    ],
)
def test_the_e_test_gives_the_published_values(now, past, length_now, length_past, p):
    digits = len(p) - 2

    assert f"{_p(now, past, length_now, length_past):.{digits}f}" == p


@given(st.integers(0, 25), st.integers(0, 25), st.sampled_from([(1.0, 1.0), (2.0, 1.0), (3.0, 7.0)]))
def test_the_e_test_is_the_plain_double_sum_over_both_counts(now, past, lengths):
    n1, n2 = lengths
    level = (now + past) / (n1 + n2)
    k1, k2 = np.arange(150.0)[:, None], np.arange(150.0)
    pooled = (k1 + k2) / (n1 + n2) * (1 / n1 + 1 / n2)
    seen = level * (1 / n1 + 1 / n2)
    statistic = (k1 / n1 - k2 / n2) ** 2 / np.where(pooled > 0, pooled, 1)
    observed = (now / n1 - past / n2) ** 2 / seen if seen > 0 else 0.0
    chance = poisson.pmf(k1, n1 * level) * poisson.pmf(k2, n2 * level)

    p = _p(now, past, n1, n2)

    assert p == pytest.approx(chance[statistic >= observed - 1e-9].sum(), abs=1e-9)


def test_equal_rates_have_p_1_and_nothing_against_nothing_too():
    assert _p(7, 7) == 1
    assert _p(10, 5, 2, 1) == 1
    assert _p(0, 0) == 1


@given(st.integers(0, 40), st.integers(0, 40))
def test_now_and_past_may_change_places(now, past):
    assert _p(now, past) == pytest.approx(_p(past, now), abs=1e-12)


def test_counts_that_vary_more_than_chance_make_a_difference_less_certain():
    assert _p(60, 30, dispersion=2.0) == pytest.approx(0.0253, abs=1e-4)
    assert _p(60, 30) < 0.002


def test_large_counts_agree_with_the_normal_law_and_stay_fast():
    assert _p(20_000, 20_400) == pytest.approx(0.0465, abs=2e-4)  # z = 400 / √40,400


def test_a_thousand_areas_give_the_values_of_one_at_a_time():
    rng = np.random.default_rng(1)
    now, past = rng.poisson(8, 1000).astype(float), rng.poisson(8, 1000).astype(float)

    p = e_test(now, past, length_now=1, length_past=1)

    assert p[:5].tolist() == [_p(a, b) for a, b in zip(now[:5], past[:5], strict=True)]
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.02)
