"""Yards: which answers count, what a score is worth, what may be told of change, of cause nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_result import made_result
from made_yards import surveyed

from hotspot.errors import ConfigError
from hotspot.pipeline.yards import yards_of
from hotspot.read.yards import read_yard_forms
from hotspot.schema import Period, Rows
from hotspot.schema.yards import ITEMS, WORST, Ratings, Visit
from hotspot.yards import (
    accepted,
    agreement_of,
    comparable,
    form_of,
    latest,
    noise_of,
    places_of,
    ratings_by_round,
    related_of,
    scored,
    todo_of,
)
from hotspot.yards.listed import expects_harm, per_year
from hotspot.yards.related import FEWEST_YARDS
from hotspot.yards.scored import NONE

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Floats, Result

UNSEEN = float("nan")
PERIOD = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
PLACES = {"A1": "76.9,43.2", "A2": "76.8,43.2"}
DAY = date(2025, 10, 1)


def seen(*grades: float, **other: Any) -> Visit:
    """Return a visit to A1 by citizen A with these grades first and the rest not seen."""
    first = Visit(
        file=1,
        form_id="f",
        run_id="r",
        revision=1,
        round=1,
        observer="citizen-A",
        area_id="A1",
        place=PLACES["A1"],
        day=DAY,
        light="night",
        grades=(*grades, *(UNSEEN,) * (len(ITEMS) - len(grades))),
    )
    return replace(first, **other)


def counted(*visits: Visit) -> tuple[tuple[Visit, ...], dict[str, int]]:
    found = accepted(visits, Rows(read=len(visits)), places=PLACES, period=PERIOD)
    assert found.rows.kept == len(found.visits)
    return found.visits, dict(found.rows.dropped)


def ratings(grades: Floats, *, round_number: int = 1) -> Ratings:
    """Return a round in which the yards are the first rows of the ranking."""
    yards = np.arange(len(grades))
    days = ((DAY, DAY),) * len(grades)
    return Ratings(round=round_number, yard=yards, grades=grades, visits=np.ones_like(yards), days=days)


def observed(truth: Floats, *, noise: float, seed: int, observers: int = 2) -> Floats:
    """Return whole grades (yards, observers, items) that observers give to a truth (yards, items)."""
    draw = np.random.default_rng(seed)
    shape = (len(truth), observers, truth.shape[1])
    return np.clip(np.rint(truth[:, None] + draw.normal(0, noise, shape)), 0, WORST)


def large(yards: int, *, seed: int = 1) -> Result:
    """Return a result with so many areas: the made city's first one again and again."""
    result = made_result()
    rows = np.zeros(yards, dtype=int)
    frame = result.ranking.frame.iloc[rows].reset_index(drop=True)
    draw = np.random.default_rng(seed)
    frame = frame.assign(area_id=[f"A{i}" for i in range(yards)], incidents=draw.poisson(40, yards))
    return replace(result, ranking=replace(result.ranking, frame=frame))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"area_id": "B9"}, "yards_unknown_area"),
        ({"place": "76.9,43.3"}, "yards_moved_area"),
        ({"day": date(2035, 1, 1)}, "yards_bad_date"),
        ({"grades": (UNSEEN,) * len(ITEMS)}, "yards_empty"),
    ],
)
def test_visits_that_cannot_count_are_left_out_under_their_reason(other: dict[str, Any], reason: str) -> None:
    kept, dropped = counted(seen(1.0), seen(1.0, area_id="A2", place=PLACES["A2"]), seen(2.0, **other))

    assert len(kept) == 2
    assert dropped == {reason: 1}


def test_a_file_given_twice_counts_once() -> None:
    kept, dropped = counted(seen(1.0, 2.0), seen(1.0, 2.0))

    assert len(kept) == 1
    assert dropped == {"yards_repeated": 1}


def test_what_an_observer_corrects_and_saves_again_replaces_what_was_there() -> None:
    later = seen(3.0, revision=2, day=date(2025, 10, 2))

    kept, dropped = counted(later, seen(1.0), seen(2.0))

    assert kept == (later,)
    assert dropped == {"yards_replaced": 2}


def test_two_people_under_one_letter_are_noticed_and_neither_counts() -> None:
    kept, dropped = counted(seen(1.0, file=1), seen(3.0, file=2), seen(1.0, observer="citizen-B"))

    assert [one.observer for one in kept] == ["citizen-B"]
    assert dropped == {"yards_contradicting": 2}


