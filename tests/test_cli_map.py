"""`hotspot map`: the map of a finished run, drawn again without computing."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from finished_run import changed, finished
from made_city import made_city

from hotspot.write.folder import CRATE

Run: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(called: Run) -> Run:
    """Run the command in the test's own folder; return its exit code, stdout and stderr."""
    return called


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a finished run."""
    _, folder = finished(tmp_path_factory.mktemp("city"))
    return contents(folder)


@pytest.fixture
def maps(original: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The run in ./maps, where a test may spoil it."""
    folder = tmp_path / "maps"
    folder.mkdir()
    for name, content in original.items():
        (folder / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_map_drawn_again_is_the_map_of_the_run(maps: Path, run: Run, original: dict[str, bytes]) -> None:
    (maps / "map.html").write_text("lost")

    code, out, err = run("map")

    assert (code, out) == (0, "")
    assert "map.html" in err
    assert contents(maps) == original


def test_rank_then_map_from_the_command_line_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    made_city(tmp_path)
    monkeypatch.chdir(tmp_path)
    run("rank", "-q", "--out", "there", "--set", "areas.file=hex:700", "--set", "crs=EPSG:32443")
    before = contents(tmp_path / "there")

    code, _, err = run("map", "there", "-q")

    assert (code, err) == (0, "")
    assert contents(tmp_path / "there") == before


def test_another_language_and_title_change_the_map_and_the_records_of_it_alone(
    maps: Path, run: Run, original: dict[str, bytes]
) -> None:
    code, _, err = run("map", "maps", "--lang", "kk", "--title", "Таңғы жиын")

    page = (maps / "map.html").read_bytes()
    assert code == 0
    assert "Карта" in err
    assert b'"language":"kk"' in page
    assert "Таңғы жиын".encode() in page
    old, new = json.loads(original["run.json"]), json.loads((maps / "run.json").read_bytes())
    assert new["outputs"].pop("map.html") == hashlib.sha256(page).hexdigest()
    del old["outputs"]["map.html"], old["outputs"][CRATE], new["outputs"][CRATE]
    (drawn,) = new.pop("commands")
    assert (drawn["command"], drawn["language"], drawn["asked"]) == (
        "hotspot map",
        "kk",
        {"title": "Таңғы жиын"},
    )
    assert new == {key: value for key, value in old.items() if key != "commands"}
    assert {name for name, content in contents(maps).items() if content != original[name]} == {
        "map.html",
        CRATE,
        "run.json",
    }


def test_a_map_elsewhere_leaves_the_run_as_it_is(maps: Path, run: Run, original: dict[str, bytes]) -> None:
    code, _, _ = run("map", "--lang", "ru", "--out", "briefing.html")

    assert code == 0
    assert b'"language":"ru"' in Path("briefing.html").read_bytes()
    assert contents(maps) == original


def test_naming_the_map_of_the_run_as_the_file_is_redrawing_it(
    maps: Path, run: Run, original: dict[str, bytes]
) -> None:
    assert run("map", "maps", "--out", "maps/../maps/map.html")[0] == 0
    assert contents(maps) == original


def test_without_single_incidents_the_page_holds_none(maps: Path, run: Run) -> None:
    run("map", "--out", "with.html")
    run("map", "--incidents", "0", "--out", "without.html")

    assert b'"incidents":{"count":400' in Path("with.html").read_bytes()
    assert b'"incidents":null' in Path("without.html").read_bytes()


def test_the_folder_is_that_of_the_settings_at_hand(maps: Path, run: Run, original: dict[str, bytes]) -> None:
    maps.rename(maps.parent / "results")
    Path("config.yaml").write_text("output: results\nlanguage: ru\n", encoding="utf-8")

    code, _, err = run("map", "-v")

    assert code == 0
    assert "чтение расчёта: " in err
    assert contents(maps.parent / "results") == original


def test_class_limits_can_be_kept_from_an_earlier_run(maps: Path, run: Run) -> None:
    made_city(Path("earlier"), count=300)
    run("rank", "--config", "earlier/config.yaml", "-q", "--out", "before")
    earlier = json.loads(Path("before/run.json").read_bytes())

    code, _, _ = run("map", "--limits-from", "before", "--out", "kept.html")

    assert code == 0
    assert earlier["run_id"].encode() in Path("kept.html").read_bytes()


def test_a_run_keeps_the_limits_of_an_earlier_one_and_says_so_in_its_record(maps: Path, run: Run) -> None:
    made_city(Path("later"), count=300)
    Path("later/config.yaml").write_text(
        Path("later/config.yaml").read_text(encoding="utf-8") + "map: {limits_from: ../maps}\n",
        encoding="utf-8",
    )
    earlier = json.loads((maps / "run.json").read_bytes())

    given = ("rank", "--config", "later/config.yaml", "-q", "--out")
    assert run(*given, "second")[0] == 0
    assert run(*given, "third", "--limits-from", "second")[0] == 0

    period = f"{earlier['period']['first']} – {earlier['period']['last']}"
    for folder in ("second", "third"):
        kept = json.loads(Path(folder, "run.json").read_bytes())["class_limits"]
        assert kept["limits"] == earlier["class_limits"]["limits"]
        assert kept["limits_of"] == f"{earlier['run_id']}, {period}"


@pytest.mark.parametrize(("key", "other"), [("by", "count"), ("unit", "per_km2")])
def test_limits_of_another_measure_are_refused(maps: Path, run: Run, key: str, other: str) -> None:
    Path("earlier").mkdir()
    Path("earlier/run.json").write_bytes((maps / "run.json").read_bytes())
    changed(Path("earlier"), "class_limits", key, to=other)
    made_city(Path("city"))

    for words in (["map"], ["rank", "--config", "city/config.yaml"]):
        code, _, err = run(*words, "--limits-from", "earlier", "-q")

        assert code == 1
        assert err.startswith("Error: earlier: the limits there are ")
        assert err.count("\n") == 1


def spoil_folder(maps: Path) -> None:
    maps.rename(maps.parent / "gone")


def spoil_record(maps: Path) -> None:
    (maps / "run.json").unlink()


def spoil_table(maps: Path) -> None:
    (maps / "incidents.parquet").write_bytes(b"PAR1 of somebody else PAR1")


def spoil_by_link(maps: Path) -> None:
    maps.rename(maps.parent / "real")
    maps.symlink_to(maps.parent / "real")


def spoil_by_linked_file(maps: Path) -> None:
    (maps / "map.html").unlink()
    (maps / "map.html").symlink_to(maps.parent / "elsewhere.html")


def spoil_by_folder(maps: Path) -> None:
    (maps / "hotspot.gpkg").unlink()
    (maps / "hotspot.gpkg").mkdir()


def spoil_by_loop(maps: Path) -> None:
    (maps / "run.json").unlink()
    (maps / "run.json").symlink_to("run.json")


def spoil_by_tool(maps: Path) -> None:
    changed(maps, "tool", to="other")


def spoil_by_age(maps: Path) -> None:
    changed(maps, "layout", to=1)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (spoil_folder, "maps: there is no such folder"),
        (spoil_record, "maps: there is no run.json in it"),
        (spoil_table, "maps/incidents.parquet: the file is not as the run wrote it"),
        (spoil_by_link, "maps: is a link"),
        (spoil_by_linked_file, "maps/map.html: is not a plain file"),
        (spoil_by_folder, "maps/hotspot.gpkg: "),
        (spoil_by_loop, "maps/run.json: "),
        (spoil_by_tool, "maps/run.json: it was not written by hotspot"),
        (spoil_by_age, "maps/run.json: it was written by another version"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_in_one_line(
    maps: Path, run: Run, spoil: Callable[[Path], None], what: str
) -> None:
    spoil(maps)
    before = {
        path: path.is_symlink() or path.is_dir() or path.read_bytes() for path in maps.parent.rglob("*")
    }

    code, out, err = run("map", "maps")

    assert (code, out) == (1, "")
    assert err.startswith(f"Error: {what}")
    assert err.count("\n") == 1
    after = {path: path.is_symlink() or path.is_dir() or path.read_bytes() for path in maps.parent.rglob("*")}
    assert after == before


@pytest.mark.parametrize(
    ("out", "what"),
    [
        ("mine.html", "is there already"),
        ("maps/ranking.csv", "is a file of a run"),
        ("maps/run.json", "is a file of a run"),
        ("maps", "is not a plain file"),
        ("link.html", "is not a plain file"),
        ("no/such/folder.html", "there is no folder"),
        ("con.html", "is not a name"),
    ],
)
def test_the_map_is_never_written_over_something_else(
    maps: Path, run: Run, original: dict[str, bytes], out: str, what: str
) -> None:
    Path("mine.html").write_text("mine")
    Path("link.html").symlink_to("mine.html")

    code, _, err = run("map", "--out", out)

    assert code == 1
    assert what in err
    assert Path("mine.html").read_text() == "mine"
    assert contents(maps) == original


def test_a_file_is_replaced_when_that_is_asked_for(maps: Path, run: Run) -> None:
    Path("mine.html").write_text("of yesterday")

    assert run("map", "--out", "mine.html", "--overwrite")[0] == 0
    assert Path("mine.html").read_bytes() == (maps / "map.html").read_bytes()


def test_a_run_that_writes_meanwhile_is_not_spoiled(
    maps: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*_: object) -> str:
        changed(maps, "started", to="later")
        return "<html>"

    monkeypatch.setattr("hotspot.render.map_page", draw)

    code, _, err = run("map")

    assert code == 1
    assert "another run wrote its results here meanwhile" in err
    assert (maps / "map.html").read_bytes() != b"<html>"


@pytest.mark.parametrize("words", [["--incidents", "-1"], ["--lang", "de"], ["a", "b"], ["--no-such"]])
def test_wrong_usage_leaves_with_two(maps: Path, run: Run, words: list[str]) -> None:
    code, _, err = run("map", *words)

    assert code == 2
    assert "Error" in err


def test_drawing_again_needs_none_of_the_libraries_that_compute(maps: Path) -> None:
    script = (
        "import sys; sys.argv = ['hotspot', 'map', '-q']\n"
        "from hotspot.cli import main\n"
        "try: main()\n"
        "except SystemExit as left: assert not left.code\n"
        "heavy = {'sklearn', 'scipy', 'pydantic', 'matplotlib', 'sqlalchemy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
