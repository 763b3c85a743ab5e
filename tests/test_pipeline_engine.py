"""A ranking whose rows an engine counts is that of the plain reader; what an engine cannot do is refused."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from hotspot import pipeline, write
from hotspot.config import load
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.backtest import backtest_city, question
from hotspot.pipeline.given import read_given

ROOT = Path(__file__).parents[1]
SAME_BYTES = ("ranking.csv", "ranking.geojson", "hotspots.geojson", "agreement.csv", "density.tif")
AREAS = f"areas.file={ROOT / 'data' / 'microdistricts.geojson'}"
HAS_DUCKDB = all(importlib.util.find_spec(name) for name in ("ibis", "duckdb"))
needs_duckdb = pytest.mark.skipif(not HAS_DUCKDB, reason="not installed: pip install 'hotspot[scale]'")


def ranked(folder: Path, **options: str) -> Path:
    """Rank the sample city into a folder."""
    configuration = load(str(ROOT / "config.yaml"), options={**options, "output": str(folder)}, sets=())
    found = pipeline.rank_city(configuration)
    pipeline.save(found, write.check_folder(str(folder), inputs=()), started="2026-11-22T10:00:00+00:00")
    return folder


def read(path: Path | str, *sets: str) -> None:
    """Read with an engine, as a ranking does."""
    options = {"incidents.file": str(path)}
    settings = load(None, options=options, sets=(AREAS, "incidents.engine=duckdb", *sets)).settings
    read_given(settings, today=date(2026, 11, 22))


@needs_duckdb
def test_an_engine_gives_the_results_of_the_plain_reader(tmp_path: Path) -> None:
    plain = ranked(tmp_path / "plain")

    counted = ranked(tmp_path / "counted", **{"incidents.engine": "duckdb"})

    for name in SAME_BYTES:
        assert (plain / name).read_bytes() == (counted / name).read_bytes(), name
    one, other = (json.loads((run / "run.json").read_text()) for run in (plain, counted))
    assert one["rows"] == other["rows"]
    assert one["findings"] == other["findings"]
    assert one["run_id"] != other["run_id"]
    used, held = (pq.read_table(run / "incidents.parquet") for run in (plain, counted))
    columns = [name for name in used.column_names if name != "start"]  # the hour is known, not the minute
    frames = [table.select(columns).to_pandas().sort_values(columns) for table in (used, held)]
    assert frames[0].reset_index(drop=True).equals(frames[1].reset_index(drop=True))


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
