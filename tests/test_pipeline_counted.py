"""More incidents than memory may hold are ranked as those that fit: all numbers are the plain reader's."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_register import ROOT, contents, ranked, register

from hotspot.errors import ConfigError, InputError
from hotspot.read.run import read_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NUMBERS = (
    "ranking.csv",
    "ranking.geojson",
    "hotspots.geojson",
    "agreement.csv",
    "density.tif",
    "hotspot.gpkg",
)
ONLY_SINGLE = {"copies", "reversed_window", "long_window"}  # findings about incidents one by one


def counted(folder: Path, *, rows: int, **options: Any) -> Path:
    """Rank with an engine where memory may hold so many incidents."""
    return ranked(folder, **{"incidents.engine": "duckdb", "limits.rows": rows, **options})


def record(run: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((run / "run.json").read_text())
    return said


def findings(run: Path) -> list[dict[str, Any]]:
    """Return what a run noticed, but for what is asked of single incidents or says that there are none."""
    left = ONLY_SINGLE | {"counted_only", "sensitive_by_area", "sensitive_counted"}
    return [one for one in record(run)["findings"] if one["code"] not in left]


def same_numbers(plain: Path, counts: Path) -> None:
    """Hold two runs against each other: all numbers, the account of the rows, findings and choices."""
    one, other = record(plain), record(counts)
    for name in NUMBERS:
        here, there = contents(plain / name, one["run_id"]), contents(counts / name, other["run_id"])
        assert here == there, name
    assert one["rows"] == other["rows"]
    assert findings(plain) == findings(counts)
    unread = {"incidents.columns.reported", "incidents.columns.cleared", "incidents.columns.date_end"}
    assert [each for each in one["choices"] if each["name"] not in unread] == other["choices"]


def page(run: Path) -> dict[str, Any]:
    """Return what the map knows but for its title block, where the counting is told."""
    text = (run / "map.html").read_text().replace(record(run)["run_id"], "ID")
    found = re.search(r'id="city-island">(.*?)</script>', text, re.DOTALL)
    assert found
    island: dict[str, Any] = json.loads(found[1])
    return {name: part for name, part in island.items() if name != "about"}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ranked(tmp_path_factory.mktemp("sample") / "plain", **{"map.incidents": 0})


@pytest.fixture(scope="module")
def counts(plain: Path) -> Path:
    """A run that counts, where one that did not had been."""
    run = plain.parent / "counts"
    shutil.copytree(plain, run)
    return counted(run, rows=8_000, **{"map.incidents": 0})


def test_the_sample_city_is_ranked_alike_without_holding_its_incidents(plain: Path, counts: Path) -> None:
    same_numbers(plain, counts)
    assert page(plain) == page(counts)
    said = {one["code"]: one["values"] for one in record(counts)["findings"]}
    assert said["counted_only"] == {"count": record(plain)["rows"]["kept"], "limit": 8_000}


def test_the_file_of_single_incidents_of_an_earlier_run_goes(plain: Path, counts: Path) -> None:
    assert (plain / "incidents.parquet").exists()
    assert not (counts / "incidents.parquet").exists()
    assert "incidents.parquet" not in record(counts)["outputs"]


def test_a_command_that_needs_single_incidents_says_that_the_run_has_none(counts: Path) -> None:
    with pytest.raises(InputError, match=r"counted more incidents than limits\.rows"):
        read_run(str(counts))


@pytest.mark.parametrize("parquet", [False, True], ids=["text", "Parquet"])
def test_a_register_with_gaps_repeats_and_sources_is_ranked_alike(parquet: bool, tmp_path: Path) -> None:
    files = register(tmp_path, parquet=parquet)
    made = {"config": str(tmp_path / "config.yaml"), "incidents.file": files}
    plain = ranked(tmp_path / "plain", **made)

    counts = counted(tmp_path / "counts", rows=420, **made)

    same_numbers(plain, counts)
    assert {"ids_reused", "discovered_left_out"} <= {one["code"] for one in findings(counts)}


@pytest.mark.parametrize("dates", ["none", "months"])
def test_incidents_without_days_are_ranked_alike(dates: str, tmp_path: Path) -> None:
    rows = pd.read_csv(ROOT / "data" / "incidents.csv", dtype=str)
    rows = (
        rows.drop(columns="occurred") if dates == "none" else rows.assign(occurred=rows["occurred"].str[:7])
    )
    rows.to_csv(tmp_path / "incidents.csv", index=False)
    given = {"incidents.file": str(tmp_path / "incidents.csv"), "map.incidents": 0, "clusters.simulations": 0}
    plain = ranked(tmp_path / "plain", **given)

    counts = counted(tmp_path / "counts", rows=8_000, **given)

    same_numbers(plain, counts)
    assert page(plain) == page(counts)


def flawed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows beyond the globe, with persons' numbers among the types, mistyped years, default times."""
    row = np.arange(len(rows))
    midnight = rows["occurred"].str[:10] + " 00:00"
    when = rows["occurred"].where(row % 4 > 0, midnight).where(row % 900 > 0, "2011-03-04 05:06")
    kind = rows["type"].where(row % 40 > 0, "theft 850101300123")
    return rows.assign(lon=rows["lon"].where(row % 300 > 0, "200.5"), type=kind, occurred=when)


