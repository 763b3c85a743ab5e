"""Busy hours are found where there are some, and not where every hour is alike."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot.measure.bursts import bursts, in_window, shuffled_bursts
from hotspot.measure.change import e_test
from hotspot.measure.emerging import emerging, mann_kendall, standing_out
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.seasons import jitter, month_chance, season, tails, wary_jitter
from hotspot.measure.shifts import _turned, best_stretch, busiest, evened, fewest_hours, steadied
from hotspot.measure.two_periods import place_dispersion

ALWAYS = np.ones((104, 168), dtype=bool)
TEN_DAYS = np.repeat(  # from a Thursday to the Saturday of the week after
    np.array([[0, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 0]], dtype=bool), 24, axis=1
)


def weeks(draw: np.random.Generator, rate: np.ndarray, number: int) -> np.ndarray:
    return draw.poisson(np.broadcast_to(rate, (number, 168))).astype(float)


def test_the_fewest_hours_are_the_fullest_ones() -> None:
    hours = np.zeros(168)
    hours[[20, 21, 44]] = [30.0, 50.0, 20.0]

    assert fewest_hours(hours, 0.6).tolist() == [20, 21]
    assert fewest_hours(hours, 0.9).tolist() == [20, 21, 44]


def test_planted_evenings_are_found_and_hold_as_much_in_weeks_that_did_not_choose_them() -> None:
    rate = np.full(168, 0.005)
    rate[[24 * day + hour for day in (4, 5) for hour in (20, 21, 22, 23)]] = 0.4
    by_week = weeks(np.random.default_rng(1), rate, 104)

    found = busiest(by_week, ALWAYS[: len(by_week)], share=0.6, draws=199, seed=1)

    assert set(found.hours.tolist()) <= {116, 117, 118, 119, 140, 141, 142, 143}
    assert found.p_value == 1 / 200
    assert found.even > 60
    assert found.low < found.held_out < found.high
    assert found.held_out > 0.5


def test_even_hours_are_rarely_called_busy() -> None:
    draw = np.random.default_rng(2)

    p = []
    for i in range(60):
        by_week = weeks(draw, np.full(168, 0.02), 52)
        p.append(busiest(by_week, ALWAYS[: len(by_week)], share=0.6, draws=99, seed=i).p_value)

    assert np.mean(np.array(p) <= 0.05) <= 0.12


def test_a_weekday_that_the_record_holds_twice_does_not_stand_out_for_that() -> None:
    found = busiest(TEN_DAYS.astype(float), TEN_DAYS, share=0.6, draws=99, seed=1)

    assert found.hours.tolist() == list(range(101))  # all are alike, so that the earliest are taken
    assert found.even == 101
    assert found.p_value == 1.0


def test_a_busy_hour_of_a_day_that_the_record_holds_once_is_found_among_days_that_it_holds_twice() -> None:
    by_week = TEN_DAYS * 2.0
    by_week[1, [20, 21]] = 30.0  # on the one Monday
    by_week[:, [84, 85]] = 20.0 * TEN_DAYS[:, [84, 85]]  # on both Thursdays

    found = busiest(by_week, TEN_DAYS, share=0.2, draws=99, seed=1)

    assert set(found.hours.tolist()) >= {20, 21, 84, 85}
    assert by_week.sum(axis=0)[84] > by_week.sum(axis=0)[20]  # as counted, the Thursdays hold more
    assert np.argsort(-by_week.sum(axis=0) * evened(TEN_DAYS), kind="stable")[:2].tolist() == [20, 21]


def test_even_hours_of_a_record_of_ten_days_are_rarely_called_busy() -> None:
    draw = np.random.default_rng(12)

    p = []
    for i in range(60):
        by_week = draw.poisson(0.5, (2, 168)) * TEN_DAYS.astype(float)
        p.append(busiest(by_week, TEN_DAYS, share=0.6, draws=99, seed=i).p_value)

    assert np.mean(np.array(p) <= 0.05) <= 0.12


def test_a_week_is_turned_within_the_hours_that_the_record_covers() -> None:
    by_week = np.where(TEN_DAYS, 1.0, 0.0)
    by_week[0, 5] = 3.0  # the end of a window that began before the record stands outside

    turned = _turned(by_week, TEN_DAYS, draws=5, draw=np.random.default_rng(1))

    assert (turned == by_week.sum(axis=0)).all()


def test_hours_chosen_are_tried_on_weeks_as_if_each_weekday_were_covered_alike() -> None:
    covered = np.ones((8, 168), dtype=bool)
    covered[:6, :24] = False  # six Mondays are missing
    by_week = covered * 1.0
    by_week[:, 24:30] *= 9

    found = busiest(by_week, covered, share=0.3, draws=99, seed=1)

    rates = np.ones(168)
    rates[24:30] = 9
    best = np.argsort(-steadied(rates), kind="stable")[: len(found.hours)]
    assert found.held_out == pytest.approx(rates[best].sum() / rates.sum(), abs=0.01)


def test_a_stretch_is_that_of_weekdays_covered_alike() -> None:
    by_week = np.zeros((2, 168))
    by_week[1, 10] = 6.0  # the one Monday, 10 o'clock
    by_week[:, 3 * 24 + 20] = 4.0  # both Thursdays, 20 o'clock

    found = best_stretch(by_week, TEN_DAYS, length=1, draws=99, seed=1)

    assert found.first == 10
    assert found.share == pytest.approx(6 / 10)


def test_steadying_keeps_the_sum_and_an_even_clock() -> None:
    rng = np.random.default_rng(3).poisson(5.0, 168).astype(float)

    assert steadied(rng).sum() == pytest.approx(rng.sum())
    assert steadied(np.full(168, 2.0)) == pytest.approx(np.full(168, 2.0))


def test_a_stretch_may_go_over_midnight() -> None:
    by_week = np.zeros((10, 168))
    by_week[:, [23, 24, 25]] = 1.0

    found = best_stretch(by_week, ALWAYS[: len(by_week)], length=3, draws=99, seed=1)

    assert (found.first, found.share, found.p_value) == (23, 1.0, 0.01)


def test_a_raid_of_one_night_makes_no_hours_busy() -> None:
    draw = np.random.default_rng(8)
    shifts, hours = [], []
    for i in range(20):
        by_week = weeks(draw, np.full(168, 0.002), 104)
        by_week[50, 2] += 15.0  # Monday, 2 o'clock
        shifts.append(best_stretch(by_week, ALWAYS[: len(by_week)], length=8, draws=99, seed=i).p_value)
        hours.append(busiest(by_week, ALWAYS[: len(by_week)], share=0.6, draws=99, seed=i).p_value)

    assert np.mean(np.array(shifts) <= 0.05) <= 0.1
    assert np.mean(np.array(hours) <= 0.05) <= 0.1


def test_the_same_hour_night_after_night_makes_it_busy() -> None:
    by_week = weeks(np.random.default_rng(9), np.full(168, 0.002), 104)
    by_week[20:35, 2] += 1.0

    found = best_stretch(by_week, ALWAYS[: len(by_week)], length=8, draws=99, seed=1)

    assert found.p_value == 0.01


def test_a_season_is_what_comes_back_and_not_one_wild_year() -> None:
    days = np.full((3, 12), 30.0)
    wave = 100 + 40 * np.sin(np.arange(12) / 12 * 2 * np.pi)
    draw = np.random.default_rng(4)
    back = draw.poisson(np.tile(wave, (3, 1))).astype(float)
    wild = np.vstack([wave, np.roll(wave, 4), np.roll(wave, 8)])

    comes_back, does_not = season(back, days, draws=999), season(wild, days, draws=999)

    assert comes_back is not None
    assert does_not is not None
    assert comes_back.p_value == 0.001
    assert does_not.p_value > 0.5
    assert (comes_back.low < comes_back.index).all()
    assert season(back[:1], days[:1]) is None


def test_one_burst_is_no_season() -> None:
    draw = np.random.default_rng(10)
    days = np.full((3, 12), 30.0)
    p = []
    for i in range(40):
        counts = draw.poisson(0.6, (3, 12)).astype(float)
        counts[1, 3] += 20.0
        p.append(month_chance(counts, days, draws=99, seed=i))

    assert np.mean(np.array(p) <= 0.05) <= 0.12


def test_months_are_compared_by_the_day_and_the_draws_by_their_seed() -> None:
    days = np.tile([31.0, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], (2, 1))
    uneven = np.random.default_rng(11).poisson(50.0, (2, 12)).astype(float)

    assert month_chance(10 * days, days, draws=99, seed=1) == 1.0
    assert month_chance(uneven, days, draws=99, seed=1) == month_chance(uneven, days, draws=99, seed=1)


def test_without_draws_a_season_has_no_p_value() -> None:
    found = season(np.full((2, 12), 9.0), np.full((2, 12), 30.0))

    assert found is not None
    assert np.isnan(found.p_value)


@pytest.mark.parametrize(("months", "compared"), [(3, 1), (4, 2), (5, 2), (6, 3), (24, 3)])
def test_in_a_short_record_of_uneven_months_no_change_is_told_more_often_than_allowed(
    months: int, compared: int
) -> None:
    draw, days, told, naive = np.random.default_rng(months), np.full(months, 30.0), 0, 0
    for _ in range(300):
        counts = draw.poisson(500 * draw.gamma(20, 1 / 20, months)).astype(float)
        now, past = (
            np.array([part.sum()]) for part in (counts[-compared:], counts[-2 * compared : -compared])
        )
        for dispersion in (1.0, wary_jitter(counts, days)):
            p = e_test(now, past, length_now=compared, length_past=compared, dispersion=dispersion)[0]
            naive, told = naive + (dispersion == 1 and p <= 0.05), told + (dispersion > 1 and p <= 0.05)

    assert told <= 0.07 * 300
    assert naive > 0.4 * 300


def test_jitter_sees_noise_and_neither_trend_nor_level() -> None:
    days = np.full(120, 30.0)
    draw = np.random.default_rng(5)
    steady = draw.poisson(np.linspace(50, 150, 120)).astype(float)
    jumpy = draw.poisson(100 * draw.gamma(25, 1 / 25, 120)).astype(float)

    assert jitter(steady, days) == pytest.approx(1.0, abs=0.35)
    assert jitter(jumpy, days) == pytest.approx(5.0, abs=1.8)


def test_tails_overlap_by_the_count_itself() -> None:
    at_least, at_most = tails(np.array([3.0]), np.array([2.0]))

    assert at_least[0] + at_most[0] - 1 == pytest.approx(2**3 * np.exp(-2) / 6)


def test_classes_follow_the_rule_in_its_order() -> None:
    hot = np.zeros((6, 24), dtype=bool)
    hot[0, -1] = True
    hot[1, -10:] = hot[2, :12] = hot[3, :] = hot[4, 5] = True
    tau, p = np.array([0.9, 0.5, -0.5, 0.1, 0, 0]), np.array([0.01, 0.01, 0.01, 0.9, 1, 1])

    found = emerging(hot, tau, p)

    assert found == ["new", "intensifying", "diminishing", "persistent", "sporadic", "none"]


def test_places_as_dense_as_the_city_rarely_stand_out_though_their_months_are_uneven() -> None:
    draw, told, shared = np.random.default_rng(6), 0, 0
    for _ in range(60):
        km2 = draw.lognormal(0, 0.7, 60)
        counts = draw.poisson(20 * km2[:, np.newaxis] * draw.gamma(10, 0.1, (60, 24))).astype(float)
        city = {"city": counts.sum(axis=0), "km2": float(km2.sum())}
        told += standing_out(counts, km2, dispersion=place_dispersion(counts), **city).any()
        shared += standing_out(counts, km2, dispersion=np.full(60, overdispersion(counts)), **city).any()

    assert told <= 0.1 * 60
    assert shared > 0.4 * 60


def test_places_as_dense_as_the_city_rarely_stand_out() -> None:
    draw = np.random.default_rng(6)
    counts = draw.poisson(5.0, (50, 24)).astype(float)

    hot = standing_out(counts, np.ones(50), dispersion=np.ones(50), city=counts.sum(axis=0), km2=50.0)

    assert hot.mean() < 0.005


def test_a_trend_has_the_sign_of_its_slope() -> None:
    tau, p = mann_kendall(np.array([np.arange(24.0), -np.arange(24.0)]))

    assert tau.tolist() == [1.0, -1.0]
    assert (p < 1e-6).all()


def test_a_flare_up_counts_no_incident_twice() -> None:
    xy = np.array([[0.0, 0], [50, 0], [100, 0], [150, 0], [200, 0], [5000, 0]])

    found = bursts(xy, np.arange(6), reach_m=100.0, least=3)

    assert [sorted(group.tolist()) for group in found] == [[0, 1, 2, 3, 4]]


def test_a_window_ends_with_its_day() -> None:
    assert in_window(np.array([0, 1, 2, 3]), as_of=2, days=2).tolist() == [False, True, True, False]


def test_a_place_that_is_always_busy_is_no_news_and_a_sudden_one_is() -> None:
    draw = np.random.default_rng(7)
    always, sudden = np.zeros((400, 2)), np.full((5, 2), 3000.0)
    far = draw.uniform(10_000, 90_000, (400, 2))
    xy = np.vstack([always, sudden, far])
    day = np.concatenate([draw.integers(0, 365, 400), np.full(5, 364), draw.integers(0, 365, 400)])
    busy = int(in_window(day[:400], as_of=364, days=14).sum())

    p, _ = shuffled_bursts(
        xy,
        day,
        np.array([[0.0, 0.0], [3000.0, 3000.0]]),
        np.array([busy, 5]),
        as_of=364,
        days=14,
        reach_m=200.0,
        least=3,
        draws=99,
        seed=1,
    )

    assert p[0] > 0.05
    assert p[1] == 0.01
