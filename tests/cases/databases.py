"""Databases: what a query may do, and what a server may do to it (111 to 117)."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing, contextmanager
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING
from unittest import mock

import shapely

from cases.case import SQUARES, Case, refused
from cases.made import COUNT, incidents
from hotspot.read import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

FILE = "sqlite:///{tmp}/a.db"
SERVER = "postgresql://me:hunter2@127.0.0.1:{port}/police"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {what} FROM n"
LOST = "the database says: " if find_spec("psycopg") else "'psycopg' is not installed"


def _filled(*srids: int) -> Callable[[Path], None]:
    """Return a maker of a database of incidents with points as WKB, whose SRID are in turn `srids`."""

    def make(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "a.db")) as opened:
            opened.execute("CREATE TABLE theft (lon REAL, lat REAL, date TEXT, type TEXT, geog BLOB)")
            for i, row in enumerate(incidents()):
                place = shapely.set_srid(
                    shapely.Point(float(row["lon"]), float(row["lat"])), srids[i % len(srids)]
                )
                cells = (*row.values(), shapely.to_wkb(place, include_srid=True))
                opened.execute("INSERT INTO theft VALUES (?, ?, ?, ?, ?)", cells)
            opened.commit()

    return make


def _query(text: str, *more: str) -> tuple[str, ...]:
    return (FILE, *SQUARES, "--set", f"incidents.query={text}", *more)


@contextmanager
def _one_second(folder: Path) -> Iterator[None]:
    with mock.patch.object(database, "TIMEOUT_S", 1):
        yield


def _server(answer: bytes, port: int) -> Callable[[Path], AbstractContextManager[object]]:
    """Return a server that answers the first bytes with `answer` and hangs up."""

    @contextmanager
    def during(folder: Path) -> Iterator[None]:
        with socket.create_server(("127.0.0.1", port), reuse_port=False) as listening:
            listening.settimeout(0.2)
            open_ = [True]

            def serve() -> None:
                while open_[0]:
                    try:
                        connection, _ = listening.accept()
                    except TimeoutError:
                        continue
                    with connection:
                        connection.recv(1024)
                        connection.sendall(answer)

            thread = Thread(target=serve)
            thread.start()
            try:
                yield
            finally:
                open_[0] = False
                thread.join()

    return during


WRONG_PASSWORD = b'SFATAL\0C28P01\0Mpassword authentication failed for user "me" with hunter2\0\0'
REFUSAL = b"E" + (len(WRONG_PASSWORD) + 4).to_bytes(4, "big") + WRONG_PASSWORD

CASES = (
    *(
        refused(
            *(111, f"databases {text[:40]}", *_query(text)),
            message=(message,),
            make=_filled(4326),
        )
        for text, message in (
            ("SELECT * FROM theft; DROP TABLE theft", "one SELECT"),
            ("DROP TABLE theft", "SELECT"),
            ("DELETE FROM theft", "SELECT"),
            ("PRAGMA writable_schema = ON", "SELECT"),
            ("ATTACH DATABASE 'b.db' AS b", "SELECT"),
            ("SELECT load_extension('x')", "the database says: "),
            ("SELECT * FROM robbery", "no such table: robbery"),
            ('SELECT * FROM "x; DROP TABLE theft"', "no such table: x; DROP TABLE theft"),
            ("", "query"),
        )
    ),
    refused(
        *(111, "databases a database that is not there", "sqlite:///{tmp}/none.db", *SQUARES),
        *("--set", "incidents.query=SELECT 1"),
        message=("none.db", "no such file"),
    ),
    Case(
        number=112,
        name="databases a quote in the value of a filter",
        arguments=(
            *("check", *_query("SELECT * FROM theft")),
            *("--where", "type <> 'it''s; DROP TABLE theft' and type <> '\" or 1=1 --'", "--json"),
        ),
        kept=COUNT,
        make=_filled(4326),
    ),
    refused(
        *(113, "databases a wrong password", SERVER.format(port=45_113), *SQUARES),
        *("--set", "incidents.query=SELECT 1"),
        message=("me:***@127.0.0.1", LOST),
        during=_server(REFUSAL, 45_113),
        never=("hunter2",),
    ),
    refused(
        *(114, "databases a count without end", *_query(ENDLESS.format(what="count(*)"))),
        message=("the database says: interrupted",),
        make=_filled(4326),
        during=_one_second,
    ),
    refused(
        *(114, "databases rows without end", *_query(ENDLESS.format(what="76.9 lon, 43.2 lat"))),
        *("--set", "limits.rows=100000"),
        message=("more than 100,000 rows", "limits.rows"),
        make=_filled(4326),
    ),
    refused(
        *(115, "databases points in two systems", *_query("SELECT date, type, geog FROM theft")),
        message=("SRID 4326, 32643", "ST_Transform"),
        make=_filled(4326, 32643),
    ),
    Case(
        number=116,
        name="databases geography, which comes as WKB",
        arguments=("check", *_query("SELECT date, type, geog FROM theft"), "--json"),
        kept=COUNT,
        make=_filled(4326),
    ),
    refused(
        *(117, "databases a server that hangs up", SERVER.format(port=45_117), *SQUARES),
        *("--set", "incidents.query=SELECT 1"),
        message=("me:***@127.0.0.1", LOST),
        during=_server(b"", 45_117),
        never=("hunter2",),
    ),
    refused(
        *(117, "databases a server that is not there", SERVER.format(port=9), *SQUARES),
        *("--set", "incidents.query=SELECT 1"),
        message=("me:***@127.0.0.1", LOST),
        never=("hunter2",),
    ),
)
