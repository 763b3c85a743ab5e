"""Drawn cities: Poisson counts over the pattern, the same for the same seed, compiled or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from hotspot.compiled import COMPILED
from hotspot.measure import poisson_process
from hotspot.measure.poisson_process import pattern_of

FEW_AND_MANY = np.array([[0.0, 0.002, 0.3, 0.5, 40.0], [900.0, 0.0, 1.5, 0.01, 7.0]])


def drawn(usual: np.ndarray, cities: int, seed: int = 1) -> np.ndarray:
    pattern = pattern_of(usual)
    return np.array([pattern.drawn(one) for one in np.random.SeedSequence(seed).spawn(cities)])


def test_each_cell_has_the_mean_and_the_variance_of_a_poisson_number():
    cities = drawn(FEW_AND_MANY, 4_000)

    error = np.sqrt(FEW_AND_MANY / 4_000)
    assert (np.abs(cities.mean(axis=0) - FEW_AND_MANY) <= 4 * error).all()
    busy = FEW_AND_MANY > 0.2
    assert cities.var(axis=0)[busy] == pytest.approx(FEW_AND_MANY[busy], rel=0.15)


def test_the_cells_of_one_run_do_not_depend_on_each_other():
    cities = drawn(np.full((1, 4), 0.25), 8_000).reshape(-1, 4)

    together = np.corrcoef(cities.T) - np.eye(4)

    assert np.abs(together).max() < 0.05


def test_a_uniform_number_gives_the_quantile_of_the_poisson_distribution():
    pattern = pattern_of(np.array([[0.4, 3.0, 11.0, 250.0]]))
    uniform = np.linspace(0.0, 1 - 1e-9, 501)

    for run, mean in enumerate(pattern.mean):
        one = pattern_of(np.array([[mean]]))
        repeated = replace(
            one,
            **{
                name: np.repeat(getattr(one, name), 501, axis=0)
                for name in ("mean", "mode", "chance", "upto", "rounded")
            },
        )
        found = poisson_process.numbers(uniform, repeated)

        inner = (uniform > 1e-9) & (uniform < 1 - 1e-8)
        assert found[inner].tolist() == poisson.ppf(uniform[inner], mean).astype(int).tolist(), run


def test_where_nothing_is_usual_nothing_falls():
    assert not drawn(np.zeros((3, 4)), 5).any()
    assert not drawn(FEW_AND_MANY, 50)[:, FEW_AND_MANY == 0].any()


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")
@given(seed=st.integers(0, 1_000), scale=st.sampled_from([0.01, 0.3, 1.0, 20.0]))
def test_compiled_or_not_the_same_seed_gives_the_same_city(seed, scale):
    usual = scale * np.random.default_rng(seed).exponential(size=(6, 9))

    with pytest.MonkeyPatch.context() as patch:
        loops = drawn(usual, 3, seed)
        patch.setattr(poisson_process, "COMPILED", False)
        arrays_only = drawn(usual, 3, seed)

    assert loops.tolist() == arrays_only.tolist()
