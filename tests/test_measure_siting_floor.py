"""A share owed to every district: what can be reached at all, and how many posts it takes at least."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.siting import Reach, Rules, least_posts, reachable
from hotspot.measure.siting.table import table


def town(seed: int, *, floor: float, fixed: int = 0) -> tuple[Reach, Rules]:
    """Return 12 demands in three districts, six sites that reach some of them, and the floor as a rule."""
    draw = np.random.default_rng(seed)
    served = (draw.random((12, 6)) < 0.35).astype(float)
    reach = Reach(served=table(served), weight=draw.integers(1, 9, 12).astype(float))
    return reach, Rules(fixed=np.arange(fixed), district=np.repeat([0, 1, 2], 4), floor=floor)


def fewest_of_all(reach: Reach, rules: Rules) -> float:
    """Return the least number of sites, beside those that stand, that give each district its share; inf."""
    assert rules.district is not None
    whole = np.bincount(rules.district, reach.weight)
    free = np.setdiff1d(np.arange(reach.served.shape[1]), rules.fixed)
    for count in range(len(free) + 1):
        for some in combinations(free.tolist(), count):
            served = reach.weight * reach.covered(np.append(rules.fixed, some).astype(np.int64))
            if (np.bincount(rules.district, served) >= rules.floor * whole * (1 - 1e-9)).all():
                return count
    return np.inf


def test_a_site_in_each_of_three_districts_is_needed_for_any_floor() -> None:
    reach = Reach(served=table(np.eye(3)), weight=np.array([5.0, 1.0, 9.0]))
    rules = Rules(district=np.arange(3), floor=0.01)

    assert least_posts(reach, rules, seconds=60.0) == 3


def test_what_stands_is_not_asked_for_again() -> None:
    reach = Reach(served=table(np.eye(3)), weight=np.array([5.0, 1.0, 9.0]))
    rules = Rules(fixed=np.array([1]), district=np.arange(3), floor=0.5)

    assert least_posts(reach, rules, seconds=60.0) == 2


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([0.01, 0.3, 0.6, 0.9]), st.integers(0, 2))
def test_the_least_number_is_never_more_than_what_suffices(seed: int, floor: float, fixed: int) -> None:
    reach, rules = town(seed, floor=floor, fixed=fixed)
    if (reachable(reach, np.repeat([0, 1, 2], 4)) < floor).any():
        return

    assert least_posts(reach, rules, seconds=60.0) <= fewest_of_all(reach, rules)


def test_what_all_sites_reach_of_each_district_is_a_share_of_its_demand() -> None:
    served = table(np.array([[1.0, 0.0], [0.0, 0.0], [1.0, 1.0], [0.0, 1.0]]))
    reach = Reach(served=served, weight=np.array([3.0, 1.0, 2.0, 7.0]))

    share = reachable(reach, np.array([0, 0, 2, -1]))

    assert share.tolist() == [0.75, 1.0, 1.0]
