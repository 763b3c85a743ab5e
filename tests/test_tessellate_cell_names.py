"""Names of squares and hexagons: the nearest street and a number in reading order; ids stay as they are."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from hotspot.schema import LANGUAGES, Areas
from hotspot.tessellate import hexagons, squares

UTM = "EPSG:32643"
STUDY = box(0, 0, 600, 400)  # squares of 200 m: two rows of three


def streets(*, reverse: bool = False) -> gpd.GeoDataFrame:
    """Return two named streets, one with its names in our languages, and one without a name."""
    rows = [
        ("", "проспект Абая", "Абай даңғылы", LineString([(0, 390), (390, 390)])),
        ("Satpaev", "", "", LineString([(100, 20), (100, 60)])),
        ("", "", "", LineString([(300, 90), (310, 90)])),
    ]
    rows = rows[::-1] if reverse else rows
    columns = {key: [row[i] for row in rows] for i, key in enumerate(("name", "name_ru", "name_kk"))}
    return gpd.GeoDataFrame(columns, geometry=[row[3] for row in rows], crs=UTM)


def called(areas: Areas, column: str) -> dict[str, str]:
    return dict(zip(areas.frame["area_id"], areas.frame[column], strict=True))


def test_without_streets_squares_are_numbered_from_the_north_west_row_by_row() -> None:
    names = called(squares(STUDY, 200, UTM), "name")

    assert names == {
        "c0r1": "Square 1",
        "c1r1": "Square 2",
        "c2r1": "Square 3",
        "c0r0": "Square 4",
        "c1r0": "Square 5",
        "c2r0": "Square 6",
    }


@pytest.mark.parametrize(
    ("column", "first", "fourth", "sixth"),
    [
        ("name_ru", "проспект Абая, квадрат 1", "Satpaev, квадрат 4", "Квадрат 6"),
        ("name_kk", "Абай даңғылы, 1-шаршы", "Satpaev, 4-шаршы", "6-шаршы"),
        ("name_en", "Square 1", "Satpaev, square 4", "Square 6"),
    ],
)
def test_a_square_is_called_after_the_nearest_named_street_within_its_side(
    column: str, first: str, fourth: str, sixth: str
) -> None:
    names = called(squares(STUDY, 200, UTM, streets()), column)

    assert (names["c0r1"], names["c0r0"], names["c2r0"]) == (first, fourth, sixth)


@pytest.mark.parametrize("make", [squares, hexagons])
def test_no_two_cells_share_a_name_and_neither_names_nor_ids_hang_on_the_order_of_streets(make) -> None:  # type: ignore[no-untyped-def]
    ground = Point(500, 500).buffer(900)

    here, there = (make(ground, 150, UTM, streets(reverse=way)).frame for way in (False, True))

    assert here.drop(columns="geometry").equals(there.drop(columns="geometry"))
    for language in LANGUAGES:
        assert here[f"name_{language}"].is_unique
    assert list(here["area_id"]) == list(make(ground, 150, UTM).frame["area_id"])
    assert len(set(here["name_ru"].str.contains("проспект Абая"))) == 2


def test_streets_without_any_name_name_nothing() -> None:
    nameless = streets().assign(name="", name_ru="", name_kk="")

    assert called(squares(STUDY, 200, UTM, nameless), "name_en")["c0r1"] == "Square 1"
