"""`hotspot verify`: whoever changes, takes away or adds something is told on, and nobody else."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from finished_run import changed, copied, finished, forged, record

from hotspot.cli import main
from hotspot.pipeline.recorded import list_in_records
from hotspot.pipeline.redraw import MapQuestion, redraw_map
from hotspot.pipeline.when import WhenQuestion, when_run
from hotspot.read import open_record
from hotspot.read.run.stated import read_stated
from hotspot.words import Words
from hotspot.write.atomic import workshop
from hotspot.write.run_id import FORMULAS, run_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Called: TypeAlias = Callable[..., tuple[int, list[str], str]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its inputs beside it, and the folder of a command in it."""
    _, run = finished(tmp_path_factory.mktemp("city"))
    when_run(str(run), WhenQuestion())
    return run


@pytest.fixture
def run(whole: Path, tmp_path: Path) -> Path:
    return copied(whole, tmp_path)


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Called:
    """Run the command in an empty folder; return its exit code, the lines of stdout, and stderr."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")

    def call(*words: str) -> tuple[int, list[str], str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", "verify", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out.splitlines(), said.err

    return call


def test_a_run_that_nobody_touched_is_whole_with_the_folders_of_its_commands(
    run: Path, verify: Called
) -> None:
    code, lines, err = verify(str(run))

    files = sum(path.is_file() for path in run.rglob("*")) - 2  # run.json and when.json vouch for the others
    assert (code, err) == (0, "")
    assert lines[0] == f"Run {record(run)['run_id']}: nothing has changed. Files checked: {files}."


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("ranking.csv", "ranking.csv: not as it was written."),
        ("ro-crate-metadata.json", "ro-crate-metadata.json: not as it was written."),
        ("when/when.csv", "when/when.csv: not as it was written."),
    ],
)
def test_one_changed_byte_is_told_in_one_line(run: Path, verify: Called, file: str, line: str) -> None:
    content = bytearray((run / file).read_bytes())
    content[len(content) // 2] ^= 1
    (run / file).write_bytes(content)

    code, lines, _ = verify(str(run))

    assert code == 1
    assert lines[0] == line
    assert "differences found: 1." in lines[1]


@pytest.mark.parametrize("file", ["map.html", "when/when.md"])
def test_a_file_that_is_gone_is_missing(run: Path, verify: Called, file: str) -> None:
    (run / file).unlink()

    code, lines, _ = verify(str(run))

    assert (code, lines[0]) == (1, f"{file}: missing.")


@pytest.mark.parametrize("name", ["notes.docx", ".hidden", "when/more.csv", "photos/"])
def test_what_lies_beside_a_run_is_told_and_changes_nothing(run: Path, verify: Called, name: str) -> None:
    if name.endswith("/"):
        (run / name).mkdir()
        (run / name / "a.jpg").touch()
    else:
        (run / name).touch()

    code, lines, _ = verify(str(run))

    assert code == 0
    assert lines[0] == f"{name}: lies beside the run, no record speaks of it."


def test_a_link_in_place_of_a_file_is_not_followed(run: Path, verify: Called, tmp_path: Path) -> None:
    shutil.copy(run / "ranking.csv", tmp_path / "same.csv")
    (run / "ranking.csv").unlink()
    (run / "ranking.csv").symlink_to(tmp_path / "same.csv")

    code, lines, _ = verify(str(run))

    assert (code, lines[0]) == (1, "ranking.csv: something else than a plain file lies in its place.")


@pytest.mark.parametrize(
    ("keys", "to"),
    [
        (("seed",), 99),
        (("config", "settings", "ranking", "top"), 7),
        (("inputs", "incidents", "0", "sha256"), "0" * 64),
        (("choices", "0", "value"), "cp1251"),
        (("versions", "numpy"), "1.0"),
        (("run_id",), "0123456789ab"),
    ],
    ids=lambda given: ".".join(given) if isinstance(given, tuple) else str(given),
)
def test_a_record_that_was_altered_no_longer_gives_its_own_id(
    run: Path, verify: Called, keys: tuple[str, ...], to: object
) -> None:
    changed(run, *keys, to=to)

    code, lines, _ = verify(str(run))

    assert code == 1
    assert lines[0].startswith("run.json: it says run ")


def test_a_record_from_before_formulas_had_names_is_known_by_any_of_them(run: Path, verify: Called) -> None:
    stated = read_stated(open_record(str(run)).entry)
    content = record(run)
    del content["run_id_formula"]
    for formula in FORMULAS:
        content["run_id"] = run_id(stated, formula=formula)
        (run / "run.json").write_text(json.dumps(content), encoding="utf-8")

        _, lines, _ = verify(str(run))

        assert not any(line.startswith("run.json: ") for line in lines)


def test_a_formula_that_is_not_known_is_told_as_such_and_is_no_way_to_hide_a_change(
    run: Path, verify: Called
) -> None:
    changed(run, "run_id_formula", to=99)
    changed(run, "seed", to=98)

    code, lines, _ = verify(str(run))

    assert code == 1
    assert lines[0].startswith("run.json: the run id is made by formula 99, which this version does not know")


def test_a_forged_hash_is_at_odds_with_the_other_record(run: Path, verify: Called) -> None:
    forged(run, "ranking.csv", b"rank\n1\n")

    code, lines, _ = verify(str(run))

    assert code == 1
    assert lines[0] == "ranking.csv: run.json and ro-crate-metadata.json name different hashes of it."


def test_what_a_command_made_from_an_older_run_is_stale(run: Path, verify: Called) -> None:
    said = json.loads((run / "when" / "when.json").read_text(encoding="utf-8"))
    (run / "when" / "when.json").write_text(json.dumps({**said, "run_id": "aaaaaaaaaaaa"}), encoding="utf-8")

    code, lines, _ = verify(str(run))

    assert code == 1
    assert lines[0].startswith("when/when.json: made from run aaaaaaaaaaaa, but the folder holds run ")


def test_a_run_that_was_killed_is_told_and_left_as_it_is(run: Path, verify: Called) -> None:
    (run / ".hotspot-writing").mkdir()

    code, lines, _ = verify(str(run))

    assert code == 1
    assert lines[0].startswith(".hotspot-writing: a run is writing here now, or was killed")
    assert (run / ".hotspot-writing").is_dir()


def test_inputs_are_found_by_name_and_held_against_their_hashes(
    whole: Path, verify: Called, tmp_path: Path
) -> None:
    town = tmp_path / "town"
    shutil.copytree(whole.parent, town)

    assert verify(str(town / "maps"))[1][1] == "Inputs found and unchanged: 4 of 4."
    with (town / "areas.geojson").open("ab") as file:
        file.write(b"\n")
    code, lines, _ = verify(str(whole), "--inputs", str(town))

    assert code == 1
    assert lines[0].startswith("areas.geojson: a file of this name is there, but it is not the one")
    assert lines[2] == "Inputs found and unchanged: 3 of 4."


def test_inputs_that_cannot_be_found_are_named_and_count_as_nothing(run: Path, verify: Called) -> None:
    code, lines, _ = verify(str(run))

    assert code == 0
    assert lines[1:] == [
        "Inputs found and unchanged: 0 of 4.",
        "Not found, so not checked: incidents.csv, areas.geojson, posts.csv, streets.geojson.",
    ]


def test_json_tells_the_same(run: Path, verify: Called) -> None:
    (run / "map.html").unlink()

    code, lines, _ = verify(str(run), "--json", "--lang", "ru")

    told = json.loads("\n".join(lines))
    assert (code, told["unchanged"], told["run_id"]) == (1, False, record(run)["run_id"])
    assert told["differences"] == [
        {"code": "missing", "file": "map.html", "values": {}, "text": "map.html: файла нет"}
    ]
    assert {one["state"] for one in told["inputs"]} == {"not_found"}


@pytest.mark.parametrize("name", ["../run.json", "a/b", "", "..", "a\\b"])
def test_a_record_cannot_send_us_elsewhere(run: Path, verify: Called, name: str) -> None:
    changed(run, "outputs", name, to="0" * 64)

    code, lines, err = verify(str(run))

    assert (code, lines) == (1, [])
    assert "which is no name of a file" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [("nowhere",), ("{run}", "--inputs", "nowhere")])
def test_what_is_not_there_is_an_error_in_one_line(run: Path, verify: Called, words: tuple[str, ...]) -> None:
    code, lines, err = verify(*(word.format(run=run) for word in words))

    assert (code, lines) == (1, [])
    assert err.startswith("Error: ")
    assert "To do:" in err


def test_no_file_of_a_run_says_where_its_inputs_lay(whole: Path) -> None:
    place = str(whole.parent).encode()

    assert [path.name for path in whole.rglob("*") if path.is_file() and place in path.read_bytes()] == []


@pytest.fixture
def listed(run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A run whose posts were placed by the command line, which lists them in the RO-Crate."""
    before = record(run)
    monkeypatch.setattr(
        sys, "argv", ["hotspot", "posts", "-n", "1", "--draws", "1", "--straight", "--from", str(run), "-q"]
    )
    with pytest.raises(SystemExit) as left:
        main()
    capsys.readouterr()
    after = record(run)
    assert left.value.code == 0
    assert {name for name in before if before[name] != after[name]} == {"outputs", "commands"}
    changed_hashes = {name for name, one in after["outputs"].items() if before["outputs"][name] != one}
    assert changed_hashes == {"ro-crate-metadata.json"}
    return run


