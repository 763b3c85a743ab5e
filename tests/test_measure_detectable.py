"""What a pilot can find: against the reference for equal counts, and against simulated pilots."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from hotspot.measure.detectable import detectable_difference, detectable_fall, months_needed
from hotspot.measure.incidence_ratio import incidence_rate_ratio
from hotspot.schema.compared import Variation


@pytest.mark.parametrize(("mean", "share"), [(20, 1.25), (50, 0.79), (100, 0.56), (200, 0.40), (500, 0.25)])
def test_a_displacement_difference_of_four_equal_counts_finds_the_reference_share(
    mean: int, share: float
) -> None:
    assert detectable_difference((4 * mean) ** 0.5) / mean == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize("variation", [0.0, 0.05])
def test_the_fall_called_detectable_is_found_in_four_of_five_pilots(variation: float) -> None:
    generator = np.random.default_rng(3)
    mean, noise = np.full(5, 80.0), Variation(squared=variation, freedom=500)
    fall = detectable_fall(mean, mean, variation=noise)
    draws = (3000, 5)

    def drawn(times: float) -> np.ndarray:
        uneven = generator.gamma(1 / variation, variation, draws) if variation else np.ones(draws)
        return generator.poisson(80.0 * times * uneven).astype(float)

    pilots = zip(drawn(1), drawn(1), drawn(1 - fall), drawn(1), strict=True)
    found = [incidence_rate_ratio((t0, c0), (t1, c1), variation=noise).high < 1 for t0, c0, t1, c1 in pilots]

    assert np.mean(found) == pytest.approx(0.8, abs=0.025)


def test_more_incidents_find_less_and_more_variation_finds_more() -> None:
    few, many = np.full(4, 20.0), np.full(4, 200.0)

    plain = detectable_fall(many, many)

    assert plain < detectable_fall(few, few)
    assert plain < detectable_fall(many, many, variation=Variation(squared=0.1, freedom=100))


def test_where_nothing_happens_nothing_can_be_found() -> None:
    assert detectable_fall(np.array([0.0]), np.array([50.0])) == inf
    assert detectable_fall(np.array([3.0]), np.array([3.0])) == inf


def test_the_months_needed_are_the_first_that_suffice() -> None:
    pilot = control = np.full(5, 60.0)

    months = months_needed(pilot, control, fall=0.2, months=6, most=60, history=60)

    assert months is not None
    shorter, enough = (
        detectable_fall(pilot, control, longer=((months + k) / 6, (months + k) / 6)) for k in (-1, 0)
    )
    assert enough <= 0.2 < shorter


def test_a_fall_that_takes_too_long_has_no_months() -> None:
    assert months_needed(np.array([5.0]), np.array([5.0]), fall=0.1, months=6, most=60, history=12) is None
