"""The forecast: weights from the city's own past, nothing of the future, and how far counts lie around it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.city_level import LEAST_MISS, city_level
from hotspot.measure.history import History
from hotspot.measure.intensity import (
    CITY,
    HALF_LIVES_DAYS,
    MEAN,
    MOST_ORIGINS,
    forecast,
    learned,
    origins_before,
    rates,
)
from hotspot.measure.surroundings import spreads_between

GRID = np.array([(x * 200.0, y * 200.0) for x in range(6) for y in range(5)])
SPREADS = spreads_between(GRID)


def _history(daily, *, days=730, seed=1, first_day=0):
    """Draw Poisson counts around `daily` (n,) incidents per day."""
    daily = np.asarray(daily, dtype=float)
    drawn = np.random.default_rng(seed).poisson(daily, (days, len(daily)))
    day, unit = np.nonzero(drawn)
    times = drawn[day, unit]
    return History(
        unit=np.repeat(unit, times),
        day=np.repeat(day, times) + first_day,
        size=np.ones(len(daily)),
        first_day=first_day,
    )


def _uneven(seed=3):
    return np.random.default_rng(seed).lognormal(-2, 1, len(GRID))


def _ahead(history, *, cutoff=730, days=365):
    return forecast(history, cutoff=cutoff, days=days, spreads=SPREADS)


def test_a_hand_counted_place_has_its_fading_rates_and_its_plain_mean():
    history = History(
        unit=np.array([0, 0, 1]), day=np.array([9, 9, 0]), size=np.array([1.0, 3.0]), first_day=0
    )

    found = rates(history, 10, spreads=())

    fade = np.log(2) / HALF_LIVES_DAYS[0]
    days = (1 - np.exp(-10 * fade)) / fade
    assert found[0] == pytest.approx([2 * np.exp(-0.5 * fade) / days, np.exp(-9.5 * fade) / days])
    assert found[MEAN].tolist() == [0.2, 0.1]
    assert found[CITY][1] == pytest.approx(3 * found[CITY][0])
    assert found[CITY].sum() == pytest.approx(found[2].sum())


@given(st.integers(0, 2**31 - 1))
@settings(max_examples=10, deadline=None)
def test_nothing_from_the_cutoff_on_changes_a_single_bit(seed):
    history = _history(_uneven(), days=900)
    rng = np.random.default_rng(seed)
    later = history.day >= 730
    unit, day = history.unit.copy(), history.day.copy()
    unit[later], day[later] = rng.integers(0, len(GRID), later.sum()), rng.integers(730, 2000, later.sum())

    before, after = _ahead(history), _ahead(replace(history, unit=unit, day=day))

    assert after.mean.tobytes() == before.mean.tobytes()
    assert (after.bursts, after.drift, after.origins) == (before.bursts, before.drift, before.origins)


def test_the_order_of_rows_does_not_matter():
    history = _history(_uneven())
    order = np.random.default_rng(4).permutation(len(history.day))

    before = _ahead(history)
    after = _ahead(replace(history, unit=history.unit[order], day=history.day[order]))

    assert after.mean == pytest.approx(before.mean, rel=1e-9)
    assert after.interval(0.9)[1].tolist() == before.interval(0.9)[1].tolist()


def test_the_order_of_places_does_not_matter():
    history, order = _history(_uneven()), np.random.default_rng(5).permutation(len(GRID))
    moved = replace(history, unit=np.argsort(order)[history.unit])

    before = _ahead(history)
    after = forecast(moved, cutoff=730, days=365, spreads=spreads_between(GRID[order]))

    assert after.mean == pytest.approx(before.mean[order], rel=1e-6)


def test_two_equal_halves_of_a_city_have_as_much_to_expect():
    half = _history(_uneven()[:15])
    both = History(
        unit=np.concatenate([half.unit, half.unit + 15]),
        day=np.tile(half.day, 2),
        size=np.ones(30),
        first_day=0,
    )
    far_apart = np.vstack([GRID[:15], GRID[:15] + 1e6])

    found = forecast(both, cutoff=730, days=365, spreads=spreads_between(far_apart))

    assert found.mean[:15] == pytest.approx(found.mean[15:])


def test_records_that_count_half_each_are_worth_half():
    history = _history(_uneven())
    doubled = History(
        unit=np.tile(history.unit, 2),
        day=np.tile(history.day, 2),
        size=history.size,
        first_day=0,
        weight=np.full(2 * len(history.day), 0.5),
    )

    assert _ahead(doubled).mean == pytest.approx(_ahead(history).mean, rel=1e-6)


def test_days_may_be_counted_from_any_day():
    early, late = _history(_uneven()), _history(_uneven(), first_day=5000)

    assert _ahead(late, cutoff=5730).mean == pytest.approx(_ahead(early).mean)


def test_a_place_that_always_stands_out_is_expected_to_and_nearly_as_much():
    daily = np.full(len(GRID), 0.05)
    daily[13] = 0.5

    found = _ahead(_history(daily))

    assert np.argmax(found.mean) == 13
    assert found.mean[13] == pytest.approx(0.5 * 365, rel=0.15)


def test_a_year_of_equal_days_is_followed_by_as_many():
    history = _history(np.full(len(GRID), 0.3))

    total, miss = city_level(history.by_day(730), days=365)

    assert total == pytest.approx(0.3 * len(GRID) * 365, rel=0.08)
    assert LEAST_MISS <= miss < 0.1


def test_half_of_a_change_of_the_last_sixty_days_is_believed():
    day = np.concatenate([np.repeat(np.arange(670), 10), np.repeat(np.arange(670, 730), 40)])
    history = History(unit=np.zeros(len(day), dtype=np.int64), day=day, size=np.ones(1), first_day=0)

    total, _ = city_level(history.by_day(730), days=30)

    assert total == pytest.approx(300 * np.sqrt(2400.5 / 600.5))


def test_too_short_a_record_gives_the_plain_mean_and_no_earlier_forecasts():
    history = _history(_uneven(), days=150)

    found = _ahead(history, cutoff=150, days=60)

    assert found.origins == ()
    assert found.mean == pytest.approx(np.bincount(history.unit, minlength=len(GRID)) * 60 / 150)


@given(st.integers(1, 4000), st.integers(1, 800))
def test_earlier_cutoffs_never_overlap_and_leave_half_a_year_before_them(cutoff, days):
    origins = origins_before(cutoff, days=days, first_day=0)

    assert len(origins) <= MOST_ORIGINS
    assert all(180 <= origin <= cutoff - days for origin in origins)
    assert all(later - earlier >= days for later, earlier in pairwise(origins))


@given(st.integers(1, 30), st.integers(0, 2**31 - 1), st.sampled_from([30, 90, 365]))
@settings(max_examples=20, deadline=None)
def test_every_place_has_a_finite_answer_within_its_interval(n, seed, days):
    rng = np.random.default_rng(seed)
    size = rng.gamma(2.0, 1.0, n) + 0.01
    m = int(rng.integers(0, 500))
    history = History(unit=rng.integers(0, n, m), day=rng.integers(0, 800, m), size=size, first_day=0)

    found = forecast(history, cutoff=800, days=days, spreads=spreads_between(GRID[:n]))

    low, high = found.interval(0.9)
    assert found.mean.shape == low.shape == high.shape == (n,)
    assert np.isfinite(found.mean).all()
    assert ((low >= 0) & (low <= high)).all()
    assert (found.variance() >= found.mean).all()
    assert sum(found.parts()) == pytest.approx(1.0)


def test_the_level_widens_the_rates_but_not_the_comparison_of_places():
    found = replace(_ahead(_history(_uneven())), miss=0.2, drift=0.1)

    alone, compared = (found.rates(np.full(30, 2.0), level=level) for level in (True, False))

    assert alone.mean == pytest.approx(found.mean / 2 / (365 / 365.25))
    assert compared.mean == pytest.approx(alone.mean)
    assert (compared.shape > alone.shape).all()


def test_wider_intervals_are_those_of_a_larger_scatter_of_places_and_of_the_same_level():
    found = replace(_ahead(_history(_uneven())), bursts=0.5, drift=0.1, miss=0.2, widened=2.0)
    scattered = replace(found, bursts=1.0, drift=0.16, widened=1.0)

    wide, same = found.interval(0.9), scattered.interval(0.9)

    assert [side.tolist() for side in wide] == [side.tolist() for side in same]
    assert found.rates(np.ones(30), level=True).shape.tolist() == pytest.approx(
        replace(found, widened=1.0).rates(np.ones(30), level=True).shape.tolist()
    )


def _lesson(turn):
    """The 30 first of 120 places get more or fewer than expected by this factor in turns, others as many."""
    answers = np.zeros((12, 120))
    answers[MEAN] = np.r_[np.full(30, 60.0), np.full(90, 40.0)]
    followed = answers[MEAN].copy()
    followed[:30:2], followed[1:30:2] = np.round(followed[:30:2] * turn), np.round(followed[1:30:2] / turn)
    return answers, followed


def test_intervals_are_widened_where_the_first_thirty_of_earlier_lists_were_missed_too_often():
    steady, turning = (
        learned(_lesson(1.0)[0], [_lesson(turn)] * 3, (5400.0, 0.03), days=365, origins=(0, 365, 730))
        for turn in (1.05, 1.6)
    )

    assert steady.widened == 1.0
    assert turning.widened > 1.3
    assert turning.mean == pytest.approx(steady.mean, rel=0.2)


def test_nine_in_ten_counts_of_the_first_places_lie_in_their_intervals():
    held = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        daily, drifted = rng.lognormal(-2, 1, 30), rng.normal(0, 0.15, (4, 30)).cumsum(axis=0)
        years = [
            _history(daily * np.exp(step), days=365, seed=seed * 10 + i) for i, step in enumerate(drifted)
        ]
        past = [replace(year, day=year.day + 365 * i) for i, year in enumerate(years)]
        history = replace(
            past[0],
            unit=np.concatenate([year.unit for year in past]),
            day=np.concatenate([year.day for year in past]),
        )
        found = _ahead(history, cutoff=1095)
        low, high = found.interval(0.9)
        first, followed = np.argsort(-found.mean)[:20], history.summed(1095, 1460)
        held.append(((followed >= low) & (followed <= high))[first].mean())

    assert 0.84 <= np.mean(held) <= 0.97
