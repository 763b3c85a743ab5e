"""`hotspot cameras`: the files it writes, the same bytes twice, and one clear sentence for what cannot be."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from finished_run import finished

from hotspot.cli import main
from hotspot.pipeline.cameras import CameraQuestion, place_cameras
from hotspot.schema.cameras import CAMERA_COLUMNS, UNSEEN_COLUMNS, VIEW_COLUMNS
from hotspot.schema.placed import HoldOut
from hotspot.words import Words
from hotspot.words.cameras import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = [
    "cameras.csv",
    "cameras.geojson",
    "cameras.gpkg",
    "cameras.html",
    "cameras.json",
    "cameras.md",
    "unseen.csv",
    "views.geojson",
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(tmp_path_factory.mktemp("city"))[1]


@pytest.fixture
def run(city: Path, tmp_path: Path) -> Path:
    shutil.copytree(city, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[object, str, str]]:
    """Run the command in an empty folder; return its exit code, stdout and stderr."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def call(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", "cameras", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return call


def places(run: Path) -> gpd.GeoSeries:
    """Return the middles of the micro-areas of the run, in degrees."""
    areas = gpd.read_file(run / "ranking.geojson")
    return areas.to_crs(areas.estimate_utm_crs()).centroid.to_crs(4326)


def standing(run: Path, file: Path) -> Path:
    rows = [f"K{i};{point.x};{point.y};150;90;120" for i, point in enumerate(places(run).head(3))]
    file.write_text(
        "\n".join(["номер;долгота;широта;дальность, м;азимут;угол обзора", *rows]), encoding="utf-8"
    )
    return file


def read(file: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return content


def test_new_cameras_are_written_for_gis_crew_and_reader(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    existing = standing(run, tmp_path / "existing.csv")

    code, out, err = called("-n", "3", "--from", str(run), "--range", "200m", "--existing", str(existing))

    folder = run / "cameras"
    cameras = gpd.read_file(folder / "cameras.geojson")
    views = gpd.read_file(folder / "views.geojson")
    record = read(folder / "cameras.json")
    assert (code, out != "", "--buildings" in err) == (0, True, True)
    assert sorted(file.name for file in folder.iterdir()) == FILES
    assert set(CAMERA_COLUMNS) <= {*cameras.columns}
    assert set(VIEW_COLUMNS) <= {*views.columns}
    assert cameras.geometry.geom_type.eq("Point").all()
    assert views["state"].tolist() == ["existing"] * 3 + ["new"] * 3
    assert views["name"].tolist()[:3] == ["K0", "K1", "K2"]
    assert views["angle_deg"].tolist() == [120.0] * 3 + [360.0] * 3
    assert views["range_m"].tolist() == [150.0] * 3 + [200.0] * 3
    assert record["proved"] is True
    assert record["seen"] == pytest.approx(record["seen_before"] + cameras["gain"].sum(), rel=1e-4)


def test_what_nobody_sees_adds_up_over_the_areas(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    existing = standing(run, tmp_path / "existing.csv")

    called("--from", str(run), "--existing", str(existing), "-q")

    record = read(run / "cameras" / "cameras.json")
    with (run / "cameras" / "unseen.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == UNSEEN_COLUMNS
    assert sum(float(row["expected"]) for row in rows) == pytest.approx(record["total"], rel=1e-4)
    assert sum(float(row["seen"]) for row in rows) == pytest.approx(record["seen_before"], rel=1e-4)
    assert sum(int(row["incidents_seen"]) for row in rows) == record["incidents_seen"]
    assert record["cameras"] == []


def test_the_same_request_writes_the_same_bytes(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    asked = ("-n", "3", "--angle", "90", "--from", str(run), "-q")

    called(*asked)
    first = {file.name: file.read_bytes() for file in sorted((run / "cameras").iterdir())}
    called(*asked)
    second = {file.name: file.read_bytes() for file in sorted((run / "cameras").iterdir())}

    assert first == second


def test_buildings_hide_what_is_behind_them(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    existing = standing(run, tmp_path / "existing.csv")
    metric = places(run).to_crs(gpd.read_file(run / "ranking.geojson").estimate_utm_crs())
    walls = [shapely.box(p.x + 5, p.y - 60, p.x + 12, p.y + 60) for p in metric.head(3)]
    gpd.GeoDataFrame(geometry=walls, crs=metric.crs).to_file(tmp_path / "walls.gpkg")
    asked = ("--from", str(run), "--existing", str(existing), "--json", "-q")

    _, free, _ = called(*asked)
    _, hidden, _ = called(*asked, "--buildings", str(tmp_path / "walls.gpkg"))

    assert json.loads(hidden)["buildings"] == 3
    assert json.loads(hidden)["seen_before"] <= json.loads(free)["seen_before"]
    areas = gpd.read_file(run / "cameras" / "views.geojson").to_crs(metric.crs).area
    assert (areas < 3.2 * 150**2 / 3 / 2).all()


def test_the_section_warns_that_the_effect_differs_by_type_of_crime(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    called("-n", "1", "--from", str(run), "--lang", "ru", "-q")

    section = (run / "cameras" / "cameras.md").read_text(encoding="utf-8")

    assert "Piza, Welsh, Farrington & Thomas 2019" in section
    assert "насильственных" in section


def test_the_map_holds_the_new_cameras_and_what_is_in_view(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    existing = standing(run, tmp_path / "existing.csv")

    called("-n", "2", "--from", str(run), "--existing", str(existing), "-q")

    page = (run / "cameras" / "cameras.html").read_text(encoding="utf-8")
    assert "Proposed cameras" in page
    assert "In view of existing cameras" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-n", "3", "--range", "5km"), "--range: no street camera sees 5000 m far"),
        (("-n", "3", "--angle", "400"), "--angle: there is no angle of view of 400 degrees"),
        (("-n", "3", "--step", "1m"), "--step: poles every 1 m are more than can be tried"),
        (("-n", "3", "--range", "far"), "--range: 'far' is no distance"),
        (("-n", "90000"), "poles from which anything can be seen, for 90000 cameras"),
        ((), "the run has no cameras, and no new ones are asked for"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_one_sentence(
    city: Path, called: Callable[..., tuple[object, str, str]], words: tuple[str, ...], said: str
) -> None:
    code, out, err = called("--from", str(city), *words, "-q")

    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert not (city / "cameras").exists()


def test_cameras_of_another_city_are_refused(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    file = tmp_path / "far.csv"
    file.write_text("lon,lat\n0,51\n", encoding="utf-8")

    code, _, err = called("--from", str(run), "--existing", str(file), "-q")

    assert code == 1
    assert "all of its cameras lie outside the city" in err


@pytest.mark.parametrize(("language", "head"), [("en", "Camera"), ("ru", "Камера"), ("kk", "Камера")])
def test_the_column_with_the_cameras_is_called_camera(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path, language: str, head: str
) -> None:
    existing = standing(run, tmp_path / "existing.csv")

    code, out, _ = called("-n", "1", "--from", str(run), "--existing", str(existing), "--lang", language)

    heads = next(line for line in out.splitlines() if line.startswith(("# ", "№ ")))
    assert (code, heads.split()[1]) == (0, head)


def test_the_day_of_the_trial_is_written_as_in_the_text(run: Path) -> None:
    found, result, _ = place_cameras(str(run), CameraQuestion(cameras=1))
    trial = HoldOut(cutoff="2025-07-03", incidents=20, covered=4, naive=2)

    said = lines(replace(found, hold_out=trial), result, Words(language="ru"))

    assert "до 3 июл. 2025" in said[-1]
