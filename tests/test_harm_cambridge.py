"""Types that are known by their names count as sentencing guidelines begin."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from hotspot.harm import days_by_name, weigh
from hotspot.harm.cambridge import CAMBRIDGE_TABLES

# The 14 types of police.uk with the days that the same medians and numbers of 2024/25 gave their compilers.
POLICE_UK = {
    "Violence and sexual offences": 194.21,
    "Public order": 7.5,
    "Criminal damage and arson": 11.18,
    "Shoplifting": 1.0,
    "Other theft": 2.0,
    "Vehicle crime": 5.0,
    "Burglary": 244.68,
    "Drugs": 3.66,
    "Theft from the person": 2.0,
    "Robbery": 365.0,
    "Possession of weapons": 273.75,
    "Bicycle theft": 2.0,
    "Other crime": 10.0,
    "Anti-social behaviour": None,
}


@pytest.mark.parametrize(("kind", "days"), POLICE_UK.items())
def test_the_types_of_police_uk_have_the_days_that_were_published_for_them(
    kind: str, days: float | None
) -> None:
    found = days_by_name(kind, "cambridge-median")

    assert found == (None if days is None else pytest.approx(days, abs=0.01))


@pytest.mark.parametrize("table", CAMBRIDGE_TABLES)
def test_graver_kinds_count_more(table: str) -> None:
    days = [
        days_by_name(kind, table)  # type: ignore[arg-type]
        for kind in ("HOMICIDE", "Rape", "ROBBERY", "Burglary", "Vehicle theft", "Shoplifting")
    ]

    assert days == sorted(days, key=lambda one: -(one or 0))


@pytest.mark.parametrize("written", ["Larceny/Theft", "LARCENY THEFT", " larceny - theft "])
def test_case_and_signs_make_no_difference(written: str) -> None:
    assert days_by_name(written, "cambridge-median") == 2.0


def test_what_a_mean_of_offences_says_is_another_table() -> None:
    assert days_by_name("simple assault", "cambridge-median") == 10.0
    assert days_by_name("simple assault", "cambridge-mean") == 437.4


def test_every_name_is_written_as_names_are_compared_and_stands_for_groups_that_have_days() -> None:
    names = [row["type"] for row in _rows("cambridge_types.csv")]

    assert names == sorted(set(names))
    for name in names:
        assert days_by_name(name.upper(), "cambridge-mean") is not None


def test_the_guidelines_are_said_to_be_those_of_another_country_and_unknown_names_are_listed() -> None:
    found = {one.code: one for one in weigh({"THEFT": 90, "NON-CRIMINAL": 10}, "cambridge-median").findings}

    assert found["harm_by_name"].level == "warning"
    assert found["harm_by_name"].values == {"table": "cambridge-median", "count": 90, "of": 100}
    assert found["harm_unnamed"].values["types"] == "NON-CRIMINAL: 10"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("hotspot.harm").joinpath(name).read_text("utf-8").splitlines()))
