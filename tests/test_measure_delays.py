"""Reports still to come: the delays behind a right-truncated record, and what they let expect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.measure.change import e_test
from hotspot.measure.delays import (
    Delays,
    delay_distribution,
    exposure,
    log_variance,
    still_to_come,
    unsteadiness,
)
from hotspot.measure.two_periods import rate_ratio, widened

DAYS, NOW, YEAR = 730, 91, 365
UNTIL = DAYS - 1


def record(draw: np.random.Generator, *, rate: float, speed: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return day and delay of what a city with a constant rate has recorded by the last day; where `speed` is
    not 0, delays are longer or shorter from one four weeks to the next."""
    n = draw.poisson(rate * DAYS)
    day = draw.integers(0, DAYS, n)
    scale = 20.0 * np.exp(draw.normal(0, speed, DAYS // 28 + 1))[day // 28]
    delay = np.floor(draw.exponential(scale) * (draw.random(n) < 0.7)).astype(np.int64)
    seen = day + delay <= UNTIL
    return day[seen], delay[seen]


def verdict(day: np.ndarray, delay: np.ndarray, *, corrected: bool) -> tuple[bool, float]:
    """Say whether the last quarter is said to have changed against that of the year before, and its ratio."""
    now = np.array([float((day > UNTIL - NOW).sum())])
    past = np.array([float(((day > UNTIL - NOW - YEAR) & (day <= UNTIL - YEAR)).sum())])
    length_now = length_past = float(NOW)
    variance = 0.0
    if corrected:
        delays = delay_distribution(day, delay, until=UNTIL)
        sides = [exposure(delays, np.arange(NOW) + age, weight=np.ones(NOW)) for age in (0, YEAR)]
        length_now, length_past = (side.reported for side in sides)
        varies = unsteadiness(delays, day, delay, until=UNTIL, first=UNTIL - NOW + 1, last=UNTIL)
        variance = log_variance(delays, *sides) + varies
    lengths = {"length_now": length_now, "length_past": length_past}
    noise = widened(1.0, now, past, variance=variance, **lengths)
    p = e_test(now, past, dispersion=float(noise[0]), **lengths)
    ratio, low, high = rate_ratio(now, past, dispersion=noise, **lengths)
    return bool(p[0] <= 0.05 and (low[0] > 1 or high[0] < 1)), float(ratio[0])


def test_hazards_read_backwards_give_the_product_by_hand() -> None:
    day = np.repeat([0, 1, 2, 3], 10)
    delay = np.array(
        [0] * 5 + [1] * 2 + [2] * 2 + [3] + [0] * 6 + [1] * 2 + [2] * 2 + [0] * 7 + [1] * 3 + [0] * 10
    )

    found = delay_distribution(day, delay, until=3)

    # Of 19 incidents of two days ago or more, with 2 days at most, 4 took 2; of 25 with 1 at most, 7 took 1.
    assert found.reported == pytest.approx([(1 - 7 / 25) * (1 - 4 / 19), 1 - 4 / 19, 1.0])
    assert found.variance == pytest.approx([0.0, 7 / 25 / 18, 4 / 19 / 15])


def test_the_distribution_behind_a_truncated_record_is_found_again() -> None:
    draw = np.random.default_rng(4)
    day, delay = record(draw, rate=60)

    found = delay_distribution(day, delay, until=UNTIL)

    after = np.array([0, 7, 30, 90])
    truth = 0.3 + 0.7 * (1 - np.exp(-(after + 1) / 20))
    assert found.after(after) == pytest.approx(truth, abs=0.015)


@given(st.integers(min_value=30, max_value=400), st.integers(min_value=0, max_value=9))
def test_where_all_is_reported_at_once_nothing_is_added(n: int, seed: int) -> None:
    day = np.random.default_rng(seed).integers(0, 100, n)

    found = delay_distribution(day, np.zeros(n, dtype=np.int64), until=99)

    assert (found.reported == 1).all()
    assert not found.variance.any()


def test_a_share_reported_never_falls_with_time_and_ends_at_one() -> None:
    day, delay = record(np.random.default_rng(5), rate=2)

    found = delay_distribution(day, delay, until=UNTIL)

    assert (np.diff(found.reported) >= 0).all()
    assert found.reported[-1] == 1
    assert found.after(np.array([-3])).tolist() == [0.0]


@pytest.mark.parametrize(("rate", "speed"), [(3.0, 0.0), (20.0, 0.0), (20.0, 0.4)])
def test_a_constant_city_with_delays_is_not_said_to_change_and_without_correction_it_is(
    rate: float, speed: float
) -> None:
    draw = np.random.default_rng(8)
    records = [record(draw, rate=rate, speed=speed) for _ in range(150)]

    plain = [verdict(*one, corrected=False) for one in records]
    found = [verdict(*one, corrected=True) for one in records]

    assert np.mean([changed for changed, _ in plain]) > 0.3
    assert np.mean([ratio for _, ratio in plain]) < 0.9
    assert np.mean([changed for changed, _ in found]) <= 0.07
    assert np.mean([ratio for _, ratio in found]) == pytest.approx(1.0, abs=0.02)


def test_reporting_that_is_not_steady_is_seen() -> None:
    draw = np.random.default_rng(9)
    found = []
    for speed in (0.0, 0.5):
        day, delay = record(draw, rate=40, speed=speed)
        delays = delay_distribution(day, delay, until=UNTIL)
        found.append(unsteadiness(delays, day, delay, until=UNTIL, first=UNTIL - NOW + 1, last=UNTIL))

    assert found[1] > 10 * found[0]


def test_a_record_with_few_earlier_ends_says_nothing_of_steadiness() -> None:
    delays = Delays(reported=np.ones(3), variance=np.zeros(3))
    day = np.arange(100)

    found = unsteadiness(delays, day, 0 * day, until=99, first=50, last=99)

    assert np.isnan(found)


def test_the_interval_of_what_is_to_come_holds_it_nearly_always() -> None:
    draw = np.random.default_rng(10)
    whole = draw.poisson(400, 4_000).astype(float)
    share = np.full(4_000, 0.8)
    seen = draw.binomial(whole.astype(int), share).astype(float)

    full, low, high = still_to_come(seen, share, np.zeros(4_000), dispersion=np.ones(4_000))

    assert full.mean() == pytest.approx(400, rel=0.01)
    assert np.mean((low <= whole) & (whole <= high)) == pytest.approx(0.95, abs=0.015)
    assert (low >= seen).all()
