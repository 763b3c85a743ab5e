"""Incidents from a database: one SELECT that cannot write, and no password in any message."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from hotspot.errors import ConfigError, InputError
from hotspot.read.gate import checked_path
from hotspot.read.table import PointTable
from hotspot.read.vector import point_coordinates
from hotspot.schema import Rows, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from sqlalchemy import URL, Connection, Engine

    from hotspot.read.ogr import Shapes
    from hotspot.schema import Floats

TIMEOUT_S = 600  # of the query, where the database can keep to it
_CONNECT_S = 10
_SQLITE = frozenset({".sqlite", ".sqlite3", ".db", ".gpkg"})
_GEOMETRY_NAMES = ("geom", "geometry", "the_geom", "wkb_geometry", "way", "shape", "geog", "location")
_NOT_CODE = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/", flags=re.DOTALL
)
_CHANGES = re.compile(
    r"\b(insert|update|delete|merge|into|drop|alter|create|truncate|grant|call|exec|execute)\b", re.IGNORECASE
)
_COLON = re.compile(r"(?<![:\w\\]):(?=\w)")  # SQLAlchemy would take ":name" for a gap to be filled
_INSTALL = 'pip install "hotspot[sql]"'


def read_query_table(url: str, query: str) -> PointTable:
    """Run one SELECT (or WITH … SELECT) and return its rows.

    `url` is an SQLAlchemy address such as postgresql://me:${PGPASSWORD}@host/police; ${NAME} is filled from
    the environment. SQLite files are opened read-only, PostgreSQL and MySQL in a read-only transaction; all
    are rolled back. A column of points as WKB (PostGIS) gives x and y (n,), its SRID the CRS.
    Raises InputError or ConfigError, never with the password, for what the database refuses.
    """
    _check_query(query)
    address = _address(url)
    shown = _without_secrets(address)
    with _translated(shown, address), _connected(address) as connection:
        frame = _rows(connection, query)
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise InputError(shown, f"the query gives two columns '{repeated[0]}'", "rename one with AS")
    geometry = _geometry_column(frame)
    x, y, crs = _points(frame[geometry], shown) if geometry else (None, None, None)
    return PointTable(
        name=shown,
        frame=frame.drop(columns=geometry) if geometry else frame,
        rows=Rows(read=len(frame)),
        source=Source(path=shown, facts={"query": " ".join(query.split())}),
        x=x,
        y=y,
        crs=crs,
    )


def _check_query(query: str) -> None:
    """Refuse what is not one SELECT; the database refuses writing too, where it can."""
    to_do = "give one SELECT statement as incidents.query"
    code = _NOT_CODE.sub(" ", query).strip().rstrip(";").strip()
    if not code:
        raise ConfigError("incidents.query", "there is no query for the database", to_do)
    if code.split(maxsplit=1)[0].lower() not in {"select", "with"}:
        raise ConfigError("incidents.query", f"it begins with '{code.split(maxsplit=1)[0][:20]}'", to_do)
    if ";" in code:
        raise ConfigError("incidents.query", "it holds several statements", to_do)
    changes = _CHANGES.search(code)
    if changes:
        raise ConfigError("incidents.query", f"'{changes[0]}' would change the database", to_do)


def _address(url: str) -> URL:
    try:
        from sqlalchemy import exc, make_url  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        raise InputError("database", "reading databases needs SQLAlchemy", _INSTALL) from None
    try:
        address = make_url(_filled(url))
    except (exc.ArgumentError, ValueError):
        to_do = "write it as postgresql://user:${PGPASSWORD}@host/database"
        raise InputError("database", "its address cannot be understood", to_do) from None
    known = address.drivername in {"postgresql", "postgres", "postgis"}
    return address.set(drivername="postgresql+psycopg") if known else address


def _filled(url: str) -> str:
    """Put the environment's values for ${NAME} into the address, encoded as an address needs it."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            raise InputError("database", f"${{{match[1]}}} is not set", f"set it: export {match[1]}=…")
        return os.environ[match[1]] if match[0] == url.strip() else quote(os.environ[match[1]], safe="")

    return re.sub(r"\$\{(\w+)\}", value, url.strip())


