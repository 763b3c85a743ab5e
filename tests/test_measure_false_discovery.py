"""P values of many tests: R's adjustment, between the p values themselves and Bonferroni's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.false_discovery import benjamini_hochberg

STUDY = (
    "0.001 0.008 0.039 0.041 0.042 0.060 0.074 0.205 0.212 0.216 0.222 0.251 0.269 "
    "0.275 0.34 0.341 0.384 0.569 0.594 0.696 0.762 0.94 0.942 0.975 0.986"
)


def test_benjamini_hochberg_is_that_of_r() -> None:
    p = np.array(STUDY.split(), dtype=float)

    adjusted = benjamini_hochberg(p)

    assert adjusted[:8] == pytest.approx([0.025, 0.1, 0.21, 0.21, 0.21, 0.25, 0.264286, 0.491071], abs=5e-7)


@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_the_tests_does_not_change_their_correction(seed: int) -> None:
    random = np.random.default_rng(seed)
    p, order = random.random(30).round(2), random.permutation(30)

    np.testing.assert_array_equal(benjamini_hochberg(p[order]), benjamini_hochberg(p)[order])


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_a_correction_never_makes_a_p_smaller_nor_larger_than_bonferroni(p: list[float]) -> None:
    adjusted = benjamini_hochberg(np.array(p))

    assert (adjusted >= np.array(p) - 1e-15).all()
    assert (adjusted <= np.minimum(len(p) * np.array(p), 1) + 1e-15).all()
