"""Briefs and the public edition are vouched for as all other files of a run: who changes one is found out."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from finished_run import copied, finished, record

from hotspot.cli import main
from hotspot.pipeline.redraw import MapQuestion, redraw_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Called: TypeAlias = Callable[..., tuple[int, list[str]]]

CRATE = "ro-crate-metadata.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, run = finished(tmp_path_factory.mktemp("city"))
    return run


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Called:
    """Call hotspot in an empty folder; return its exit code and the lines of stdout."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")

    def called(*words: str) -> tuple[int, list[str]]:
        monkeypatch.setattr(sys, "argv", ["hotspot", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), capsys.readouterr().out.splitlines()

    return called


@pytest.fixture
def run(whole: Path, tmp_path: Path, call: Called) -> Path:
    """A run with the brief of its first area and its public edition."""
    run = copied(whole, tmp_path)
    assert call("brief", "--top", "1", "--from", str(run), "-q")[0] == 0
    assert call("publish", "--from", str(run), "-q")[0] == 0
    return run


def listed(run: Path) -> set[str]:
    graph = json.loads((run / CRATE).read_bytes())["@graph"]
    return {one["@id"] for one in graph if one["@type"] == "File" and "/" in one["@id"]}


def brief_of(run: Path, ending: str) -> Path:
    return next((run / "briefs").glob(f"brief-*.{ending}"))


def test_briefs_and_edition_are_listed_in_the_crate_with_their_records(run: Path, call: Called) -> None:
    inner = {f"{name}/{path.name}" for name in ("briefs", "public") for path in (run / name).iterdir()}

    code, lines = call("verify", str(run))

    assert listed(run) == inner
    assert {"briefs/brief.json", "public/publish.json"} <= inner
    assert (code, "nothing has changed" in lines[0]) == (0, True)
    assert not [line for line in lines if "Without a hash" in line]


@pytest.mark.parametrize(
    "name", ["brief-*.html", "brief-*.pdf", "areas.csv", "page_en.html", "hotspot_cells.geojson"]
)
def test_one_changed_byte_of_a_brief_or_an_edition_is_told(run: Path, call: Called, name: str) -> None:
    (path,) = run.rglob(f"*/{name}")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    code, lines = call("verify", str(run))

    assert (code, lines[0]) == (1, f"{path.parent.name}/{path.name}: not as it was written.")


@pytest.mark.parametrize("name", ["briefs/brief.json", "public/publish.json"])
def test_a_record_that_was_altered_with_its_file_is_told_by_the_crate(
    run: Path, call: Called, name: str
) -> None:
    path = run / name
    path.write_bytes(path.read_bytes().replace(b'"layout": 1', b'"layout": 1 '))

    code, lines = call("verify", str(run))

    assert code == 1
    assert lines[0].startswith(f"{name}: ")


@pytest.mark.parametrize("name", ["briefs", "public"])
def test_a_brief_or_a_page_that_is_gone_is_missing(run: Path, call: Called, name: str) -> None:
    path = min((run / name).glob("*.html"))
    path.unlink()

    code, lines = call("verify", str(run))

    assert (code, lines[0]) == (1, f"{name}/{path.name}: missing.")


def test_the_record_keeps_briefs_that_were_made_before(run: Path, call: Called) -> None:
    earlier = {path.name for path in (run / "briefs").iterdir()}

    code, lines = call("brief", "--top", "3", "--from", str(run), "-q")

    outputs = json.loads((run / "briefs" / "brief.json").read_bytes())["outputs"]
    assert (code, len(lines)) == (0, 6)
    assert earlier - {"brief.json"} <= set(outputs)
    assert set(outputs) == {path.name for path in (run / "briefs").iterdir()} - {"brief.json"}
    assert call("verify", str(run))[0] == 0


def test_making_another_brief_does_not_hide_that_one_was_changed(run: Path, call: Called) -> None:
    first = brief_of(run, "html")
    first.write_text(first.read_text("utf-8") + "<!-- more -->", "utf-8")
    areas = json.loads((run / "ranking.geojson").read_bytes())["features"]
    other = next(
        one["properties"]["area_id"] for one in areas if one["properties"]["area_id"] not in first.name
    )

    call("brief", other, "--from", str(run), "-q")

    code, lines = call("verify", str(run))
    assert (code, lines[0]) == (1, f"briefs/{first.name}: not as it was written.")


def timeless(said: dict[str, Any]) -> dict[str, Any]:
    """Return a run.json without the times of its commands."""
    listed = [{key: one[key] for key in one if key != "started"} for one in said["commands"]]
    return {**said, "commands": listed}


def test_the_same_briefs_give_the_same_record_and_run_json_only_gets_the_crates_hash(
    run: Path, call: Called
) -> None:
    before, said = (run / "briefs" / "brief.json").read_bytes(), record(run)

    call("brief", "--top", "1", "--from", str(run), "-q")

    assert (run / "briefs" / "brief.json").read_bytes() == before
    assert timeless(record(run)) == timeless(said)


def test_a_map_drawn_again_keeps_briefs_and_edition_on_the_list(run: Path) -> None:
    before = listed(run)

    redraw_map(str(run), MapQuestion(plain=True))

    assert listed(run) == before


def test_briefs_without_a_record_are_told_as_such(run: Path, call: Called) -> None:
    (run / "briefs" / "brief.json").unlink()

    code, lines = call("verify", str(run))

    assert code == 1
    assert "briefs/brief.json: missing." in lines
    assert any("Without a hash" in line and brief_of(run, "pdf").name in line for line in lines)