def unnamed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows without numbers and sources, with free text in the place of types."""
    told = [f"a bag was taken from car {number}" for number in range(len(rows))]
    return rows.drop(columns=["id", "source"]).assign(type=told)


@pytest.mark.parametrize("odd", [flawed, unnamed])
def test_odd_files_are_ranked_alike(odd: Callable[[pd.DataFrame], pd.DataFrame], tmp_path: Path) -> None:
    rows = odd(pd.read_csv(ROOT / "data" / "incidents.csv", dtype=str))
    rows.to_csv(tmp_path / "incidents.csv", index=False)
    given = {"incidents.file": str(tmp_path / "incidents.csv"), "clusters.simulations": 0}
    plain = ranked(tmp_path / "plain", **given)

    counts = counted(tmp_path / "counts", rows=8_000, **given)

    same_numbers(plain, counts)


def test_a_period_is_ranked_alike_and_harm_added_up_alike(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"period.start": "2024-06-15", "period.end": "2025-09-30"}
    asked |= {"harm": {"theft": 2.0, "robbery": 30.0, "assault": 7.0}, "clusters.simulations": 0}
    plain = ranked(tmp_path / "plain", **asked)

    counts = counted(tmp_path / "counts", rows=8_000, **asked)

    same_numbers(plain, counts)


def test_sensitive_types_are_told_of_as_little_as_by_the_plain_reader(tmp_path: Path) -> None:
    rows = pd.read_csv(ROOT / "data" / "incidents.csv", dtype=str)
    rows["type"] = rows["type"].where(rows["type"] != rows["type"].iloc[0], "domestic violence")
    rows.loc[::150, "type"] = "rape"
    rows.loc[3::150, "type"] = ""
    here = rows.assign(lon=rows["lon"].iloc[7], lat=rows["lat"].iloc[7], type="rape", id="").head(60)
    pd.concat([rows, here]).to_csv(tmp_path / "incidents.csv", index=False)
    given = {"incidents.file": str(tmp_path / "incidents.csv"), "map.incidents": 0, "clusters.simulations": 0}
    plain = ranked(tmp_path / "plain", **given)

    counts = counted(tmp_path / "counts", rows=8_000, **given)

    same_numbers(plain, counts)
    assert page(plain) == page(counts)
    told = {one["code"]: one for one in record(counts)["findings"]}
    assert "incidents.parquet" not in told["sensitive_counted"]["text"]


def test_without_areas_and_boundary_the_main_town_is_ranked_alike(tmp_path: Path) -> None:
    rows = pd.read_csv(ROOT / "data" / "incidents.csv", dtype=str)
    far = rows.head(40).assign(lon=(rows["lon"].head(40).astype(float) + 9).map(str))
    pd.concat([rows, far]).to_csv(tmp_path / "incidents.csv", index=False)
    given: dict[str, Any] = {"incidents.file": str(tmp_path / "incidents.csv"), "clusters.simulations": 0}
    given["areas.file"] = "square:500"
    config = tmp_path / "config.yaml"
    config.write_text("seed: 3\n")
    plain = ranked(tmp_path / "plain", config=str(config), **given)

    counts = counted(tmp_path / "counts", rows=8_000, config=str(config), **given)

    same_numbers(plain, counts)


def test_what_cannot_be_had_from_counts_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 100 different places") as places:
        counted(tmp_path / "places", rows=100)
    with pytest.raises(ConfigError, match="an order by harm needs the types of each day") as harm:
        counted(tmp_path / "harm", rows=8_000, **{"ranking.by": "harm", "harm": {"theft": 1.0}})

    assert all("limits.rows" in refused.value.to_do for refused in (places, harm))
