"""`hotspot beats`: the whole command on the made town, what its files hold, and who is next to whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from finished_run import finished

from hotspot.cli.beats import beats
from hotspot.errors import ConfigError
from hotspot.measure.siting.districting import Districts
from hotspot.measure.siting.table import entries
from hotspot.pipeline.beats import BeatsQuestion, cut_beats, uneven
from hotspot.place.beats import neighbours
from hotspot.schema.beats import BEAT_COLUMNS, MEMBER_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beats")
    return finished(folder)[1]


def shapes(*boxes: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([shapely.box(*one) for one in boxes], dtype=object)


def test_beats_hold_every_area_once_keep_to_the_band_and_their_files_agree(run: Path, tmp_path: Path) -> None:
    asked = BeatsQuestion(beats=2, band=0.5, steps=500, out=str(tmp_path / "out"))

    found, result, _ = cut_beats(str(run), asked)

    frame = gpd.read_file(tmp_path / "out" / "beats.geojson")
    members = pd.read_csv(tmp_path / "out" / "beats.csv")
    record = json.loads((tmp_path / "out" / "beats.json").read_text(encoding="utf-8"))
    assert tuple(found.beats.columns) == BEAT_COLUMNS
    assert tuple(members.columns) == MEMBER_COLUMNS
    assert sorted(members["area_id"]) == sorted(result.areas.frame["area_id"])
    assert members.groupby("beat_id")["workload"].sum().to_numpy() == pytest.approx(
        frame["workload"], rel=1e-4
    )
    assert abs(frame["off_even"]).max() <= 0.5
    assert frame["share"].sum() == pytest.approx(1.0, abs=1e-5)
    assert frame.geometry.geom_type.eq("Polygon").all()
    assert frame["compactness"].between(0, 1).all()
    assert record["bound_m"] <= record["mean_m"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (BeatsQuestion(beats=10), "cannot be made of 9 areas"),
        (BeatsQuestion(beats=9, band=0.01), "more than a beat may"),
    ],
)
def test_what_cannot_be_gets_one_clear_sentence(run: Path, asked: BeatsQuestion, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        cut_beats(str(run), asked)


def test_beats_that_are_too_uneven_get_a_sentence_with_the_tightest_band_found() -> None:
    line = entries(np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1]), np.ones(4), shape=(3, 3))
    districts = Districts(load=np.ones(3), metres=np.ones((3, 3)), next_to=line, count=2, band=0.1)

    said = str(uneven(districts, np.array([0, 0, 1]), impossible=True))

    assert said == (
        "beats: there are no 2 beats in one piece each within ±10.0% of the mean; the tightest band found is "
        "±33.4%. To do: allow --band 0.334, or ask for another number of beats."
    )


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_command_prints_the_beats_in_each_language(run: Path, tmp_path: Path, language: str) -> None:
    given = ["-k", "2", "--band", "0.6", "--from", str(run), "--out", str(tmp_path / "b"), "--lang", language]

    answer = CliRunner().invoke(beats, [*given, "--steps", "200"])

    assert answer.exit_code == 0, answer.output
    assert "B2" in answer.stdout
    assert "{" not in answer.stdout


def test_a_border_or_a_street_between_makes_neighbours_and_a_corner_does_not() -> None:
    ground = shapes((0, 0, 100, 100), (100, 0, 200, 100), (100, 100, 200, 200), (0, 120, 100, 220))

    table, joints = neighbours(ground)

    assert table.toarray().astype(int).tolist() == [[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]]
    assert joints == 0


def test_areas_apart_from_all_others_are_joined_to_the_nearest() -> None:
    ground = shapes((0, 0, 100, 100), (100, 0, 200, 100), (900, 0, 1000, 100), (3000, 0, 3100, 100))

    table, joints = neighbours(ground)

    assert joints == 2
    assert np.argwhere(np.triu(table.toarray())).tolist() == [[0, 1], [1, 2], [2, 3]]
