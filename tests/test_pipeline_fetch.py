"""Fetching from a server that speaks the protocols and makes every kind of trouble."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from made_server import MadeServer, Trouble, made_rows, serving

from hotspot.errors import ConfigError, HotspotError, InputError, OutputError
from hotspot.pipeline import fetch as pipeline
from hotspot.pipeline.fetch import TOKEN, FetchQuestion, fetch_file

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema.fetched import Fetched


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN, raising=False)


@pytest.fixture
def waits() -> list[float]:
    return []


def fetched(server: MadeServer, to: Path, waits: list[float] | None = None, **asked: Any) -> Fetched:
    question = {"protocol": "arcgis", "address": server.layer, "to": str(to), "pause_s": 0.0, **asked}
    sleep = (waits if waits is not None else []).append
    return fetch_file(FetchQuestion(**question), date="2026-11-22", sleep=sleep)[0]


def codes(found: Fetched) -> dict[str, dict[str, object]]:
    return {one.code: dict(one.values) for one in found.findings}


def ids(path: Path) -> list[int]:
    with path.open(encoding="utf-8", newline="") as file:
        return [int(row["objectid"]) for row in csv.DictReader(file)]


def test_ten_thousand_rows_come_page_by_page_one_request_at_a_time_and_add_up(tmp_path: Path) -> None:
    with serving(rows=made_rows(10_000)) as server:
        found = fetched(server, tmp_path / "crime.csv")

        assert ids(tmp_path / "crime.csv") == list(range(1, 10_001))
        assert (found.before, found.after, found.adds_up) == (10_000, 10_000, True)
        assert (server.queries, server.most_at_once) == (10, 1)
    assert not (tmp_path / "crime.csv.part").exists()


def test_a_server_that_sends_less_than_it_promised_is_asked_in_halves(tmp_path: Path) -> None:
    with serving(rows=made_rows(400), page=100, sends=30) as server:
        found = fetched(server, tmp_path / "crime.csv")

        assert server.queries == 4 * (1 + 2 + 4)
    assert found.adds_up
    assert ids(tmp_path / "crime.csv") == list(range(1, 401))


@pytest.mark.parametrize("kind", ["throttled", "busy", "busy in words", "torn", "too short", "hangs up"])
def test_trouble_that_passes_is_waited_out(tmp_path: Path, waits: list[float], kind: str) -> None:
    with serving(rows=made_rows(50), page=20, troubles=[Trouble(kind, at=2, times=3)]) as server:
        found = fetched(server, tmp_path / "crime.csv", waits)

    assert found.adds_up
    assert ids(tmp_path / "crime.csv") == list(range(1, 51))
    assert waits == [1, 2, 4]


def test_the_server_gets_the_time_that_it_asks_for(tmp_path: Path, waits: list[float]) -> None:
    with serving(rows=made_rows(10), troubles=[Trouble("throttled", seconds=7)]) as server:
        fetched(server, tmp_path / "crime.csv", waits)

    assert waits == [7, 1]


def test_a_server_that_asks_for_an_hour_is_asked_another_day(tmp_path: Path) -> None:
    with (
        serving(rows=made_rows(10), troubles=[Trouble("throttled", seconds=3600)]) as server,
        pytest.raises(InputError, match="come back in 3,600 seconds"),
    ):
        fetched(server, tmp_path / "crime.csv")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("error in words", r"it says: Invalid query \(400\)"),
        ("no leave", r"it says: Invalid token .* \(498\).*HOTSPOT_TOKEN"),
        ("web page", "answers with a web page, not with data"),
        ("circle", "it sends on and on, 5 times"),
        ("elsewhere", "it sends elsewhere, to http://example.org"),
        ("nothing there", r"nothing at this address \(status 404\)"),
        ("torn", r"the answer is torn \(20 bytes\), 3 times.*goes on where it stopped"),
        ("too short", "the answer broke off after 47 of 147 bytes, 3 times"),
        ("throttled", r"it is busy \(status 429\), 3 times"),
        ("fails", r"it fails at this question \(status 500\), 3 times\. To do: check --where and --fields"),
        ("gateway", r"gets no answer from it \(status 504\), 3 times.*goes on where it stopped"),
        ("to a file", r"it sends on to an address that begins with 'file:', where no data"),
        ("to no host", r"it sends on to an address that begins with 'https:', where no data"),
        ("to nonsense", r"it sends on to an address that cannot be read, where no data"),
        ("hangs up", r"the connection broke off \(RemoteDisconnected\), 3 times"),
    ],
)
def test_trouble_that_stays_is_one_line_that_says_what_to_do(tmp_path: Path, kind: str, said: str) -> None:
    with (
        serving(rows=made_rows(10), troubles=[Trouble(kind, at=0, times=99)]) as server,
        pytest.raises(InputError, match=said) as raised,
    ):
        fetched(server, tmp_path / "crime.csv", tries=3)

    assert str(raised.value).startswith("127.0.0.1:")
    assert not (tmp_path / "crime.csv").exists()


@pytest.mark.parametrize("kind", ["slow", "drips"])
def test_an_answer_that_takes_too_long_is_given_up(tmp_path: Path, kind: str) -> None:
    with (
        serving(rows=made_rows(10), troubles=[Trouble(kind, at=0, times=9, seconds=1)]) as server,
        pytest.raises(InputError, match=r"no full answer within 0.2 s"),
    ):
        fetched(server, tmp_path / "crime.csv", timeout_s=0.2, tries=1)


def test_rows_that_come_twice_are_kept_once_and_counted(tmp_path: Path) -> None:
    with serving(rows=made_rows(30), twice={3, 4}) as server:
        found = fetched(server, tmp_path / "crime.csv")

    assert ids(tmp_path / "crime.csv") == list(range(1, 31))
    assert codes(found) == {"fetch_adds_up": {"count": 30}, "fetch_repeated": {"count": 2}}


def test_rows_that_are_listed_and_never_come_are_asked_for_by_name_and_then_said(tmp_path: Path) -> None:
    with serving(rows=made_rows(30), hidden={7, 9}) as server:
        found = fetched(server, tmp_path / "crime.csv")

        assert any("objectIds=7%2C9" in path for path in server.asked)
    assert codes(found) == {
        "fetch_differs": {"count": 28, "before": 30, "after": 30},
        "fetch_gone": {"count": 2},
    }
    record = json.loads((tmp_path / "crime.csv.source.json").read_text(encoding="utf-8"))
    assert (record["adds_up"], record["gone"], record["rows"]) == (False, 2, 28)


def test_a_server_that_grows_meanwhile_does_not_add_up_and_says_by_how_much(tmp_path: Path) -> None:
    with serving(rows=made_rows(30), grows=5) as server:
        found = fetched(server, tmp_path / "crime.csv")

    assert codes(found) == {"fetch_differs": {"count": 30, "before": 30, "after": 35}}


def test_what_was_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with serving(rows=made_rows(100), page=10, troubles=[Trouble("web page", at=6)]) as server:
        with pytest.raises(InputError):
            fetched(server, tmp_path / "crime.csv")
        part = tmp_path / "crime.csv.part"
        part.write_bytes(
            part.read_bytes() + b'{"key": "51-60", "rows": [{"obj'
        )  # torn when the machine stopped
        before = server.queries

        found = fetched(server, tmp_path / "crime.csv")

        assert server.queries - before == 5
    assert found.adds_up
    assert ids(tmp_path / "crime.csv") == list(range(1, 101))
    assert not part.exists()


def test_a_part_of_another_question_is_refused_unless_all_begins_anew(tmp_path: Path) -> None:
    with serving(rows=made_rows(20), page=10, troubles=[Trouble("web page", at=2)]) as server:
        with pytest.raises(InputError):
            fetched(server, tmp_path / "crime.csv")

        with pytest.raises(OutputError, match="fetched for another question"):
            fetched(server, tmp_path / "crime.csv", where="stat = 'ст.188 ч.3'")
        found = fetched(server, tmp_path / "crime.csv", where="stat = 'ст.188 ч.3'", again=True)

    assert [row["stat"] for row in found.rows] == ["ст.188 ч.3"] * 4


@pytest.mark.parametrize("ending", ["csv", "parquet", "geojson"])
def test_only_what_is_new_comes_when_the_last_is_known(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"crime.{ending}"
    with serving(rows=made_rows(30), page=10) as server:
        fetched(server, target, since="last")
        server.rows += made_rows(7, first=31)
        before = server.queries

        found = fetched(server, target, since="last")

        assert server.queries - before == 1
    assert (len(found.rows), found.earlier, found.before, found.adds_up) == (37, 30, 7, True)
    assert [int(str(row["objectid"])) for row in found.rows] == list(range(1, 38))


def test_rows_since_a_day_go_by_the_column_that_is_named(tmp_path: Path) -> None:
    with serving(rows=made_rows(5)) as server:
        with pytest.raises(ConfigError, match=r"which column holds the day.*dat_sover, dat_vozb"):
            fetched(server, tmp_path / "crime.csv", since="2026-01-31")
        fetched(server, tmp_path / "crime.csv", since="2026-01-31", date_field="dat_vozb")

        assert any("dat_vozb+%3E%3D+TIMESTAMP+%272026-01-31+00" in path for path in server.asked)


def test_the_same_server_gives_the_same_bytes(tmp_path: Path) -> None:
    with serving(rows=made_rows(50)) as server:
        for name in ("a", "b"):
            fetched(server, tmp_path / name / "crime.parquet")

    first, second = (tmp_path / name for name in ("a", "b"))
    for name in ("crime.parquet", "crime.parquet.source.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_token_is_sent_in_a_header_and_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "sesame")
    with serving(rows=made_rows(5), troubles=[Trouble("no leave", at=2)], page=3) as server:
        with pytest.raises(InputError, match=r"Invalid token \*\*\*") as raised:
            fetched(server, tmp_path / "crime.csv")
        fetched(server, tmp_path / "crime.csv")

        assert server.headers[0]["X-Esri-Authorization"] == "Bearer sesame"
        assert "hotspot/" in server.headers[0]["User-Agent"]
        assert not any("sesame" in path for path in server.asked)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"sesame" not in written + str(raised.value).encode()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org/FeatureServer/0", "no address that begins with https"),
        ("ftp://example.org/0", "no address that begins with https"),
        ("file:///etc/passwd", "no address that begins with https"),
        ("kz-crime-mapp", "no address that begins with https"),
        ("https://me:secret@example.org/0", "holds a password or a token"),
        ("https://example.org/0?token=secret", "holds a password or a token"),
        ("https://example.org/0\r\nHost: other", "holds signs that no address has|no address"),
        ("https://[::1", "no address"),
    ],
)
def test_an_address_that_must_not_be_asked_is_refused_without_its_secret(
    tmp_path: Path, address: str, said: str
) -> None:
    question = FetchQuestion(protocol="arcgis", address=address, to=str(tmp_path / "a.csv"))

    with pytest.raises(ConfigError, match=said) as raised:
        fetch_file(question, date="2026-11-22")

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"to": "crime.xlsx"}, "is no name that ends in .csv, .parquet, .geojson"),
        ({"fields": ("stat", "nothing")}, "the layer has no column 'nothing'"),
        ({"to": f"{'a' * 300}.csv"}, "longer than 255 bytes"),
        ({"to": "con.csv"}, "is not a name that every system can keep"),
        ({"since": "yesterday"}, "neither an object id nor a day"),
        ({"since": "2026-02-30"}, "neither an object id nor a day"),
        ({"since": "٢"}, "neither an object id nor a day"),
        ({"max_rows": 10}, "there are 20 rows, more than the 10"),
        ({"where": "stat = 'none'"}, "no rows for this question"),
        ({"minutes": 1e-9}, "minutes for the fetch are over"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    tmp_path: Path, asked: dict[str, Any], said: str
) -> None:
    target = tmp_path / str(asked.pop("to", "crime.csv"))
    if asked.get("since"):
        asked["date_field"] = "dat_sover"
    with serving(rows=made_rows(20)) as server, pytest.raises(HotspotError, match=said):
        fetched(server, target, **asked)


def test_a_question_without_rows_leaves_nothing_in_the_way_of_the_next(tmp_path: Path) -> None:
    with serving(rows=made_rows(5)) as server:
        with pytest.raises(InputError, match="no rows for this question"):
            fetched(server, tmp_path / "crime.csv", where="stat = 'none'")
        left = list(tmp_path.iterdir())

        found = fetched(server, tmp_path / "crime.csv")

    assert left == []
    assert len(found.rows) == 5


def test_the_address_of_a_whole_service_is_answered_with_its_layers(tmp_path: Path) -> None:
    with serving(rows=made_rows(3)) as server, pytest.raises(InputError, match="FeatureServer/1"):
        fetched(server, tmp_path / "a.csv", address=server.layer.removesuffix("/1"))


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "crime.csv").write_text("mine", encoding="utf-8")

    with serving(rows=made_rows(3)) as server, pytest.raises(OutputError, match="there already"):
        fetched(server, tmp_path / "crime.csv")

    assert (tmp_path / "crime.csv").read_text(encoding="utf-8") == "mine"


def test_of_the_crime_map_no_personal_column_is_even_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(rows=made_rows(20)) as server:
        at_home(monkeypatch, server)
        found = fetched(server, tmp_path / "crime.csv", address="kz-crime-map")

        assert not any("fz1r18p5" in path or "%2Cud" in path for path in server.asked)
    assert set(found.columns()) == {
        *("objectid", "stat", "crime_code", "hard_code", "dat_sover", "dat_sover_str"),
        *("dat_vozb", "discontinued", "x", "y"),
    }


def at_home(monkeypatch: pytest.MonkeyPatch, server: MadeServer) -> None:
    """Put the crime map on this machine."""
    presets = tuple(
        replace(one, address=server.layer) if one.name == "kz-crime-map" else one for one in pipeline.PRESETS
    )
    monkeypatch.setattr(pipeline, "PRESETS", presets)


def test_the_crime_map_has_its_public_address() -> None:
    (known,) = [one for one in pipeline.PRESETS if one.address]

    assert known.name == "kz-crime-map"
    assert known.address == "https://gis.kgp.kz/arcgis/rest/services/KPSSU/crime/FeatureServer/1"


def test_socrata_comes_in_pages_and_a_point_becomes_longitude_and_latitude(tmp_path: Path) -> None:
    with serving(rows=made_rows(2300)) as server:
        found = fetched(
            server, tmp_path / "crime.csv", protocol="socrata", address=f"{server.address}/resource/abcd-1234"
        )

        assert server.queries == 4  # the last one brings nothing
    assert (len(found.rows), found.adds_up) == (2300, True)
    assert {"type", "date", "longitude", "latitude"} <= set(found.columns())


def test_lists_and_objects_other_than_points_in_socrata_rows_are_left_out(tmp_path: Path) -> None:
    with serving(rows=made_rows(2)) as server:
        for row in server.rows:
            row["more"] = {"tags": ["a", "b"], "link": {"url": "x"}, "line": {"type": "LineString"}}
        found = fetched(
            server, tmp_path / "crime.csv", protocol="socrata", address=f"{server.address}/resource/abcd-1234"
        )

    assert len(found.rows) == 2
    assert {"type", "longitude"} <= set(found.columns())
    assert {"tags", "link", "line"}.isdisjoint(found.columns())


def test_a_socrata_server_that_gives_less_at_once_than_asked_for_is_read_to_its_end(tmp_path: Path) -> None:
    with serving(rows=made_rows(250), sends=100) as server:
        address = f"{server.address}/resource/abcd-1234"
        found = fetched(server, tmp_path / "crime.csv", protocol="socrata", address=address)

    assert codes(found) == {"fetch_adds_up": {"count": 250}}


def test_socrata_goes_on_after_the_rows_that_it_has(tmp_path: Path) -> None:
    address = "/resource/abcd-1234.json"
    with serving(rows=made_rows(2300), troubles=[Trouble("web page", at=2)]) as server:
        with pytest.raises(InputError):
            fetched(server, tmp_path / "a.csv", protocol="socrata", address=server.address + address)
        before = server.queries
        found = fetched(server, tmp_path / "a.csv", protocol="socrata", address=server.address + address)

        assert server.queries - before == 3
    assert found.adds_up


def test_police_uk_comes_month_by_month_and_in_quarters_where_it_is_crowded(tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "protocol": "police-uk",
        "bbox": (76.8, 43.1, 77.0, 43.4),
        "months": ("2024-12", "2025-01"),
    }
    with serving(rows=made_rows(40), troubles=[Trouble("busy", at=2)]) as server:
        found = fetched(server, tmp_path / "crime.csv", address=f"{server.address}/api", **asked)

        assert sum("all-crime" in path for path in server.asked) == 1 + 4 + 1
    assert len(found.rows) == 40  # the made server repeats its crimes each month, by the same ids
    assert codes(found)["fetch_no_count"] == {"count": 40}
    assert found.columns() == ("id", "Month", "Longitude", "Latitude", "Crime type")
    assert {row["Crime type"] for row in found.rows} == {"Burglary"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"bbox": (1, 2, 0, 3), "months": ("2025-01", "2025-02")}, "1 2 0 3 is no rectangle"),
        ({"bbox": (0, 1, 2, 3), "months": ("2025-03", "2025-02")}, "no months one after the other"),
        ({"bbox": (0, 1, 2, 3), "months": ("2025-13", "2025-14")}, "no months"),
        ({"bbox": (0, 1, 2, 3), "months": ("2025-01", "9999-12")}, "ask for 600 months at the most"),
    ],
)
def test_a_rectangle_or_months_that_cannot_be_are_refused(
    tmp_path: Path, asked: dict[str, Any], said: str
) -> None:
    with serving() as server, pytest.raises(ConfigError, match=said):
        fetched(server, tmp_path / "a.csv", protocol="police-uk", address=server.address, **asked)
