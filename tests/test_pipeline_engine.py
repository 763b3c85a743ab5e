"""A ranking whose rows an engine counts is that of the plain reader; what an engine cannot do is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
from made_register import ROOT, contents, ranked, register

from hotspot.config import load
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.backtest import backtest_city, question
from hotspot.pipeline.given import read_given

if TYPE_CHECKING:
    from pathlib import Path

SAME_BYTES = (
    "ranking.csv",
    "ranking.geojson",
    "hotspots.geojson",
    "agreement.csv",
    "density.tif",
    "incidents.parquet",
)
AREAS = f"areas.file={ROOT / 'data' / 'microdistricts.geojson'}"


def read(path: Path | str, *sets: str) -> None:
    """Read with an engine, as a ranking does."""
    options = {"incidents.file": str(path)}
    settings = load(None, options=options, sets=(AREAS, "incidents.engine=duckdb", *sets)).settings
    read_given(settings, today=date(2026, 11, 22))


def same_runs(plain: Path, counted: Path) -> None:
    """Hold every file against its other; nothing may differ but the setting and the id that it is part of."""
    one, other = (json.loads((run / "run.json").read_text()) for run in (plain, counted))
    outputs = set(one["outputs"])
    assert outputs == set(other["outputs"])
    for name in sorted(outputs - {"ro-crate-metadata.json"}):  # of the hashes of the others
        here, there = contents(plain / name, one["run_id"]), contents(counted / name, other["run_id"])
        assert here == there, name
    for said in (one, other):
        del said["run_id"], said["outputs"], said["config"]["settings"]["output"]
        said["config"]["origin"].pop("incidents.engine", None)
        del said["config"]["settings"]["incidents"]["engine"]
    assert one == other


def test_an_engine_gives_every_file_of_the_plain_reader(tmp_path: Path) -> None:
    plain = ranked(tmp_path / "plain")

    counted = ranked(tmp_path / "counted", **{"incidents.engine": "duckdb"})

    for name in SAME_BYTES:
        assert (plain / name).read_bytes() == (counted / name).read_bytes(), name
    same_runs(plain, counted)


@pytest.mark.parametrize("parquet", [False, True], ids=["text", "Parquet"])
def test_an_engine_knows_of_a_register_what_the_plain_reader_knows(parquet: bool, tmp_path: Path) -> None:
    files = register(tmp_path, parquet=parquet)
    made = {"config": str(tmp_path / "config.yaml"), "incidents.file": files}
    plain = ranked(tmp_path / "plain", **made)

    counted = ranked(tmp_path / "counted", **made, **{"incidents.engine": "duckdb"})

    same_runs(plain, counted)
    columns = set(pq.read_table(counted / "incidents.parquet").column_names)
    assert {"reported", "cleared"} <= columns
    found = json.loads((counted / "run.json").read_text())["findings"]
    told = {one["code"]: one["values"] for one in found}
    assert told["personal_columns"] == {"file": f"{files[0]} and 1 more", "columns": "victim, a"}
    assert {"ids_reused", "discovered_left_out"} <= set(told), sorted(told)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (("incidents.where=type = 'theft'",), "incidents.where is not known to an engine"),
        (("incidents.columns.harm=id",), "(harm) tells of single rows"),
        (("limits.rows=100",), "more than 100 different places"),
        (("incidents.engine=sqlite",), "unknown engine 'sqlite'"),
    ],
)
def test_what_an_engine_cannot_do_is_refused_with_what_to_do(sets: tuple[str, ...], said: str) -> None:
    with pytest.raises((ConfigError, InputError)) as refused:
        read(ROOT / "data" / "incidents.csv", *sets)

    assert said in refused.value.what
    assert refused.value.to_do


def test_files_that_no_engine_reads_are_refused_before_the_areas_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "incidents.geojson"
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([76.9], [43.2]), crs="EPSG:4326")
    points.to_file(path)

    with pytest.raises(InputError, match=r"files ending in '.geojson' are not read here"):
        read(path, "areas.file=missing.geojson")
    with pytest.raises(ConfigError, match="an engine reads files, not databases"):
        read("postgresql://host/crimes", "areas.file=missing.geojson")


def test_without_its_packages_an_engine_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(ConfigError) as refused:
        read(ROOT / "data" / "incidents.csv")

    assert refused.value.to_do == "in the project's folder: pip install -e '.[scale]'"


def test_a_back_test_takes_no_engine() -> None:
    asked = load(str(ROOT / "config.yaml"), options={"incidents.engine": "duckdb"}, sets=())

    with pytest.raises(ConfigError) as refused:
        backtest_city(asked, question())

    assert refused.value.what == "a back-test looks at incidents one by one"


def test_an_engine_leaves_without_a_word_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "cli.py", "rank", "--engine", "duckdb", "-q", "--out", str(tmp_path / "run")]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stderr == ""
