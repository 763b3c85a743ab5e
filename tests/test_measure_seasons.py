"""The months of the year over whole years: the bounds of a month with few incidents or none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from hotspot.measure.seasons import season

DAYS = np.tile([31.0, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], (3, 1))


def test_a_month_without_any_incident_is_bounded_as_a_count_of_none_is() -> None:
    counts = np.full((3, 12), 20.0)
    counts[:, 0] = 0

    found = season(counts, DAYS)

    assert found is not None
    assert (found.index[0], found.low[0], found.dispersion) == (0.0, 0.0, 1.0)
    usual = counts.sum() * 31 / 365
    assert found.high[0] == pytest.approx(chi2.ppf(0.975, 2) / 2 / usual)


def test_the_bounds_hold_the_true_share_of_a_rare_month_however_few_its_incidents() -> None:
    draw, held = np.random.default_rng(3), 0
    share = np.array([0.02, *[1.0] * 11]) * DAYS[0]

    for _ in range(400):
        found = season(draw.poisson(30 * share / share.mean(), (3, 12)).astype(np.float64), DAYS)
        assert found is not None
        held += found.low[0] <= share[0] / DAYS[0][0] / (share.sum() / DAYS[0].sum()) <= found.high[0]

    assert held >= 0.93 * 400  # one city in seven has none in that month
