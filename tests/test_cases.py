"""Bad input through the command line: one line that says what is wrong, no traceback, nothing left behind.

Every input of `cases/bad_inputs.json` is here with what it must come to; so is what was found since.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from cases import ALL
from cases.case import HERE, Case
from cases.made import good_csv

from hotspot import cli

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_S = 60  # of any case, on a slow machine; what hangs takes longer


def hotspot(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command in `folder` as the shell would, and return its exit code."""
    command, *rest = (part.replace("{tmp}", str(folder)) for part in case.arguments)
    out = ["--out", str(folder / "out")] if command == "rank" else []
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["hotspot", command, *out, *rest])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def contents(folder: Path, but: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return everything that lies in the folder but those files, links by where they point to."""
    return {
        str(path.relative_to(folder)): str(path.readlink()).encode()
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else b""
        for path in sorted(folder.rglob("*"))
        if path.name not in but
    }


def report(case: Case, folder: Path, said: str) -> dict[str, Any]:
    """Return the record of the run, or what the check has printed."""
    record = folder / "out" / "run.json"
    found: dict[str, Any] = json.loads(record.read_text(encoding="utf-8") if record.exists() else said)
    return found


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_bad_input_comes_to_what_it_must(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    case.make(tmp_path)

    with case.during(tmp_path):
        before = contents(tmp_path, case.disturbed)
        capfd.readouterr()
        began = time.perf_counter()
        code = hotspot(case, tmp_path, monkeypatch)
        seconds = time.perf_counter() - began
        after = contents(tmp_path, case.disturbed)

    said, told = capfd.readouterr()
    assert code == case.exit_code, told
    assert seconds < LONGEST_S
    assert "Traceback" not in told
    assert [piece for piece in case.message if piece not in told] == [], told
    assert [secret for secret in case.never if secret in said + told] == []
    if code:
        assert_refused(said, told, before=before, after=after, lines=code == 1)
    elif case.arguments[0] in {"rank", "check"}:
        assert_used(case, report(case, tmp_path, said), after)


def assert_refused(
    said: str, told: str, *, before: dict[str, bytes], after: dict[str, bytes], lines: bool
) -> None:
    """Hold an error to its form; wrong usage (`lines` False) is worded by click."""
    assert said == ""
    assert after == before
    if lines:
        assert told.startswith("Error: ")
        assert told.count("\n") == 1
        assert ". To do: " in told


def assert_used(case: Case, record: dict[str, Any], files: dict[str, bytes]) -> None:
    """Hold a run that ended well to its account of the rows, and to what it had to notice and to write."""
    rows = record["rows"]
    dropped = {reason: count for reason, count in rows["dropped"].items() if reason in case.dropped}
    choices = {one["name"]: one["value"] for one in record.get("choices", ()) if one["name"] in case.choices}
    assert rows["read"] == rows["kept"] + sum(rows["dropped"].values())
    assert dropped == dict(case.dropped)
    assert case.kept in {None, rows["kept"]}
    assert set(case.findings) <= {finding["code"] for finding in record["findings"]}
    assert choices == dict(case.choices)
    for name, pieces in case.written.items():
        assert [piece for piece in pieces if piece.encode() not in files[f"out/{name}"]] == []
    for name, pieces in case.unwritten.items():
        assert [piece for piece in pieces if piece.encode() in files[f"out/{name}"]] == []


def test_every_bad_input_of_the_list_has_its_case_for_each_thing_it_must_come_to() -> None:
    bad_inputs = json.loads((HERE / "bad_inputs.json").read_text(encoding="utf-8"))

    met = {(case.number, outcome) for case in ALL for outcome in outcomes(case)}

    wanted = {(int(number), outcome) for number, one in bad_inputs.items() for outcome in one["outcome"]}
    assert sorted(wanted - met) == []
    assert {number for number, _ in wanted} == set(range(1, 118))


def outcomes(case: Case) -> set[str]:
    """Return what the case shows: that the input is refused, counted or noticed, or simply used."""
    if case.exit_code:
        return {"refused"}
    return {"used", "noticed"} if case.dropped or case.findings or case.choices else {"used"}


def test_no_two_cases_have_one_name() -> None:
    names = [str(case) for case in ALL]

    assert sorted(set(names)) == sorted(names)


def test_every_file_of_the_runs_has_its_case() -> None:
    text = (HERE / "runs" / "cases.json").read_text(encoding="utf-8")

    unused = [path.name for path in (HERE / "runs").iterdir() if f"{{here}}/{path.name}" not in text]

    assert unused == ["cases.json"]


FUZZED = sorted((HERE / "fuzzed").iterdir())
ASKED = {
    **dict.fromkeys((".csv", ".xlsx", ".parquet"), ("check", "{file}")),
    **dict.fromkeys((".geojson", ".zip", ".gpkg"), ("check", "a.csv", "--areas", "{file}")),
    ".yaml": ("check", "a.csv", "--config", "{file}"),
}


@pytest.mark.parametrize("file", FUZZED, ids=lambda file: file.name)
def test_what_broke_a_reader_once_is_an_answer_or_one_clear_line(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    good_csv(tmp_path)
    words = [part.replace("{file}", str(file)) for part in ASKED[file.suffix]]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["hotspot", *words])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    told = capfd.readouterr().err
    assert ended.value.code in {0, 1}
    assert ended.value.code == 0 or (told.startswith("Error: ") and told.count("\n") == 1)
