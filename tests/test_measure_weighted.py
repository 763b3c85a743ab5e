"""Medians and quantiles of values with weights are those of the values written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.weighted import median, quantiles

FEW = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 6)), min_size=1, max_size=12)


@given(FEW)
def test_the_median_is_that_of_the_values_written_out(pairs: list[tuple[int, int]]) -> None:
    values, weight = (np.array(column) for column in zip(*pairs, strict=True))

    found = median(values / 7, weight)

    assert found == np.median(np.repeat(values / 7, weight))


@given(FEW, st.floats(0, 1))
def test_quantiles_are_those_of_the_values_written_out(pairs: list[tuple[int, int]], share: float) -> None:
    values, weight = (np.array(column) for column in zip(*pairs, strict=True))

    found = quantiles(values / 7, [share, 0.05, 0.95], weight)

    written_out = np.quantile(np.repeat(values / 7, weight), [share, 0.05, 0.95])
    assert found.tolist() == pytest.approx(written_out.tolist(), rel=1e-12, abs=1e-12)


def test_without_weights_they_are_numpy_s() -> None:
    values = np.array([3.0, 1.0, 2.0, 10.0])

    assert median(values) == 2.5
    assert quantiles(values, [0.0, 0.5, 1.0]).tolist() == [1.0, 2.5, 10.0]