def test_an_observer_counts_once_per_item_with_the_last_visit_that_saw_it() -> None:
    day = seen(UNSEEN, 1.0, 2.0, light="day", day=date(2025, 10, 2))
    night = seen(3.0, 0.0, UNSEEN, day=date(2025, 10, 1))

    (one,) = ratings_by_round([day, night], ["A1", "A2"])

    assert one.grades[0, 0, :3].tolist() == [3.0, 1.0, 2.0]
    assert one.visits.tolist() == [2]
    assert one.days == ((date(2025, 10, 1), date(2025, 10, 2)),)


def test_the_order_of_the_files_changes_nothing() -> None:
    visits = [
        seen(float(grade), observer=f"citizen-{letter}", area_id=area, place=PLACES[area])
        for grade, letter, area in [(1, "A", "A1"), (2, "B", "A1"), (3, "A", "A2"), (0, "B", "A2")]
    ]

    there, back = (ratings_by_round(one, ["A1", "A2"]) for one in (visits, visits[::-1]))

    assert np.array_equal(there[0].grades, back[0].grades, equal_nan=True)
    assert there[0].yard.tolist() == back[0].yard.tolist()


def test_the_form_of_the_same_areas_has_the_same_id_and_of_others_another() -> None:
    result = made_result()
    first, second = result.ranking.frame["area_id"].tolist()[:2]

    one, again = (form_of(result, [first, second], round_number=1) for _ in range(2))

    assert one == again
    assert one.form_id != form_of(result, [second, first], round_number=1).form_id
    assert one.form_id != form_of(result, [first, second], round_number=2).form_id
    assert len(set(places_of(result).values())) == len(result.ranking.frame)


def test_a_score_is_the_mean_grade_and_its_interval_what_observers_differ_by() -> None:
    result, held = made_result(), 0
    for seed in range(20):
        truth = np.random.default_rng(seed).integers(1, 3, (12, len(ITEMS))).astype(float)
        one = ratings(observed(truth, noise=0.4, seed=seed + 100))

        noise = noise_of([one])
        frame = scored(result, [one], noise)

        assert frame["score"].to_numpy() == pytest.approx(one.grades.mean(axis=(1, 2)))
        assert noise.freedom == 12
        truths = truth.mean(axis=1)
        held += int(((frame["score_low"] <= truths) & (truths <= frame["score_high"])).sum())

    assert 0.91 <= held / (20 * 12) <= 0.99


def test_observers_who_agree_leave_no_doubt_and_one_alone_leaves_no_interval() -> None:
    grades = np.ones((12, 2, len(ITEMS)))
    alone = grades.copy()
    alone[:, 1] = UNSEEN

    sure = scored(made_result(), [ratings(grades)], noise_of([ratings(grades)]))
    unsure = scored(made_result(), [ratings(alone)], noise_of([ratings(alone)]))

    assert (sure["score_high"] - sure["score_low"]).max() == 0
    assert unsure["score"].tolist() == [1.0] * 12
    assert unsure["score_low"].isna().all()


def test_an_item_that_nobody_saw_counts_as_usual_and_widens_the_interval() -> None:
    grades = observed(np.random.default_rng(3).uniform(0, 3, (12, len(ITEMS))), noise=0.5, seed=3)
    some = grades.copy()
    some[0, :, :3] = UNSEEN
    few = grades.copy()
    few[0, :, :6] = UNSEEN

    frames = [scored(made_result(), [ratings(one)], noise_of([ratings(one)])) for one in (some, few)]

    usual = np.nanmean(some[1:, :, :3], axis=(0, 1)).sum()
    assert frames[0]["score"].iloc[0] == pytest.approx((usual + some[0, :, 3:].mean(axis=0).sum()) / 10)
    width = frames[0]["score_high"] - frames[0]["score_low"]
    assert width.iloc[0] > width.iloc[1:].max()
    assert np.isnan(frames[1]["score"].iloc[0])
    assert frames[1]["items_seen"].iloc[0] == 4


def test_a_round_by_day_alone_is_scored_by_what_can_be_seen_by_day() -> None:
    grades = observed(np.random.default_rng(5).uniform(0, 3, (12, len(ITEMS))), noise=0.5, seed=5)
    grades[:, :, 0] = UNSEEN
    once = grades.copy()
    once[3, 0, 0] = 3.0

    frames = [scored(made_result(), [ratings(one)], noise_of([ratings(one)])) for one in (grades, once)]

    for frame in frames:
        assert frame["score"].to_numpy() == pytest.approx(grades[:, :, 1:].mean(axis=(1, 2)))
    assert comparable(ratings(once)).tolist() == [False, *[True] * (len(ITEMS) - 1)]


