"""The choice of `min_samples`: what is surely too large is told without being drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.cluster import settings as chosen
from hotspot.cluster.settings import choose_min_samples
from hotspot.measure.dbscan import components
from hotspot.project import collapse


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 400), st.sampled_from([30.0, 75.0, 300.0]))
def test_the_least_area_of_a_hot_spot_is_never_above_the_area_of_its_outline(seed, places, eps_m):
    xy = np.array([651_234.5, 4_795_678.9]) + np.random.default_rng(seed).uniform(0, 1000, (places, 2))
    chain = components(xy, eps_m=eps_m)

    least = chosen._least_km2(xy, chain, eps_m=eps_m)

    assert len(least) == chain.max() + 1
    assert (least > 0).all()
    assert (least <= chosen._sizes_km2(xy, chain, eps_m=eps_m)).all()


def test_one_place_covers_one_square_at_least_and_two_in_it_no_more():
    xy = np.array([[0.0, 0.0], [1.0, 1.0], [500.0, 0.0]])

    least = chosen._least_km2(xy, np.array([0, 0, 1]), eps_m=100.0)

    assert least == pytest.approx([(0.995 * 50) ** 2 / 2 / 1e6] * 2)


def test_the_threshold_is_the_same_whether_or_not_the_least_area_is_looked_at_first(monkeypatch):
    draw = np.random.default_rng(3)
    sites = collapse(
        np.concatenate([draw.uniform(0, 3_000, (3_000, 2)), draw.normal(1_500, 200, (3_000, 2))])
    )
    asked = {"eps_m": 80.0, "study_km2": 9.0, "months": 12.0, "max_hotspot_km2": 0.1}
    least = choose_min_samples(sites, **asked)

    monkeypatch.setattr(chosen, "_least_km2", lambda *_, **__: np.empty(0))
    drawn = choose_min_samples(sites, **asked)

    assert least == drawn
    assert least.why == "min_samples_area"
