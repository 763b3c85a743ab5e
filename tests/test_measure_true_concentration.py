"""True concentration: what remains of a J-curve once chance is taken out, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot.measure.concentration import gini, top_share
from hotspot.measure.true_concentration import true_concentration

AT = np.array([40])


def test_equal_cafes_with_few_calls_keep_little_of_their_j_curve() -> None:
    counts = np.random.default_rng(3).multinomial(400, np.full(200, 1 / 200)).astype(np.float64)

    found = true_concentration(counts, np.ones(200), worst=40, at=AT, seed=1)

    low = float(np.quantile(found.share, 0.025))
    assert float(top_share(counts, 40)) > 0.38
    assert found.share.mean() < 0.3
    assert low < 0.22


@pytest.mark.parametrize("shape", [0.5, 2.0])
def test_the_interval_holds_the_true_share_about_as_often_as_it_says(shape: float) -> None:
    draw, held, repeats = np.random.default_rng(5), 0, 40

    for seed in range(repeats):
        rates = draw.gamma(shape, 1.0, 200)
        counts = draw.multinomial(400, rates / rates.sum()).astype(np.float64)
        found = true_concentration(counts, np.ones(200), worst=40, at=AT, seed=seed)
        low, high = np.quantile(found.share, [0.025, 0.975])
        held += bool(low <= top_share(rates, 40) <= high)

    assert held / repeats >= 0.86


def test_many_incidents_leave_the_share_as_it_is() -> None:
    counts = np.r_[np.full(40, 3_000.0), np.full(160, 500.0)]

    found = true_concentration(counts, np.ones(200), worst=40, at=AT, seed=1)

    assert found.share.mean() == pytest.approx(0.6, abs=0.005)


def test_what_size_explains_is_no_sign_that_venues_differ() -> None:
    size = np.repeat([1.0, 10.0], 100)
    counts = np.random.default_rng(2).poisson(5 * size).astype(np.float64)

    found = true_concentration(counts, size, worst=100, at=np.array([100]), seed=1)

    assert found.share.mean() == pytest.approx(10 / 11, abs=0.01)
    assert found.gini.mean() == pytest.approx(float(gini(size)), abs=0.02)


def test_the_interval_holds_too_where_few_venues_have_most_as_lognormal_rates_do() -> None:
    draw, held, repeats = np.random.default_rng(6), 0, 40

    for seed in range(repeats):
        rates = np.exp(draw.normal(0, 1.5, 200))
        counts = draw.multinomial(60, rates / rates.sum()).astype(np.float64)
        found = true_concentration(counts, np.ones(200), worst=40, at=AT, seed=seed)
        low, high = np.quantile(found.share, [0.025, 0.975])
        held += bool(low <= top_share(rates, 40) <= high)

    assert held / repeats >= 0.86


def test_bursts_make_the_answer_less_sure() -> None:
    counts = np.random.default_rng(4).negative_binomial(1, 1 / 6, 100).astype(np.float64)

    spread = [
        np.ptp(np.quantile(one.share, [0.025, 0.975]))
        for by in (1.0, 4.0)
        for one in [
            true_concentration(counts, np.ones(100), worst=20, at=np.array([20]), dispersion=by, seed=1)
        ]
    ]

    assert spread[1] > 1.3 * spread[0]
