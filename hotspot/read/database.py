"""Incidents from a database: one SELECT that cannot write, and no password in any message."""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from hotspot.errors import InputError
from hotspot.read.allowed import ALLOWED, Allowed
from hotspot.read.batches import as_table
from hotspot.read.gate import checked_path
from hotspot.read.statement import check_statement
from hotspot.read.table import PointTable
from hotspot.read.wkb import geometry_column, read_points
from hotspot.schema import Finding, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, TypeAlias

    import pandas as pd
    import pyarrow as pa
    from sqlalchemy import URL, Connection, Engine

    Batch: TypeAlias = Sequence[Sequence[Any]]

TIMEOUT_S = 600  # of one step of the query, where the database can keep to it
_CONNECT_S = 10
_ROWS_AT_ONCE = 20_000
_STEPS_AT_ONCE = 100_000  # of SQLite's machine, between two looks at the clock
_SQLITE = frozenset({".sqlite", ".sqlite3", ".db", ".gpkg"})
_POSTGRES = frozenset({"postgresql", "postgres", "postgis"})
_MYSQL = frozenset({"mysql", "mariadb"})
_UTC = frozenset({"UTC", "UCT", "GMT", "Universal", "Zulu"})
_SECRET = re.compile(r"pass(word|wd|phrase)?$|pwd$|secret|token", re.IGNORECASE)
_PACKAGES = {"MySQLdb": "mysqlclient"}  # of drivers that are not called like their package
_INSTALL = "in the project's folder: pip install -e '.[sql]'"
_ADDRESS = "write it as postgresql://user:${PGPASSWORD}@host/database"


def read_query_table(url: str, query: str, *, allowed: Allowed = ALLOWED) -> PointTable:
    """Run one SELECT (or WITH … SELECT) and return its rows.

    `url` is an SQLAlchemy address such as postgresql://me:${PGPASSWORD}@host/police; ${NAME} is filled from
    the environment. SQLite files are opened read-only, PostgreSQL and MySQL in a read-only transaction; all
    are rolled back. A column of points as WKB (PostGIS) gives x and y (n,), its SRID the CRS.
    Raises InputError or ConfigError, never with the password, for what the database refuses.
    """
    statement = check_statement(query)
    address = _address(url)
    shown = address.render_as_string(hide_password=True)
    with _translated(shown, address), _connected(address) as connection:
        table = _rows(connection, statement, shown, allowed)
    geometry = geometry_column(table)
    x, y, crs = read_points(table.column(geometry), shown) if geometry else (None, None, None)
    frame: pd.DataFrame = table.drop_columns([geometry] if geometry else []).to_pandas(
        integer_object_nulls=True
    )
    return PointTable(
        name=shown,
        frame=frame,
        rows=Rows(read=len(frame)),
        source=Source(path=shown, facts={"query": " ".join(query.split())}),
        x=x,
        y=y,
        crs=crs,
        findings=_findings(frame, shown),
    )


def _address(url: str) -> URL:
    try:
        from sqlalchemy import exc, make_url  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        raise InputError("database", "reading databases needs SQLAlchemy", _INSTALL) from None
    try:
        address = make_url(_filled(url))
    except (exc.ArgumentError, ValueError):
        raise InputError("database", "its address cannot be understood", _ADDRESS) from None
    if address.drivername != "sqlite" and "@" in f"{address.host}{address.database}{''.join(address.query)}":
        what = "its address has more than one @, so that the password cannot be told from the host"
        raise InputError("database", what, f"write the @ of a password as %40, or {_ADDRESS}")
    if any(_SECRET.search(name) for name in address.query):
        raise InputError("database", "its address has the password after the question mark", _ADDRESS)
    return address