def entities(run: Path) -> dict[str, dict[str, object]]:
    graph = json.loads((run / "ro-crate-metadata.json").read_bytes())["@graph"]
    found = {one["@id"]: one for one in graph}
    assert len(found) == len(graph)
    return found


def test_a_command_is_listed_in_the_crate_with_its_folder_its_files_and_their_hashes(
    listed: Path, verify: Called
) -> None:
    found = entities(listed)

    said = json.loads((listed / "posts" / "posts.json").read_bytes())
    names = {f"posts/{name}" for name in (*said["outputs"], "posts.json")}
    action = found[f"#posts-{said['run_id']}"]
    assert {"@id": "posts/"} in found["./"]["hasPart"]  # type: ignore[operator]
    assert {"@id": action["@id"]} in found["./"]["mentions"]  # type: ignore[operator]
    assert action["object"] == {"@id": "run.json"}
    assert action["result"] == found["posts/"]["hasPart"]
    assert {one["@id"] for one in action["result"]} == names  # type: ignore[attr-defined]
    for name in names:
        content = (listed / name).read_bytes()
        assert found[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert found[name]["contentSize"] == str(len(content))
    assert {"@id": "when/"} in found["./"]["hasPart"]  # type: ignore[operator]
    assert verify(str(listed))[0] == 0


@pytest.mark.parametrize("file", ["posts/posts.geojson", "posts/catchments.geojson"])
def test_one_changed_byte_of_a_command_is_told_once(listed: Path, verify: Called, file: str) -> None:
    content = bytearray((listed / file).read_bytes())
    content[len(content) // 2] ^= 1
    (listed / file).write_bytes(content)

    code, lines, _ = verify(str(listed))

    assert (code, lines[0]) == (1, f"{file}: not as it was written.")
    assert "differences found: 1." in lines[1]


def test_who_changes_a_file_and_the_record_that_vouches_for_it_is_told_on_by_the_crate(
    listed: Path, verify: Called
) -> None:
    file, own = listed / "posts" / "posts.csv", listed / "posts" / "posts.json"
    file.write_text("mine", encoding="utf-8")
    said = json.loads(own.read_bytes())
    said["outputs"]["posts.csv"] = hashlib.sha256(b"mine").hexdigest()
    own.write_text(json.dumps(said), encoding="utf-8")

    code, lines, _ = verify(str(listed))

    assert code == 1
    assert set(lines[:2]) == {
        "posts/posts.csv: not as run.json or ro-crate-metadata.json lists it.",
        "posts/posts.json: not as run.json or ro-crate-metadata.json lists it.",
    }


def test_a_whole_folder_of_a_command_does_not_go_missing_unseen(listed: Path, verify: Called) -> None:
    shutil.rmtree(listed / "posts")

    code, lines, _ = verify(str(listed))

    assert code == 1
    assert "posts/posts.json: missing." in lines


def test_names_in_a_crate_that_lead_out_of_the_run_are_not_looked_at(listed: Path, verify: Called) -> None:
    crate = listed / "ro-crate-metadata.json"
    content = json.loads(crate.read_bytes())
    content["@graph"] += [
        {"@id": name, "@type": "File", "sha256": "0" * 64}
        for name in ("../run.json", "a/../../b", "a/%2e%2e")
    ]
    forged(listed, crate.name, json.dumps(content).encode())

    code, _, _ = verify(str(listed))

    assert code == 0


def commands(run: Path) -> dict[str, dict[str, Any]]:
    """Return what run.json lists of later commands by their kind."""
    listed: list[dict[str, Any]] = record(run)["commands"]
    found = {one["kind"]: one for one in listed}
    assert len(found) == len(listed)
    return found


def test_run_json_lists_each_command_with_its_options_its_time_and_the_hashes_of_its_files(
    listed: Path, verify: Called
) -> None:
    found = commands(listed)

    posts = found["posts"]
    assert posts["command"] == "hotspot posts"
    assert posts["folder"] == "posts"
    given = {"posts": "1", "draws": "1", "straight": "True"}
    assert posts["asked"] == {**given, "reach": "400m", "seconds": "300"}  # defaults are settings, too
    assert datetime.fromisoformat(posts["started"]).tzinfo is not None
    assert posts["outputs"] == {
        f"posts/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (listed / "posts").iterdir()
    }
    assert "started" not in found["when"]  # it was no command line that wrote these
    assert verify(str(listed))[0] == 0


def test_a_command_that_is_run_again_replaces_its_own_entry_and_no_other(
    listed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verify: Called
) -> None:
    before = commands(listed)
    changed(listed, "commands", to=[{**one, "started": "earlier"} for one in before.values()])

    words = ["hotspot", "posts", "-n", "2", "--draws", "1", "--straight", "--from", str(listed), "-q"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit):
        main()
    capsys.readouterr()

    after = commands(listed)
    assert set(after) == set(before)
    assert after["posts"]["asked"]["posts"] == "2"
    assert after["posts"]["started"] != "earlier"
    assert {kind for kind in after if after[kind] != {**before[kind], "started": "earlier"}} == {"posts"}
    assert verify(str(listed))[0] == 0


def test_options_that_a_record_does_not_keep_are_kept_in_the_list(
    listed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["yards", "form", "--top", "2"], ["repeats"]):
        monkeypatch.setattr(sys, "argv", ["hotspot", *words, "--from", str(listed), "-q"])
        with pytest.raises(SystemExit):
            main()
    capsys.readouterr()

    form = commands(listed)["yards-1"]

    assert (form["command"], form["folder"]) == ("hotspot yards form", "yards-form")
    assert form["asked"] == {"top": "2", "round": "1"}


def test_a_command_whose_files_were_altered_is_not_listed_any_more(listed: Path) -> None:
    (listed / "posts" / "posts.csv").write_bytes(b"changed")

    redraw_map(str(listed), MapQuestion())

    assert "posts" not in commands(listed)


def test_a_map_drawn_again_is_listed_with_what_was_asked_of_it_and_a_folder_by_its_name_alone(
    listed: Path, verify: Called
) -> None:
    asked = MapQuestion(
        limits_from=str(listed), incidents=0, title="Almaty", started="2026-02-03T04:05:06+00:00"
    )
    redraw_map(str(listed), asked)

    drawn = commands(listed)["map"]
    page = hashlib.sha256((listed / "map.html").read_bytes()).hexdigest()
    assert drawn["command"] == "hotspot map"
    assert drawn["asked"] == {"title": "Almaty", "limits_from": listed.name, "incidents": "0"}
    assert drawn["started"] == "2026-02-03T04:05:06+00:00"
    assert drawn["outputs"]["map.html"] == record(listed)["outputs"]["map.html"] == page
    assert verify(str(listed))[0] == 0


def test_files_of_a_command_are_held_against_run_json_where_a_run_has_no_crate(
    listed: Path, verify: Called
) -> None:
    (listed / "ro-crate-metadata.json").unlink()
    outputs = record(listed)["outputs"]
    del outputs["ro-crate-metadata.json"]
    changed(listed, "outputs", to=outputs)
    whole = verify(str(listed))
    shutil.rmtree(listed / "posts")

    code, lines, _ = verify(str(listed))

    assert (whole[0], code) == (0, 1)
    assert "posts/posts.json: missing." in lines


def test_a_command_that_run_json_lists_otherwise_than_the_crate_is_told(listed: Path, verify: Called) -> None:
    listing = record(listed)["commands"]
    at = [one["kind"] for one in listing].index("posts")
    listing[at]["outputs"]["posts/posts.csv"] = "0" * 64
    changed(listed, "commands", to=listing)

    code, lines, _ = verify(str(listed))

    assert code == 1
    assert "posts/posts.csv: run.json and ro-crate-metadata.json name different hashes of it." in lines


@pytest.mark.parametrize("name", ["../run.json", "when/../../x", "posts/posts.csv", "when/"])
def test_run_json_cannot_list_what_is_no_file_of_the_command(listed: Path, verify: Called, name: str) -> None:
    listing = record(listed)["commands"]
    listing[-1]["outputs"] = {name: "0" * 64}
    changed(listed, "commands", to=listing)

    code, _, err = verify(str(listed))

    assert code == 1
    assert "names what is no file of the run" in err


def test_a_killed_listing_leaves_both_records_as_they_were(
    listed: Path, monkeypatch: pytest.MonkeyPatch, verify: Called
) -> None:
    before = {name: (listed / name).read_bytes() for name in ("run.json", "ro-crate-metadata.json")}

    def die(path: Path, to: Path) -> Path:
        if path.name == "run.json":
            raise KeyboardInterrupt
        return original(path, to)

    original = Path.replace
    shutil.rmtree(listed / "when")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            list_in_records((listed / "posts" / "posts.json",), started="2026-02-03T04:05:06+00:00")

    assert {name: (listed / name).read_bytes() for name in before} == before


def test_a_map_drawn_again_keeps_the_list(listed: Path, verify: Called) -> None:
    before = (listed / "ro-crate-metadata.json").read_bytes()
    listing = commands(listed)

    redraw_map(str(listed), MapQuestion(plain=True))

    assert commands(listed) == listing

    assert (listed / "ro-crate-metadata.json").read_bytes() == before
    assert verify(str(listed))[0] == 0


def test_a_run_that_is_being_written_to_is_a_finding_and_not_an_error(listed: Path) -> None:
    files = (listed / "posts" / "posts.json",)
    with workshop(listed):
        findings = list_in_records(files, started="2026-02-03T04:05:06+00:00")

    assert [one.code for one in findings] == ["crate_not_listed"]
    assert list_in_records(files, started="2026-02-03T04:05:06+00:00") == ()


def test_the_folder_may_be_named_as_for_the_other_commands(run: Path, verify: Called) -> None:
    named, argument = verify("--from", str(run)), verify(str(run))
    twice = verify(str(run), "--from", str(run))

    assert named == argument
    assert twice[0] == 2
    assert "named twice" in twice[2]


def test_quiet_says_only_what_differs_and_the_exit_code_stays(run: Path, verify: Called) -> None:
    untouched = verify(str(run), "-q")
    (run / "ranking.csv").unlink()

    code, lines, err = verify(str(run), "-q")

    assert untouched == (0, [], "")
    assert (code, lines, err) == (1, ["ranking.csv: missing."], "")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_verbose_says_beside_the_answer_how_long_it_took(run: Path, verify: Called, language: str) -> None:
    plain = verify(str(run), "--lang", language)

    code, lines, err = verify(str(run), "--lang", language, "-v")

    assert (code, lines) == plain[:2]
    assert Words(language=language)("step.verify") in err  # type: ignore[arg-type]
