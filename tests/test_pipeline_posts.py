"""Posts for a finished run: the laws that hold whatever is asked."""

from __future__ import annotations

import ctypes
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from finished_run import finished
from made_city import SIDE, SOUTH, WEST

from hotspot.measure.siting import solver
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.posts import PostQuestion, place_posts, reach_metres

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema.placed import Placed

ASKED = PostQuestion(posts=2, draws=0, straight=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, with streets and polygons beside it."""
    _, made = finished(tmp_path_factory.mktemp("city"))
    grid = [i * SIDE / 4 for i in range(13)]
    along = [[[WEST, SOUTH + step], [WEST + 3 * SIDE, SOUTH + step]] for step in grid]
    across = [[[WEST + step, SOUTH], [WEST + step, SOUTH + 3 * SIDE]] for step in grid]
    collection(made / "grid.geojson", "LineString", along + across)
    west, south = WEST + 0.2 * SIDE, SOUTH + 0.2 * SIDE
    ring = [[west, south], [west + 0.4 * SIDE, south], [west + 0.4 * SIDE, south + 0.4 * SIDE], [west, south]]
    collection(made / "park.geojson", "Polygon", [[ring]])
    return made


def collection(path: Path, kind: str, shapes: list[Any]) -> None:
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": shape}}
        for shape in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def found(folder: Path, tmp_path: Path, **changes: Any) -> Placed:
    return place_posts(str(folder), replace(ASKED, out=str(tmp_path / "out"), **changes))[0]


def test_more_posts_never_cover_less_and_the_curve_says_so(folder: Path, tmp_path: Path) -> None:
    few, more = (found(folder, tmp_path, posts=posts) for posts in (2, 4))

    curve = [gain.value for gain in more.gains]
    assert few.covered <= more.covered
    assert curve == sorted(curve)
    assert all(gain.greedy <= gain.value + 1e-9 <= gain.bound + 2e-6 * gain.bound for gain in more.gains)
    assert more.covered == pytest.approx(more.gains[3].value)


def test_posts_that_stand_never_lower_the_total(folder: Path, tmp_path: Path) -> None:
    run = found(folder, tmp_path)
    collection(tmp_path / "outer.geojson", "Point", [[WEST + 2.9 * SIDE, SOUTH + 2.9 * SIDE]])

    other = found(folder, tmp_path, existing=str(tmp_path / "outer.geojson"))

    for each in (run, other):
        assert each.before <= each.covered
        assert each.covered == pytest.approx(each.before + each.posts["gain"].sum())
    assert len(run.existing) == 1
    assert run.existing["within_reach"].sum() >= run.before - 1e-9


def test_what_is_reached_on_foot_along_streets_is_reached_in_a_straight_line(
    folder: Path, tmp_path: Path
) -> None:
    walked = found(
        folder, tmp_path, straight=False, streets=str(folder / "grid.geojson"), candidates="grid:100"
    )
    straight = found(folder, tmp_path, candidates="grid:100")

    assert walked.on_streets
    assert walked.covered <= straight.covered
    reached = walked.catchments.geometry.to_numpy()
    around = walked.posts.geometry.buffer(walked.reach_m + 45).to_numpy()
    assert shapely.within(reached, around).all()


def test_no_post_stands_on_barred_ground(folder: Path, tmp_path: Path) -> None:
    free = found(folder, tmp_path, candidates="grid:50")
    barred = found(folder, tmp_path, candidates="grid:50", exclude=(str(folder / "park.geojson"),))

    import geopandas as gpd

    park = gpd.read_file(folder / "park.geojson").to_crs(barred.posts.crs).geometry.iloc[0]
    assert free.posts.intersects(park).any()
    assert not barred.posts.intersects(park).any()
    assert barred.candidates < free.candidates
    assert "posts_barred" in {finding.code for finding in barred.findings}


def test_night_posts_count_the_hours_asked_for(folder: Path, tmp_path: Path) -> None:
    night, day, whole = (
        found(folder, tmp_path, hours=hours, by="incidents") for hours in ((20, 6), (6, 20), None)
    )

    assert night.incidents + day.incidents == whole.incidents
    assert night.total == night.incidents


def test_reviewed_sites_are_scored_beside_the_best_and_never_beat_them(folder: Path, tmp_path: Path) -> None:
    sites = [[WEST + 0.5 * SIDE, SOUTH + 0.5 * SIDE], [WEST + 2.5 * SIDE, SOUTH + 2.5 * SIDE]]
    collection(tmp_path / "sites.geojson", "Point", sites)

    placed = found(
        folder, tmp_path, review=str(tmp_path / "sites.geojson"), candidates=str(tmp_path / "sites.geojson")
    )

    assert placed.reviewed is not None
    assert placed.reviewed["post_id"].tolist() == ["S1", "S2"]
    assert placed.before + placed.reviewed["gain"].sum() == pytest.approx(placed.covered)
    assert placed.reviewed["name_en"].str.startswith("Site ").all()


def test_many_posts_do_not_make_the_curve_long(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.pipeline.posts.MOST_ON_CURVE", 2)

    placed = found(folder, tmp_path, posts=5)

    assert [gain.posts for gain in placed.gains] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "metres"), [("400m", 400.0), ("0.4 km", 400.0), ("5min", 400.0), ("250", 250.0)]
)
def test_reach_is_said_in_metres_or_minutes(text: str, metres: float) -> None:
    assert reach_metres(text) == metres


def test_the_record_of_what_was_asked_has_names_without_folders() -> None:
    asked = PostQuestion(
        posts=3, exclude=("/home/me/park.geojson", "b/lake.gpkg"), candidates="c/plots.csv", hours=(20, 6)
    )

    said = asked_text(asked)

    assert said["exclude"] == "park.geojson, lake.gpkg"
    assert (said["candidates"], said["hours"], said["seconds"]) == ("plots.csv", "20-6", "5")


def test_what_the_solver_prints_by_itself_does_not_reach_standard_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    library = ctypes.CDLL(None)

    with solver._silent():
        library.printf(b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();\n")
    library.printf(b"after\n")
    library.fflush(None)

    assert capfd.readouterr().out == "after\n"


def test_numbers_of_posts_have_an_interval_that_holds_them(folder: Path, tmp_path: Path) -> None:
    posts = found(folder, tmp_path, posts=3).posts

    assert (posts["incidents_low"] <= posts["incidents"]).all()
    assert (posts["incidents"] <= posts["incidents_high"]).all()
    assert np.isclose(posts["gain_share"].max(), posts["gain_share"].iloc[0])