def test_change_is_told_where_it_is_more_than_observers_differ_and_else_not() -> None:
    truth = np.random.default_rng(4).uniform(1.2, 2.5, (12, len(ITEMS)))
    after = truth.copy()
    after[0] -= 1.0
    rounds = [
        ratings(observed(truth, noise=0.4, seed=5)),
        ratings(observed(after, noise=0.4, seed=6), round_number=2),
    ]

    frame = scored(made_result(), rounds, noise_of(rounds))

    last = frame[frame["round"] == 2]
    assert last["verdict"].iloc[0] == "better"
    assert set(last["verdict"].iloc[1:]) == {NONE}
    assert last["change_low"].iloc[0] < last["change"].iloc[0] < last["change_high"].iloc[0] < 0
    assert set(frame[frame["round"] == 1]["verdict"]) == {""}


def test_without_any_change_hardly_ever_one_is_told() -> None:
    truth = np.random.default_rng(7).uniform(0.5, 2.5, (12, len(ITEMS)))
    result, told = made_result(), 0
    for seed in range(40):
        rounds = [
            ratings(observed(truth, noise=0.7, seed=2 * seed)),
            ratings(observed(truth, noise=0.7, seed=2 * seed + 1), round_number=2),
        ]
        frame = scored(result, rounds, noise_of(rounds))
        told += bool((frame["verdict"].isin(["better", "worse"])).any())

    assert told <= 6  # a false one in 5 % of the surveys, 2 of 40, is what is held to


def test_agreement_tells_items_that_are_seen_alike_from_those_that_are_not() -> None:
    draw = np.random.default_rng(8)
    grades = observed(draw.uniform(0, 3, (12, len(ITEMS))), noise=0.3, seed=9)
    grades = np.concatenate([grades] * 3)
    grades[:, :, 1] = draw.integers(0, 4, (36, 2))
    grades[6:, 1, 2] = UNSEEN
    one = replace(ratings(grades), yard=np.arange(36))

    found = {each.item: each for each in agreement_of([one], seed=1)}

    assert found["lighting"].verdict == "agree"
    assert found["parking"].verdict == "disagree"
    assert found["bushes"].verdict == "few"
    assert found["bushes"].yards == 6
    assert found["lighting"].kappa_low < found["lighting"].kappa < found["lighting"].kappa_high


def test_two_rounds_of_a_yard_are_one_yard_for_the_agreement() -> None:
    grades = observed(np.random.default_rng(8).uniform(0, 3, (12, len(ITEMS))), noise=0.3, seed=9)

    once, twice = (
        agreement_of([ratings(grades, round_number=k + 1) for k in range(rounds)], seed=1)[0]
        for rounds in (1, 2)
    )

    assert (once.yards, once.pairs, twice.yards, twice.pairs) == (12, 12, 12, 24)
    assert (twice.kappa_low, twice.kappa_high) == pytest.approx((once.kappa_low, once.kappa_high))


def test_items_are_not_held_against_incidents_of_few_yards() -> None:
    result = large(FEWEST_YARDS - 1)
    one = ratings(observed(np.full((FEWEST_YARDS - 1, len(ITEMS)), 1.5), noise=1.0, seed=1))

    found = related_of(result, latest([one]), disagreed=())

    assert found.refused == "few_yards"
    assert found.effects == ()


def test_an_item_that_incidents_follow_is_found_and_one_in_dispute_left_out() -> None:
    truth = np.random.default_rng(2).uniform(0, 3, (80, len(ITEMS)))
    result = large(80)
    incidents = np.random.default_rng(3).poisson(30 * np.exp(0.5 * truth[:, 4]))
    frame = result.ranking.frame.assign(incidents=incidents)
    result = replace(result, ranking=replace(result.ranking, frame=frame))
    one = ratings(observed(truth, noise=0.2, seed=4))

    found = related_of(result, latest([one]), disagreed=("litter",))

    first = found.effects[0]
    assert first.item == ITEMS[4]
    assert 1.2 < first.low < first.ratio < first.high < 1.8
    assert first.kept == 1
    assert found.effects[-1].kept < 1
    assert found.left_out == ("litter",)
    assert "litter" not in {one.item for one in found.effects}


def test_the_list_weighs_incidents_with_the_grade_and_leaves_out_what_is_in_order() -> None:
    grades = np.zeros((12, 2, len(ITEMS)))
    grades[0, :, 0], grades[1, :, 1], grades[2, :, 2] = 1.0, 3.0, [1.0, 0.0]
    one = ratings(grades)
    result = made_result()

    todo = todo_of(
        result,
        latest([one]),
        by="incidents",
        noise=noise_of([one]),
        agreed=dict.fromkeys(ITEMS, "few"),
    )

    assert todo[["item", "grade"]].to_numpy().tolist() == [["parking", 3.0], ["lighting", 1.0]]
    years = PERIOD.years
    assert todo["weight"].tolist() == pytest.approx([110 / years, 150 / years / 3])
    assert (todo["weight_low"] <= todo["weight"]).all()
    assert (todo["weight"] <= todo["weight_high"]).all()


