"""`hotspot patrol`: the whole command on the made town, and what its files hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from finished_run import finished

from hotspot.cli.patrol import patrol
from hotspot.errors import ConfigError
from hotspot.pipeline.patrol import PatrolQuestion, plan_patrols
from hotspot.schema.patrolled import LEG_COLUMNS, LOCAL_PATROL_COLUMNS, PATROL_COLUMNS
from hotspot.write.gpx import NAMESPACE, gpx

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("patrol")
    return finished(folder)[1]


def streets(run: Path) -> str:
    """Write a grid of streets over the made town and return its file."""
    lon, lat = 76.90 + 0.0025 * np.arange(13), 43.22 + 0.0025 * np.arange(13)
    along = [[[x, y] for x in lon.tolist()] for y in lat.tolist()]
    across = [[[x, y] for y in lat.tolist()] for x in lon.tolist()]
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"Street {i}"},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for i, line in enumerate(along + across)
    ]
    file = run.parent / "grid.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(file)


def test_a_patrol_keeps_to_its_time_stops_at_hot_spots_and_its_files_agree(run: Path, tmp_path: Path) -> None:
    asked = PatrolQuestion(time="2h", patrols=2, streets=streets(run), rounds=30, out=str(tmp_path / "out"))

    found, _, files = plan_patrols(str(run), asked)

    frame = gpd.read_file(tmp_path / "out" / "patrols.geojson")
    legs = pd.read_csv(tmp_path / "out" / "patrols.csv")
    record = json.loads((tmp_path / "out" / "patrols.json").read_text(encoding="utf-8"))
    assert tuple(found.patrols.columns) == (*PATROL_COLUMNS, *LOCAL_PATROL_COLUMNS)
    assert tuple(legs.columns) == LEG_COLUMNS
    assert (frame["minutes"] <= 120 + 1e-6).all()
    assert frame.geometry.geom_type.eq("LineString").all()
    assert (
        legs.loc[legs["kind"] == "stop", "to_minute"].sub(legs["from_minute"]).dropna().round(3).eq(12).all()
    )
    assert legs.groupby("patrol_id")["passed"].sum().to_numpy() == pytest.approx(frame["passed"], rel=1e-3)
    assert found.value <= record["bound"]
    assert found.value == pytest.approx(found.patrols["passed"].sum())
    assert frame["passed"].sum() <= found.total
    assert [file.name for file in files][-1] == "patrols.json"


def test_a_track_is_valid_gpx_with_a_name_and_closes_where_it_began(run: Path, tmp_path: Path) -> None:
    asked = PatrolQuestion(length="4km", streets=streets(run), rounds=5, out=str(tmp_path / "out"))

    plan_patrols(str(run), asked)

    root = ET.parse(tmp_path / "out" / "patrol-1.gpx").getroot()  # noqa: S314 - our own file
    track = root.findall(f".//{{{NAMESPACE}}}trkpt")
    assert root.tag == f"{{{NAMESPACE}}}gpx"
    assert root.get("version") == "1.1"
    assert root.findtext(f"{{{NAMESPACE}}}trk/{{{NAMESPACE}}}name")
    assert track[0].attrib == track[-1].attrib
    assert len(track) > 3


def test_fewer_patrols_than_before_leave_no_track_of_the_earlier_ones(run: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    three = PatrolQuestion(length="2km", patrols=3, streets=streets(run), rounds=2, out=out)
    one = PatrolQuestion(length="2km", streets=streets(run), rounds=2, out=out)

    plan_patrols(str(run), three)
    plan_patrols(str(run), one)

    assert sorted(path.name for path in (tmp_path / "out").glob("*.gpx")) == ["patrol-1.gpx"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (PatrolQuestion(), "--length 4km or --time 2h"),
        (PatrolQuestion(length="4km", time="2h"), "both a length and a time"),
        (PatrolQuestion(length="four"), "is no distance"),
        (PatrolQuestion(time="soon"), "is no time"),
        (PatrolQuestion(length="4km", from_post=("Nowhere",)), "no post is called 'Nowhere'"),
        (PatrolQuestion(length="1m"), "passes any demand"),
    ],
)
def test_what_makes_no_sense_gets_one_clear_sentence(run: Path, asked: PatrolQuestion, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        plan_patrols(str(run), asked)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_command_prints_the_routes_in_each_language(run: Path, tmp_path: Path, language: str) -> None:
    given = ["--length", "3km", "--from", str(run), "--out", str(tmp_path / "p"), "--lang", language]

    answer = CliRunner().invoke(patrol, [*given, "--rounds", "2"])

    assert answer.exit_code == 0, answer.output
    assert "W1" in answer.stdout
    assert "{" not in answer.stdout


def test_text_that_xml_forbids_does_not_reach_a_track() -> None:
    text = gpx("A & B <\x01>", "about", line=[(76.9, 43.2), (76.91, 43.2)], stops=[])

    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.findtext(f"{{{NAMESPACE}}}trk/{{{NAMESPACE}}}name") == "A & B <>"


def test_a_patrol_is_named_after_its_post_in_each_language(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(
        "name_en,name_ru,name_kk,lon,lat\nNorth post,Северный пост,Солтүстік бекет,76.915,43.235\n",
        encoding="utf-8",
    )
    asked = PatrolQuestion(
        time="2h", posts=str(file), streets=streets(run), rounds=10, language="ru", out=str(tmp_path / "out")
    )

    found, _, _ = plan_patrols(str(run), asked)

    row = found.patrols.iloc[0]
    assert row["post"] == "Северный пост"
    assert [row[f"name_{language}"] for language in ("en", "ru", "kk")] == [
        "Patrol 1 (North post)",
        "Маршрут 1 (Северный пост)",
        "1-маршрут (Солтүстік бекет)",
    ]
