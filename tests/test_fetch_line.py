"""A polite line: it keeps its distance, reads what a server asks for, and follows nobody elsewhere."""

from __future__ import annotations

import pytest
from made_server import MadeServer, Trouble, made_rows, serving

from hotspot.errors import InputError
from hotspot.fetch import Line, Manners, checked_address
from hotspot.fetch.line import _retry_after_s

NOON = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("30", 30),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        (None, 0),
    ],
)
def test_the_time_that_a_server_asks_for_is_counted_by_its_own_clock(
    told: str | None, seconds: float
) -> None:
    assert _retry_after_s(told, NOON) == seconds


def test_a_moment_without_the_server_s_clock_says_nothing() -> None:
    assert _retry_after_s(NOON, None) == 0


def ask(server: MadeServer, waits: list[float], **manners: float) -> bytes:
    line = Line(server.layer, manners=Manners(**manners), sleep=waits.append)  # type: ignore[arg-type]
    for _ in range(2):
        line.ask(line.address.path, {}, bytes)
    return line.ask(line.address.path, {"f": "json"}, bytes)


def test_requests_keep_their_distance() -> None:
    waits: list[float] = []
    with serving(rows=made_rows(1)) as server:
        ask(server, waits, pause_s=5.0)

    assert len(waits) == 2  # none before the first
    assert all(4 < wait <= 5 for wait in waits)


def test_an_answer_larger_than_allowed_is_not_read_to_its_end() -> None:
    with serving(rows=made_rows(1)) as server, pytest.raises(InputError, match=r"larger than 0\.0001 MB"):
        ask(server, [], pause_s=0.0, answer_mb=0.0001)


def test_a_server_that_is_not_there_is_said_in_a_line() -> None:
    with serving() as server:
        gone = server.layer
    line = Line(gone, manners=Manners(tries=2, pause_s=0), sleep=lambda _: None)

    with pytest.raises(InputError, match=r"the connection broke off \(ConnectionRefusedError\), 2 times"):
        line.ask("/", {}, bytes)


def test_nothing_but_the_named_host_is_ever_asked() -> None:
    troubles = [Trouble("elsewhere", at=0, times=9)]
    with serving(rows=made_rows(1), troubles=troubles) as server:
        line = Line(server.layer, manners=Manners(pause_s=0), sleep=lambda _: None)
        with pytest.raises(InputError, match="give that address yourself"):
            line.ask(f"{line.address.path}/query", {"where": "1=1"}, bytes)

        assert len(server.asked) == 1


@pytest.mark.parametrize("address", ["https://gis.kgp.kz/arcgis/0", "http://localhost:8000/0"])
def test_https_and_this_machine_may_be_asked(address: str) -> None:
    assert checked_address(address).geturl() == address
