"""A ranking whose rows an engine counts is that of the plain reader; what an engine cannot do is refused."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from made_city import made_city

from hotspot import pipeline, write
from hotspot.config import load
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.backtest import backtest_city, question
from hotspot.pipeline.given import read_given

ROOT = Path(__file__).parents[1]
SAME_BYTES = (
    "ranking.csv",
    "ranking.geojson",
    "hotspots.geojson",
    "agreement.csv",
    "density.tif",
    "incidents.parquet",
)
AREAS = f"areas.file={ROOT / 'data' / 'microdistricts.geojson'}"
HAS_DUCKDB = all(importlib.util.find_spec(name) for name in ("ibis", "duckdb"))
needs_duckdb = pytest.mark.skipif(not HAS_DUCKDB, reason="not installed: pip install 'hotspot[scale]'")


def ranked(folder: Path, *, config: str = str(ROOT / "config.yaml"), **options: str | list[str]) -> Path:
    """Rank the sample city, or another, into a folder."""
    configuration = load(config, options={**options, "output": str(folder)}, sets=())
    found = pipeline.rank_city(configuration)
    pipeline.save(found, write.check_folder(str(folder), inputs=()), started="2026-11-22T10:00:00+00:00")
    return folder


def read(path: Path | str, *sets: str) -> None:
    """Read with an engine, as a ranking does."""
    options = {"incidents.file": str(path)}
    settings = load(None, options=options, sets=(AREAS, "incidents.engine=duckdb", *sets)).settings
    read_given(settings, today=date(2026, 11, 22))


def register(folder: Path, *, parquet: bool = False) -> list[str]:
    """Write the incidents of a made town in two files, with all that a register has beside place and time:
    persons, windows of time, days of reports, clearances, sources, numbers that come back, gaps."""
    made_city(folder)
    rows = pd.read_csv(folder / "incidents.csv", dtype=str)
    draw = np.random.default_rng(5)
    count = len(rows)
    start = pd.to_datetime(rows["occurred"])
    late = pd.to_timedelta(draw.integers(0, 40, count), "D")
    rows["type"] = rows["type"].where(draw.random(count) < 0.95, "narcotics")
    rows["occurred"] = start.dt.strftime("%d.%m.%Y %H:%M:%S")
    rows["date_to"] = (start + pd.to_timedelta(draw.integers(0, 900, count), "min")).dt.strftime(
        "%d.%m.%Y %H:%M"
    )
    rows["reported"] = (start + late).dt.strftime("%d.%m.%Y").where(draw.random(count) < 0.9, "")
    rows["cleared"] = draw.choice(["раскрыто", "не раскрыто", "?", ""], count, p=[0.3, 0.5, 0.05, 0.15])
    rows["source"] = draw.choice(["call", "patrol", ""], count)
    rows["victim"] = "Zhumabekov A. B."
    rows.loc[draw.random(count) < 0.03, ["lon", "lat"]] = ""
    rows.loc[draw.random(count) < 0.02, "occurred"] = "31.02.2025 10:00:00"
    rows.loc[draw.random(count) < 0.05, "id"] = "N7"
    rows["id"] += np.where(draw.random(count) < 0.1, " ", "")
    again = rows[draw.random(count) < 0.1].assign(cleared="раскрыто", reported="01.03.2026")
    files = [folder / "first.csv", folder / "second.csv"]
    for at, (file, part) in enumerate(zip(files, (rows, again), strict=True)):
        part.assign(a="beat 12" if at == 0 else "+7 701 123-45-67").to_csv(file, sep=";", index=False)
    if parquet:
        for at, file in enumerate(files):
            typed = pd.read_csv(file, sep=";", dtype={"id": str, "a": str})
            days = pd.to_datetime(typed["reported"], format="%d.%m.%Y")
            begin = pd.to_datetime(typed["occurred"], format="%d.%m.%Y %H:%M:%S", errors="coerce")
            state = typed["cleared"].map({"раскрыто": 1.0, "не раскрыто": 0.0})
            typed = typed.assign(reported=days, occurred=begin, cleared=state).drop(columns="date_to")
            files[at] = file.with_suffix(".parquet")
            typed.to_parquet(files[at])
    return [str(file) for file in files]


def contents(file: Path, run_id: str) -> str:
    """Return what a file holds, without the id of the run; what packs it hides that otherwise."""
    if file.suffix == ".gpkg":
        with sqlite3.connect(file) as database:
            text = "\n".join(database.iterdump())
        database.close()
    elif file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            text = "\n".join(book.read(name).decode() for name in book.namelist())
    else:
        text = file.read_bytes().decode(errors="backslashreplace")
    return text.replace(run_id, "ID")


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


@needs_duckdb
def test_an_engine_gives_every_file_of_the_plain_reader(tmp_path: Path) -> None:
    plain = ranked(tmp_path / "plain")

    counted = ranked(tmp_path / "counted", **{"incidents.engine": "duckdb"})

    for name in SAME_BYTES:
        assert (plain / name).read_bytes() == (counted / name).read_bytes(), name
    same_runs(plain, counted)


@needs_duckdb
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


@needs_duckdb
@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (("incidents.where=type = 'theft'",), "incidents.where is not known to an engine"),
        (("incidents.columns.harm=id",), "(harm) tells of single rows"),
        (("limits.rows=100",), "more than 100 incidents of different places and times"),
        (("incidents.engine=sqlite",), "unknown engine 'sqlite'"),
    ],
)
def test_what_an_engine_cannot_do_is_refused_with_what_to_do(sets: tuple[str, ...], said: str) -> None:
    with pytest.raises((ConfigError, InputError)) as refused:
        read(ROOT / "data" / "incidents.csv", *sets)

    assert said in refused.value.what
    assert refused.value.to_do


@needs_duckdb
def test_files_that_no_engine_reads_are_refused_before_the_areas_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "incidents.geojson"
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([76.9], [43.2]), crs="EPSG:4326")
    points.to_file(path)

    with pytest.raises(InputError, match=r"files ending in '.geojson' are not read here"):
        read(path, "areas.file=missing.geojson")
    with pytest.raises(ConfigError, match="an engine reads files, not databases"):
        read("postgresql://host/crimes", "areas.file=missing.geojson")


@pytest.mark.skipif(HAS_DUCKDB, reason="the packages are there")
def test_without_its_packages_an_engine_says_how_to_install_them() -> None:
    with pytest.raises(ConfigError) as refused:
        read(ROOT / "data" / "incidents.csv")

    assert refused.value.to_do == "pip install 'hotspot[scale]'"


def test_a_back_test_takes_no_engine() -> None:
    asked = load(str(ROOT / "config.yaml"), options={"incidents.engine": "duckdb"}, sets=())

    with pytest.raises(ConfigError) as refused:
        backtest_city(asked, question())

    assert refused.value.what == "a back-test looks at incidents one by one"
