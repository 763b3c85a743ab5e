"""Which incidents a near repeat is looked for among, and which addresses come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from made_result import made_result

from hotspot.measure.knox import Knox, pairs_within
from hotspot.times.addresses import addresses
from hotspot.times.near import FEWEST, Series, commonest, excess_of, near_repeat, series_of, year_before

if TYPE_CHECKING:
    from hotspot.schema import Result


@pytest.fixture(scope="module")
def city() -> Result:
    return made_result()


def test_a_series_holds_the_first_and_the_last_day_and_none_beside(city: Result) -> None:
    (series,) = series_of(city, ["robbery"], first=date(2025, 3, 1), last=date(2025, 3, 31))

    mine = city.incidents.iloc[series.rows]
    months = mine["start"].dt.strftime("%Y-%m")
    assert set(mine["type"]) == {"robbery"}
    assert set(months) == {"2025-03"}
    robberies = city.incidents[city.incidents["type"] == "robbery"]
    assert len(series.rows) == (robberies["start"].dt.strftime("%Y-%m") == "2025-03").sum()


def test_types_split_all_incidents_and_none_named_takes_them_together(city: Result) -> None:
    last = date(2025, 12, 31)

    both = series_of(city, ["theft", "robbery"], first=None, last=last)
    (whole,) = series_of(city, [], first=None, last=last)

    assert sorted(np.concatenate([one.rows for one in both])) == whole.rows.tolist()
    assert whole.type == ""


def test_types_that_are_too_few_for_a_table_are_not_among_the_commonest(city: Result) -> None:
    frame = city.incidents.copy()
    frame["type"] = ["arson"] * (FEWEST - 1) + ["theft"] * FEWEST + [""] * (len(frame) - 2 * FEWEST + 1)

    assert commonest(replace(city, incidents=frame)) == ["theft"]


def test_near_repeats_are_counted_pair_by_pair_and_too_few_incidents_make_no_table() -> None:
    random = np.random.default_rng(7)
    xy, day = random.uniform(0, 600, (40, 2)), random.integers(0, 60, 40)
    series = Series(type="theft", xy=xy, day=day, rows=np.arange(40))
    metres, days = np.array([0.0, 200.0, 400.0]), np.array([0.0, 7.0, 14.0])

    table = near_repeat(series, metres=metres, days=days, from_m=0.0, seed=1)

    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))[np.triu_indices(40, 1)]
    lapse = np.abs(day[:, None] - day[None])[np.triu_indices(40, 1)]
    assert table is not None
    expected = [
        [((apart >= a) & (apart < b) & (lapse >= s) & (lapse < t)).sum() for s, t in ((0, 7), (7, 14))]
        for a, b in ((0, 200), (200, 400))
    ]
    assert table.pairs.tolist() == expected
    assert pairs_within(xy, 400.0) == (apart <= 400).sum()
    few = replace(series, xy=xy[: FEWEST - 1], day=day[: FEWEST - 1], rows=np.arange(FEWEST - 1))
    assert near_repeat(few, metres=metres, days=days, from_m=0.0, seed=1) is None


@pytest.mark.parametrize(
    ("from_m", "kind", "reach"), [(0.0, "near", (100.0, 7.0)), (100.0, "snapped", (0, 0))]
)
def test_pairs_too_near_for_the_source_are_counted_and_not_told_as_repeats(
    from_m: float, kind: str, reach: tuple[float, float]
) -> None:
    twice = np.repeat(np.column_stack([np.arange(30) * 1000.0, np.zeros(30)]), 2, axis=0)
    day = np.repeat(np.arange(30) * 9, 2) + np.tile([0, 1], 30)
    series = Series(type="theft", xy=twice, day=day, rows=np.arange(60))
    metres, days = np.array([0.0, 100.0, 200.0]), np.array([0.0, 7.0, 14.0])

    table = near_repeat(series, metres=metres, days=days, from_m=from_m, seed=1)

    assert table is not None
    assert table.pairs.tolist() == [[30, 0], [0, 0]]
    assert table.excess.tolist() == [[kind, ""], ["", ""]]
    assert (table.near_m, table.near_days) == reach


def test_nine_pairs_are_too_few_for_a_repeat_and_ten_are_enough() -> None:
    found = Knox(
        pairs=np.array([[9, 10], [10, 9]]), expected=np.full((2, 2), 1.0), p_value=np.full((2, 2), 0.01)
    )

    excess = excess_of(found, found.p_value, trusted=np.array([True, True]))

    assert excess.tolist() == [["few", "apart"], ["apart", "few"]]


@pytest.mark.parametrize(
    ("pairs", "p", "kind"), [(12, 0.05, "near"), (11, 0.01, ""), (12, 0.051, ""), (60, 0.06, "")]
)
def test_an_excess_takes_both_the_pairs_and_the_p_value(pairs: int, p: float, kind: str) -> None:
    found = Knox(pairs=np.array([[pairs]]), expected=np.array([[10.0]]), p_value=np.array([[p]]))

    assert excess_of(found, found.p_value, trusted=np.array([True])).tolist() == [[kind]]


def test_the_last_year_never_begins_before_the_record() -> None:
    assert year_before(date(2025, 12, 31), date(2020, 1, 1)) == date(2025, 1, 1)
    assert year_before(date(2025, 12, 31), date(2025, 6, 1)) == date(2025, 6, 1)


def test_an_address_that_comes_back_is_told_with_its_number_its_days_and_its_types(city: Result) -> None:
    frame = city.incidents.copy()
    frame.loc[frame.index[:3], "site"] = 5
    frame.loc[frame.index[10], "site"] = 11
    told = frame[frame["site"] == 5]

    shares, worst = addresses(replace(city, incidents=frame))

    assert [(one.times, one.places, one.incidents) for one in shares][:3] == [(2, 2, 6), (3, 1, 4), (4, 1, 4)]
    assert worst["incidents"].tolist() == [4, 2]
    assert worst["place"].tolist() == ["R1", "R2"]
    assert worst["first_day"].iloc[0] == str(told["start"].min().date())
    assert worst["last_day"].iloc[0] == str(told["start"].max().date())
    assert sum(int(part.split()[-1]) for part in worst["main_types"].iloc[0].split("; ")) == 4
