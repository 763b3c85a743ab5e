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
from made_osm import extract

from hotspot.errors import ConfigError, InputError
from hotspot.measure.siting import covering, solver
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.cameras import CameraQuestion, place_cameras
from hotspot.pipeline.demand import demand_asked
from hotspot.pipeline.patrol import PatrolQuestion, plan_patrols
from hotspot.pipeline.posts import PostQuestion, place_posts
from hotspot.read import read_run
from hotspot.words import Words
from hotspot.words.sited import lines

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
    monkeypatch.setattr("hotspot.pipeline.posts.placing.MOST_ON_CURVE", 2)

    placed = found(folder, tmp_path, posts=5)

    assert [gain.posts for gain in placed.gains] == [1, 2, 3, 4]


def test_the_record_of_what_was_asked_has_names_without_folders() -> None:
    asked = PostQuestion(
        posts=3, exclude=("/home/me/park.geojson", "b/lake.gpkg"), candidates="c/plots.csv", hours=(20, 6)
    )

    said = asked_text(asked)

    assert said["exclude"] == "park.geojson, lake.gpkg"
    assert (said["candidates"], said["hours"], said["seconds"]) == ("plots.csv", "20-6", "300")


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


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run that knows the harm of each type."""
    kinds = ("harm.theft=1", "harm.robbery=10", "harm.fraud=2")
    return finished(tmp_path_factory.mktemp("weighed"), *kinds)[1]


def codes(placed: Placed) -> set[str]:
    return {finding.code for finding in placed.findings}


def test_harm_counts_each_incident_as_its_type_weighs(weighed: Path, tmp_path: Path) -> None:
    result = read_run(str(weighed))
    each = result.incidents["type"].map({"theft": 1.0, "robbery": 10.0, "fraud": 2.0}).to_numpy()
    expected = result.ranking.frame.set_index("area_id")["expected"]
    area = result.incidents["area"].to_numpy()
    ratio = expected.loc[result.areas.frame["area_id"]].to_numpy() / np.bincount(area, minlength=9)

    placed = found(weighed, tmp_path, by="harm")

    assert placed.unit == "expected_harm"
    assert placed.total == pytest.approx((each * ratio[area]).sum())
    assert placed.hold_out is None or placed.hold_out.incidents < len(each)


@pytest.mark.parametrize("command", ["posts", "cameras", "patrol"])
def test_harm_that_the_run_does_not_know_is_refused_and_else_counts_for_all(
    folder: Path, weighed: Path, tmp_path: Path, command: str
) -> None:
    streets, out = str(folder / "grid.geojson"), str(tmp_path / "out")

    def asked(run: Path) -> Any:
        if command == "posts":
            return place_posts(str(run), replace(ASKED, by="harm", out=out))[0]
        if command == "cameras":
            cameras = CameraQuestion(cameras=1, by="harm", draws=0, range="200m", out=out)
            return place_cameras(str(run), cameras)[0]
        patrol = PatrolQuestion(length="3km", by="harm", rounds=2, streets=streets, out=out)
        return plan_patrols(str(run), patrol)[0]

    assert asked(weighed).unit == "expected_harm"
    with pytest.raises(ConfigError, match="the run knows no harm"):
        asked(folder)


def test_a_forecast_that_the_run_does_not_have_is_refused(folder: Path) -> None:
    result = read_run(str(folder))
    frame = result.ranking.frame.assign(expected=np.nan)
    blind = replace(result, ranking=replace(result.ranking, frame=frame))

    with pytest.raises(ConfigError, match="expects no number of incidents"):
        demand_asked(blind, by="expected", hours=None, name="posts")
    assert demand_asked(blind, by=None, hours=None, name="posts").demand.unit == "incidents"


def test_incidents_whose_hour_is_unknown_are_counted_where_hours_are_asked_for(folder: Path) -> None:
    result = read_run(str(folder))
    known = np.arange(len(result.incidents)) % 4 > 0
    half = replace(result, incidents=result.incidents.assign(hour_known=known))

    night, whole = (demand_asked(half, by=None, hours=hours, name="posts") for hours in ((20, 6), None))

    assert [dict(one.values) for one in night.findings] == [{"count": int((~known).sum()), "all": len(known)}]
    assert whole.findings == ()


def test_the_trial_counts_only_the_hours_asked_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.pipeline.trial.LEAST_HELD_OUT", 1)
    night, day, whole = (found(folder, tmp_path, hours=hours) for hours in ((20, 6), (6, 20), None))

    assert night.hold_out
    assert day.hold_out
    assert whole.hold_out
    assert night.hold_out.incidents + day.hold_out.incidents == whole.hold_out.incidents


def test_the_trial_keeps_the_rules_and_is_left_out_where_it_cannot_tell(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.pipeline.trial.LEAST_HELD_OUT", 1)
    sites = [[WEST + 0.5 * SIDE, SOUTH + 0.5 * SIDE], [WEST + 0.5 * SIDE, SOUTH + 0.95 * SIDE]]
    collection(tmp_path / "plots.geojson", "Point", sites)
    plots = {"candidates": str(tmp_path / "plots.geojson"), "posts": 2}

    free = found(folder, tmp_path, **plots)
    spaced = found(folder, tmp_path, **plots, spacing_m=600.0)
    limited = found(folder, tmp_path, **plots, capacity=50.0)

    assert free.hold_out
    assert free.hold_out.posts == 2
    assert spaced.hold_out
    assert spaced.hold_out.posts == len(spaced.posts) == 1
    assert limited.hold_out is None


def test_with_a_capacity_it_is_said_what_is_served_and_what_is_reached(folder: Path, tmp_path: Path) -> None:
    placed = found(folder, tmp_path, posts=3, capacity=40.0)

    assert placed.covered == pytest.approx(placed.value)
    assert placed.covered <= 40.0 * 4 + 1e-6
    assert placed.covered < placed.reached
    assert placed.before + placed.posts["gain"].sum() == pytest.approx(placed.covered)
    assert lines(placed, read_run(str(folder)), Words(language="en"))[1].startswith(
        "New posts: 3. Each serves at most 40: all posts serve "
    )


def test_the_proof_of_a_median_tells_how_much_it_is_about(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = found(folder, tmp_path, model="median", candidates="grid:200")
    monkeypatch.setattr("hotspot.place.nearest.MOST_PAIRS", 2_000)

    part = found(folder, tmp_path, model="median", candidates="grid:200")

    told = next(one for one in part.findings if one.code == "posts_gathered")
    assert "posts_gathered" not in codes(whole)
    assert (told.values["count"], told.values["all"]) == (part.candidates, whole.candidates)
    assert part.candidates < whole.candidates
    assert whole.gains == part.gains == ()


@pytest.mark.parametrize("model", ["median", "center"])
def test_a_rule_that_a_model_cannot_keep_is_refused(folder: Path, tmp_path: Path, model: str) -> None:
    with pytest.raises(ConfigError, match="keeps no rules"):
        found(folder, tmp_path, model=model, spacing_m=300.0)
    with pytest.raises(ConfigError, match="a capacity what each serves"):
        found(folder, tmp_path, model="backup", capacity=10.0)


def test_what_would_take_too_long_under_rules_is_left_out_aloud(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.place.gains.RULED_ENTRIES", 0)

    placed = found(folder, tmp_path, spacing_m=600.0)

    assert "posts_large" in codes(placed)
    assert (placed.gains, placed.hold_out, placed.knee, placed.draws) == ((), None, 0, 0)


def test_a_search_that_the_clock_ended_is_said_to_be(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = covering.maximal_cover
    monkeypatch.setattr(
        "hotspot.place.posts.maximal_cover",
        lambda *given, **more: replace(real(*given, **more), cut_short=True),
    )

    placed = found(folder, tmp_path)

    assert "search_clock" in codes(placed)
    assert "search_clock" not in codes(found(folder, tmp_path, cover=0.3, posts=None))


def test_what_is_left_out_of_a_file_is_counted(folder: Path, tmp_path: Path) -> None:
    sites: list[Any] = [[WEST + 0.5 * SIDE, SOUTH + 0.5 * SIDE], [WEST + 2.5 * SIDE, SOUTH + 2.5 * SIDE]]
    collection(tmp_path / "plots.geojson", "Point", [*sites, [10.0, 50.0]])
    half = {"type": "Feature", "properties": {}, "geometry": None}
    points = json.loads((tmp_path / "plots.geojson").read_text(encoding="utf-8"))
    points["features"].append(half)
    (tmp_path / "plots.geojson").write_text(json.dumps(points), encoding="utf-8")
    collection(tmp_path / "far.geojson", "Polygon", [[[[10, 50], [11, 50], [11, 51], [10, 50]]]])
    file = str(tmp_path / "plots.geojson")

    placed = found(folder, tmp_path, candidates=file, demand=file, exclude=(str(tmp_path / "far.geojson"),))

    counted = [(one.code, one.values.get("count")) for one in placed.findings]
    assert counted.count(("brought_left_out", 1)) == 2
    assert ("posts_plots_outside", 1) in counted
    assert ("posts_demand_outside", 1) in counted
    assert ("posts_bars_nothing", None) in counted


def at(*places: tuple[float, float]) -> list[list[float]]:
    """Return places in degrees, counted in sides of an area from the corner of the city."""
    return [[WEST + across * SIDE, SOUTH + along * SIDE] for across, along in places]


def test_as_many_posts_may_be_asked_for_as_there_are_free_sites_and_no_more(
    folder: Path, tmp_path: Path
) -> None:
    in_the_park, free = at((0.3, 0.25)), at((0.5, 1.5), (1.5, 1.5), (2.5, 2.5))
    collection(tmp_path / "plots.geojson", "Point", [*in_the_park, *free])
    given = {"candidates": str(tmp_path / "plots.geojson"), "exclude": (str(folder / "park.geojson"),)}

    all_of_them = found(folder, tmp_path, posts=3, **given)
    with pytest.raises(ConfigError, match="there are 3 candidate sites for 4 posts"):
        found(folder, tmp_path, posts=4, **given)

    assert len(all_of_them.posts) == 3
    assert all_of_them.candidates == 3
    assert ("posts_barred", 1) in [(one.code, one.values.get("count")) for one in all_of_them.findings]


def test_without_a_number_one_free_site_is_enough_and_none_is_refused(folder: Path, tmp_path: Path) -> None:
    one, none = str(tmp_path / "one.geojson"), str(tmp_path / "none.geojson")
    collection(tmp_path / "one.geojson", "Point", [*at((0.3, 0.25)), *at((1.5, 1.5))])
    collection(tmp_path / "none.geojson", "Point", at((0.3, 0.25)))
    park = {"exclude": (str(folder / "park.geojson"),), "posts": None, "cover": 0.01}

    placed = found(folder, tmp_path, candidates=one, **park)
    with pytest.raises(ConfigError, match="there are 0 candidate sites"):
        found(folder, tmp_path, candidates=none, **park)

    assert placed.candidates == 1


def test_posts_that_stand_outside_are_counted_and_none_inside_is_an_error(
    folder: Path, tmp_path: Path
) -> None:
    inside, outside = at((0.5, 0.5), (2.5, 2.5)), at((9.0, 9.0), (9.5, 9.0), (9.0, 9.5))
    collection(tmp_path / "some.geojson", "Point", [*inside, *outside])
    collection(tmp_path / "far.geojson", "Point", outside)

    placed = found(folder, tmp_path, existing=str(tmp_path / "some.geojson"))
    with pytest.raises(InputError, match="all of its posts lie outside the city"):
        found(folder, tmp_path, existing=str(tmp_path / "far.geojson"))

    assert ("posts_outside", 3) in [(one.code, one.values.get("count")) for one in placed.findings]


def test_ground_that_is_no_polygon_bars_nothing_and_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no polygon in it"):
        found(folder, tmp_path, exclude=(str(folder / "grid.geojson"),))


def test_streets_of_another_city_are_refused(folder: Path, tmp_path: Path) -> None:
    collection(tmp_path / "far.geojson", "LineString", [[[10, 50], [10.01, 50]]])

    with pytest.raises(InputError, match="all of its streets lie outside the city"):
        found(folder, tmp_path, straight=False, streets=str(tmp_path / "far.geojson"))


def test_an_extract_gives_the_same_streets_as_a_layer(folder: Path, tmp_path: Path) -> None:
    grid = json.loads((folder / "grid.geojson").read_text(encoding="utf-8"))["features"]
    lines_of = [[(round(x, 7), round(y, 7)) for x, y in one["geometry"]["coordinates"]] for one in grid]
    fast = [(WEST, SOUTH), (WEST + 3 * SIDE, SOUTH + 3 * SIDE)]
    ways = [({"highway": "residential"}, line) for line in lines_of]
    (tmp_path / "town.osm.pbf").write_bytes(extract([*ways, ({"highway": "motorway"}, fast)]))
    asked = {"straight": False, "candidates": "grid:200"}

    layer = found(folder, tmp_path, **asked, streets=str(folder / "grid.geojson"))
    town = found(folder, tmp_path, **asked, streets=str(tmp_path / "town.osm.pbf"))

    assert town.on_streets
    assert town.covered == pytest.approx(layer.covered)
    assert town.catchments.area.sum() == pytest.approx(layer.catchments.area.sum(), rel=1e-3)
