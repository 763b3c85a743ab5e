"""Every row is kept, or counted under one reason."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_incidents import made_incidents

from hotspot import clean
from hotspot.errors import ConfigError, InputError
from hotspot.project import collapse
from hotspot.schema import Rows

ALMATY = (76.93, 43.25)
NAN = float("nan")
TODAY = date(2026, 1, 1)


def never(xy):
    return np.zeros(len(xy), dtype=bool)


def codes(findings):
    return [finding.code for finding in findings]


def test_each_unusable_coordinate_is_counted_under_its_own_reason():
    xy = [ALMATY] * 40 + [(NAN, NAN), (NAN, 43.2), (0, 0), (76.9, 95.0)]
    incidents = made_incidents(xy, xy_text_bad=[False] * 41 + [True] + [False] * 2)

    cleaned = clean.drop_unusable(incidents)

    assert cleaned.rows.dropped == {
        "missing_coordinates": 1,
        "unreadable_coordinates": 1,
        "zero_coordinates": 1,
        "impossible_coordinates": 1,
    }
    assert list(cleaned.frame.index) == list(range(1, 41))


@given(
    st.lists(
        st.sampled_from([ALMATY, (NAN, 1.0), (0.0, 0.0), (37.6, 55.7), (43.25, 76.93), (76.94, 43.26)]),
        min_size=1,
        max_size=40,
    )
)
def test_every_row_read_is_either_kept_or_counted_under_one_reason(xy):
    incidents = made_incidents([ALMATY, *xy])
    in_city = np.array([76 < x < 78 and 43 < y < 44 for x, y in [ALMATY, *xy]])

    cleaned = clean.drop_unusable(incidents)
    inside = in_city[cleaned.frame.index.to_numpy() - 1]
    try:
        cleaned = clean.drop_outside(
            cleaned, inside, is_inside=lambda xy: (xy[:, 0] > 76) & (xy[:, 0] < 78) & (xy[:, 1] < 44)
        )
    except InputError:
        return

    assert cleaned.rows.read == len(cleaned.frame) + sum(cleaned.rows.dropped.values())
    assert cleaned.rows.kept == len(cleaned.frame) == in_city.sum()


def test_metres_that_are_said_to_be_degrees_are_refused_with_their_row():
    incidents = made_incidents([ALMATY, (655000.0, 4790000.0), (655100.0, 4790000.0)])

    with pytest.raises(InputError, match=r"row 2: 655000, 4790000.*incidents\.crs"):
        clean.drop_unusable(incidents)


def test_the_geocoding_rate_is_a_warning_only_below_85_per_cent():
    good = clean.drop_unusable(made_incidents([ALMATY] * 85 + [(NAN, NAN)] * 15))
    poor = clean.drop_unusable(made_incidents([ALMATY] * 84 + [(NAN, NAN)] * 16))

    assert [(f.code, f.level, f.values["share"]) for f in good.findings] == [("geocoding_rate", "info", 85.0)]
    assert [(f.code, f.level) for f in poor.findings] == [("geocoding_rate", "warning")]


def test_a_type_that_misses_more_coordinates_than_the_rest_is_named():
    xy = [ALMATY] * 80 + [(NAN, NAN)] * 10 + [ALMATY] * 10
    types = ["theft"] * 80 + ["sexual offence"] * 20

    cleaned = clean.drop_unusable(made_incidents(xy, types=types))

    (finding,) = [f for f in cleaned.findings if f.code == "missing_by_type"]
    assert finding.values["worst"] == "sexual offence: 50.0 %"


def test_a_year_that_misses_more_coordinates_than_the_rest_is_named():
    xy = [ALMATY] * 90 + [(NAN, NAN)] * 10
    start = ["2012-05-01"] * 70 + ["2015-05-01"] * 30

    cleaned = clean.drop_unusable(made_incidents(xy, start=start))

    (finding,) = [f for f in cleaned.findings if f.code == "missing_by_year"]
    assert finding.values["worst"] == "2015: 33.3 %"


def test_rows_without_a_date_belong_to_no_year():
    xy = [ALMATY] * 90 + [(NAN, NAN)] * 20
    start = ["2012-05-01"] * 70 + ["2014-12-31"] * 30 + [None] * 10

    cleaned = clean.drop_unusable(made_incidents(xy, start=start))

    (finding,) = [f for f in cleaned.findings if f.code == "missing_by_year"]
    assert finding.values == {"worst": "2014: 33.3 %", "share": 10.0}


def test_rows_that_lie_in_the_city_once_swapped_are_told_from_those_that_never_do():
    incidents = made_incidents([ALMATY, ALMATY, (43.25, 76.93), (37.6, 55.7)])
    inside = np.array([True, True, False, False])

    cleaned = clean.drop_outside(incidents, inside, is_inside=lambda xy: xy[:, 0] > 70)

    assert cleaned.rows.dropped == {"swapped_coordinates": 1, "outside_area": 1}


@pytest.mark.parametrize(("bounded", "code"), [(True, "many_swapped"), (False, "orders_mixed")])
def test_a_file_half_of_which_is_swapped_is_told_so_with_the_values_to_find_the_rows_by(bounded, code):
    incidents = made_incidents([(76.84, 43.2), (76.93, 43.3)] * 2 + [(43.21, 76.9), (43.26, 76.92)])
    inside = np.array([True] * 4 + [False] * 2)

    cleaned = clean.drop_outside(incidents, inside, is_inside=lambda xy: xy[:, 0] > 70, bounded=bounded)

    (finding,) = cleaned.findings  # and not that they lie elsewhere
    assert finding.code == code
    assert (finding.values["count"], finding.values["share"]) == (2, 33)
    assert (finding.values["theirs"], finding.values["others"]) == ("43.21 … 43.26", "76.84 … 76.93")
    assert cleaned.rows.dropped == {"swapped_coordinates": 2}
    assert cleaned.frame["x"].min() > 76  # none is turned


def test_a_swapped_row_in_a_hundred_is_a_slip_and_more_are_an_order():
    slip = made_incidents([ALMATY] * 99 + [(43.25, 76.93)])
    order = made_incidents([ALMATY] * 98 + [(43.25, 76.93)] * 2)

    found = [
        clean.drop_outside(one, one.frame["x"].to_numpy() > 70, is_inside=lambda xy: xy[:, 0] > 70)
        for one in (slip, order)
    ]

    assert [codes(one.findings) for one in found] == [[], ["many_swapped"]]


def test_where_x_and_y_go_over_the_same_numbers_nothing_is_called_swapped():
    incidents = made_incidents([(10_000, 30_000), (40_000, 20_000), (60_000, 15_000)], crs="EPSG:32643")

    cleaned = clean.drop_outside(
        incidents, np.array([True, True, False]), is_inside=lambda xy: np.ones(len(xy), dtype=bool)
    )

    assert cleaned.rows.dropped == {"outside_area": 1}


def test_a_file_mostly_swapped_is_told_that_a_setting_would_turn_every_row():
    incidents = made_incidents([ALMATY] + [(43.25, 76.93)] * 3)
    inside = np.array([True, False, False, False])

    with pytest.raises(InputError) as refused:
        clean.drop_outside(incidents, inside, is_inside=lambda xy: xy[:, 0] > 70)

    assert "3 of 4 incidents lie in the area only with x and y swapped, and 1 as they stand" in str(
        refused.value
    )
    assert "exchange x and y of these rows at the source" in str(refused.value)


def test_a_file_that_is_swapped_as_a_whole_is_refused_with_the_setting_that_mends_it():
    incidents = made_incidents([(43.25, 76.93)] * 3)

    with pytest.raises(InputError, match=r"incidents\.swap_xy=true"):
        clean.drop_outside(incidents, np.zeros(3, bool), is_inside=lambda xy: xy[:, 0] > 70)


def test_a_file_of_another_place_is_refused_with_its_middle():
    incidents = made_incidents([(37.6, 55.7)] * 3)

    with pytest.raises(
        InputError, match=r"none of 3 incidents lies in the area; their middle is 37\.6, 55\.7"
    ):
        clean.drop_outside(incidents, np.zeros(3, bool), is_inside=never)


def test_many_rows_on_one_far_place_are_a_sentinel_but_few_or_near_ones_are_not():
    missouri, elsewhere, lake_shore = (-91.686566, 36.619446), (-88.2, 41.0), (76.99, 43.26)
    city = [(76.90, 43.20), (76.98, 43.28), ALMATY, ALMATY]
    incidents = made_incidents(city + [missouri] * 5 + [elsewhere] * 4 + [lake_shore] * 9)
    inside = np.array([True] * 4 + [False] * 18)

    cleaned = clean.drop_outside(incidents, inside, is_inside=never)

    assert cleaned.rows.dropped == {"sentinel_point": 5, "outside_area": 13}


def test_a_warning_is_given_when_a_fifth_lies_outside():
    incidents = made_incidents([ALMATY] * 7 + [(37.6, 55.7)] * 3)

    cleaned = clean.drop_outside(incidents, np.array([True] * 7 + [False] * 3), is_inside=never)

    assert codes(cleaned.findings) == ["many_outside"]


def test_the_main_town_leaves_out_a_far_point_and_what_cannot_be_shown():
    town = np.random.default_rng(1).uniform(0, 20_000, (200, 2))
    xy = np.vstack([town, [[900_000.0, 0.0]], [[0.0, -7e6]], [[np.inf, np.inf]]])

    body = clean.main_body(xy)

    assert body.sum() == 200
    assert not body[-3:].any()


def test_a_gap_of_one_empty_cell_does_not_cut_a_town_in_two():
    assert clean.main_body(np.array([[2_500.0, 0.0], [12_500.0, 0.0]])).all()
    assert clean.main_body(np.array([[2_500.0, 0.0], [22_500.0, 0.0]])).sum() == 1


def test_impossible_missing_and_future_dates_are_counted_apart():
    start = ["2025-05-01", None, None, "1900-01-01", "2031-01-01"]
    incidents = made_incidents([ALMATY] * 5, start=start, date_text_bad=[False, True, False, False, False])

    cleaned = clean.drop_undated(incidents, today=TODAY)

    assert cleaned.rows.dropped == {"impossible_date": 2, "missing_date": 1, "future_date": 1}


def test_a_file_without_dates_keeps_all_its_rows_and_has_no_period():
    incidents = made_incidents([ALMATY] * 3)

    assert clean.drop_undated(incidents, today=TODAY) is incidents
    period, choices, (finding,) = clean.period_of(incidents, first=None, last=None)
    assert (period, choices, finding.code) == (None, [], "no_dates")
    assert clean.month_index(incidents) is None


def test_midnight_that_stands_for_unknown_loses_its_hour_but_not_its_row():
    start = ["2025-05-01 00:00"] * 20 + [f"2025-05-02 {hour:02}:10" for hour in range(24)] * 2

    cleaned = clean.drop_undated(made_incidents([ALMATY] * 68, start=start), today=TODAY)

    assert codes(cleaned.findings) == ["default_time"]
    assert len(cleaned.frame) == 68
    assert cleaned.frame["hour_known"].sum() == 48


def test_midnight_as_frequent_as_other_hours_stays_an_hour():
    start = [f"2025-05-02 {hour:02}:00" for hour in range(24)] * 6

    cleaned = clean.drop_undated(made_incidents([ALMATY] * 144, start=start), today=TODAY)

    assert cleaned.findings == ()
    assert cleaned.frame["hour_known"].all()


def test_the_period_runs_from_the_first_to_the_last_incident_unless_asked_otherwise():
    incidents = made_incidents([ALMATY] * 2, start=["2024-01-03 10:00", "2025-01-02 23:59"])

    period, _, _ = clean.period_of(incidents, first=None, last=None)
    asked, _, _ = clean.period_of(incidents, first=date(2024, 7, 1), last=date(2024, 7, 31))

    assert period is not None
    assert (period.first, period.last, period.days) == (date(2024, 1, 3), date(2025, 1, 2), 366)
    assert asked is not None
    assert asked.days == 31


def test_a_period_that_reaches_far_beyond_the_incidents_is_noticed_with_the_days_that_they_cover():
    incidents = made_incidents([ALMATY] * 2, start=["2025-01-01 10:00", "2025-01-10 23:59"])

    _, _, noticed = clean.period_of(incidents, first=date(2025, 1, 1), last=date(2025, 2, 10))
    _, _, longer = clean.period_of(incidents, first=date(2025, 1, 1), last=date(2025, 2, 11))

    assert codes(noticed) == []
    assert [(one.code, one.values["covered"], one.values["days"]) for one in longer] == [
        ("period_beyond_data", 10, 42)
    ]


def test_whole_months_count_to_their_last_day():
    incidents = made_incidents([ALMATY] * 2, start=["2018-10-01", "2019-02-01"], month_only=True)

    period, _, _ = clean.period_of(incidents, first=None, last=None)

    assert period is not None
    assert period.last == date(2019, 2, 28)


def test_a_period_that_ends_before_it_begins_is_refused():
    incidents = made_incidents([ALMATY], start=["2025-01-01"])

    with pytest.raises(ConfigError, match="before it begins"):
        clean.period_of(incidents, first=date(2025, 2, 1), last=date(2025, 1, 1))


def test_a_period_for_a_file_without_dates_is_refused():
    with pytest.raises(ConfigError, match="no dates"):
        clean.period_of(made_incidents([ALMATY]), first=date(2025, 2, 1), last=None)


MONTHS = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]


def test_a_few_incidents_far_before_or_after_all_others_do_not_stretch_the_period():
    incidents = made_incidents([ALMATY] * 338, start=["2009-01-01", *MONTHS, "2032-12-01"])

    period, choices, _ = clean.period_of(incidents, first=None, last=None)
    asked, _, _ = clean.period_of(incidents, first=date(2009, 1, 1), last=None)

    assert period is not None
    assert (str(period.first), str(period.last)) == ("2025-01-01", "2025-12-28")
    assert [(choice.name, choice.flag) for choice in choices] == [
        ("period.start", "--start 2009-01-01"),
        ("period.end", "--end 2032-12-01"),
    ]
    assert asked is not None
    assert str(asked.first) == "2009-01-01"


def test_a_thin_but_steady_beginning_is_no_stray():
    slow = [f"2024-{month:02}-15" for month in range(1, 13)]
    incidents = made_incidents([ALMATY] * (12 + 336), start=[*slow, *MONTHS])

    period, choices, _ = clean.period_of(incidents, first=None, last=None)

    assert period is not None
    assert str(period.first) == "2024-01-15"
    assert choices == []


def test_months_that_are_asked_for_by_a_day_within_count_whole():
    incidents = made_incidents([ALMATY] * 2, start=["2025-01-01", "2025-06-01"], month_only=True)

    period, _, _ = clean.period_of(incidents, first=date(2025, 1, 15), last=date(2025, 6, 1))

    assert period is not None
    assert (str(period.first), str(period.last)) == ("2025-01-01", "2025-06-30")


def test_the_last_day_of_the_period_counts_to_midnight():
    incidents = made_incidents([ALMATY] * 3, start=["2025-01-01", "2025-01-31 23:59", "2025-02-01 00:00"])
    period, _, _ = clean.period_of(incidents, first=None, last=date(2025, 1, 31))

    cleaned = clean.drop_outside_period(incidents, period)

    assert cleaned.rows.dropped == {"outside_period": 1}


def test_one_record_of_several_with_one_number_place_and_time_is_kept_and_records_without_number_all():
    cleaned = clean.drop_repeated_ids(made_incidents([ALMATY] * 5, ids=["007", "007", "7", "", ""]))

    assert list(cleaned.frame.index) == [1, 3, 4, 5]
    assert cleaned.rows.dropped == {"duplicate_id": 1}


def test_a_number_that_comes_back_elsewhere_or_later_is_another_incident():
    xy = [ALMATY, (76.94, 43.26), ALMATY, ALMATY]
    start = ["2025-01-01", "2025-01-01", "2025-01-02", "2025-01-01"]

    cleaned = clean.drop_repeated_ids(made_incidents(xy, start=start, ids=["1"] * 4))

    assert list(cleaned.frame.index) == [1, 2, 3]
    assert [(f.code, f.values["count"]) for f in cleaned.findings] == [("ids_reused", 2)]


def test_which_of_the_repeats_stays_does_not_depend_on_the_order_of_rows():
    types = ["robbery", "assault", "theft"]
    forwards = clean.drop_repeated_ids(made_incidents([ALMATY] * 3, ids=["1"] * 3, types=types))
    backwards = clean.drop_repeated_ids(made_incidents([ALMATY] * 3, ids=["1"] * 3, types=types[::-1]))

    assert list(forwards.frame["type"]) == list(backwards.frame["type"]) == ["assault"]


def test_free_text_in_the_column_of_types_is_not_used():
    narratives = [f"Akhmetov {i}, Abai street {i}, tel. +7701{i:07}" for i in range(60)]

    cleaned = clean.without_free_text(made_incidents([ALMATY] * 60, types=narratives))
    kept = clean.without_free_text(made_incidents([ALMATY] * 60, types=["theft", "robbery"] * 30))

    assert set(cleaned.frame["type"]) == {""}
    assert codes(cleaned.findings) == ["types_not_used"]
    assert set(kept.frame["type"]) == {"theft", "robbery"}


def test_a_type_with_a_long_number_in_it_is_emptied_and_codes_stay():
    types = ["theft", "188-2", "theft 880101300123", "0110", "theft"]

    cleaned = clean.without_free_text(made_incidents([ALMATY] * 5, types=types))

    assert cleaned.frame["type"].tolist() == ["theft", "188-2", "", "0110", "theft"]
    assert [(f.code, f.values["count"]) for f in cleaned.findings] == [("types_with_numbers", 1)]


def test_a_reason_that_takes_a_fifth_of_the_rows_is_a_warning_unless_it_was_chosen():
    rows = Rows(read=100, dropped={"missing_date": 21, "filtered_out": 50, "future_date": 20})

    findings = clean.look_at_account(rows)

    assert [(f.code, f.values["reason"]) for f in findings] == [("many_dropped", "missing_date")]


def test_nothing_left_is_an_error_that_gives_the_account():
    with pytest.raises(InputError, match=r"no incident is left of 2 rows: coordinates are 0, 0: 2"):
        clean.drop_unusable(made_incidents([(0, 0), (0, 0)]))


def looked_at(xy, **columns):
    incidents = made_incidents(xy, **columns)
    return clean.look_at(incidents, collapse(np.array(xy, dtype=float)))


def test_all_incidents_on_one_place_are_refused():
    with pytest.raises(InputError, match="all 3 incidents lie on one place"):
        looked_at([ALMATY] * 3)


def test_a_stack_is_told_from_a_default_geocode():
    others = [(76.9 + i / 1e4, 43.2) for i in range(200)]

    stack = looked_at(others + [ALMATY] * 30)
    default = looked_at(others + [ALMATY] * 60)

    assert codes(stack)[0] == "stacks"
    assert stack[0].values["largest"] == 30
    assert "default_geocode" in codes(default)


def test_copies_are_counted_and_kept():
    xy = [(76.9 + i / 1e4, 43.2) for i in range(20)] * 2

    (finding,) = looked_at(xy, start=["2025-01-01"] * 40, types=["theft"] * 40)

    assert (finding.code, finding.values["count"]) == ("copies", 20)


def test_a_thin_beginning_does_not_stretch_the_period():
    daily = [str(day) for day in np.repeat(np.arange("2024-01-01", "2025-12-31", dtype="datetime64[D]"), 10)]
    thin = [str(np.datetime64("2023-01-03") + np.timedelta64(30 * month, "D")) for month in range(12)]
    incidents = made_incidents([ALMATY] * (len(thin) + len(daily)), start=thin + daily)

    period, choices, findings = clean.period_of(incidents, first=None, last=None)
    asked, _, told = clean.period_of(incidents, first=date(2023, 1, 3), last=None)

    assert period.first >= date(2023, 12, 29)
    assert (choices[0].why, findings) == ("strays_before", [])
    assert asked.first == date(2023, 1, 3)
    assert [finding.code for finding in told] == ["record_holes"]


def test_days_without_a_record_are_told():
    days = np.arange("2024-01-01", "2025-12-31", dtype="datetime64[D]")
    days = days[(days < np.datetime64("2024-11-01")) | (days > np.datetime64("2024-12-31"))]
    start = [str(day) for day in np.repeat(days, 10)]

    _, _, (finding,) = clean.period_of(
        made_incidents([ALMATY] * len(start), start=start), first=None, last=None
    )

    assert finding.code == "record_holes"
    assert (finding.values["first"], finding.values["last"]) == ("2024-11-01", "2024-12-31")
    assert (finding.values["days"], finding.values["count"]) == (61, 0)


def test_windows_that_are_reversed_or_longer_than_a_day_are_counted():
    xy = [(76.9 + i / 1e4, 43.2) for i in range(3)]
    start, end = ["2025-01-02", "2025-01-02", "2025-01-02"], ["2025-01-01", "2025-01-05", None]

    findings = looked_at(xy, start=start, end=end, types=["a", "b", ""])

    assert codes(findings) == ["no_type", "reversed_window", "long_window"]


def test_addresses_of_another_district_are_no_sentinels_however_small_the_study_area():
    district = [(76.90 + i / 10_000, 43.24) for i in range(10)]
    elsewhere_in_town = [(76.95 + i / 100, 43.20) for i in range(6) for _ in range(5)]
    incidents = made_incidents(district + elsewhere_in_town)

    cleaned = clean.drop_outside(incidents, np.array([True] * 10 + [False] * 30), is_inside=never)

    assert cleaned.rows.dropped == {"outside_area": 30}


def test_a_sentinel_is_found_in_feet_as_in_degrees():
    town = [(1_000_000.0 + i, 200_000.0) for i in range(20)]
    incidents = made_incidents(town + [(0.0, 1.0)] * 5 + [(1_100_000.0, 200_000.0)] * 5, crs="EPSG:2263")

    cleaned = clean.drop_outside(incidents, np.array([True] * 20 + [False] * 10), is_inside=never)

    assert cleaned.rows.dropped == {"sentinel_point": 5, "outside_area": 5}


def test_every_row_stands_for_those_of_its_type_that_have_no_place():
    xy = [ALMATY] * 6 + [(NAN, NAN)] * 4
    incidents = made_incidents(xy, types=["theft"] * 4 + ["assault"] * 2 + ["theft"] * 2 + ["assault"] * 2)

    cleaned = clean.drop_unusable(incidents)

    assert cleaned.frame["stands_for"].tolist() == [1.5] * 4 + [2.0] * 2


def test_a_type_of_which_nothing_has_a_place_is_named():
    incidents = made_incidents([ALMATY] * 30 + [(0, 0)] * 25, types=["theft"] * 30 + ["homicide"] * 25)

    findings = {finding.code: finding.values for finding in clean.drop_unusable(incidents).findings}

    assert findings["types_without_place"] == {"types": "homicide: 25"}


@given(
    records=st.lists(
        st.tuples(
            st.sampled_from("ab7"),
            st.integers(0, 1),
            st.sampled_from(["2025-01-01", None]),
            st.sampled_from("st"),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_of_records_that_agree_in_number_place_and_time_the_first_by_type_stays(
    records: list[tuple[str, int, str | None, str]],
) -> None:
    ids, places, start, types = (list(part) for part in zip(*records, strict=True))
    incidents = made_incidents([(76.9 + x, 43.2) for x in places], ids=ids, start=start, types=types)

    cleaned = clean.drop_repeated_ids(incidents)

    first = {}
    for row, (one, *_, kind) in enumerate(records, start=1):
        key = (one, places[row - 1], start[row - 1])
        first[key] = min(first.get(key, (kind, row)), (kind, row))
    assert cleaned.frame.index.tolist() == sorted(row for _, row in first.values())


def test_the_main_town_is_where_most_incidents_are_and_not_most_places() -> None:
    places = np.array([[0.0, 0.0], [100.0, 0.0], [9e5, 0.0]])

    body = clean.main_body(places, np.array([1.0, 1.0, 3.0]))

    assert body.tolist() == [False, False, True]


def test_cleaned_incidents_lose_what_only_cleaning_asks_for_and_no_row():
    incidents = made_incidents([ALMATY] * 3)

    used = clean.as_used(incidents)

    assert list(used.frame.index) == [1, 2, 3]
    assert {"x", "y", "id"}.isdisjoint(used.frame)
    assert {"start", "hour_known", "type"} <= set(used.frame)
