"""Names of columns: in the first line, in none, or below a title."""

from pathlib import Path

import pytest

from hotspot.errors import InputError
from hotspot.read.delimited import open_delimited
from hotspot.read.header import line_of_names, looks_like_data, names_places


@pytest.mark.parametrize(
    ("cells", "data"),
    [
        (["76.9", "43.2", "theft"], True),
        (["2025-01-31 10:00", "43,2"], True),
        (["lon", "lat", "2025"], False),
        (["1", "type"], False),
    ],
)
def test_two_numbers_or_dates_make_a_line_of_data(cells: list[str], data: bool) -> None:
    assert looks_like_data(cells) is data


def test_names_of_places_are_known_in_three_languages_and_any_case() -> None:
    assert names_places(["Долгота", "ШИРОТА"])
    assert names_places(["бойлық", "ендік"])
    assert names_places(["X_Coord", "Y Coord"])
    assert not names_places(["lon", "date"])


def test_names_far_below_the_top_are_not_looked_for() -> None:
    title, names = ["Crimes of 2025"], ["lon", "lat"]

    assert line_of_names([title, [], names]) == 2
    assert line_of_names([title] * 20 + [names]) is None


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_title_above_the_names_is_refused_with_the_line_of_the_names(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Crimes of 2025\n\nlon{sign}lat\n76.9{sign}43.2\n", encoding="utf-8")

    with pytest.raises(InputError, match="stand in line 3, below 'Crimes of 2025'"):
        open_delimited(path, "a.csv")


def test_cells_that_happen_to_be_called_like_coordinates_are_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("east,north,note\n1,2,x\neast,north,y\n", encoding="utf-8")

    assert open_delimited(path, "a.csv").columns == ("east", "north", "note")
