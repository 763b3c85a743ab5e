"""Names of made blocks: the two streets along most of the outline, in each language, or a number."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import LineString, box

from hotspot.schema import LANGUAGES, Areas
from hotspot.tessellate import blocks

STUDY = box(0, 0, 1000, 1000)
LINES = {"Abay": [(0, 400), (1000, 400)], "Satpaev": [(400, 0), (400, 1000)]}
SPOKEN = {"Abay": "проспект Абая", "Satpaev": "улица Сатпаева"}


def town(names: dict[str, str | None], *, reverse: bool = False) -> Areas:
    """Return the blocks between two streets; `names` are what these are called in the file."""
    order = list(LINES)[:: -1 if reverse else 1]
    columns = {"name": [names[one] for one in order], "name:ru": [SPOKEN[one] for one in order]}
    lines = [LineString(LINES[one]) for one in order]
    return blocks(gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:32643"), STUDY, "EPSG:32643")


def called(areas: Areas, column: str) -> dict[str, str]:
    return dict(zip(areas.frame["area_id"], areas.frame[column], strict=True))


def test_a_block_is_called_after_its_two_streets_and_blocks_between_the_same_two_are_numbered() -> None:
    areas = town({"Abay": "Abay", "Satpaev": "Satpaev"})

    # The names run from the north-west; the longer side of a block comes first.
    assert called(areas, "name") == {
        "b20_70": "Satpaev / Abay",
        "b70_70": "Abay / Satpaev",
        "b20_20": "Abay / Satpaev (2)",
        "b70_20": "Abay / Satpaev (3)",
    }


def test_streets_are_called_in_the_language_that_the_file_has_and_by_their_own_name_elsewhere() -> None:
    areas = town({"Abay": "Abay", "Satpaev": "Satpaev"})

    assert called(areas, "name_ru")["b70_70"] == "проспект Абая / улица Сатпаева"
    assert called(areas, "name_kk")["b70_70"] == "Abay / Satpaev"


def test_blocks_without_a_named_street_are_numbered_from_the_north_west_in_each_language() -> None:
    areas = town({"Abay": None, "Satpaev": None})

    numbers = {"b20_70": 1, "b70_70": 2, "b20_20": 3, "b70_20": 4}
    for column, word in (("name", "Block"), ("name_ru", "Квартал"), ("name_kk", "Орам")):
        assert called(areas, column) == {block: f"{word} {number}" for block, number in numbers.items()}


@pytest.mark.parametrize("column", ["name", *(f"name_{language}" for language in LANGUAGES)])
def test_the_order_of_streets_changes_no_name_and_no_two_blocks_share_one(column: str) -> None:
    named: dict[str, str | None] = {"Abay": "Abay", "Satpaev": "Satpaev"}

    one, other = called(town(named), column), called(town(named, reverse=True), column)

    assert one == other
    assert len(set(one.values())) == len(one)
