"""hotspot fetch on the command line, and the whole way from a server to a ranking."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from made_server import Trouble, made_rows, serving

import hotspot
from hotspot.cli import main
from hotspot.pipeline import fetch as pipeline

Said: TypeAlias = tuple[int, str, str]
Run: TypeAlias = Callable[..., Said]
NETWORK = {"http", "socket", "ssl", "urllib.request", "requests", "ftplib", "asyncio"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(pipeline.TOKEN, raising=False)

    def called(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["hotspot", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return called


def test_a_fetch_says_how_much_came_and_what_comes_next(run: Run, tmp_path: Path) -> None:
    with serving(rows=made_rows(60)) as server:
        code, out, err = run("fetch", "arcgis", server.layer, "--to", "crime.csv", "--pause", "0", "-v")

    assert (code, out) == (0, "Rows fetched: 60; in the file: 60; source: crime, 127.0.0.1\n")
    assert "as many came as the server says it has: 60" in err
    assert "hotspot check crime.csv" in err
    assert {path.name for path in tmp_path.iterdir()} == {"crime.csv", "crime.csv.source.json"}


def test_json_is_the_record_and_quiet_says_nothing_else(run: Run) -> None:
    with serving(rows=made_rows(5)) as server:
        _, out, err = run(
            "fetch", "arcgis", server.layer, "--to", "a.parquet", "--pause", "0", "--json", "-q"
        )

    record = json.loads(out)
    assert err == ""
    assert (record["rows"], record["adds_up"], record["server_count"]) == (
        5,
        True,
        {"before": 5, "after": 5},
    )
    assert sum(str(value).startswith("20") for value in record.values()) == 1  # the one date, fetched_on


def test_rows_that_did_not_come_are_said_however_quiet(run: Run) -> None:
    with serving(rows=made_rows(5), hidden={2}) as server:
        code, _, err = run("fetch", "arcgis", server.layer, "--to", "a.csv", "--pause", "0", "-q")

    assert code == 0
    assert [line[0] for line in err.splitlines()] == ["!", "!"]
    assert "Rows that the server listed and then did not send: 1" in err


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_it_speaks_the_language_that_was_asked_for(run: Run, language: str) -> None:
    with serving(rows=made_rows(5), hidden={2}) as server:
        _, out, err = run(
            "fetch", "arcgis", server.layer, "--to", "a.csv", "--pause", "0", "--lang", language
        )

    assert {"ru": "Загружено строк: 4", "kk": "Жүктелген жолдар: 4"}[language] in out
    assert {"ru": "Счёт не сходится", "kk": "Есеп сәйкес емес"}[language] in err


def test_a_server_in_trouble_is_one_red_line(run: Run) -> None:
    with serving(rows=made_rows(5), troubles=[Trouble("web page")]) as server:
        code, out, err = run("fetch", "arcgis", server.layer, "--to", "a.csv", "--pause", "0")

    assert (code, out) == (1, "")
    assert "answers with a web page" in err
    assert "Traceback" not in err


def test_the_crime_map_is_ranked_as_it_was_fetched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(rows=made_rows(3000)) as server:
        presets = tuple(
            replace(one, address=server.layer) if one.address else one for one in pipeline.PRESETS
        )
        monkeypatch.setattr(pipeline, "PRESETS", presets)
        fetched, *_ = run("fetch", "arcgis", "kz-crime-map", "--to", "crime.parquet", "--pause", "0", "-q")

    code, out, err = run(
        *("rank", "crime.parquet", "--areas", "square:1000", "--by", "harm"),
        *("--set", "harm=kz-mid", "--set", "clusters.simulations=0", "-v"),
    )

    assert (fetched, code) == (0, 0)
    assert "incidents.preset = kz-crime-map" in err
    assert "incidents with a weight: 3,000 of 3,000" in err
    assert "With the harm table kz-severity instead of kz-mid" in err
    assert out.count("\n") > 5
    report = next((tmp_path / "maps").glob("*.md")).read_text(encoding="utf-8")
    assert report.count("With the harm table") == 3


def test_no_other_room_can_open_a_connection() -> None:
    package = Path(hotspot.__file__).parent
    imported: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            for name in names:
                if name in NETWORK or name.partition(".")[0] in NETWORK:
                    imported.setdefault(path.relative_to(package).as_posix(), set()).add(name)

    assert set(imported) == {"fetch/line.py", "fetch/way.py"}
