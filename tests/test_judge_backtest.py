"""The back-test: nothing from the cut-off on is seen, and yardsticks bound every method."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from made_record import DAYS, FIRST, made_places, made_units

from hotspot import judge
from hotspot.judge.comparators import on_ground
from hotspot.judge.past import counted, expected
from hotspot.judge.pooled import _block_weights
from hotspot.judge.windows import forecasts
from hotspot.measure import intensity
from hotspot.measure.history import History
from hotspot.schema.judged import BASELINE, METHODS, OURS

if TYPE_CHECKING:
    from hotspot.judge.backtest import Found

CUTOFF, HORIZONS = 1000, (30, 90, 365)
ASKED = judge.Question(horizons=(30, 90, 365, 4000), cutoffs=4)


@pytest.fixture(scope="module")
def found() -> Found:
    xy, days = made_places()
    squares, units = made_units(xy)
    record = judge.record_of(days, np.arange(len(days)), first_day=0)
    return judge.backtest({"": record}, units, squares, xy, first=FIRST, days=DAYS, asked=ASKED)


def answers(xy: np.ndarray, days: np.ndarray, frame: np.ndarray) -> dict[str, bytes]:
    """Return every number that any method gives at the cut-off; the units are those of the places `frame`."""
    squares, _ = made_units(frame)
    units = [
        replace(one, of_incident=of)
        for one, of in zip(made_units(frame)[1], [one.of_incident for one in made_units(xy)[1]], strict=True)
    ]
    record = judge.record_of(days, np.arange(len(days)), first_day=0)
    ground = on_ground(record, squares, xy, cutoff=CUTOFF)
    said = {}
    for one in units:
        told = forecasts(record, one, ground, cutoff=CUTOFF, horizons=HORIZONS)
        for horizon, (scored, ours) in zip(HORIZONS, told, strict=True):
            for each in scored:
                parts = [each.score, each.per_day, each.shape]
                said[f"{one.name} {horizon} {each.method}"] = b"".join(
                    part.tobytes() for part in parts if part is not None
                )
            said[f"{one.name} {horizon} interval"] = b"".join(side.tobytes() for side in ours.interval(0.9))
    return said


def test_what_happens_from_the_cut_off_on_changes_no_byte_of_any_forecast() -> None:
    xy, days = made_places()
    later = days >= CUTOFF
    shuffled, other = xy.copy(), days.copy()
    shuffled[later] = np.random.default_rng(1).permutation(xy[later])
    other[later] = DAYS - 1

    known = answers(xy, days, xy)
    again = answers(shuffled, other, xy)
    gone = answers(xy[~later], days[~later], xy)
    past = answers(xy[::-1].copy(), np.where(days < CUTOFF, CUTOFF - 1 - days, days), xy)

    assert len(known) == 3 * len(HORIZONS) * (
        len(METHODS) - 1
    )  # all but random and oracle, and the intervals
    assert again == known
    assert gone == known
    assert all(past[key] != known[key] for key in known if "interval" not in key)


def test_one_pass_through_the_past_gives_the_forecast_of_the_model_itself() -> None:
    xy, days = made_places()
    _, units = made_units(xy)
    record = judge.record_of(days, np.arange(len(days)), first_day=0)

    for one in units:
        history = History(unit=one.of_incident, day=days, size=one.km2, first_day=0)
        for horizon, fast in zip(
            HORIZONS, expected(record, one, cutoff=CUTOFF, horizons=HORIZONS), strict=True
        ):
            plain = intensity.forecast(history, cutoff=CUTOFF, days=horizon, spreads=one.spreads)
            assert fast.origins == plain.origins
            assert fast.mean == pytest.approx(plain.mean, rel=1e-6, abs=1e-9)
            assert fast.weights == pytest.approx(plain.weights, abs=1e-6)


def test_counts_are_those_of_the_days_asked_for() -> None:
    xy, days = made_places()
    _, units = made_units(xy)
    record = judge.record_of(days, np.arange(len(days)), first_day=0)

    count = counted(record, units[1], 100, 130)

    within = (days >= 100) & (days < 130)
    assert count.tolist() == np.bincount(units[1].of_incident[within], minlength=100).tolist()


def test_horizons_that_the_dates_do_not_reach_are_left_out_and_said(found: Found) -> None:
    assert [one.days for one in found.horizons] == [30, 90, 365]
    assert found.left_out == (4000,)
    assert all(one.cutoffs == 4 for one in found.horizons)
    assert str(found.horizons[2].last) == "2024-01-01"
    assert str(found.horizons[2].tested_to) == "2024-12-30"


def test_there_is_a_row_for_each_unit_horizon_share_and_method(found: Found) -> None:
    assert len(found.judged) == 3 * 3 * 4 * len(METHODS)
    assert len(found.curves) == 3 * 3 * len(METHODS)
    assert len(found.coverage) == 3 * 3 * 3 * 2


def test_no_method_beats_the_best_possible_and_random_gets_its_share(found: Found) -> None:
    for row in found.judged:
        assert 0 <= row.pei_star <= 1 + 1e-12, row
        assert row.hit_rate <= 1, row
        if row.method == "oracle":
            assert row.pei_star == 1
        if row.method == "random":
            assert row.pai == pytest.approx(1)
            assert row.hit_rate == pytest.approx(row.flagged / row.units)


def test_every_method_flags_the_same_number_of_units(found: Found) -> None:
    for row in found.judged:
        assert row.flagged == max(1, int(row.share * row.units + 1e-9)), row


def test_more_ground_never_finds_less(found: Found) -> None:
    for curve in found.curves:
        assert list(curve.hit_rates) == sorted(curve.hit_rates), curve
        assert curve.shares[0] == curve.hit_rates[0] == 0


def test_methods_that_know_the_corners_beat_those_that_do_not(found: Found) -> None:
    rate = {
        row.method: row.hit_rate
        for row in found.judged
        if (row.unit, row.horizon_days, row.share) == ("square:100", 365, 0.02)
    }

    assert rate[OURS] > 2 * rate["random"]
    assert rate[BASELINE] > rate["kde-scott"]


def test_the_baseline_is_held_against_itself_and_few_hits_conclude_nothing(found: Found) -> None:
    base = {
        (row.unit, row.horizon_days, row.share): row.hits for row in found.judged if row.method == BASELINE
    }

    for row in found.judged:
        if row.method == BASELINE:
            assert (row.ratio, row.ratio_low, row.ratio_high, row.p_value, row.verdict) == (1, 1, 1, 1, "")
        elif base[row.unit, row.horizon_days, row.share] < 400:
            assert row.verdict == "inconclusive"
        else:
            assert row.ratio_low <= row.ratio <= row.ratio_high
            assert (row.verdict == "worse") == (row.ratio_high < 1)
    assert {row.verdict for row in found.judged} >= {"inconclusive", "worse", "no_difference"}


def test_the_same_question_gives_the_same_answer_whatever_the_order_of_the_rows(found: Found) -> None:
    xy, days = made_places()
    turned = np.random.default_rng(3).permutation(len(days))
    squares, units = made_units(xy[turned])
    record = judge.record_of(days[turned], np.arange(len(days)), first_day=0)

    again = judge.backtest({"": record}, units, squares, xy[turned], first=FIRST, days=DAYS, asked=ASKED)

    for one, other in zip(found.judged, again.judged, strict=True):
        assert (one.hits, one.flagged, one.verdict) == (other.hits, other.flagged, other.verdict)


def test_intervals_of_higher_levels_hold_more_often(found: Found) -> None:
    for of in ("all", "top"):
        held = {(row.unit, row.horizon_days, row.level): row.share for row in found.coverage if row.of == of}
        for (unit, days, level), share in held.items():
            assert share <= held[unit, days, 0.95], level
            assert held[unit, days, 0.95] > 0.7


def test_how_often_intervals_held_has_bounds_on_both_sides(found: Found) -> None:
    for row in found.coverage:
        assert 0 <= row.low <= row.share <= row.high <= 1, row
        assert row.low < row.high, row


def test_blocks_are_drawn_whole_and_the_same_for_the_same_seed() -> None:
    weights = _block_weights(12, 3, seed=5)

    assert (weights.sum(axis=1) == 12).all()
    assert (weights == _block_weights(12, 3, seed=5)).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(12), abs=0.15)
