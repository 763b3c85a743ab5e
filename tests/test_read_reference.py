"""Which coordinate system the numbers are in."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from hotspot.errors import ConfigError, InputError
from hotspot.read.reference import find_crs, read_crs

ALMATY = (np.array([76.95, 76.91, 0.0]), np.array([43.25, 43.22, 0.0]))
UTM = (np.array([489207.0, 0.0]), np.array([5454297.0, 0.0]))
FEET = (np.array([1006343.0]), np.array([234516.0]))


def find(
    places: tuple[np.ndarray, np.ndarray],
    told: str = "",
    of_file: pyproj.CRS | None = None,
    among: tuple[str, ...] = (),
    degrees: bool = False,
    *,
    around: tuple[float, float, float, float] | None = None,
) -> tuple[str, str]:
    x, y = places
    crs, choice = find_crs(
        "a.csv",
        x,
        y,
        told=told,
        of_file=of_file,
        among=among,
        degrees=degrees,
        names="'X' and 'Y'",
        around=around,
    )
    return crs.to_string(), choice.why if choice else ""


def test_degrees_are_told_by_name_or_by_value_and_said_differently() -> None:
    assert find(ALMATY, degrees=True) == ("EPSG:4326", "crs_by_names")
    assert find(ALMATY) == ("EPSG:4326", "crs_by_values")


def test_the_users_word_needs_no_choice_and_the_files_word_is_said() -> None:
    assert find(UTM, told="26910") == ("EPSG:26910", "")
    assert find(UTM, of_file=pyproj.CRS("EPSG:26910")) == ("EPSG:26910", "crs_of_file")


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ((np.array([71.43]), np.array([51.13])), "EPSG:4326"),
        ((np.array([687592.956]), np.array([4743963.682])), "EPSG:32642"),
        ((np.array([8_566_000.0]), np.array([5_350_000.0])), "EPSG:3857"),
    ],
)
def test_the_kazakh_layer_is_told_by_its_values(places: tuple[np.ndarray, np.ndarray], code: str) -> None:
    found = find(places, among=("EPSG:4326", "EPSG:32642", "EPSG:3857"))

    assert found == (code, "crs_of_preset")


@pytest.mark.parametrize(
    ("places", "guess"),
    [
        (UTM, "UTM zone"),
        (FEET, "US survey feet"),
        ((np.array([435000.0]), np.array([387000.0])), "British National Grid"),
        ((np.array([13_470_000.0]), np.array([4_790_000.0])), "Pulkovo 1942"),
        ((np.array([-9_760_000.0]), np.array([5_140_000.0])), "Web Mercator"),
        ((np.array([8_566_000.0]), np.array([5_350_000.0])), "Web Mercator"),
    ],
)
def test_numbers_of_unknown_system_are_refused_with_the_guesses_that_fit(
    places: tuple[np.ndarray, np.ndarray], guess: str
) -> None:
    with pytest.raises(InputError, match=r"nothing says in which coordinate system") as raised:
        find(places)

    assert guess in raised.value.to_do
    assert "incidents.crs" in raised.value.to_do


def test_the_advice_names_the_zone_in_which_the_places_lie_within_the_areas() -> None:
    almaty = (np.array([653_422.0, 0.0]), np.array([4_788_578.0, 0.0]))

    with pytest.raises(InputError, match=r"--set incidents\.crs=EPSG:32643, if they are meant so"):
        find(almaty, around=(76.7, 43.1, 77.1, 43.4))
    with pytest.raises(InputError, match=r"for the place of the areas EPSG:32734"):
        find(almaty, around=(18.3, -34.2, 18.7, -33.8))


def test_without_a_place_the_advice_names_none() -> None:
    with pytest.raises(InputError, match="the zone of the place") as raised:
        find(UTM)

    assert "26910" not in raised.value.to_do


def test_hidden_places_at_zero_do_not_make_metres_look_like_degrees() -> None:
    hidden = (np.append(np.zeros(99), 489207.0), np.append(np.zeros(99), 5454297.0))

    with pytest.raises(InputError, match="489 207 and 5 454 297"):
        find(hidden)


@pytest.mark.parametrize("told", ["EPSG:99999999", "http://example.org/crs", "/etc/passwd", "metres", "{}"])
def test_what_is_no_coordinate_system_is_a_wrong_setting(told: str) -> None:
    with pytest.raises(ConfigError, match=r"incidents\.crs"):
        read_crs(told)


def test_a_told_system_must_fit_the_numbers() -> None:
    with pytest.raises(InputError, match="in degrees, but x and y are such as"):
        find(UTM, told="EPSG:4326")
    with pytest.raises(InputError, match="in metre, but x and y are degrees"):
        find(ALMATY, told="EPSG:26910")
