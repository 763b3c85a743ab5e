"""Laws of the pairs within reach: none is missed, none comes twice, and memory stays bounded."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure import pairs as pairs_module
from hotspot.measure.pairs import Pairs, pairs_within
from hotspot.schema import Floats


def together(parts: list[Pairs]) -> list[tuple[int, int]]:
    return sorted(
        pair for part in parts for pair in zip(part.place.tolist(), part.site.tolist(), strict=True)
    )


def scattered(seed: int, n: int, m: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    sites = random.integers(-3, 12, (n, 2)) * 10.0  # on a lattice: many pairs are exactly as far as the reach
    return sites, np.concatenate([sites[: m // 2], random.uniform(-20, 100, (m - m // 2, 2))])


both_ways = pytest.mark.parametrize("compiled", [True, False])


@both_ways
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(0, 60),
    m=st.integers(0, 50),
    reach_m=st.sampled_from([0.0, 10.0, 50.0, 500.0]),
)
def test_pairs_are_all_those_no_farther_apart_than_the_reach(
    seed: int, n: int, m: int, reach_m: float, compiled: bool
) -> None:
    sites, at = scattered(seed, n, m)
    apart2 = np.square(at[:, None] - sites[None]).sum(axis=2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs_module, "COMPILED", compiled and pairs_module.COMPILED)
        parts = list(pairs_within(sites, at, reach_m=reach_m))

    assert together(parts) == [tuple(pair) for pair in np.argwhere(apart2 <= reach_m**2).tolist()]
    for part in parts:
        np.testing.assert_allclose(part.distance_m, np.sqrt(apart2[part.place, part.site]))


@both_ways
def test_pairs_are_the_same_however_few_fit_into_memory(
    monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    monkeypatch.setattr(pairs_module, "COMPILED", compiled and pairs_module.COMPILED)
    sites, at = scattered(1, 60, 50)
    at_once = list(pairs_within(sites, at, reach_m=40))

    monkeypatch.setattr(pairs_module, "PAIRS_AT_ONCE", 7)
    in_parts = list(pairs_within(sites, at, reach_m=40))

    assert len(at_once) == 1
    assert len(in_parts) > 10
    assert together(in_parts) == together(at_once)
    assert all(set(a.place) & set(b.place) == set() for a, b in pairwise(in_parts))
