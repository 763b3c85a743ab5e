"""A query of a real PostGIS becomes a file that can be ranked, with a record that holds no password."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import psycopg
import pyarrow.parquet as pq
import pytest
from conftest import without
from postgres_server import PASSWORD, programs, served

from hotspot.cli import main
from hotspot.errors import ConfigError, HotspotError
from hotspot.pipeline.fetch_database import DatabaseQuestion, fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = """
CREATE EXTENSION postgis;
CREATE TABLE theft AS
    SELECT i AS id, 'theft ' || i % 3 AS type,
        timestamp '2024-01-01 10:30' + i * interval '7 hours' AS occurred,
        CASE WHEN i % 50 > 0 THEN
            ST_Transform(ST_SetSRID(ST_MakePoint(76.9 + i % 40 * 0.001, 43.2 + i % 31 * 0.001), 4326), 32643)
        END AS geom
    FROM generate_series(1, 2000) i;
"""
QUERY = "SELECT id, type, occurred, geom FROM theft ORDER BY id"


@pytest.fixture(scope="module")
def postgis() -> Iterator[str]:
    if programs() is None:
        without("PostgreSQL", "apt-get install postgresql postgresql-postgis")
    with served() as url, psycopg.connect(url, autocommit=True) as opened:
        if not opened.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone():
            without("PostGIS", "apt-get install postgresql-postgis")
        opened.execute(TABLE)
        yield url


def test_points_become_degrees_moments_text_and_the_record_knows_the_query_but_no_password(
    postgis: str, tmp_path: Path
) -> None:
    asked = DatabaseQuestion(address=postgis, query=QUERY, to=str(tmp_path / "theft.csv"))

    fetched, files = fetch_rows(asked, date="2026-05-03")

    rows = list(csv.DictReader(files[0].read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(fetched.rows) == 2000
    assert list(rows[0]) == ["id", "type", "occurred", "lon", "lat"]
    assert (rows[0]["id"], rows[0]["occurred"]) == ("1", "2024-01-01 17:30:00")
    assert (float(rows[0]["lon"]), float(rows[0]["lat"])) == (pytest.approx(76.901), pytest.approx(43.201))
    assert (rows[49]["lon"], rows[49]["lat"]) == ("", "")
    record = json.loads(files[1].read_text(encoding="utf-8"))
    assert (record["protocol"], record["rows"], record["asked"]["query"]) == ("postgis", 2000, QUERY)
    assert all(PASSWORD not in path.read_text(encoding="utf-8") for path in files)


def test_the_same_database_gives_the_same_bytes(postgis: str, tmp_path: Path) -> None:
    asked = DatabaseQuestion(address=postgis, query=QUERY, to=str(tmp_path / "theft.parquet"))

    first, again = ([path.read_bytes() for path in fetch_rows(asked, date="2026-05-03")[1]] for _ in "12")

    assert first == again
    assert pq.read_table(tmp_path / "theft.parquet").column("id").to_pylist() == list(range(1, 2001))


def test_what_was_fetched_is_ranked(
    postgis: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THE_ADDRESS", PASSWORD)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", *words])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), capsys.readouterr().out

    address = postgis.replace(PASSWORD, "${THE_ADDRESS}")
    fetched = run("fetch", "postgis", address, "--query", QUERY, "--to", "theft.parquet")
    ranked = run("rank", "theft.parquet", "--areas", "square:1000", "--set", "clusters.simulations=0", "-q")

    assert fetched == (0, "Rows fetched: 2,000; in the file: 2,000; source: postgres, 127.0.0.1\n")
    assert ranked[0] == 0
    assert "1,960 of 2,000 incidents used" in ranked[1]


@pytest.mark.parametrize(
    ("query", "more", "said"),
    [
        ("DELETE FROM theft", {}, "--query: it begins with 'DELETE'"),
        ("SELECT nothing FROM theft", {}, "--query"),
        ("SELECT id FROM theft WHERE id < 0", {}, "the query gives no rows"),
        ("SELECT id FROM theft", {"max_rows": 100}, "raise --max-rows"),
    ],
)
def test_a_query_that_cannot_be_run_is_told_in_the_words_of_this_command(
    postgis: str, tmp_path: Path, query: str, more: dict[str, int], said: str
) -> None:
    asked = DatabaseQuestion(address=postgis, query=query, to=str(tmp_path / "theft.csv"), **more)

    with pytest.raises(HotspotError) as caught:
        fetch_rows(asked, date="2026-05-03")

    assert said in str(caught.value)
    assert "incidents.query" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_file_or_another_database_is_no_address(tmp_path: Path) -> None:
    for address in ("theft.csv", "sqlite:///theft.db", "mysql://analyst@host/police"):
        asked = DatabaseQuestion(address=address, query="SELECT 1", to=str(tmp_path / "theft.csv"))
        with pytest.raises(ConfigError, match="it is no address of a PostgreSQL database"):
            fetch_rows(asked, date="2026-05-03")
