"""People in a whole run: sensitive incidents are not shown singly, and the report says who lives where."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from finished_run import finished
from made_city import SIDE, SOUTH, WEST, made_city
from page_incidents import decoded

from hotspot import pipeline
from hotspot.config import load
from hotspot.measure.distinct import distinct_places
from hotspot.read import read_run
from hotspot.render.contents import city_island
from hotspot.render.incidents import APART, NO_DAY, NO_SLOT

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result

HOME = (f"{WEST + 2.5 * SIDE:.6f}", f"{SOUTH + 2.5 * SIDE:.6f}")  # in the ninth area


def with_sensitive(folder: Path) -> None:
    """Make 3 of the made town's incidents rapes, and add 30 of domestic violence at one address."""
    made_city(folder)
    with (folder / "incidents.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:3]:
        row["type"] = "rape"
    home = [
        {**row, "id": f"X{i}", "type": "domestic violence", "lon": HOME[0], "lat": HOME[1]}
        for i, row in enumerate(rows[:30])
    ]
    with (folder / "incidents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, *home])


def ranked(folder: Path, *sets: str) -> Result:
    return pipeline.rank_city(load(str(folder / "config.yaml"), sets=sets))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    with_sensitive(folder)
    return folder


@pytest.fixture(scope="module")
def result(town: Path) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(town)
        return ranked(town)


@pytest.fixture(scope="module")
def shown(town: Path) -> Result:
    """The same run with sensitive incidents shown like all others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(town)
        return ranked(town, "privacy.sensitive=show")


def test_the_page_has_no_place_day_hour_or_type_of_any_sensitive_incident(result: Result) -> None:
    island = city_island(result)

    found = decoded(island["incidents"])
    apart = found[found["kind"] == APART]
    assert len(apart) == 33
    assert {*apart["x"], *apart["y"]} == {0}
    assert {*apart["day"]} == {NO_DAY}
    assert {*apart["slot"]} == {NO_SLOT}
    assert not {"rape", "domestic violence"} & set(island["types"])


def test_they_count_in_their_area_and_in_the_order_all_the_same(result: Result, shown: Result) -> None:
    columns = ["rank", "area_id", "incidents", "score", "p_top"]

    assert result.ranking.frame[columns].equals(shown.ranking.frame[columns])
    assert sum(city_island(result)["incidents"]["areas"]) == len(result.incidents)


def test_areas_name_a_sensitive_type_from_five_incidents_on_and_hot_spots_leave_them_out(
    result: Result, shown: Result
) -> None:
    areas, spots = result.ranking.frame["main_types"], result.hotspots.frame

    assert any("domestic violence" in types for types in areas)
    assert not any("rape" in types for types in areas)
    assert "single_address" not in set(spots["kind"])
    assert "single_address" in set(shown.hotspots.frame["kind"])


def test_the_density_has_those_of_an_area_alike_on_all_its_cells(result: Result, shown: Result) -> None:
    years = result.period.years if result.period else 1.0
    home = result.ranking.frame.set_index("area_id").loc["A8"]
    before = shown.ranking.frame.set_index("area_id").loc["A8"]

    cell_km2 = (result.surface.grid.cell_m / 1000) ** 2
    total = np.nansum(result.surface.values) * cell_km2 * years
    assert total == pytest.approx(len(result.incidents), rel=1e-5)
    assert home["density_peak"] < before["density_peak"] / 10
    assert home["density_mean"] > 30 / home["area_km2"] / years


def moved(folder: Path) -> None:
    """Make the same town, with the sensitive incidents elsewhere in their areas."""
    with_sensitive(folder)
    with (folder / "incidents.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["type"] in {"rape", "domestic violence"}:
            for axis, edge in (("lon", WEST), ("lat", SOUTH)):
                area = int((float(row[axis]) - edge) / SIDE)
                row[axis] = f"{edge + SIDE * (area + 0.25):.6f}"
    with (folder / "incidents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_where_in_its_area_a_sensitive_incident_lies_moves_nothing_that_is_shown(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(tmp_path)
    monkeypatch.chdir(tmp_path)

    again = ranked(tmp_path)

    assert again.ranking.frame.equals(result.ranking.frame)
    assert again.hotspots.frame.equals(result.hotspots.frame)
    assert again.choices == result.choices
    assert np.array_equal(again.surface.values, result.surface.values, equal_nan=True)
    assert city_island(again)["incidents"] == city_island(result)["incidents"]


def test_it_is_said_how_many_of_which_types_and_how_to_show_them(result: Result, shown: Result) -> None:
    told = {finding.code: finding.values for finding in result.findings}

    assert told["sensitive_by_area"]["types"] == "domestic violence: 30; rape: 3"
    assert "sensitive_by_area" not in {one.code for one in shown.findings}


def test_the_file_for_further_commands_holds_them_where_they_were(town: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(town)
        result = ranked(town)
        pipeline.save(result, tmp_path, started="2026-01-02T03:04:05+00:00")

    again = read_run(str(tmp_path))
    at_home = again.incidents[again.incidents["type"] == "domestic violence"]
    assert len(distinct_places(at_home[["easting", "northing"]].to_numpy())[0]) == 1
    assert city_island(again) == city_island(result)


def test_the_report_says_who_lives_in_the_first_areas_by_the_groups_of_the_file_and_of_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_city(tmp_path)
    areas = gpd.read_file(tmp_path / "areas.geojson")
    areas.assign(aged=range(100, 190, 10)).to_file(tmp_path / "areas.geojson")
    table = "id,population,young\n" + "".join(f"A{i},{1000 + i},{200 - 20 * i}\n" for i in range(9))
    (tmp_path / "people.csv").write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    groups = ["areas.join=people.csv", "areas.groups=[aged, young]"]
    result, folder = finished_with_groups(tmp_path, *groups)

    assert result.audit is not None
    assert result.audit.counts == (("aged", 1260.0), ("young", 1080.0))
    assert [name for name, _ in result.audit.flagged[0].groups] == ["aged", "young"]
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert "Who lives in the areas put first" in report
    assert "Group “young” (residents: 1,080)" in report
    assert "aged" not in json.loads((folder / "ranking.geojson").read_text())["features"][0]["properties"]


def test_without_residents_the_report_says_that_nothing_was_audited(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        result, folder = finished(tmp_path)

    assert result.audit is None
    assert "No population given: not audited." in (folder / "report.md").read_text(encoding="utf-8")


def finished_with_groups(folder: Path, *sets: str) -> tuple[Result, Path]:
    result = ranked(folder, *sets)
    (folder / "maps").mkdir()
    pipeline.save(result, folder / "maps", started="2026-01-02T03:04:05+00:00")
    return result, folder / "maps"
