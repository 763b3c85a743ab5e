"""What a record says of the year after it: the same mean, and less surely."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.drift import CITY, PLACES, SEASON, a_year_on, city_drift
from hotspot.measure.gamma_poisson import Posterior

SHAPES = st.floats(0.01, 1e7)
YEARS = st.floats(0.02, 30)


def _width(rates: Posterior) -> float:
    return float((rates.quantile(0.975) - rates.quantile(0.025))[0])


@given(shape=SHAPES, rate=st.floats(1e-3, 1e6), years=YEARS)
def test_the_mean_stays_and_the_variance_grows_by_the_drift_and_more_with_the_city(shape, rate, years):
    known = Posterior(shape=np.array([shape]), rate=np.array([rate]))

    places, city = (a_year_on(known, years=years, level=level) for level in (False, True))

    assert places.mean == pytest.approx(known.mean, rel=1e-9)
    assert 1 / places.shape >= 1 / known.shape + PLACES**2 - 1e-9
    assert (1 / city.shape > 1 / places.shape).all()


def test_what_moves_all_areas_alike_does_not_depend_on_the_record_where_areas_are_compared():
    known = Posterior(shape=np.array([50.0]), rate=np.array([5.0]))

    week, decade = (a_year_on(known, years=years, level=False) for years in (0.02, 10.0))

    assert week == decade


def test_a_short_record_lacks_seasons_and_a_long_one_is_old():
    drift = [city_drift(years) for years in (0.1, 0.5, 1.0, 3.0, 10.0)]

    assert drift[2] == pytest.approx(CITY**2)
    assert min(drift) == drift[2]
    assert city_drift(0.0) == pytest.approx(SEASON**2 + CITY**2 / 2)


@pytest.mark.parametrize("years", [0.25, 1.0])
def test_intervals_hold_in_years_that_stray_as_they_say_and_those_of_the_mean_do_not(years):
    random = np.random.default_rng(2)
    true, n = 400.0, 4000
    counts = random.poisson(true * years, n).astype(float)
    known = Posterior(shape=counts + 0.5, rate=np.full(n, years))
    stray = random.normal(0, np.sqrt(city_drift(years)), n) + random.normal(0, PLACES, n)
    followed = true * np.exp(stray - stray.var() / 2)

    held = [
        np.mean((one.quantile(0.025) <= followed) & (followed <= one.quantile(0.975)))
        for one in (known, a_year_on(known, years=years, level=True))
    ]

    assert held[0] < 0.75
    assert 0.93 < held[1] < 0.97
    assert _width(a_year_on(known, years=years, level=True)) > _width(known)
