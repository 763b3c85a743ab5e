"""A server on this machine that speaks ArcGIS, Socrata and data.police.uk, with any trouble one can order."""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LAYER = "/arcgis/rest/services/KPSSU/crime/FeatureServer/1"
FIELDS = (
    *(("objectid", "OID"), ("stat", "String"), ("crime_code", "String"), ("hard_code", "String")),
    *(("dat_sover", "Date"), ("dat_sover_str", "String"), ("dat_vozb", "Date"), ("ud", "String")),
    *(("fz1r18p5", "String"), ("discontinued", "Integer"), ("city_code", "String")),
)


@dataclass
class Trouble:
    """What goes wrong with the `at`-th request to a query (0: every one), `times` times."""

    kind: str
    at: int = 1
    times: int = 1
    seconds: int = 0


@dataclass
class MadeServer:
    """Its rows and its troubles; `asked` are the requests that came, `most_at_once` those together."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    page: int = 1000
    sends: int = 0  # rows at once, where fewer than it says
    troubles: list[Trouble] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)  # listed, but not sent
    twice: set[int] = field(default_factory=set)
    grows: int = 0  # rows added after the ids were told
    crowded: int = 10_000  # crimes in a rectangle of data.police.uk
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    queries: int = 0
    now: int = 0
    most_at_once: int = 0

    @property
    def layer(self) -> str:
        return self.address + LAYER


def made_rows(count: int, *, first: int = 1) -> list[dict[str, Any]]:
    """Return rows of the crime map, on a small grid of Almaty, two days apart at most."""
    stats = ("ст.188 ч.3", "ст.188 ч.1", "ст.191 ч.2", "ст.293 ч.1", "ст.106 ч.1")
    rows = []
    for i in range(first, first + count):
        day, hour = i % 28 + 1, i % 24
        month, year = i // 28 % 12 + 1, 2024 + i // 336 % 2
        rows.append(
            {
                "objectid": i,
                "stat": stats[i % 5],
                "crime_code": "1880",
                "hard_code": "2",
                "dat_sover": 1_700_000_000_000 + i * 3_600_000,
                "dat_sover_str": f"{day:02}.{month:02}.{year} {hour:02}:30",
                "dat_vozb": 1_700_000_000_000 + i * 3_600_000,
                "ud": f"case {i}",
                "fz1r18p5": "Abay",
                "discontinued": 0,
                "city_code": "1975",
                "x": 76.90 + (i * 7919 % 101) / 2500,
                "y": 43.23 + (i * 104_729 % 97) / 2500,
            }
        )
    return rows


@contextmanager
def serving(**given: Any) -> Iterator[MadeServer]:
    """Run a server on a free port of this machine."""
    made = MadeServer(**given)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def _handler(made: MadeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.headers.append(dict(self.headers))
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            trouble, body = _trouble(made, parts.path, query), b""
            made.now += 1
            made.most_at_once = max(made.most_at_once, made.now)
            try:
                if not trouble:
                    time.sleep(0.002)  # so that requests side by side would meet
                    body = json.dumps(_answer(made, parts.path, query)).encode()
            finally:
                made.now -= 1  # before the answer goes out: the next may come before this thread goes on
            with suppress(BrokenPipeError, ConnectionResetError):
                if trouble:
                    _make_trouble(self, trouble, made)
                else:
                    _send(self, body)

    return Handler


def _trouble(made: MadeServer, path: str, query: dict[str, str]) -> Trouble | None:
    if "returnCountOnly" in query or "returnIdsOnly" in query or path == LAYER or "count(*)" in str(query):
        return None
    made.queries += 1
    for trouble in made.troubles:
        if trouble.times and trouble.at in {0, made.queries}:
            trouble.times -= 1
            made.queries -= 1  # the same page comes again
            return trouble
    return None


def _send(handler: Any, body: bytes, *, status: int = 200, length: int | None = None, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _make_trouble(handler: Any, trouble: Trouble, made: MadeServer) -> None:
    whole = b'{"features": [{"attributes": {"objectid": 1}}]}'
    error = {"code": 503, "message": "Service busy"}
    acts: dict[str, Callable[[], None]] = {
        "throttled": lambda: _send(handler, b"", status=429, Retry_After=str(trouble.seconds)),
        "busy": lambda: _send(handler, b"", status=503),
        "fails": lambda: _send(handler, b"", status=500),
        "gateway": lambda: _send(handler, b"", status=504),
        "to a file": lambda: _send(handler, b"", status=302, Location="file:///etc/passwd"),
        "to no host": lambda: _send(handler, b"", status=302, Location="https:///data"),
        "to nonsense": lambda: _send(handler, b"", status=302, Location="http://[data"),
        "busy in words": lambda: _send(handler, json.dumps({"error": error}).encode()),
        "error in words": lambda: _send(
            handler, json.dumps({"error": {"code": 400, "message": "Invalid query"}}).encode()
        ),
        "no leave": lambda: _send(
            handler, json.dumps({"error": {"code": 498, "message": "Invalid token sesame"}}).encode()
        ),
        "torn": lambda: _send(handler, whole[:20]),
        "too short": lambda: _send(handler, whole, length=len(whole) + 100),
        "web page": lambda: _send(handler, b"<!DOCTYPE html><html>Sign in</html>"),
        "circle": lambda: _send(handler, b"", status=302, Location=handler.path),
        "elsewhere": lambda: _send(handler, b"", status=302, Location="http://example.org/data"),
        "hangs up": handler.connection.close,
        "slow": lambda: (time.sleep(trouble.seconds), _send(handler, whole))[1],
        "drips": lambda: _drip(handler, trouble.seconds),
        "nothing there": lambda: _send(handler, b"", status=404),
    }
    acts[trouble.kind]()


def _drip(handler: Any, seconds: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(seconds * 20):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def _answer(made: MadeServer, path: str, query: dict[str, str]) -> Any:
    if path.startswith("/arcgis"):
        return _arcgis(made, path, query)
    if path.startswith("/resource"):
        return _socrata(made, query)
    return _police(made, path, query)


def _arcgis(made: MadeServer, path: str, query: dict[str, str]) -> Any:
    if path == LAYER:
        return {
            "name": "crime",
            "geometryType": "esriGeometryPoint",
            "maxRecordCount": made.page,
            "objectIdField": "objectid",
            "fields": [{"name": name, "type": f"esriFieldType{kind}"} for name, kind in FIELDS],
        }
    if path != f"{LAYER}/query":
        return {"layers": [{"id": 1}], "name": "KPSSU/crime"}
    if "objectIds" in query:
        ids = {int(one) for one in query["objectIds"].split(",")}
        return _features(made, [row for row in made.rows if row["objectid"] in ids], query)
    found = [row for row in made.rows if _meets(row, query["where"])]
    if "returnCountOnly" in query:
        return {"count": len(found)}
    if "returnIdsOnly" in query:
        ids = [row["objectid"] for row in found]
        made.rows += made_rows(made.grows, first=len(made.rows) + 1)
        return {"objectIdFieldName": "objectid", "objectIds": ids}
    return _features(made, found, query)


def _meets(row: dict[str, Any], where: str) -> bool:
    greater = all(row["objectid"] > int(one) for one in re.findall(r"objectid > (\d+)", where))
    low = all(row["objectid"] >= int(one) for one in re.findall(r"objectid >= (\d+)", where))
    high = all(row["objectid"] <= int(one) for one in re.findall(r"objectid <= (\d+)", where))
    stat = re.search(r"stat = '([^']*)'", where)
    return greater and low and high and (stat is None or row["stat"] == stat[1])


def _features(made: MadeServer, rows: list[dict[str, Any]], query: dict[str, str]) -> Any:
    names = query["outFields"].split(",")
    sent = []
    most = made.sends or made.page
    for row in rows[:most]:
        if row["objectid"] in made.hidden:
            continue
        one = {
            "attributes": {name: row[name] for name in names},
            "geometry": {"x": row["x"], "y": row["y"]},
        }
        sent += [one, one] if row["objectid"] in made.twice else [one]
    return {"features": sent, "exceededTransferLimit": len(rows) > most}


def _socrata(made: MadeServer, query: dict[str, str]) -> Any:
    if "count(*)" in query["$select"]:
        return [{"n": str(len(made.rows))}]
    start = int(query["$offset"])
    return [
        {":id": f"row-{row['objectid']:06}", "type": row["stat"], "date": "2025-01-01T10:00:00"}
        | {"point": {"type": "Point", "coordinates": [row["x"], row["y"]]}}
        | row.get("more", {})
        for row in made.rows[start : start + min(made.sends or made.page, int(query["$limit"]))]
    ]


def _police(made: MadeServer, path: str, query: dict[str, str]) -> Any:
    if path.endswith("crime-categories"):
        return [{"url": "burglary", "name": "Burglary"}]
    corners = [tuple(map(float, pair.split(","))) for pair in query["poly"].split(":")]
    south, west = min(corners)
    north, east = max(corners)
    return [
        {
            "id": row["objectid"],
            "month": query["date"],
            "category": "burglary",
            "location": {
                "latitude": str(row["y"]),
                "longitude": str(row["x"]),
                "street": {"name": "On or near Abay"},
            },
        }
        for row in made.rows
        if west <= row["x"] <= east and south <= row["y"] <= north
    ]