def _without_secrets(address: URL) -> str:
    secret = re.compile("pass|pwd|secret|token|key", re.IGNORECASE)
    query = {name: "***" if secret.search(name) else value for name, value in address.query.items()}
    return address.set(query=query).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")


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
        to_do = _INSTALL if str(error.name).startswith("psycopg") else f"pip install {error.name}"
        raise InputError(shown, f"its driver '{error.name}' is not installed", to_do) from None
    except exc.SQLAlchemyError as error:
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        for secret in {str(address.password or ""), quote(str(address.password or ""), safe="")} - {""}:
            said = said.replace(secret, "***")
        to_do = "check the address, the rights and incidents.query"
        raise InputError(shown, f"the database says: {said[:300]}", to_do) from None


@contextmanager
def _connected(address: URL) -> Iterator[Connection]:
    """Give a connection that cannot write, where the database knows such; it is rolled back in any case."""
    backend = address.get_backend_name()
    engine = _sqlite(address) if backend == "sqlite" else _server(address, backend)
    with engine.connect() as opened:
        connection = opened
        if backend == "postgresql":
            connection = opened.execution_options(postgresql_readonly=True)
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {TIMEOUT_S * 1000}")
        elif backend in {"mysql", "mariadb"}:
            connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
            connection.rollback()
        elif backend == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only = ON")
        try:
            yield connection
        finally:
            connection.rollback()
    engine.dispose()


def _server(address: URL, backend: str) -> Engine:
    from sqlalchemy import create_engine  # noqa: PLC0415 - an optional package

    waits = backend in {"postgresql", "mysql", "mariadb"}
    return create_engine(address, connect_args={"connect_timeout": _CONNECT_S} if waits else {})


def _sqlite(address: URL) -> Engine:
    """Return an engine on an existing SQLite file; SQLite by itself would make an empty one."""
    import sqlite3  # noqa: PLC0415 - only for this kind

    from sqlalchemy import create_engine  # noqa: PLC0415 - an optional package

    path = checked_path(address.database or "", suffixes=_SQLITE)
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))


def _rows(connection: Connection, query: str) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - heavy
    from sqlalchemy import text  # noqa: PLC0415 - an optional package

    result = connection.execute(text(_COLON.sub(r"\\:", query.strip().rstrip(";"))))
    frame = pd.DataFrame(result.fetchall(), columns=list(result.keys()))
    for at, column in enumerate(frame.columns):
        if any(isinstance(value, Decimal) for value in frame.iloc[:100, at]):
            frame = frame.astype({column: float})
    return frame


def _geometry_column(frame: pd.DataFrame) -> str:
    """Return the first column whose values are WKB, those with a usual name before others; "" if none."""
    names = [str(column) for column in frame.columns]
    for name in sorted(names, key=lambda name: name.lower() not in _GEOMETRY_NAMES):
        values = frame[name].dropna()
        if len(values) and frame[name].dtype.kind in "OTU" and _is_wkb(values.iloc[0]):
            return name
    return ""


def _is_wkb(value: Any) -> bool:
    if isinstance(value, str):
        if not re.fullmatch(r"0[01](?:[0-9a-fA-F]{2}){20,}", value):
            return False
    elif not isinstance(value, bytes | bytearray | memoryview):
        return False
    return shapely.from_wkb(_plain(value), on_invalid="ignore") is not None


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, bytearray | memoryview) else value


def _points(column: pd.Series[Any], shown: str) -> tuple[Floats, Floats, pyproj.CRS | None]:
    values = np.array([None if value is None else _plain(value) for value in column], dtype=object)
    missing = column.isna().to_numpy()
    values[missing] = None
    shapes: Shapes = shapely.from_wkb(values, on_invalid="ignore")
    broken = np.flatnonzero(shapely.is_missing(shapes) & ~missing)
    if len(broken):
        raise InputError(
            shown, f"row {broken[0] + 1} holds no geometry in WKB", "leave the row out with WHERE"
        )
    srids = np.unique(shapely.get_srid(shapes[~missing])).tolist()
    if len(srids) > 1:
        what = f"its geometries are in several CRS: SRID {', '.join(map(str, srids))}"
        raise InputError(shown, what, "bring them together in the query: ST_Transform(geom, 4326) AS geom")
    x, y = point_coordinates(shapely.force_2d(shapes), shown)
    return x, y, _crs(srids[0], shown) if srids and srids[0] else None


def _crs(srid: int, shown: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(srid)
    except CRSError:
        raise InputError(shown, f"SRID {srid} is no EPSG code", "use ST_Transform(geom, 4326)") from None
