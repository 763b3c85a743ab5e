"""Databases: one SELECT that cannot write, points from WKB, and no password in any word that is said."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from hotspot.errors import HotspotError
from hotspot.read.database import read_query_table


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database with three thefts, one of them without a place."""
    with closing(sqlite3.connect(tmp_path / "police.db")) as opened:
        opened.execute("CREATE TABLE theft (id TEXT, hour TEXT, geom BLOB)")
        for number, place in (("007", (76.9, 43.2)), ("008", (76.95, 43.25)), ("009", None)):
            point = None if place is None else shapely.set_srid(shapely.Point(*place, 800), 4326)
            wkb = None if point is None else shapely.to_wkb(point, include_srid=True)
            opened.execute("INSERT INTO theft VALUES (?, '12:30', ?)", (number, wkb))
        opened.commit()
    return f"sqlite:///{tmp_path / 'police.db'}"


def refused(url: str, query: str = "SELECT 1 AS one") -> str:
    with pytest.raises(HotspotError) as caught:
        read_query_table(url, query)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_points_come_from_wkb_with_the_crs_of_their_srid(database: str) -> None:
    table = read_query_table(database, "SELECT * FROM theft ORDER BY id;")

    assert list(table.frame.columns) == ["id", "hour"]
    assert list(table.frame["id"]) == ["007", "008", "009"]
    assert table.x is not None
    assert table.y is not None
    assert table.x == pytest.approx([76.9, 76.95, float("nan")], nan_ok=True)
    assert table.y == pytest.approx([43.2, 43.25, float("nan")], nan_ok=True)
    assert table.crs == "EPSG:4326"
    assert table.rows.read == 3
    assert table.source.facts == {"query": "SELECT * FROM theft ORDER BY id;"}


def test_a_query_without_geometry_is_a_plain_table(database: str) -> None:
    table = read_query_table(database, "WITH a AS (SELECT id, 76.9 AS lon FROM theft) SELECT * FROM a")

    assert (table.x, table.y, table.crs) == (None, None, None)
    assert table.frame["lon"].tolist() == [76.9, 76.9, 76.9]


def test_colons_percent_signs_and_semicolons_in_quotes_are_not_special(database: str) -> None:
    query = "SELECT id FROM theft WHERE hour = '12:30' AND id LIKE '%7' AND ':id; DROP' <> id -- a; b"

    assert list(read_query_table(database, query).frame["id"]) == ["007"]


def test_anything_but_one_select_is_refused_before_the_database_sees_it(database: str) -> None:
    assert "begins with 'DELETE'" in refused(database, "DELETE FROM theft")


def test_the_database_file_is_the_same_after_reading(database: str, tmp_path: Path) -> None:
    before = (tmp_path / "police.db").read_bytes()

    read_query_table(database, "SELECT * FROM theft")

    assert (tmp_path / "police.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["police.db"]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert "no such file" in refused(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_what_the_database_says_is_passed_on(database: str) -> None:
    assert "no such column: nope" in refused(database, "SELECT nope FROM theft")


def test_two_columns_of_one_name_are_refused(database: str) -> None:
    assert "two columns 'id'" in refused(database, "SELECT id, id FROM theft")


@pytest.mark.parametrize(
    "url",
    [
        *("nonsense://me:hunter2@host/db", "mysql+nonsense://me:hunter2@host/db", "me:hunter2@host"),
        *("mysql+pymysql://me:hunter2@127.0.0.1:9/db", "postgresql+psycopg://me:hunter2@127.0.0.1:9/db"),
        *("postgresql://me:hunter2@127.0.0.1:9/db", "sqlite:///hunter.db?password=hunter2"),
        *("postgresql://me@127.0.0.1:9/db?sslpassword=hunter2", "postgresql://me:a@hunter2@127.0.0.1:9/db"),
        *("postgresql://me:a@b/hunter2@127.0.0.1:9/db", "mysql://me:a@b?hunter2@127.0.0.1/db"),
    ],
)
def test_no_message_holds_the_password(url: str) -> None:
    message = refused(url)

    assert "hunter2" not in message


def test_passwords_come_from_the_environment_and_are_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTSPOT_TEST_PASSWORD", "p@ss/word")

    message = refused("mysql+nonsense://me:${HOTSPOT_TEST_PASSWORD}@host/db")

    assert message.startswith("mysql+nonsense://me:***@host/db: ")
    assert "word" not in message.removeprefix("mysql+nonsense://me:***@host/db: ").split("To do")[0]


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTSPOT_TEST_PASSWORD", raising=False)

    assert "${HOTSPOT_TEST_PASSWORD} is not set" in refused("sqlite:///${HOTSPOT_TEST_PASSWORD}")


def test_without_sqlalchemy_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)

    assert "pip install -e '.[sql]'" in refused("sqlite:///police.db")
