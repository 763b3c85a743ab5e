"""A real PostgreSQL: what it gives, what it refuses, and how its end is told.

The server is Debian's (apt-get install postgresql postgresql-postgis), started by the test itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from conftest import without
from postgres_server import programs, served

from hotspot.errors import HotspotError
from hotspot.read import database
from hotspot.read.database import read_query_table

if TYPE_CHECKING:
    from collections.abc import Iterator

POINTS = "SELECT id, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom FROM hotspot_test.theft"
TABLES = """
CREATE SCHEMA hotspot_test;
CREATE TABLE hotspot_test.theft (
    id text, number numeric, occurred timestamp, reported timestamptz, day date, hour time, type varchar(20),
    lon double precision, lat numeric(9, 6), place text, more jsonb
);
INSERT INTO hotspot_test.theft VALUES
    ('007', 7, '2024-02-01 12:30', '2024-02-01 12:30+06', '2024-02-01', '12:30', '50 % : theft',
     76.9, 43.2, '0101000020E6100000', '{"a": 1}'),
    ('008', 12345678901234567890, NULL, '2024-04-01 12:30+05', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE FUNCTION hotspot_test.harm() RETURNS integer LANGUAGE plpgsql AS
    $$ BEGIN DROP TABLE hotspot_test.theft; RETURN 1; END $$;
CREATE FUNCTION hotspot_test.turned() RETURNS integer LANGUAGE plpgsql AS
    $$ BEGIN PERFORM set_config('transaction_read_only', 'off', true); RETURN hotspot_test.harm(); END $$;
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of the database, with a table of two thefts in it."""
    if programs() is None:
        without("PostgreSQL", "apt-get install postgresql postgresql-postgis")
    with served() as url, psycopg.connect(url, autocommit=True) as opened:
        opened.execute(TABLES)
        yield url


@pytest.fixture(scope="module")
def postgis(postgres: str) -> str:
    """The address of the database, which knows geometry."""
    with psycopg.connect(postgres) as opened:
        if not opened.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone():
            without("PostGIS", "apt-get install postgresql-postgis")
        opened.execute("CREATE EXTENSION postgis")
    return postgres


def refused(url: str, query: str) -> str:
    with pytest.raises(HotspotError) as caught:
        read_query_table(url, query)
    password = psycopg.conninfo.conninfo_to_dict(url).get("password")
    assert not password or password not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_text_stays_text_and_numbers_days_and_times_are_what_files_have(postgres: str) -> None:
    table = read_query_table(postgres, "SELECT * FROM hotspot_test.theft WHERE type LIKE '50 % : %'")

    (row,) = table.frame.drop(columns=["occurred", "reported"]).to_dict("records")
    assert row == {
        "id": "007",
        "number": 7,
        "day": "2024-02-01",
        "hour": "12:30:00",
        "type": "50 % : theft",
        "lon": 76.9,
        "lat": 43.2,
        "place": "0101000020E6100000",
        "more": "{'a': 1}",
    }
    assert str(table.frame["occurred"][0]) == "2024-02-01 12:30:00"


def test_a_long_number_loses_no_digit(postgres: str) -> None:
    table = read_query_table(postgres, "SELECT number FROM hotspot_test.theft ORDER BY id")

    assert table.frame["number"].tolist() == ["7", "12345678901234567890"]


def test_moments_with_a_zone_show_the_clock_of_the_session(postgres: str) -> None:
    session = "&" if "?" in postgres else "?"

    table = read_query_table(
        f"{postgres}{session}options=-c%20timezone%3DAsia/Almaty", "SELECT reported FROM hotspot_test.theft"
    )

    assert [str(moment) for moment in table.frame["reported"].dt.tz_localize(None)] == [
        "2024-02-01 12:30:00",
        "2024-04-01 12:30:00",
    ]
    assert table.findings == ()


def test_moments_in_utc_are_warned_of(postgres: str) -> None:
    session = "&" if "?" in postgres else "?"

    table = read_query_table(
        f"{postgres}{session}options=-c%20timezone%3DUTC", "SELECT reported, occurred FROM hotspot_test.theft"
    )

    (finding,) = table.findings
    assert (finding.code, finding.level, finding.values["column"]) == ("database_utc", "warning", "reported")


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE hotspot_test.theft",
        "SELECT 1; COMMIT; DROP TABLE hotspot_test.theft",
        r"SELECT E'a\'' ; COMMIT; DROP TABLE hotspot_test.theft; SELECT 'x'",
        "WITH gone AS (DELETE FROM hotspot_test.theft RETURNING *) SELECT * FROM gone",
        "SELECT * INTO hotspot_test.copy FROM hotspot_test.theft",
        "SELECT * FROM hotspot_test.theft FOR UPDATE",
        "SELECT hotspot_test.harm()",
        "SELECT hotspot_test.turned()",
    ],
)
def test_the_database_itself_refuses_to_be_changed(
    postgres: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "check_statement", lambda query: query)

    message = refused(postgres, query)

    assert "the database says: " in message
    with psycopg.connect(postgres) as opened:
        assert opened.execute("SELECT count(*) FROM hotspot_test.theft").fetchone() == (2,)
        assert opened.execute("SELECT to_regclass('hotspot_test.copy')").fetchone() == (None,)


def test_a_wrong_password_or_table_is_told_in_one_line_without_the_password(postgres: str) -> None:
    wrong = psycopg.conninfo.conninfo_to_dict(postgres) | {"password": "hunter2"}
    url = f"postgresql://{wrong['user']}:hunter2@{wrong['host']}:{wrong.get('port', 5432)}/{wrong['dbname']}"

    assert "password authentication failed" in refused(url, "SELECT 1")
    assert "hunter2" not in refused(url, "SELECT 1")
    assert 'relation "robbery" does not exist' in refused(postgres, "SELECT * FROM robbery")
    assert "timestamp too large" in refused(postgres, "SELECT 'infinity'::timestamp AS at")


def test_a_query_that_takes_too_long_is_ended(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "TIMEOUT_S", 1)

    message = refused(postgres, "SELECT pg_sleep(9)")

    assert "canceling statement due to statement timeout" in message


def test_a_connection_lost_on_the_way_is_told(postgres: str) -> None:
    message = refused(
        postgres, "SELECT n, pg_terminate_backend(pg_backend_pid()) FROM generate_series(1, 9) n"
    )

    assert "terminating connection" in message or "server closed the connection" in message


def test_many_rows_come_in_batches_and_in_order(postgres: str) -> None:
    table = read_query_table(postgres, "SELECT n, nullif(n % 2, 0) AS odd FROM generate_series(1, 50000) n")

    assert table.frame["n"].tolist() == list(range(1, 50_001))
    assert table.frame["odd"].isna().sum() == 25_000


@pytest.mark.parametrize("kind", ["geometry(Point, 4326)", "geometry(PointZ, 4326)", "geography"])
def test_points_of_postgis_come_with_their_crs_and_null_is_a_missing_place(postgis: str, kind: str) -> None:
    point = "ST_Force3D(geom)" if "PointZ" in kind else "geom"

    table = read_query_table(postgis, f"SELECT id, {point}::{kind} AS place FROM ({POINTS}) p ORDER BY id")

    assert list(table.frame.columns) == ["id"]
    assert table.x is not None
    assert table.x == pytest.approx([76.9, float("nan")], nan_ok=True)
    assert table.crs == "EPSG:4326"


def test_a_metric_srid_is_kept_and_two_srids_are_refused(postgis: str) -> None:
    metric = f"SELECT ST_Transform(geom, 32643) AS geom FROM ({POINTS}) p WHERE id = '007'"

    table = read_query_table(postgis, metric)

    assert table.crs == "EPSG:32643"
    assert table.x is not None
    assert table.x[0] == pytest.approx(654_364.45, abs=0.01)
    assert "SRID 4326, 32643" in refused(postgis, f"{metric} UNION ALL SELECT geom FROM ({POINTS}) p")
