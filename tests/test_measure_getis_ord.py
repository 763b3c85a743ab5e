"""Gi and Gi*: the published values, and what a correction for many tests leaves of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.getis_ord import getis_ord, two_sided_p
from hotspot.schema import Floats

POINTS = np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]], dtype=float)
VALUES = np.array([2, 3, 3.2, 5, 8, 7])
FIELD = np.array([[0, 1, 0, 2, 0], [1, 3, 2, 0, 0], [0, 2, 9, 4, 1], [0, 0, 5, 6, 1], [0, 0, 0, 1, 0]])
# The p values of a study with 25 tests: McDonald, Handbook of Biological Statistics, "Multiple comparisons".


def neighbours(places: Floats, reach: float) -> csr_array:
    distance = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    return csr_array((distance <= reach).astype(float))


def queen() -> csr_array:
    row, column = np.divmod(np.arange(25), 5)
    touch = (abs(row[:, None] - row) <= 1) & (abs(column[:, None] - column) <= 1)
    return csr_array(touch.astype(float))


def test_gi_without_the_place_itself_is_the_published_one() -> None:
    z = getis_ord(VALUES, neighbours(POINTS, 15), star=False)

    assert z == pytest.approx(
        [-1.013672899, -0.0436158942, 1.315587029, -0.3141267582, 1.153739858, 1.778339409], rel=1e-9
    )


def test_gi_star_with_the_place_itself_is_the_published_one() -> None:
    z = getis_ord(VALUES, neighbours(POINTS, 15))

    assert z == pytest.approx(
        [-1.397276262, -0.2891776156, 0.6506496352, -0.2891776156, 1.234520884, 2.024243309], rel=1e-9
    )


def test_four_cells_look_hot_but_one_stands_after_correction_for_twenty_five_tests() -> None:
    z = getis_ord(FIELD.ravel().astype(float), queen())
    p = two_sided_p(z)

    assert (z[12], z[13], p[12]) == pytest.approx((3.146616, 2.601590, 0.0016517), abs=5e-7)
    assert (p <= 0.05).sum() == 4
    assert (benjamini_hochberg(p) <= 0.05).sum() == 1
    assert (25 * p <= 0.05).sum() == 1


@pytest.mark.parametrize("star", [True, False])
def test_where_every_place_is_alike_nothing_can_be_said(star: bool) -> None:
    z = getis_ord(np.full(25, 0.1), queen(), star=star)

    assert np.isnan(z).all()


def test_a_place_without_neighbours_has_no_gi() -> None:
    alone = csr_array(np.diag([1.0, 0, 0]) + np.array([[0, 0, 0], [0, 0, 1.0], [0, 1.0, 0]]))

    z = getis_ord(np.array([5.0, 1.0, 2.0]), alone, star=False)

    assert np.isnan(z[0])
    assert not np.isnan(z[1:]).any()


@given(scale=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_the_unit_of_the_values_does_not_matter(scale: float, shift: float) -> None:
    z = getis_ord(VALUES * scale + shift, neighbours(POINTS, 15))

    np.testing.assert_allclose(z, getis_ord(VALUES, neighbours(POINTS, 15)), rtol=1e-6)