def _filled(url: str) -> str:
    """Put the environment's values for ${NAME} into the address, encoded as an address needs it."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            raise InputError("database", f"${{{match[1]}}} is not set", f"set it: export {match[1]}=…")
        return quote(os.environ[match[1]], safe="")

    return re.sub(r"\$\{(\w+)\}", value, url.strip())


@contextmanager
def _translated(shown: str, address: URL) -> Iterator[None]:
    """Turn the errors of the database into one line without its password."""
    from sqlalchemy import exc  # noqa: PLC0415 - an optional package

    try:
        yield
    except exc.NoSuchModuleError:
        kind = address.drivername
        raise InputError(shown, f"no such kind of database: '{kind}'", "write postgresql:// …") from None
    except ModuleNotFoundError as error:
        package = _PACKAGES.get(str(error.name), str(error.name))
        to_do = _INSTALL if package == "psycopg" else f"pip install {package}"
        raise InputError(shown, f"its driver '{error.name}' is not installed", to_do) from None
    except exc.SQLAlchemyError as error:
        said = _first_line(str(getattr(error, "orig", None) or error))
        for secret in {str(address.password or ""), quote(str(address.password or ""), safe="")} - {""}:
            said = said.replace(secret, "***")
        to_do = "check the address, the rights and incidents.query"
        raise InputError(shown, f"the database says: {said[:300]}", to_do) from None


def _first_line(said: str) -> str:
    """Return what the database says without its pointer into the query, but with its hint."""
    first, *others = said.strip().splitlines() or ["nothing"]
    hints = [line for line in others if line.startswith("HINT:")]
    return " ".join(" ".join((first, *hints)).split())


@contextmanager
def _connected(address: URL) -> Iterator[Connection]:
    """Give a connection that cannot write, where the database knows such; it is rolled back in any case."""
    backend = address.get_backend_name()
    if backend == "sqlite":
        engine = _sqlite(address)
    elif backend in _POSTGRES:
        engine = _server(address.set(drivername="postgresql+psycopg"))
    else:
        engine = _server(address)
    with engine.connect() as connection:
        if backend in _POSTGRES:
            connection.execution_options(postgresql_readonly=True)
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {TIMEOUT_S * 1000}")
            connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")  # all rows are wanted
        elif backend in _MYSQL:
            connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
            connection.rollback()
        yield connection


def _server(address: URL) -> Engine:
    from sqlalchemy import NullPool, create_engine  # noqa: PLC0415 - an optional package

    waits = address.get_backend_name() in _POSTGRES | _MYSQL and "connect_timeout" not in address.query
    return create_engine(
        address, poolclass=NullPool, connect_args={"connect_timeout": _CONNECT_S} if waits else {}
    )


def _sqlite(address: URL) -> Engine:
    """Return an engine on an existing SQLite file; SQLite by itself would make an empty one."""
    import sqlite3  # noqa: PLC0415 - only for this kind

    from sqlalchemy import NullPool, create_engine  # noqa: PLC0415 - an optional package

    path = checked_path(address.database or "", suffixes=_SQLITE)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        connection.execute("PRAGMA query_only = ON")
        end = time.monotonic() + TIMEOUT_S
        connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_AT_ONCE)
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _rows(connection: Connection, statement: str, shown: str, allowed: Allowed) -> pa.Table:
    """Return all rows, fetched in batches.

    PostgreSQL gives them through a cursor, which takes one statement only: nothing can follow the SELECT.
    The statement goes as it is, without gaps to be filled, so that % and : mean nothing special in it.
    """
    options = connection.execution_options(
        stream_results=True, max_row_buffer=_ROWS_AT_ONCE, no_parameters=True
    )
    with options.exec_driver_sql(statement) as result:
        columns = list(map(str, result.keys()))
        repeated = sorted({column for column in columns if columns.count(column) > 1})
        if repeated:
            raise InputError(shown, f"the query gives two columns '{repeated[0]}'", "rename one with AS")
        return as_table(columns, _few(result.partitions(_ROWS_AT_ONCE), shown, allowed))


def _few(batches: Iterable[Batch], shown: str, allowed: Allowed) -> Iterator[Batch]:
    """Give the batches as they come, until there are more rows than are allowed."""
    count = 0
    for batch in batches:
        count += len(batch)
        allowed.check_rows(count, shown)
        yield batch


def _findings(frame: pd.DataFrame, shown: str) -> tuple[Finding, ...]:
    """Warn of moments that the database gave in UTC: with them every hour of the day is shifted."""
    zones = {str(column): str(getattr(kind, "tz", "")) for column, kind in frame.dtypes.items()}
    return tuple(
        Finding(code="database_utc", level="warning", values={"file": shown, "column": column, "zone": zone})
        for column, zone in zones.items()
        if zone.rpartition("/")[2] in _UTC
    )
