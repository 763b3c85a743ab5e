"""Names of areas as a file gives them: the city behind the comma is cut, no language stands for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hotspot.errors import ConfigError, InputError
from hotspot.read import AreaQuestion, holds_polygons, read_areas
from hotspot.read.areas.columns import find_labels
from hotspot.read.areas.tails import without_tail
from hotspot.schema import Finding

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("names", "cut"),
    [
        (["Almaly, Almaty, Kazakhstan", "Medeu, Almaty, Kazakhstan", ""], ["Almaly", "Medeu", ""]),
        (["Almaly, Almaty", "Kosshy, Astana"], ["Almaly, Almaty", "Kosshy, Astana"]),
        (["Almaly", "Medeu, Almaty"], ["Almaly", "Medeu, Almaty"]),
        ([", Almaty", "Medeu, Almaty"], [", Almaty", "Medeu, Almaty"]),
        (["Almaly, Almaty"], ["Almaly, Almaty"]),
        (["", ""], ["", ""]),
        (["Almaly", "Medeu"], ["Almaly", "Medeu"]),
    ],
)
def test_only_what_follows_the_comma_of_every_name_alike_is_cut(names: list[str], cut: list[str]) -> None:
    assert without_tail(pd.Series(names, dtype=str)).tolist() == cut


def test_what_names_are_shortened_by_is_said_once_with_how_many() -> None:
    cut = ["Almaly, Almaty, Kazakhstan", "Medeu, Almaty, Kazakhstan", ""]
    local = ["Алмалы, Алматы", "Медеу, Алматы", "Бостандық, Алматы"]
    frame = pd.DataFrame({"id": ["a", "b", "c"], "name": cut, "name_en": cut, "name_ru": local})

    said = find_labels(frame, AreaQuestion(), "areas.geojson").findings

    assert said == (
        Finding(
            code="area_names_shortened", level="info", values={"tail": ", Almaty, Kazakhstan", "count": 2}
        ),
        Finding(code="area_names_shortened", level="info", values={"tail": ", Алматы", "count": 3}),
        Finding(code="area_without_name", level="info", values={"count": 1}),
    )


def test_names_that_keep_all_of_it_are_not_said_to_be_shortened() -> None:
    frame = pd.DataFrame({"name": ["Almaly, Almaty", "Kosshy, Astana"]})

    said = find_labels(frame, AreaQuestion(), "areas.geojson").findings

    assert "area_names_shortened" not in {one.code for one in said}


def test_an_id_keeps_the_tail_that_the_name_loses() -> None:
    frame = pd.DataFrame({"name": ["Almaly, Almaty", "Medeu, Almaty"]})

    labels = find_labels(frame, AreaQuestion(), "areas.geojson")

    assert labels.area_id.tolist() == ["Almaly, Almaty", "Medeu, Almaty"]
    assert labels.name.tolist() == ["Almaly", "Medeu"]


def test_kazakh_names_do_not_stand_for_russian_ones() -> None:
    frame = pd.DataFrame({"name": ["Almaly", "Zhetysu"], "osm_name": ["Алмалы", "Жетісу"]})

    labels = find_labels(frame, AreaQuestion(), "areas.geojson")

    assert labels.by_language["kk"].tolist() == ["Алмалы", "Жетісу"]
    assert labels.by_language["ru"].tolist() == ["", ""]


DISTRICTS = ("Алмалинский", "Бостандыкский", "Медеуский район", "Турксиб")


def old_shapefile(folder: Path, encoding: str, names: tuple[str, ...], column: str = "name") -> str:
    """Write areas as a shapefile of old: its table in a code page, and nothing that says in which."""
    boxes = [shapely.box(76 + i, 43, 77 + i, 44) for i in range(len(names))]
    frame = gpd.GeoDataFrame({column: ["x" * 40] * len(names)}, geometry=boxes, crs=4326)
    frame.to_file(folder / "old.shp", engine="pyogrio", encoding="cp1251")
    (folder / "old.cpg").unlink()
    table = (folder / "old.dbf").read_bytes()
    for name in names:
        table = table.replace(b"x" * 40, name.encode(encoding).ljust(40), 1)
    (folder / "old.dbf").write_bytes(table)
    return str(folder / "old.shp")


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1251", DISTRICTS),
        ("cp1251", ("Юг", "Центр")),
        ("cp866", DISTRICTS),
        ("kz1048", ("Алмалы ауданы", "Бостандық", "Әуезов", "Жетісу", "Түрксіб")),
    ],
)
def test_names_of_an_old_shapefile_are_right_and_the_guess_is_told(
    tmp_path: Path, encoding: str, names: tuple[str, ...]
) -> None:
    found = read_areas(old_shapefile(tmp_path, encoding, names), AreaQuestion())

    assert tuple(found.frame["name"]) == names
    told = Finding(code="dbf_guessed", level="info", values={"found": encoding.upper()})
    assert told in found.findings


def test_an_encoding_that_the_letters_do_not_tell_can_be_named(tmp_path: Path) -> None:
    path = old_shapefile(tmp_path, "koi8-r", DISTRICTS)

    with pytest.raises(InputError, match=r"areas\.encoding=koi8-r"):
        read_areas(path, AreaQuestion())
    found = read_areas(path, AreaQuestion(encoding="KOI8-R"))
    assert tuple(found.frame["name"]) == DISTRICTS
    assert holds_polygons(path)
    assert "dbf_guessed" not in [one.code for one in found.findings]
    with pytest.raises(ConfigError, match="'koi9' is no encoding"):
        read_areas(path, AreaQuestion(encoding="koi9"))


def test_a_heading_in_an_old_code_page_is_read_though_the_names_are_plain(tmp_path: Path) -> None:
    found = read_areas(old_shapefile(tmp_path, "cp1251", ("A", "B"), column="Название"), AreaQuestion())

    assert tuple(found.frame["name"]) == ("A", "B")
