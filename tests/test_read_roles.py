"""Columns found by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import ConfigError, InputError
from hotspot.read.columns import key, listed
from hotspot.read.names import DEGREES, NAMES, PLANE
from hotspot.read.roles import Found, find_columns


def find(*columns: str, plane: bool = False, placed: bool = False, **given: str) -> Found:
    return find_columns("a.csv", columns, given=given, known={}, never=(), placed=placed, plane=plane)


@given(
    name=st.sampled_from(["longitude", "ДОЛГОТА", "x_coord"]), sign=st.sampled_from([" ", "_", "-", ".", ":"])
)
def test_case_blanks_and_punctuation_do_not_count(name: str, sign: str) -> None:
    spread = sign.join(name.upper())

    assert key(spread) == key(name)


@pytest.mark.parametrize("names", [*DEGREES, *PLANE, *NAMES.values()])
def test_well_known_names_are_in_the_form_in_which_they_are_compared(names: tuple[str, ...]) -> None:
    assert [key(name) for name in names] == list(names)


@pytest.mark.parametrize(
    ("columns", "x", "y"),
    [
        (("Latitude", "Longitude", "X Coordinate", "Y Coordinate"), "Longitude", "Latitude"),
        (("X_COORD_CD", "Y_COORD_CD"), "X_COORD_CD", "Y_COORD_CD"),
        (("Долгота", "Широта"), "Долгота", "Широта"),
        (("Бойлық", "Ендік"), "Бойлық", "Ендік"),
        (
            ("Географическая широта", "Географическая долгота"),
            "Географическая долгота",
            "Географическая широта",
        ),
        (("Широта (lat)", "Долгота (lon)"), "Долгота (lon)", "Широта (lat)"),
        (("Х", "У"), "Х", "У"),
        (("Easting", "Northing"), "Easting", "Northing"),
    ],
)
def test_coordinates_are_found_and_degrees_come_first(columns: tuple[str, ...], x: str, y: str) -> None:
    pair = find(*columns).pairs[0]

    assert (pair.x, pair.y) == (x, y)


def test_plane_coordinates_come_first_where_they_are_wanted() -> None:
    found = find("lon", "lat", "X_COORD_CD", "Y_COORD_CD", plane=True)

    assert found.pairs[0].x == "X_COORD_CD"


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        (("x", "y", "Date", "Time"), {"date": "Date", "time": "Time"}),
        (("x", "y", "Date", "Year"), {"date": "Date"}),
        (
            ("x", "y", "YEAR", "MONTH", "HOUR"),
            {"year": "YEAR", "month": "MONTH", "hour": "HOUR"},
        ),
        (("x", "y", "Month"), {"date": "Month"}),
        (("x", "y", "YEAR"), {}),
        (("x", "y", "HOUR"), {}),
        (("x", "y", "date_single", "date_start", "date_end"), {"date": "date_start", "date_end": "date_end"}),
        (("x", "y", "end_date"), {}),
        (("x", "y", "Дата совершения", "Время"), {"date": "Дата совершения", "time": "Время"}),
        (("x", "y", "Дата и время происшествия"), {"date": "Дата и время происшествия"}),
        (
            ("x", "y", "Дата и время регистрации", "Дата происшествия"),
            {"date": "Дата происшествия", "reported": "Дата и время регистрации"},
        ),
        (("x", "y", "Оқиға уақыты"), {"date": "Оқиға уақыты"}),
        (("x", "y", "Болған күні мен уақыты"), {"date": "Болған күні мен уақыты"}),
        (("x", "y", "Қылмыс жасалған күн"), {"date": "Қылмыс жасалған күн"}),
        (("x", "y", "Дата и время правонарушения"), {"date": "Дата и время правонарушения"}),
        (("x", "y", "Болған күні", "Уақыты"), {"date": "Болған күні", "time": "Уақыты"}),
        (("x", "y", "Күні", "Қылмыс түрі"), {"date": "Күні", "type": "Қылмыс түрі"}),
    ],
)
def test_one_way_of_telling_the_time_is_kept(columns: tuple[str, ...], roles: dict[str, str]) -> None:
    found = find(*columns)

    assert found.roles == roles


def test_what_the_user_names_wins_over_what_is_well_known() -> None:
    found = find("x", "y", "date", "reported", "YEAR", "MONTH", date="reported", type="date")

    assert found.roles == {"date": "reported", "type": "date"}


def test_year_and_month_that_the_user_names_win_over_a_date() -> None:
    found = find("x", "y", "date", "jahr", "monat", year="jahr", month="monat")

    assert found.roles == {"year": "jahr", "month": "monat"}


def test_harm_is_never_found_by_itself() -> None:
    found = find("x", "y", "harm")

    assert "harm" not in found.roles


def test_only_columns_with_a_role_are_loaded() -> None:
    found = find("lon", "lat", "date", "name", "address", "X", "Y")

    assert found.to_load() == ("lon", "lat", "date")


def test_a_source_with_geometry_needs_no_coordinates() -> None:
    found = find("date", "x", "y", placed=True)

    assert found.pairs == ()
    assert found.to_load() == ("date",)


@pytest.mark.parametrize(
    ("columns", "given", "message"),
    [
        (("lon", "lot"), {}, "no column for latitude; it has lon, lot"),
        (("lon", "longitude"), {}, "no column for latitude"),
        (("a", "b"), {}, "no column for longitude and latitude; it has a, b"),
        (("lon", "lat"), {"date": "dat"}, "no column 'dat' for date"),
        (("lon", "lat", "lat"), {}, "more than one column is called 'lat'"),
        (("lon", "lat", "kind", "kind"), {"type": "kind"}, "2 columns are called 'kind'"),
    ],
)
def test_missing_and_double_columns_are_refused(
    columns: tuple[str, ...], given: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        find(*columns, **given)


def test_half_a_pair_and_an_unknown_role_are_wrong_settings() -> None:
    with pytest.raises(ConfigError, match="names x but not y"):
        find("lon", "lat", x="lon")
    with pytest.raises(ConfigError, match="unknown column role 'tipe'; did you mean 'type'"):
        find("lon", "lat", tipe="lon")


def test_a_long_list_of_columns_is_cut_and_stays_on_one_line() -> None:
    shown = listed(["a\nb", *(f"column {i}" for i in range(30))])

    assert shown.startswith("a b, column 0")
    assert shown.endswith("… (31 columns)")


def test_a_role_that_is_given_no_column_has_none() -> None:
    assert "date" in find("lon", "lat", "date").roles
    assert "date" not in find("lon", "lat", "date", date="").roles


def test_one_column_cannot_be_x_and_y() -> None:
    with pytest.raises(ConfigError, match="x and y are both 'lon'"):
        find("lon", "lat", x="lon", y="LON")


@pytest.mark.parametrize(
    ("columns", "reported", "cleared"),
    [
        (("x", "y", "date", "Date Reported", "Arrest"), "Date Reported", "Arrest"),
        (("x", "y", "Дата совершения", "Дата регистрации", "Раскрыто"), "Дата регистрации", "Раскрыто"),
        (("x", "y", "Күні", "Тіркелген күні", "Ашылды"), "Тіркелген күні", "Ашылды"),
        (("x", "y", "Date Reported"), None, None),  # the only date there is, so no delay
        (("x", "y", "registered"), None, None),
    ],
)
def test_the_day_of_the_report_and_the_clearance_have_names_in_three_languages(
    columns: tuple[str, ...], reported: str | None, cleared: str | None
) -> None:
    roles = find(*columns).roles

    assert (roles.get("reported"), roles.get("cleared")) == (reported, cleared)