def test_the_interval_of_counted_incidents_is_garwoods() -> None:
    found = per_year(made_result(), "incidents")

    low, high = found[-1, 1:] * PERIOD.years  # of 4 incidents
    assert (low, high) == (pytest.approx(1.0899, abs=1e-4), pytest.approx(10.2416, abs=1e-4))


def test_harm_that_the_run_does_not_know_is_refused() -> None:
    result = made_result()
    frame = result.ranking.frame.assign(harm_per_km2_year=np.nan)

    with pytest.raises(ConfigError, match="knows no harm"):
        per_year(replace(result, ranking=replace(result.ranking, frame=frame)), "harm")


def with_harm(result: Result, each: Floats) -> tuple[Result, Floats]:
    """Return the result with the harm of its areas, an incident of an area weighing `each` (areas,), and that
    of each incident."""
    ranking = result.ranking.frame
    yearly = ranking["incidents"].to_numpy(float) * each / PERIOD.years
    frame = ranking.assign(harm_per_km2_year=yearly / ranking["area_km2"].to_numpy(float))
    return (
        replace(result, ranking=replace(result.ranking, frame=frame)),
        np.repeat(each, ranking["incidents"].to_numpy(int)),
    )


def test_expected_harm_is_what_to_expect_times_what_an_incident_there_weighs() -> None:
    each = np.full(12, 30.0)
    each[3] = 365.0
    result, harm = with_harm(made_result(), each)

    expected = per_year(result, "expected")
    found = per_year(result, "expected_harm", harm=harm)

    assert expects_harm(result)
    assert found[:, 0] == pytest.approx(expected[:, 0] * each)
    assert (found[:, 1] / found[:, 0] < expected[:, 1] / expected[:, 0]).all()
    assert (found[:, 2] / found[:, 0] > expected[:, 2] / expected[:, 0]).all()


def test_where_all_incidents_weigh_the_same_the_interval_of_harm_is_that_of_the_incidents() -> None:
    result, harm = with_harm(made_result(), np.full(12, 2.0))

    assert per_year(result, "expected_harm", harm=harm) == pytest.approx(2 * per_year(result, "expected"))


def test_an_order_by_harm_already_says_what_harm_to_expect() -> None:
    result, harm = with_harm(made_result(), np.full(12, 2.0))
    by_harm = replace(result, ranking=replace(result.ranking, by="harm", score_unit="harm_per_km2_year"))

    assert expects_harm(by_harm)
    assert per_year(by_harm, "expected_harm", harm=harm).tolist() == per_year(result, "expected").tolist()


def test_the_list_is_by_expected_harm_where_harm_is_known_and_by_incidents_where_not(tmp_path: Path) -> None:
    each = np.full(12, 30.0)
    each[7] = 5_000.0
    result, harm = with_harm(made_result(), each)
    known = replace(result, incidents=result.incidents.assign(harm=harm))
    files = surveyed(
        tmp_path, places_of(result), np.full((12, len(ITEMS)), 3.0), observers=["coop-Z"], noise=0.0, seed=1
    )
    forms = read_yard_forms([str(file) for file in files])

    by_harm, by_count = yards_of(known, forms), yards_of(made_result(), forms)

    assert (by_harm.by, by_count.by) == ("expected_harm", "expected")
    assert [found.choices[0].value for found in (by_harm, by_count)] == ["expected_harm", "expected"]
    assert by_harm.todo["area_id"].iloc[0] == result.ranking.frame["area_id"].iloc[7]
    assert by_count.todo["area_id"].iloc[0] == result.ranking.frame["area_id"].iloc[0]


def test_what_a_phone_saved_comes_back_as_it_was_answered(tmp_path: Path) -> None:
    result = made_result()
    truth = np.random.default_rng(1).integers(0, 4, (12, len(ITEMS))).astype(float)

    files = surveyed(tmp_path, places_of(result), truth, observers=["coop-Z"], noise=0.0, seed=1)
    forms = read_yard_forms([str(file) for file in files])
    kept = accepted(forms.visits, forms.rows, places=places_of(result), period=result.period)
    (one,) = ratings_by_round(kept.visits, result.ranking.frame["area_id"].tolist())

    assert np.array_equal(one.grades[:, 0], truth)
