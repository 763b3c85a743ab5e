"""Poisson regression with the elastic net: scikit-learn's ridge, the conditions of a minimum, no tales."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import PoissonRegressor

from hotspot.measure.elastic_net import (
    PENALTIES,
    cross_validated,
    deviance,
    penalties,
    poisson_elastic_net,
)

if TYPE_CHECKING:
    from hotspot.schema import Floats


def made(seed: int, *, rows: int = 80, slope: float = 0.3) -> tuple[Floats, Floats, Floats]:
    """Return five columns of grades, counts that follow the first one, and unequal exposures."""
    draw = np.random.default_rng(seed)
    x = draw.integers(0, 4, (rows, 5)).astype(float)
    exposure = draw.uniform(0.2, 1.0, rows)
    return x, draw.poisson(exposure * np.exp(2 + slope * x[:, 0])).astype(float), exposure


def test_without_absolute_slopes_in_the_penalty_it_is_scikit_learns_ridge() -> None:
    x, counts, exposure = made(1)
    standard = (x - x.mean(axis=0)) / x.std(axis=0)

    ours = poisson_elastic_net(x, counts, exposure, penalty=0.3, mix=0.0)
    theirs = PoissonRegressor(alpha=0.3 * len(x) / exposure.sum(), tol=1e-10, max_iter=10_000)
    theirs.fit(standard, counts / exposure, sample_weight=exposure)

    assert ours.slopes == pytest.approx(theirs.coef_ / x.std(axis=0), abs=1e-6)
    predicted = exposure * theirs.predict(standard)
    assert ours.expected(x, exposure) == pytest.approx(predicted, rel=1e-6)


@given(st.integers(0, 10_000), st.floats(0.01, 3.0), st.floats(0.1, 1.0))
def test_what_is_found_is_a_minimum(seed: int, penalty: float, mix: float) -> None:
    x, counts, exposure = made(seed, rows=40)
    scale = x.std(axis=0)
    standard = (x - x.mean(axis=0)) / scale

    fit = poisson_elastic_net(x, counts, exposure, penalty=penalty, mix=mix)

    slopes = fit.slopes * scale
    left = counts - fit.expected(x, exposure)
    pull = standard.T @ left / len(x) - penalty * (1 - mix) * slopes
    assert left.sum() == pytest.approx(0, abs=1e-4)
    some = slopes != 0
    assert pull[some] == pytest.approx(penalty * mix * np.sign(slopes[some]), abs=1e-5)
    assert (np.abs(pull[~some]) <= penalty * mix + 1e-5).all()


def test_the_first_penalty_tried_is_the_least_without_any_slope() -> None:
    x, counts, exposure = made(2)

    tried = penalties(x, counts, exposure)

    assert len(tried) == PENALTIES
    assert (np.diff(tried) < 0).all()
    assert not poisson_elastic_net(x, counts, exposure, penalty=tried[0] * 1.001).slopes.any()
    assert poisson_elastic_net(x, counts, exposure, penalty=tried[0] * 0.99).slopes.any()


def test_a_constant_column_has_no_slope_and_changes_no_other() -> None:
    x, counts, exposure = made(3)
    more = np.column_stack([x, np.full(len(x), 2.0)])

    with_it = poisson_elastic_net(more, counts, exposure, penalty=0.2)

    assert with_it.slopes[-1] == 0
    assert with_it.slopes[:-1] == pytest.approx(
        poisson_elastic_net(x, counts, exposure, penalty=0.2).slopes, abs=1e-6
    )


def test_the_penalty_that_forecasts_keeps_the_column_that_counts_follow_and_few_others() -> None:
    x, counts, exposure = made(4)
    folds = np.arange(len(x)) % 10

    penalty = cross_validated(x, counts, exposure, tried=penalties(x, counts, exposure), folds=folds)
    slopes = poisson_elastic_net(x, counts, exposure, penalty=penalty).slopes

    assert 0.1 < slopes[0] < 0.35
    assert np.abs(slopes[1:]).max() < 0.1


def test_deviance_is_none_at_the_counts_and_that_of_the_formula_beside_them() -> None:
    counts = np.array([0.0, 2.0])

    assert deviance(counts, np.array([1e-12, 2.0])) == pytest.approx(0, abs=1e-9)
    assert deviance(counts, np.array([1.0, 1.0])) == pytest.approx(2 * (1 + 2 * np.log(2) - 1))
    assert deviance(np.array([1.0]), np.array([3.0])) == pytest.approx(2 * (2 - np.log(3)))


def test_a_count_in_one_row_only_leads_to_no_overflow() -> None:
    x = np.array([[0.0], [0.0], [0.0], [3.0]])
    counts, exposure = np.array([0.0, 0, 0, 500]), np.ones(4)

    fit = poisson_elastic_net(x, counts, exposure, penalty=1e-3)

    assert np.isfinite(fit.slopes).all()
    assert fit.expected(x, exposure).sum() == pytest.approx(500, rel=1e-3)
