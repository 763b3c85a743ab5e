"""A result in a language calls its areas as that language does, in every file and column."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from finished_run import finished
from full_run import PARTS, found
from made_city import made_city
from made_result import NAMES, made_result

from hotspot.pipeline.spoken import spoken
from hotspot.pipeline.take_up import take_up
from hotspot.schema import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language


@pytest.mark.parametrize(("number", "language"), list(enumerate(LANGUAGES)))
def test_areas_ranking_and_agreement_are_called_as_the_language_calls_them(
    number: int, language: Language
) -> None:
    result = spoken(made_result(), language)

    names = [each[number] for each in NAMES]
    assert result.language == language
    assert result.areas.frame["name"].tolist() == names
    assert result.ranking.frame["name"].tolist() == names
    assert result.agreement is not None
    assert set(result.agreement.frame["name"]) == set(names)


def test_what_a_language_has_no_name_for_keeps_its_own() -> None:
    result = made_result()
    frame = result.areas.frame.assign(name_kk=["", *result.areas.frame["name_kk"][1:]])
    posts = result.layers["posts"].assign(name_kk=["1-бекет", None])

    changed = replace(result, areas=replace(result.areas, frame=frame), layers={"posts": posts})
    called = spoken(changed, "kk")

    assert called.areas.frame["name"].tolist()[:3] == ["Орбита", "Самал", "Көктем"]
    assert called.layers["posts"]["name"].tolist() == ["1-бекет", "Post 2"]
    assert spoken(called, "kk").areas.frame["name"].equals(called.areas.frame["name"])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in Russian of areas that have a name in each language, and posts placed for it in Kazakh."""
    folder = tmp_path_factory.mktemp("spoken")
    made_city(folder)
    areas = json.loads((folder / "areas.geojson").read_text(encoding="utf-8"))
    for i, feature in enumerate(areas["features"]):
        feature["properties"] |= {"name_ru": f"Участок {i}", "name_kk": f"Аумақ {i}"}
    out = finished(folder, "language=ru", areas=areas)[1]
    for part in ("posts", "cameras", "beats"):
        found(out, *PARTS[part], "--lang", "kk")
    return out


@pytest.mark.parametrize(
    ("file", "column", "name"),
    [
        ("ranking.csv", "name", "Участок"),
        ("agreement.csv", "name", "Участок"),
        ("posts/posts.csv", "area", "Аумақ"),
        ("cameras/unseen.csv", "area", "Аумақ"),
        ("beats/beats.csv", "name", "Аумақ"),
    ],
)
def test_a_column_of_names_holds_those_of_one_language(run: Path, file: str, column: str, name: str) -> None:
    with (run / file).open(encoding="utf-8", newline="") as opened:
        names = [row[column] for row in csv.DictReader(opened)]

    assert names
    assert {each.split()[0] for each in names} == {name}


def test_a_run_is_taken_up_in_its_own_language_or_in_another(run: Path) -> None:
    assert take_up(str(run), None).areas.frame["name"].str.startswith("Участок").all()
    assert take_up(str(run), "en").areas.frame["name"].str.startswith("Area").all()
