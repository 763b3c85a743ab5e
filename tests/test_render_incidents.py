"""Single incidents in the page: what goes in comes out, and nothing else goes in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_result import COUNTS, CRS, made_result
from page_incidents import decoded, numbers

from hotspot.render.incidents import clocks, coded, holds_single, months, packed

if TYPE_CHECKING:
    from hotspot.schema import Result


def block(result: Result) -> tuple[dict[str, Any], tuple[str, ...]]:
    frame = result.ranking.frame
    code = coded(result, frame)
    return packed(result, code, len(frame)), code.types


def varied(**columns: Any) -> Result:
    """Return the city with other values in columns of its incidents."""
    result = made_result()
    return replace(result, incidents=result.incidents.assign(**columns))


def test_decoded_counts_by_area_type_month_and_slot_are_those_of_pandas() -> None:
    rng = np.random.default_rng(3)
    kinds = rng.choice([f"type {i}" for i in range(9)] + [""], sum(COUNTS))
    result = varied(type=kinds)
    incidents = result.incidents
    start = incidents["start"]
    slot = np.where(
        incidents["hour_known"], start.dt.day_of_week * 24 + start.dt.hour, 168 + start.dt.day_of_week
    )

    held, types = block(result)

    found = decoded(held)
    month = (pd.Timestamp("2025-01-01") + pd.to_timedelta(found["day"], unit="D")).dt.month
    have = pd.crosstab([found["area"], np.array(types)[found["kind"]]], [month, found["slot"]])
    want = pd.crosstab([incidents["area"], incidents["type"]], [start.dt.month, slot])
    np.testing.assert_array_equal(have.to_numpy(), want.to_numpy())
    assert [tuple(row) for row in have.index] == [tuple(row) for row in want.index]
    assert [tuple(row) for row in have.columns] == [tuple(row) for row in want.columns]


def test_places_come_back_within_a_step_of_the_box() -> None:
    result = made_result()
    to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(result.incidents["easting"], result.incidents["northing"])

    held, _ = block(result)

    west, south, east, north = held["box"]
    found = decoded(held)
    back = pd.DataFrame(
        {
            "lon": west + found["x"] * (east - west) / 65_535,
            "lat": south + found["y"] * (north - south) / 65_535,
        }
    )
    order = [np.lexsort((result.incidents["area"], lon)), np.lexsort((found["area"], back["lon"]))]
    assert np.abs(np.sort(back["lon"]) - np.sort(lon)).max() <= (east - west) / 65_535
    assert np.abs(np.sort(back["lat"]) - np.sort(lat)).max() <= (north - south) / 65_535
    # Together, not each for itself: neighbours in lon may change places within a step, so most rows agree.
    near = np.abs(back["lat"].to_numpy()[order[1]] - lat[order[0]]) <= (north - south) / 65_535
    assert near.mean() > 0.95


def test_the_order_of_the_source_leaves_no_trace() -> None:
    result = made_result()
    shuffled = replace(result, incidents=result.incidents.sample(frac=1, random_state=5))

    assert block(result) == block(shuffled)


def test_no_other_column_enters_the_block() -> None:
    strange = varied(id="KZ-OTHER", victim="Ivanov 880101300123", narrative="broke in")

    assert block(strange) == block(made_result())


def test_incidents_of_an_area_stand_together_and_those_in_no_area_come_last() -> None:
    area = made_result().incidents["area"].to_numpy().copy()
    area[area == 4] = -1

    held, _ = block(varied(area=area))

    assert held["areas"] == [150, 110, 90, 70, 0, 40, 30, 25, 15, 10, 6, 4, 50]


def test_areas_are_counted_in_the_order_of_the_page() -> None:
    result = made_result()
    backwards = result.ranking.frame.iloc[::-1].reset_index(drop=True)

    held = packed(result, coded(result, backwards), 12)

    assert held["areas"] == [*COUNTS[::-1], 0]


def test_only_forty_types_have_a_number_of_their_own_and_the_last_pools_the_rest() -> None:
    kinds = [f"type {i:02d}" for i in range(50) for _ in range(60 - i)]
    result = made_result()
    few = result.incidents.loc[np.resize(result.incidents.index, len(kinds))].reset_index(drop=True)

    held, types = block(replace(result, incidents=few.assign(type=kinds)))

    counts = np.bincount(decoded(held)["kind"])
    assert types == (*(f"type {i:02d}" for i in range(40)), "")
    assert counts.tolist() == [*range(60, 20, -1), sum(60 - i for i in range(40, 50))]


def test_types_of_equal_count_come_in_the_order_of_the_alphabet() -> None:
    _, types = block(varied(type=np.resize(["б", "а", ""], sum(COUNTS))))

    assert types == ("а", "б", "")


def test_what_has_no_date_is_undated_and_nothing_is_lost() -> None:
    start = made_result().incidents["start"].copy()
    start.iloc[:7] = pd.NaT

    held, _ = block(varied(start=start))

    found = decoded(held)
    assert int((found["day"] == 65_535).sum()) == int((found["slot"] == 255).sum()) == 7
    assert len(found) == 600


def test_a_file_without_dates_has_days_and_slots_for_nothing() -> None:
    result = made_result()
    undated = replace(result, period=None, incidents=result.incidents.assign(start=pd.NaT, hour_known=False))

    found = decoded(block(undated)[0])

    assert set(found["day"]) == {65_535}
    assert set(found["slot"]) == {255}


def test_whole_months_have_no_weekday() -> None:
    months_only = made_result().incidents["start"].dt.to_period("M").dt.start_time

    found = decoded(block(varied(start=months_only, hour_known=False))[0])

    assert set(found["slot"]) == {255}
    assert set(found["day"]) <= {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}


def test_counts_without_single_incidents_are_those_of_the_block() -> None:
    result = made_result()
    code = coded(result, result.ranking.frame)
    found = decoded(block(result)[0])
    month = (pd.Timestamp("2025-01-01") + pd.to_timedelta(found["day"], unit="D")).dt.month

    clock, by_month = clocks(code, 12), months(result, code, 12)

    assert [sum(slots) for slots in clock] == list(COUNTS)
    assert clock[2] == np.bincount(found.loc[found["area"] == 2, "slot"], minlength=175).tolist()
    assert by_month[2] == np.bincount(month[found["area"] == 2], minlength=13)[1:].tolist()


@pytest.mark.parametrize(("most", "held"), [(0, False), (599, False), (600, True), (200_000, True)])
def test_the_page_holds_single_incidents_up_to_the_number_that_was_asked_for(most: int, held: bool) -> None:
    result = made_result()

    assert holds_single(replace(result, drawing=replace(result.drawing, incidents=most))) is held


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 364), st.integers(0, 23), st.booleans()), min_size=1, max_size=40))
def test_any_day_and_hour_comes_back(moments: list[tuple[int, int, bool]]) -> None:
    result = made_result()
    first = np.datetime64("2025-01-01", "s")
    start = [first + np.timedelta64(day * 24 + hour, "h") for day, hour, _ in moments]
    few = result.incidents.iloc[: len(moments)]
    timed = [*(timed for _, _, timed in moments[:-1]), True]  # one hour known: these are not whole months
    few = few.assign(start=np.array(start, dtype="datetime64[s]"), hour_known=timed, area=0)

    found = decoded(block(replace(result, incidents=few))[0])

    # 1 January 2025 was a Wednesday.
    want = sorted(
        (day, (day + 2) % 7 * 24 + hour if known else 168 + (day + 2) % 7)
        for (day, hour, _), known in zip(moments, timed, strict=True)
    )
    assert sorted(zip(found["day"].tolist(), found["slot"].tolist(), strict=True)) == want


def test_a_place_stands_in_the_block_once_however_many_incidents_it_has() -> None:
    result = made_result()
    few = result.incidents.iloc[[0, 0, 0, 1]].assign(area=[0, 0, 1, 1])

    held, _ = block(replace(result, incidents=few))

    assert sorted(numbers(held["at"]).tolist()) == [1, 1, 2]  # a border lets areas share a place
    assert len(numbers(held["x"])) == len(numbers(held["y"])) == 3
    assert len(numbers(held["codes"])) == 4


def test_three_years_of_eight_types_take_three_signs_an_incident() -> None:
    rng = np.random.default_rng(7)
    result = made_result()
    rows = result.incidents.loc[rng.choice(result.incidents.index, 5_000)].reset_index(drop=True)
    minute = rng.integers(0, 3 * 365 * 1_440, len(rows)).astype("timedelta64[m]")
    start = (np.datetime64("2025-01-01T00:00") + minute).astype("datetime64[s]")
    kinds = rng.choice([f"type {i}" for i in range(8)], len(rows))

    held, _ = block(replace(result, incidents=rows.assign(start=start, hour_known=True, type=kinds)))

    assert len(held["codes"]["text"]) == 3 * len(rows)


def test_a_single_incident_makes_a_block() -> None:
    result = made_result()

    held, _ = block(replace(result, incidents=result.incidents.iloc[:1]))

    assert held["count"] == 1
    assert held["box"][0] < held["box"][2]
