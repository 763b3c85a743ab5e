"""Names of areas as a file gives them: the city behind the comma is cut, no language stands for another."""

from __future__ import annotations

import pandas as pd
import pytest

from hotspot.read import AreaQuestion
from hotspot.read.areas.columns import find_labels
from hotspot.read.areas.tails import without_tail
from hotspot.schema import Finding


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
