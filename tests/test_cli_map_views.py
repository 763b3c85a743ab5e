"""`hotspot map` on a run with answers of `when` and `trend`: it shows what they found, and nothing else."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from full_run import found
from made_city import made_city

from hotspot import pipeline, write
from hotspot.cli import main
from hotspot.config import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Called = Callable[..., tuple[object, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    config = made_city(folder, count=900)
    first, *lines = (folder / "incidents.csv").read_text(encoding="utf-8").splitlines()
    # Every other incident a year earlier: classes need twelve whole months, changes the same days twice.
    moved = [line.replace(",2025-", ",2024-") if i % 2 else line for i, line in enumerate(lines)]
    (folder / "incidents.csv").write_text("\n".join([first, *moved]), encoding="utf-8")
    run = write.check_folder(str(folder / "maps"), inputs=())
    pipeline.save(pipeline.rank_city(load(str(config))), run, started="2026-01-02T03:04:05+00:00")
    found(run, "when")
    found(run, "trend")
    return run


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Called:
    """Call a command; return the exit code and what was said on stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", *words])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, capsys.readouterr().err

    return call


def city(page: Path) -> dict[str, Any]:
    """Return the data of a page."""
    island = page.read_text(encoding="utf-8").partition('id="city-island"')[2]
    content: dict[str, Any] = json.loads(island.partition(">")[2].partition("</script>")[0])
    return content


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def legend(view: dict[str, Any]) -> Counter[str]:
    """Return how many of the listed areas have each class, by its English name without its sign."""
    names = [text.split(" (")[0].lstrip("★▲▼■◇ ") for text in view["texts"]["en"]["legend"]]
    return Counter(names[i] for i in view["of"])


def altered(run: Path, kind: str, key: str, to: object) -> None:
    path = run / kind / f"{kind}.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), key: to}), encoding="utf-8")


def test_classes_and_verdicts_on_the_map_are_those_of_the_files(run: Path, called: Called) -> None:
    code, err = called("map", str(run), "-q")

    when, trend = city(run / "map.html")["views"]
    classes = Counter(row["class"] for row in rows(run / "when" / "emerging.csv") if row["kind"] == "area")
    verdicts = Counter(row["verdict"] for row in rows(run / "trend" / "trend.csv") if row["kind"] == "area")
    names = {"none": "does not stand out"}
    told = {"too few": "too few to compare"}
    assert (code, err) == (0, "")
    assert (when["key"], trend["key"]) == ("when", "trend")
    assert legend(when) == {names.get(key, key): count for key, count in classes.items()}
    assert legend(trend) == {told.get(key, key): count for key, count in verdicts.items()}
    assert [one["kind"] for one in json.loads((run / "run.json").read_bytes())["commands"]] == [
        *("map", "trend", "when")
    ]
    assert called("verify", str(run), "-q")[0] == 0


def test_the_sentence_that_counts_classes_says_of_how_many_areas_and_hot_spots(run: Path) -> None:
    said = next(
        line
        for line in json.loads((run / "when" / "when.json").read_bytes())["lines"]
        if line.startswith("Month by month")
    )

    emerging = rows(run / "when" / "emerging.csv")
    kinds = Counter(row["kind"] for row in emerging)
    assert f"(areas: {kinds['area']}, hot spots: {kinds['hotspot']}, whole months: " in said
    assert sum(map(int, re.findall(r" (\d+)(?=[,.]|$)", said.partition("):")[2]))) == len(emerging)


def test_the_map_of_such_a_run_is_the_same_twice_and_plain_it_is_that_of_the_run(
    run: Path, called: Called
) -> None:
    own = (run / "map.html").read_bytes()

    called("map", str(run), "-q")
    first = (run / "map.html").read_bytes()
    called("map", str(run), "-q")
    again = (run / "map.html").read_bytes()
    called("map", str(run), "-q", "--plain")

    assert first == again != own
    assert (run / "map.html").read_bytes() == own


@pytest.mark.parametrize(
    ("kind", "key", "to"),
    [
        ("when", "emerging", [{"place_id": "A1"}]),
        ("when", "emerging", "none"),
        ("when", "months", -1),
        ("trend", "changes", []),
        ("trend", "now", ["2025-13-01", "2025-12-31"]),
        ("trend", "past", ["2025-12-31", "2025-01-01"]),
        ("trend", "not_for_press", ["because"]),
    ],
)
def test_a_record_that_no_version_writes_is_left_out_with_a_word(
    run: Path, called: Called, kind: str, key: str, to: object
) -> None:
    altered(run, kind, key, to)

    code, err = called("map", str(run))

    assert code == 0
    assert [one["key"] for one in city(run / "map.html")["views"]] == [
        {"when": "trend", "trend": "when"}[kind]
    ]
    assert f"hotspot {kind}" in err


@pytest.mark.parametrize("kind", ["when", "trend"])
def test_a_record_that_names_an_area_of_another_city_is_left_out(
    run: Path, called: Called, kind: str
) -> None:
    key, name = {"when": ("emerging", "place_id"), "trend": ("changes", "unit_id")}[kind]
    listed = json.loads((run / kind / f"{kind}.json").read_bytes())[key]
    next(one for one in listed if one["kind"] == "area")[name] = "elsewhere"
    altered(run, kind, key, listed)

    called("map", str(run), "-q")

    assert kind not in [one["key"] for one in city(run / "map.html")["views"]]


def test_a_record_too_short_for_classes_gives_no_view(run: Path, called: Called) -> None:
    altered(run, "when", "emerging", [])

    code, err = called("map", str(run), "-q")

    assert (code, err) == (0, "")
    assert [one["key"] for one in city(run / "map.html")["views"]] == ["trend"]


def test_an_edition_for_the_public_is_the_same_with_and_without_these_answers(
    run: Path, called: Called, tmp_path: Path
) -> None:
    called("map", str(run), "-q")
    first = called("publish", "--from", str(run), "-q")
    told = {path.name: path.read_bytes() for path in (run / "public").iterdir()}
    for kind in ("when", "trend", "public"):
        shutil.rmtree(run / kind)
    called("map", str(run), "-q")

    second = called("publish", "--from", str(run), "-q")

    assert first[0] == second[0] == 0
    assert {path.name: path.read_bytes() for path in (run / "public").iterdir()} == told
    assert not any(b"intensifying" in content for content in told.values())
