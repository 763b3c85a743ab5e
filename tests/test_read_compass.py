"""Places with letters of the compass: in three alphabets of habits, before or behind, in either order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read import IncidentQuestion, read_incidents
from hotspot.read.compass import compass_places, surely_compass

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "cell",
    [
        "43.25 N, 76.95 E",
        "43.25N 76.95E",
        "76.95 e; 43.25 n",
        "N43.25 E76.95",
        "43°15'00\"N 76°57'00\"E",
        "N 43°15.00' E 76°57.00'",
        "(43°15′00″ N, 76°57′00″ E)",
        "43,25° с.ш., 76,95° в.д.",
        "43°15′00″ с. ш. 76°57′00″ в. д.",
        "43.25° северной широты, 76.95° восточной долготы",
        "С 43,25 В 76,95",
        "43,25°\u00a0с.\u00a0ш., 76,95°\u00a0в.\u00a0д.",
        "43°15′00″ с.е., 76°57′00″ ш.б.",
        "43,25° солтүстік ендік, 76,95° шығыс бойлық",
    ],
)
def test_letters_of_the_compass_tell_latitude_and_longitude_however_they_are_written(cell: str) -> None:
    texts = pa.array([cell])

    lon, lat = compass_places(texts)

    assert (lon.round(9).tolist(), lat.round(9).tolist()) == ([76.95], [43.25])
    assert surely_compass(texts).tolist() == [True]


@pytest.mark.parametrize("cell", ["33.9 S, 18.4 W", "33,9° ю.ш., 18,4° з.д.", "33,9° о.е. 18,4° б.б."])
def test_south_and_west_are_negative(cell: str) -> None:
    lon, lat = compass_places(pa.array([cell]))

    assert (lon.tolist(), lat.tolist()) == ([-18.4], [-33.9])


@pytest.mark.parametrize(
    "cell",
    ["43 N 76 N", "-43.25 N 76.95 E", "43°75'N 76°57'E", "43°15'61\"N 76°57'E", "5, Abay Street", "N E", ""],
)
def test_what_is_no_place_with_two_letters_has_no_coordinates(cell: str) -> None:
    lon, lat = compass_places(pa.array([cell]))

    assert np.isnan(lon).all()
    assert np.isnan(lat).all()


def test_an_address_such_as_300_s_400_e_is_not_surely_a_place() -> None:
    surely = surely_compass(pa.array(["300 S 400 E", "30 S 40 E", "30.0 S 40.0 E"]))

    assert surely.tolist() == [False, False, True]


@given(
    st.tuples(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59)),
    st.tuples(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59)),
    st.sampled_from("NS"),
    st.sampled_from("EW"),
)
def test_degrees_minutes_and_seconds_add_up(
    north: tuple[int, int, int], east: tuple[int, int, int], ns: str, ew: str
) -> None:
    cell = "{}°{}'{}\"{} {}°{}'{}\"{}".format(*north, ns, *east, ew)

    lon, lat = compass_places(pa.array([cell]))

    for found, (d, m, s), minus in ((lat, north, ns == "S"), (lon, east, ew == "W")):
        assert found[0] == pytest.approx((d + m / 60 + s / 3600) * (-1 if minus else 1))


def test_a_file_whose_places_have_letters_of_the_compass_is_read_without_a_question(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    odd = [
        '2025-01-05;"43°15\'00""N 76°57\'00""E"',
        "2025-01-06;76,91° в.д. 43,21° с.ш.",
        "2025-01-07;at home",
    ]
    path.write_text("\n".join(["date;place", *odd, *["2025-01-08;43.1N 76.8E"] * 6, ""]), encoding="utf-8")

    found = read_incidents([str(path)], IncidentQuestion())

    assert found.crs.to_epsg() == 4326
    np.testing.assert_allclose(found.frame["x"], [76.95, 76.91, np.nan, *[76.8] * 6])
    assert found.frame["xy_text_bad"].tolist() == [False, False, True, *[False] * 6]
    assert "incidents.xy_order" not in [choice.name for choice in found.choices]


def test_letters_count_more_than_the_setting_that_exchanges_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("place\n43.25 N 76.95 E\n")

    found = read_incidents([str(path)], IncidentQuestion(swap_xy=True))

    assert found.frame[["x", "y"]].to_numpy().tolist() == [[76.95, 43.25]]


def test_degrees_with_letters_beside_points_in_metres_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("place\n43.25 N 76.95 E\nSRID=32643;POINT (650000 4790000)\n")

    with pytest.raises(InputError, match="EPSG:32643"):
        read_incidents([str(path)], IncidentQuestion())
