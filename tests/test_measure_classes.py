"""Classes of a map: every value has one, and the limits can be read aloud."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.classes import class_limits, class_of

VALUES = st.lists(st.floats(min_value=0, max_value=1e6, width=32), min_size=1, max_size=60)


@given(VALUES)
def test_limits_rise_and_hold_every_value(values: list[float]) -> None:
    limits = class_limits(np.array(values))

    assert limits == sorted(set(limits))
    assert 2 <= len(limits) <= 6
    assert limits[0] <= min(values)
    assert max(values) <= limits[-1]


@given(VALUES)
def test_a_class_is_the_one_whose_limits_hold_the_value(values: list[float]) -> None:
    limits = class_limits(np.array(values))

    classes = class_of(np.array(values), limits)

    assert all(limits[i] <= value <= limits[i + 1] for i, value in zip(classes, values, strict=True))


def test_without_ties_each_class_holds_a_fifth_but_for_the_rounding_of_its_limits() -> None:
    values = np.arange(1.0, 101.0)

    counts = np.bincount(class_of(values, class_limits(values)))

    assert counts.tolist() == [20, 20, 19, 20, 21]


def test_values_that_are_all_equal_or_unknown_have_one_class() -> None:
    assert class_limits(np.full(5, 7.0)) == [7.0, 8.0]
    assert class_limits(np.array([np.nan])) == [0.0, 1.0]
