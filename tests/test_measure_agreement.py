"""Agreement of observers: the published values, another program's, and what has to hold for any grades."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from hotspot.measure.agreement import (
    coincidences,
    kappa_interval,
    krippendorff_alpha,
    squared,
    weighted_kappa,
)

NONE = np.nan
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve things, 1 … 5.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
).T
pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


def test_alpha_is_that_of_krippendorffs_own_example() -> None:
    table = coincidences(KRIPPENDORFF - 1, levels=5).sum(axis=0)

    assert table.sum() == 40  # of 41 values, one stands alone
    assert krippendorff_alpha(table, 1 - np.eye(5)) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(table, squared(5)) == pytest.approx(0.849, abs=5e-4)


def test_kappa_is_that_of_cohens_own_example() -> None:
    table = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])

    weighted = weighted_kappa(table, np.array([[0.0, 1, 3], [1, 0, 6], [3, 6, 0]]))

    assert weighted == pytest.approx(0.348, abs=5e-4)
    assert weighted_kappa(table, 1 - np.eye(3)) == pytest.approx(0.492, abs=5e-4)


@given(pairs)
def test_kappa_of_two_observers_is_scikit_learns(grades: list[tuple[int, int]]) -> None:
    first, second = np.array(grades).T
    table = np.zeros((4, 4))
    np.add.at(table, (first, second), 1)

    found = float(weighted_kappa(table, squared(4)))

    if np.isnan(found):
        assert len({*first.tolist(), *second.tolist()}) == 1
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second, labels=range(4), weights="quadratic"))


@given(pairs)
def test_pairs_taken_in_both_orders_give_the_kappa_of_the_doubled_list(grades: list[tuple[int, int]]) -> None:
    first, second = np.array(grades).T
    table = coincidences(np.array(grades, dtype=float), levels=4).sum(axis=0)

    found = float(weighted_kappa(table, squared(4)))

    if np.isnan(found):
        assert len({*first.tolist(), *second.tolist()}) == 1
    else:
        both = (np.append(first, second), np.append(second, first))
        assert found == pytest.approx(cohen_kappa_score(*both, labels=range(4), weights="quadratic"))


@given(pairs, st.permutations(range(4)))
def test_coincidences_are_symmetric_and_sum_to_the_grades_that_met(
    grades: list[tuple[int, int]], order: list[int]
) -> None:
    four = np.array([(a, b, a, np.nan) for a, b in grades], dtype=float)

    table = coincidences(four, levels=4)

    assert np.allclose(table, table.transpose(0, 2, 1))
    assert table.sum(axis=(1, 2)) == pytest.approx(3)
    assert np.allclose(table, coincidences(four[:, order], levels=4))


def test_a_thing_that_one_observer_saw_says_nothing_about_agreement() -> None:
    table = coincidences(np.array([[2.0, NONE], [NONE, NONE]]), levels=4)

    assert (table == 0).all()


def test_grades_without_any_variety_have_no_kappa() -> None:
    tables = coincidences(np.full((12, 2), 1.0), levels=4)

    assert np.isnan(weighted_kappa(tables.sum(axis=0), squared(4)))
    assert np.isnan(krippendorff_alpha(tables.sum(axis=0), squared(4)))
    assert np.isnan(kappa_interval(tables, squared(4), draws=50, seed=1)).all()


def test_the_interval_holds_the_kappa_and_narrows_with_more_things() -> None:
    draw = np.random.default_rng(3)
    truth = draw.integers(0, 4, 400)
    grades = np.clip(truth[:, None] + draw.integers(-1, 2, (400, 2)), 0, 3).astype(float)
    tables = coincidences(grades, levels=4)

    low, high = kappa_interval(tables, squared(4), draws=400, seed=1)
    few_low, few_high = kappa_interval(tables[:40], squared(4), draws=400, seed=1)

    assert low < float(weighted_kappa(tables.sum(axis=0), squared(4))) < high
    assert high - low < 0.5 * (few_high - few_low)
