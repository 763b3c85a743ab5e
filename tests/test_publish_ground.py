"""Ground that may be shown: nothing finer than a cell of 100 m, nothing that names a door."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from made_result import CRS, made_result
from scipy.stats import chi2

from hotspot.errors import ConfigError
from hotspot.publish.catchment import living_in
from hotspot.publish.counted import counted
from hotspot.publish.edition import edition_of
from hotspot.publish.ground import shown_areas, shown_spots
from hotspot.schema import LANGUAGES, Period, Rows
from hotspot.schema.published import Terms, Tried
from hotspot.words import Words
from hotspot.words.published import account_table, edition_said, method_texts
from hotspot.words.sensitive import is_sensitive

if TYPE_CHECKING:
    from hotspot.schema import Language, Result


def areas(*shapes: shapely.Geometry, residents: tuple[float, ...]) -> gpd.GeoDataFrame:
    names = [f"A{i}" for i in range(len(shapes))]
    data = dict.fromkeys(("area_id", "name", "name_en", "name_ru", "name_kk"), names)
    return gpd.GeoDataFrame({**data, "population": residents}, geometry=list(shapes), crs=CRS)


def test_a_sliver_joins_the_neighbour_with_the_longest_border() -> None:
    wide, tall = shapely.box(0, 0, 500, 500), shapely.box(500, 0, 700, 60)
    sliver = shapely.box(500, 60, 520, 500)

    found, row, joined = shown_areas(areas(wide, tall, sliver, residents=(900.0, 50.0, 20.0)))

    assert joined == (("A2", "A0"),)
    assert row.tolist() == [0, 1, 0]
    assert found["residents"].tolist() == [920.0, 50.0]
    assert found["area_km2"].tolist() == [0.2588, 0.012]


def test_an_area_where_one_to_seven_people_live_is_not_shown_by_itself() -> None:
    left, middle, right = (shapely.box(x, 0, x + 500, 500) for x in (0, 500, 1_000))

    found, _, joined = shown_areas(areas(left, middle, right, residents=(0.0, 900.0, 7.0)))

    assert joined == (("A2", "A1"),)
    assert found["area_id"].tolist() == ["A0", "A1"]


def test_hot_spots_are_cells_of_100_m_with_enough_incidents_and_say_no_number() -> None:
    result = made_result()

    found = shown_spots(result, result.incidents.index, least=5)

    corners = shapely.get_coordinates(found.geometry.array)
    assert len(found) > 0
    assert (np.mod(np.round(corners, 6), 100) == 0).all()
    assert list(found.columns) == ["hotspot_id", "at_least", "geometry"]
    assert shown_spots(result, result.incidents.index[:0], least=5).empty
    assert shown_spots(result, result.incidents.index, least=10_000).empty


def peopled(residents: float) -> Result:
    """Return the made city with so many residents in each of its areas of 1 km²."""
    result = made_result()
    areas = replace(result.areas, frame=result.areas.frame.assign(population=residents))
    return replace(result, areas=areas)


def test_where_few_live_the_cells_of_a_hot_spot_grow_until_eight_people_do() -> None:
    dense, sparse, empty, waste = (peopled(residents) for residents in (9_000.0, 20.0, 0.0, 0.5))

    fine, coarse, nobody, too_few = (
        shown_spots(result, result.incidents.index, least=5) for result in (dense, sparse, empty, waste)
    )

    shapes = np.asarray(sparse.areas.frame.geometry.array)
    people = [living_in(shape, shapes, np.full(12, 20.0)) for shape in coarse.geometry]
    assert len(fine) == len(coarse) > 0
    assert min(people) >= 8
    assert (np.mod(shapely.get_coordinates(coarse.geometry.array), 400) == 0).all()
    assert coarse.area.sum() == 4 * fine.area.sum()
    assert nobody.geometry.equals(fine.geometry)
    assert too_few.empty


def test_a_hot_spot_of_which_most_incidents_may_not_be_shown_is_not_shown() -> None:
    result = made_result()
    every = result.incidents.index

    two_in_three, one_in_three = every[every % 3 > 0], every[every % 3 == 0]

    assert len(shown_spots(result, two_in_three, least=5)) == len(shown_spots(result, every, least=5)) > 0
    assert len(one_in_three) > 20 * 5
    assert shown_spots(result, one_in_three, least=5).empty


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("CRIM SEXUAL ASSAULT", True),
        ("OFFENSE INVOLVING CHILDREN", True),
        ("Domestic violence", True),
        ("Assault of a minor", True),
        ("Изнасилование", True),
        ("Семейно-бытовые преступления", True),
        ("Преступления против несовершеннолетних", True),
        ("ст. 121 ч. 2", True),
        ("Әйелді зорлау", True),
        ("Отбасылық-тұрмыстық зорлық", True),
        ("122-бап", True),
        ("minor injury", False),
        ("theft", False),
        ("кража", False),
        ("ұрлық", False),
        ("ст. 188 ч. 3", False),
        ("", False),
    ],
)
def test_sensitive_types_are_known_by_their_names_in_three_languages(kind: str, *, expected: bool) -> None:
    assert is_sensitive(kind) == expected


def test_a_sensitive_type_is_counted_for_the_city_and_in_no_area() -> None:
    edition = edition_of(made_result(kind="sexual assault"), Terms(least=5))

    assert edition.apart == (("sexual assault", "400"),)
    assert edition.tables.types == ("robbery",)
    assert edition.tables.text[("", "", "")] == "200"


def test_every_incident_of_the_run_is_counted_once_or_left_out_under_a_reason() -> None:
    result = made_result(kind="sexual assault")
    area = result.incidents["area"].to_numpy().copy()
    area[:7] = -1
    result = replace(result, incidents=result.incidents.assign(area=area))
    ids = result.areas.frame["area_id"].tolist()

    found = counted(result, ids, np.arange(12), Terms(least=5, delay_days=30))

    parts = [count for _, count in (*found.apart, *found.left_out)]
    assert found.counts.by_type.sum() + sum(parts) == len(result.incidents)
    assert found.counts.by_type.sum(1).tolist() == found.counts.by_year.sum(1).tolist()
    assert dict(found.left_out)["delayed"] > 0
    assert found.period is not None
    assert (result.incidents.loc[found.rows, "start"] < pd.Timestamp("2025-12-02")).all()


def by_month(result: Result, *, last: date) -> Result:
    """Return the run with months instead of dates, written as their first days, up to a last day."""
    months = result.incidents["start"].dt.to_period("M").dt.to_timestamp()
    kept = result.incidents.assign(start=months, hour_known=False)
    return replace(result, incidents=kept, period=replace(result.period, last=last))


@pytest.mark.parametrize(
    ("last", "delay", "ends"),
    [
        (date(2025, 12, 31), 0, date(2025, 12, 31)),
        (date(2025, 12, 1), 0, date(2025, 12, 31)),  # the first of a month stands for all of it
        (date(2025, 12, 31), 1, date(2025, 11, 30)),
        (date(2025, 12, 31), 30, date(2025, 11, 30)),
        (date(2025, 12, 31), 32, date(2025, 10, 31)),
    ],
)
def test_an_edition_of_months_ends_with_the_last_whole_one_outside_the_delay(
    last: date, delay: int, ends: date
) -> None:
    result = by_month(made_result(), last=last)

    edition = edition_of(result, Terms(least=5, delay_days=delay))

    assert edition.by_month
    assert edition.period == Period(first=date(2025, 1, 1), last=ends)
    counted_ones = (result.incidents["start"] <= pd.Timestamp(ends)).sum()
    assert edition.tables.text[("", "", "")] == str(counted_ones)
    codes = {one.code for one in edition.findings}
    assert ("publish_delayed_months" in codes) == (delay > 0)
    assert "publish_delayed" not in codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_of_an_edition_of_months_says_that_months_are_left_out_whole(language: Language) -> None:
    words = Words(language=language)
    terms = Terms(least=5, delay_days=30)
    months = edition_of(by_month(made_result(), last=date(2025, 12, 31)), terms)

    said, plain = (dict(method_texts(one, words)) for one in (months, edition_of(made_result(), terms)))

    head = words("publish.method_head.delay")
    assert said[head] != plain[head]
    assert "{" not in said[head]


def test_a_delay_that_leaves_no_whole_month_is_refused() -> None:
    with pytest.raises(ConfigError, match="leaves none of the record"):
        edition_of(by_month(made_result(), last=date(2025, 12, 31)), Terms(least=5, delay_days=340))


def test_what_was_attacked_goes_by_the_names_of_what_was_hidden() -> None:
    words = Words(language="en")
    edition = replace(edition_of(made_result(), Terms(least=5)), earlier=1)
    small = sum(one.small for one in edition.tables.tallies.values())
    tried = Tried(small=small, rows=6, since=40)

    plain = edition_said(replace(edition, attacked=replace(tried, rows=0, since=0)), words).lines
    full = edition_said(replace(edition, attacked=tried), words).lines

    assert f"small: {small}," in plain[2]
    assert f"all small numbers, {small}." in plain[3]
    assert "rows that are withheld whole" not in plain[3]
    assert "may be small, too, 6; what has come" in full[3]
    assert "earlier edition, 40." in full[3]
    assert tried.numbers == small + 46


def test_rates_and_standings_are_given_only_where_the_number_is_shown() -> None:
    edition = edition_of(made_result(), Terms(least=5))

    rates = edition.rates
    hidden = [not edition.tables.text[(area, "", "")].isdigit() for area in edition.areas["area_id"]]
    assert any(hidden)
    for values in (rates.per_km2_year, rates.low, rates.high):
        assert np.isnan(values).tolist() == hidden
    assert [standing == "" for standing in rates.standing] == hidden
    shown = ~np.array(hidden)
    assert (rates.low[shown] <= rates.per_km2_year[shown]).all()
    assert (rates.per_km2_year[shown] <= rates.high[shown]).all()


def test_the_interval_of_a_rate_is_the_exact_one_of_its_number_widened_by_the_dispersion() -> None:
    result = made_result()
    edition = edition_of(result, Terms(least=5))

    rates, areas = edition.rates, edition.areas
    at = next(i for i, area in enumerate(areas["area_id"]) if edition.tables.text[(area, "", "")].isdigit())
    count = int(edition.tables.text[(areas["area_id"].iloc[at], "", "")])
    steady = count / rates.dispersion
    low, high = (rates.dispersion * chi2.ppf(p, 2 * n) / 2 for p, n in ((0.025, steady), (0.975, steady + 1)))
    assert rates.low[at] / rates.per_km2_year[at] == pytest.approx(low / count)
    assert rates.high[at] / rates.per_km2_year[at] == pytest.approx(high / count)


def test_all_records_read_are_in_the_account_of_an_edition_as_closely_as_it_may_say() -> None:
    result = made_result(kind="sexual assault")
    dropped = {"discovered": 1_612, "missing_date": 3, "duplicate_id": 36}
    rows = Rows(read=len(result.incidents) + sum(dropped.values()), dropped=dropped)
    area = result.incidents["area"].to_numpy().copy()
    area[:7] = -1
    result = replace(result, rows=rows, incidents=result.incidents.assign(area=area))

    edition = edition_of(result, Terms(least=5, delay_days=30))

    *parts, read = [text for _, text in account_table(edition, Words(language="en")).rows]
    assert dict(edition.left_out)["discovered"] == "~1610"
    assert dict(edition.left_out)["missing_date"] == "<5"
    assert "in_no_area" in dict(edition.left_out)
    numbers = [int(re.sub(r"\D", "", text)) for text in (*parts, read)]
    assert abs(sum(numbers[:-1]) - numbers[-1]) <= 5 * len(numbers)
